"""Where the words that are sought stand in a text."""

from collections.abc import Sequence

from smallcrm.core.text import fold
from smallcrm.services.search_terms import words_of


def find_marks(content: str, text: str) -> list[tuple[int, int]]:
    """Where the words of `text` stand in `content`: (begin, end) pairs that do not overlap."""
    folded, places = _fold_with_places(content)
    spans: list[tuple[int, int]] = []
    for word in words_of(text):
        at = folded.find(word)
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    return _joined(spans)


def _fold_with_places(content: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its signs the place it comes from."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(content):
        folded = " " if sign.isspace() else fold(sign)
        if folded == " " and signs and signs[-1] == " ":
            continue
        signs += folded
        places += [place] * len(folded)
    return "".join(signs), places


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found
