"""The lists that were brought in: one beside what came of it, to look up, save and take back."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from smallcrm.core.dates import date_words, month_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.import_history import (
    ImportedRow,
    ImportRecord,
    SavedRejects,
    count_customers,
    list_imports,
    list_rows,
    save_rejects,
    undo_import,
)
from smallcrm.services.steps import describe_undo
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_history_detail import ROWS_SHOWN, STATES, ImportDetail
from smallcrm.ui.dialogs.import_summary import ask_rejects_path
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import Banner, EmptyState, Line, ScrollColumn
from smallcrm.ui.widgets.side_list import SideItem, SideList

_WIDTH, _HEIGHT, _SIDE = 900, 480, 250
_CHANNEL = "imports"


def open_import_history(context: Context, window: QWidget) -> "ImportHistoryDialog":
    """Show the imports; returns the dialog, already open."""
    dialog = ImportHistoryDialog(context, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class ImportHistoryDialog(Dialog):
    """The imports at the left, newest first; the chosen one at the right."""

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        ask_path: Callable[[QWidget, str], Path | None] | None = None,
    ) -> None:
        super().__init__(_("Import history"), _("Close"), parent=parent, width=_WIDTH)
        self._context = context
        self._ask_path = ask_path or ask_rejects_path
        self._records: Sequence[ImportRecord] = ()
        self.record: ImportRecord | None = None
        self.cancel.hide()
        self.primary.setDefault(False)  # nothing here is confirmed
        self.primary.set_kind("plain")
        self.customers = Button("", "users", on_click=self.show_customers)
        self.save = Button(_("Save rejected rows"), "file-down", on_click=self.save_rejected)
        self.undo = Button(_("Undo this import"), "undo-2", on_click=self.undo_import)
        for place, button in enumerate((self.customers, self.save, self.undo)):
            self.buttons.insertWidget(place, button)
        self.said = Banner("", "ok", closable=True)
        self.box.addWidget(self.said)
        self.list = SideList()
        self.list.setProperty("ground", "")
        self.list.setFixedWidth(theme().px(_SIDE))
        self.list.chosen.connect(self._choose)
        self._place = vbox(spacing=0)
        detail = ScrollColumn(holder(self._place), None, margins=(20, 2, 8, 8))
        row = hbox(self.list, Line(upright=True), detail, spacing=0, margins=(-8, 0, 0, 0))
        row.setStretch(2, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(holder(row))
        self.empty = EmptyState(
            "file-spreadsheet",
            _("No list was imported yet."),
            _("Import a list"),
            self._bring,
            button_icon="upload",
            detail=_("Every import stays listed here, with what became of each row."),
        )
        self._stack.addWidget(self.empty)
        self._stack.setMinimumHeight(theme().px(_HEIGHT))
        self.box.addWidget(self._stack, 1)
        self._detail: ImportDetail | None = None
        self._context.hub.changed.connect(self.reload)
        self._show_buttons()
        self.reload()

    def reload(self, _changes: object = None) -> None:
        """Read the imports again; the chosen one stays chosen."""
        self._context.reader.read(_CHANNEL, list_imports, self._take)

    def show_customers(self) -> None:
        """Close, and show the customers of the chosen import."""
        if self.record is not None:
            marks = self.record.marks
            self.accept()
            self._context.hub.imported_asked.emit(marks)

    def undo_import(self) -> None:
        """Take the chosen import back; what was done since stays."""
        record = self.record
        if record is None or record.why_not:
            return

        def work(sessions, progress):
            with sessions() as session:
                return undo_import(session, record, progress)

        def done(result) -> None:
            self.said.set_message(describe_undo(result), "warn" if result.kept else "ok")

        self._context.runner.run(work, _("Undo"), done=done, failed=self._failed)

    def save_rejected(self) -> None:
        """Write the chosen import's rejected rows to a workbook of the user's choice."""
        record = self.record
        if record is None:
            return
        path = self._ask_path(self, _("%(name)s - rejected rows") % {"name": record.files[0].name})
        if path is None:
            return

        def work(sessions, _progress) -> SavedRejects:
            with sessions() as session:
                return save_rejects(session, record, path)

        self._context.runner.run(
            work,
            _("Save rejected rows"),
            done=lambda saved: self._saved(saved, path),
            failed=self._failed,
        )

    # --- inside ---------------------------------------------------------------------------------

    def _take(self, records: Sequence[ImportRecord]) -> None:
        self._records = records
        self._stack.setCurrentIndex(0 if records else 1)
        chosen = self.record.files[0].id if self.record is not None else None
        keys = [record.files[0].id for record in records]
        self.list.set_items(self._items(), chosen if chosen in keys else None)
        if records:
            key = chosen if chosen in keys else keys[0]
            self.list.set_value(key)
            self._choose(key)
            if self.focusWidget() is None:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show_buttons()

    def _items(self) -> list[SideItem]:
        items: list[SideItem] = []
        for month, records in groupby(self._records, key=lambda record: record.at[:7]):
            year, number = month.split("-")
            items.append(
                SideItem(None, month_words(int(year), int(number), self._context.language))
            )
            for record in records:
                look = STATES[record.state]
                state = _(look.words)
                items.append(
                    SideItem(
                        record.files[0].id,
                        record.name,
                        look.icon,
                        record.totals["rows"],
                        look.tone,
                        f"{record.name}\n{self._when(record)} · {state}",
                    )
                )
        return items

    def _choose(self, key: object) -> None:
        self.record = next((one for one in self._records if one.files[0].id == key), None)
        record = self.record
        self._show_buttons()
        if record is None:
            return

        def read(session) -> tuple[list[ImportedRow], int]:
            rejected = record.totals["rejected"]
            rows = list_rows(session, record, "rejected", ROWS_SHOWN) if rejected else []
            return rows, count_customers(session, record)

        self._context.reader.read(
            f"{_CHANNEL}.rows", read, lambda found: self._show_detail(record, *found)
        )

    def _show_detail(
        self, record: ImportRecord, rejected: Sequence[ImportedRow], customers: int
    ) -> None:
        if record is not self.record:
            return
        text = ngettext("Show its %(n)s customer", "Show its %(n)s customers", customers)
        self.customers.setText(text % {"n": f"{customers:,}"})
        self.customers.setVisible(customers > 0)
        if self._detail is not None:
            self._detail.hide()  # it goes when the event loop comes round
            self._place.removeWidget(self._detail)
            self._detail.deleteLater()
        self._detail = ImportDetail(record, rejected, self._when(record))
        self._place.addWidget(self._detail)

    def _show_buttons(self) -> None:
        record = self.record
        self.customers.hide()
        for button in (self.save, self.undo):
            button.setVisible(record is not None)
        if record is not None:
            self.save.setVisible(bool(record.totals["rejected"]))
            self.undo.setEnabled(not record.why_not)
            self.undo.setToolTip(record.why_not)

    def _when(self, record: ImportRecord) -> str:
        at = datetime.fromisoformat(record.at)
        context = self._context
        return date_words(at.date(), context.today, context.language, at.time())

    def _saved(self, saved: SavedRejects, path: Path) -> None:
        text = ngettext(
            "%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", saved.count
        ) % {"n": saved.count, "path": path}
        if saved.gone:
            text += " " + _(
                "%(file)s is no longer where it was, or was changed: only its rows' places and"
                " reasons were written."
            ) % {"file": ", ".join(saved.gone)}
        self.said.set_message(text, "warn" if saved.gone else "ok")

    def _failed(self, error: UserError) -> None:
        self.said.set_message(str(error), "bad")

    def _bring(self) -> None:
        self.accept()
        self._context.hub.import_asked.emit([])
