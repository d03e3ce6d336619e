"""The directory: names and phone numbers by initial, in two columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.fonts import clean, text_width
from smallcrm.reports.layout import wrap
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import Opening, open_paper
from smallcrm.reports.page import Paper, drop
from smallcrm.reports.style import TextStyle
from smallcrm.reports.tables import Column, Row
from smallcrm.reports.tabular import Tabular, about
from smallcrm.reports.texts import Texts

_LETTER: Final = TextStyle(13, 19, bold=True, colour=style.ACCENT)
_NAME: Final = TextStyle(8.5, 12, bold=True)
_LINE: Final = TextStyle(8, 11)
_MARK: Final = TextStyle(7.5, 11, colour=style.MUTED)
_BETWEEN: Final = 22.0  # the columns
_INDENT: Final = 8.0
_AFTER: Final = 4.0
_CHECK_EVERY: Final = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """A person with the numbers that reach them; `refused` who asked not to be contacted."""

    name: str
    about: str = ""
    numbers: tuple[str, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A customer under its initial ("#" where its name begins with no letter)."""

    initial: str
    customer: str
    numbers: tuple[str, ...] = ()
    people: tuple[Listed, ...] = ()
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """Customers in the order of their initials and names; `view` says which ones."""

    entries: tuple[DirectoryEntry, ...]
    made_at: datetime
    view: str = ""
    company: Company | str = ""


def render(
    directory: Directory,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the directory as PDF to a path (whole or not at all) or an open binary file.

    Raises Cancelled, and StorageError when the path cannot be written.
    """
    texts = Texts(translator)
    paper = open_paper(_opening(directory, texts), texts, progress, size, grey=grey)
    if directory.entries:
        _Columns(paper, translator).draw(directory.entries)
    else:
        paper.paragraph(translator.gettext("The list is empty."), style.NOTE)
    paper.save(out)


def tabular(directory: Directory, translator: Translator) -> Tabular:
    """The directory as one table, for a workbook."""
    texts = Texts(translator)
    _ = translator.gettext
    heads = (
        translator.pgettext("report", "Initial"),
        _("Customer"),
        _("Name"),
        _("Function"),
        _("Phone"),
        _("Do not contact"),
    )
    refused = _("Do not contact")
    rows: list[Row] = []
    for one in directory.entries:
        mark = refused if one.refused else ""
        if one.numbers or not one.people:
            rows.append((one.initial, one.customer, "", "", " / ".join(one.numbers), mark))
        for person in one.people:
            marked = mark or (refused if person.refused else "")
            numbers = " / ".join(person.numbers)
            named = (one.initial, one.customer, person.name, person.about, numbers, marked)
            rows.append(named)
    title = _("Directory")
    listing = Listing(title, tuple(map(Column, heads)), rows, _("The list is empty."))
    return Tabular(_opening(directory, texts), texts, (listing,))


def _opening(directory: Directory, texts: Texts) -> Opening:
    t = texts.translator
    count = len(directory.entries)
    customers = t.ngettext("%(n)s customer", "%(n)s customers", count) % {"n": texts.count(count)}
    title = t.gettext("Directory")
    return about(title, directory.made_at, directory.company, directory.view, customers)


class _Columns:
    """Fill two columns from top to bottom, page by page."""

    def __init__(self, paper: Paper, translator: Translator) -> None:
        self.paper = paper
        self.translator = translator
        self.wide = (paper.width - _BETWEEN) / 2
        self.top = paper.y
        self.right = False

    def draw(self, entries: Sequence[DirectoryEntry]) -> None:
        """Draw the entries, each initial bookmarked where it begins."""
        initial = ""
        for place, entry in enumerate(entries):
            if place % _CHECK_EVERY == 0:
                self.paper.progress.check()
            lines = list(self._lines(entry))
            high = sum(look.leading for _left, _right, look, _indent in lines)
            if entry.initial != initial:
                initial = entry.initial
                self._need(_LETTER.leading + min(high, self._page_room()))
                self.paper.mark(initial)
                self._draw(initial, "", _LETTER, 0)
            self._need(min(high, self._page_room()))
            for line in lines:
                self._need(line[2].leading)
                self._draw(*line)
            self.paper.y -= _AFTER

    def _page_room(self) -> float:
        return self.paper.page_room - _LETTER.leading

    def _need(self, points: float) -> None:
        paper = self.paper
        if paper.y - points >= paper.bottom:
            return
        if not self.right:
            self.right = True
            paper.y = self.top
            return
        paper.new_page()
        self.right, self.top = False, paper.y

    def _draw(self, left: str, right: str, look: TextStyle, indent: float) -> None:
        paper = self.paper
        paper.y -= look.leading
        x = paper.left + (self.wide + _BETWEEN if self.right else 0)
        base = paper.y + drop(look)
        if left:
            paper.text(x + indent, base, left, look)
        if right:
            paper.text(x + self.wide, base, right, _LINE, "right")

    def _lines(self, entry: DirectoryEntry) -> Iterator[tuple[str, str, TextStyle, float]]:
        name = self._named(entry.customer, refused=entry.refused)
        yield from self._placed(name, entry.numbers, _NAME, 0)
        for person in entry.people:
            named = self._named(person.name, refused=person.refused)
            about = "  ".join(filter(None, (named, person.about)))
            yield from self._placed(about, person.numbers, _LINE, _INDENT)

    def _named(self, name: str, *, refused: bool) -> str:
        if not refused:
            return name
        words = self.translator.pgettext("directory", "%(name)s (do not contact)")
        return words % {"name": name}

    def _placed(
        self, text: str, numbers: Sequence[str], look: TextStyle, indent: float
    ) -> Iterator[tuple[str, str, TextStyle, float]]:
        """A text with its numbers at the right: on its last line where there is room."""
        room = self.wide - indent
        lines = wrap(text, room, look)
        waiting = [part for number in numbers for part in wrap(number, room, _LINE)]
        for line in lines[:-1]:
            yield line, "", look, indent
        last = lines[-1]
        used = text_width(clean(last), look.size, bold=look.bold) + style.COLUMN_GAP
        if waiting and used + text_width(waiting[0], _LINE.size) <= room:
            yield last, waiting.pop(0), look, indent
        else:
            yield last, "", look, indent
        for number in waiting:
            yield "", number, _LINE, indent
