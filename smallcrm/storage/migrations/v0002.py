"""Schema version 2. Rows of an import are logged as runs of ids, not one by one."""

import apsw

# Rows first..last of a table were inserted by a step; what is in here is not in change_row.
RUNS = """
CREATE TABLE change_run (
    table_id INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL CHECK (last >= first),
    step_id INTEGER NOT NULL,
    PRIMARY KEY (table_id, first, step_id)
) WITHOUT ROWID;
CREATE INDEX change_run_step ON change_run (step_id);
"""


def apply(connection: apsw.Connection) -> None:
    """Add the table of runs."""
    connection.execute(RUNS)
