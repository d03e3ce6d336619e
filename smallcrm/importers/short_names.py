"""Two columns that name the customer: 全名 beside 名称, the whole name and a part of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from smallcrm.core.text import fold
from smallcrm.importers.fields import IGNORED
from smallcrm.importers.tables import Table
from smallcrm.importers.values import CleanColumn, text_of
from smallcrm.importers.works import Work

NAME, SHORT = "customer.name", "customer.short_name"
# Why a column has its meaning (see columns.ColumnGuess).
PART_OF_NAME, REPEATS = "part_of_name", "repeats"
# What stands between a group of customers and the name: 华东_海东包装厂.
_BETWEEN = "_/\\>|"
_ENOUGH = 0.95


def settle_short_names(works: Sequence[Work], table: Table) -> None:
    """Of several columns of names let the one with the whole names be the customer's.

    One that holds parts of it is the short name; one that says the same is left out. What says
    something else is left as it is.
    """
    named = [work for work in works if work.field == NAME and work.profile.filled]
    if len(named) < 2 or any(work.part for work in named):
        return
    cells = {work.column.index: _folded(table, work) for work in named}
    whole = max(
        named,
        key=lambda one: (_chosen(one), sum(map(len, cells[one.column.index])), one.confidence),
    )
    taken = any(work.field == SHORT for work in works)
    for work in named:
        if work is whole or _chosen(work):
            continue
        pairs = set(zip(cells[work.column.index], cells[whole.column.index], strict=True))
        found = _compare(pairs)
        if found == REPEATS:
            work.take(IGNORED, 0.95, REPEATS)
        elif found == PART_OF_NAME:
            work.take("" if taken else SHORT, 0.9, PART_OF_NAME)
            taken = True
        elif found == _BETWEEN and not _chosen(whole):
            whole.take("", 0.5, "unknown")
            return


def drop_repeated(column: CleanColumn, names: Sequence[object]) -> CleanColumn:
    """The short names without those that are the whole name."""
    pairs = zip(column.values, names, strict=True)
    return replace(column, values=[None if short == name else short for short, name in pairs])


def _compare(pairs: Iterable[tuple[str, str]]) -> str:
    """What the first of two names is to the second in nearly all rows, "" where nothing."""
    filled = [(short, whole) for short, whole in pairs if short]
    if any(not whole for _short, whole in filled):
        return ""
    if all(short == whole for short, whole in filled):
        return REPEATS
    if all(whole.endswith(short) and _is_path(short, whole) for short, whole in filled):
        return _BETWEEN
    parts = sum(_is_part(short, whole) for short, whole in filled)
    return PART_OF_NAME if parts >= _ENOUGH * len(filled) else ""


def _is_path(short: str, whole: str) -> bool:
    return short == whole or whole[-len(short) - 1] in _BETWEEN


def _is_part(short: str, whole: str) -> bool:
    """Whether all letters of a short name stand in the whole one, in their order."""
    letters = iter(whole)
    return all(letter in letters for letter in short)


def _folded(table: Table, work: Work) -> list[str]:
    return [fold(text_of(cell)) for cell in table.cells(work.column.index)]


def _chosen(work: Work) -> bool:
    return work.reason == "chosen"
