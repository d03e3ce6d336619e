"""The activity book: what was recorded, day by day, with lines to write notes on."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.dates.words import format_date
from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.fonts import text_width
from smallcrm.reports.layout import wrap
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import Opening, open_paper
from smallcrm.reports.page import Paper, drop
from smallcrm.reports.style import TextStyle
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Tabular, about, moment_cell, period_words
from smallcrm.reports.texts import Texts

_NAME: Final = TextStyle(9.5, 14, bold=True)
_SIDE: Final = TextStyle(8.5, 14, colour=style.MUTED)
_TEXT: Final = TextStyle(9, 13)
_LABEL: Final = TextStyle(8.5, 13, colour=style.MUTED)
_WRITE_LINES: Final = 2
_WRITE_STEP: Final = 17.0
_PAD: Final = 8.0


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something recorded with a customer; `kind` is a code, `outcome` and `next` ready words."""

    at: datetime
    has_time: bool
    customer: str
    kind: str
    said: str
    level: str = ""
    person: str = ""
    staff: str = ""
    outcome: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class ActivityBook:
    """What was recorded from `first` to `last`, in order; by one of the staff or by all."""

    entries: tuple[Recorded, ...]
    first: date
    last: date
    made_at: datetime
    staff: str = ""
    company: Company | str = ""


def render(
    book: ActivityBook,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the book as PDF to a path (whole or not at all) or an open binary file.

    Raises Cancelled, and StorageError when the path cannot be written.
    """
    texts = Texts(translator)
    paper = open_paper(_opening(book, texts), texts, progress, size, grey=grey)
    if not book.entries:
        paper.paragraph(translator.gettext("Nothing was recorded in these days."), style.BODY)
    for day, entries in groupby(book.entries, key=lambda one: one.at.date()):
        some = list(entries)
        count = translator.ngettext("%(n)s record", "%(n)s records", len(some))
        head = format_date(day, texts.language, "long")
        keep = _Entry(paper, book, some[0], texts).height
        paper.head(head, count % {"n": texts.count(len(some))}, keep=min(keep, paper.page_room / 2))
        for one in some:
            _Entry(paper, book, one, texts).draw()
        paper.space(style.GAP)
    paper.save(out)


def tabular(book: ActivityBook, translator: Translator) -> Tabular:
    """The book as one table, for a workbook, with an empty column for notes."""
    texts = Texts(translator)
    t = translator
    _ = t.gettext
    heads = (
        t.pgettext("report", "When"),
        _("Customer"),
        _("Level"),
        t.pgettext("report", "How"),
        _("Contact person"),
        _("Staff"),
        t.pgettext("report", "What"),
        _("Outcome"),
        t.pgettext("activity book", "Next step"),
        t.pgettext("activity book", "Notes"),
    )
    rows: list[Row] = [
        (
            moment_cell(texts, one.at, has_time=one.has_time),
            one.customer,
            one.level,
            texts.interaction_kind(one.kind),
            one.person,
            one.staff,
            one.said,
            one.outcome,
            one.next,
            Cell(""),
        )
        for one in book.entries
    ]
    empty = _("Nothing was recorded in these days.")
    title = _("Activity book")
    return Tabular(
        _opening(book, texts), texts, (Listing(title, tuple(map(Column, heads)), rows, empty),)
    )


def _opening(book: ActivityBook, texts: Texts) -> Opening:
    t = texts.translator
    days = period_words(texts, book.first, book.last)
    who = book.staff or t.gettext("All staff")
    count = len(book.entries)
    records = t.ngettext("%(n)s record", "%(n)s records", count) % {"n": texts.count(count)}
    return about(t.gettext("Activity book"), book.made_at, book.company, days, who, records)


class _Entry:
    """One record, and lines to write on."""

    def __init__(self, paper: Paper, book: ActivityBook, one: Recorded, texts: Texts) -> None:
        t = texts.translator
        self.paper = paper
        time = f"{one.at:%H:%M}" if one.has_time else ""
        kind = texts.interaction_kind(one.kind)
        self.side = "  ·  ".join(filter(None, (kind, "" if book.staff else one.staff)))
        wide = paper.width - text_width(self.side, _SIDE.size) - style.COLUMN_GAP
        level = t.gettext("Level %(level)s") % {"level": one.level} if one.level else ""
        name = "  ·  ".join(filter(None, (time, one.customer, level, one.person)))
        self.names = wrap(name, wide, _NAME)
        self.said = wrap(one.said, paper.width, _TEXT) if one.said else []
        told = (
            (t.gettext("Outcome"), one.outcome),
            (t.pgettext("activity book", "Next step"), one.next),
        )
        more = texts.clauses(
            t.pgettext("activity book", "%(label)s: %(text)s") % {"label": label, "text": text}
            for label, text in told
            if text
        )
        self.more = wrap(more, paper.width, _LABEL) if more else []

    @property
    def height(self) -> float:
        """How high it is."""
        lines = len(self.names) * _NAME.leading + len(self.said) * _TEXT.leading
        return lines + len(self.more) * _LABEL.leading + _WRITE_LINES * _WRITE_STEP + _PAD

    def draw(self) -> None:
        """Draw it where it fits whole; what is longer than a page goes on over the next."""
        paper = self.paper
        paper.need(min(self.height, paper.page_room))
        paper.space(_PAD)
        for place, line in enumerate(self.names):
            paper.need(_NAME.leading)
            paper.y -= _NAME.leading
            paper.text(paper.left, paper.y + drop(_NAME), line, _NAME)
            if place == 0:
                paper.text(paper.right, paper.y + drop(_NAME), self.side, _SIDE, "right")
        paper.lines(self.said, _TEXT)
        paper.lines(self.more, _LABEL)
        paper.need(_WRITE_LINES * _WRITE_STEP)
        for place in range(_WRITE_LINES):
            paper.y -= _WRITE_STEP
            paper.rule(paper.y, style.MUTED if place == _WRITE_LINES - 1 else style.LINE)
