"""Birthdays without a year from a list to the reminder, the list, and out again."""

import csv
from pathlib import Path

import pytest

from smallcrm.core.i18n import current
from smallcrm.models import Contact, Customer
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.services.export_cards import export_cards
from smallcrm.services.exports import export_customers, export_list
from smallcrm.services.imports import import_files
from smallcrm.services.printing import print_list
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session

LIST = """客户名称,联系人,手机,生日
远山商贸有限公司,赵一,13800000001,3月15日
长河机电有限公司,钱二,13800000002,农历三月十五
"""
PERSONS = "姓名,手机,生日\n孙三,13800000003,03-15\n李四,13800000004,农历二月三十\n"


@pytest.fixture
def lists(session: Session, tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path, text in zip(paths, (LIST, PERSONS), strict=True):
        path.write_text(text, encoding="utf-8")
        import_files(session, [path])
    return paths


def stored() -> list[tuple[str, str, bool]]:
    people = Contact.select(Contact.name, Contact.birthday, Contact.birthday_lunar)
    selves = Customer.select(Customer.name, Customer.birthday, Customer.birthday_lunar)
    return sorted([*people.tuples(), *selves.where(Customer.birthday.is_null(False)).tuples()])


KNOWN = [
    ("孙三", "1904-03-15", False),
    ("李四", "1904-02-30", True),
    ("赵一", "1904-03-15", False),
    ("钱二", "1904-03-15", True),
]


def test_they_are_kept_and_a_second_time_changes_nothing(
    session: Session, lists: list[Path]
) -> None:
    assert stored() == KNOWN
    for path in lists:
        totals = import_files(session, [path])[1].totals
        assert totals["unchanged"] == totals["rows"] == 2


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_an_exported_list_brings_them_back(
    session: Session, lists: list[Path], tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    export_customers(session, CustomerQuery(), path)
    session.undo()
    session.undo()
    assert not stored()
    import_files(session, [path])
    assert stored() == KNOWN


def test_a_list_and_a_printed_page_show_no_year(
    session: Session, lists: list[Path], tmp_path: Path
) -> None:
    shown = ShownList("x", CustomerQuery(), ("name", "birthday"))
    export_list(session, shown, tmp_path / "list.csv")
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as stream:
        told = dict(row[:2] for row in csv.reader(stream))
    assert told["孙三"] == "03-15"
    assert told["李四"] == "lunar month 2, day 30"
    assert print_list(session, shown, tmp_path / "list.pdf", current()) == 4


def test_a_card_has_the_day_alone_and_no_lunar_one(
    session: Session, lists: list[Path], tmp_path: Path
) -> None:
    export_cards(session, CustomerQuery(), tmp_path / "out.vcf")
    text = (tmp_path / "out.vcf").read_text(encoding="utf-8")
    assert text.count("BDAY:--0315") == text.count("BDAY") == 2
