"""What the user wants of an import, and its outlook worked out anew after each wish."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from smallcrm.core.dates import DateOrder
from smallcrm.core.errors import Cancelled, UserError
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.analysis import ImportOptions, with_column, with_header
from smallcrm.importers.columns import SHEET_NAME
from smallcrm.importers.plan import Missing, Policy, Question
from smallcrm.services.import_profiles import Profile, Remembered, apply_profile
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_outlook import Ask, Outlook, Wish
from smallcrm.ui.dialogs.import_release import release
from smallcrm.ui.dialogs.import_work_out import forget_work, work_out

CHANNEL = "import"
SEPARATE, SKIP, JOIN = "separate", "skip", "join:"

_REPORT_EVERY = 0.05  # seconds


class _Reports(Progress):
    """Posts reports to the window's thread, at most twenty a second."""

    def __init__(self, post: Callable[[int, int, str], object]) -> None:
        super().__init__()
        self._post = post
        self._told = 0.0

    def report(self, done: int, total: int, text: str = "") -> None:
        moment = time.monotonic()
        if moment - self._told >= _REPORT_EVERY:
            self._told = moment
            self._post(done, total, text)


class _Wishes(NamedTuple):
    """All that was wished at a moment, to come back to."""

    options: tuple[ImportOptions, ...]
    policy: Policy
    missing: Missing
    decisions: Mapping[str, str]


def pasted(text: str) -> Ask:
    """Rows from the clipboard as something to bring."""
    return Ask(Path(_("Clipboard")), text=text)


class ImportWork(QObject):
    """Keeps files, options, policy and answers; every change of them works out a new outlook.

    Only the last wish is answered: what still runs for an older one is stopped.
    """

    started = Signal()
    progressed = Signal(int, int, str)
    worked_out = Signal(object)  # an Outlook
    failed = Signal(str)  # why the last wish could not be met

    _posted = Signal(int, int, str)

    def __init__(
        self, context: Context, paths: Sequence[Path], parent: QObject, text: str = ""
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.asks = [pasted(text)] if text else [Ask(path) for path in paths]
        self.policy: Policy = "fill"
        self.missing: Missing = "create"
        self.decisions: dict[str, str] = {}
        self._past: list[_Wishes] = []
        self.outlook: Outlook | None = None
        self.busy = False
        self._closed = False
        self._progress = Progress()
        self._posted.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def refresh(self) -> None:
        """Work the outlook out anew."""
        if self._closed:
            return
        self._progress.cancel()
        progress = self._progress = _Reports(self._posted.emit)
        wishes = [Wish(tuple(self.asks), self.policy, dict(self.decisions), self.missing)]
        self.busy = True
        self.started.emit()

        def read(session) -> Outlook:
            # The reader keeps this function until it is asked again, but not what was made before.
            return work_out(session, wishes.pop(), progress)

        self._context.reader.read(CHANNEL, read, self._take, self._fail)

    @property
    def today(self) -> date:
        """The day that counts as today."""
        return self._context.today

    def close(self) -> None:
        """Stop, and let go of all that was worked out; nothing more is told."""
        self._closed = True
        self._progress.cancel()
        release(self.outlook, forget_work)
        self.outlook = None
        self.asks.clear()

    # --- wishes ---------------------------------------------------------------------------------

    def add_files(self, paths: Sequence[Path]) -> None:
        """Bring further files in with the others."""
        known = {ask.path for ask in self.asks if not ask.text}
        self.asks += [Ask(path) for path in paths if path not in known]
        self._forget_wishes()
        self.refresh()

    def add_pasted(self, text: str) -> None:
        """Bring pasted rows in with the others."""
        self.asks.append(pasted(text))
        self._forget_wishes()
        self.refresh()

    def replace_file(self, place: int, path: Path) -> None:
        """Take another file in place of one."""
        self.asks[place] = Ask(path)
        self._forget_wishes()
        self.refresh()

    def remove_file(self, place: int) -> None:
        """Leave a file out."""
        del self.asks[place]
        self._forget_wishes()
        self.refresh()

    def open_with(self, place: int, password: str) -> None:
        """Read a protected file with its password."""
        ask = self.asks[place]
        options = replace(ask.options, password=password)
        self.asks[place] = replace(ask, options=options, before=None)
        self._past.clear()
        self.refresh()

    def read_afresh(self, place: int) -> None:
        """Read a file as it is guessed, without what is remembered of lists like it."""
        before = self.asks[place].before
        if before is None or before.guessed is None:
            return
        self._keep_wishes()
        options = replace(before.guessed, password=self.asks[place].options.password)
        before = replace(before, remembered=None)
        self.asks[place] = replace(self.asks[place], options=options, before=before)
        self.refresh()

    def use_profile(self, place: int, profile: Profile) -> None:
        """Read a file by a profile. UserError when it is gone."""
        before = self.asks[place].before
        if before is None or before.analysis is None:
            return
        options = apply_profile(self._context.session, before.analysis, profile.name)
        known = Remembered(options, profile.saved, profile.title, profile.kind)
        self._keep_wishes()
        ask = replace(self.asks[place], options=options, before=replace(before, remembered=known))
        self.asks[place] = ask
        self.refresh()

    def name_reading(self, place: int, name: str) -> None:
        """Say that a file is read by the profile that was just saved of it."""
        ask = self.asks[place]
        if ask.before is not None:
            known = Remembered(ask.options, "", name, "own")
            self.asks[place] = replace(ask, before=replace(ask.before, remembered=known))
            self.refresh()

    def set_column(self, place: int, table: str, index: int, field: str) -> None:
        """Decide what a column means, in every table of the file that has it at the same place."""
        before = self.asks[place].before
        if before is None or before.analysis is None:
            return
        tables = before.analysis.tables
        header = next(
            (
                guess.header
                for done in tables
                if done.key == table
                for guess in done.columns
                if guess.index == index
            ),
            "",
        )
        options = with_column(self.asks[place].options, table, index, field)
        for done in tables:
            same = index == SHEET_NAME or any(
                guess.index == index and guess.header == header for guess in done.columns
            )
            if same:
                options = with_column(options, done.key, index, field)
        self._set_options(place, options)

    def set_header(self, place: int, sheet: str, rows: tuple[int, ...] | None) -> None:
        """Decide which rows (from 1) are a sheet's header, () for none, None for the guess."""
        options = self.asks[place].options
        if rows is not None:
            self._set_options(place, with_header(options, sheet, rows))
            return
        kept = {name: one for name, one in options.header_rows.items() if name != sheet}
        self._set_options(place, replace(options, header_rows=kept))

    def take_sheet(self, place: int, sheet: str, on: bool) -> None:
        """Bring a sheet, or leave it out."""
        before = self.asks[place].before
        if before is None:
            return
        names = tuple(one.name for one in before.sheets if (on if one.name == sheet else one.taken))
        self._set_options(place, replace(self.asks[place].options, sheets=names))

    def set_date_order(self, place: int, order: DateOrder | None) -> None:
        """Decide how a file's dates are read, None for the guess."""
        self._set_options(place, replace(self.asks[place].options, date_order=order))

    def set_year(self, place: int, year: int | None) -> None:
        """Say of which year a file's days without one are, None to leave them as written."""
        self._set_options(place, replace(self.asks[place].options, year=year))

    def set_encoding(self, place: int, encoding: str | None) -> None:
        """Decide the character set of a text file, None for the guess."""
        self._set_options(place, replace(self.asks[place].options, encoding=encoding))

    def set_delimiter(self, place: int, delimiter: str | None) -> None:
        """Decide what separates the columns of a text file, None for the guess."""
        self._set_options(place, replace(self.asks[place].options, delimiter=delimiter))

    def set_policy(self, policy: Policy) -> None:
        """Decide what becomes of customers that are stored already."""
        self._keep_wishes()
        self.policy = policy
        self.refresh()

    def set_missing(self, missing: Missing) -> None:
        """Decide about rows of an unknown customer: "create" one, or "reject" the row."""
        self._keep_wishes()
        self.missing = missing
        self.refresh()

    def answer(self, question: Question, decision: str) -> None:
        """Answer a question: "separate", "skip" or "join:<ref>"."""
        self._keep_wishes()
        self.decisions[question.key] = decision
        self.refresh()

    def answer_kinds(self, kinds: Sequence[str], decision: str) -> None:
        """Answer all questions of these kinds alike: "separate", "skip" or "join"."""
        self._keep_wishes()
        plan = self.outlook.plan if self.outlook is not None else None
        for question in plan.questions if plan is not None else ():
            if question.kind in kinds:
                self.decisions.pop(question.key, None)
        self.decisions |= {f"*:{kind}": decision for kind in kinds}
        self.refresh()

    def set_options(self, place: int, options: ImportOptions) -> None:
        """Read a file as these options say; the same as now asks for nothing."""
        if options != self.asks[place].options:
            self._set_options(place, options)

    def take_back(self) -> bool:
        """Take the last wish back; tells whether there was one."""
        if not self._past:
            return False
        before = self._past.pop()
        self.asks = [
            replace(ask, options=options)
            for ask, options in zip(self.asks, before.options, strict=True)
        ]
        self.policy, self.missing = before.policy, before.missing
        self.decisions = dict(before.decisions)
        self.refresh()
        return True

    def _keep_wishes(self) -> None:
        options = tuple(ask.options for ask in self.asks)
        self._past.append(_Wishes(options, self.policy, self.missing, dict(self.decisions)))

    def _forget_wishes(self) -> None:
        self.decisions.clear()
        self._past.clear()

    # --- answers --------------------------------------------------------------------------------

    def _set_options(self, place: int, options: ImportOptions) -> None:
        self._keep_wishes()
        self.asks[place] = replace(self.asks[place], options=options)
        self.refresh()

    def _take(self, outlook: Outlook) -> None:
        if self._closed:
            return
        self.busy = False
        release(self.outlook)
        self.outlook = outlook
        if len(outlook.asks) != len(self.asks):  # a folder stands for the lists in it
            self._past.clear()
        self.asks = [
            replace(
                ask, options=file.analysis.options if file.analysis else ask.options, before=file
            )
            for ask, file in zip(outlook.asks, outlook.files, strict=True)
        ]
        self.worked_out.emit(outlook)
        for file in outlook.files:
            if file.error is not None and file.analysis is not None:
                self.failed.emit(str(file.error))

    def _fail(self, error: BaseException) -> None:
        if self._closed or isinstance(error, Cancelled):
            return
        self.busy = False
        if not isinstance(error, UserError):
            raise error
        self.failed.emit(str(error))

    def _show_progress(self, done: int, total: int, text: str) -> None:
        if self.busy and not self._closed:
            self.progressed.emit(done, total, text)
