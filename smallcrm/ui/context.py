"""What every page and dialog is given: the open file's session and what the window shares."""

from datetime import date
from typing import NamedTuple

from smallcrm.core.i18n import current
from smallcrm.storage.session import Session
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import Reader, Runner
from smallcrm.ui.memory import Memory


class Context(NamedTuple):
    """Short reads and all writes use `session` on the window's thread.

    Reads that may take longer go through `reader`, long work through `runner`; `memory` keeps
    how the user left things.
    """

    session: Session
    hub: Hub
    runner: Runner
    reader: Reader
    memory: Memory

    @property
    def today(self) -> date:
        """Today by the session's clock."""
        return self.session.clock.today()

    @property
    def language(self) -> str:
        """The window's language."""
        return current().language
