"""The list to call and visit by: whom, how to reach them, what was said last, room to write."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final

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
from smallcrm.reports.tables import Column, Row
from smallcrm.reports.tabular import Tabular, day_cell
from smallcrm.reports.texts import Texts

_NAME: Final = TextStyle(10.5, 15, bold=True)
_LABEL: Final = TextStyle(8.5, 13, colour=style.MUTED)
_TEXT: Final = TextStyle(9, 13)
_LABEL_ROOM: Final = 62.0
_WRITE_LINES: Final = 3
_WRITE_STEP: Final = 19.0
_PAD: Final = 9.0


@dataclass(frozen=True, slots=True)
class Call:
    """One follow-up. `person` is how to speak to someone, `owed` in minor units.

    `last_talk` is what was said last, on `last_at`, in the way `last_kind` (a code).
    """

    customer: str
    title: str
    due: date
    due_time: str = ""
    level: str = ""
    person: str = ""
    phones: tuple[str, ...] = ()
    address: str = ""
    last_at: date | None = None
    last_kind: str = ""
    last_talk: str = ""
    owed: int = 0
    staff: str = ""


@dataclass(frozen=True, slots=True)
class CallList:
    """Follow-ups due up to a day, those due first first; `left_out` refused to be contacted."""

    calls: tuple[Call, ...]
    today: date
    until: date
    made_at: datetime
    staff: str = ""
    left_out: int = 0
    company: Company | str = ""
    currency: str = "CNY"


def render(
    report: CallList,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the list as PDF to a path (whole or not at all) or an open binary file.

    Raises Cancelled when `progress` is cancelled and StorageError when the path cannot be written.
    """
    texts = Texts(translator, report.currency)
    paper = open_paper(_opening(report, texts), texts, progress, size, grey=grey)
    if not report.calls:
        paper.paragraph(translator.gettext("Nobody is to be called or visited."), style.BODY)
    for call in report.calls:
        _Block(paper, report, call, texts).draw()
    if report.left_out:
        note = translator.ngettext(
            "%(n)d who asked not to be contacted was left out.",
            "%(n)d who asked not to be contacted were left out.",
            report.left_out,
        )
        paper.space(_PAD)
        paper.paragraph(note % {"n": report.left_out}, style.NOTE)
    paper.save(out)


def tabular(report: CallList, translator: Translator) -> Tabular:
    """The follow-ups as one table, for a workbook, with an empty column for notes."""
    texts = Texts(translator, report.currency)
    t = translator
    heads = (
        t.pgettext("report", "Due"),
        t.gettext("Time"),
        t.gettext("Customer"),
        t.gettext("Level"),
        t.pgettext("call list", "To do"),
        t.pgettext("call list", "Whom"),
        t.gettext("Phone"),
        t.pgettext("call list", "Where"),
        t.pgettext("call list", "Last talk"),
        t.pgettext("call list", "Owes"),
        t.pgettext("call list", "Staff"),
        t.pgettext("activity book", "Notes"),
    )
    rows: list[Row] = [
        (
            day_cell(texts, one.due),
            one.due_time,
            one.customer,
            one.level,
            one.title,
            one.person,
            " / ".join(one.phones),
            one.address,
            " ".join(filter(None, (texts.day(one.last_at) if one.last_at else "", one.last_talk))),
            "",
            one.staff,
            "",
        )
        for one in report.calls
    ]
    money = {9: [one.owed or None for one in report.calls]}
    empty = t.gettext("Nobody is to be called or visited.")
    title = t.gettext("Call and visit list")
    listing = Listing(title, tuple(map(Column, heads)), rows, empty, money=money)
    return Tabular(_opening(report, texts), texts, (listing,))


def _opening(report: CallList, texts: Texts) -> Opening:
    t = texts.translator
    count = len(report.calls)
    parts = [
        t.gettext("due up to %(day)s") % {"day": texts.day(report.until)},
        t.ngettext("%(n)s follow-up", "%(n)s follow-ups", count) % {"n": texts.count(count)},
        report.staff,
    ]
    note = "  ·  ".join(filter(None, parts))
    return Opening(t.gettext("Call and visit list"), note, report.made_at, report.company)


class _Block:
    """One follow-up with what one needs to know before calling, and lines to write on."""

    def __init__(self, paper: Paper, report: CallList, call: Call, texts: Texts) -> None:
        self.paper, self.report, self.call, self.texts = paper, report, call, texts
        self.due = self._due_words()
        wide = paper.width - text_width(self.due, _TEXT.size, bold=True) - style.COLUMN_GAP
        name = "  ·  ".join(filter(None, (call.customer, call.level)))
        self.names = wrap(name, wide, _NAME)
        room = paper.width - _LABEL_ROOM
        self.fields = [(label, wrap(text, room, _TEXT)) for label, text in self._fields()]

    def draw(self) -> None:
        """Draw it where it fits whole; what is longer than a page goes on over the next."""
        paper = self.paper
        paper.need(min(self._height(), paper.page_room))
        paper.space(_PAD)
        late = self.call.due < self.report.today
        for place, line in enumerate(self.names):
            paper.need(_NAME.leading)
            paper.y -= _NAME.leading
            paper.text(paper.left, paper.y + drop(_NAME), line, _NAME)
            if place == 0:
                look = TextStyle(9, 13, late, style.BAD if late else style.TEXT)
                paper.text(paper.right, paper.y + drop(_NAME), self.due, look, "right")
        for label, lines in self.fields:
            for place, line in enumerate(lines):
                paper.need(_TEXT.leading)
                paper.y -= _TEXT.leading
                if place == 0:
                    paper.text(paper.left, paper.y + drop(_TEXT), label, _LABEL)
                paper.text(paper.left + _LABEL_ROOM, paper.y + drop(_TEXT), line, _TEXT)
        self._draw_lines()

    def _draw_lines(self) -> None:
        paper = self.paper
        paper.need(_WRITE_LINES * _WRITE_STEP)
        for place in range(_WRITE_LINES):
            paper.y -= _WRITE_STEP
            is_last = place == _WRITE_LINES - 1
            paper.rule(paper.y, style.TEXT if is_last else style.FAINT)

    def _height(self) -> float:
        lines = sum(len(texts) for _label, texts in self.fields)
        text = len(self.names) * _NAME.leading + lines * _TEXT.leading
        return text + _PAD + _WRITE_LINES * _WRITE_STEP

    def _due_words(self) -> str:
        t = self.texts.translator
        days = (self.report.today - self.call.due).days
        day = " ".join(filter(None, (self.texts.day(self.call.due), self.call.due_time)))
        if days <= 0:
            return day
        late = t.ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
        return f"{day}  ·  {late}"

    def _fields(self) -> list[tuple[str, str]]:
        call, texts = self.call, self.texts
        t = texts.translator
        reach = "  ·  ".join(filter(None, (call.person, *call.phones)))
        talk = ""
        if call.last_at is not None:
            when = f"{texts.day(call.last_at)} {texts.interaction_kind(call.last_kind)}"
            talk = "  ".join(filter(None, (when, " ".join(call.last_talk.split()))))
        owed = texts.money(call.owed) if call.owed > 0 else ""
        rows = [
            (t.pgettext("call list", "To do"), " ".join(call.title.split())),
            (t.pgettext("call list", "Whom"), reach),
            (t.pgettext("call list", "Where"), call.address),
            (t.pgettext("call list", "Last talk"), talk),
            (t.pgettext("call list", "Owes"), owed),
            (t.pgettext("call list", "Staff"), "" if self.report.staff else call.staff),
        ]
        return [(label, text) for label, text in rows if text]
