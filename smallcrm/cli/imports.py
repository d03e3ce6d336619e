"""`import`: bring lists in as one undo step."""

import argparse
from pathlib import Path
from typing import Any

from smallcrm.cli.output import opened, print_json, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import Analysis, ImportOptions
from smallcrm.importers.plan import ImportPlan
from smallcrm.importers.summary import as_json
from smallcrm.services.import_profiles import read_as
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.imports import analyse_files, plan_files, write_plan
from smallcrm.services.snapshot import import_everything
from smallcrm.storage.operations import Origin
from smallcrm.storage.session import Session

TOTALS = ("created", "updated", "unchanged", "merged", "skipped", "rejected")


def run_import(options: argparse.Namespace) -> None:
    """Bring lists in, or show the plan."""
    paths = [Path(name) for name in options.lists]
    for path in paths:
        if not path.exists():
            raise UserError(_("There is no file %(path)s.") % {"path": path})
    progress = Bar()
    if any(path.suffix.lower() == ".json" for path in paths):
        _import_everything(options, paths, progress)
        return
    sheets = tuple(options.sheet) if options.sheet else None
    analyses = analyse_files(paths, ImportOptions(sheets=sheets, kind=options.kind), progress)
    with opened(options, Origin.IMPORT) as session:
        if options.profile:
            analyses = read_as(session, analyses, options.profile, progress)
        plan = plan_files(session, analyses, options.duplicates, progress=progress)
        if options.rejects:
            # First, so that nothing is brought in when this file cannot be written.
            count = write_rejects(analyses, plan, Path(options.rejects))
            tell(
                ngettext("%(n)d row written to %(path)s", "%(n)d rows written to %(path)s", count)
                % {"n": count, "path": options.rejects}
            )
        step = None
        if not options.dry_run:
            step = write_plan(session, analyses, plan, progress).step_id
    if options.json:
        print_json({"dry_run": options.dry_run, "step": step, **as_json(analyses, plan)})
    else:
        print_lines(_summary(analyses, plan, dry_run=options.dry_run))


def _import_everything(options: argparse.Namespace, paths: list[Path], progress: Progress) -> None:
    if len(paths) > 1:
        raise UserError(_("A .json file with everything is brought in by itself."))
    with opened(options, Origin.IMPORT) as session:
        if options.dry_run:
            raise UserError(_("There is no dry run for a .json file with everything."))
        count = import_everything(session, paths[0], progress)
        step = _last_step(session)
    if options.json:
        totals: dict[str, Any] = dict.fromkeys(TOTALS, 0) | {"rows": count, "created": count}
        print_json({"dry_run": False, "step": step, "files": [], "totals": totals})
    else:
        text = ngettext("%(n)d customer added.", "%(n)d customers added.", count)
        print_lines([text % {"n": count}])


def _last_step(session: Session) -> int | None:
    step = session.next_step()
    return step.id if step else None


def _summary(analyses: list[Analysis], plan: ImportPlan, *, dry_run: bool) -> list[str]:
    totals = plan.totals
    words = {
        "created": _("new"),
        "updated": _("changed"),
        "unchanged": _("unchanged"),
        "merged": _("joined"),
        "skipped": _("skipped"),
        "rejected": _("rejected"),
    }
    rows = ngettext("%(n)d row", "%(n)d rows", totals["rows"]) % {"n": totals["rows"]}
    parts = [f"{words[name]} {totals[name]}" for name in TOTALS if totals[name]]
    lines = [f"{rows}: " + ", ".join(parts)]
    for question in plan.questions:
        place = {"row": question.row, "sheet": question.sheet, "text": question.text}
        lines.append(_("Row %(row)d of %(sheet)s: %(text)s") % place)
    for row in plan.rows:
        if row.outcome == "rejected":
            place = {"row": row.ref.row, "sheet": row.ref.sheet, "text": row.reason}
            lines.append(_("Row %(row)d of %(sheet)s: %(text)s") % place)
    if dry_run:
        lines.append(_("This was a dry run: nothing was written."))
    return lines
