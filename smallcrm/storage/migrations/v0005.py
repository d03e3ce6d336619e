"""Schema version 5. What was decided over a report, by whom and when it is to be done."""

import apsw

# What users enter: recorded for undo. With a customer it is done by the follow-up that was made
# for it; `state` and `closed` are its own only while it has none.
RECORDED = """
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first TEXT NOT NULL,
    last TEXT NOT NULL CHECK (last >= first),
    position INTEGER NOT NULL DEFAULT 0,
    what TEXT NOT NULL CHECK (what <> ''),
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL,
    due TEXT,
    customer_id INTEGER REFERENCES customer (id) ON DELETE SET NULL,
    follow_up_id INTEGER REFERENCES follow_up (id) ON DELETE SET NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done', 'dropped')),
    closed TEXT,
    created TEXT NOT NULL,
    CHECK ((state = 'open') = (closed IS NULL))
);
CREATE INDEX decision_days ON decision (last, first);
CREATE INDEX decision_staff ON decision (staff_id);
CREATE INDEX decision_customer ON decision (customer_id);
CREATE INDEX decision_follow_up ON decision (follow_up_id);
"""


def apply(connection: apsw.Connection) -> None:
    """Add the table."""
    connection.execute(RECORDED)
