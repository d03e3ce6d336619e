"""The table of customers: its cells, widths that fit the window and the language, copying."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from smallcrm.core.dates import date_words, format_date
from smallcrm.core.i18n import current
from smallcrm.core.phone import format_phone
from smallcrm.services.table import Column, TableQuery
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.itemmodels.cells import Cell, make_cell
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.table import TableView

COPIED_MOST = 5000
_NAME_LEAST, _NAME_WISHED, _NAME_MOST = 140, 170, 360
# Where room is short these give some up before the name is cut, in this order.
_GIVING = {"next_step": 128, "contact": 84, "city": 62}
_PAD = 22
_DASHED = ("next_step", "last_contact")
_PAGE = 100


class CustomerTableModel(PagedTableModel):
    """Customers; a dash stands where nothing is planned or was said."""

    def cell(self, row: int, column: int) -> Cell:
        cell = super().cell(row, column)
        one = self.columns[column]
        if one.key in _DASHED and not cell.text:
            return Cell("—", "", "faint")
        if one.key == "next_step" and (values := self.row(row)) is not None:
            due = date.fromisoformat(str(values["next_due"]))
            exact = format_date(due, current().language, "long")
            return Cell(cell.text, f"{exact} {values['next_time']}".strip(), cell.tone)
        return _with_extension(cell) if one.kind == "phone" else cell


def _with_extension(cell: Cell) -> Cell:
    number, sign, extension = cell.text.partition("x")
    return Cell(format_phone(number, extension), cell.tooltip, cell.tone) if sign else cell


class CustomerTable(TableView):
    """The list; the name takes the room that the other columns leave."""

    copy_asked = Signal(bool)  # with the heads of the columns
    typed = Signal(str)  # a letter: what the user means to look for
    space_pressed = Signal()

    def __init__(self, model: CustomerTableModel, context: Context) -> None:
        super().__init__(model, context.memory.view_state("customers"))
        self._customers = model
        self._context, self._fitting = context, False
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self.fit_columns)
        self.horizontalHeader().sectionResized.connect(self._resized)
        self.horizontalHeader().sectionCountChanged.connect(lambda: self._fit.start())
        model.modelReset.connect(self._fit.start)

    def copy_selection(self) -> None:
        """Ask for the selected rows to be copied: reading them is no work for this thread."""
        self.copy_asked.emit(False)

    def fit_columns(self) -> None:
        """Give columns that nobody has drawn the width of their head and what they hold."""
        shown = {
            column.key: at
            for at, column in enumerate(self._customers.columns)
            if not self.isColumnHidden(at)
        }
        drawn = self._drawn()
        columns = self._customers.columns
        widths = {
            key: self.columnWidth(at) if key in drawn else self._usual_width(columns[at])
            for key, at in shown.items()
            if key != "name"
        }
        room = self.viewport().width()
        if "name" in shown and "name" not in drawn:
            self._squeeze(widths, drawn, room - theme().px(_NAME_WISHED))
            left = room - sum(widths.values())
            widths["name"] = max(theme().px(_NAME_LEAST), min(theme().px(_NAME_MOST), left))
        self._fitting = True
        for key, width in widths.items():
            self.setColumnWidth(shown[key], width)
        self._fitting = False

    @staticmethod
    def _squeeze(widths: dict[str, int], drawn: set[str], room: int) -> None:
        """Take from the columns that can give until all of them fit, or no more can be had."""
        for key, least in _GIVING.items():
            lacking = sum(widths.values()) - room
            if lacking > 0 and key in widths and key not in drawn:
                widths[key] = max(min(theme().px(least), widths[key]), widths[key] - lacking)

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        self._fit.start()

    def keyPressEvent(self, event) -> None:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        text = event.text()
        if event.key() == Qt.Key.Key_Space and plain:
            self.space_pressed.emit()
        elif plain and text and text.isprintable():
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def _drawn(self) -> set[str]:
        kept = self._context.memory.get("customers.widths")
        return set(kept) if isinstance(kept, list) else set()

    def _usual_width(self, column: Column) -> int:
        metrics = self.fontMetrics()
        texts = (current().gettext(column.title), _sample(column, self._context))
        head = metrics.horizontalAdvance(texts[0]) + 10  # room for the arrow of the order
        widest = max(head, metrics.horizontalAdvance(texts[1]))
        return widest + _PAD

    def _resized(self, section: int) -> None:
        drawn_by_hand = QApplication.mouseButtons() & Qt.MouseButton.LeftButton
        if self._fitting or not drawn_by_hand:
            return
        keys = self._drawn()
        key = self._customers.columns[section].key
        if key not in keys:
            self._context.memory.set("customers.widths", sorted({*keys, key}))


def _sample(column: Column, context: Context) -> str:
    """A text about as wide as what a column holds."""
    language = context.language
    if column.kind == "date":
        return date_words(context.today - timedelta(days=320), context.today, language)
    if column.kind == "phone":
        return "138 0013 8000"
    if column.kind == "money":
        return "¥ 12,345,600.00"
    if column.kind in ("level", "percent"):
        return "A" if column.kind == "level" else "100%"
    signs = {"next_step": 9, "contact": 4, "city": 3, "owner": 4}.get(column.key, 6)
    return "字" * signs if language.startswith("zh") else "n" * (signs * 2)


def copied_text(
    session: Session, query: TableQuery, ids: Sequence[int], today: date, heads: bool
) -> str:
    """The rows of a list as lines with tabs, as they are shown; for Excel and for chats."""
    language = current().language
    lines = ["\t".join(current().gettext(c.title) for c in query.columns)] if heads else []
    for start in range(0, len(ids), _PAGE):
        for row in query.rows(session, ids[start : start + _PAGE]):
            cells = (
                _with_extension(make_cell(row[c.key], c.kind, "", today, language))
                if c.kind == "phone"
                else make_cell(row[c.key], c.kind, "", today, language)
                for c in query.columns
            )
            lines.append("\t".join(cell.text for cell in cells))
    return "\n".join(lines)
