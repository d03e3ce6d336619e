"""A guard against a fault of PySide6 that would end the process."""

import ctypes
import sys

_MANY = 1 << 40


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
