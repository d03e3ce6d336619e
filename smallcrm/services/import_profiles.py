"""How a list was read, kept with its import, so that next month's list is read the same way."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import Analysis, TableAnalysis, reanalyse
from smallcrm.importers.columns import SHEET_NAME
from smallcrm.importers.fields import CUSTOM
from smallcrm.models import ImportFile
from smallcrm.storage.session import Session

NAMED = 8  # as many earlier lists are named when the one asked for is not there


def describe_reading(analysis: Analysis) -> dict[str, object]:
    """How a file was read, as it is kept: what each column meant, by its header."""
    return {
        "format": analysis.file.format,
        "encoding": analysis.file.encoding,
        "date_order": analysis.options.date_order,
        "tables": [
            {
                "sheet": table.table.sheet,
                "header_rows": list(table.table.header_rows),
                "columns": {
                    guess.header: guess.field
                    for guess in table.columns
                    if guess.header and guess.index != SHEET_NAME
                },
            }
            for table in analysis.tables
        ],
    }


def read_as(
    session: Session, analyses: Sequence[Analysis], name: str, progress: Progress | None = None
) -> list[Analysis]:
    """Read lists as the newest imported list of this name was read: its columns' meanings.

    Columns it did not have are guessed as ever. UserError when no list of that name is known.
    """
    query = ImportFile.select(ImportFile.name, ImportFile.profile).order_by(ImportFile.id.desc())
    known = list(query.tuples())
    profile = next((json.loads(text) for known_name, text in known if known_name == name), None)
    if profile is None:
        names = ", ".join(list(dict.fromkeys(row[0] for row in known))[:NAMED]) or "-"
        raise UserError(
            _("No list named “%(name)s” was imported. Known: %(names)s")
            % {"name": name, "names": names}
        )
    return [_as_profiled(analysis, profile, progress) for analysis in analyses]


def _as_profiled(
    analysis: Analysis, profile: Mapping[str, Any], progress: Progress | None
) -> Analysis:
    columns = dict(analysis.options.columns)
    for place, table in enumerate(analysis.tables):
        meanings = _meanings(table, place, profile["tables"])
        found = {
            guess.index: "custom" if meaning.startswith(CUSTOM) else meaning
            for guess in table.columns
            if (meaning := meanings.get(guess.header)) is not None
        }
        columns[table.key] = {**found, **columns.get(table.key, {})}
    order = analysis.options.date_order or profile.get("date_order")
    return reanalyse(
        analysis, replace(analysis.options, columns=columns, date_order=order), progress
    )


def _meanings(
    table: TableAnalysis, place: int, profiled: Sequence[Mapping[str, Any]]
) -> Mapping[str, str]:
    """The profile's table for this one: of the same sheet, else the one in the same place."""
    for kept in profiled:
        if kept["sheet"] == table.table.sheet:
            return dict(kept["columns"])
    return dict(profiled[place]["columns"]) if place < len(profiled) else {}
