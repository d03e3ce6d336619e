"""By what a record is the same as one that is there already, so that nothing is brought twice.

`marks` are all that a record can be found by, `looked_up` those a record of a list is looked up by,
the surest first. Texts are folded.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from smallcrm.core.text import fold

Values = Mapping[str, object]
Mark = tuple[object, ...]

# What is said of a record first: the change shown for a new one.
_LEADS: Mapping[str, tuple[str, ...]] = {
    "interaction": ("interaction.content", "interaction.subject", "interaction.date"),
    "feedback": ("feedback.text", "feedback.rating"),
    "deal": ("deal.title",),
    "order": ("order.number", "order.date"),
    "receipt": ("receipt.amount",),
    "term": ("term.title", "term.product", "term.serial", "term.end", "term.start"),
    "product": ("product.name", "product.code"),
}
_LONGEST_TITLE = 40


def text(values: Values, name: str) -> str:
    """Return a value as folded text, dates as ISO days; "" for none."""
    value = values.get(name)
    if value in (None, ""):
        return ""
    return day(value) if isinstance(value, date) else fold(str(value))


def day(value: object) -> str:
    """Return the ISO day of a date, or of a text that begins with one."""
    return (value.isoformat() if isinstance(value, date) else str(value or ""))[:10]


def lead_field(kind: str, values: Values) -> str:
    """Return the field that tells most of a record."""
    names = _LEADS[kind]
    return next((name for name in names if values.get(name) not in (None, "")), names[-1])


def title_of(kind: str, values: Values) -> str:
    """Return a few words for a record: an order's number, a deal's title, the day of a talk."""
    if kind in ("interaction", "receipt"):
        return day(values.get(f"{kind}.date"))
    title = str(values.get(lead_field(kind, values)) or "")
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"


def marks(kind: str, values: Values) -> Iterator[Mark]:
    """Return all that a record of this kind can be found by; orders and receipts have their own."""
    if kind == "interaction":
        when = day(values.get("interaction.date"))
        for name in ("interaction.content", "interaction.subject"):
            if said := text(values, name):
                yield from ((when, said), ("", said))
        if not any(text(values, f"interaction.{name}") for name in ("content", "subject")):
            yield (when, "")
    elif kind == "feedback":
        yield from _feedback_marks(values)
    elif kind == "deal":
        if title := text(values, "deal.title"):
            yield ("title", title)
        yield ("amount", values.get("deal.amount"), day(values.get("deal.expected_close")))
    elif kind == "term":
        yield from _term_marks(values)
    else:
        yield from _product_marks(values)


def looked_up(kind: str, values: Values) -> Iterator[Mark]:
    """Return what a list's record is looked up by."""
    if kind == "interaction":
        said = text(values, "interaction.content") or text(values, "interaction.subject")
        yield (day(values.get("interaction.date")), said)
    elif kind == "feedback":
        yield _feedback(values)
    elif kind == "deal":
        if title := text(values, "deal.title"):
            yield ("title", title)
        else:
            yield ("amount", values.get("deal.amount"), day(values.get("deal.expected_close")))
    elif kind == "term":
        yield from _term_looked_up(values)
    else:
        code, name = text(values, "product.code"), text(values, "product.name")
        if code:
            yield from (("code", code), ("uncoded", name))
        else:
            yield ("name", name)


def _feedback(values: Values) -> Mark:
    about = text(values, "feedback.about") or "us"
    said = text(values, "feedback.text") or values.get("feedback.rating")
    return (about, text(values, "feedback.product"), said)


def _feedback_marks(values: Values) -> Iterator[Mark]:
    yield _feedback(values)
    if not values.get("feedback.product"):
        # A product that is not known stands before the text.
        product, _break, said = str(values.get("feedback.text") or "").partition("\n")
        more: object = fold(said) or values.get("feedback.rating")
        yield (text(values, "feedback.about") or "us", fold(product), more)


def _product_marks(values: Values) -> Iterator[Mark]:
    code, name = text(values, "product.code"), text(values, "product.name")
    yield ("name", name)
    yield ("code", code) if code else ("uncoded", name)


def _term_marks(values: Values) -> Iterator[Mark]:
    kind, serial, start, end = _term(values)
    if serial:
        yield from (("serial", kind, serial, start), ("serial", kind, serial, None))
    # Without a name it has the title it was given when it was written.
    for name in {text(values, "term.product"), text(values, "term.title"), ""}:
        for when in (("start", start), ("end", end)):
            if when[1]:
                yield ("named", kind, name, *when)
                if not serial:
                    yield ("unnumbered", kind, name, *when)
        if not start and not end and not serial:
            yield ("named", kind, name, "", "")


def _term_looked_up(values: Values) -> Iterator[Mark]:
    kind, serial, start, end = _term(values)
    name = text(values, "term.product") or text(values, "term.title")
    if serial:
        # The same number with another start is the next term of the same thing.
        yield ("serial", kind, serial, start or None)
        if start:
            yield ("serial", kind, serial, "")
    found = "unnumbered" if serial else "named"
    for when in (("start", start), ("end", end)):
        if when[1]:
            yield (found, kind, name, *when)
    if not start and not end and not serial:
        yield ("named", kind, name, "", "")


def _term(values: Values) -> tuple[str, str, str, str]:
    return (
        text(values, "term.kind") or "contract",
        text(values, "term.serial"),
        day(values.get("term.start")),
        day(values.get("term.end")),
    )
