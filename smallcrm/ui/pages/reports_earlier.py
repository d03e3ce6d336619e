"""Reports made by themselves: which, where and whether; and those that were made before."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFileDialog, QListWidget, QListWidgetItem, QWidget

from smallcrm.core.dates import Month, date_words, month_words, within
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, pgettext
from smallcrm.services.report_schedule import (
    EarlierReport,
    list_earlier,
    list_kinds,
    read_schedule,
    save_schedule,
)
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.pdf_preview import open_file
from smallcrm.ui.pages.reports_files import copy_as_file, show_in_folder
from smallcrm.ui.scheduled_reports import make_now
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import FlowLayout, hbox, holder
from smallcrm.ui.widgets.panels import Line

_WIDTH, _HEIGHT = 720, 220


class EarlierDialog(Dialog):
    """Choices are kept at once; Enter in the list opens a report, Ctrl+C copies it as a file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Reports made by themselves"),
            _("Close"),
            parent=parent,
            width=_WIDTH,
            subtitle=_("On the first start in a month, last month's reports are put in a folder."),
        )
        self._context = context
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter opens the report that is chosen
        self.primary.set_kind("plain")
        self.reports: list[EarlierReport] = []
        self._add_choices()
        self.box.addWidget(Line())
        self._add_list()
        context.hub.changed.connect(self.reload)
        self.reload()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def reload(self, _changes: object = None) -> None:
        """Look into the folder again."""
        at = self.list.currentRow()
        language, today = self._context.language, self._context.today
        self.reports = list_earlier(self._context.session)
        self.list.clear()
        for one in self.reports:
            month = Month.parse(one.month)
            about = month_words(month.year, month.month, language)
            made = within(date_words(one.made.date(), today, language, one.made.time()))
            words = _("%(report)s, %(month)s · made %(when)s")
            said = words % {"report": one.title, "month": about, "when": made}
            item = QListWidgetItem(said)
            item.setToolTip(str(one.path))
            self.list.addItem(item)
        self.none.setVisible(not self.reports)
        self.list.setVisible(bool(self.reports))
        self.list.setCurrentRow(max(0, min(at, len(self.reports) - 1)))
        for button in (self.open_one, self.show_one, self.copy_one):
            button.setEnabled(bool(self.reports))
        self.place.setText(str(read_schedule(self._context.session).place))

    def chosen(self) -> Path | None:
        """Return the file of the report that is chosen."""
        at = self.list.currentRow()
        return self.reports[at].path if 0 <= at < len(self.reports) else None

    def keyPressEvent(self, event) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.hasFocus():
                self._open()
            event.accept()
        else:
            super().keyPressEvent(event)

    # --- inside ---------------------------------------------------------------------------------

    def _add_choices(self) -> None:
        schedule = read_schedule(self._context.session)
        self.on = QCheckBox(_("Make them by themselves"))
        self.on.setChecked(schedule.on)
        self.on.toggled.connect(lambda on: self._keep(on=on))
        self.kinds: dict[str, QCheckBox] = {}
        flow = FlowLayout(spacing=12)
        for kind in list_kinds():
            box = QCheckBox(_(kind.title))
            box.setToolTip(_(kind.answers))
            box.setChecked(kind.key in schedule.kinds)
            box.toggled.connect(lambda _on: self._keep_kinds())
            self.kinds[kind.key] = box
            flow.addWidget(box)
        self.place = ElidedLabel(str(schedule.place), tone="muted")
        self.choose = Button(_("Other folder"), "folder-open", small=True, on_click=self._choose)
        self.box.addWidget(self.on)
        self.box.addWidget(holder(flow))
        row = hbox(Label(_("Folder")), self.place, self.choose)
        row.setStretchFactor(self.place, 1)
        self.box.addLayout(row)

    def _add_list(self) -> None:
        self.list = QListWidget()
        self.list.setAccessibleName(_("Earlier reports"))
        self.list.setSpacing(3)
        self.list.setMinimumHeight(theme().px(_HEIGHT))
        self.list.itemDoubleClicked.connect(lambda _item: self._open())
        self.none = Label(_("No report has been made yet."), tone="muted")
        self.box.addWidget(Label(_("Earlier reports"), "section"))
        self.box.addWidget(self.none)
        self.box.addWidget(self.list, 1)
        self.open_one = Button(pgettext("verb", "Open"), "external-link", on_click=self._open)
        self.show_one = Button(_("Show in folder"), "folder", "quiet", on_click=self._show)
        self.copy_one = Button(_("Copy as file"), "copy", "quiet", on_click=self._copy)
        self.make = Button(_("Make last month's now"), "refresh-cw", "quiet", on_click=self._make)
        for place, button in enumerate((self.open_one, self.show_one, self.copy_one, self.make)):
            self.buttons.insertWidget(place, button)
        QShortcut(QKeySequence.StandardKey.Copy, self.list, self._copy)

    def _keep(self, **changed: object) -> None:
        session = self._context.session
        try:
            save_schedule(session, replace(read_schedule(session), **changed))  # type: ignore[arg-type]
        except UserError as error:
            self.show_problem(str(error))

    def _keep_kinds(self) -> None:
        # a further report is made of last month too, at the next start
        chosen = tuple(key for key, box in self.kinds.items() if box.isChecked())
        self._keep(kinds=chosen, done="", told="")

    def _choose(self) -> None:
        now = read_schedule(self._context.session).place
        start = now if now.is_dir() else now.parent
        chosen = QFileDialog.getExistingDirectory(self, _("Folder of the reports"), str(start))
        if chosen:
            self._keep(folder=chosen, told="")
            self.reload()

    def _make(self) -> None:
        self.make.setEnabled(False)
        month = Month.of(self._context.today).previous()

        def done() -> None:
            self.make.setEnabled(True)
            self.reload()

        make_now(self._context, month, done)

    def _open(self) -> None:
        if (path := self.chosen()) is not None:
            open_file(path)

    def _show(self) -> None:
        if (path := self.chosen()) is not None:
            show_in_folder(path)

    def _copy(self) -> None:
        if (path := self.chosen()) is not None:
            copy_as_file(path)
            self.show_said(_("Copied: paste it into a chat or a mail."))

    def show_said(self, text: str) -> None:
        """Say above the body what was done."""
        self.problem.set_message(text, "ok")
