"""A sheet of a list as it stands in its file, with what was made of each row and cell."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from smallcrm.importers.columns import column_letter
from smallcrm.importers.preview import DATA, HEADER, REJECTED
from smallcrm.importers.sheet import Row
from smallcrm.importers.values import text_of

# Says what became of a cell: (row from 1, column from 0) -> a sentence, "" for nothing to say.
Tell = Callable[[int, int], str]

_DISPLAY = Qt.ItemDataRole.DisplayRole
_EDIT = Qt.ItemDataRole.EditRole
# Signs in cells: an icon and its colour; the words are in the tooltip and the legend.
PROBLEM_SIGN, MENDED_SIGN = ("circle-alert", "warn"), ("wrench", "accent")
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class TableMarks:
    """A table of the sheet: where it begins, which columns hold names, which are left out."""

    first_row: int
    names: frozenset[int]
    ignored: frozenset[int]


@dataclass(frozen=True, slots=True)
class SheetMarks:
    """A sheet's cells and what was made of them; rows from 1, columns from 0.

    `classes`: header, data, rejected or why a row is passed over. `outcomes`: what becomes of a
    record. `problems`: doubtful cells. `asked`: rows with an open question. `filled`: rows with
    the values of merged cells above filled in. `mends`: texts that stand in place of cells.
    `hidden_rows` and `hidden_columns` count from 0, as in the file.
    """

    rows: Sequence[Row] = field(repr=False)
    classes: Mapping[int, str] = field(default_factory=dict, repr=False)
    outcomes: Mapping[int, str] = field(default_factory=dict, repr=False)
    problems: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)
    asked: frozenset[int] = frozenset()
    filled: Mapping[int, Row] = field(default_factory=dict, repr=False)
    tables: tuple[TableMarks, ...] = ()
    mends: Mapping[tuple[int, int], str] = field(default_factory=dict, repr=False)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def table_at(self, row: int) -> TableMarks | None:
        """The table a row belongs to."""
        place = bisect_right(self.tables, row, key=lambda table: table.first_row) - 1
        return self.tables[max(place, 0)] if self.tables else None


class Look(NamedTuple):
    """How a cell is painted: its text, colour tokens ("" for none), bold, a sign at its right."""

    text: str
    tone: str = "text"
    ground: str = ""
    bold: bool = False
    sign: tuple[str, str] | None = None


class SheetModel(QAbstractTableModel):
    """The cells of one sheet; nothing is prepared, every cell is looked up when it is painted.

    `mended` tells row (from 1), column (from 0) and the text to read there, None for the cell as
    it stands in the file. The text is shown at once, until the sheet is shown anew.
    """

    mended = Signal(int, int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.marks = SheetMarks(())
        self._width = 0
        self._tell: Tell = lambda _row, _column: ""
        self._mends: dict[tuple[int, int], str] = {}

    def set_sheet(self, marks: SheetMarks, tell: Tell) -> None:
        """Show a sheet; the same cells with other marks keep selection and place."""
        same = marks.rows is self.marks.rows
        if not same:
            self.beginResetModel()
        self.marks, self._tell = marks, tell
        self._mends = dict(marks.mends)
        self._width = len(marks.rows[0]) if marks.rows else 0
        if not same:
            self.endResetModel()
        elif marks.rows:
            last = self.index(len(marks.rows) - 1, self._width - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.marks.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._width

    def data(self, index: QModelIndex, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if role == _DISPLAY:
            return self.look(index.row(), index.column()).text
        if role == _EDIT:
            return self.text_at(index.row() + 1, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tell(index.row() + 1, index.column()) or None
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.can_mend(index.row() + 1):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: QModelIndex, value: object, role: int = _EDIT) -> bool:
        if role != _EDIT or not index.isValid():
            return False
        return self.mend(index.row() + 1, index.column(), str(value))

    def can_mend(self, row: int) -> bool:
        """Tell whether the cells of a row (from 1) can be mended: rows of data, taken or not."""
        return self.marks.classes.get(row) in (DATA, REJECTED)

    def is_mended(self, row: int, column: int) -> bool:
        """Tell whether another text stands in place of a cell (row from 1)."""
        return (row, column) in self._mends

    def raw_text(self, row: int, column: int) -> str:
        """Return a cell's text (row from 1) as it stands in the file."""
        return text_of(self.marks.rows[row - 1][column])

    def text_at(self, row: int, column: int) -> str:
        """Return a cell's text (row from 1) as it is read: mended, or filled from above."""
        mended = self._mends.get((row, column))
        if mended is not None:
            return mended
        text = self.raw_text(row, column)
        filled = self.marks.filled.get(row)
        return text_of(filled[column]) if not text and filled is not None else text

    def mend(self, row: int, column: int, text: str | None) -> bool:
        """Read another text in place of a cell (row from 1); None sets it back."""
        if not self.can_mend(row):
            return False
        now = self.text_at(row, column)
        if text is not None and text in (now, one_line(now)):
            return False
        if text == self.raw_text(row, column):
            text = None
        if text is None and self._mends.pop((row, column), None) is None:
            return False
        if text is not None:
            self._mends[row, column] = text
        index = self.index(row - 1, column)
        self.dataChanged.emit(index, index)
        self.mended.emit(row, column, text)
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if role == _DISPLAY:
            across = orientation is Qt.Orientation.Horizontal
            return column_letter(section) if across else f"{section + 1:,}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Vertical:
            return self._tell(section + 1, -1) or None
        return None

    def row_mark(self, row: int) -> str:
        """What became of a row (from 0): its outcome, else its class, "" when it is left out."""
        mark = self.marks.outcomes.get(row + 1) or self.marks.classes.get(row + 1, "")
        return HIDDEN if not mark and row in self.marks.hidden_rows else mark

    def look(self, row: int, column: int) -> Look:
        """How a cell (from 0) is painted."""
        marks = self.marks
        number = row + 1
        mended = self._mends.get((number, column))
        text = one_line(text_of(marks.rows[row][column]) if mended is None else mended)
        kind = marks.classes.get(number, "")
        if kind == HEADER:
            return Look(text, "text", "accent_bg", True)
        if kind not in (DATA, REJECTED):
            return Look(text, "faint")
        if (number, column) in marks.problems:
            return Look(text, "text", "warn_bg", False, PROBLEM_SIGN)
        if mended is not None:
            return Look(text, "accent", "accent_bg", False, MENDED_SIGN)
        if kind == REJECTED:
            return Look(text, "text", "bad_bg")
        return self._data_look(number, column, text)

    def _data_look(self, number: int, column: int, text: str) -> Look:
        marks = self.marks
        table = marks.table_at(number)
        outcome = marks.outcomes.get(number)
        named = table is not None and column in table.names
        if not text and number in marks.filled:
            return Look(text_of(marks.filled[number][column]), "faint")
        if outcome == "rejected":
            return Look(text, "text", "bad_bg")
        if named and number in marks.asked:
            return Look(text, "text", "warn_bg", False, PROBLEM_SIGN)
        if named and outcome == "created" and text:
            return Look(text, "text", "ok_bg")
        faint = outcome == "skipped" or (table is not None and column in table.ignored)
        return Look(text, "faint" if faint else "text")


def one_line(text: str) -> str:
    """A text as it is shown in one line."""
    return text.replace("\r\n", " ").replace("\n", " ")
