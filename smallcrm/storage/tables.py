"""What the storage layer knows of the tables:

which are recorded for undo, and which customer a row belongs to.
"""

# The position of a table is its number in `change_row`: only ever append.
RECORDED_TABLES: tuple[str, ...] = (
    "staff",
    "source",
    "tag",
    "customer",
    "contact",
    "contact_post",
    "phone",
    "address",
    "customer_tag",
    "custom_field",
    "custom_value",
    "product",
    "competitor",
    "stage",
    "deal",
    "stage_history",
    "interaction",
    "feedback",
    "sales_order",
    "order_line",
    "receipt",
    "term",
    "follow_up",
    "attachment",
    "relation",
    "fact_check",
    "decision",
)
TABLE_NUMBERS: dict[str, int] = {name: number for number, name in enumerate(RECORDED_TABLES)}

# Tables whose rows change what the lists and the search say of a customer, though they hold no
# customer_id: the column that leads to it, and how. `ids` are values of that column.
CUSTOMER_OF: dict[str, tuple[str, str]] = {
    "order_line": ("order_id", "SELECT customer_id FROM sales_order WHERE id IN ({ids})"),
    "tag": ("id", "SELECT customer_id FROM customer_tag WHERE tag_id IN ({ids})"),
}
