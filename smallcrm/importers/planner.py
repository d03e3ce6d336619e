"""Plan an import: match every row and work out what it makes or changes. Knows no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from smallcrm.core.progress import Progress
from smallcrm.importers.compare import as_text, same
from smallcrm.importers.entries import ContactEntry, Entry, RowKeys, State
from smallcrm.importers.existing import ExistingIndex, MatchKeys, name_key
from smallcrm.importers.matching import Directory, Match, match_contact, question_text
from smallcrm.importers.plan import (
    OUTCOMES,
    Change,
    CustomFieldPlan,
    ImportPlan,
    MatchedBy,
    Outcome,
    PlannedRow,
    Policy,
    Question,
    RowRef,
)
from smallcrm.importers.rows import ImportRow, RowContact, RowPhone, RowSet

_STEP = 2000
_NOTES = ("customer.note", "contact.note")
# What was noted and promised here since is never replaced by a list, which may be older.
_OWN_HISTORY = ("customer.last_contact", "customer.next_follow_up")


@dataclass(slots=True)
class _Effect:
    """What a row did to its customer."""

    changes: list[Change] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)


def match_keys(rowsets: Sequence[RowSet]) -> MatchKeys:
    """Collect what the rows could be found by, for loading only those stored customers."""
    rows = [row for rowset in rowsets for row in rowset.rows]
    return MatchKeys(
        frozenset(name_key(row.name) for row in rows),
        frozenset(number for row in rows for number in row.numbers()),
        frozenset(str(row.values[f]) for row in rows if (f := "customer.code") in row.values),
        frozenset(str(row.values[f]) for row in rows if (f := "customer.tax_number") in row.values),
    )


def make_plan(
    files: Sequence[Sequence[RowSet]],
    existing: ExistingIndex,
    policy: Policy = "fill",
    decisions: Mapping[str, str] | None = None,
    custom_fields: tuple[CustomFieldPlan, ...] = (),
    progress: Progress | None = None,
) -> ImportPlan:
    """Plan the rows of several files as one import. Raises Cancelled.

    `decisions` maps a question's key to "separate", "skip" or "join:<ref>".
    """
    planner = _Planner(existing, policy, decisions or {}, progress or Progress())
    planner.total = sum(len(rowset.rows) for file in files for rowset in file)
    for number, file in enumerate(files):
        for rowset in file:
            planner.take(number, rowset)
    return planner.plan(custom_fields)


class _Planner:
    def __init__(
        self,
        existing: ExistingIndex,
        policy: Policy,
        decisions: Mapping[str, str],
        progress: Progress,
    ) -> None:
        self.policy = policy
        self.decisions = decisions
        self.progress = progress
        self.directory = Directory(existing, only_new=policy == "create")
        self.rows: list[PlannedRow] = []
        self.questions: list[Question] = []
        self.total = 0

    def take(self, file: int, rowset: RowSet) -> None:
        """Plan all records of a table in the order of the sheet."""
        planned: list[PlannedRow] = []
        for row in rowset.rows:
            if len(planned) % _STEP == 0:
                self.progress.check()
                self.progress.report(len(self.rows) + len(planned), self.total)
            planned.append(self._plan_row(file, row))
        for reject in rowset.rejects:
            ref = RowRef(file, reject.sheet, reject.row)
            planned.append(PlannedRow(ref, "rejected", reason=reject.reason))
        planned.sort(key=lambda done: done.ref.row)
        self.rows += planned

    def plan(self, custom_fields: tuple[CustomFieldPlan, ...]) -> ImportPlan:
        """Put the plan together."""
        plans = [entry.plan() for entry in self.directory.entries]
        customers = [plan for plan in plans if plan]
        totals = dict.fromkeys(("rows", *OUTCOMES), 0)
        totals["rows"] = len(self.rows)
        for row in self.rows:
            totals[row.outcome] += 1
        return ImportPlan(customers, self.rows, tuple(self.questions), custom_fields, totals)

    def _plan_row(self, file: int, row: ImportRow) -> PlannedRow:
        ref = RowRef(file, row.sheet, row.row)
        keys = RowKeys.of(row)
        match = self.directory.find(row, keys)
        question = ""
        if match.doubt:
            question = f"{file}:{row.sheet}:{row.row}"
            decision = self.decisions.get(question, "separate")
            self._ask(question, ref, row, match, decision)
            if decision == "skip":
                return PlannedRow(ref, "skipped", row.name, question=question)
            if decision.startswith("join:"):
                chosen = self.directory.entry_of(decision.removeprefix("join:"))
                match = Match(chosen, "decision") if chosen else match
        if match.entry is None:
            return self._create(ref, row, keys, question)
        return self._join(ref, row, keys, match.entry, match.by, question)

    def _ask(self, key: str, ref: RowRef, row: ImportRow, match: Match, decision: str) -> None:
        text = question_text(match.doubt)
        where = (ref.file, ref.sheet, ref.row)
        self.questions.append(
            Question(key, match.doubt, *where, row.name, text, match.candidates, decision)
        )

    def _create(self, ref: RowRef, row: ImportRow, keys: RowKeys, question: str) -> PlannedRow:
        entry = self.directory.new(row)
        entry.rows.append(ref)
        self.directory.learn(entry, keys)
        return PlannedRow(ref, "created", row.name, entry.key, question=question)

    def _join(
        self,
        ref: RowRef,
        row: ImportRow,
        keys: RowKeys,
        entry: Entry,
        by: MatchedBy,
        question: str,
    ) -> PlannedRow:
        if entry.id is not None and self.policy == "skip":
            return PlannedRow(ref, "skipped", row.name, None, entry.id, by, question=question)
        effect = _Effect()
        _merge(entry, row, self.policy, effect)
        self.directory.learn(entry, keys)
        entry.rows.append(ref)
        outcome: Outcome = "merged"
        if entry.id is not None:
            outcome = "updated" if effect.changes else "unchanged"
        return PlannedRow(
            ref,
            outcome,
            row.name,
            entry.key if outcome != "unchanged" else None,
            entry.id,
            by,
            tuple(effect.changes),
            tuple(effect.kept),
            question,
        )


# --- merging a row into its customer -------------------------------------------------------------


def _merge(entry: Entry, row: ImportRow, policy: Policy, effect: _Effect) -> None:
    state = entry.state
    for name, value in row.values.items():
        if name != "customer.name" or policy == "overwrite":
            _merge_value(state, entry.id, name, value, policy, effect, "")
    for phone in row.phones:
        known = state.faxes if phone.kind == "fax" else state.phones
        if phone.number not in known:
            known.add(phone.number)
            state.new_phones.append(phone)
            effect.changes.append(Change(f"customer.{_phone_field(phone)}", "", phone.number))
    for contact in row.contacts:
        _merge_contact(state, contact, policy, effect)


def _merge_contact(state: State, wanted: RowContact, policy: Policy, effect: _Effect) -> None:
    found = match_contact(state.contacts, wanted)
    new_phones = [phone for phone in wanted.phones if phone.number not in state.phones]
    if found is None:
        fresh = RowContact(wanted.values, tuple(new_phones))
        state.contacts.append(ContactEntry.new(fresh))
        effect.changes.append(Change("contact.name", "", wanted.name, wanted.name))
    else:
        for name, value in wanted.values.items():
            _merge_value(found, found.id, name, value, policy, effect, wanted.name)
        found.new_phones += new_phones
        found.phones.update(phone.number for phone in new_phones)
    for phone in new_phones:
        state.phones.add(phone.number)
        field_name = f"contact.{_phone_field(phone)}"
        effect.changes.append(Change(field_name, "", phone.number, wanted.name))


def _merge_value(
    target: State | ContactEntry,
    stored: int | None,
    name: str,
    value: object,
    policy: Policy,
    effect: _Effect,
    who: str,
) -> None:
    old = target.values.get(name)
    if old in (None, "", ()):
        merged = value
    elif same(name, old, value):
        return
    elif name == "customer.tags" or (name == "customer.last_contact" and stored is None):
        merged = _more_tags(old, value) if name == "customer.tags" else _later(old, value)
        if merged is None:
            return
    elif name in _NOTES and (stored is None or policy == "overwrite"):
        merged = _more_lines(str(old), str(value))
        if merged is None:
            return
    elif name in _NOTES and _more_lines(str(old), str(value)) is None:
        return
    elif stored is not None and policy == "overwrite" and name not in _OWN_HISTORY:
        merged = value
    else:
        effect.kept.append(Change(name, as_text(name, old), as_text(name, value), who))
        return
    target.values[name] = merged
    target.planned[name] = merged
    effect.changes.append(Change(name, as_text(name, old), as_text(name, merged), who))


def _more_tags(old: object, new: object) -> object | None:
    known = old if isinstance(old, tuple) else tuple(str(old).replace("，", ",").split(","))
    tags = dict.fromkeys(tag.strip() for tag in known)
    more = [tag for tag in (new if isinstance(new, tuple) else (new,)) if tag not in tags]
    return (*tags, *more) if more else None


def _later(old: object, new: object) -> object | None:
    """Each person's row has its day; the customer's is the latest."""
    return new if isinstance(old, date) and isinstance(new, date) and new > old else None


def _more_lines(old: str, new: str) -> str | None:
    lines = old.split("\n")
    more = [line for line in new.split("\n") if line not in lines]
    return "\n".join((*lines, *more)) if more else None


def _phone_field(phone: RowPhone) -> str:
    return "invoice_phone" if phone.kind == "invoice" else phone.kind
