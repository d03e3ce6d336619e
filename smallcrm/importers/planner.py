"""Plan an import: match every row and work out what it makes or changes. Knows no database."""

from collections import Counter
from collections.abc import Mapping, Sequence

from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.importers.doubts import question_text
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingIndex
from smallcrm.importers.matching import NEW, Directory, Match
from smallcrm.importers.merging import merge_row
from smallcrm.importers.plan import (
    OUTCOMES,
    CustomFieldPlan,
    ImportPlan,
    MatchedBy,
    Missing,
    Outcome,
    PlannedRecord,
    PlannedRow,
    Policy,
    Question,
    RowRef,
)
from smallcrm.importers.record_items import RowEffect
from smallcrm.importers.record_plan import RecordPlanner
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.row_keys import PRODUCTS, PreparedKeys, RowKeys
from smallcrm.importers.rows import ImportRow, RowSet

_STEP = 2000
_CUSTOMERS, _CONTACTS = "customers", "contacts"
JOIN, SEPARATE, SKIP = "join", "separate", "skip"


def make_plan(
    files: Sequence[Sequence[RowSet]],
    existing: ExistingIndex,
    policy: Policy = "fill",
    decisions: Mapping[str, str] | None = None,
    custom_fields: tuple[CustomFieldPlan, ...] = (),
    progress: Progress | None = None,
    *,
    missing: Missing = "create",
    prepared: PreparedKeys | None = None,
    notes: tuple[tuple[int, str], ...] = (),
) -> ImportPlan:
    """Plan the rows of several files as one import. Raises Cancelled.

    `decisions` maps a question's key, or "*:<kind>" for all questions of a kind, to "separate",
    "skip", "join:<ref>" or "join" (the likeliest candidate). `missing` says what becomes of an
    order, a talk ... whose customer is named but not there. `prepared` are the rows' keys, where
    they are known already.
    """
    rowsets = [rowset for file in files for rowset in file]
    keys = prepared or PreparedKeys(rowsets)
    planner = _Planner(existing, policy, decisions or {}, missing, keys, progress or Progress())
    planner.total = sum(len(rowset.rows) for rowset in rowsets)
    table = 0
    for number, file in enumerate(files):
        for rowset in file:
            planner.take(number, table, rowset)
            table += 1
    return planner.plan(custom_fields, notes)


class _Planner:
    def __init__(
        self,
        existing: ExistingIndex,
        policy: Policy,
        decisions: Mapping[str, str],
        missing: Missing,
        keys: PreparedKeys,
        progress: Progress,
    ) -> None:
        self.policy = policy
        self.decisions = decisions
        self.missing = missing
        self.progress = progress
        self.directory = Directory(
            existing,
            only_new=policy == "create",
            anywhere=keys.without_city,
        )
        self.keys = keys
        self.records = RecordPlanner(existing, policy)
        self.rows: list[PlannedRow] = []
        self.questions: list[Question] = []
        self.texts: dict[str, str] = {}
        self.total = 0
        # What rows with records did, by the identity of their PlannedRow: two tables that stand
        # side by side have rows of one number.
        self.effects: dict[int, tuple[RowEffect, str]] = {}

    def take(self, file: int, table: int, rowset: RowSet) -> None:
        """Plan all records of a table in the order of the sheet."""
        planned: list[PlannedRow] = []
        rows, kind = rowset.rows, rowset.kind
        for start in range(0, len(rows), _STEP):
            self.progress.check()
            self.progress.report(len(self.rows) + start, self.total)
            part = rows[start : start + _STEP]
            if kind == PRODUCTS:
                planned += [self._plan_product(file, row) for row in part]
                continue
            keys = self.keys.part(table, start, start + _STEP)
            for row, key in zip(part, keys, strict=True):
                planned.append(self._plan_row(file, table, kind, row, key))
        if rowset.rejects:
            for reject in rowset.rejects:
                ref = RowRef(file, reject.sheet, reject.row)
                planned.append(PlannedRow(ref, "rejected", reason=reject.reason))
            planned.sort(key=lambda done: done.ref.row)
        self.rows += planned

    def plan(
        self, custom_fields: tuple[CustomFieldPlan, ...], notes: tuple[tuple[int, str], ...]
    ) -> ImportPlan:
        """Put the plan together."""
        customers = [plan for entry in self.directory.entries if (plan := entry.plan())]
        records: list[PlannedRecord] = []
        if self.effects:
            records = self.records.plan({customer.key for customer in customers})
            self.rows = [
                self._settled(row, *self.effects[id(row)]) if id(row) in self.effects else row
                for row in self.rows
            ]
        totals = dict.fromkeys(("rows", *OUTCOMES), 0)
        totals["rows"] = len(self.rows)
        totals |= Counter([row.outcome for row in self.rows])
        return ImportPlan(
            customers, self.rows, tuple(self.questions), custom_fields, totals, records, notes
        )

    # --- one row ---------------------------------------------------------------------------------

    def _plan_row(
        self, file: int, table: int, kind: str, row: ImportRow, keys: RowKeys
    ) -> PlannedRow:
        ref = RowRef(file, row.sheet, row.row)
        owned = kind != _CUSTOMERS
        find = self.directory.find_owner if owned or not keys.name else self.directory.find
        match = find(row, keys)
        if match is NEW and not owned:  # nearly all rows of a large list
            return self._create(ref, table, kind, row, keys, "")
        question = ""
        if match.doubt:
            question = f"{file}:{row.sheet}:{row.row}"
            decision = self._decide(question, ref, row, match)
            if decision == SKIP:
                return PlannedRow(ref, "skipped", row.name, question=question)
            if decision.startswith(f"{JOIN}:"):
                chosen = self.directory.entry_of(decision.removeprefix(f"{JOIN}:"))
                match = Match(chosen, "decision") if chosen else match
        if match.entry is not None:
            return self._join(ref, table, kind, row, keys, match.entry, match.by, question)
        if match.missing:
            return PlannedRow(ref, "rejected", reason=match.missing)
        if owned and self.missing == "reject":
            reason = _("There is no customer “%(name)s”.") % {"name": row.name}
            return PlannedRow(ref, "rejected", row.name, question=question, reason=reason)
        return self._create(ref, table, kind, row, keys, question)

    def _decide(self, key: str, ref: RowRef, row: ImportRow, match: Match) -> str:
        """Ask a question; returns what was decided of it, by itself or with all of its kind."""
        decision = self.decisions.get(key) or self.decisions.get(f"*:{match.doubt}") or SEPARATE
        best = match.candidates[0]
        if decision == JOIN:
            decision = f"{JOIN}:{best.ref}"
        self.questions.append(
            Question(
                key,
                match.doubt,
                *ref,
                row.name,
                self._text_of(match.doubt),
                match.candidates,
                decision,
                best.score,
            )
        )
        return decision

    def _text_of(self, doubt: str) -> str:
        """The sentence for a doubt; there may be as many as rows."""
        if doubt not in self.texts:
            self.texts[doubt] = question_text(doubt)
        return self.texts[doubt]

    def _create(
        self,
        ref: RowRef,
        table: int,
        kind: str,
        row: ImportRow,
        keys: RowKeys,
        question: str,
    ) -> PlannedRow:
        name = row.name
        entry = self.directory.new(row, name, ref)
        self.directory.learn(entry, row, keys)
        done = PlannedRow(ref, "created", name, entry.key, question=question)
        if row.records:
            self._add_records(done, ref, table, kind, row, entry, RowEffect())
        return done

    def _join(
        self,
        ref: RowRef,
        table: int,
        kind: str,
        row: ImportRow,
        keys: RowKeys,
        entry: Entry,
        by: MatchedBy,
        question: str,
    ) -> PlannedRow:
        left_alone = entry.id is not None and self.policy == "skip"
        own = kind in KIND_OF_TABLE
        if left_alone and not (own and row.records):
            return PlannedRow(ref, "skipped", row.name, None, entry.id, by, question=question)
        effect = RowEffect()
        if not left_alone:
            merge_row(entry, row, self.policy, effect, rename=not own)
            self.directory.learn(entry, row, keys)
            entry.add_row(ref)
        outcome: Outcome = "merged"
        if entry.id is not None:
            outcome = "updated" if effect.changes else "unchanged"
            if kind == _CONTACTS and any(
                change.field == "contact.name" for change in effect.changes
            ):
                outcome = "created"
        done = PlannedRow(
            ref,
            outcome,
            row.name or entry.name,
            entry.key if outcome != "unchanged" else None,
            entry.id,
            by,
            tuple(effect.changes),
            tuple(effect.kept),
            question,
        )
        if row.records:
            self._add_records(done, ref, table, kind, row, entry, effect)
        return done

    # --- records ---------------------------------------------------------------------------------

    def _plan_product(self, file: int, row: ImportRow) -> PlannedRow:
        ref = RowRef(file, row.sheet, row.row)
        effect = RowEffect()
        self.records.add_product(row, ref, effect)
        done = PlannedRow(ref, "unchanged", row.name)
        self.effects[id(done)] = (effect, PRODUCTS)
        return done

    def _add_records(
        self,
        done: PlannedRow,
        ref: RowRef,
        table: int,
        kind: str,
        row: ImportRow,
        entry: Entry,
        effect: RowEffect,
    ) -> None:
        self.effects[id(done)] = (effect, kind)
        self.records.add(row, ref, table, entry, effect)

    def _settled(self, row: PlannedRow, effect: RowEffect, kind: str) -> PlannedRow:
        """What becomes of a row, now that its records are known.

        In a list of orders, talks ... they decide; in a list of customers the customer does.
        """
        outcome, changes = row.outcome, effect.changes
        if kind == PRODUCTS or kind in KIND_OF_TABLE:
            main = "product" if kind == PRODUCTS else KIND_OF_TABLE[kind]
            found = effect.outcome(main)
            if found == "unchanged" and row.outcome == "updated":
                found = "updated"
            outcome = found or outcome
        elif row.existing is not None:
            changes = [*changes, *effect.new]
            if outcome == "unchanged" and changes:
                outcome = "updated"
        return row._replace(
            outcome=outcome,
            changes=tuple(changes),
            kept=tuple(effect.kept),
            note=" ".join(effect.notes),
        )
