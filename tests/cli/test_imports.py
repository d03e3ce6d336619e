"""`import` and what undo, redo and history say of it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from smallcrm.cli import imports
from tests.cli.conftest import Run

WriteList = Callable[..., Path]
ROWS = ("客户名称,联系人,手机,级别", "宁海机电,林小姐,13800001111,A", "拓新鞋业,黄总,13900002222,B")
PARTS = ("created", "updated", "unchanged", "merged", "skipped", "rejected")


def test_an_import_prints_what_became_of_every_row(cli: Run, write_list: WriteList) -> None:
    path = write_list(
        "一览.csv", ROWS[0], ",,13700003333,C", *ROWS[1:], "拓新鞋业,吴会计,0595-22223333,"
    )
    told = cli("import", path, "--json").json
    assert told["dry_run"] is False
    assert told["step"] == 1
    totals = told["totals"]
    assert totals["rows"] == 4 == sum(totals[part] for part in PARTS)
    assert (totals["created"], totals["merged"], totals["rejected"]) == (2, 1, 1)
    (file,) = told["files"]
    assert file["file"] == "一览.csv"
    assert file["format"] == "csv"
    assert [reject["row"] for reject in file["rejects"]] == [2]
    (table,) = file["tables"]
    assert table["header_rows"] == [1]
    fields = {column["header"]: column["field"] for column in table["columns"]}
    assert fields["联系人"] == "contact.name"
    assert cli("customers", "--json").json["total"] == 2
    lines = cli("import", path).out
    assert "4 rows" in lines
    assert "Row 2" in lines


def test_how_many_customers_are_new_is_told_apart_from_rows(
    cli: Run, write_list: WriteList
) -> None:
    talks = ("日期,客户名称,跟进内容", "2026-3-1,宁海机电,谈价格", "2026-3-2,宁海机电,寄样品")
    path = write_list("跟进.csv", *talks)
    out = cli("import", path, "--dry-run").out
    assert "2 rows: new 2" in out
    assert "1 new customer\n" in out
    assert "new customer" not in cli("import", write_list("a.csv", *ROWS)).out


def test_a_dry_run_shows_the_plan_and_writes_nothing(cli: Run, write_list: WriteList) -> None:
    path = write_list("a.csv", *ROWS)
    told = cli("import", path, "--dry-run", "--json").json
    assert told["dry_run"] is True
    assert told["step"] is None
    assert told["totals"]["created"] == 2
    assert "nothing was written" in cli("import", path, "--dry-run").out
    assert cli("customers", "--json").json["total"] == 0
    assert cli("history", "--json").json["steps"] == []


def test_undo_redo_and_history_name_the_import(cli: Run, write_list: WriteList) -> None:
    cli("import", write_list("客户.csv", *ROWS))
    undone = cli("undo", "--json").json
    assert undone["undone"] == "Import 客户.csv"
    assert undone["changes"]["customer"] == 2
    assert undone["kept"] == []
    assert cli("customers", "--json").json["total"] == 0
    assert cli("redo", "--json").json["redone"] == "Import 客户.csv"
    (step,) = cli("history", "--json").json["steps"]
    assert (step["step"], step["label"], step["from"], step["state"]) == (
        *(1, "Import 客户.csv", "import", "done"),
    )
    assert cli("undo", language="zh_CN").out == "已撤销：导入 客户.csv\n"
    assert cli("history", language="zh_CN").out.split()[-1] == "已撤销"


def test_undo_and_redo_with_nothing_left_are_told(cli: Run) -> None:
    assert "nothing to undo" in cli("undo", "--json").told
    assert "nothing to redo" in cli("redo").told
    assert cli("history").out == "Nothing was changed yet.\n"


def test_several_lists_are_one_step_all_or_nothing(
    cli: Run, write_list: WriteList, tmp_path: Path
) -> None:
    first = write_list("a.csv", *ROWS)
    second = write_list("b.csv", "Company,Phone", "Blue Harbor Ltd.,+49 30 1234567")
    broken = tmp_path / "c.xlsx"
    broken.write_bytes(b"PK\x03\x04" + bytes(50))
    assert "c.xlsx" in cli("import", first, second, broken).told
    assert cli("customers", "--json").json["total"] == 0
    told = cli("import", first, second, "--json").json
    assert [file["file"] for file in told["files"]] == ["a.csv", "b.csv"]
    assert told["totals"]["created"] == 3
    assert cli("undo", "--json").json["undone"] == "Import a.csv, b.csv"
    assert cli("customers", "--json").json["total"] == 0


def test_duplicates_may_fill_overwrite_skip_or_be_new(cli: Run, write_list: WriteList) -> None:
    cli("import", write_list("a.csv", "客户名称,级别", "宁海机电,B"))
    newer = write_list("b.csv", "客户名称,级别,行业", "宁海机电,A,机械")

    def level_after(policy: str) -> tuple[object, ...]:
        cli("import", newer, "--duplicates", policy)
        found = [
            (c["level"], c.get("industry")) for c in cli("customers", "--json").json["customers"]
        ]
        cli("undo")
        return tuple(found)

    assert level_after("fill") == (("B", "机械"),)
    assert level_after("overwrite") == (("A", "机械"),)
    assert cli("import", newer, "--duplicates", "skip", "--json").json["totals"]["skipped"] == 1
    assert level_after("create") == (("B", None), ("A", "机械"))


def test_one_sheet_may_be_chosen(cli: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, name in (("客户", "宁海机电"), ("旧", "拓新鞋业")):
        sheet = book.create_sheet(title)
        sheet.append(["客户名称", "手机"])
        sheet.append([name, "13800001111"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    told = cli("import", path, "--sheet", "客户", "--json").json
    assert told["totals"]["rows"] == 1
    assert "There is no sheet" in cli("import", path, "--sheet", "nope").told


def test_rejected_rows_are_written_to_a_workbook_to_mend(
    cli: Run, write_list: WriteList, tmp_path: Path
) -> None:
    path = write_list("a.csv", ROWS[0], ",,13700003333,=A1", *ROWS[1:])
    out = tmp_path / "rejects.xlsx"
    told = cli("import", path, "--rejects", out, "--json")
    assert told.json["totals"]["rejected"] == 1
    assert "1 row written" in told.err
    rows = list(openpyxl.load_workbook(out).active.values)
    assert rows[0] == (*ROWS[0].split(","), "Why it was not imported")
    assert rows[1][:4] == (None, None, "13700003333", "=A1")
    assert "no name" in rows[1][4]


def test_rejects_that_cannot_be_written_stop_the_import(
    cli: Run, write_list: WriteList, tmp_path: Path
) -> None:
    path = write_list("a.csv", ROWS[0], ",,13700003333,C")
    assert "cannot be written" in cli("import", path, "--rejects", tmp_path / "no" / "r.xlsx").told
    assert ".xlsx" in cli("import", path, "--rejects", tmp_path / "r.csv").told
    assert cli("customers", "--json").json["total"] == 0


def test_everything_exported_comes_back_with_its_ids(
    cli: Run, write_list: WriteList, tmp_path: Path
) -> None:
    cli("import", write_list("a.csv", *ROWS))
    out = tmp_path / "all.json"
    assert cli("export", out).status == 0
    other = tmp_path / "other.db"
    told = cli("import", out, "--json", file=other).json
    assert told["totals"]["created"] == told["totals"]["rows"] == 2
    first = cli("customers", "--json").json
    assert cli("customers", "--json", file=other).json == first
    assert "empty data file" in cli("import", out, file=other).told
    assert "by itself" in cli("import", out, write_list("b.csv", *ROWS), file=other).told
    assert cli("undo", "--json", file=other).json["undone"] == "Bring in all.json"
    assert cli("customers", "--json", file=other).json["total"] == 0


def test_a_json_file_that_is_not_ours_is_told(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    for content in (
        "[]",
        "{}",
        "nonsense",
        json.dumps({"format": "smallcrm", "schema": 9999, "tables": {}}),
        json.dumps({"format": "smallcrm", "schema": "one", "tables": {}}),
        json.dumps({"format": "smallcrm", "schema": 1}),
        json.dumps({"format": "smallcrm", "schema": 1, "tables": {"customer": 7}}),
        json.dumps(
            {
                "format": "smallcrm",
                "schema": 1,
                "tables": {
                    "customer": {"columns": ["id", "name", "created"], "rows": [[1, "", ""]]}
                },
            }
        ),
    ):
        path.write_text(content, encoding="utf-8")
        assert "x.json" in cli("import", path).told, content
        assert cli("customers", "--json").json["total"] == 0


def test_files_that_cannot_be_read_are_told(cli: Run, tmp_path: Path) -> None:
    assert "missing.xlsx" in cli("import", tmp_path / "missing.xlsx").told
    assert cli("import", tmp_path).told
    empty = tmp_path / "empty.csv"
    empty.touch()
    assert cli("import", empty).told
    picture = tmp_path / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert "picture.xlsx" in cli("import", picture).told
    assert cli("import").status == 2
    assert cli("import", empty, "--duplicates", "perhaps").status == 2


def test_orders_find_their_customers_or_are_rejected(cli: Run, write_list: WriteList) -> None:
    cli("import", write_list("a.csv", *ROWS))
    orders = ("订单号,客户名称,下单日期,产品,金额", "S1,宁海机电,2026-03-05,电机,1200")
    path = write_list("o.csv", *orders, "S2,白鹭贸易,2026-03-06,水泵,800")
    dry = ("import", path, "--kind", "orders", "--dry-run", "--json")
    told = cli(*dry).json
    assert told["files"][0]["tables"][0]["kind"] == "orders"
    assert told["totals"]["created"] == 2
    told = cli(*dry, "--missing", "reject").json["totals"]
    assert (told["created"], told["rejected"]) == (1, 1)
    assert cli(*dry, "--missing", "perhaps").status == 2


def test_an_earlier_list_says_how_to_read(cli: Run, write_list: WriteList) -> None:
    rows = ("客户名称,描述,跟进成员", "林小海,问过报价,陆小曼")
    cli("import", write_list("a.csv", *rows), "--profile", "wecom")
    told = cli("import", write_list("b.csv", *rows), "--profile", "a.csv", "--json").json
    columns = {one["header"]: one for one in told["files"][0]["tables"][0]["columns"]}
    assert columns["客户名称"]["field"] == "contact.name"
    assert columns["客户名称"]["reason"] == "chosen"
    assert "a.csv" in cli("import", write_list("c.csv", *ROWS), "--profile", "z.csv").told


# --- what else may be brought, and how -----------------------------------------------------------


def test_a_folder_of_lists_is_one_step(cli: Run, write_list: WriteList, tmp_path: Path) -> None:
    folder = tmp_path / "名单"
    folder.mkdir()
    for name, line in (("一月.csv", ROWS[1]), ("二月.csv", ROWS[2]), ("~$三月.xlsx", "x")):
        write_list(name, ROWS[0], line).rename(folder / name)
    told = cli("import", folder, "--json").json
    assert {file["file"] for file in told["files"]} == {"一月.csv", "二月.csv"}
    assert told["totals"]["created"] == 2
    assert cli("undo", "--json").json["changes"]["customer"] == 2
    (tmp_path / "leer").mkdir()
    assert "no list in the folder" in cli("import", tmp_path / "leer").told


def test_what_is_left_out_is_named_with_its_file(
    cli: Run, write_list: WriteList, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "客户"
    for row in (ROWS[0].split(","), [None, None, "13700003333"], ROWS[1].split(",")):
        book.active.append(row)
    book.create_sheet("旧").sheet_state = "hidden"
    book["旧"].append(["客户名称"])
    book.save(tmp_path / "a.xlsx")
    lines = cli("import", tmp_path / "a.xlsx", write_list("b.csv", *ROWS)).out.splitlines()
    assert "a.xlsx / 旧 is left out: The sheet is hidden." in lines
    assert any(line.startswith("Row 2 of a.xlsx / 客户: ") for line in lines)


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A workbook that opens with the password geheim."""
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row.split(","))
    book.save(tmp_path / "open.xlsx")
    path = tmp_path / "locked.xlsx"
    with (tmp_path / "open.xlsx").open("rb") as source, path.open("wb") as target:
        OOXMLFile(source).encrypt("geheim", target)
    return path


def test_a_password_comes_from_the_environment(
    cli: Run, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "password" in cli("import", locked).told
    monkeypatch.setenv("SMALLCRM_PASSWORD", "falsch")
    assert "password" in cli("import", locked).told
    monkeypatch.setenv("SMALLCRM_PASSWORD", "geheim")
    assert cli("import", locked, "--json").json["totals"]["created"] == 2


def test_a_password_is_asked_for_on_a_terminal(
    cli: Run, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["falsch", "geheim"]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(imports, "getpass", lambda _prompt, _stream: typed.pop(0))
    assert cli("import", locked, "--json").json["totals"]["created"] == 2
    assert typed == []
    cli("undo")
    typed += ["1", "2", "3", "4"]
    assert "password" in cli("import", locked).told
    assert typed == ["4"]


def test_charset_date_order_and_built_in_profile(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "kh.csv"
    head = "客户名称,描述,添加人,添加人帐号,添加时间,来源,手机,企业"
    line = "林小海,问过报价,陆小曼,luxm,03/04/2026,名片分享,13800001111,拓新鞋业有限公司"
    path.write_bytes(f"{head}\n{line}\n".encode("gb18030"))
    options = ("--profile", "wecom", "--encoding", "gb18030", "--date-order", "dmy")
    cli("import", path, *options)
    (found,) = cli("customers", "--json").json["customers"]
    assert (found["name"], found["owner"]) == ("拓新鞋业有限公司", "陆小曼")
    assert found["created"] == "2026-04-03"
    assert "kingdee" in cli("import", path, "--profile", "nope").told


def test_the_template_is_written_and_brings_nothing(cli: Run, tmp_path: Path) -> None:
    out = tmp_path / "template.xlsx"
    assert str(out) in cli("import", "--template", out, language="zh_CN").out
    told = cli("import", out, "--json").json
    assert (told["totals"]["rows"], told["step"]) == (0, None)
    assert ".xlsx" in cli("import", "--template", tmp_path / "t.csv").told
    assert cli("import").status == 2
    assert cli("import", out, "--template", out).status == 2


def test_the_export_of_a_known_program_is_read_by_its_profile(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    head = "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value"
    path.write_text(f"{head}\nOwen,Tillman,Tillman Marine,* myContacts,* Work,o@t.example\n")
    done = cli("import", path, "--json")
    assert "Google" in done.err
    [customer] = cli("customers", "--json").json["customers"]
    assert customer["contacts"][0]["email"] == "o@t.example"
    assert not [name for name in customer if name.startswith("custom.")]
    assert cli("import", path, "--json").json["totals"]["unchanged"] == 1


def test_doubtful_rows_are_told_with_whom_they_may_be_and_what_to_do(
    cli: Run, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    first.write_text("Company,Mobile\nAlder Works,13800138000\n")
    second.write_text("Company,Mobile\nBirch Foods,13800138000\n")
    cli("import", first)
    told = cli("import", second, language="en").out
    assert "Row 2" in told
    assert "Alder Works (phone 138 0013 8000)" in told
    assert "1 doubtful row is a customer of its own" in told
    assert "duplicates" in told
    assert "2" in cli("duplicates", "--json").out
    assert "doubtful" not in cli("import", second, language="en").out


def test_dates_of_an_unclear_order_are_told_with_their_column(cli: Run, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Company,Mobile,Created,Birthday\nAlder,13800138000,03/04/2026,25/03/1980\n")
    told = cli("import", path, "--dry-run", language="en").err
    assert "column Created" in told
    assert "--date-order" in told
    assert "column Birthday" not in told
    assert "column" not in cli("import", path, "--date-order", "mdy", language="en").err


def test_days_without_a_year_are_told_with_their_column_and_take_the_one_given(
    cli: Run, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Company,Mobile,Last contact\nAlder,13800138000,12/5\n")
    told = cli("import", path, "--dry-run", language="en").err
    assert "list.csv, column Last contact" in told
    assert "12/5" in told
    assert "--year 2025" in told  # that of this year is to come
    assert "year" not in cli("import", path, "--year", "2025", language="en").err
    (customer,) = cli("customers", "--json").json["customers"]
    assert customer["last_contact"] == "2025-12-05"
    assert cli("import", path, "--year", "2025", "--json").json["totals"]["unchanged"] == 1
    assert cli("import", path, "--year", "25", language="en").status == 2


def test_equal_reasons_are_told_once_with_their_rows(cli: Run, write_list: WriteList) -> None:
    nameless = [f",,1380000{number:04d},C" for number in range(4)]
    path = write_list("a.csv", *ROWS[:2], *nameless, ROWS[2], nameless[0])
    told = cli("import", path, "--dry-run", language="zh_CN").out.splitlines()
    (line,) = (line for line in told if "a 第" in line)
    assert line.startswith("a 第 3-6, 8 行：")
