"""What an import did: every row accounted for, and the rejected rows to save."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.importers.plan import OUTCOMES
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.imports import ImportResult
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_lines import SideLine
from smallcrm.ui.dialogs.import_outlook import Outlook
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import Banner, Line, Panel, ScrollColumn

_WIDTH = 520


class ImportSummary(ScrollColumn):
    """Says what was done with every row."""

    def __init__(
        self,
        context: Context,
        outlook: Outlook,
        result: ImportResult,
        ask_path: Callable[[QWidget, str], Path | None] | None = None,
    ) -> None:
        super().__init__(margins=24, spacing=0)
        self._context, self._outlook = context, outlook
        self._ask_path = ask_path or ask_rejects_path
        column = QWidget()
        column.setFixedWidth(theme().px(_WIDTH))
        self.title = Label(result_words(outlook, result), "page", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        names = Label(result.label, "body", "muted", wrap=True)
        names.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box = vbox(spacing=8)
        box.addWidget(IconLabel("circle-check", "ok", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addSpacing(4)
        box.addWidget(self.title)
        box.addWidget(names)
        box.addSpacing(8)
        box.addWidget(self._figures(result))
        fields = outlook.plan.custom_fields if outlook.plan is not None else ()
        own = ", ".join(field.name for field in fields)
        if own and result.step_id is not None:
            text = _("Kept in fields of your own: %(names)s") % {"names": own}
            box.addWidget(Label(text, "body", "muted", wrap=True))
        self.rejects = Banner("", "warn")
        self.save = Button(_("Save these rows"), "file-down", on_click=self.save_rejects)
        self.rejects.layout().addWidget(self.save)
        box.addWidget(self.rejects)
        self.said = Banner("", "ok")
        box.addWidget(self.said)
        self._show_rejects(result)
        column.setLayout(box)
        self.box.addStretch(1)
        self.box.addWidget(holder(hbox(None, column, None)))
        self.box.addStretch(2)

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

    def clear(self) -> None:
        """Let go of what was worked out."""
        self._outlook = Outlook(())

    def _figures(self, result: ImportResult) -> Panel:
        panel = Panel("card", margins=8, spacing=0)
        for name, look in OUTCOME_LOOKS.items():
            n = result.totals.get(name, 0)
            if n:
                line = SideLine(_(look.words), icon=look.icon, height=30)
                line.show_state(f"{n:,}", look.tone, icon_tone=look.tone)
                line.setEnabled(False)
                panel.box.addWidget(line)
        panel.box.addSpacing(4)
        panel.box.addWidget(Line())
        panel.box.addSpacing(4)
        rows = sum(file.data_rows for file in self._outlook.files)
        told = sum(result.totals.get(name, 0) for name in OUTCOMES)
        balance = SideLine(_("Rows accounted for"), height=30)
        balance.show_state(f"{rows:,} {'=' if rows == told else '≠'} {told:,}", "ok")
        balance.setEnabled(False)
        panel.box.addWidget(balance)
        return panel

    def _show_rejects(self, result: ImportResult) -> None:
        n = result.totals.get("rejected", 0)
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
