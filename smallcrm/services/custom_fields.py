"""The company's own fields on customers: defining them, reading what is typed, showing values.

Values are stored as text: numbers as decimals, money as a decimal string, dates as ISO text, "yes"
or "no", several choices one a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from peewee import JOIN, fn

from smallcrm.core import dates
from smallcrm.core.dates import format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.core.money import format_money, parse_money, to_decimal_string
from smallcrm.models import CustomField, CustomValue
from smallcrm.services.table import Column, Kind
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

TYPES: dict[str, str] = {
    "text": N_("Text"),
    "long_text": N_("Long text"),
    "number": N_("Number"),
    "money": N_("Money"),
    "date": N_("Date"),
    "yes_no": N_("Yes or no"),
    "choice": N_("One choice"),
    "choices": N_("Several choices"),
}
WITH_CHOICES = ("choice", "choices")
KEY = "custom:%d"
_KINDS: dict[str, Kind] = {"number": "number", "money": "money", "date": "date"}
_WRONG = {
    "number": N_("This is not a number."),
    "money": N_("This is not an amount."),
    "date": N_("This is not a date."),
}
_YES = {"yes": N_("Yes"), "no": N_("No")}


@dataclass(frozen=True, slots=True)
class FieldRecord:
    """A field of the company's own. `used` is how many customers have a value (on reading)."""

    name: str
    type: str = "text"
    choices: tuple[str, ...] = ()
    id: int | None = None
    used: int = 0


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A field with what one customer has in it, as stored ("" for nothing)."""

    field: FieldRecord
    value: str

    @property
    def words(self) -> str:
        """The value as it is shown."""
        return value_words(self.field.type, self.value)


def list_fields(session: Session) -> list[FieldRecord]:
    """The company's own fields in their order."""
    used = fn.COUNT(CustomValue.id)
    query = (
        CustomField.select(
            CustomField.id, CustomField.name, CustomField.type, CustomField.choices, used
        )
        .join(CustomValue, JOIN.LEFT_OUTER)
        .group_by(CustomField.id)
        .order_by(CustomField.position, CustomField.id)
    )
    return [
        FieldRecord(name, kind, _split(choices), id, count)
        for id, name, kind, choices, count in list(query.tuples())
    ]


def list_values(session: Session, customer_id: int) -> list[FieldValue]:
    """Every field with what a customer has in it."""
    mine = (CustomValue.field == CustomField.id) & (CustomValue.customer == customer_id)
    query = (
        CustomField.select(
            CustomField.id,
            CustomField.name,
            CustomField.type,
            CustomField.choices,
            fn.COALESCE(CustomValue.value, ""),
        )
        .join(CustomValue, JOIN.LEFT_OUTER, on=mine)
        .order_by(CustomField.position, CustomField.id)
    )
    return [
        FieldValue(FieldRecord(name, kind, _split(choices), id), value)
        for id, name, kind, choices, value in list(query.tuples())
    ]


def save_field(session: Session, record: FieldRecord) -> int:
    """Add a field (id None, at the end) or change one; returns the id.

    When the type changes, the values there are carried over; FieldError when one does not fit.
    """
    name = require("name", record.name, _("A field needs a name."))
    if record.type not in TYPES:
        raise ValueError(record.type)
    choices = tuple(dict.fromkeys(one.strip() for one in record.choices if one.strip()))
    values = {"name": name, "type": record.type, "choices": "\n".join(choices)}
    op = Op.ADD_FIELD if record.id is None else Op.EDIT_FIELD
    with session.unit(op, {"name": name}):
        for id, other in list(CustomField.select(CustomField.id, CustomField.name).tuples()):
            if other.casefold() == name.casefold() and id != record.id:
                raise FieldError("name", _("There is a field of this name already."))
        if record.id is None:
            last = CustomField.select(fn.MAX(CustomField.position)).scalar()
            place = 0 if last is None else int(last) + 1
            return int(CustomField.create(position=place, **values).id)
        before = _get(record.id)
        if before.type != record.type:
            _convert(record.id, before.type, record.type)
        if any(getattr(before, key) != value for key, value in values.items()):
            CustomField.update(**values).where(CustomField.id == record.id).execute()
        return record.id


def rename_choice(session: Session, field_id: int, old: str, new: str) -> int:
    """Call a choice of a field otherwise, also wherever it was chosen.

    Returns at how many customers it was. The name of another choice joins the two.
    """
    new = " ".join(new.split())
    if not new:
        raise FieldError("choice", _("A choice needs a name."))
    field = _get(field_id)
    choices = _split(field.choices)
    if old not in choices:
        raise UserError(_("This choice is no longer there."))
    if new == old:
        return 0
    with session.unit(Op.EDIT_FIELD, {"name": field.name}):
        CustomField.update(choices=_renamed(choices, old, new)).where(
            CustomField.id == field_id
        ).execute()
        rows = CustomValue.select(CustomValue.id, CustomValue.value)
        found = rows.where((CustomValue.field == field_id) & CustomValue.value.contains(old))
        n = 0
        for id, value in list(found.tuples()):
            chosen = _split(value) if field.type == "choices" else (value,)
            if old in chosen:
                changed = _renamed(chosen, old, new)
                CustomValue.update(value=changed).where(CustomValue.id == id).execute()
                n += 1
    return n


def _renamed(choices: Sequence[str], old: str, new: str) -> str:
    return "\n".join(dict.fromkeys(new if one == old else one for one in choices))


def move_field(session: Session, field_id: int, by: int) -> None:
    """Move a field so many places down (negative: up) in the order."""
    order = [field.id for field in list_fields(session)]
    if field_id not in order:
        raise UserError(_("This field is no longer there."))
    place = order.index(field_id)
    target = max(0, min(len(order) - 1, place + by))
    if target == place:
        return
    order.insert(target, order.pop(place))
    with session.unit(Op.EDIT_FIELD, {"name": _get(field_id).name}):
        for position, id in enumerate(order):
            if id is not None and _get(id).position != position:
                CustomField.update(position=position).where(CustomField.id == id).execute()


def delete_field(session: Session, field_id: int) -> None:
    """Delete a field with what customers have in it."""
    field = _get(field_id)
    with session.unit(Op.DELETE_FIELD, {"name": field.name}):
        CustomField.delete().where(CustomField.id == field_id).execute()


def read_value(kind: str, text: str) -> str:
    """What was typed into a field, as it is stored. FieldError when the type does not allow it."""
    text = text.strip()
    found: str | None = text
    if text and kind == "number":
        found = _number(text)
    elif text and kind == "money":
        amount = parse_money(text)
        found = None if amount is None else to_decimal_string(amount)
    elif text and kind == "date":
        day = dates.parse_date(text)
        found = None if day is None else day.isoformat()
    elif text and kind == "yes_no":
        word = text.casefold()
        found = next((key for key, said in _YES.items() if word in (key, _(said).casefold())), None)
    elif kind == "choices":
        found = "\n".join(dict.fromkeys(one.strip() for one in text.split("\n") if one.strip()))
    if found is None:
        raise FieldError("value", wrong_words(kind))
    return found


def wrong_words(kind: str) -> str:
    """What to say of a value that a type does not allow."""
    return _(_WRONG.get(kind, N_("This cannot be kept here.")))


def value_words(kind: str, value: str) -> str:
    """A stored value as it is shown, in the user's language; what cannot be read stays as it is."""
    language = current().language
    if kind == "yes_no":
        return _(_YES[value]) if value in _YES else value
    if kind == "choices":
        separator = "、" if language.startswith("zh") else ", "
        return separator.join(value.split("\n"))
    if kind == "date" and (day := dates.parse_date(value)) is not None:
        return format_date(day, language, "medium")
    if kind == "money" and value and (amount := parse_money(value)) is not None:
        return format_money(amount, language, short=True)
    if kind == "number" and (number := _number(value)) is not None:
        return f"{Decimal(number):,f}"
    return value


def list_columns(session: Session) -> tuple[Column, ...]:
    """The fields as columns of the Customers list, not shown at first; keys are "custom:<id>"."""
    # without counting what they hold, as list_fields does: this is asked for with every list
    query = CustomField.select(CustomField.id, CustomField.name, CustomField.type)
    return tuple(
        Column(KEY % id, name, _KINDS.get(kind, "words"), shown=False)
        for id, name, kind in fetch_rows(query.order_by(CustomField.position, CustomField.id))
    )


def read_columns(session: Session, ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """What these customers have in the fields, by id and column key, as a list shows it.

    Money in minor units, dates as ISO text, all others in words; what is not known is left out.
    """
    query = CustomValue.select(
        CustomValue.customer, CustomField.id, CustomField.type, CustomValue.value
    ).join(CustomField)
    found: dict[int, dict[str, object]] = {}
    for customer_id, id, kind, value in list(
        query.where(CustomValue.customer << list(ids)).tuples()
    ):
        shown: object = value_words(kind, value)
        if kind == "money":
            shown = parse_money(value)
        elif kind == "number":
            shown = _as_number(value)
        elif kind == "date":
            shown = value
        found.setdefault(customer_id, {})[KEY % id] = shown
    return found


def _as_number(value: str) -> object:
    number = _number(value)
    if number is None:
        return value
    return int(number) if Decimal(number) == Decimal(number).to_integral() else float(number)


def _number(text: str) -> str | None:
    plain = text.strip().replace(",", "").replace("，", "").replace(" ", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return f"{number:f}" if number.is_finite() else None


def _convert(field_id: int, before: str, kind: str) -> None:
    """Carry the values of a field over to another type; FieldError names one that does not fit."""
    rows = list(CustomValue.select().where(CustomValue.field == field_id))
    changed: list[tuple[int, str]] = []
    unfit: list[str] = []
    for row in rows:
        text = row.value if kind == "choices" or before != "choices" else _joined(row.value)
        text = value_words(before, text) if before == "yes_no" else text
        try:
            value = read_value(kind, text)
        except FieldError:
            unfit.append(text)
            continue
        if value != row.value:
            changed.append((row.id, value))
    if unfit:
        n = len(unfit)
        text = ngettext(
            "%(n)d value does not fit this type: %(value)s",
            "%(n)d values do not fit this type, such as %(value)s",
            n,
        )
        raise FieldError("type", text % {"n": n, "value": unfit[0][:40]})
    for id, value in changed:
        CustomValue.update(value=value).where(CustomValue.id == id).execute()


def _joined(value: str) -> str:
    return ", ".join(value.split("\n"))


def _split(choices: str) -> tuple[str, ...]:
    return tuple(choices.split("\n")) if choices else ()


def _get(field_id: int) -> CustomField:
    found = CustomField.get_or_none(CustomField.id == field_id)
    if found is None:
        raise UserError(_("This field is no longer there."))
    return found
