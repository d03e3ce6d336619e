"""Filters in words, and what there is to choose from: levels, staff, tags, products ..."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from peewee import Model, fn

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.core.money import format_money
from smallcrm.core.pinyin import pinyin_initials
from smallcrm.core.text import fold
from smallcrm.models import CustomField, ImportFile, Product, Source, Staff, Stage, Tag
from smallcrm.services.customer_filter import Condition, Group, Values
from smallcrm.services.customer_filter_fields import (
    CUSTOM,
    OPS,
    FilterField,
    find_field,
    is_ready,
)
from smallcrm.services.periods import BETWEEN, PERIODS
from smallcrm.services.vocabulary import (
    CONSENTS,
    CUSTOMER_KINDS,
    GENDERS,
    INTERACTION_KINDS,
    LEVELS,
    OPINIONS,
    ROLES,
    STATUSES,
    stage_words,
    word,
)

Choice = tuple[str | int, str]
_NAMED = 3  # as many chosen values are named
_FEEDBACK = {
    "open": N_("Waiting for an answer"),
    "us": N_("About us"),
    "competitor": N_("About a competitor"),
}
_YES_NO = {"yes": N_("Yes"), "no": N_("No")}
_WITH_DAYS = ("last_days", "next_days", "ago", "quiet")


def choices_of(name: str) -> list[Choice]:
    """(value, words) of what can be chosen for a field's `choices`."""
    if name.startswith(CUSTOM):
        return _own_choices(int(name.removeprefix(CUSTOM)))
    return _CHOICES[name]()


def _coded(table: dict[str, str]) -> Callable[[], list[Choice]]:
    return lambda: [(code, word(table, code)) for code in table]


def _named(model: type[Model], nothing: str = "") -> Callable[[], list[Choice]]:
    def read() -> list[Choice]:
        names = list(model.select(model.id, model.name).order_by(model.name).tuples())
        return [*names, *([("", _(nothing))] if nothing else [])]

    return read


def _levels() -> list[Choice]:
    return [*((level, level) for level in LEVELS), ("", _("No level"))]


def _consents() -> list[Choice]:
    return [*_coded(CONSENTS)(), ("", _("Not asked"))]


def _opinions() -> list[Choice]:
    return [*_coded(OPINIONS)(), ("", _("Nothing known"))]


def _verdicts() -> list[Choice]:
    return [("fits", _("Fits")), ("unfit", _("Does not fit")), ("", _("Not judged yet"))]


def _talks() -> list[Choice]:
    return [("", _("any contact")), *_coded(INTERACTION_KINDS)()]


def _stages() -> list[Choice]:
    stages = list(Stage.select().order_by(Stage.position, Stage.id))
    return [(stage.id, stage_words(stage.key, stage.name)) for stage in stages]


def _imports() -> list[Choice]:
    found = ImportFile.select(ImportFile.id, ImportFile.name, ImportFile.at)
    listed = list(found.order_by(ImportFile.id.desc()).limit(200).tuples())
    return [(id, f"{name} ({at[:10]})") for id, name, at in listed]


def _product_values(column: str) -> Callable[[], list[Choice]]:
    def read() -> list[Choice]:
        field = getattr(Product, column)
        query = Product.select(field).where(field != "").group_by(field).order_by(fn.LOWER(field))
        return [(row[0], row[0]) for row in list(query.tuples())]

    return read


def _own_choices(field_id: int) -> list[Choice]:
    found = CustomField.get_or_none(CustomField.id == field_id)
    if found is None:
        return []
    if found.type == "yes_no":
        return _coded(_YES_NO)()
    return [(one, one) for one in found.choices.split("\n") if one]


_CHOICES: dict[str, Callable[[], list[Choice]]] = {
    "levels": _levels,
    "statuses": _coded(STATUSES),
    "roles": _coded(ROLES),
    "kinds": _coded(CUSTOMER_KINDS),
    "genders": _coded(GENDERS),
    "consents": _consents,
    "opinions": _opinions,
    "verdicts": _verdicts,
    "flags": lambda: [(1, _("Yes")), (0, _("No"))],
    "feedback": _coded(_FEEDBACK),
    "talks": _talks,
    "staff": _named(Staff, N_("Nobody")),
    "sources": _named(Source, N_("No source")),
    "tags": _named(Tag),
    "stages": _stages,
    "imports": _imports,
    "products": _named(Product),
    "categories": _product_values("category"),
    "makers": _product_values("maker"),
}


def field_words(field: FilterField) -> str:
    """What a field is called; the company's own fields by their own names."""
    return field.title if field.own else _(field.title)


def op_words(field: FilterField, op: str) -> str:
    """What a comparison of a field is called."""
    return _(field.words.get(op) or OPS[op])


def find_conditions(text: str, fields: Sequence[FilterField]) -> list[tuple[Condition, str]]:
    """Conditions that say what is typed, with their words: "60 天没联系", "owes something"."""
    number = re.search(r"\d+", text)
    wanted = _without_numbers(text)
    letters = "".join(fold(re.sub(r"\d+", "", text)).split())
    found: list[tuple[Condition, str]] = []
    for field in fields if wanted else ():
        for op, words in field.words.items():
            told = _(words)
            days = (int(number[0]),) if number is not None and op in _WITH_DAYS else ()
            condition = Condition(field.key, op, days)
            said = condition_words(condition)
            in_words = any(wanted in _without_numbers(one) for one in (told, said))
            if not in_words and not (letters and letters in pinyin_initials(told)):
                continue
            name = field_words(field)
            found.append((condition, said if said.startswith(name) or days else f"{name} {said}"))
    return found


def _without_numbers(text: str) -> str:
    """A text for comparing, with a sign in place of each number."""
    return "".join(fold(re.sub(r"\d+", "…", text)).split())


def group_words(group: Group) -> str:
    """A tree of conditions in one line; groups that hold none say nothing."""
    either = _("or")
    between = f" {either} " if group.any else " · "
    words = []
    for part in group.parts:
        if isinstance(part, Condition):
            words.append(condition_words(part))
        elif inner := group_words(part):
            words.append(f"({inner})" if len(group.parts) > 1 else inner)
    return between.join(words)


def condition_words(condition: Condition) -> str:
    """One condition as a line: "Last contact more than 60 days ago or never"."""
    field = find_field(condition.field)
    if field is None or condition.op not in field.ops:
        return _("A field that is gone")
    name, op = field_words(field), op_words(field, condition.op)
    if not is_ready(condition, field):
        return f"{name} {op}"
    if condition.op == "quiet" and "quiet" in field.words:
        return _quiet_words(field, number_of(condition.values[0]))
    if condition.op in _WITH_DAYS:
        return f"{name} {_day_words(condition.op, number_of(condition.values[0]))}"
    values = _value_words(field, condition.op, condition.values)
    if condition.op == "any_of" and not field.words:
        return _("%(label)s: %(text)s") % {"label": name, "text": values}
    return " ".join(part for part in (name, op, values) if part)


def period_words(period: str) -> str:
    """A period: "this month", "within 90 days", "2026-01-01 – 2026-03-31"; "" for ever."""
    if period.isdecimal():
        return _day_words("last_days", int(period))
    if BETWEEN in period:
        first, _sign, last = period.partition(BETWEEN)
        return f"{_date_words(first)} – {_date_words(last)}".strip(" ")
    return word(PERIODS, period) if period else ""


def _quiet_words(field: FilterField, n: int) -> str:
    if field.key == "last_contact":
        text = ngettext("nobody in contact for %(n)s day", "nobody in contact for %(n)s days", n)
    else:
        text = ngettext("nothing ordered for %(n)s day", "nothing ordered for %(n)s days", n)
    return text % {"n": f"{n:,}"}


def _day_words(op: str, n: int) -> str:
    texts = {
        "last_days": ngettext("in the last %(n)s day", "in the last %(n)s days", n),
        "next_days": ngettext("in the next %(n)s day", "in the next %(n)s days", n),
        "ago": ngettext("over %(n)s day ago", "over %(n)s days ago", n),
        "quiet": ngettext("not for %(n)s day", "not for %(n)s days", n),
    }
    return texts[op] % {"n": f"{n:,}"}


def _value_words(field: FilterField, op: str, values: Values) -> str:
    if op in ("known", "unknown"):
        return ""
    if field.kind == "sold":
        chosen = _chosen_words(field, values[:1])
        return f"{chosen} {period_words(str(values[1]) if len(values) > 1 else '')}".strip()
    if op == "period":
        return period_words(str(values[0])) if values else ""
    if op in ("any_of", "none_of", "all_of"):
        return _chosen_words(field, values)
    if op == "between":
        both = " – ".join(_one_word(field, value) for value in values[:2])
        return f"{both} {period_words(str(values[2]) if len(values) > 2 else '')}".strip()
    words = _one_word(field, values[0]) if values else ""
    if field.kind == "amount" and len(values) > 1:
        words = f"{words} {period_words(str(values[1]))}".strip()
    return words


def _one_word(field: FilterField, value: str | int) -> str:
    if field.kind in ("money", "amount") and isinstance(value, int):
        return format_money(value, current().language, short=True)
    if field.kind in ("date", "dates"):
        return _date_words(str(value))
    if field.kind in ("text", "phone"):
        return f"“{value}”"
    return f"{value:,}" if isinstance(value, int) else value


def number_of(value: str | int) -> int:
    """A number of days as it was typed; 0 where it is none."""
    text = str(value)
    return int(text) if text.isdecimal() else 0


def _date_words(value: str) -> str:
    try:
        return format_date(date.fromisoformat(value), current().language, "medium")
    except ValueError:
        return value


def _chosen_words(field: FilterField, values: Sequence[str | int]) -> str:
    known = dict(choices_of(field.choices)) if field.choices else {}
    named = [known.get(value, _("gone")) for value in values[:_NAMED]]
    text = _listed(named)
    more = len(values) - len(named)
    if more <= 0:
        return text
    words = ngettext("%(names)s and %(n)d more", "%(names)s and %(n)d more", more)
    return words % {"names": text, "n": more}


def _listed(words: Sequence[str]) -> str:
    return ("、" if current().language.startswith("zh") else ", ").join(words)
