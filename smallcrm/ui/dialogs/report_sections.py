"""Which sections the monthly report prints, and in which order."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, gettext
from smallcrm.services.report_sections import TITLES, list_sections, save_sections
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import hbox

_ROW = 30
_KEY = Qt.ItemDataRole.UserRole


class SectionsDialog(Dialog):
    """A list to tick and to put in order; the choice is kept in the data file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Sections of the report"),
            _("Use these"),
            parent=parent,
            width=420,
            subtitle=_(
                "Space switches a section on or off, Alt+Up and Alt+Down move it. What was decided"
                " is always the last page."
            ),
        )
        self._context = context
        self.list = _Sections()
        self.list.setAccessibleName(_("Sections of the report"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(theme().px(_ROW) * len(TITLES) + 8)
        self.list.moved.connect(self.move_section)
        self._show(list_sections(context.session))
        up = Button(_("Move up"), "chevron-up", on_click=lambda: self.move_section(-1))
        down = Button(_("Move down"), "chevron-down", on_click=lambda: self.move_section(1))
        self.box.addWidget(self.list)
        self.box.addLayout(hbox(up, down, None))
        self.add_button(_("As it was made"), self.reset, "undo-2")

    def sections(self) -> list[tuple[str, bool]]:
        """Return the sections in their order, and which are on."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(one.data(_KEY), one.checkState() is Qt.CheckState.Checked) for one in items]

    def move_section(self, step: int) -> None:
        """Put the section at hand further down (up when negative)."""
        row = self.list.currentRow()
        if row < 0 or not 0 <= row + step < self.list.count():
            return
        self.list.insertItem(row + step, self.list.takeItem(row))
        self.list.setCurrentRow(row + step)

    def reset(self) -> None:
        """Show all sections in the usual order."""
        self._show([(key, True) for key in TITLES])

    def submit(self) -> bool:
        if not any(on for _key, on in self.sections()):
            raise UserError(_("Choose at least one section."))
        save_sections(self._context.session, self.sections())
        return True

    def _show(self, sections: list[tuple[str, bool]]) -> None:
        self.list.clear()
        for key, on in sections:
            item = QListWidgetItem(gettext(TITLES[key]))
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, theme().px(_ROW)))
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsSelectable
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsDragEnabled
            )
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)


class _Sections(QListWidget):
    moved = Signal(int)

    def keyPressEvent(self, event) -> None:
        alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
