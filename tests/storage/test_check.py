"""Whether a data file is sound."""

from pathlib import Path

import apsw
import pytest

from smallcrm.services.customers import add_customer
from smallcrm.services.records import CustomerRecord, PhoneRecord
from smallcrm.storage.check import Finding, find_faults
from smallcrm.storage.session import Session


@pytest.fixture(autouse=True)
def _a_customer(session: Session) -> None:
    add_customer(session, CustomerRecord("a", phones=(PhoneRecord("13800001111"),)))


def test_a_sound_file_has_no_faults(session: Session, demo_like: Session) -> None:
    assert find_faults(session.connection) == []


@pytest.fixture
def demo_like(session: Session) -> Session:
    """More of everything, some of it undone again."""
    for name in "bcd":
        add_customer(session, CustomerRecord(name))
    session.undo()
    return session


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        ("DELETE FROM search", Finding("search", 1)),
        ("INSERT INTO search (rowid, body) VALUES (9, 'x')", Finding("search", 1)),
        ("DELETE FROM customer_fact", Finding("lists", 1)),
        ("UPDATE phone SET customer_id = 99", Finding("references", 1)),
    ],
)
def test_what_does_not_agree_is_found(session: Session, damage: str, finding: Finding) -> None:
    other = apsw.Connection(str(session.datafile.path))
    other.execute(damage)
    other.close()
    assert find_faults(session.connection) == [finding]


def test_a_broken_index_is_found(session: Session, tmp_path: Path) -> None:
    other = apsw.Connection(str(session.datafile.path))
    other.execute(
        "PRAGMA writable_schema = 1;"
        "UPDATE sqlite_schema SET sql = replace(sql, '(owner_id)', '(name)')"
        " WHERE name = 'customer_owner'"
    )
    other.close()
    fresh = apsw.Connection(str(session.datafile.path))
    assert "structure" in {finding.code for finding in find_faults(fresh)}
    fresh.close()
