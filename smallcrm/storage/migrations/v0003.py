"""Schema version 3. Relations, consent, touch points, checked facts; repeated and made follow-ups."""

import apsw

# What users enter: recorded for undo. New columns stand at the end of their tables.
RECORDED = """
ALTER TABLE customer ADD COLUMN deputy_id INTEGER REFERENCES staff (id) ON DELETE SET NULL;
ALTER TABLE customer ADD COLUMN service_id INTEGER REFERENCES staff (id) ON DELETE SET NULL;
ALTER TABLE customer ADD COLUMN consent TEXT NOT NULL DEFAULT ''
    CHECK (consent IN ('', 'given', 'refused'));
ALTER TABLE customer ADD COLUMN consent_on TEXT;
ALTER TABLE customer ADD COLUMN lead_verdict TEXT NOT NULL DEFAULT ''
    CHECK (lead_verdict IN ('', 'fits', 'unfit'));
ALTER TABLE customer ADD COLUMN lead_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN opinion TEXT NOT NULL DEFAULT ''
    CHECK (opinion IN ('', 'well', 'ill'));
ALTER TABLE customer ADD COLUMN opinion_leader INTEGER NOT NULL DEFAULT 0
    CHECK (opinion_leader IN (0, 1));
CREATE INDEX customer_deputy ON customer (deputy_id) WHERE deputy_id IS NOT NULL;
CREATE INDEX customer_service ON customer (service_id) WHERE service_id IS NOT NULL;
DROP INDEX customer_referred_by;
CREATE INDEX customer_referred_by ON customer (referred_by_id) WHERE referred_by_id IS NOT NULL;
ALTER TABLE contact ADD COLUMN consent TEXT NOT NULL DEFAULT ''
    CHECK (consent IN ('', 'given', 'refused'));
ALTER TABLE interaction ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE interaction ADD COLUMN entered TEXT NOT NULL DEFAULT '';
ALTER TABLE interaction ADD COLUMN touch_point TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_up ADD COLUMN repeat TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_up ADD COLUMN fact TEXT NOT NULL DEFAULT '';
ALTER TABLE follow_up ADD COLUMN latest TEXT;
CREATE INDEX follow_up_rule ON follow_up (rule, fact) WHERE rule <> '';
CREATE TABLE relation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('referred', 'belongs_to', 'supplies', 'other')),
    reward INTEGER,
    reward_given TEXT,
    note TEXT NOT NULL DEFAULT '',
    CHECK (customer_id <> other_id),
    UNIQUE (customer_id, other_id, kind)
);
CREATE INDEX relation_other ON relation (other_id);
CREATE TABLE fact_check (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    contact_id INTEGER REFERENCES contact (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'wrong')),
    at TEXT NOT NULL,
    staff_id INTEGER REFERENCES staff (id) ON DELETE SET NULL
);
CREATE INDEX fact_check_customer ON fact_check (customer_id);
CREATE INDEX fact_check_contact ON fact_check (contact_id);
"""

# What the program keeps itself: undo leaves it alone.
KEPT = """
CREATE TABLE not_same (
    first_id INTEGER NOT NULL,
    second_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (first_id, second_id),
    CHECK (first_id < second_id)
) WITHOUT ROWID;
CREATE TABLE saved_view (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (name <> ''),
    definition TEXT NOT NULL,
    position INTEGER NOT NULL DEFAULT 0
);
"""


def apply(connection: apsw.Connection) -> None:
    """Add the columns and tables."""
    connection.execute(RECORDED)
    connection.execute(KEPT)
