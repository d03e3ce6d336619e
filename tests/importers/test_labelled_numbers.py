"""Cells that say themselves what each number is: Phone:… Fax:… Mobile:…"""

import pytest

from smallcrm.importers.analysis import ImportOptions
from smallcrm.importers.rows import ImportRow
from tests.importers.sample_rows import read_rows


def row_of(cell: str, header: str = "Phone Numbers", region: str | None = None) -> ImportRow:
    head = ["Customer", "Contact", header]
    analysis = read_rows(
        head, ["Alder Ltd.", "Jane Doe", cell], options=ImportOptions(region=region)
    )
    (row,) = analysis.tables[0].rows.rows
    return row


def told(row: ImportRow) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The company's numbers and those of the contact person, each with its kind."""
    theirs = [(phone.number, phone.kind) for who in row.contacts for phone in who.phones]
    return [(phone.number, phone.kind) for phone in row.phones], theirs


@pytest.mark.parametrize(
    "cell",
    [
        "Phone:(021) 5555 1234  Fax:(021) 5555 1235",
        "Phone: 021-55551234 Fax: 021-55551235",
        "电话：021-55551234；传真：021-55551235",
        "电话：021-55551234 传真：55551235",
        "021-55551234, 021-55551235 (fax)",
        "021-55551234 / 021-55551235（传真）",
        "T: 021-55551234  F: 021-55551235",
        "传真021-55551235 电话021-55551234",
        "Fax No. 021-55551235\nTel. 021-55551234",
    ],
)
def test_the_number_called_fax_is_the_company_s_fax(cell: str) -> None:
    row = row_of(cell)
    company, theirs = told(row)
    assert sorted(company) == [("02155551234", "phone"), ("02155551235", "fax")]
    assert not theirs
    assert "customer.note" not in row.values


def test_a_mobile_beside_it_is_the_person_s() -> None:
    row = row_of("Phone:(021) 5555 1234  Fax:(021) 5555 1235  Mobile:138 0000 1234")
    company, theirs = told(row)
    assert company == [("02155551234", "phone"), ("02155551235", "fax")]
    assert theirs == [("13800001234", "mobile")]


def test_numbers_of_other_countries_are_told_apart_too() -> None:
    row = row_of("Phone:(415) 555-0123 Fax:(415) 555-0124", region="US")
    assert [kind for _number, kind in told(row)[0]] == ["phone", "fax"]


@pytest.mark.parametrize(
    "cell", ["Tel/Fax: 021-55551234", "电话（传真）：021-55551234", "电话传真：021-55551234"]
)
def test_a_number_for_both_is_a_phone(cell: str) -> None:
    assert ("02155551234", "phone") in told(row_of(cell))[0]


def test_the_same_number_may_be_named_twice() -> None:
    company, _theirs = told(row_of("电话：021-55551234 传真：021-55551234"))
    assert company == [("02155551234", "phone"), ("02155551234", "fax")]
