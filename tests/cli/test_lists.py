"""`customers`, `show` and `due`: finding and printing."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import Filter
from smallcrm.services.saved_views import KeptView, save_view
from smallcrm.services.table import Sort
from smallcrm.storage.datafile import DataFile
from tests.cli.conftest import Run

ROWS = (
    "客户名称,联系人,手机,级别,城市,行业",
    "宁德海川机电有限公司,林小姐,13800001111,A,宁德,机械",
    "泉州拓新鞋业有限公司,黄总,13900002222,B,泉州,鞋业",
    "100%纯棉商行,单女士,13700003333,C,泉州,纺织",
)


@pytest.fixture(autouse=True)
def _some_customers(cli: Run, write_list: Callable[..., Path]) -> None:
    assert cli("import", write_list("a.csv", *ROWS)).status == 0


def test_a_birthday_without_a_year_is_told_as_such(
    cli: Run, write_list: Callable[..., Path]
) -> None:
    people = ("姓名,手机,生日", "孙三,13800000003,3月15日", "李四,13800000004,农历八月十五")
    firm = ("客户名称,联系人,手机,生日", "远山商贸有限公司,赵一,13800000001,12月1日")
    for name, rows in (("b.csv", people), ("c.csv", firm)):
        assert cli("import", write_list(name, *rows)).status == 0
    for command in (("show", "孙三"), ("show", "李四"), ("show", "远山"), ("customers", "--json")):
        assert "1904" not in cli(*command).out
    assert " 03-15" in cli("show", "孙三").out
    assert "birthday_lunar" not in cli("show", "李四").out
    assert "lunar month 8, day 15" in cli("show", "李四").out
    told = {one["name"]: one for one in cli("customers", "--json").json["customers"]}
    assert told["孙三"]["birthday"] == "03-15"
    assert (told["李四"]["birthday"], told["李四"]["birthday_lunar"]) == ("08-15", True)
    assert told["远山商贸有限公司"]["contacts"][0]["birthday"] == "12-01"
    assert cli("show", "孙三", "--json").json["birthday"] == "03-15"


def names(answer: object) -> list[str]:
    return [customer["name"][:2] for customer in answer.json["customers"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("海川", ["宁德"]),
        ("ndhc", ["宁德"]),
        ("ningde", ["宁德"]),
        ("138 0000 1111", ["宁德"]),
        ("1111", ["宁德"]),
        ("138-0000", ["宁德"]),
        ("海chuan", ["宁德"]),
        ("ningdehc", ["宁德"]),
        ("林小姐", ["宁德"]),
        ("shan", ["10"]),
        ("100%", ["10"]),
        ("0%纯", ["10"]),
        ("%", ["10"]),
        ("_", []),
        ("泉州 黄", ["泉州"]),
        ("nothing like it", []),
    ],
)
def test_customers_are_found_by_any_piece(cli: Run, text: str, found: list[str]) -> None:
    assert names(cli("customers", "--search", text, "--json")) == found


def test_sorting_limits_and_views(cli: Run) -> None:
    assert names(cli("customers", "--json")) == ["10", "宁德", "泉州"]
    assert names(cli("customers", "--sort=-level", "--json")) == ["10", "泉州", "宁德"]
    answer = cli("customers", "--sort", "level", "--limit", 1, "--json")
    assert answer.json["total"] == 3
    assert names(answer) == ["宁德"]
    assert len(names(cli("customers", "--limit", 0, "--json"))) == 3
    assert names(cli("customers", "--view", "level_a", "--json")) == ["宁德"]
    assert "no_next_step" in cli("customers", "--view", "nope").told
    assert "level" in cli("customers", "--sort", "nope", "--json").told
    assert cli("customers", "--limit", "many").status == 2


def test_saved_views_are_taken_by_name(cli: Run, tmp_path: Path) -> None:
    with closing(DataFile.open(tmp_path / "data.db")) as datafile:
        session = datafile.session()
        where = Group((Condition("city", "is", ("泉州",)),))
        columns = ("name", "industry")
        save_view(session, KeptView("泉州客户", Filter(where=where), columns, Sort("level", True)))
        session.close()

    assert names(cli("customers", "--view", "泉州客户", "--json")) == ["10", "泉州"]
    assert names(cli("customers", "--view", "泉州客户", "--search", "黄", "--json")) == ["泉州"]
    lines = cli("customers", "--view", "泉州客户").out.splitlines()
    assert lines[0].split() == ["3", "100%纯棉商行", "纺织"]
    assert "泉州客户" in cli("customers", "--view", "nope").told

    out = tmp_path / "out.csv"
    assert cli("export", out, "--view", "泉州客户").status == 0
    assert "宁德海川" not in out.read_text("utf-8-sig")
    paper = tmp_path / "out.pdf"
    assert cli("report", "list", "--view", "泉州客户", "-o", paper).status == 0
    assert paper.read_bytes().startswith(b"%PDF")


def test_lists_for_people_are_aligned_and_translated(cli: Run) -> None:
    lines = cli("customers", language="zh_CN").out.splitlines()
    assert len(lines) == 4
    assert lines[-1] == "3 个客户"
    assert "138 0000 1111" in lines[1]
    shown = cli("show", "海川", language="zh_CN").out
    assert "客户名称" in shown
    assert "意向" in shown
    assert "a.csv 第 2 行" in shown
    shown = cli("show", "海川").out
    assert "Customer name" in shown
    assert "prospect" not in shown


def test_nothing_due_is_said(cli: Run) -> None:
    assert cli("due").out == "Nothing is due.\n"
    assert cli("due", language="zh_CN").out == "没有到期的跟进。\n"


def test_names_nearly_as_typed_are_the_second_choice(cli: Run) -> None:
    answer = cli("customers", "--search", "ningdehiachuan", "--json")
    assert answer.json["total"] == 0
    assert [customer["name"][:2] for customer in answer.json["similar"]] == ["宁德"]
    lines = cli("customers", "--search", "ningdehiachuan").out.splitlines()
    assert lines[0] == "Nothing found. Similar names:"
    assert "宁德海川机电有限公司" in lines[1]
    assert "similar" not in cli("customers", "--search", "qwertz", "--json").json
