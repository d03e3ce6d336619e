"""The rows that an import could not take, as a workbook to mend and bring again."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.exporters.sheets import SheetColumn, Value, write_xlsx
from smallcrm.importers.analysis import Analysis
from smallcrm.importers.plan import ImportPlan


def write_rejects(analyses: Sequence[Analysis], plan: ImportPlan, path: Path) -> int:
    """Write every rejected row as it stands in its file, with the reason; returns how many."""
    if path.suffix.lower() != ".xlsx":
        raise UserError(_("Rejected rows are written to a file whose name ends in .xlsx."))
    sheets = {
        (number, sheet.name): sheet
        for number, analysis in enumerate(analyses)
        for sheet in analysis.file.sheets
    }
    rows: list[list[Value]] = []
    for row in plan.rows:
        if row.outcome == "rejected":
            cells = sheets[row.ref.file, row.ref.sheet].rows[row.ref.row - 1]
            file = analyses[row.ref.file].file.name
            place: list[Value] = [row.reason, file, row.ref.sheet, row.ref.row]
            rows.append(place + [_cell(value) for value in cells])
    width = max((len(row) for row in rows), default=4)
    titles = [_("Reason"), _("File"), _("Sheet"), _("Row")]
    columns = [
        SheetColumn(title, width=24 if place == 0 else 14) for place, title in enumerate(titles)
    ]
    columns += [SheetColumn("") for _place in range(width - len(titles))]
    padded = [row + [None] * (width - len(row)) for row in rows]
    write_xlsx(path, _("Rejected rows"), columns, padded)
    return len(rows)


def _cell(value: object) -> Value:
    if value is None or isinstance(value, str | int | date):
        return value
    return str(value)
