"""Puts the window together: configuration, data file, theme, pages; and takes it apart again."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from smallcrm.core import i18n, paths
from smallcrm.core.config import Config, config_path, load_config, save_config
from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import _
from smallcrm.services.customer_list import has_customers
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.desk import Desk
from smallcrm.ui.guard import guard_overrides, guard_singletons
from smallcrm.ui.hub import Hub
from smallcrm.ui.icons import icon
from smallcrm.ui.jobs import ThreadReader, ThreadRunner
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.memory import Memory
from smallcrm.ui.opening import open_data
from smallcrm.ui.page_list import load_pages, page_specs
from smallcrm.ui.theme import ARGUMENTS, install_theme
from smallcrm.ui.widgets.errors import ErrorReporter
from smallcrm.ui.widgets.progress import ProgressDialogs

if TYPE_CHECKING:
    from smallcrm.ui.instance import Instance
    from smallcrm.ui.reminders import Reminders
    from smallcrm.ui.tray import Tray

POLL_MS = 1500
# The rest of the program begins once the first page was answered, and after this long at the latest
SETTLE_MS = 1000
# What only that rest needs: loaded on the reading thread, while the window is already in use.
LATER = (
    "smallcrm.core.dates.when",
    "smallcrm.services.attachments",
    "smallcrm.services.backups",
    "smallcrm.storage.writing",
    "smallcrm.ui.instance",
    "smallcrm.ui.reminders",
    "smallcrm.ui.searching",
    "smallcrm.ui.tray",
)
SWITCH_SECONDS = 0.001
PATIENCE_MS = 80


def start(file: str | None, language: str | None) -> int:
    """Open the window; returns the exit status (3 for a bug that kept it from opening)."""
    app = make_application()
    program = Program(app, load_config(), language)
    try:
        if not program.begin(file):
            return 1
    except Exception as error:  # noqa: BLE001 - no event loop runs yet in which the hook shows it
        program.errors.tell(error)
        return 3
    return app.exec()


def make_application() -> QApplication:
    """Make the process ready for a window, and Qt's part of it."""
    guard_singletons()
    guard_overrides()
    _help_input_methods()
    # A job may hold the interpreter for this long at a time: the window gets its turn sooner.
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(list(ARGUMENTS))
    app.setApplicationName("smallcrm")
    app.setApplicationDisplayName("smallcrm")
    app.setDesktopFileName("smallcrm")
    return app


class OpenWindow(QObject):
    """One data file with its window and everything that serves it."""

    def __init__(self, program: "Program", datafile: DataFile) -> None:
        super().__init__(program)
        self.datafile = datafile
        # A write that meets a running job is told at once: the window may not stand still.
        self.session = datafile.session(patience_ms=PATIENCE_MS)
        self.hub = Hub(self)
        runner = ThreadRunner(self._open_session, self)
        reader = ThreadReader(self._open_session, lambda session: session.interrupt, self)
        memory = Memory(config_path().with_name("window.json"))
        self.context = Context(self.session, self.hub, runner, reader, memory)
        if not has_customers(self.session):
            memory.set("page", "customers")  # which shows how to begin
        self._unsubscribe = datafile.subscribe(self.hub.post_changes)
        self.window = MainWindow(self.hub, page_specs(self.context), memory)
        self.desk = Desk(self.context, self.window, program)
        self.progress = ProgressDialogs(runner, self.window)
        runner.broken.connect(program.errors.report)
        reader.broken.connect(program.errors.report)
        runner.busy_changed.connect(self.hub.busy_changed)
        program.errors.set_window(self.window)
        program.errors.said.connect(self._say_error)
        self.window.closing.connect(program.quit)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._look_for_changes)
        self._poll.start()
        self._instance: Instance | None = None
        self._tray: Tray | None = None
        self.reminders: Reminders | None = None
        self._settled = False
        self._soon = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon.timeout.connect(self._load_rest)
        self._soon.start()
        reader.told.connect(self._load_soon)
        self.window.show()

    def close(self) -> None:
        """End all work and close the window and the file."""
        self._poll.stop()
        self._soon.stop()
        if self.reminders is not None:
            self.reminders.stop()
        if self._tray is not None:
            self._tray.close()
        if self._instance is not None:
            self._instance.close()
        self._unsubscribe()
        self.context.runner.close()
        self.context.reader.close()
        self.window.blockSignals(True)
        self.window.close()
        self.window.deleteLater()
        self.session.close()
        self.datafile.close()
        self.deleteLater()

    @contextmanager
    def _open_session(self) -> Iterator[Session]:
        session = self.datafile.session()
        try:
            yield session
        finally:
            session.close()

    def _come_forward(self) -> None:
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def _look_for_changes(self) -> None:
        if self.session.changed_elsewhere() and not self.context.runner.busy:
            self.hub.post_changes(None)

    def _load_soon(self) -> None:
        """Load the rest as soon as the first answer is painted: that comes before any timer."""
        if not self._settled:
            self._soon.start(0)

    def _load_rest(self) -> None:
        """Load what the window can do without, once its first page is there."""
        if not self._settled:
            self._settled = True
            self._soon.stop()
            self.context.reader.read("start", _load_later, self._settle_in)

    def _settle_in(self, _loaded: object) -> None:
        """Begin all that goes on beside the window; what was loaded stays, the rest is tidied."""
        from smallcrm.ui.instance import Instance
        from smallcrm.ui.reminders import Reminders
        from smallcrm.ui.scheduled_reports import make_due_reports_soon
        from smallcrm.ui.tray import open_tray

        self._instance = Instance(self.datafile.path, self._come_forward, self)
        self._tray = open_tray(icon("calendar-check", "accent"), self._come_forward, self)
        self.reminders = Reminders(self.context, self._tray, self)
        self.reminders.start()
        self.desk.settle_in()
        gc.freeze()
        gc.enable()
        self.context.reader.read("pages", load_pages, lambda _none: None)
        self._back_up()
        make_due_reports_soon(self.context)

    def _back_up(self) -> None:
        from smallcrm.services.attachments import tidy_files
        from smallcrm.services.backups import back_up_if_due

        def work(sessions, progress):
            with sessions() as session:
                path = back_up_if_due(session)
                tidy_files(session)
                return path

        self.context.runner.run(
            work,
            _("Daily backup"),
            done=lambda path: self.desk.show_status() if path else None,
            failed=lambda error: self.hub.say(str(error), "warn"),
        )

    def _say_error(self, text: str) -> None:
        self.hub.say(text, "bad")


class Program(QObject):
    """What outlives a window: the configuration, the language, and which data file is open."""

    def __init__(self, app: QApplication, config: Config, language: str | None = None) -> None:
        super().__init__(app)
        self.app = app
        self.config = config
        self._language = language
        self._translators: list[QTranslator] = []
        self._open: OpenWindow | None = None
        install_theme(app, scheme=config.theme, text_percent=config.text_size)
        self.errors = ErrorReporter(parent=self)
        self.errors.install()
        self.use_language()

    @property
    def current(self) -> OpenWindow | None:
        """The open window."""
        return self._open

    def begin(self, file: str | None) -> bool:
        """Open the first window; asks where the data shall lie when there is none yet."""
        chosen = file or os.environ.get(paths.DATA_FILE_VARIABLE) or self.config.file
        if chosen:
            path = Path(chosen).expanduser()
        else:
            path = paths.default_data_file()
            if not path.exists():
                from smallcrm.ui.dialogs.first_start import ask_first_place

                answer = ask_first_place(path)
                if answer is None:
                    return False
                path = answer
        return self.open_file(path, keep=not file)

    def open_file(self, path: Path, *, keep: bool = True) -> bool:
        """Open a data file in a window of its own, in place of the present one."""
        if self._open is not None and path.absolute() == self._open.datafile.path:
            return True
        previous = self._open
        if previous is not None:
            previous.close()
            self._open = None
        try:
            datafile = open_data(path)
        except StorageError as error:
            if error.kind == "in_use" and _call_other(path.absolute()):
                return False
            self._tell(error)
            return previous is not None and self.open_file(previous.datafile.path, keep=False)
        if keep and str(datafile.path) != self.config.file:
            self.config.file = str(datafile.path)
            save_config(self.config)
        self._open = OpenWindow(self, datafile)
        return True

    def move_file(self, target: Path) -> bool:
        """Move the open data file, with its attached files, to another place."""
        from smallcrm.services.files import move_data_file

        if self._open is None:
            return False
        source = self._open.datafile.path
        self._open.close()
        self._open = None
        try:
            moved = move_data_file(source, target)
        except StorageError as error:
            self._tell(error)
            moved = source
        opened = self.open_file(moved)
        window = self.current
        if window is not None and moved != source:
            window.hub.say(_("The data file now lies at %(path)s") % {"path": moved})
        return opened

    def change_config(self, config: Config) -> None:
        """Apply and keep a changed look or language at once."""
        language_changed = config.language != self.config.language
        config.file = self.config.file
        self.config = config
        save_config(config)
        install_theme(self.app, scheme=config.theme, text_percent=config.text_size)
        if language_changed:
            self._language = None
            self.use_language()
            self.rebuild()

    def rebuild(self) -> None:
        """Make the window anew, as after a change of language."""
        if self._open is not None:
            path = self._open.datafile.path
            self._open.close()
            self._open = None
            self.open_file(path, keep=False)

    def use_language(self) -> None:
        """Set the language of our texts, of Qt's own texts, and of dates and numbers."""
        language = self._language or self.config.language or i18n.system_language()
        i18n.set_language(language)
        for translator in self._translators:
            self.app.removeTranslator(translator)
        self._translators = []
        locale = QLocale("zh_CN" if language == i18n.CHINESE else "en")
        QLocale.setDefault(locale)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        translator = QTranslator(self)
        if translator.load(locale, "qtbase", "_", folder):
            self.app.installTranslator(translator)
            self._translators.append(translator)

    def quit(self) -> None:
        """Close everything and end the program."""
        if self._open is not None:
            opened, self._open = self._open, None
            opened.close()
        self.app.quit()

    def _tell(self, error: StorageError) -> None:
        from PySide6.QtWidgets import QMessageBox

        box = QMessageBox(QMessageBox.Icon.Warning, "smallcrm", error.message)
        box.setInformativeText(error.advice)
        box.exec()


def _load_later(_session: Session) -> None:
    for name in LATER:
        import_module(name)


def _call_other(path: Path) -> bool:
    from smallcrm.ui.instance import call_other

    return call_other(path)


def _help_input_methods() -> None:
    """The wheels carry no fcitx plugin; fcitx5 speaks ibus as well."""
    if "fcitx" in os.environ.get("XMODIFIERS", "") and "QT_IM_MODULE" not in os.environ:
        os.environ["QT_IM_MODULE"] = "ibus"
