"""What an import did: every row accounted for, its rows to look at, and what can be done."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.importers.plan import OUTCOMES
from smallcrm.services.import_history import ImportRecord, list_imports
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.imports import ImportResult
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_findings import ImportFindings
from smallcrm.ui.dialogs.import_item_words import (
    RECORD_ICONS,
    RECORD_WORDS,
    outcome_title,
    record_words,
)
from smallcrm.ui.dialogs.import_lines import SideLine
from smallcrm.ui.dialogs.import_outlook import Outlook
from smallcrm.ui.dialogs.import_walk import PROBLEMS, RECORDS, Walk
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, show_if, vbox
from smallcrm.ui.widgets.panels import Banner, Line, Panel, ScrollColumn

_WIDTH, _SIDE = 520, 420

AskPath = Callable[[QWidget, str], Path | None]


class ImportSummary(QWidget):
    """Says what was done with every row; `left` asks to close, for the customers are shown."""

    left = Signal()

    def __init__(
        self,
        context: Context,
        outlook: Outlook,
        result: ImportResult,
        work: ImportWork,
        ask_path: AskPath | None = None,
    ) -> None:
        super().__init__()
        self._context, self._outlook, self._result = context, outlook, result
        self._ask_path = ask_path or ask_rejects_path
        self.walk = Walk(self)
        self.findings = ImportFindings(work, self.walk, context)
        self._side = Panel("side", self.findings, margins=0)
        self._side.setFixedWidth(theme().px(_SIDE))
        self._side.hide()
        self.findings.closed.connect(self._close_findings)
        self.walk.show_outlook(outlook)
        self.lines: dict[str, SideLine] = {}
        column = QWidget()
        column.setFixedWidth(theme().px(_WIDTH))
        column.setLayout(self._make_column())
        scroll = ScrollColumn(margins=24, spacing=0)
        scroll.box.addStretch(1)
        scroll.box.addWidget(holder(hbox(None, column, None)))
        scroll.box.addStretch(2)
        row = hbox(scroll, self._side, spacing=0)
        row.setStretch(0, 1)
        self.setLayout(row)

    def open_findings(self, kind: str) -> None:
        """List the rows of a kind at the right."""
        self._side.show()
        self.walk.begin(kind)
        self.findings.focus_list()
        self._mark(kind)

    def save_rejects(self) -> None:
        """Write the rows that could not be taken to a workbook of the user's choice."""
        name = _("%(name)s - rejected rows") % {"name": self._outlook.analyses[0].file.name}
        path = self._ask_path(self, name)
        if path is None:
            return
        analyses, plan = self._outlook.analyses, self._outlook.plan
        assert plan is not None

        def work(_sessions, _progress) -> int:
            return write_rejects(analyses, plan, path)

        self._context.runner.run(
            work,
            _("Save rejected rows"),
            done=lambda n: self._saved(n, path),
            failed=self._not_saved,
        )

    def show_customers(self) -> None:
        """Leave, and show the customers of this import in the list."""
        step = self._result.step_id

        def find(session) -> ImportRecord | None:
            return next((one for one in list_imports(session) if one.step_id == step), None)

        def show(record: ImportRecord | None) -> None:
            if record is not None:
                hub = self._context.hub
                self.left.emit()
                hub.imported_asked.emit(tuple((file.id, file.name) for file in record.files))

        self._context.reader.read("import-shown", find, show)

    def clear(self) -> None:
        """Let go of what was worked out."""
        self._outlook = Outlook(())
        self.walk.show_outlook(self._outlook)

    # --- parts ----------------------------------------------------------------------------------

    def _make_column(self):
        outlook, result = self._outlook, self._result
        self.title = Label(result_words(outlook, result), "page", wrap=True)
        names = Label(result.label, "body", "muted", wrap=True)
        for label in (self.title, names):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_them = Button(_("Show these customers"), "users", on_click=self.show_customers)
        show_if(self.show_them, result.step_id is not None)
        box = vbox(spacing=8)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addWidget(IconLabel("circle-check", "ok", 40), 0, centre)
        box.addSpacing(4)
        box.addWidget(self.title)
        box.addWidget(names)
        box.addWidget(self.show_them, 0, centre)
        box.addSpacing(8)
        box.addWidget(self._figures())
        fields = outlook.plan.custom_fields if outlook.plan is not None else ()
        own = listed(field.name for field in fields)
        if own and result.step_id is not None:
            text = _("Kept in fields of your own: %(names)s") % {"names": own}
            box.addWidget(Label(text, "body", "muted", wrap=True))
        self.rejects = Banner("", "warn")
        self.save = Button(_("Save these rows"), "file-down", on_click=self.save_rejects)
        self.rejects.layout().addWidget(self.save)
        box.addWidget(self.rejects)
        self.said = Banner("", "ok")
        box.addWidget(self.said)
        self._show_rejects()
        return box

    def _figures(self) -> Panel:
        outlook, totals = self._outlook, self._result.totals
        panel = Panel("card", margins=8, spacing=0)
        for name, look in OUTCOME_LOOKS.items():
            words = outcome_title(outlook, name)
            self._figure(panel, name, words, look.icon, look.tone, totals.get(name, 0))
        panel.box.addSpacing(4)
        panel.box.addWidget(Line())
        panel.box.addSpacing(4)
        rows = sum(file.data_rows for file in outlook.files)
        told = sum(totals.get(name, 0) for name in OUTCOMES)
        even = rows == told
        balance = SideLine(_("Rows accounted for"), height=30)
        balance.show_state(f"{rows:,} {'=' if even else '≠'} {told:,}", "ok" if even else "bad")
        balance.setEnabled(False)
        panel.box.addWidget(balance)
        more = [(RECORDS + kind, record_words(kind), RECORD_ICONS[kind], "accent",
                 len(outlook.made.get(kind, ()))) for kind in RECORD_WORDS]  # fmt: skip
        looked = ("circle-alert", "warn", len(outlook.stops))
        more.append((PROBLEMS, _("Cells to look at"), *looked))
        if any(one[-1] for one in more):
            panel.box.addSpacing(4)
            panel.box.addWidget(Line())
            panel.box.addSpacing(4)
        for one in more:
            self._figure(panel, *one)
        return panel

    def _figure(self, panel: Panel, kind: str, words: str, icon: str, tone: str, n: int) -> None:
        if not n:
            return
        line = SideLine(words, icon=icon, height=30)
        line.show_state(f"{n:,}", tone, icon_tone=tone)
        line.clicked.connect(partial(self.open_findings, kind))
        self.lines[kind] = line
        panel.box.addWidget(line)

    def _mark(self, kind: str) -> None:
        for name, line in self.lines.items():
            line.set_chosen(name == kind)

    def _close_findings(self) -> None:
        self._side.hide()
        self._mark("")

    def _show_rejects(self) -> None:
        n = self._result.totals.get("rejected", 0)
        text = ngettext(
            "%(n)d row could not be taken. Save it as a workbook, mend it and bring it again.",
            "%(n)d rows could not be taken. Save them as a workbook, mend them and bring them"
            " again.",
            n,
        )
        self.rejects.set_message(text % {"n": n} if n else "", "warn")

    def _saved(self, n: int, path: Path) -> None:
        text = ngettext("%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", n)
        self.said.set_message(text % {"n": n, "path": path}, "ok")

    def _not_saved(self, error: UserError) -> None:
        self.said.set_message(str(error), "bad")


def result_words(outlook: Outlook, result: ImportResult) -> str:
    """What an import did, in a sentence."""
    if result.step_id is None:
        return _("Everything was stored already; nothing was changed.")
    n = outlook.importable
    return ngettext("%(n)s row imported", "%(n)s rows imported", n) % {"n": f"{n:,}"}


def ask_rejects_path(parent: QWidget, name: str) -> Path | None:
    """Ask where the rejected rows shall be written."""
    start = str(paths.documents_dir() / f"{name}.xlsx")
    chosen, _kind = QFileDialog.getSaveFileName(
        parent, _("Save rejected rows"), start, "Excel (*.xlsx)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
