"""What of a file is hidden and left out, in words."""

from collections.abc import Sequence

from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.importers.rowkinds import HIDDEN
from smallcrm.importers.sheet import Note
from smallcrm.importers.tables import Table


def hidden_notes(tables: Sequence[Table], left_out: Sequence[Sequence[str]]) -> tuple[Note, ...]:
    """Name the hidden rows and columns of each sheet that are not brought.

    `left_out` holds the headers of the hidden columns of each table.
    """
    notes = []
    for sheet in dict.fromkeys(table.sheet for table in tables):
        mine = [table for table in tables if table.sheet == sheet]
        rows = sum(out.reason == HIDDEN for table in mine for out in table.passed_over)
        if rows:
            text = ngettext(
                "%(sheet)s: %(n)d hidden row was left out.",
                "%(sheet)s: %(n)d hidden rows were left out.",
                rows,
            )
            notes.append(Note("hidden_rows", text % {"sheet": sheet, "n": rows}))
        pairs = zip(tables, left_out, strict=True)
        columns = [name for table, headers in pairs if table.sheet == sheet for name in headers]
        named = listed(dict.fromkeys(name for name in columns if name))
        if columns:
            text = _("%(sheet)s: hidden columns are left out: %(headers)s.")
            notes.append(Note("hidden_columns", text % {"sheet": sheet, "headers": named or "…"}))
    return tuple(notes)
