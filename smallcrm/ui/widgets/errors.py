"""Errors: what the user can be told stands in place, a bug gets a dialog with its details."""

import logging
import platform
import sys
import threading
import traceback
from types import TracebackType

import PySide6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from smallcrm import __version__
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.i18n import _
from smallcrm.ui.guard import IN_OVERRIDE
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.dialogs import Dialog

log = logging.getLogger(__name__)


class ErrorDialog(Dialog):
    """Says that something went wrong inside, with details that can be copied."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Something went wrong"),
            _("Close"),
            parent=parent,
            width=560,
            subtitle=_(
                "This is a fault of the program, not yours. Your data is safe: a step that fails "
                "is taken back as a whole. You can go on working. The details help to mend it; "
                "they hold no customer data."
            ),
        )
        self._details = QPlainTextEdit(details)
        self._details.setReadOnly(True)
        self._details.setMinimumHeight(theme().px(160))
        self._details.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._details.setFont(theme().font("small"))
        self.box.addWidget(self._details)
        self.cancel.hide()
        self.add_button(_("Copy details"), self._copy, "copy")

    def _copy(self) -> None:
        QApplication.clipboard().setText(self._details.toPlainText())


class ErrorReporter(QObject):
    """Takes errors from any thread and shows them on the window's.

    `said` tells the sentence of a UserError, for the message at the bottom of the window.
    """

    said = Signal(str)
    _posted = Signal(object)

    def __init__(self, window: QWidget | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._open: ErrorDialog | None = None
        self._told: set[str] = set()  # faults that come again at every frame, shown before
        self._posted.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def set_window(self, window: QWidget | None) -> None:
        """Say over which window dialogs stand."""
        self._window = window

    def install(self) -> None:
        """Take all exceptions that nobody catches, in slots and in threads."""
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.report(args.exc_value)

    def report(self, error: BaseException | None) -> None:
        """Show an error; may be called from any thread."""
        if error is not None and not isinstance(error, Cancelled):
            self._posted.emit(error)

    def tell(self, error: Exception) -> None:
        """Show an error until it is closed, and write it out; for where no event loop runs."""
        details = describe(error)
        log.error("unexpected error\n%s", details)
        sys.__excepthook__(type(error), error, error.__traceback__)
        ErrorDialog(details, self._window).exec()

    def _hook(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            QApplication.quit()
        else:
            self.report(error)

    def _show(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.said.emit(str(error))
            return
        details = describe(error)
        if details not in self._told:
            log.error("unexpected error\n%s", details)
        if self._open is not None or details in self._told:
            return  # one fault in a painter would open a dialog at every frame
        if IN_OVERRIDE in getattr(error, "__notes__", ()):
            self._told.add(details)
        self._open = ErrorDialog(details, self._window)
        self._open.finished.connect(self._closed)
        self._open.open()

    def _closed(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
            self._open = None


def describe(error: BaseException) -> str:
    """Return versions and the places of the code, without values: those may be customers' data."""
    lines = [
        f"smallcrm {__version__}, Python {platform.python_version()}, Qt {PySide6.__version__}, "
        f"{platform.platform()}"
    ]
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or one.__context__
    for one in reversed(chain):
        for frame in traceback.extract_tb(one.__traceback__):
            lines.append(f"  {frame.filename}:{frame.lineno} {frame.name}")
        lines.append(f"{type(one).__module__}.{type(one).__qualname__}")
    return "\n".join(lines)
