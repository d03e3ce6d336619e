"""Values as texts, so that a list's value and a stored one can be compared and shown."""

from datetime import date

from smallcrm.core.money import to_decimal_string
from smallcrm.core.text import fold, fold_company
from smallcrm.importers.fields import field_type


def as_text(field: str, value: object, kind: str = "") -> str:
    """Return a value as text: ISO dates, money as a decimal string, tags joined, "" for none.

    Texts are returned as they are, so stored values may be given as the command line prints them.
    `kind` is the field's type where the field itself does not tell it (custom fields).
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return ", ".join(str(part) for part in value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and (kind or field_type(field)) == "money":
        return to_decimal_string(value)
    return str(value)


def same(field: str, old: object, new: object) -> bool:
    """Whether two values say the same, apart from case, width and spaces."""
    first, second = as_text(field, old), as_text(field, new)
    if first == second or fold(first) == fold(second):
        return True
    return field == "customer.referred_by" and fold_company(first) == fold_company(second)
