"""Whole files, from the bytes to the plan, as the command line and the window use it."""

import json
import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallcrm.core import i18n
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import (
    Analysis,
    ImportOptions,
    analyse,
    plan_import,
    reanalyse,
    understand,
    with_column,
    with_header,
)
from smallcrm.importers.existing import ExistingCustomer, ExistingIndex
from smallcrm.importers.fields import FIELDS, field_title
from smallcrm.importers.plan import OUTCOMES
from smallcrm.importers.preview import column_examples, view_sheet
from smallcrm.importers.sheet import RawFile, RawSheet
from smallcrm.importers.summary import as_json
from tests.importers.conftest import WriteCsv, WriteXlsx

OWN = [
    ["某某公司 2026 年客户资料汇总", "", "", "", "", "", ""],
    ["单位名称", "联系信息", "", "城市", "年采购额", "成交日期", "备注"],
    ["", "联系人", "手机/电话", "", "", "", ""],
    ["云野环保科技有限公司", "杨先生", 13800138000, "上海", "60万", "2019.3.5", "老客户"],
    ["砚石标识有限公司", "王建国", "138-1234-5678", "上海", "1,234.50元", date(2021, 11, 20), ""],
    ["北坡机器厂", "赵经理", "0086 139 0000 0000", "济南", "¥ 8,800", "2024年7月1日", ""],
    ["", "王芳", "021-62100000 转 802", "济南", "", "", "老客户"],
    ["小计", "", "", "", 610034.5, "", ""],
    ["泊岸传媒", "李娜", "1380013", "海口", 8800, "", ""],
    ["", "", "", "", "", "", ""],
    ["单位名称", "联系信息", "", "城市", "年采购额", "成交日期", "备注"],
    ["青原包装材料厂", "刘洋", "１３７００００１２３４", "苏州", "", "19/3/5", "无"],
    ["", "", "0512-62100001", "苏州", "", "", ""],
    ["合计", "", "", "", 627634.5, "", ""],
    ["注：以上资料请保密", "", "", "", "", "", ""],
]
MERGED = ["A1:G1", "A2:A3", "B2:C2", "D2:D3", "E2:E3", "F2:F3", "G2:G3", "A6:A7", "A12:A13"]


@pytest.fixture
def own(write_xlsx: WriteXlsx) -> Analysis:
    help_sheet = [["填写说明"], ["请按行填写，谢谢配合。"], ["如有问题请联系前台。"]]
    return analyse(
        write_xlsx(
            {"张三": OWN, "说明": help_sheet, "旧表": OWN}, {"张三": MERGED}, hidden=["旧表"]
        )
    )


def test_an_untidy_list_comes_out_whole(own: Analysis) -> None:
    (done,) = own.tables
    assert done.table.header_rows == (2, 3)
    assert list(done.table.data_rows) == [4, 5, 6, 7, 9, 12, 13]
    assert {out.row: out.reason for out in done.table.passed_over} == {
        1: "title",
        8: "total",
        10: "blank",
        11: "repeated header",
        14: "total",
        15: "note",
    }
    assert {out.sheet: out.code for out in own.left_out} == {"旧表": "hidden", "说明": "no_list"}
    rows = {row.row: row for row in done.rows.rows}
    assert rows[4].values["customer.revenue"] == 60000000
    assert rows[4].values["custom.成交日期"] == "2019-03-05"
    assert rows[12].values["custom.成交日期"] == "2019-03-05"
    assert rows[7].name == rows[6].name == "北坡机器厂"
    numbers = [number for row in rows.values() for number in row.numbers()]
    assert numbers == [
        "13800138000",
        "13812345678",
        "13900000000",
        "02162100000",
        "1380013",
        "13700001234",
        "051262100001",
    ]
    assert [(row.row, problem.column) for row in rows.values() for problem in row.problems] == [
        (9, 2)
    ]


def test_its_plan_accounts_for_every_row(own: Analysis) -> None:
    plan = plan_import([own])
    assert plan.totals == {
        "rows": 7,
        "created": 5,
        "updated": 0,
        "unchanged": 0,
        "merged": 2,
        "skipped": 0,
        "rejected": 0,
    }
    assert len(plan.customers) == 5
    assert [field.name for field in plan.custom_fields] == ["成交日期"]


def test_the_printed_form_is_the_contract(own: Analysis) -> None:
    printed = json.loads(json.dumps(as_json([own], plan_import([own])), ensure_ascii=False))
    (file,) = printed["files"]
    assert (file["file"], file["format"], file["encoding"]) == ("list.xlsx", "xlsx", None)
    (table,) = file["tables"]
    assert (table["sheet"], table["kind"], table["data_rows"]) == ("张三", "customers", 7)
    assert table["passed_over"][0] == {"row": 1, "reason": "title"}
    fields = {column["header"]: column["field"] for column in table["columns"]}
    assert fields["单位名称"] == "customer.name"
    assert fields["成交日期"] is None
    kept = {column["header"]: column.get("kept_as") for column in table["columns"]}
    assert kept["成交日期"] == "custom.成交日期"
    totals = printed["totals"]
    assert totals["rows"] == sum(totals[outcome] for outcome in OUTCOMES)


def test_the_preview_shows_the_sheet_as_it_stands(own: Analysis) -> None:
    view = view_sheet(own, "张三")
    assert len(view.rows) == len(OWN)
    assert [view.classes[row] for row in (1, 2, 3, 4, 8, 10, 15)] == [
        "title",
        "header",
        "header",
        "data",
        "total",
        "blank",
        "note",
    ]
    assert "7 digits" in view.problems[(9, 2)]
    (done,) = own.tables
    shown = [str(example) for example in column_examples(done, done.columns[2])]
    assert shown == ["13800138000 → 138 0013 8000", "138-1234-5678 → 138 1234 5678"]
    assert str(column_examples(done, done.columns[0])[0]) == "云野环保科技有限公司"


def test_a_column_can_be_given_another_meaning(own: Analysis) -> None:
    options = with_column(own.options, "张三", 5, "customer.created")
    again = reanalyse(own, options)
    assert again.tables[0].rows.rows[0].values["customer.created"] == date(2019, 3, 5)
    assert plan_import([again]).custom_fields == ()
    ignored = reanalyse(own, with_column(own.options, "张三", 5, "ignored"))
    assert "custom.成交日期" not in ignored.tables[0].rows.rows[0].values


def test_sheets_and_header_can_be_chosen(own: Analysis) -> None:
    other = reanalyse(own, ImportOptions(sheets=("旧表",)))
    assert [done.table.sheet for done in other.tables] == ["旧表"]
    moved = reanalyse(own, with_header(own.options, "张三", (3,)))
    assert moved.tables[0].table.header_rows == (3,)
    with pytest.raises(UserError, match="no sheet"):
        reanalyse(own, ImportOptions(sheets=("没有",)))


def test_another_encoding_reads_the_file_again(write_csv: WriteCsv) -> None:
    path = write_csv([["客户名称", "城市"], ["远山", "上海"]], encoding="gb18030")
    first = analyse(path)
    assert first.file.encoding == "gb18030"
    again = reanalyse(first, ImportOptions(encoding="cp1252"))
    assert again.file.encoding == "cp1252"
    assert again.file.sheets[0].rows != first.file.sheets[0].rows


def test_sheets_named_after_salespersons_name_the_salesperson(write_xlsx: WriteXlsx) -> None:
    rows = [["客户名称", "电话"], ["远山", "021-60000001"]]
    analysis = analyse(write_xlsx({"王小明": rows, "李红": [rows[0], ["长河", "021-60000002"]]}))
    owners = [done.rows.rows[0].values["customer.owner"] for done in analysis.tables]
    assert owners == ["王小明", "李红"]
    off = with_column(analysis.options, "李红", -1, "ignored")
    assert "customer.owner" not in reanalyse(analysis, off).tables[1].rows.rows[0].values


@pytest.mark.parametrize(
    "places", [("华东区", "华南区"), ("江苏", "安徽"), ("常州市", "温州"), ("高新区", "国外")]
)
def test_sheets_named_after_places_name_the_region(
    write_xlsx: WriteXlsx, places: tuple[str, str]
) -> None:
    rows = [["客户名称", "电话"], ["远山", "021-60000001"]]
    sheets = {places[0]: rows, places[1]: [rows[0], ["长河", "021-60000002"]]}
    made = [done.rows.rows[0].values for done in analyse(write_xlsx(sheets)).tables]
    assert tuple(values["customer.region"] for values in made) == places
    assert all("customer.owner" not in values for values in made)


def test_a_kind_of_list_that_there_is_not_is_refused_in_words(write_csv: WriteCsv) -> None:
    path = write_csv([["客户名称"], ["远山"]])
    with pytest.raises(UserError, match="no kind of list"):
        analyse(path, ImportOptions(kind="pancakes"))
    with pytest.raises(UserError, match="no kind of list"):
        analyse(path, ImportOptions(kinds={"list": "pancakes"}))


def test_a_custom_field_has_one_spelling_in_an_import(write_csv: WriteCsv) -> None:
    first = analyse(write_csv([["客户名称", "Mascot"], ["远山", "a"]], "a.csv"))
    second = analyse(write_csv([["客户名称", "mascot"], ["远山", "b"], ["长河", "c"]], "b.csv"))
    plan = plan_import([first, second])
    assert [field.name for field in plan.custom_fields] == ["Mascot"]
    assert [customer.values.get("custom.Mascot") for customer in plan.customers] == ["a", "c"]
    values = {"customer.name": "远山", "custom.MASCOT": "b"}
    existing = ExistingIndex.of([ExistingCustomer(1, "远山", values)])
    again = plan_import([second], existing)
    assert [row.outcome for row in again.rows] == ["unchanged", "created"]
    assert again.customers[0].values["custom.MASCOT"] == "c"


def test_a_plan_can_be_cancelled(own: Analysis) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        plan_import([own], progress=progress)


def test_reasons_and_titles_speak_chinese(own: Analysis) -> None:
    i18n.set_language("zh_CN")
    again = reanalyse(own, own.options)
    assert again.tables[0].columns[0].words == "表头"
    assert field_title("customer.name") == "客户名称"
    assert all(field_title(name) != FIELDS[name].title for name in FIELDS if name[-2:] != "qq")


EXPECTED = {
    "vendors.csv": ((4,), 20, 20),
    "wave_clients.csv": ((1,), 4, 4),
    "freshbooks_clients.csv": ((1,), 2, 2),
    "vendors.xlsx": ((1,), 1, 1),
    "compatibility__t02.xlsx": ((2,), 1, 0),
    "bom__office_bom.csv": ((1,), 10, 10),
    "test_utf16_little.csv": ((1,), 2, 0),
    "chinese-provinces.xls": ((1,), 3, 0),
    "skip-rows.xlsx": ((2,), 1, 0),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_samples_give_their_rows(samples: Path, name: str) -> None:
    analysis = analyse(samples / name)
    (done,) = analysis.tables
    plan = plan_import([analysis])
    taken = plan.totals["rows"] - plan.totals["rejected"]
    assert (done.table.header_rows, plan.totals["rows"], taken) == EXPECTED[name]


def test_nothing_of_a_sample_with_error_cells_becomes_text(samples: Path) -> None:
    plan = plan_import([analyse(samples / "errors.xlsx")])
    assert plan.totals["rows"] == plan.totals["rejected"] == 7


def test_codes_keep_their_zeros(samples: Path) -> None:
    (done,) = analyse(samples / "compatibility__t02.xlsx").tables
    assert done.clean[1].values[0] == "01502200"


# --- lists made at random, with the truth known ---------------------------------------------------

COMPANIES = st.lists(
    st.tuples(
        st.sampled_from("云石北泊青长远禾"),
        st.sampled_from("山河野坡原岸"),
        st.sampled_from(["商贸有限公司", "机器厂", "包装材料厂", "五金商行", "传媒工作室"]),
    ).map("".join),
    min_size=1,
    max_size=15,
    unique=True,
)
STYLES = ("{0}{1}{2}", "{0}-{1}-{2}", "{0} {1} {2}", "+86 {0}{1}{2}", "0086{0}{1}{2}")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    COMPANIES, st.randoms(use_true_random=False), st.sampled_from(["utf-8", "gb18030", "utf-16"])
)
def test_messy_lists_come_back_exactly(
    tmp_path: Path, companies: list[str], chance: random.Random, encoding: str
) -> None:
    header = ["客户名称", "手机", "年销售额", "建档日期"]
    chance.shuffle(header)
    lines: list[Sequence[str]] = [["客户名单"]] * chance.randint(0, 2) + [header]
    truth = []
    for number, name in enumerate(companies):
        phone = ("138", "0000", f"{number:04d}")
        amount, day = chance.randint(1, 90), chance.randint(1, 28)
        cells = {
            "客户名称": name,
            "手机": chance.choice(STYLES).format(*phone),
            "年销售额": chance.choice((f"{amount}万", f"{amount}0,000.00元", f"¥{amount}0000")),
            "建档日期": chance.choice((f"2024.3.{day}", f"2024年3月{day}日", f"202403{day:02d}")),
        }
        lines.append([cells[name] for name in header])
        truth.append((name, "".join(phone), amount * 1000000, date(2024, 3, day)))
        if chance.random() < 0.2:
            lines.append(chance.choice(([""] * 4, header, ["合计", "", "", ""])))
    lines.append(["合计", "", "123,000.00", ""])
    text = "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    (done,) = analyse(path).tables
    read = [
        (row.name, row.numbers()[0], row.values["customer.revenue"], row.values["customer.created"])
        for row in done.rows.rows
    ]
    assert read == truth


# --- broken files ---------------------------------------------------------------------------------


def test_mutants_of_good_files_end_in_rows_or_in_a_sentence(
    write_xlsx: WriteXlsx, write_csv: WriteCsv, tmp_path: Path
) -> None:
    count = int(os.environ.get("SMALLCRM_MUTANTS", "24"))
    chance = random.Random(20261118)
    good = [write_xlsx({"a": OWN}, {"a": MERGED}), write_csv(OWN, encoding="gb18030")]
    paths = []
    for number in range(count):
        source = good[number % 2]
        path = tmp_path / f"mutant{number}{source.suffix}"
        path.write_bytes(mutate(source.read_bytes(), chance))
        paths.append(path)

    def outcome(path: Path) -> str:
        try:
            analysis = analyse(path)
        except UserError as error:
            return error.message
        plan = plan_import([analysis])
        assert plan.totals["rows"] == sum(plan.totals[name] for name in OUTCOMES)
        return "rows"

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(outcome, paths))


def mutate(data: bytes, chance: random.Random) -> bytes:
    mutant = bytearray(data)
    kind = chance.randrange(4)
    if kind == 0:
        return bytes(mutant[: chance.randrange(len(mutant))])
    for _ in range(chance.choice((1, 5, 30))):
        place = chance.randrange(len(mutant))
        if kind == 1:
            mutant[place] = chance.randrange(256)
        elif kind == 2:
            end = min(place + chance.randrange(1, 60), len(mutant))
            mutant[place:end] = bytes(end - place)
        else:
            del mutant[place : place + chance.randrange(1, 20)]
            if not mutant:
                break
    return bytes(mutant)


class Watcher(Progress):
    """Keeps what it is told, and cancels at a share of the rows."""

    def __init__(self, stop_at: float = 2.0) -> None:
        super().__init__()
        self.told: list[tuple[int, int, str]] = []
        self.stop_at = stop_at

    def report(self, done: int, total: int, text: str = "") -> None:
        self.told.append((done, total, text))
        if done >= self.stop_at * total:
            self.cancel()


def test_understanding_tells_its_rows_and_stops_when_asked() -> None:
    rows = [["客户名称", "电话"], *([f"{n}号机电厂", f"138{n:08}"] for n in range(5000))]
    file = RawFile("list.csv", "list.csv", "csv", "", (RawSheet("客户", rows),))
    watcher = Watcher()
    understand(file, progress=watcher)
    done = [done for done, total, text in watcher.told if total == 5000 and "客户" in text]
    assert done == sorted(done)
    assert done[0] == 0
    assert len(set(done)) > 3
    for share in (0.3, 0.7):
        with pytest.raises(Cancelled):
            understand(file, progress=Watcher(share))
