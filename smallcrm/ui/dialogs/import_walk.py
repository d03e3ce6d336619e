"""Going through rows one by one: which there are of a kind, where they stand, which is next."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from smallcrm.importers.plan import PlannedRecord, PlannedRow, Question, RowRef
from smallcrm.ui.dialogs.import_outlook import Outlook, Stop

# What can be gone through, beside the outcomes.
PROBLEMS, QUESTIONS = "problems", "questions"
RECORDS = "records:"  # followed by a kind of record

Item = Stop | Question | PlannedRow | PlannedRecord


class Place(NamedTuple):
    """A cell of a sheet of a file: row from 1, column from 0 or -1."""

    file: int
    sheet: str
    row: int
    column: int


def items_of(outlook: Outlook, kind: str) -> Sequence[Item]:
    """All rows, doubts or records of a kind; "questions:same_phone" are the doubts of one kind."""
    plan = outlook.plan
    if kind == PROBLEMS:
        return outlook.stops
    if plan is None:
        return ()
    if kind == QUESTIONS:
        return plan.questions
    if kind.startswith(QUESTIONS):
        wanted = kind.partition(":")[2]
        return [question for question in plan.questions if question.kind == wanted]
    if kind.startswith(RECORDS):
        return outlook.made.get(kind.removeprefix(RECORDS), ())
    return outlook.outcomes.get(kind, ())


def place_of(outlook: Outlook, item: Item) -> Place | None:
    """Where an item stands."""
    if isinstance(item, Stop):
        return Place(item.file, item.sheet, item.row, item.column)
    if isinstance(item, PlannedRecord):
        if not item.rows:
            return None
        ref: RowRef | Question = item.rows[0]
    else:
        ref = item.ref if isinstance(item, PlannedRow) else item
    file = outlook.numbers[ref.file]
    sheet = outlook.files[file].sheet(ref.sheet)
    table = sheet.marks.table_at(ref.row) if sheet is not None else None
    return Place(file, ref.sheet, ref.row, min(table.names, default=-1) if table else -1)


def _name_of(item: Item) -> object:
    """What an item is known by from one outlook to the next."""
    if isinstance(item, Stop):
        return item[:4]
    if isinstance(item, Question):
        return item.key
    return item.ref if isinstance(item, PlannedRow) else item.rows[:1]


class Walk(QObject):
    """The rows that are gone through, and the one that is looked at.

    `changed` tells that there are others, `moved` that another one is looked at, `gone_to` the
    place to show when the user went there.
    """

    changed = Signal()
    moved = Signal()
    gone_to = Signal(object)  # a Place

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.outlook = Outlook(())
        self.kind = PROBLEMS
        self.items: Sequence[Item] = ()
        self.at = 0

    @property
    def item(self) -> Item | None:
        """What is looked at."""
        return self.items[self.at] if self.items else None

    @property
    def question(self) -> Question | None:
        """The question that is looked at, if it is one."""
        return self.item if isinstance(self.item, Question) else None

    def show_outlook(self, outlook: Outlook) -> None:
        """Take a new outlook; the same row stays looked at where it is still among them."""
        before = self.item
        known = _name_of(before) if before is not None else None
        self.outlook = outlook
        self.items = items_of(outlook, self.kind)
        if not self.items and self.kind.startswith(QUESTIONS):
            self.kind = QUESTIONS
            self.items = items_of(outlook, self.kind)
        at = min(self.at, max(len(self.items) - 1, 0))
        if known is not None and self.items and _name_of(self.items[at]) != known:
            found = (n for n, item in enumerate(self.items) if _name_of(item) == known)
            at = next(found, at) if len(self.items) <= _SEARCHED else at
        self.at = at
        self.changed.emit()

    def begin(self, kind: str) -> None:
        """Begin to go through the rows of a kind."""
        self.kind = kind
        self.items = items_of(self.outlook, kind)
        self.at = 0
        self.changed.emit()
        self.tell()

    def go_to(self, at: int) -> None:
        """Look at another one."""
        if 0 <= at < len(self.items) and at != self.at:
            self.at = at
            self.moved.emit()
            self.tell()

    def step(self, way: int) -> None:
        """Go to the next, or back; after the last comes the first."""
        if self.items:
            self.at = (self.at + way) % len(self.items)
            self.moved.emit()
            self.tell()

    def tell(self) -> None:
        """Have the table show what is looked at."""
        place = place_of(self.outlook, self.item) if self.item is not None else None
        if place is not None:
            self.gone_to.emit(place)


_SEARCHED = 20000  # of more rows the place is kept by its number only
