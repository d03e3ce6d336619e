"""All that the import dialog shows, as it was worked out; knows no widgets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import Analysis, ImportOptions
from smallcrm.importers.columns import ColumnGuess
from smallcrm.importers.plan import ImportPlan, Missing, PlannedRecord, PlannedRow, Policy, RowRef
from smallcrm.importers.preview import Example, SheetView
from smallcrm.importers.reading import PasswordNeeded
from smallcrm.importers.sheet import MergedRange
from smallcrm.services.import_profiles import Remembered
from smallcrm.ui.itemmodels.sheet_model import SheetMarks


class Stop(NamedTuple):
    """A doubtful cell or a row that cannot be taken: where, and why."""

    file: int
    sheet: str
    row: int
    column: int
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Card:
    """A column with some of its values as they stand and as they are understood.

    `doubts` is the number of its doubtful cells, `first_doubt` the row of the first (0: none) and
    what is said of it. `kind` is what its table lists. `shared`: its numbers go partly to the
    customer, partly to the contact person.
    """

    table: str
    guess: ColumnGuess
    examples: tuple[Example, ...]
    doubts: int = 0
    first_doubt: tuple[int, str] = (0, "")
    kind: str = "customers"
    shared: bool = False


@dataclass(frozen=True, slots=True)
class SheetOutlook:
    """A sheet: whether it is brought, why not, its records, and how it is painted.

    `widths` are in letters of Latin text, `spans` the cells to show as one. `decided`: rows the
    user took (True) or left out.
    """

    name: str
    taken: bool
    hidden: bool
    reason: str
    data_rows: int
    other_rows: int
    header_rows: tuple[int, ...]
    cards: tuple[tuple[Card, ...], ...]
    view: SheetView = field(repr=False)
    marks: SheetMarks = field(repr=False)
    widths: tuple[int, ...] = field(repr=False)
    spans: tuple[MergedRange, ...] = field(repr=False)
    planned: Mapping[int, PlannedRow] = field(default_factory=dict, repr=False)
    decided: Mapping[int, bool] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class FileOutlook:
    """A file: understood, or why it cannot be read. With both, the last wish could not be met.

    `remembered` says by which earlier reading it is read, `guessed` are the options without it.
    """

    path: Path
    analysis: Analysis | None = None
    error: UserError | None = None
    sheets: tuple[SheetOutlook, ...] = field(default=(), repr=False)
    remembered: Remembered | None = None
    guessed: ImportOptions | None = None

    @property
    def data_rows(self) -> int:
        """The number of records in the sheets that are brought."""
        return sum(sheet.data_rows for sheet in self.sheets if sheet.taken)

    @property
    def locked(self) -> bool:
        """Whether it waits for its password."""
        return self.analysis is None and isinstance(self.error, PasswordNeeded)

    def sheet(self, name: str) -> SheetOutlook | None:
        """A sheet by its name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """A file or folder to bring, how to read it, and what was made of it before.

    `text` holds pasted rows, which have no file; `afresh`: no earlier reading is applied.
    """

    path: Path
    options: ImportOptions = field(default_factory=ImportOptions)
    before: FileOutlook | None = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    afresh: bool = False


class Wish(NamedTuple):
    """All that is wished of an import: files, what becomes of stored customers, answers."""

    asks: Sequence[Ask]
    policy: Policy = "fill"
    decisions: Mapping[str, str] = MappingProxyType({})
    missing: Missing = "create"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would happen. `numbers` gives for each file of the plan its place in `files`.

    `made` holds the records that will be made, by their kind; `asks` the asks that `files` answer,
    a folder's files each for itself. `first_of` names for a row that goes on with a record (a
    further line of an order) the row that began it.
    """

    files: tuple[FileOutlook, ...]
    numbers: tuple[int, ...] = ()
    plan: ImportPlan | None = field(default=None, repr=False)
    stops: Sequence[Stop] = field(default=(), repr=False)
    outcomes: Mapping[str, Sequence[PlannedRow]] = field(default_factory=dict, repr=False)
    first_rows: Mapping[int, RowRef] = field(default_factory=dict, repr=False)
    made: Mapping[str, Sequence[PlannedRecord]] = field(default_factory=dict, repr=False)
    asks: tuple[Ask, ...] = field(default=(), repr=False)
    first_of: Mapping[RowRef, RowRef] = field(default_factory=dict, repr=False)

    @property
    def analyses(self) -> list[Analysis]:
        """The files that can be brought, in the order of the plan."""
        return [file.analysis for file in self.files if file.analysis is not None]

    @property
    def about_customers(self) -> bool:
        """Whether every table lists customers or contact persons: a new row is a new customer."""
        kinds = {table.kind for analysis in self.analyses for table in analysis.tables}
        return kinds <= {"customers", "contacts"}

    @property
    def importable(self) -> int:
        """How many records will be in the data file afterwards, those already there included."""
        if self.plan is None:
            return 0
        totals = self.plan.totals
        return totals["rows"] - totals["rejected"] - totals["skipped"]

    def why_rejected(self) -> str:
        """Why most of the rows that cannot be taken cannot, in a sentence; "" when all can."""
        rows = self.plan.rows if self.plan is not None else ()
        reasons = Counter(row.reason for row in rows if row.outcome == "rejected")
        return next((reason for reason, _times in reasons.most_common(1)), "")

    @property
    def changing(self) -> int:
        """How many records make or change something."""
        if self.plan is None:
            return 0
        return sum(self.plan.totals[name] for name in ("created", "updated", "merged"))

    @property
    def other_rows(self) -> int:
        """How many rows are no records: titles, headers, blank rows, totals."""
        return sum(sheet.other_rows for file in self.files for sheet in file.sheets if sheet.taken)
