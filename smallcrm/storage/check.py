"""Is the data file sound? Asked by `smallcrm check` and by the self-test."""

from dataclasses import dataclass

import apsw

from smallcrm.storage.database import rows


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong: `code` names the kind, `count` how many."""

    code: str
    count: int


CHECKS: tuple[tuple[str, str], ...] = (
    ("references", "SELECT count(*) FROM pragma_foreign_key_check"),
    (
        "search",
        "SELECT (SELECT count(*) FROM customer WHERE id NOT IN (SELECT rowid FROM search))"
        " + (SELECT count(*) FROM search WHERE rowid NOT IN (SELECT id FROM customer))",
    ),
    (
        "lists",
        "SELECT (SELECT count(*) FROM customer"
        " WHERE id NOT IN (SELECT customer_id FROM customer_fact))"
        " + (SELECT count(*) FROM customer_fact"
        " WHERE customer_id NOT IN (SELECT id FROM customer))",
    ),
)


def find_faults(connection: apsw.Connection) -> list[Finding]:
    """Everything wrong with the file; empty when it is sound."""
    faults = rows(connection, "PRAGMA integrity_check")
    found = [] if faults == [("ok",)] else [Finding("structure", len(faults))]
    for code, query in CHECKS:
        ((count,),) = rows(connection, query)
        if count:
            found.append(Finding(code, int(count)))
    return found
