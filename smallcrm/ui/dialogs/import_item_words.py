"""What a row of the list of findings says: a title, what is told of it, and where it stands."""

from collections.abc import Mapping
from typing import NamedTuple

from smallcrm.core.i18n import N_, _, ngettext
from smallcrm.importers.columns import column_letter
from smallcrm.importers.plan import PlannedRecord, PlannedRow, Question, RowRef
from smallcrm.importers.values import text_of
from smallcrm.ui.dialogs.import_facts import (
    cells_at,
    change_line,
    row_at,
    short_facts,
    value_words,
)
from smallcrm.ui.dialogs.import_outlook import Outlook, Stop
from smallcrm.ui.dialogs.import_walk import PROBLEMS, QUESTIONS, RECORDS, Item, place_of
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS, told_words

RECORD_WORDS: Mapping[str, str] = {
    "customer": N_("New customers"),
    "interaction": N_("Records of contact"),
    "feedback": N_("Feedback"),
    "deal": N_("Deals"),
    "order": N_("Orders"),
    "receipt": N_("Receipts"),
    "term": N_("Terms"),
    "product": N_("Products"),
}
RECORD_ICONS: Mapping[str, str] = {
    "customer": "users",
    "interaction": "message-square-text",
    "feedback": "smile",
    "deal": "square-kanban",
    "order": "shopping-cart",
    "receipt": "wallet",
    "term": "calendar-clock",
    "product": "shopping-bag",
}
DOUBT_WORDS: Mapping[str, str] = {
    "same_phone": N_("Same phone, other name"),
    "same_name": N_("Same person's name"),
    "same_code": N_("Same code, other name"),
    "same_tax_number": N_("Same name, other tax number"),
    "similar_name": N_("Similar name"),
    "branch": N_("Branch or head office"),
    "same_wechat": N_("Same WeChat, other name"),
    "same_email": N_("Same e-mail, other name"),
}
_FOUND_BY: Mapping[str, str] = {
    "name": N_("by the name"),
    "code": N_("by the customer code"),
    "tax_number": N_("by the tax number"),
    "phone": N_("by the phone number"),
    "wechat": N_("by the WeChat name"),
    "email": N_("by the e-mail address"),
    "order": N_("by the order's number"),
    "decision": N_("as you decided"),
}
# Outcomes where a row is an order, a talk ... instead of a customer.
_RECORD_OUTCOMES: Mapping[str, str] = {"created": N_("New rows"), "merged": N_("Joined to others")}
_TELLING = {
    "customer": ("name", "city"),
    "interaction": ("date", "subject", "content"),
    "feedback": ("product", "rating", "text"),
    "deal": ("title", "amount", "expected_close"),
    "order": ("number", "date", "product", "amount"),
    "receipt": ("date", "amount", "method"),
    "term": ("product", "title", "serial", "end"),
    "product": ("name", "code", "price"),
}


_NOTHING: Mapping[str, str] = {
    PROBLEMS: N_("No cell needs a look."),
    QUESTIONS: N_("There is nothing to decide."),
}


class ItemLine(NamedTuple):
    """How an item is listed."""

    title: str
    detail: str = ""
    right: str = ""
    icon: str = ""
    tone: str = "text"


def nothing_words(kind: str) -> str:
    """What is said where there is nothing to go through."""
    return _(_NOTHING.get(kind.partition(":")[0], N_("There are no such rows.")))


def outcome_title(outlook: Outlook, outcome: str) -> str:
    """An outcome, as the rows of this list have it."""
    return outcome_words(outcome, about_customers=outlook.about_customers)


def outcome_words(outcome: str, *, about_customers: bool) -> str:
    """An outcome of rows that are customers, or of rows that are orders, talks ..."""
    words = None if about_customers else _RECORD_OUTCOMES.get(outcome)
    return _(words or OUTCOME_LOOKS[outcome].words)


def walk_title(outlook: Outlook, kind: str) -> str:
    """What is gone through, as a heading."""
    if kind == PROBLEMS:
        return _("Cells to look at")
    if kind == QUESTIONS:
        return _("To decide")
    if kind.startswith(QUESTIONS):
        return doubt_words(kind.partition(":")[2])
    if kind.startswith(RECORDS):
        return record_words(kind.removeprefix(RECORDS))
    return outcome_title(outlook, kind)


def record_words(kind: str) -> str:
    """A kind of record, in the plural."""
    words = RECORD_WORDS.get(kind)
    return _(words) if words else kind


def doubt_words(kind: str) -> str:
    """A kind of doubt."""
    words = DOUBT_WORDS.get(kind)
    return _(words) if words else kind


def found_words(matched_by: str) -> str:
    """How a row found its customer."""
    words = _FOUND_BY.get(matched_by)
    return _(words) if words else ""


def decision_words(decision: str) -> tuple[str, str]:
    """A decision as a word and its tone."""
    if decision.startswith("join"):
        return _("The same"), "accent"
    return (_("Skipped"), "muted") if decision == "skip" else (_("New customer"), "ok")


def line_of(outlook: Outlook, item: Item, decisions: Mapping[str, str]) -> ItemLine:
    """How an item is listed."""
    if isinstance(item, Stop):
        return _stop_line(outlook, item)
    if isinstance(item, Question):
        return _question_line(item, decisions)
    if isinstance(item, PlannedRecord):
        return _record_line(outlook, item)
    return _row_line(outlook, item)


def where_words(outlook: Outlook, item: Item) -> str:
    """Where an item stands: "row 5", with the sheet's name where there are several."""
    place = place_of(outlook, item)
    if place is None:
        return ""
    several = sum(len(file.sheets) for file in outlook.files) > 1
    if several:
        return f"{place.sheet} · {place.row:,}"
    return _("row %(n)s") % {"n": f"{place.row:,}"}


def _stop_line(outlook: Outlook, stop: Stop) -> ItemLine:
    sheet = outlook.files[stop.file].sheet(stop.sheet)
    text = ""
    if sheet is not None and stop.column >= 0:
        text = text_of(sheet.view.rows[stop.row - 1][stop.column]).replace("\n", " ")
    elif sheet is not None:
        cells = (text_of(cell) for cell in sheet.view.rows[stop.row - 1] if cell != "")
        text = " · ".join(cells)
    icon = "circle-x" if stop.tone == "bad" else "circle-alert"
    where = where_words(outlook, stop)
    if stop.column >= 0:
        where = f"{column_letter(stop.column)}{stop.row}"
    return ItemLine(text or _("(empty)"), stop.text, where, icon, stop.tone)


def _question_line(question: Question, decisions: Mapping[str, str]) -> ItemLine:
    first = question.candidates[0] if question.candidates else None
    told = told_words(doubt_words(question.kind), first.name) if first else question.text
    decided = decision_of(question, decisions)
    if decided is None:
        return ItemLine(question.name, told, _("open"), "circle-question-mark", "warn")
    words, tone = decision_words(decided)
    return ItemLine(question.name, told, words, "circle-check", tone)


def decision_of(question: Question, decisions: Mapping[str, str]) -> str | None:
    """What was decided of a doubt: for itself, or for all of its kind; None while it is open."""
    found = decisions.get(question.key)
    return found if found is not None else decisions.get(f"*:{question.kind}")


def _row_line(outlook: Outlook, done: PlannedRow) -> ItemLine:
    look = OUTCOME_LOOKS[done.outcome]
    where = where_words(outlook, done)
    title, detail = done.name, ""
    if done.outcome == "rejected":
        cells = [text for _head, text in cells_at(outlook.analyses, done.ref)]
        title, detail = done.reason, " · ".join(cells)
    elif done.outcome in ("updated", "merged") and done.changes:
        detail = change_line(done.changes[0])
        if len(done.changes) > 1:
            n = len(done.changes) - 1
            more = ngettext("%(n)d more", "%(n)d more", n) % {"n": n}
            detail = f"{detail} · {more}"
    elif done.outcome == "unchanged" and done.kept:
        n = len(done.kept)
        detail = ngettext("%(n)d value differs", "%(n)d values differ", n) % {"n": n}
    else:
        row = row_at(outlook.analyses, done.ref)
        if row is not None and row.records and not outlook.about_customers:
            detail = _told(row.records[0].kind, row.records[0].values)
        else:
            detail = short_facts(row) if row is not None else ""
    if done.outcome == "merged" and (owner := owner_words(outlook, done)):
        detail = f"→ {owner}" + (f" · {detail}" if detail else "")
    return ItemLine(title or detail, detail if title else "", where, look.icon, look.tone)


def owner_words(outlook: Outlook, done: PlannedRow) -> str:
    """The row a row was joined to, in words."""
    first = outlook.first_of.get(done.ref)
    if first is None and done.customer is not None:
        first = outlook.first_rows.get(done.customer)
    if first is None or first == done.ref:
        return ""
    return _("row %(n)s") % {"n": f"{first.row:,}"}


def _record_line(outlook: Outlook, record: PlannedRecord) -> ItemLine:
    values = record.values
    if record.lines:
        values = {**record.lines[0], **values}
    told = _told(record.kind, values)
    owner = record_owner(outlook, record)
    icon = RECORD_ICONS.get(record.kind, "circle")
    where = where_words(outlook, record)
    return ItemLine(owner or told, told if owner else "", where, icon, "accent")


def _told(kind: str, values: Mapping[str, object]) -> str:
    """The telling values of a record in a line."""
    fields = [f"{kind}.{name}" for name in _TELLING.get(kind, ())]
    parts = [value_words(name, values[name]) for name in fields if values.get(name)]
    return " · ".join(part.replace("\n", " ") for part in parts)


def record_owner(outlook: Outlook, record: PlannedRecord) -> str:
    """The customer a record belongs to, as its row names it."""
    if record.kind in ("product", "customer") or not record.rows:
        return ""
    ref: RowRef = record.rows[0]
    row = row_at(outlook.analyses, ref)
    if row is not None and row.name:
        return row.name
    sheet = outlook.files[outlook.numbers[ref.file]].sheet(ref.sheet)
    done = sheet.planned.get(ref.row) if sheet is not None else None
    return done.name if done is not None else ""
