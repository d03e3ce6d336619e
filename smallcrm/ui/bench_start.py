"""How long the program takes to a usable window, and a bare one; and the memory it then holds.

    python -m smallcrm.ui.bench_start DATA [--bare] [--at-once]

Prints one JSON object: `shown`, the time (seconds since the epoch) at which the list was painted,
and the resident memory at rest. Who started it knows when that was.
"""

import gc
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

REST_MS = 6000  # in which what is done after the start is done, or begun
ROWS = 100
COLUMNS = 8
LOOK_MS = 5
Shown = Callable[[], bool]


class _Table(QAbstractTableModel):
    """The first rows of the list, as a plain query reads them."""

    def __init__(self, file: str) -> None:
        super().__init__()
        sql = "SELECT c.id, c.name, c.level, c.status, c.industry, f.contact, f.phone, f.city FROM"
        sql += " customer_fact f JOIN customer c ON c.id = f.customer_id ORDER BY f.sort_name"
        connection = sqlite3.connect(f"{Path(file).absolute().as_uri()}?mode=ro", uri=True)
        self.rows = connection.execute(f"{sql} LIMIT {ROWS}").fetchall()
        connection.close()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return len(self.rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        return COLUMNS

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        shown = role == Qt.ItemDataRole.DisplayRole
        return str(self.rows[index.row()][index.column()]) if shown else None


class _Painted(QObject):
    """Waits for the first painting of a table that has rows."""

    def __init__(self, has_rows: Shown) -> None:
        super().__init__()
        self.at: float | None = None
        self._has_rows = has_rows

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the time after the painting: the event is handled once this returns."""
        if self.at is None and event.type() == QEvent.Type.Paint and self._has_rows():
            self.at = 0.0
            QTimer.singleShot(0, self, self._note)
        return False

    def _note(self) -> None:
        self.at = time.time()


def _bare(file: str) -> tuple[QApplication, QObject, _Painted]:
    app = QApplication([])
    window = QMainWindow()
    table = QTableView()
    model = _Table(file)
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1360, 840)
    window.kept = model  # type: ignore[attr-defined]
    painted = _Painted(lambda: True)
    table.viewport().installEventFilter(painted)
    window.show()
    return app, window, painted


def _ours(file: str) -> tuple[QApplication, QObject, _Painted]:
    # as __main__ and `application.start` do
    gc.disable()
    from smallcrm.ui.guard import guard_imports

    guard_imports()
    from smallcrm.core.config import Config
    from smallcrm.ui.application import Program, make_application

    app = make_application()
    program = Program(app, Config(language="zh_CN", theme="light"))
    program.begin(file)
    opened = program.current
    if opened is None:
        raise RuntimeError("the window did not open")
    page: Any = opened.window.page("customers")
    panel = page.list
    painted = _Painted(lambda: panel.model.rowCount() > 0)
    panel.table.viewport().installEventFilter(painted)
    opened.window.show_page("customers")
    return app, program, painted


def resident_mb() -> float | None:
    """The memory this process holds now; None where the system does not tell it so."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000, 1)


def main(arguments: list[str]) -> int:
    """Open a window on the data file that is named; returns the exit status."""
    make = _bare if "--bare" in arguments else _ours
    app, _kept, painted = make(arguments[0])
    rest = 0 if make is _bare or "--at-once" in arguments else REST_MS
    found: dict[str, object] = {}

    def look() -> None:
        if not painted.at:
            QTimer.singleShot(LOOK_MS, look)
            return
        found["shown"] = painted.at
        QTimer.singleShot(rest, end)

    def end() -> None:
        found["resident_mb"] = resident_mb()
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
        os._exit(0)  # closing would keep the window's size as the user's

    look()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
