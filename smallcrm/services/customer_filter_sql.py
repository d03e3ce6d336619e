"""Makes SQL of a filter: one condition on the customers' facts, and on the customers themselves."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import Expression, Field, ModelSelect, fn

from smallcrm.models import (
    Address,
    Attachment,
    Contact,
    Customer,
    CustomerFact,
    CustomerTag,
    CustomValue,
    Deal,
    Feedback,
    ImportRow,
    Interaction,
    Order,
    OrderLine,
    Phone,
    Product,
    Stage,
    Term,
)
from smallcrm.services.customer_filter import Condition, Group, Node, Values
from smallcrm.services.customer_filter_fields import (
    CUSTOM,
    TERM,
    FilterField,
    find_field,
    is_ready,
)
from smallcrm.services.kept_birthdays import COUNTED, has_year, kept_within
from smallcrm.services.periods import Range, day_after, days_back, period_range, shifted
from smallcrm.storage.session import Session

# The whole list is searched for this text, as in the filter box: no field that is offered.
SEARCH = "search"

FACTS: dict[str, Field] = {
    "city": CustomerFact.city,
    "last_contact": CustomerFact.last_contact,
    "next_step": CustomerFact.next_due,
    "completeness": CustomerFact.completeness,
    "owed": CustomerFact.owed,
}
_ADDRESS = Address.province.concat(Address.city).concat(Address.district).concat(Address.street)
_HERE = Contact.left_on.is_null()
_ID = CustomerFact.customer
_NOBODY = _ID == -1
_NEGATIVE = {"lacks": "contains", "none_of": "any_of", "unknown": "known"}


def compile_filter(session: Session, node: Node) -> Expression | None:
    """The condition for a query over CustomerFact (joined with Customer); None for everybody."""
    if isinstance(node, Condition):
        return _compile(session, node)
    parts = [found for part in node.parts if (found := compile_filter(session, part)) is not None]
    return reduce(or_ if node.any else and_, parts) if parts else None


def needs_customer(node: Node) -> bool:
    """Whether the condition looks at the customer, not only at what is derived for it."""
    conditions = node.conditions() if isinstance(node, Group) else iter((node,))
    return any(_is_own_column(one.field) for one in conditions)


def _is_own_column(key: str) -> bool:
    return key not in FACTS and key in Customer._meta.fields


def _compile(session: Session, condition: Condition) -> Expression | None:
    today = session.clock.today()
    if condition.field == SEARCH:
        # loaded when somebody searches: the list is shown before that
        from smallcrm.services.search import SearchIndex, matches

        hits = SearchIndex.select(SearchIndex.rowid)
        return _ID << hits.where(matches(SearchIndex.body, str(condition.values[0])))
    field = find_field(condition.field)
    if field is None:
        return _NOBODY  # the field is gone: better none than all of them
    if not is_ready(condition, field):
        return None
    try:
        return _of_field(field, condition.op, condition.values, today)
    except (ValueError, OverflowError):
        return _NOBODY


def _of_field(field: FilterField, op: str, values: Values, today: date) -> Expression:
    key = field.key
    if special := _SPECIAL.get(key):
        return special(field, op, values, today)
    if key in FACTS or (_is_own_column(key) and key != "referred_by"):
        column = FACTS.get(key) or getattr(Customer, key)
        return _on_column(column, field, op, values, today)
    query, column = _rows_of(field)
    if op == "all_of":
        return reduce(and_, (_among(query, column == value) for value in values))
    if op in _NEGATIVE:
        positive = _on_rows(column, field, _NEGATIVE[op], values, today)
        found = ~_among(query, positive)
        # nothing chosen means nothing is known
        return found & _among(query, _filled(column, field)) if "" in values else found
    found = _among(query, _on_rows(column, field, op, values, today))
    if op == "any_of" and "" in values:
        return found | ~_among(query, _filled(column, field))
    return found


def _on_column(
    column: Field, field: FilterField, op: str, values: Values, today: date
) -> Expression:
    if op in ("known", "unknown"):
        known = _filled(column, field)
        return known if op == "known" else ~known
    if op == "quiet":
        return column.is_null() | (column < shifted(today, -_days(values)))
    if op == "any_of":
        chosen = column << [value for value in values if value != ""]
        return chosen | ~_filled(column, field) if "" in values else chosen
    if op == "none_of":
        others = column.not_in([value for value in values if value != ""]) | column.is_null()
        return others & _filled(column, field) if "" in values else others
    return _on_rows(column, field, op, values, today)


def _on_rows(column: Any, field: FilterField, op: str, values: Values, today: date) -> Expression:
    """The condition on one row's value."""
    if op == "known":
        return _filled(column, field)
    if field.kind in ("number", "money", "figure", "amount"):
        return _compared(column, op, [_number(value) for value in values])
    if field.kind in ("date", "dates"):
        days = _range(op, values, today)
        return _birthday(column, op, days) if "birthday" in field.key else _within(column, days)
    if op == "any_of":
        if field.own and field.kind == "tags":
            lines = fn.CHAR(10).concat(column).concat(fn.CHAR(10))
            return reduce(or_, (fn.INSTR(lines, f"\n{value}\n") > 0 for value in values))
        return column << [value for value in values if value != ""]
    text = str(values[0]).strip()
    if field.kind == "phone":
        text = "".join(sign for sign in text if sign.isdigit() or sign == "+")
    if op == "is":
        return column.collate("NOCASE") == text
    found: Expression = column.startswith(text) if op == "starts" else column.contains(text)
    return ~found if op == "lacks" else found


def _birthday(column: Any, op: str, days: Range) -> Expression:
    first, until = days
    if op in COUNTED and first and until:
        return kept_within(column, first, until)
    within = _within(column, days)
    return within & has_year(column) if first or until else within


def _filled(column: Any, field: FilterField) -> Expression:
    if field.key == "owed":
        return column > 0
    if field.kind in ("date", "dates", "number", "money") or _is_link(column):
        return column.is_null(False) & (column != "")
    return column != ""


def _is_link(column: Any) -> bool:
    return isinstance(column, Field) and hasattr(column, "rel_model")


def _rows_of(field: FilterField) -> tuple[ModelSelect, Any]:
    """The customers' ids of a table with several rows each, and the column that is asked for."""
    key = field.key
    if field.own:
        number = int(key.removeprefix(CUSTOM))
        value: Any = CustomValue.value
        if field.kind in ("number", "money"):
            value = fn.REPLACE(CustomValue.value, ",", "").cast("REAL")
            value = fn.ROUND(value * 100) if field.kind == "money" else value
        return CustomValue.select(CustomValue.customer).where(CustomValue.field == number), value
    if key.startswith("contact."):
        column = getattr(Contact, key.removeprefix("contact."))
        return Contact.select(Contact.customer).where(_HERE), column
    if key == "term" or key.startswith(TERM):
        query = Term.select(Term.customer)
        return (query if key == "term" else query.where(Term.kind == key.removeprefix(TERM))), (
            Term.ends
        )
    tables: dict[str, tuple[ModelSelect, Any]] = {
        "tags": (CustomerTag.select(CustomerTag.customer), CustomerTag.tag),
        "phone": (Phone.select(Phone.customer), Phone.number),
        "province": (Address.select(Address.customer), Address.province),
        "district": (Address.select(Address.customer), Address.district),
        "address": (Address.select(Address.customer), _ADDRESS),
        "import": (
            ImportRow.select(ImportRow.customer_id).where(ImportRow.customer_id.is_null(False)),
            ImportRow.import_id,
        ),
    }
    return tables[key]


def _among(query: ModelSelect, condition: Expression) -> Expression:
    return _ID << query.where(condition)


# --- questions across tables ------------------------------------------------------------------


def _referred(field: FilterField, op: str, values: Values, today: date) -> Expression:
    if op in ("known", "unknown"):
        return Customer.referred_by.is_null(op == "unknown")
    other = Customer.alias()
    positive = _on_rows(other.name, field, _NEGATIVE.get(op, op), values, today)
    found: Expression = Customer.referred_by << other.select(other.id).where(positive)
    return ~found | Customer.referred_by.is_null() if op in _NEGATIVE else found


def _of_deal(_field: FilterField, op: str, values: Values, _today: date) -> Expression:
    query = Deal.select(Deal.customer)
    if op in ("known", "unknown"):
        query = query.join(Stage).where(Stage.kind == "open")
    else:
        query = query.where(Deal.stage << list(values))
    found: Expression = _ID << query
    return ~found if op in ("unknown", "none_of") else found


def _sold(field: FilterField, op: str, values: Values, today: date) -> Expression:
    """Whether something was bought, or somebody spoken to, in a period."""
    what, days = values[0], _within_period(values[1:], today)
    if field.key == "talk":
        kind = Interaction.kind == what if what else Interaction.kind != "note"
        query = Interaction.select(Interaction.customer).where(kind & _within(Interaction.at, days))
    else:
        columns = {
            "product": OrderLine.product,
            "category": Product.category,
            "maker": Product.maker,
        }
        query = Order.select(Order.customer).join(OrderLine)
        if field.key != "product":
            query = query.join(Product)
        query = query.where((Order.status != "cancelled") & (columns[field.key] == what))
        query = query.where(_within(Order.date, days))
    found: Expression = _ID << query
    return ~found if op == "had_not" else found


def _bought_for(_field: FilterField, op: str, values: Values, today: date) -> Expression:
    count = 2 if op == "between" else 1
    amounts = [_number(value) for value in values[:count]]
    days = _within_period(values[count:], today)
    if days == (None, None):
        return _compared(CustomerFact.bought, op, amounts)
    total = fn.COALESCE(fn.SUM(OrderLine.amount), 0)
    query = Order.select(Order.customer).join(OrderLine).group_by(Order.customer)
    query = query.where((Order.status != "cancelled") & _within(Order.date, days))
    met = _compared(total, op, amounts)
    # who bought nothing in those days is in no group
    if _holds_for_nothing(op, amounts):
        return ~(_ID << query.having(~met))
    found: Expression = _ID << query.having(met)
    return found


def _last_order(field: FilterField, op: str, values: Values, today: date) -> Expression:
    query = Order.select(Order.customer).where(Order.status != "cancelled")
    if op in ("known", "unknown"):
        found: Expression = _ID << query
        return ~found if op == "unknown" else found
    if op == "quiet":
        return ~(_ID << query.where(Order.date >= shifted(today, -_days(values))))
    grouped = query.group_by(Order.customer)
    late: Expression = _within(fn.MAX(Order.date), _range(op, values, today))
    return _ID << grouped.having(late)


def _of_feedback(_field: FilterField, op: str, values: Values, _today: date) -> Expression:
    # with the records of all customers' parts, which the first list can do without
    from smallcrm.services.feedback import waits_for_answer

    kinds = {
        "open": waits_for_answer(),
        "us": Feedback.about == "us",
        "competitor": Feedback.about == "competitor",
    }
    asked = [kinds[str(value)] for value in values if str(value) in kinds]
    if not asked:
        return _NOBODY
    found: Expression = _ID << Feedback.select(Feedback.customer).where(reduce(or_, asked))
    return ~found if op == "none_of" else found


def _of_files(_field: FilterField, op: str, _values: Values, _today: date) -> Expression:
    found: Expression = _ID << Attachment.select(Attachment.customer)
    return ~found if op == "unknown" else found


_SPECIAL: dict[str, Callable[[FilterField, str, Values, date], Expression]] = {
    "referred_by": _referred,
    "deal": _of_deal,
    "feedback": _of_feedback,
    "files": _of_files,
    "product": _sold,
    "category": _sold,
    "maker": _sold,
    "talk": _sold,
    "bought_for": _bought_for,
    "last_order": _last_order,
}


# --- values -------------------------------------------------------------------------------------


def _compared(column: Any, op: str, numbers: list[float]) -> Expression:
    first = numbers[0]
    if op == "between":
        return (column >= min(numbers[:2])) & (column <= max(numbers[:2]))
    conditions = {
        "least": column >= first,
        "most": column <= first,
        "more": column > first,
        "less": column < first,
        "is": column == first,
    }
    return conditions[op]


def _holds_for_nothing(op: str, numbers: list[float]) -> bool:
    first = numbers[0]
    if op == "between":
        return min(numbers[:2]) <= 0 <= max(numbers[:2])
    return {"least": first <= 0, "most": first >= 0, "more": first < 0, "less": first > 0,
            "is": first == 0}[op]  # fmt: skip


def _within(column: Any, days: Range) -> Expression:
    low, high = days
    if low and high:
        return (column >= low) & (column < high)
    if low or high:
        return column >= low if low else (column < high) & (column != "")
    return column.is_null(False)


def _within_period(values: Values, today: date) -> Range:
    return period_range(str(values[0]) if values else "", today)


def _range(op: str, values: Values, today: date) -> Range:
    first = str(values[0])
    if op == "last_days":
        return days_back(_days(values), today)
    if op == "next_days":
        return today.isoformat(), shifted(today, _days(values) + 1)
    if op == "ago":
        return None, shifted(today, -_days(values))
    if op == "period":
        return period_range(first, today)
    if op == "before":
        return None, date.fromisoformat(first).isoformat()
    if op == "after":
        return day_after(first), None
    if op == "on":
        return first, day_after(first)
    first, last = sorted(str(value) for value in values[:2])
    return date.fromisoformat(first).isoformat(), day_after(last)


def _days(values: Values) -> int:
    return max(0, int(values[0]))


def _number(value: str | int) -> float:
    return value if isinstance(value, int) else float(value)
