"""How far the understanding of a table is, told in its rows."""

from dataclasses import dataclass

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.tables import Table


@dataclass(frozen=True, slots=True)
class TableSteps:
    """Tells a watcher how far a table is; half of the work are its columns, half its rows."""

    progress: Progress
    table: Table

    def tell(self, share: float) -> None:
        """Report a share of the work, from 0 to 1. Raises Cancelled."""
        self.progress.check()
        rows = len(self.table.data_rows)
        text = _("Understanding %(sheet)s") % {"sheet": self.table.sheet}
        self.progress.report(int(share * rows), rows, text)
