"""Find the header: a row among the first thirty, or two or three that belong together, or none."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from smallcrm.importers.content import is_empty, kind_of, words
from smallcrm.importers.headers import find_meaning, is_known_header, shown_header
from smallcrm.importers.sheet import MergedRange, RawSheet, Row

DEEPEST = 30
_LONGEST = 60
# Kinds of cells that a header never has, and that say what a column below holds.
_TELLING = words(
    "mobile phone phones email url date money number tax time level yes_no province city company "
    "address error person gender"
)
_NEVER_HEADER = words("mobile phone phones email date money number tax time error")


@dataclass(frozen=True, slots=True)
class HeaderRows:
    """Header rows (from 0; maybe none), the first data row, each column's group and label."""

    rows: tuple[int, ...]
    first_data: int
    labels: Mapping[int, tuple[str, str]]


def find_header(sheet: RawSheet, start: int, given: tuple[int, ...] | None = None) -> HeaderRows:
    """Find the header of the table that begins at or below row `start` (from 0)."""
    if given is not None:
        places = tuple(row - 1 for row in given if 0 < row <= len(sheet.rows))
        first = places[-1] + 1 if places else _first_filled(sheet, start)
        return HeaderRows(places, first, _labels(sheet, places))
    main = _main_row(sheet, start)
    if main is None:
        return HeaderRows((), _first_record(sheet, start), {})
    places = _with_neighbours(sheet, main, start)
    return HeaderRows(places, places[-1] + 1, _labels(sheet, places))


def _main_row(sheet: RawSheet, start: int) -> int | None:
    scores = {}
    looked = 0
    for place in range(start, len(sheet.rows)):
        row = sheet.rows[place]
        if all(cell == "" for cell in row):
            continue
        looked += 1
        if looked > DEEPEST:
            break
        scores[place] = _known(row)
    # Labels merged over two rows: both say together how much of a header they are.
    pairs = {area.top for area in sheet.merged if area.top < area.bottom} & scores.keys()
    scores |= {place: scores[place] + scores.get(place + 1, 0) for place in sorted(pairs)}
    best = max(scores.values(), default=0)
    if best >= 1:
        # The first row that is nearly as good: later ones may be records full of such words.
        enough = max(best * 0.6, 1 if sheet.width <= 3 or best < 2 else 2)
        found = next(place for place, score in scores.items() if score >= enough)
        if best >= 2 or sheet.width == 1 or _is_header_by_looks(sheet, found, known=True):
            return found
    first = next((place for place in scores if _count(sheet.rows[place]) > 1), None)
    if first is None:
        first = next(iter(scores), None) if sheet.width == 1 else None
    if first is not None and _is_header_by_looks(sheet, first):
        return first
    return None


def _known(row: Row) -> float:
    texts = [cell for cell in row if cell != ""]
    if any(not isinstance(cell, str) for cell in texts):
        return 0
    labels = [shown_header(cell) for cell in texts]
    known = sum(len(label) <= _LONGEST and is_known_header(label) for label in labels)
    if not known:
        return 0
    values = sum(kind_of(label) in _NEVER_HEADER for label in labels)
    return max(known - 2 * values, 0)


def _is_header_by_looks(sheet: RawSheet, place: int, *, known: bool = False) -> bool:
    """Whether a row heads the rows below: short different texts over columns of other kinds."""
    row = sheet.rows[place]
    texts = [cell for cell in row if cell != ""]
    if any(not isinstance(cell, str) or len(cell) > _LONGEST for cell in texts):
        return False
    kinds = {index: kind_of(cell) for index, cell in enumerate(row) if cell != ""}
    if any(kind in _NEVER_HEADER for kind in kinds.values()):
        return False
    below = sheet.rows[place + 1 : place + 101]
    differ = same = 0
    for index, kind in kinds.items():
        counts = Counter(kind_of(row[index]) for row in below if not is_empty(row[index]))
        if not counts:
            continue
        common, count = counts.most_common(1)[0]
        if common in _TELLING and count * 2 > counts.total():
            differ += kind != common
            same += kind == common
    if differ or same:
        return differ > same
    different = len(set(texts)) == len(texts) > 1
    return bool(below) and (different or known)


def _first_record(sheet: RawSheet, start: int) -> int:
    """Without a header: records begin where rows get as wide as most are."""
    widths = Counter(_count(row) for row in sheet.rows[start : start + 200])
    widths.pop(0, None)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for place in range(start, min(len(sheet.rows), start + DEEPEST)):
        count = _count(sheet.rows[place])
        if count and (count > 1 or usual <= 1):
            return place
    return _first_filled(sheet, start)


def _first_filled(sheet: RawSheet, start: int) -> int:
    filled = (place for place in range(start, len(sheet.rows)) if _count(sheet.rows[place]))
    return next(filled, len(sheet.rows))


def _count(row: Row) -> int:
    return sum(cell != "" for cell in row)


# --- headers of several rows ---------------------------------------------------------------------


def _with_neighbours(sheet: RawSheet, main: int, start: int) -> tuple[int, ...]:
    places = [main]
    if main > start and _groups_above(sheet, main - 1):
        places.insert(0, main - 1)
    while len(places) < 3 and _continues(sheet, places[0], places[-1] + 1):
        places.append(places[-1] + 1)
    return tuple(places)


def _groups_above(sheet: RawSheet, place: int) -> bool:
    """Whether a row above the header names groups of columns: two or more, each over its own."""
    row = sheet.rows[place]
    if _count(row) < 2 or any(cell != "" and not isinstance(cell, str) for cell in row):
        return False
    if any(area.top <= place < area.bottom for area in _merged_at(sheet, place)):
        return True
    wide = [area for area in _merged_at(sheet, place) if area.right > area.left]
    return bool(wide) or (_known(row) >= 1 and _fits_below(row, sheet.rows[place + 1]))


def _continues(sheet: RawSheet, first: int, place: int) -> bool:
    """Whether the row at `place` goes on with the header that began at `first`."""
    if place >= len(sheet.rows):
        return False
    row = sheet.rows[place]
    cells = [cell for cell in row if cell != ""]
    if not cells or any(
        not isinstance(cell, str) or kind_of(cell) in _NEVER_HEADER for cell in cells
    ):
        return False
    above = [area for top in range(first, place) for area in _merged_at(sheet, top)]
    if any(area.top < place <= area.bottom for area in above):
        return True  # a label merged over both rows
    wide = [area for area in above if area.bottom == place - 1 and area.right > area.left]
    if any(area.right - area.left + 1 < sheet.width and _below(row, area) for area in wide):
        return True
    return _known(row) >= 1 and _fits_below(sheet.rows[place - 1], row)


def _fits_below(upper: Row, lower: Row) -> bool:
    """Without merges: the lower row's labels stand under gaps of the upper one."""
    taken = [index for index, cell in enumerate(lower) if cell != ""]
    gaps = [index for index in taken if upper[index] == ""]
    both = [index for index in taken if upper[index] != ""]
    free = [index for index, cell in enumerate(upper) if cell != "" and lower[index] == ""]
    # Under a group's name stands its first column; elsewhere the two rows never meet.
    starts = all(index + 1 < len(lower) and upper[index + 1] == "" for index in both)
    known = all(find_meaning(shown_header(lower[index])) for index in taken)
    return bool(gaps) and bool(free) and starts and known


def _merged_at(sheet: RawSheet, place: int) -> list[MergedRange]:
    return [area for area in sheet.merged if area.top == place and area.left < sheet.width]


def _below(row: Row, area: MergedRange) -> bool:
    return any(cell != "" for cell in row[area.left : area.right + 1])


def _labels(sheet: RawSheet, places: tuple[int, ...]) -> dict[int, tuple[str, str]]:
    """The group and the label of each column."""
    levels = [_spread_groups(sheet, place, place == places[-1]) for place in places]
    labels = {}
    for index in range(sheet.width):
        parts = list(dict.fromkeys(part for level in levels if (part := level[index])))
        if not parts:
            continue
        labels[index] = (" ".join(parts[:-1]), parts[-1])
    return labels


def _spread_groups(sheet: RawSheet, place: int, last: bool) -> list[str]:
    """The labels of one header row, a group's name repeated over all its columns."""
    texts = [shown_header(cell) for cell in sheet.rows[place]]
    for area in _merged_at(sheet, place):
        for index in range(area.left, min(area.right, sheet.width - 1) + 1):
            texts[index] = texts[area.left]
    if last:
        return texts
    below = sheet.rows[place + 1]
    for index in range(1, len(texts)):
        # Without merges a group reaches to the next label, as long as something stands below.
        if not texts[index] and below[index] != "" and below[index - 1] != "":
            texts[index] = texts[index - 1]
    return texts
