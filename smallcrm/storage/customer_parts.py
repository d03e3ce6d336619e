"""Which tables hold anything of a customer: what is not there needs no reading."""

import apsw

from smallcrm.storage.database import rows

PARTS = (
    *("address", "attachment", "contact_post", "custom_value", "customer_tag", "deal"),
    *("fact_check", "feedback", "follow_up", "import_row", "receipt", "relation"),
    *("sales_order", "term"),
)
_MINE = {
    "contact_post": "customer_id = ?1 OR contact_id IN "
    "(SELECT id FROM contact WHERE customer_id = ?1)",
    "relation": "customer_id = ?1 OR other_id = ?1",
}
_REFERRED = """
    UNION ALL SELECT 'relation' WHERE EXISTS (SELECT 1 FROM customer
        WHERE referred_by_id = ?1 OR id = ?1 AND referred_by_id IS NOT NULL)"""
_SQL = " UNION ALL ".join(
    f"SELECT '{table}' WHERE EXISTS "
    f"(SELECT 1 FROM {table} WHERE {_MINE.get(table, 'customer_id = ?1')})"
    for table in PARTS
)


def parts_there(connection: apsw.Connection, customer_id: int) -> frozenset[str]:
    """The names of PARTS of which a customer has any; a referral counts as a relation."""
    return frozenset(part for (part,) in rows(connection, _SQL + _REFERRED, (customer_id,)))
