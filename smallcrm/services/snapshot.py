"""Everything in one JSON file, and back into an empty data file with all ids kept.

Attached files go into a folder beside it, views and pairs that are not the same into the file.
"""

import json
from functools import partial
from pathlib import Path
from typing import Any

from peewee import SQL, IntegrityError, Model

from smallcrm import __version__
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.exporters.files import replace_file
from smallcrm.models import NotSame, RecordedModel, SavedView, Stage
from smallcrm.models.kept import KeptModel
from smallcrm.services.customers import count_customers
from smallcrm.services.snapshot_files import Carried, carry_in, carry_out, whole_or_nothing
from smallcrm.storage.attachments import attachment_folder
from smallcrm.storage.migrations import NEWEST
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session
from smallcrm.storage.settings import DEFAULTS
from smallcrm.storage.tables import RECORDED_TABLES

FORMAT = "smallcrm"
BATCH = 500
# What users made that undo leaves alone.
KEPT: tuple[type[KeptModel], ...] = (SavedView, NotSame)
# When this file was backed up last says nothing of another one.
KEPT_SETTINGS = DEFAULTS.keys() - {"last_backup", "backed_up"}


def export_everything(session: Session, path: Path, progress: Progress | None = None) -> Carried:
    """Write every record of the data file as JSON: {"format", "program", "schema",
    "tables", "kept", "files", "settings"}.

    Returns what was copied of attached files.
    """
    progress = progress or Progress()
    models = _models()
    tables: dict[str, Any] = {}
    for done, table in enumerate(RECORDED_TABLES):
        progress.check()
        progress.report(done, len(RECORDED_TABLES), table)
        model = models[table]
        tables[table] = _rows_of(model)
    kept = {model._meta.table_name: _rows_of(model) for model in KEPT}
    with whole_or_nothing(path):
        files = carry_out(session, path, progress)
        progress.report(1, 1)
        content = {
            "format": FORMAT,
            "program": __version__,
            "schema": NEWEST,
            "tables": tables,
            "kept": kept,
            "files": {
                "folder": attachment_folder(path).name,
                "count": files.count,
                "bytes": files.size,
                "missing": files.missing,
            },
            "settings": {key: session.settings.get(key) for key in sorted(KEPT_SETTINGS)},
        }
        replace_file(path, partial(_write, content))
    return files


def _write(content: dict[str, Any], place: Path) -> None:
    with place.open("w", encoding="utf-8") as handle:
        json.dump(content, handle, ensure_ascii=False)


def import_everything(session: Session, path: Path, progress: Progress | None = None) -> int:
    """Bring a JSON file of `export_everything` into an empty data file; returns the customers."""
    progress = progress or Progress()
    content = read_snapshot(path)
    models = _models()
    if any(model.select().limit(1).exists() for model in models.values() if model is not Stage):
        raise UserError(
            _("Everything can only be brought into an empty data file."),
            _("Open a new data file first."),
        )
    carry_in(session, path, content["tables"], progress)
    try:
        with session.unit(Op.RESTORE_JSON, {"file": path.name}, progress=progress):
            Stage.delete().execute()
            for done, table in enumerate(RECORDED_TABLES):
                progress.report(done, len(RECORDED_TABLES), table)
                stored = content["tables"].get(table, {"columns": [], "rows": []})
                _insert(models[table], stored["columns"], stored["rows"], progress)
            for model in KEPT:
                stored = content.get("kept", {}).get(model._meta.table_name)
                if stored and stored["rows"]:
                    _keep(model, stored["columns"], stored["rows"])
            for key in KEPT_SETTINGS & content.get("settings", {}).keys():
                session.settings.set(key, str(content["settings"][key]))
    except (AttributeError, IndexError, IntegrityError, KeyError, TypeError, ValueError) as error:
        # Not as we write it: edited by hand, or cut short.
        raise UserError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    return count_customers(session)


def read_snapshot(path: Path) -> dict[str, Any]:
    """The content of a JSON file of ours; UserError when it is something else."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UserError(_("%(file)s was not written by smallcrm.") % {"file": path.name})
    schema = content.get("schema")
    if isinstance(schema, int) and schema > NEWEST:
        raise UserError(
            _("%(file)s was written by a newer smallcrm.") % {"file": path.name},
            _("Update smallcrm on this computer."),
        )
    if not isinstance(schema, int) or not isinstance(content.get("tables"), dict):
        raise UserError(_("%(file)s cannot be read.") % {"file": path.name})
    return content


def _insert(
    model: type[RecordedModel], columns: list[str], rows: list[list[Any]], progress: Progress
) -> None:
    by_column = {field.column_name: field for field in model._meta.sorted_fields}
    fields = [by_column[name] for name in columns if name in by_column]
    places = [place for place, name in enumerate(columns) if name in by_column]
    # A customer may refer to one that comes later: such references are set once all are there.
    later = [place for place, field in enumerate(fields) if field.name == "referred_by"]
    references: list[tuple[int, int]] = []
    for start in range(0, len(rows), BATCH):
        progress.check()
        batch = [[row[place] for place in places] for row in rows[start : start + BATCH]]
        for row in batch:
            for place in later:
                if row[place] is not None:
                    references.append((row[0], row[place]))
                    row[place] = None
        model.insert_many(batch, fields=fields).execute()
    for row_id, referred in references:
        model.update(referred_by=referred).where(model.id == row_id).execute()


def _keep(model: type[KeptModel], columns: list[str], rows: list[list[Any]]) -> None:
    """Bring in what is not recorded; what there is already stays."""
    by_column = {field.column_name: field for field in model._meta.sorted_fields}
    fields = [by_column[name] for name in columns]
    model.insert_many(rows, fields=fields).on_conflict_ignore().execute()


def _rows_of(model: type[Model]) -> dict[str, Any]:
    names = [field.column_name for field in model._meta.sorted_fields]
    return {"columns": names, "rows": list(model.select().order_by(SQL("1")).tuples())}


def _models() -> dict[str, type[RecordedModel]]:
    return {model._meta.table_name: model for model in RecordedModel.__subclasses__()}
