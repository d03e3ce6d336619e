"""Tables that stand side by side on a sheet: each with columns of its own."""

from dataclasses import replace

from smallcrm.importers.headerrows import HeaderRows
from smallcrm.importers.headers import find_meaning, fold_header, is_known_header
from smallcrm.importers.sheet import RawSheet

_FEWEST = 2

Span = tuple[int, int]


def side_by_side(sheet: RawSheet, header: HeaderRows) -> list[RawSheet]:
    """The sheet once for each table that stands side by side on it, cells of the others empty.

    One alone, the sheet itself, where there is one table. Rows and columns keep their places.
    """
    spans = _repeated(header) or _apart(sheet, header)
    if len(spans) < 2:
        return [sheet]
    return [_only(sheet, span) for span in spans]


def _repeated(header: HeaderRows) -> list[Span]:
    """The same labels again beside themselves: one list set in two halves."""
    places = sorted(header.labels)
    texts = [fold_header(header.labels[place][1]) for place in places]
    for size in range(_FEWEST, len(texts) // 2 + 1):
        parts = [texts[start : start + size] for start in range(0, len(texts), size)]
        if all(part == parts[0] for part in parts) and any(map(_names_customer, parts[0])):
            starts = places[::size]
            ends = [*starts[1:], places[-1] + 1]
            return list(zip(starts, ends, strict=True))
    return []


def _apart(sheet: RawSheet, header: HeaderRows) -> list[Span]:
    """Tables with an empty column between them, each of which names its customer."""
    runs: list[list[int]] = []
    for place in sorted(header.labels):
        gap = runs and range(runs[-1][-1] + 1, place)
        if not runs or (gap and not _is_used(sheet, header, gap)):
            runs.append([])
        runs[-1].append(place)
    if len(runs) < 2:
        return []
    for run in runs:
        labels = [header.labels[place][1] for place in run]
        known = sum(map(is_known_header, labels))
        named = any(_names_customer(fold_header(label)) for label in labels)
        if known < _FEWEST or not named:
            return []
    starts = [run[0] for run in runs]
    return list(zip(starts, [*starts[1:], sheet.width], strict=True))


def _names_customer(label: str) -> bool:
    found = find_meaning(label)
    return (
        found is not None and found.field in ("customer.name", "@person") and found.how == "header"
    )


def _is_used(sheet: RawSheet, header: HeaderRows, gap: range) -> bool:
    below = sheet.rows[header.first_data :]
    return any(row[place] != "" for row in below for place in gap)


def _only(sheet: RawSheet, span: Span) -> RawSheet:
    start, stop = span
    before, after = [""] * start, [""] * (sheet.width - stop)
    return replace(sheet, rows=[[*before, *row[start:stop], *after] for row in sheet.rows])
