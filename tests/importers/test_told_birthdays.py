"""Birthdays without a year, as lists of members and of contact persons hold them."""

import pytest

from smallcrm.core.i18n import set_language
from smallcrm.importers.birthdays import LunarBirthday
from smallcrm.importers.preview import column_examples
from smallcrm.importers.sheet import Cell
from tests.importers.sample_rows import read_rows


def birthdays(*cells: Cell, sheet: str = "会员", header: str = "生日") -> list[str]:
    rows = [
        [f"王{sign}", f"1380000{n:04d}", cell]
        for n, (sign, cell) in enumerate(zip("小大中明芳伟丽强", cells, strict=False))
    ]
    analysis = read_rows(["姓名", "手机", header], *rows, sheet=sheet)
    (done,) = analysis.tables
    assert done.columns[2].field == "customer.birthday"
    assert done.columns[2].undated is None
    return [row.values["customer.birthday"].isoformat() for row in done.rows.rows]


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        (("3月15日", "12月1日"), ["1904-03-15", "1904-12-01"]),
        (("03-15", "12-01"), ["1904-03-15", "1904-12-01"]),
        (("3/15", "12/1", "2/29"), ["1904-03-15", "1904-12-01", "1904-02-29"]),
        (("三月十五", "十二月一日"), ["1904-03-15", "1904-12-01"]),
        (("1985-03-15", "3月15日"), ["1985-03-15", "1904-03-15"]),
        (("农历三月十五", "3月15日"), ["1904-03-15", "1904-03-15"]),
        (("15/3", "4/5"), ["1904-03-15", "1904-05-04"]),
        (("正月初六", "3月15日"), ["1904-01-06", "1904-03-15"]),
        (("Mar 15", "1 December"), ["1904-03-15", "1904-12-01"]),
    ],
)
def test_days_without_a_year_are_birthdays(cells: tuple[str, ...], stored: list[str]) -> None:
    assert birthdays(*cells) == stored


def test_the_year_of_the_list_is_not_that_of_a_birthday() -> None:
    assert birthdays("3月15日", "4月1日", sheet="2026年会员") == ["1904-03-15", "1904-04-01"]
    assert birthdays("2026-03-15", "4月1日") == ["2026-03-15", "1904-04-01"]


def test_a_lunar_one_stays_lunar() -> None:
    analysis = read_rows(["客户名称", "联系人", "联系人生日"], ["远山商贸", "王芳", "农历三月十五"])
    (row,) = analysis.tables[0].rows.rows
    assert isinstance(row.contacts[0].values["contact.birthday"], LunarBirthday)


@pytest.mark.parametrize("cell", ["1990年", "1990", 1990])
def test_a_year_alone_is_no_birthday(cell: Cell) -> None:
    analysis = read_rows(
        ["姓名", "手机", "生日"],
        *[["王芳", "13800000001", "1985-03-15"]] * 3,
        ["李娜", "13800000002", cell],
    )
    row = analysis.tables[0].rows.rows[-1]
    assert "customer.birthday" not in row.values
    assert "1990" in row.values["customer.note"]


@pytest.mark.parametrize("cell", ["4月31日", "3.1", "春天", "13-32"])
def test_what_is_no_day_stays_text(cell: str) -> None:
    analysis = read_rows(
        ["姓名", "手机", "生日"],
        *[["王芳", "13800000001", "3月15日"]] * 8,
        ["李娜", "13800000002", cell],
    )
    row = analysis.tables[0].rows.rows[-1]
    assert "customer.birthday" not in row.values
    assert cell in str(row.values["customer.note"])


def test_examples_show_no_year_that_nobody_knows() -> None:
    analysis = read_rows(
        ["姓名", "手机", "生日"],
        ["王芳", "13800000001", "3月15日"],
        ["李娜", "13800000002", "农历三月十五"],
    )
    done = analysis.tables[0]
    set_language("zh_CN")
    shown = column_examples(done, done.columns[2])
    assert [example.clean for example in shown] == ["03-15", "农历三月十五"]
