"""`export`, `backup`, `check` and `demo`."""

import argparse
from pathlib import Path

from smallcrm.cli.lists import customer_query
from smallcrm.cli.output import opened, print_json, print_lines
from smallcrm.cli.terminal import Bar, tell
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.services.backups import back_up_now
from smallcrm.storage.attachments import attachment_folder
from smallcrm.storage.check import find_faults

FAULTS = {
    "structure": N_("The file's structure is damaged (%(n)d places)."),
    "references": N_("%(n)d records point to records that are gone."),
    "search": N_("The search misses or repeats %(n)d customers."),
    "lists": N_("The lists miss or repeat %(n)d customers."),
}


def run_export(options: argparse.Namespace) -> None:
    """Write customers, open follow-ups or everything to a file."""
    from smallcrm.services.export_cards import export_cards
    from smallcrm.services.exports import export_customers
    from smallcrm.services.no_contact import left_out_words
    from smallcrm.services.snapshot import export_everything

    output = Path(options.output)
    left_out = 0
    said: list[str] = []
    with opened(options) as session:
        if output.suffix.lower() == ".json":
            files = export_everything(session, output, Bar())
            said = files.words(attachment_folder(output))
        elif output.suffix.lower() == ".ics":
            from smallcrm.services.export_calendar import export_calendar

            export_calendar(session, output)
        else:
            query = customer_query(session, options.view)
            if output.suffix.lower() == ".vcf":
                left_out = export_cards(session, query, output, Bar()).left_out
            else:
                export_customers(session, query, output, Bar())
    tell(_("Written: %(path)s") % {"path": output})
    for sentence in said:
        tell(sentence)
    if left_out:
        tell(left_out_words(left_out))


def run_backup(options: argparse.Namespace) -> None:
    """Copy the data file and check the copy."""
    with opened(options) as session:
        path = back_up_now(session, Path(options.output) if options.output else None)
    print_lines([str(path)])


def run_check(options: argparse.Namespace) -> None:
    """Say whether the data file is sound."""
    with opened(options) as session:
        faults = find_faults(session.connection)
    if options.json:
        print_json(
            {"sound": not faults, "faults": [{"kind": f.code, "count": f.count} for f in faults]}
        )
    if faults:
        sentences = [_(FAULTS[fault.code]) % {"n": fault.count} for fault in faults]
        raise UserError(" ".join(sentences), _("Restore the last backup."))
    if not options.json:
        print_lines([_("The file is sound.")])


def run_demo(options: argparse.Namespace) -> None:
    """Add demonstration data to an empty file, or take it out again."""
    from smallcrm.services.demo import add_demo, remove_demo

    with opened(options) as session:
        if options.remove:
            n = remove_demo(session)
            text = ngettext("%(n)d customer removed.", "%(n)d customers removed.", n) % {"n": n}
        else:
            n = add_demo(session, current().language, Bar())
            text = ngettext("%(n)d customer added.", "%(n)d customers added.", n) % {"n": n}
        if options.json:
            print_json({"customers": n})
        else:
            print_lines([text])
