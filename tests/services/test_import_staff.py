"""Owners as other programs write them, "Jane Doe (jane@x.com)", are members of the staff."""

from pathlib import Path

import pytest

from smallcrm.models import Customer, Staff
from smallcrm.services.imports import import_files
from smallcrm.storage.session import Session

FORMS = [
    "Jane Doe (jane@example.org)",
    "Jane Doe <jane@example.org>",
    '"Jane Doe" <jane@example.org>',
    "Jane Doe [jane@example.org]",
    "Jane Doe（jane@example.org）",
    "Jane Doe <mailto:jane@example.org>",
]


def bring(session: Session, path: Path, rows: list[tuple[str, str]], header: str) -> dict[str, int]:
    lines = [f"Company name,City,{header}", *(f'{name},Leeds,"{who}"' for name, who in rows)]
    path.write_text("\n".join(lines).replace('""Jane Doe"', '"""Jane Doe""'), encoding="utf-8")
    return import_files(session, [path])[1].totals


@pytest.mark.parametrize("header", ["Owner", "Company owner", "Account Owner", "业务员"])
def test_one_member_of_the_staff_comes_of_all_forms(
    session: Session, tmp_path: Path, header: str
) -> None:
    rows = [(f"Alder {number} Ltd.", who) for number, who in enumerate([*FORMS, "Jane Doe"])]
    assert bring(session, tmp_path / "a.csv", rows, header)["created"] == 7
    assert [one.name for one in Staff.select()] == ["Jane Doe"]
    assert Staff.get().email == "jane@example.org"
    assert Customer.select().where(Customer.owner == Staff.get()).count() == 7
    assert not [one.note for one in Customer.select() if one.note]
    assert bring(session, tmp_path / "a.csv", rows, header)["unchanged"] == 7


def test_somebody_known_is_found_and_keeps_their_own_address(
    session: Session, tmp_path: Path
) -> None:
    bring(session, tmp_path / "a.csv", [("Alder Ltd.", "Jane Doe <jane@example.com>")], "Owner")
    bring(session, tmp_path / "b.csv", [("Birch Ltd.", "jane doe (other@example.org)")], "Owner")
    assert [(one.name, one.email) for one in Staff.select()] == [("Jane Doe", "jane@example.com")]
    session.undo()
    session.undo()
    assert not Staff.select().count()


def test_what_is_no_address_stays_with_the_name(session: Session, tmp_path: Path) -> None:
    rows = [("Alder Ltd.", "Jane Doe (North)"), ("Birch Ltd.", "jim@example.org")]
    bring(session, tmp_path / "a.csv", rows, "Owner")
    assert [one.name for one in Staff.select()] == ["Jane Doe (North)", "jim@example.org"]
