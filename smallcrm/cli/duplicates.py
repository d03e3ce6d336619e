"""`duplicates`: customers that are likely one."""

import argparse
from dataclasses import asdict

from smallcrm.cli.output import align, opened, print_json, print_lines
from smallcrm.cli.terminal import Bar
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.duplicates import find_duplicates


def run_duplicates(options: argparse.Namespace) -> None:
    """List likely duplicates, most sure first, with the reasons."""
    with opened(options) as session:
        found = find_duplicates(session, Bar())
    shown = found.groups[: options.limit] if options.limit else found.groups
    if options.json:
        print_json({"total": found.total, "groups": [asdict(group) for group in shown]})
        return
    rows = [
        (
            f"{round(group.score * 100)}%",
            ", ".join(f"{name} ({id})" for id, name in zip(group.ids, group.names, strict=True)),
            " · ".join(group.reasons),
        )
        for group in shown
    ]
    n = found.total
    words = ngettext("%(n)s likely duplicate", "%(n)s likely duplicates", n) % {"n": f"{n:,}"}
    print_lines([*align(rows), words if n else _("No customers look like duplicates.")])
