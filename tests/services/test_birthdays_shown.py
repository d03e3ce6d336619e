"""Birthdays of which the year is not known: no made-up year in what changed and what is found."""

import pytest

from smallcrm.services.customer_changes import list_changes
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import CustomerQuery, Filter
from smallcrm.services.customers import add_customer, change_customer
from smallcrm.services.records import ContactRecord, CustomerRecord
from smallcrm.storage.session import Session

BORN = {
    "yearless": ("1904-11-30", False),
    "lunar": ("1904-10-20", True),  # kept on 28 November 2026
    "dated": ("1985-11-25", False),
    "spring": ("1990-03-15", False),
    "unknown": (None, False),
}


@pytest.fixture(params=["birthday", "contact.birthday"])
def field(request: pytest.FixtureRequest, session: Session) -> str:
    for name, (day, lunar) in BORN.items():
        if request.param == "birthday":
            record = CustomerRecord(name, birthday=day, birthday_lunar=lunar)
        else:
            person = ContactRecord("Hill", birthday=day, birthday_lunar=lunar)
            record = CustomerRecord(name, contacts=(person,))
        add_customer(session, record)
    return str(request.param)


@pytest.mark.parametrize(
    ("op", "values", "found"),
    [
        ("next_days", (30,), ["dated", "lunar", "yearless"]),
        ("next_days", (7,), ["dated"]),
        ("period", ("this_month",), ["dated", "lunar", "yearless"]),
        ("last_days", (30,), []),
        ("period", ("this_year",), ["dated", "lunar", "spring", "yearless"]),
        ("before", ("1989-01-01",), ["dated"]),
        ("between", ("1900-01-01", "1989-12-31"), ["dated"]),
        ("after", ("1900-01-01",), ["dated", "spring"]),
        ("ago", (1,), ["dated", "spring"]),
        ("known", (), ["dated", "lunar", "spring", "yearless"]),
        ("unknown", (), ["unknown"]),
    ],
)
def test_birthdays_are_found_by_the_day_they_are_kept(
    session: Session, field: str, op: str, values: tuple[int | str, ...], found: list[str]
) -> None:
    query = CustomerQuery(Filter(where=Group((Condition(field, op, values),))), today=session.today)
    rows = query.rows(session, query.ids(session))
    assert sorted(str(row["name"]) for row in rows) == found


def test_what_was_changed_names_no_year_that_is_not_known(session: Session) -> None:
    id = add_customer(session, CustomerRecord("Hill", birthday="1904-03-15"))
    change_customer(session, id, birthday="1904-03-16")
    change_customer(session, id, birthday="1904-08-15", birthday_lunar=True)
    said = [one.what for one in list_changes(session, id)]
    assert said[:2] == [
        "Birthday: 03-16 → lunar month 8, day 15",
        "Birthday: 03-15 → 03-16",
    ]
    assert not any("1904" in one for one in said)
