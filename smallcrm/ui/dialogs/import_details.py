"""All that is told of one row of a plan: what is new, what changes, to whom it was joined, and why.

Knows no widgets.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smallcrm.core.i18n import CHINESE, _, current
from smallcrm.importers.existing import ExistingCustomer
from smallcrm.importers.plan import Change, PlannedRecord, PlannedRow, Question, RowRef
from smallcrm.ui.dialogs.import_facts import (
    Facts,
    cells_at,
    change_title,
    fact_title,
    facts_of_customer,
    facts_of_row,
    lay_side_by_side,
    row_at,
    value_words,
)
from smallcrm.ui.dialogs.import_item_words import found_words, owner_words, record_words
from smallcrm.ui.dialogs.import_outlook import Outlook, Stop
from smallcrm.ui.dialogs.import_walk import Item
from smallcrm.ui.widgets.fact_table import FactRow

STORED, ROW = "id:", "row:"


class FactBlock(NamedTuple):
    """Facts under a title, with heads over their columns."""

    rows: Sequence[FactRow]
    title: str = ""
    heads: tuple[str, ...] = ()


class Detail(NamedTuple):
    """A sentence in a tone, and blocks of facts."""

    sentence: str
    tone: str = "muted"
    blocks: Sequence[FactBlock] = ()


def detail_of(outlook: Outlook, item: Item) -> Detail:
    """What is told of an item; a question's sides are told by `compare`."""
    if isinstance(item, Stop):
        return _stop_detail(outlook, item)
    if isinstance(item, Question):
        return Detail(item.text, "warn")
    if isinstance(item, PlannedRecord):
        return _record_detail(item)
    return _row_detail(outlook, item)


def compare(
    outlook: Outlook, question: Question, ref: str, stored: ExistingCustomer | None
) -> FactBlock:
    """Lay a doubtful row beside a candidate (`ref`); what both have alike is marked.

    `stored` is what the data file has of a stored candidate.
    """
    place = RowRef(question.file, question.sheet, question.row)
    row = row_at(outlook.analyses, place)
    here: Facts = facts_of_row(row) if row is not None else {"customer.name": question.name}
    there: Facts = {}
    other = row_of_ref(ref)
    if stored is not None:
        there = facts_of_customer(stored)
    elif other is not None:
        first = row_at(outlook.analyses, other)
        there = facts_of_row(first) if first is not None else {}
    pairs = lay_side_by_side(here, there)
    rows = [
        FactRow(pair.title, (pair.here, pair.there), grounds=("ok_bg", "ok_bg") if same else ())
        for pair in pairs
        for same in (pair.same or _overlap(pair.here, pair.there),)
    ]
    mine = _("This row (%(n)s)") % {"n": f"{question.row:,}"}
    theirs = _("Stored") if other is None else _("Row %(n)s") % {"n": f"{other.row:,}"}
    return FactBlock(rows, "", (mine, theirs))


def row_of_ref(ref: str) -> RowRef | None:
    """The row that a candidate's ref names; None for a stored customer."""
    if not ref.startswith(ROW):
        return None
    file, _sign, rest = ref.removeprefix(ROW).partition(":")
    sheet, _sign, row = rest.rpartition(":")
    return RowRef(int(file), sheet, int(row))


def stored_id(ref: str) -> int | None:
    """The stored customer that a candidate's ref names."""
    number = ref.removeprefix(STORED)
    return int(number) if number != ref and number.isdecimal() else None


def _overlap(here: str, there: str) -> bool:
    """Whether one of several numbers or persons stands on both sides."""
    return bool(set(here.split("\n")) & set(there.split("\n"))) if here and there else False


def _stop_detail(outlook: Outlook, stop: Stop) -> Detail:
    number = outlook.numbers.index(stop.file) if stop.file in outlook.numbers else 0
    cells = cells_at(outlook.analyses, RowRef(number, stop.sheet, stop.row))
    rows = [FactRow(head, (text,)) for head, text in cells]
    return Detail(stop.text, stop.tone, (FactBlock(rows),))


def _row_detail(outlook: Outlook, done: PlannedRow) -> Detail:
    if done.outcome == "rejected":
        rows = [FactRow(head, (text,)) for head, text in cells_at(outlook.analyses, done.ref)]
        return Detail(done.reason, "bad", (FactBlock(rows),))
    if done.outcome == "created":
        return Detail(_new_sentence(outlook, done), "ok", _own_facts(outlook, done))
    blocks = []
    if done.changes:
        blocks.append(_change_block(done.changes, "", (_("Before"), _("After"))))
    if done.kept:
        heads = (_("Stored"), _("In the list"))
        blocks.append(_change_block(done.kept, _("Stays as it is stored"), heads, made=False))
    if not blocks:
        blocks = list(_own_facts(outlook, done))
    return Detail(_row_sentence(outlook, done), "muted", blocks)


def _new_sentence(outlook: Outlook, done: PlannedRow) -> str:
    if outlook.about_customers:
        return _("This row is a new customer.")
    if done.customer is not None and done.existing is None:
        return _("This row is new, and so is its customer.")
    how = found_words(done.matched_by)
    words = {"name": done.name, "how": how}
    return _("New for %(name)s, found %(how)s.") % words if how else _("This row is new.")


def _row_sentence(outlook: Outlook, done: PlannedRow) -> str:
    how = found_words(done.matched_by)
    if done.outcome == "merged":
        words = {"name": done.name, "where": owner_words(outlook, done) or done.name, "how": how}
        if how:
            return _("Joined to %(where)s (%(name)s), found %(how)s.") % words
        return _("Joined to %(where)s (%(name)s).") % words
    if done.outcome == "skipped" and done.existing is None:
        return _("This row is left out, as you decided.")
    told = {
        "updated": _("This customer is stored; what is new is taken over."),
        "unchanged": _("This customer is stored already; nothing is changed."),
        "skipped": _("This customer is stored already and is left as it is."),
    }[done.outcome]
    found = _("Found %(how)s.") % {"how": how} if how else ""
    gap = "" if current().language == CHINESE else " "
    return gap.join(part for part in (told, found, done.note) if part)


def _own_facts(outlook: Outlook, done: PlannedRow) -> tuple[FactBlock, ...]:
    row = row_at(outlook.analyses, done.ref)
    if row is None:
        return ()
    facts = facts_of_row(row)
    pairs = lay_side_by_side(facts, {})
    blocks = [FactBlock([FactRow(pair.title, (pair.here,)) for pair in pairs])] if facts else []
    blocks += [_value_block(record.values, record_words(record.kind)) for record in row.records]
    return tuple(blocks)


def _change_block(
    changes: Sequence[Change], title: str, heads: tuple[str, str], *, made: bool = True
) -> FactBlock:
    rows = []
    for change in changes:
        texts = tuple(value_words(change.field, text) for text in (change.old, change.new))
        tones = ("muted", "text") if made else ("text", "muted")
        rows.append(FactRow(change_title(change), texts, tones, ("", "accent_bg" if made else "")))
    return FactBlock(rows, title, heads)


def _record_detail(record: PlannedRecord) -> Detail:
    text = _("This is new.") if record.id is None else _("This is stored already.")
    blocks = [_value_block(record.values, record_words(record.kind))] if record.values else []
    for number, line in enumerate(record.lines, 1):
        blocks.append(_value_block(line, _("Line %(n)d") % {"n": number}))
    return Detail(text, "ok" if record.id is None else "muted", blocks)


def _value_block(values: Mapping[str, object], title: str) -> FactBlock:
    rows = [
        FactRow(fact_title(name), (value_words(name, value),))
        for name, value in values.items()
        if value not in (None, "")
    ]
    return FactBlock(rows, title)
