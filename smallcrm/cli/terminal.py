"""What only a terminal gets: a progress bar, and its removal before anything else is written."""

import sys

from smallcrm.core.progress import Progress

CLEAR = "\r\033[K"
WIDTH = 20


class Bar(Progress):
    """A progress bar on stderr, on a terminal only."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = sys.stderr.isatty()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Draw the bar anew."""
        if self._shown:
            share = min(WIDTH, WIDTH * done // total) if total else 0
            sys.stderr.write(f"\r[{'#' * share}{'.' * (WIDTH - share)}] {text}\033[K")
            sys.stderr.flush()


def tell(text: object) -> None:
    """A message on stderr, in place of a bar."""
    clear_bar()
    print(text, file=sys.stderr)


def clear_bar() -> None:
    """Take a bar off the terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(CLEAR)
        sys.stderr.flush()
