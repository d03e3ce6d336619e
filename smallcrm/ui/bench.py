"""How long the window ever stands still, measured with a large data file.

    python -m smallcrm.ui.bench DATA

A timer without a pause notes the time between its turns while the Customers page opens, is
scrolled, sorted and searched; prints one JSON object.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from smallcrm.core import i18n
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.application import SWITCH_SECONDS
from smallcrm.ui.context import Context
from smallcrm.ui.guard import guard_singletons
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import ThreadReader, ThreadRunner
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.memory import Memory
from smallcrm.ui.page_list import load_pages, page_specs
from smallcrm.ui.searching import Searching
from smallcrm.ui.theme import ARGUMENTS, install_theme

STEP_MS = 40  # about as fast as one types
SHORT_REST_MS = 150  # for what is read in the background to arrive, with few customers
ROWS_A_MS = 180  # and how many more of them ask for a millisecond more
TEXTS = ("szy", "154001", "苏州")
SCROLLS = 40
START = "start"  # before there is a window that could stand still

Act = Callable[[], object]


class Bench(QObject):
    """Acts as a user would, step by step, and notes the longest gap of each phase."""

    def __init__(self, datafile: DataFile) -> None:
        super().__init__()
        self._datafile = datafile
        self._began = self._last = time.perf_counter()
        self._phase = START
        self.gaps: dict[str, float] = {}
        self.answers: list[float] = []  # from a key in the search box to the first of its hits
        self.ready: float | None = None
        self._ticks = QTimer(self, interval=0)
        self._ticks.timeout.connect(self._tick)
        self._ticks.start()
        self._script = self._acts()
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._act)
        self._next.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps[self._phase] = max(now - self._last, self.gaps.get(self._phase, 0.0))
        self._last = now

    def _act(self) -> None:
        step = next(self._script, None)
        if step is None:
            QCoreApplication.quit()
            return
        phase, act, pause = step
        self._phase = phase
        act()
        self._next.start(pause)

    def _acts(self) -> Iterator[tuple[str, Act, int]]:
        """The phase, what to do, and how long to wait after it."""
        yield START, self._open_window, 0
        page: Any = self.window.page("customers")
        panel, table = page.list, page.list.table
        while not panel.model.rowCount():
            yield "open", lambda: None, 5
        self.ready = time.perf_counter() - self._began
        self._context.reader.read("pages", load_pages, lambda _none: None)  # as the program does
        rest = SHORT_REST_MS + panel.model.rowCount() // ROWS_A_MS
        yield "open", lambda: None, rest
        bar = table.verticalScrollBar()
        for place in range(1, SCROLLS + 1):
            yield "scroll", partial(bar.setValue, bar.maximum() * place // SCROLLS), STEP_MS // 2
        for _turn in range(SCROLLS // 2):
            yield "keys", partial(self._press, table, Qt.Key.Key_PageUp), STEP_MS
        for column in (1, 5, 0):
            yield "sort", partial(panel.model.sort, column), rest
        panel.focus_filter()
        box = panel.bar.box
        for text in TEXTS:
            for end in range(1, len(text) + 1):
                yield "type", partial(box.setText, text[:end]), STEP_MS * 2
            yield "type", lambda: None, rest
            yield "type", partial(box.setText, ""), rest
        self.window.search_box.setFocus()
        for text in TEXTS:
            for end in range(1, len(text) + 1):
                yield "search", partial(self.window.search_box.setText, text[:end]), STEP_MS * 5
            yield "search", lambda: None, rest
        for key in ("follow_ups", "history", "pipeline", "customers"):
            yield "pages", partial(self.window.show_page, key), rest

    def _open_window(self) -> None:
        self._session = self._datafile.session()
        hub = Hub(self)
        runner = ThreadRunner(self._open_session, self)
        reader = ThreadReader(self._open_session, lambda session: session.interrupt, self)
        self._context = Context(self._session, hub, runner, reader, Memory())
        self.window = MainWindow(hub, page_specs(self._context), self._context.memory)
        searching = Searching(self._context, self.window, lambda _kind, _id: None)
        self.window.set_search(partial(self._search, searching))
        self.window.resize(1360, 840)
        self.window.show_page("customers")
        self.window.show()

    def _search(self, searching: Searching, text: str, show: Callable[..., None]) -> None:
        began, first = time.perf_counter(), len(self.answers)

        def answered(entries: list[Any], done: bool = True) -> None:
            if len(self.answers) == first:
                self.answers.append(time.perf_counter() - began)
            show(entries, done)

        searching.search(text, answered)

    def close(self) -> None:
        """End the threads and close the window."""
        self._context.runner.close()
        self._context.reader.close()
        self.window.close()
        self.window.deleteLater()
        self._session.close()

    @contextmanager
    def _open_session(self) -> Iterator[Session]:
        session = self._datafile.session()
        try:
            yield session
        finally:
            session.close()

    @staticmethod
    def _press(widget: QObject, key: Qt.Key) -> None:
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier)
            QCoreApplication.sendEvent(widget, event)


def main(arguments: list[str]) -> int:
    """Measure the data file that is named; returns the exit status."""
    guard_singletons()
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(list(ARGUMENTS))
    i18n.set_language(i18n.CHINESE)
    install_theme(app, scheme="light")
    datafile = DataFile.open(Path(arguments[0]))
    bench = Bench(datafile)
    app.exec()
    bench.close()
    datafile.close()
    longest = max(gap for phase, gap in bench.gaps.items() if phase != START)
    found = {
        "longest_gap_ms": round(1000 * longest),
        "ready_seconds": None if bench.ready is None else round(bench.ready, 3),
        "search_answer_ms": round(1000 * sorted(bench.answers)[len(bench.answers) * 19 // 20], 1),
        "gaps_ms": {phase: round(1000 * gap) for phase, gap in bench.gaps.items()},
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
