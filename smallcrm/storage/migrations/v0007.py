"""Schema version 7. Indexes hold what is asked for: most customers have no day or sum to find.

Each index takes its part of the time that writing a customer takes. The search gathers what comes
in 6 MB instead of 32: that stays near the processor.
"""

import apsw

STATEMENTS = """
DROP INDEX IF EXISTS customer_fact_last_contact;
DROP INDEX IF EXISTS customer_fact_next_due;
DROP INDEX IF EXISTS customer_revenue;
CREATE INDEX IF NOT EXISTS customer_fact_last_contact ON customer_fact (last_contact)
    WHERE last_contact IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_fact_next_due ON customer_fact (next_due)
    WHERE next_due IS NOT NULL;
CREATE INDEX IF NOT EXISTS customer_revenue ON customer (revenue)
    WHERE revenue IS NOT NULL;
INSERT INTO search (search, rank) VALUES ('hashsize', 6291456);
"""


def apply(connection: apsw.Connection) -> None:
    """Make the indexes anew."""
    connection.execute(STATEMENTS).fetchall()
