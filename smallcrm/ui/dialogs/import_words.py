"""Words, colours and icons of an import: what becomes of rows, how lists are read."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smallcrm.core.dates import DateOrder
from smallcrm.core.i18n import CHINESE, N_, _, current, ngettext
from smallcrm.importers.fields import CUSTOM, FIELDS, field_title
from smallcrm.importers.plan import Change, PlannedRow, Question
from smallcrm.importers.preview import HEADER, REJECTED
from smallcrm.importers.rowkinds import (
    BLANK,
    EXAMPLE,
    NOT_WANTED,
    NOTE,
    REPEATED,
    SECTION,
    TITLE,
    TOTAL,
)
from smallcrm.importers.values import text_of
from smallcrm.ui.dialogs.import_outlook import Card, FileOutlook, Outlook, SheetOutlook
from smallcrm.ui.itemmodels.sheet_model import HIDDEN


class OutcomeLook(NamedTuple):
    """How an outcome is named and marked."""

    words: str
    icon: str
    tone: str


OUTCOME_LOOKS: Mapping[str, OutcomeLook] = {
    "created": OutcomeLook(N_("New customers"), "plus", "ok"),
    "updated": OutcomeLook(N_("Changed"), "pencil", "accent"),
    "merged": OutcomeLook(N_("Joined to other rows"), "merge", "text"),
    "unchanged": OutcomeLook(N_("Unchanged"), "check", "muted"),
    "skipped": OutcomeLook(N_("Skipped"), "skip-forward", "muted"),
    "rejected": OutcomeLook(N_("Cannot be taken"), "x", "bad"),
}
_NO_RECORD = OutcomeLook(N_("No record"), "minus", "faint")
# What stands beside the number of a row.
ROW_LOOKS: Mapping[str, OutcomeLook] = {
    **OUTCOME_LOOKS,
    **dict.fromkeys((TITLE, TOTAL, NOTE, REPEATED, SECTION, EXAMPLE), _NO_RECORD),
    NOT_WANTED: OutcomeLook(N_("Left out by you"), "circle-slash", "muted"),
    HIDDEN: OutcomeLook(N_("Hidden in the file"), "eye-off", "muted"),
}
POLICY_WORDS: Mapping[str, str] = {
    "fill": N_("Fill the gaps"),
    "overwrite": N_("The list wins"),
    "skip": N_("Skip them"),
    "create": N_("Add all as new"),
}
ORDER_WORDS: Mapping[DateOrder, str] = {
    "ymd": N_("year-month-day"),
    "mdy": N_("month/day/year"),
    "dmy": N_("day/month/year"),
}
ENCODING_WORDS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "gb18030": N_("Simplified Chinese (GB18030)"),
    "big5": N_("Traditional Chinese (Big5)"),
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": N_("Western (Windows-1252)"),
}
# Where phone numbers without a country code belong.
REGION_WORDS: Mapping[str, str] = {
    "CN": N_("China +86"),
    "HK": N_("Hong Kong +852"),
    "MO": N_("Macao +853"),
    "TW": N_("Taiwan +886"),
    "SG": N_("Singapore +65"),
    "MY": N_("Malaysia +60"),
    "JP": N_("Japan +81"),
    "KR": N_("Korea +82"),
    "US": N_("USA +1"),
    "GB": N_("United Kingdom +44"),
    "DE": N_("Germany +49"),
    "FR": N_("France +33"),
    "AU": N_("Australia +61"),
    "": N_("Several countries"),
}
# What the rows of a table are, beside "auto".
KIND_WORDS: Mapping[str, str] = {
    "customers": N_("Customers"),
    "contacts": N_("Contact persons"),
    "interactions": N_("Contact history"),
    "deals": N_("Deals"),
    "orders": N_("Orders"),
    "receipts": N_("Receipts"),
    "terms": N_("Contracts, warranties, equipment"),
    "products": N_("Products"),
}
DELIMITER_WORDS: Mapping[str, str] = {
    ",": N_("Comma"),
    ";": N_("Semicolon"),
    "\t": N_("Tab"),
    "|": N_("Vertical bar"),
}
_CLASS_WORDS: Mapping[str, str] = {
    HEADER: N_("Header"),
    TITLE: N_("A title: no record"),
    BLANK: N_("A blank row: no record"),
    TOTAL: N_("A total: no record"),
    NOTE: N_("A note: no record"),
    REPEATED: N_("The header once more: no record"),
    SECTION: N_("The head of a section: no record"),
    EXAMPLE: N_("An example of the template: no record"),
    NOT_WANTED: N_("Left out by you"),
    HIDDEN: N_("Hidden in the file and left out"),
    "": N_("Left out: the sheet is not ticked"),
}
_REACH = ("phone", "mobile", "email", "wechat", "qq", "fax", "website")
_PLACE = ("region", "province", "city", "district", "address", "postcode")
_DATES = ("last_contact", "next_follow_up", "created", "birthday", "founded")
# Heads of the meanings a column can have; a field's group is the part of its name before the point.
_GROUPS: Mapping[str, str] = {
    "customer": N_("Customer"),
    "contact": N_("Contact person"),
    "reach": N_("Phone and e-mail"),
    "place": N_("Address"),
    "invoice": N_("Invoice"),
    "dates": N_("Dates"),
    "interaction": N_("Contact history"),
    "deal": N_("Deal"),
    "order": N_("Order"),
    "receipt": N_("Receipt"),
    "term": N_("Contract, warranty, equipment"),
    "product": N_("Product"),
    "feedback": N_("Feedback"),
}


def field_groups() -> Sequence[tuple[str, tuple[str, ...]]]:
    """All fields a column can mean, in groups with a title, in the user's language."""
    groups: dict[str, list[str]] = {key: [] for key in _GROUPS}
    for name in FIELDS:
        groups.setdefault(_group(name), []).append(name)
    return [(_(_GROUPS.get(key, key)), tuple(names)) for key, names in groups.items() if names]


def _group(name: str) -> str:
    group, _point, short = name.partition(".")
    if group != "customer":
        return group
    if short in _REACH:
        return "reach"
    if short in _PLACE:
        return "place"
    if short == "tax_number" or short.startswith("invoice"):
        return "invoice"
    return "dates" if short in _DATES else group


def quoted(text: str, most: int = 40) -> str:
    """A text of the file within a sentence; a long one is cut."""
    short = text if len(text) <= most else text[: most - 1] + "…"
    return _("“%(text)s”") % {"text": short}


def meaning_words(card: Card) -> str:
    """What a column is taken for."""
    guess = card.guess
    return _("Own field") if guess.field == CUSTOM + guess.header else field_title(guess.field)


def encoding_words(encoding: str) -> str:
    """A character set as the user may know it."""
    plain = encoding.lower().replace("_", "-").removesuffix("-sig")
    words = ENCODING_WORDS.get(plain)
    return _(words) if words else encoding.upper()


def rows_words(n: int) -> str:
    """A number of rows."""
    return ngettext("%(rows)s row", "%(rows)s rows", n) % {"rows": f"{n:,}"}


def header_words(rows: Sequence[int]) -> str:
    """Which rows are the header: "Row 2", "Rows 2-3", "None"."""
    if not rows:
        return _("None")
    if len(rows) == 1:
        return _("Row %(n)d") % {"n": rows[0]}
    return _("Rows %(first)d-%(last)d") % {"first": rows[0], "last": rows[-1]}


def reason_words(card: Card) -> str:
    """Why a column is taken for what it is."""
    if card.guess.type == "date" and not card.guess.order_certain:
        return _("day or month first?")
    return card.guess.words


def cell_words(outlook: Outlook, sheet: SheetOutlook, row: int, column: int) -> str:
    """What became of a cell (row from 1, column from 0 or -1) in a sentence; "" for no news."""
    told = _news(outlook, sheet, row, column)
    if (row, column) not in sheet.marks.mends:
        return told
    raw = text_of(sheet.marks.rows[row - 1][column])
    was = _("mended; was: %(text)s") % {"text": quoted(raw) if raw else _("empty")}
    return f"{told} ({was})" if told else was


def _news(outlook: Outlook, sheet: SheetOutlook, row: int, column: int) -> str:
    problem = sheet.view.problems.get((row, column))
    if problem:
        return problem
    kind = sheet.view.classes.get(row, "")
    if kind == REJECTED:
        return sheet.view.rejects.get(row, "")
    if kind == "" and row - 1 in sheet.marks.hidden_rows:
        kind = HIDDEN
    if kind in _CLASS_WORDS:
        return "" if kind == "" and sheet.taken else _(_CLASS_WORDS[kind])
    done = sheet.planned.get(row)
    return row_words(outlook, done) if done is not None else ""


def row_words(outlook: Outlook, done: PlannedRow) -> str:
    """What becomes of a record, in a sentence."""
    if done.outcome == "rejected":
        return done.reason
    if done.outcome == "created":
        words = _("New customer: %(name)s") if outlook.about_customers else _("New: %(name)s")
        return words % {"name": done.name}
    if done.outcome == "unchanged":
        return _("Nothing new: %(name)s is stored so already.") % {"name": done.name} + _kept(done)
    if done.outcome == "skipped":
        return _("Skipped: %(name)s") % {"name": done.name}
    changes = _separator().join(map(change_words, done.changes))
    if done.outcome == "merged":
        first = outlook.first_of.get(done.ref)
        if first is None and done.customer is not None:
            first = outlook.first_rows.get(done.customer)
        place = {"name": done.name, "row": first.row if first else done.ref.row}
        text = _("Joined to %(name)s in row %(row)d") % place
        return told_words(text, changes) if changes else text
    return told_words(done.name, changes) + _kept(done)


def told_words(what: str, text: str) -> str:
    """What something is about, and what is said of it."""
    return _("%(what)s: %(text)s") % {"what": what, "text": text}


def change_words(change: Change) -> str:
    """A field's old and new value."""
    title = field_title(change.field)
    who = f" ({change.who})" if change.who and change.field != "contact.name" else ""
    if change.old:
        return f"{title}{who} {change.old} → {change.new}"
    return f"{title}{who} + {change.new}"


def _separator() -> str:
    return "；" if current().language == CHINESE else "; "


def _kept(done: PlannedRow) -> str:
    if not done.kept:
        return ""
    parts = [f"{field_title(one.field)} {one.old} ({one.new})" for one in done.kept]
    return " " + _("Kept as stored (in the list): %(parts)s") % {"parts": _separator().join(parts)}


def question_words(question: Question) -> str:
    """A doubt in a sentence, with the customer it is about."""
    told = told_words(question.name, question.text)
    if not question.candidates:
        return told
    first = question.candidates[0]
    return f"{told} {first.name} {first.why}".rstrip()


def file_words(file: FileOutlook) -> str:
    """How many sheets and rows a file has."""
    taken = [sheet for sheet in file.sheets if sheet.taken]
    rows = sum(sheet.data_rows + sheet.other_rows for sheet in taken)
    parts = [rows_words(rows), _("%(n)s of data") % {"n": f"{file.data_rows:,}"}]
    if len(file.sheets) > 1:
        n = len(taken)
        parts.insert(0, ngettext("%(n)d sheet", "%(n)d sheets", n) % {"n": n})
    return " · ".join(parts)
