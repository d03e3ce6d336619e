"""Keep the cycle collector out of bulk work."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused_collector() -> Iterator[None]:
    """Make millions of records without a search for cycles at every few thousand of them.

    They hold no cycles, and looking through all of them again and again took most of the time.
    Afterwards they count as old: otherwise the next record made would have all of them looked
    through at once.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()  # into the oldest generation
            gc.enable()
