"""Schema version 6. Long notes are searched to their end: until now their first 2,000 signs were."""

import apsw

from smallcrm.core.text import fold

CUT = 2000
LONG = """
SELECT id, subject || ' ' || content FROM interaction WHERE length(subject || ' ' || content) >= ?1
UNION ALL SELECT -id, note FROM customer WHERE length(note) >= ?1
"""


def apply(connection: apsw.Connection) -> None:
    """Put the long notes into the search index anew."""
    for row_id, text in connection.execute(LONG, (CUT,)).fetchall():
        connection.execute("DELETE FROM search_note WHERE rowid = ?", (row_id,))
        body = (row_id, fold(str(text)))
        connection.execute("INSERT INTO search_note (rowid, body) VALUES (?, ?)", body)
