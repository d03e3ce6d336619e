"""Options of an import with one wish changed: mended cells, rows taken or not, kinds of lists."""

from collections.abc import Mapping
from dataclasses import replace

from smallcrm.importers.analysis import ImportOptions


def with_mend(
    options: ImportOptions, sheet: str, row: int, column: int, text: str | None
) -> ImportOptions:
    """Return the options with a cell (row from 1) mended, or set back where `text` is None."""
    of_sheet = {**options.mends.get(sheet, {})}
    of_sheet.pop((row, column), None)
    if text is not None:
        of_sheet[row, column] = text
    return _with_mends(options, sheet, of_sheet)


def _with_mends(
    options: ImportOptions, sheet: str, of_sheet: Mapping[tuple[int, int], str]
) -> ImportOptions:
    mends = {name: cells for name, cells in options.mends.items() if name != sheet}
    if of_sheet:
        mends[sheet] = of_sheet
    return replace(options, mends=mends)


def with_hidden_rows(options: ImportOptions, on: bool) -> ImportOptions:
    """Return the options with the hidden rows taken or left out."""
    return replace(options, hidden_rows=on)


def with_shape(options: ImportOptions, as_it_stands: bool) -> ImportOptions:
    """Return the options with sheets left as they are, or made lists.

    What was said of single rows, columns and cells goes: there they are others.
    """
    return replace(
        options,
        as_it_stands=as_it_stands,
        header_rows={},
        columns={},
        kinds={},
        mends={},
        rows={},
    )


def with_row(options: ImportOptions, sheet: str, row: int, taken: bool | None) -> ImportOptions:
    """Return the options with a row (from 1) taken as a record or not; None leaves it open."""
    of_sheet = {n: one for n, one in options.rows.get(sheet, {}).items() if n != row}
    if taken is not None:
        of_sheet[row] = taken
    rows = {name: chosen for name, chosen in options.rows.items() if name != sheet}
    return replace(options, rows={**rows, sheet: of_sheet} if of_sheet else rows)


def with_kind(options: ImportOptions, key: str, kind: str) -> ImportOptions:
    """Return the options with what a table lists decided; "auto" leaves it to its columns."""
    kinds = {other: one for other, one in options.kinds.items() if other != key}
    return replace(options, kinds=kinds if kind == "auto" else {**kinds, key: kind})


def with_region(options: ImportOptions, region: str | None) -> ImportOptions:
    """Return the options with the country of phone numbers decided, None for the guess."""
    return replace(options, region=region)
