"""How far long work is, in words: rows done, and the time that is left."""

import time
from collections.abc import Callable

from smallcrm.core.i18n import _, ngettext

_LEAST_TOTAL = 500  # fewer are done before they are read
_LEAST_SECONDS = 1.5
_LEAST_SHARE = 0.03


class Pace:
    """Watches the reports of a piece of work; each stage of it has its own pace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage: tuple[int, str] = (0, "")
        self._begun = 0.0
        self._last = 0

    def words(self, done: int, total: int, text: str = "") -> str:
        """Say how far the work is: what is done, of how many rows, and how long it still takes."""
        moment = self._clock()
        if (total, text) != self._stage or done < self._last:
            self._stage, self._begun = (total, text), moment
        self._last = done
        parts = [text] if text else []
        if total >= _LEAST_TOTAL:
            parts.append(_("%(n)s of %(all)s rows") % {"n": f"{done:,}", "all": f"{total:,}"})
            spent = moment - self._begun
            if spent >= _LEAST_SECONDS and done >= total * _LEAST_SHARE:
                parts.append(left_words(spent * (total - done) / done))
        return " · ".join(parts)


def left_words(seconds: float) -> str:
    """A time that is left, in words that do not change all the time."""
    if seconds < 60:
        n = max(5, 5 * round(seconds / 5)) if seconds > 3 else 3
        return ngettext("about %(n)d second left", "about %(n)d seconds left", n) % {"n": n}
    n = round(seconds / 60)
    return ngettext("about %(n)d minute left", "about %(n)d minutes left", n) % {"n": n}
