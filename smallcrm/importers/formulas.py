"""Formulas that bring no values, in words: nobody has worked them out since the file was made."""

from collections.abc import Iterable, Mapping
from typing import Any

from smallcrm.core.i18n import listed, ngettext
from smallcrm.importers.columns import column_letter
from smallcrm.importers.sheet import Note

_MOST_NAMED = 12


def formula_notes(sheets: Iterable[Mapping[str, Any]]) -> list[Note]:
    """A note for each sheet with such cells; "formulas" of a sheet holds (column, how many).

    Web systems and scripts write formulas only; the program that opens the sheet works them out.
    """
    return [_note(sheet["name"], sheet["formulas"]) for sheet in sheets if sheet.get("formulas")]


def _note(sheet: str, formulas: Iterable[tuple[int, int]]) -> Note:
    count = sum(cells for _column, cells in formulas)
    letters = [column_letter(column) for column, _cells in formulas if column >= 0]
    more = ", …" if len(letters) > _MOST_NAMED else ""
    columns = listed(letters[:_MOST_NAMED]) + more or "?"
    text = ngettext(
        "%(sheet)s: %(n)d cell (column %(columns)s) holds a formula without its result and comes"
        " empty; an order's amount is then quantity times price. Open the file in Excel or WPS"
        " and save it there before importing it. If it is imported already, undo that first.",
        "%(sheet)s: %(n)d cells (column %(columns)s) hold formulas without their results and come"
        " empty; an order's amount is then quantity times price. Open the file in Excel or WPS"
        " and save it there before importing it. If it is imported already, undo that first.",
        count,
    )
    return Note("formulas", text % {"sheet": sheet, "n": count, "columns": columns})
