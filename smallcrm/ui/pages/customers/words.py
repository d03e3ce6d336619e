"""Words that several parts of the page say alike."""

from collections.abc import Iterable

from smallcrm.core.i18n import CHINESE, current


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence: "A, B", in Chinese A、B."""
    return ("、" if current().language == CHINESE else ", ").join(words)
