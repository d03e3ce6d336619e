"""Schema version 4. Since when a product is new, and whose buyers are to be told of it."""

import apsw

# New columns stand at the end of their tables.
RECORDED = """
ALTER TABLE product ADD COLUMN new_since TEXT;
ALTER TABLE product ADD COLUMN follows_id INTEGER REFERENCES product (id) ON DELETE SET NULL;
CREATE INDEX product_new_since ON product (new_since) WHERE new_since IS NOT NULL;
CREATE INDEX product_follows ON product (follows_id) WHERE follows_id IS NOT NULL;
"""


def apply(connection: apsw.Connection) -> None:
    """Add the columns."""
    connection.execute(RECORDED)
