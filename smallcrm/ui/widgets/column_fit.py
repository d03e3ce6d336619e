"""Column widths that fit the window and the language, for columns that nobody has drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from smallcrm.services.table import Column
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.memory import Memory
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.table import TableView

_PAD = 22
_ARROW = 10  # room in the head for the arrow of the order


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table's columns share the room; all widths in px at 100 %.

    `filler` takes what the others leave, between `least` and `most`. Where it would get less than
    `wished`, the columns in `giving` shrink to the widths there, in that order; where it would get
    less than `least`, those in `leaving` are put aside, in that order, unless the user chose the
    columns.
    """

    filler: str
    least: int
    wished: int
    most: int
    giving: Mapping[str, int] = field(default_factory=dict)
    leaving: Sequence[str] = ()


class ColumnFit(QObject):
    """Fits the columns of a table when its size or its columns change.

    `sample` gives a text about as wide as what a column holds.
    """

    def __init__(
        self,
        table: TableView,
        model: PagedTableModel,
        fit: Fit,
        sample: Callable[[Column], str],
        memory: Memory,
        name: str,
    ) -> None:
        super().__init__(table)
        self._table, self._model, self._fit, self._sample = table, model, fit, sample
        self._memory, self._key = memory, f"{name}.widths"
        self._fitting = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.apply)
        head = table.horizontalHeader()
        head.sectionResized.connect(self._resized)
        head.sectionCountChanged.connect(lambda: self._soon.start())
        table.columns.chosen.connect(self._soon.start)
        model.modelReset.connect(self._soon.start)
        model.headerDataChanged.connect(lambda *_where: self._soon.start())
        table.viewport().installEventFilter(self)

    def apply(self) -> None:
        """Give columns that nobody has drawn the width of their head and what they hold."""
        columns = {column.key: at for at, column in enumerate(self._model.columns)}
        shown = [key for key in self._table.columns.shown() if key in columns]
        drawn, filler = self._drawn(), self._fit.filler
        widths = {
            key: self._table.columnWidth(columns[key])
            if key in drawn and not self._table.isColumnHidden(columns[key])
            else self._usual_width(self._model.columns[columns[key]])
            for key in shown
            if key != filler
        }
        room = self._table.viewport().width()
        aside: list[str] = []
        if filler in shown and filler not in drawn:
            look = theme()
            if self._table.columns.is_usual():
                aside = self._put_aside(widths, drawn, room - look.px(self._fit.least))
            self._squeeze(widths, drawn, room - look.px(self._fit.wished))
            left = room - sum(widths.values())
            widths[filler] = max(look.px(self._fit.least), min(look.px(self._fit.most), left))
        self._fitting = True
        self._table.columns.set_aside(aside)
        for key, width in widths.items():
            self._table.setColumnWidth(columns[key], width)
        self._fitting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._soon.start()
        return False

    def _put_aside(self, widths: dict[str, int], drawn: set[str], room: int) -> list[str]:
        """Take columns out of the widths until the rest fits when squeezed; return their keys."""
        aside: list[str] = []
        for key in self._fit.leaving:
            squeezed = dict(widths)
            self._squeeze(squeezed, drawn, room)
            if sum(squeezed.values()) <= room:
                break
            if widths.pop(key, None) is not None:
                aside.append(key)
        return aside

    def _squeeze(self, widths: dict[str, int], drawn: set[str], room: int) -> None:
        """Take from the columns that can give until all of them fit, or no more can be had."""
        for key, least in self._fit.giving.items():
            lacking = sum(widths.values()) - room
            if lacking > 0 and key in widths and key not in drawn:
                widths[key] = max(min(theme().px(least), widths[key]), widths[key] - lacking)

    def _drawn(self) -> set[str]:
        kept = self._memory.get(self._key)
        return set(kept) if isinstance(kept, list) else set()

    def _usual_width(self, column: Column) -> int:
        metrics = self._table.fontMetrics()
        head = metrics.horizontalAdvance(self._model.head(column)) + _ARROW
        return max(head, metrics.horizontalAdvance(self._sample(column))) + _PAD

    def _resized(self, section: int) -> None:
        drawn_by_hand = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if self._fitting or not drawn_by_hand:
            return
        keys = self._drawn()
        key = self._model.columns[section].key
        if key not in keys:
            self._memory.set(self._key, sorted({*keys, key}))
