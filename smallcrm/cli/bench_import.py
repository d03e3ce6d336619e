"""How long each part of an import takes."""

import time
from pathlib import Path

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import understand
from smallcrm.importers.reading import read_file
from smallcrm.services.imports import plan_files, write_plan
from smallcrm.storage.session import Session


class _Phases(Progress):
    """Adds up the seconds between one text of progress and the next."""

    def __init__(self) -> None:
        super().__init__()
        self._names = {
            _("Writing customers"): "rows",
            _("Writing orders, contact records and the like"): "rows",
            _("Updating lists and search"): "lists and search",
            _("Writing the change log"): "change log",
        }
        self.seconds: dict[str, float] = {}
        self._text, self._since = "", time.perf_counter()

    def report(self, done: int, total: int, text: str = "") -> None:
        """Tell that `done` of `total` steps are finished."""
        if text:
            self.enter(text)

    def enter(self, text: str) -> None:
        """End one phase and begin another."""
        now, name = time.perf_counter(), self._names.get(text, text)
        if self._text:
            self.seconds[self._text] = self.seconds.get(self._text, 0.0) + now - self._since
        self._text, self._since = name, now


def measure_import(session: Session, path: Path) -> dict[str, float]:
    """Bring a list in; returns the seconds of each part, in order.

    Reading is done in the child process. Writing comes apart into what it reports: the rows, lists
    and search, and the change log with the commit.
    """
    phases = _Phases()
    phases.enter("read")
    file = read_file(path)
    phases.enter("understand")
    analyses = [understand(file)]
    phases.enter("plan")
    plan = plan_files(session, analyses)
    phases.enter("rows")
    write_plan(session, analyses, plan, phases)
    phases.enter("")
    return phases.seconds
