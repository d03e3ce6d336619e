"""Bring lists in: what was understood is shown and can be overruled before anything is written."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QProgressBar, QStackedWidget, QWidget

from smallcrm.core.collector import paused_collector
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.imports import ImportResult, write_plan
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_outlook import Outlook
from smallcrm.ui.dialogs.import_pace import Pace
from smallcrm.ui.dialogs.import_preview import ImportPreview
from smallcrm.ui.dialogs.import_summary import ImportSummary, result_words
from smallcrm.ui.dialogs.import_wait import WaitPage
from smallcrm.ui.dialogs.import_ways import choose_files, choose_folder, take_clipboard
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.jobs import Job
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.drop_hint import DropHint
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.panels import Banner, Panel

_SIZE_KEY = "import.size"
_LEAST = QSize(760, 480)
_USUAL = QSize(1360, 840)


def open_import(
    context: Context, files: Sequence[Path], window: QWidget, text: str = ""
) -> "ImportDialog":
    """Show what was understood of these files, or of pasted rows; returns the dialog, open."""
    dialog = ImportDialog(context, files, parent=window, text=text)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.work.refresh()
    return dialog


class ImportDialog(QDialog):
    """Reading, the preview, and afterwards the summary, one after the other in one window."""

    def __init__(
        self,
        context: Context,
        files: Sequence[Path],
        parent: QWidget | None = None,
        text: str = "",
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._pace = Pace()
        self._done_words = ""
        self.written: ImportResult | None = None
        self.setWindowTitle(_("Import"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.work = ImportWork(context, files, self, text)
        self.preview = ImportPreview(self.work, context)
        self.summary: ImportSummary | None = None
        self._make_parts(files)
        self.work.started.connect(self._started)
        self.work.progressed.connect(self._progressed)
        self.work.worked_out.connect(self._worked_out)
        self.work.failed.connect(self._wish_failed)
        self.preview.add_asked.connect(self._add)
        self.preview.replace_asked.connect(self._replace_file)
        drop = DropHint(self)
        drop.files_dropped.connect(self._dropped)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.primary.click)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self, self.paste)
        self.setMinimumSize(_LEAST)
        self.resize(self._first_size())

    # --- parts ----------------------------------------------------------------------------------

    def _make_parts(self, files: Sequence[Path]) -> None:
        self.problem = Banner("", "bad", closable=True)
        self.stack = QStackedWidget()
        self._wait = WaitPage(self._reading_words(files))
        self.stack.addWidget(self._wait)
        self.stack.addWidget(self.preview)
        self.hint = ElidedLabel("", "body", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._bar.setFixedWidth(theme().px(120))
        self.undo = Button(_("Undo the import"), "undo-2", "quiet", on_click=self._undo)
        self.cancel = Button(_("Cancel"), on_click=self.reject)
        self.primary = Button(_("Import"), "upload", "primary", on_click=self.press_primary)
        self.undo.hide()
        self._bar.hide()
        foot = Panel(
            "bottom",
            self._bar,
            self.hint,
            self.undo,
            self.cancel,
            self.primary,
            across=True,
            margins=(16, 10),
        )
        top = holder(vbox(self.problem, margins=(12, 12, 12, 0)))
        self._problem_holder = top
        top.hide()
        self.problem.closed.connect(top.hide)
        column = vbox(top, self.stack, foot, spacing=0)
        column.setStretchFactor(self.stack, 1)
        self.setLayout(column)
        self._show_state()

    def _first_size(self) -> QSize:
        kept = self._context.memory.get(_SIZE_KEY)
        if isinstance(kept, list) and len(kept) == 2:
            return QSize(int(kept[0]), int(kept[1])).expandedTo(_LEAST)
        window = self.parentWidget().window() if self.parentWidget() is not None else None
        return window.size() - QSize(40, 40) if window is not None else _USUAL

    # --- working out ----------------------------------------------------------------------------

    def _started(self) -> None:
        self._say_problem("")
        if self.work.outlook is None:
            self.stack.setCurrentWidget(self._wait)
        self._show_state()

    def _progressed(self, done: int, total: int, text: str) -> None:
        words = self._pace.words(done, total, text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._wait.show_progress(done, total, words)
        if self.work.outlook is not None and words:
            self.hint.setText(words)

    def _worked_out(self, outlook: Outlook) -> None:
        self.preview.show_outlook(outlook)
        if self.stack.currentWidget() is not self.preview:
            self.stack.setCurrentWidget(self.preview)
            if self.preview.middle.currentWidget() is self.preview.locked:
                self.preview.locked.field.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self.setFocus(Qt.FocusReason.OtherFocusReason)  # no ring where nobody went
        self._show_state()

    def _wish_failed(self, text: str) -> None:
        self._say_problem(text)
        self._show_state()

    def _say_problem(self, text: str) -> None:
        self.problem.set_message(text, "bad")
        self._problem_holder.setVisible(bool(text))

    def _show_state(self) -> None:
        """Show whether the import can be done, and why not."""
        if self.summary is not None:
            return
        outlook, busy = self.work.outlook, self.work.busy
        n = outlook.importable if outlook is not None else 0
        words = ngettext("Import %(n)s row", "Import %(n)s rows", n) % {"n": f"{n:,}"}
        reason = self._why_not()
        self.primary.setText(words if n and not reason else _("Import"))
        self.primary.setEnabled(not reason and not busy and self._job is None)
        self._bar.setVisible(self._job is not None or (busy and outlook is not None))
        if self._job is not None:
            self.hint.setText(_("Writing"))
            self.hint.set_tone("muted")
        elif busy:
            self._bar.setRange(0, 0)
            self.hint.setText(_("Working out what will happen") if outlook is not None else "")
            self.hint.set_tone("muted")
        else:
            told = reason or self._left_out_words()
            self.hint.setText(told or _("Ctrl+Z undoes the whole import afterwards"))
            self.hint.set_tone("warn" if told else "muted")
        self.primary.setToolTip(reason)

    def _left_out_words(self) -> str:
        files = self.work.outlook.files if self.work.outlook is not None else ()
        n = sum(file.locked for file in files)
        if n:
            text = ngettext(
                "%(n)d file waits for its password and is left out until then",
                "%(n)d files wait for their passwords and are left out until then",
                n,
            )
            return text % {"n": n}
        n = sum(file.analysis is None for file in files)
        text = ngettext(
            "%(n)d file could not be read and is left out",
            "%(n)d files could not be read and are left out",
            n,
        )
        return text % {"n": n} if n else ""

    def _why_not(self) -> str:
        outlook = self.work.outlook
        if outlook is None:
            return "" if self.work.busy else _("Nothing has been read yet.")
        if not outlook.analyses and any(file.locked for file in outlook.files):
            return _("The file opens with its password.")
        if not outlook.analyses:
            return _("There is nothing to import: no file could be read.")
        if not any(sheet.taken for file in outlook.files for sheet in file.sheets):
            return _("No sheet is ticked.")
        if not outlook.importable:
            totals = outlook.plan.totals if outlook.plan is not None else {}
            if totals.get("skipped"):
                return _("All these customers are stored already and will be skipped.")
            if totals.get("rejected"):
                why = outlook.why_rejected()
                return _("No row can be taken. %(why)s Say what each column is.") % {"why": why}
            return _("No rows of data were found.")
        if not outlook.changing:
            return _("Everything in the list is stored already.")
        return ""

    # --- files ----------------------------------------------------------------------------------

    def _add(self, way: str) -> None:
        """Bring more: "files", a "folder", or what is on the clipboard."""
        if way == "paste":
            self.paste()
            return
        chosen = choose_folder(self) if way == "folder" else choose_files(self)
        if chosen:
            self.work.add_files(chosen)

    def paste(self) -> None:
        """Bring the rows or files on the clipboard in with the others."""
        if self.summary is not None or self._job is not None:
            return
        clip = take_clipboard()
        if clip.text:
            self.work.add_pasted(clip.text)
        elif clip.paths:
            self.work.add_files(clip.paths)
        else:
            self._say_problem(clip.problem)

    def _replace_file(self, place: int) -> None:
        chosen = choose_files(self)
        if chosen:
            self.preview.forget_place()
            self.work.replace_file(place, chosen[0])
            if len(chosen) > 1:
                self.work.add_files(chosen[1:])

    def _dropped(self, files: Sequence[str]) -> None:
        if self.summary is None and self._job is None:
            self.work.add_files([Path(file) for file in files])

    def _reading_words(self, files: Sequence[Path]) -> str:
        if not files:
            return _("Reading what was pasted")
        if len(files) == 1:
            return _("Reading %(file)s") % {"file": files[0].name}
        n = len(files)
        return ngettext("Reading %(n)d file", "Reading %(n)d files", n) % {"n": n}

    # --- writing --------------------------------------------------------------------------------

    def press_primary(self) -> None:
        """Import, or close the summary."""
        if not self.primary.isEnabled():
            return
        if self.summary is not None:
            self.accept()
            return
        outlook = self.work.outlook
        if outlook is None or outlook.plan is None:
            return
        analyses, plan = outlook.analyses, outlook.plan

        def work(sessions, progress) -> ImportResult:
            with sessions() as session, paused_collector():
                return write_plan(session, analyses, plan, progress)

        job = self._context.runner.run(
            work,
            _("Import"),
            done=lambda result: self._written(outlook, result),
            failed=self._not_written,
            cancelled=lambda: self._set_job(None),
            quiet=True,
        )
        job.progressed.connect(self._progressed)
        self._set_job(job)

    def _set_job(self, job: Job | None) -> None:
        self._job = job
        self.preview.setEnabled(job is None)
        self.cancel.setEnabled(True)
        self._bar.setRange(0, 0)
        self._show_state()

    def _written(self, outlook: Outlook, result: ImportResult) -> None:
        self._job = None
        self.written = result
        self._done_words = result_words(outlook, result)
        self.summary = ImportSummary(self._context, outlook, result, self.work)
        self.summary.left.connect(self.accept)
        self.stack.addWidget(self.summary)
        self.stack.setCurrentWidget(self.summary)
        self._say_problem("")
        self._bar.hide()
        self.cancel.hide()
        self.undo.setVisible(result.step_id is not None)
        self.hint.setText(_("Ctrl+Z takes all of it back"))
        self.hint.set_tone("muted")
        self.primary.setText(_("Done"))
        self.primary.set_icon("check")
        self.primary.setEnabled(True)
        self.primary.setDefault(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _not_written(self, error: UserError) -> None:
        self._set_job(None)
        self._say_problem(str(error))

    def _undo(self) -> None:
        self._done_words = ""
        self.accept()
        self._context.hub.undo()

    # --- closing --------------------------------------------------------------------------------

    def reject(self) -> None:
        """Leave; while the import is written it is the writing that is stopped."""
        if self._job is None:
            super().reject()
            return
        self.cancel.setEnabled(False)
        self.hint.setText(_("Stopping; nothing is kept of it"))
        self._job.cancel()

    def done(self, status: int) -> None:
        """Close, stop what runs, and tell the window what was done."""
        if not self.isMaximized():
            self._context.memory.set(_SIZE_KEY, [self.width(), self.height()])
        super().done(status)
        self.preview.clear()
        if self.summary is not None:
            self.summary.clear()
        self.work.close()
        if self._done_words and self.written is not None:
            undo = _("Undo") if self.written.step_id is not None else ""
            self._context.hub.say(self._done_words, "ok", undo)
