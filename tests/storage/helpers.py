"""What the storage tests compare."""

from smallcrm.storage.session import Session
from smallcrm.storage.tables import RECORDED_TABLES


def dump(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every recorded table, the search and the derived lists: what "equal after undo" means."""
    connection = session.connection
    tables = {
        t: connection.execute(f"SELECT * FROM {t} ORDER BY id").fetchall() for t in RECORDED_TABLES
    }
    for name in ("search", "search_note"):
        tables[name] = connection.execute(
            f"SELECT rowid, body FROM {name} ORDER BY rowid"
        ).fetchall()
    tables["customer_fact"] = connection.execute(
        "SELECT * FROM customer_fact ORDER BY 1"
    ).fetchall()
    return tables
