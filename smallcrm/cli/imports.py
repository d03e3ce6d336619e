"""`import`: bring lists in as one undo step."""

import argparse
import os
import sys
from dataclasses import replace
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import Any

from smallcrm.cli.output import opened, print_json, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import Analysis, ImportOptions
from smallcrm.importers.dateorder import likely_years
from smallcrm.importers.plan import ImportPlan, Question
from smallcrm.importers.reading import PasswordNeeded
from smallcrm.importers.sources import expand
from smallcrm.importers.summary import as_json
from smallcrm.services.import_profiles import read_as, read_export
from smallcrm.services.import_rejects import write_rejects
from smallcrm.services.import_template import write_template
from smallcrm.services.imports import analyse_files, plan_files, write_plan
from smallcrm.services.snapshot import import_everything
from smallcrm.services.snapshot_files import missing_files, missing_words
from smallcrm.storage.operations import Origin
from smallcrm.storage.session import Session

PASSWORD_VARIABLE = "SMALLCRM_PASSWORD"
TRIES = 3
# In these lists a new row is a new customer or contact person; in others it is an order, a talk ...
_OF_CUSTOMERS = ("customers", "contacts")
TOTALS = ("created", "updated", "unchanged", "merged", "skipped", "rejected")


def run_import(options: argparse.Namespace) -> None:
    """Bring lists in, or show the plan; or write the template."""
    if options.template:
        _write_template(options)
        return
    for name in options.lists:
        if not Path(name).exists():
            raise UserError(_("There is no file %(path)s.") % {"path": name})
    paths = expand(options.lists)
    progress = Bar()
    if any(path.suffix.lower() == ".json" for path in paths):
        _import_everything(options, paths, progress)
        return
    analyses = _analyse(paths, _reading(options), progress)
    with opened(options, Origin.IMPORT) as session:
        if options.profile:
            analyses = read_as(session, analyses, options.profile, progress)
        else:
            analyses = [_as_export(analysis, progress) for analysis in analyses]
        _tell_unsure_dates(analyses)
        _tell_undated(analyses, session.clock.today())
        plan = plan_files(
            session, analyses, options.duplicates, progress=progress, missing=options.missing
        )
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


def _reading(options: argparse.Namespace) -> ImportOptions:
    """How the lists are to be read, as far as the command says."""
    return ImportOptions(
        encoding=options.encoding,
        sheets=tuple(options.sheet) if options.sheet else None,
        kind=options.kind,
        date_order=options.date_order,
        year=options.year,
        as_it_stands=options.as_it_stands,
        password=os.environ.get(PASSWORD_VARIABLE) or None,
    )


def _analyse(paths: list[Path], reading: ImportOptions, progress: Progress) -> list[Analysis]:
    """Read the lists; a password that is missing is asked for on a terminal."""
    analyses: list[Analysis] = []
    tries = 0
    while len(analyses) < len(paths):
        path = paths[len(analyses)]
        try:
            analyses += analyse_files([path], reading, progress)
        except PasswordNeeded as error:
            tries += 1
            if tries > TRIES or not sys.stdin.isatty():
                raise
            tell(error)
            prompt = _("Password of %(file)s:") % {"file": path.name} + " "
            reading = replace(reading, password=getpass(prompt, sys.stderr))
        else:
            tries = 0
    return analyses


def _as_export(analysis: Analysis, progress: Progress) -> Analysis:
    """Read a list as the window does: the exports of common programs by their profiles."""
    done, name = read_export(analysis, progress)
    if name:
        tell(f"{analysis.file.name}: " + _("Recognised as %(name)s") % {"name": name})
    return done


def _write_template(options: argparse.Namespace) -> None:
    path = Path(options.template)
    with opened(options) as session:
        write_template(session, path)
    if options.json:
        print_json({"template": str(path)})
    else:
        print_lines([_("Written: %(path)s") % {"path": path}])


def _import_everything(options: argparse.Namespace, paths: list[Path], progress: Progress) -> None:
    if len(paths) > 1:
        raise UserError(_("A .json file with everything is brought in by itself."))
    with opened(options, Origin.IMPORT) as session:
        if options.dry_run:
            raise UserError(_("There is no dry run for a .json file with everything."))
        count = import_everything(session, paths[0], progress)
        for sentence in missing_words(missing_files(session)):
            tell(sentence)
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
    count = ngettext("%(n)d row", "%(n)d rows", totals["rows"]) % {"n": totals["rows"]}
    parts = [f"{words[name]} {totals[name]}" for name in TOTALS if totals[name]]
    said = _("%(label)s: %(text)s") % {"label": count, "text": listed(parts)}
    lines = [said if parts else count]
    customers = sum(planned.id is None for planned in plan.customers)
    if any(table.kind not in _OF_CUSTOMERS for done in analyses for table in done.tables):
        text = ngettext("%(n)d new customer", "%(n)d new customers", customers)
        lines.append(text % {"n": customers})
    for number, analysis in enumerate(analyses):
        lines += [f"{analysis.file.name}: {note.text}" for note in analysis.notes]
        lines += [
            _("%(place)s is left out: %(reason)s")
            % {"place": _place(analyses, number, out.sheet), "reason": out.reason}
            for out in analysis.left_out
        ]
    told = [(ask.file, ask.sheet, ask.row, _doubt(ask)) for ask in plan.questions]
    told += [
        (row.ref.file, row.ref.sheet, row.ref.row, row.reason)
        for row in plan.rows
        if row.outcome == "rejected"
    ]
    alike: dict[tuple[int, str, str], list[int]] = {}
    for number, sheet, row, text in told:
        alike.setdefault((number, sheet, text), []).append(row)
    for (number, sheet, text), rows in alike.items():
        place = {"rows": _ranges(rows), "sheet": _place(analyses, number, sheet), "text": text}
        line = ngettext(
            "Row %(rows)s of %(sheet)s: %(text)s", "Rows %(rows)s of %(sheet)s: %(text)s", len(rows)
        )
        lines.append(line % place)
    if plan.questions:
        lines += _what_of_doubts(sum(ask.decision == "separate" for ask in plan.questions))
    if dry_run:
        lines.append(_("This was a dry run: nothing was written."))
    return lines


def _ranges(rows: list[int]) -> str:
    """Numbers of rows, those that follow each other as one: 2-41, 45."""
    found: list[list[int]] = []
    for row in sorted(set(rows)):
        if found and row == found[-1][1] + 1:
            found[-1][1] = row
        else:
            found.append([row, row])
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in found]
    return ", ".join(parts)


def _doubt(ask: Question) -> str:
    """What is doubtful about a row: the sentence, and the likeliest customer with the reason."""
    if not ask.candidates:
        return ask.text
    first = ask.candidates[0]
    told = {"doubt": ask.text, "name": first.name, "why": first.why}
    return _("%(doubt)s %(name)s (%(why)s)") % told


def _what_of_doubts(separate: int) -> list[str]:
    """What became of doubtful rows without a window to ask in, and what can be done."""
    if not separate:
        return []
    text = ngettext(
        "%(n)d doubtful row is a customer of its own: nothing is joined without being asked.",
        "%(n)d doubtful rows are customers of their own: nothing is joined without being asked.",
        separate,
    )
    return [
        text % {"n": separate},
        _("The window decides each before importing; afterwards `smallcrm duplicates` lists them."),
    ]


def _tell_unsure_dates(analyses: list[Analysis]) -> None:
    """Name the columns whose dates may have the day or the month first, and how they were read."""
    for analysis in analyses:
        unsure = [
            (guess.header, guess.order)
            for table in analysis.tables
            for guess in table.columns
            if guess.type == "date" and not guess.order_certain
        ]
        for header, order in dict.fromkeys(unsure):
            text = _(
                "%(file)s, column %(column)s: the dates do not tell whether the day or the month"
                " comes first; they are read as %(order)s. Another: --date-order dmy, mdy or ymd."
            )
            tell(text % {"file": analysis.file.name, "column": header, "order": order})


def _tell_undated(analyses: list[Analysis], today: date) -> None:
    """Name the columns whose days lack a year, and how to say it."""
    for analysis in analyses:
        columns = [guess for table in analysis.tables for guess in table.columns]
        open_ones = {guess.header: guess.undated for guess in columns if guess.undated}
        for header, days in open_ones.items():
            text = _(
                "%(file)s, column %(column)s: the days have no year (%(example)s); they are kept"
                " as written. With their year they become dates: --year %(year)d."
            )
            told = {"file": analysis.file.name, "column": header, "example": days.example}
            tell(text % {**told, "year": likely_years(days, today)[0]})


def _place(analyses: list[Analysis], number: int, sheet: str) -> str:
    """A sheet's name; with several lists also the file's."""
    return sheet if len(analyses) == 1 else f"{analyses[number].file.name} / {sheet}"
