"""The dialog of a long job: what it does, a bar, and Cancel."""

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QProgressBar, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.jobs import Job, Runner
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox

SHOWN_AFTER_MS = 500


class ProgressDialog(QDialog):
    """Shows one job; it closes when the job ends, and Esc cancels the job."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(job.title)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(theme().px(400))
        self._job = job
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self._text = ElidedLabel(" ", "body", "muted")
        self._cancel = Button(_("Cancel"), on_click=self.reject)
        self.setLayout(
            vbox(
                Label(job.title, "section"),
                self._bar,
                self._text,
                hbox(None, self._cancel),
                spacing=10,
                margins=20,
            )
        )
        job.progressed.connect(self._progress)
        job.ended.connect(self.accept)

    def reject(self) -> None:
        """Cancel the job; the dialog stays until it has stopped."""
        self._cancel.setEnabled(False)
        self._text.setText(_("Stopping"))
        self._job.cancel()

    def _progress(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        if text and self._cancel.isEnabled():
            self._text.setText(text)


class UpdateDialog(QDialog):
    """Shows how a file of an older version is brought up to date; it closes when that is done."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("smallcrm")
        self.setMinimumWidth(theme().px(460))
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 0)
        self.step = ElidedLabel(" ", "body", "muted")
        about = _(
            "Your data was kept by an older version. It is brought up to date now, this once; a"
            " large file takes up to a minute. A copy of it as it was is kept with the backups."
        )
        self.setLayout(
            vbox(
                Label(job.title, "section"),
                Label(about, wrap=True),
                self._bar,
                self.step,
                spacing=10,
                margins=20,
            )
        )
        job.progressed.connect(self._progress)
        job.ended.connect(self.accept)

    def reject(self) -> None:
        """Stay: what was begun has to be brought to its end."""

    def _progress(self, _done: int, _total: int, text: str) -> None:
        self.step.setText(text)


class ProgressDialogs(QObject):
    """Opens a dialog for each job of a runner that takes longer than half a second.

    Quiet jobs are shown by who started them.
    """

    def __init__(self, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: dict[Job, QTimer] = {}
        runner.started.connect(self._watch)

    def _watch(self, job: Job) -> None:
        if job.quiet:
            return
        timer = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        timer.timeout.connect(lambda: self._open(job))
        job.ended.connect(lambda: self._forget(job))
        self._waiting[job] = timer
        timer.start()

    def _open(self, job: Job) -> None:
        dialog = ProgressDialog(job, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _forget(self, job: Job) -> None:
        timer = self._waiting.pop(job)
        timer.stop()
        timer.deleteLater()
