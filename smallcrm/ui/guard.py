"""Guards against what PySide6 does to a process: faults that would end it, imports made slow."""

import builtins
import ctypes
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import wraps
from types import FunctionType, MappingProxyType

from PySide6.QtCore import QModelIndex, QObject, QSize, Qt

_MANY = 1 << 40
_OURS = "smallcrm."
IN_OVERRIDE = "in a method that Qt calls"  # such a fault may come again at every frame


def guard_singletons() -> None:
    """Keep None, True and False alive; call it once before Qt is used much.

    PySide6 6.12 returns them from calls such as `update()` and `emit()` without counting the
    reference, so each call takes one away. Before Python 3.12, where they are immortal, the count
    reaches zero after some thousand calls and Python ends with "deallocating None".
    """
    if sys.implementation.name == "cpython" and sys.version_info < (3, 12):
        for value in (None, True, False, NotImplemented, ...):
            if sys.getrefcount(value) < _MANY // 2:
                # an object starts with its count, and there is no other way to it
                ctypes.c_ssize_t.from_address(id(value)).value += _MANY


def guard_imports() -> None:
    """Let Python import modules without PySide6 reading them; call it before most are imported.

    PySide6 6.12 puts a function of its own in the place of `__import__`. It looks for `from
    __feature__ import ...`, which nothing here uses, and for that reads the source of every module
    that is imported and keeps it: a tenth of the time to the window, and memory. The function it
    kept beside it is Python's, with what PySide6 needs for `import *`.
    """
    kept = getattr(builtins, "__orig_import__", None)
    if kept is not None:
        builtins.__import__ = kept


def guard_overrides() -> None:
    """Keep an exception in an overridden method of Qt from ending the process.

    Qt calls `paint`, `data`, `event` and the like itself. PySide6 6.12 keeps what they raise until
    Python is entered again, by another such call: there it comes up in the wrong place, or ends
    the process. Here every class of ours has these methods wrapped, those that are made later too:
    what they raise goes to `sys.excepthook` at once, and Qt gets the poorest answer that it takes.
    """
    known = list(QObject.__subclasses__())
    while known:
        one = known.pop()
        known += one.__subclasses__()
        _guard_class(one)
    QObject.__init_subclass__ = classmethod(_guard_new)  # type: ignore[assignment]


def _guard_new(cls: type[QObject], /, **more: object) -> None:
    super(QObject, cls).__init_subclass__(**more)
    _guard_class(cls)


def _guard_class(one: type[QObject]) -> None:
    if not one.__module__.startswith(_OURS):
        return
    for name, method in list(vars(one).items()):
        if isinstance(method, FunctionType) and not hasattr(method, "__wrapped__"):
            answer = _answer(name)
            if answer is not None and _is_of_qt(one, name):
                setattr(one, name, _guarded(method, answer))


def _answer(name: str) -> Callable[[], object] | None:
    """What makes the answer in place of one that failed; None where the method is not Qt's."""
    if name in _ANSWERS:
        return _ANSWERS[name]
    return _nothing if name.endswith("Event") else None


def _is_of_qt(one: type[QObject], name: str) -> bool:
    bases = (base for base in one.__mro__ if base.__module__.startswith("PySide6"))
    return any(name in vars(base) for base in bases)


def _guarded(method: FunctionType, answer: Callable[[], object]) -> Callable[..., object]:
    @wraps(method)
    def call(*args: object, **more: object) -> object:
        try:
            return method(*args, **more)
        except Exception as error:  # noqa: BLE001 - whatever it is, Qt cannot take it
            error.add_note(IN_OVERRIDE)
            # what it held, a painter above all, goes now: Qt would find it still at work
            traceback.clear_frames(error.__traceback__)
            sys.excepthook(type(error), error, error.__traceback__)
            return answer()

    return call


def _nothing() -> None:
    return None


def _no() -> bool:
    return False


_ANSWERS: Mapping[str, Callable[[], object]] = MappingProxyType(
    {
        **dict.fromkeys(("event", "viewportEvent", "eventFilter", "editorEvent", "helpEvent"), _no),
        **dict.fromkeys(("hasHeightForWidth", "setData", "canInsertFromMimeData"), _no),
        **dict.fromkeys(("rowCount", "columnCount", "count", "heightForWidth"), int),
        **dict.fromkeys(("sizeHint", "minimumSizeHint", "minimumSize"), QSize),
        **dict.fromkeys(("data", "headerData", "itemAt", "takeAt", "mimeData"), _nothing),
        **dict.fromkeys(("paint", "paintSection", "createEditor", "setEditorData"), _nothing),
        **dict.fromkeys(("setModelData", "updateEditorGeometry", "initStyleOption"), _nothing),
        **dict.fromkeys(("setGeometry", "addItem", "scrollContentsBy", "startDrag"), _nothing),
        **dict.fromkeys(("keyboardSearch", "sort", "reject", "fetchMore"), _nothing),
        "mimeTypes": list,
        "index": QModelIndex,
        "flags": lambda: Qt.ItemFlag.NoItemFlags,
        "expandingDirections": lambda: Qt.Orientation(0),
    }
)
