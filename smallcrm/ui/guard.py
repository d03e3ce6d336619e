"""A guard against a fault of PySide6 that would end the process."""

import ctypes
import sys

_MANY = 1 << 40


def guard_booleans() -> None:
    """Keep True and False alive; call it once before signals are emitted.

    PySide6 6.12 returns True from every `emit` without counting the reference, so each call takes
    one away. Before Python 3.12, where True and False are immortal, the count reaches zero after
    some hundred signals and Python ends with "deallocating True or False".
    """
    if sys.implementation.name == "cpython" and sys.version_info < (3, 12):
        for value in (True, False):
            if sys.getrefcount(value) < _MANY:
                # an object starts with its count, which has no other way in
                ctypes.c_ssize_t.from_address(id(value)).value += _MANY
