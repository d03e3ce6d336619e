"""The guards: None, True and False stay alive, and so does the program when a method raises."""

import builtins
import importlib
import linecache
import subprocess
import sys

import pytest

from smallcrm.ui.guard import guard_imports

CALL_OFTEN = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
from smallcrm.ui.guard import guard_singletons

class Sender(QObject):
    sent = Signal()

app = QCoreApplication([])
guard_singletons()
sender = Sender()
for _ in range(20_000):
    sender.sent.emit()
    sender.setObjectName("x")
    sender.parent()
print("alive")
"""


def test_the_source_of_what_is_imported_is_not_read(monkeypatch, tmp_path):
    (tmp_path / "inner_one.py").write_text("value = 1\n", "ascii")
    (tmp_path / "outer_one.py").write_text("import inner_one\n", "ascii")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(builtins, "__import__", builtins.__import__)  # put back at the end
    guard_imports()
    assert importlib.import_module("outer_one").inner_one.value == 1
    assert not [file for file in linecache.cache if file.startswith(str(tmp_path))]


def test_many_calls_do_not_end_the_process():
    ended = subprocess.run(
        [sys.executable, "-c", CALL_OFTEN], capture_output=True, text=True, check=False, timeout=60
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive"), ended.stderr[-500:]


BROKEN = """
import sys
__name__ = "smallcrm.broken"  # the guard looks after our own classes
which = sys.argv[1]

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication, QLabel, QLayout, QStyledItemDelegate, QTableView, QVBoxLayout, QWidget
)
from smallcrm.ui.guard import guard_overrides, guard_singletons
from smallcrm.ui.widgets.errors import ErrorReporter

def fail(name):
    if name == which:
        raise ValueError("in " + name)

class Model(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()):
        fail("rowCount")
        return 5
    def columnCount(self, parent=QModelIndex()):
        fail("columnCount")
        return 2
    def data(self, index, role=0):
        fail("data")
        return "x" if role == 0 else None
    def flags(self, index):
        fail("flags")
        return super().flags(index)

guard_singletons()
guard_overrides()  # what is made from here on is guarded too

class Delegate(QStyledItemDelegate):
    def paint(self, painter, option, index):
        fail("paint")
        super().paint(painter, option, index)

class View(QTableView):
    def event(self, event):
        fail("event")
        return super().event(event)
    def viewportEvent(self, event):
        fail("viewportEvent")
        return super().viewportEvent(event)
    def resizeEvent(self, event):
        fail("resizeEvent")
        super().resizeEvent(event)
    def keyPressEvent(self, event):
        fail("keyPressEvent")
        super().keyPressEvent(event)

class Layout(QLayout):
    def __init__(self):
        super().__init__()
        self._items = []
    def addItem(self, item):
        self._items.append(item)
    def count(self):
        return len(self._items)
    def itemAt(self, at):
        return self._items[at] if at < len(self._items) else None
    def takeAt(self, at):
        return None
    def sizeHint(self):
        return QSize(10, 10)
    def minimumSize(self):
        return QSize(10, 10)
    def hasHeightForWidth(self):
        return True
    def heightForWidth(self, width):
        fail("heightForWidth")
        return 10
    def setGeometry(self, rect):
        super().setGeometry(rect)
        fail("setGeometry")

class Painting(QWidget):
    def paintEvent(self, event):
        painter = QPainter(self)
        fail("paintEvent")

app = QApplication([])
reporter = ErrorReporter()
reporter.install()
window, view, model, delegate = QWidget(), View(), Model(), Delegate()
view.setModel(model)
view.setItemDelegate(delegate)
within = QWidget()
within.setLayout(Layout())
within.layout().addWidget(QLabel("a"))
painting = Painting()
painting.setMinimumSize(50, 50)
column = QVBoxLayout(window)
for part in (view, within, painting):
    column.addWidget(part)
window.resize(300, 300)
window.show()
for _ in range(20):
    view.viewport().update()
    app.processEvents()
no = Qt.KeyboardModifier.NoModifier
app.sendEvent(view, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, no, "a"))
dialogs = 0
for _ in range(20):
    if reporter._open is not None:
        dialogs += 1
        reporter._open.accept()
    painting.update()
    view.viewport().update()
    app.processEvents()
print("alive", dialogs)
"""


@pytest.mark.parametrize(
    "method",
    [
        *("rowCount", "columnCount", "data", "flags", "paint", "event", "viewportEvent"),
        *("resizeEvent", "keyPressEvent", "heightForWidth", "setGeometry", "paintEvent"),
    ],
)
def test_what_raises_in_a_method_that_qt_calls_is_told_once_and_ends_nothing(method: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", BROKEN, method],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout.strip()) == (0, "alive 1"), ended.stderr[-800:]
