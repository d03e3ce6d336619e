"""Which customer a row means: one of the data file, one made by an earlier row, or a new one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smallcrm.core.i18n import _
from smallcrm.importers.choosing import choose_company, choose_person, may_be, names_alike
from smallcrm.importers.doubts import Suspects, missing_text, why
from smallcrm.importers.entries import Entry
from smallcrm.importers.existing import ExistingIndex, Nearby, name_key
from smallcrm.importers.plan import Candidate, MatchedBy, RowRef
from smallcrm.importers.row_keys import RowKeys, order_number
from smallcrm.importers.rows import ImportRow
from smallcrm.importers.similar_names import NameBlocks, anywhere, heads_of

_SHORTEST_TAX_NUMBER = 8  # shorter ones do not tell a company
# So many customers of one name or number are looked at: more tell nothing, and would make 100,000
# rows of one name take for ever.
_MOST_SUSPECTS = 10
_MOST_NAMESAKES = 50

Known = dict[str, Entry | list[Entry]]  # nearly all keys are one customer's


class Match(NamedTuple):
    """The customer a row means (None: a new one), and a doubt with its candidates.

    `missing` says why a row that names no customer belongs to none.
    """

    entry: Entry | None = None
    by: MatchedBy = ""
    doubt: str = ""
    candidates: tuple[Candidate, ...] = ()
    missing: str = ""


NEW = Match()


class Directory:
    """All customers a row may mean, stored and new ones, by all that they can be found by.

    With `only_new` lists of customers are not compared with stored ones; orders and talks are.
    `anywhere` lets names whose city is not known be compared with those of every city.
    """

    def __init__(self, existing: ExistingIndex, *, only_new: bool, anywhere: bool) -> None:
        self._existing = existing
        self._compared = ExistingIndex() if only_new else existing
        self._anywhere = anywhere
        self._stored: dict[int, Entry] = {}
        self._names: Known = {}
        self._phones: Known = {}
        self._codes: Known = {}
        self._tax_numbers: Known = {}
        self._emails: Known = {}
        self._wechats: Known = {}
        self._short_names: Known = {}
        self._orders: Known = {}
        self._similar: NameBlocks[Entry] = NameBlocks()
        self._heads: Known = {}
        self._why_similar = (why("similar_name"), why("similar_name", "city"))
        self.entries: list[Entry] = []

    def find(self, row: ImportRow, keys: RowKeys) -> Match:
        """Find the customer of a row that names it."""
        return self._find(row, keys, self._compared)

    def find_owner(self, row: ImportRow, keys: RowKeys) -> Match:
        """Find the customer that an order, a talk ... belongs to; it may be named by a number."""
        if not keys.name:
            return self._by_signs(row, keys)
        match = self._find(row, keys, self._compared)
        if match.entry is None and self._compared is not self._existing:
            match = self._find(row, keys, self._existing)
        if match.entry is None:
            short = self._found(self._existing.short_names, self._short_names, keys.name)
            if len(short) == 1:
                return Match(short[0], "name")
        return match

    def _find(self, row: ImportRow, keys: RowKeys, existing: ExistingIndex) -> Match:
        if keys.name in self._names or keys.name in existing.names:
            return self._among_named(row, keys, existing)
        if keys.name in existing.decided:
            return Match(self._load(existing.decided[keys.name]), "decision")
        if len(keys.tax_number) >= _SHORTEST_TAX_NUMBER:
            found = self._found(existing.tax_numbers, self._tax_numbers, keys.tax_number)
            if found:
                return Match(found[0], "tax_number")
        if keys.code:
            found = self._found(existing.codes, self._codes, keys.code)
            alike = next((entry for entry in found if names_alike(entry.name, row.name)), None)
            if alike:
                return Match(alike, "code")
            if found:
                return _doubt("same_code", found, keys.code)
        return self._suspects(keys, existing)

    def _among_named(self, row: ImportRow, keys: RowKeys, existing: ExistingIndex) -> Match:
        if row.is_person:
            for number in keys.numbers:
                for entry in self._found(existing.phones, self._phones, number):
                    if name_key(entry.name) == keys.name or entry.name == row.name:
                        return Match(entry, "phone")
        named = self._found(existing.names, self._names, keys.name)
        if not row.is_person:
            chosen = choose_company(row, keys, named)
            doubt = "same_tax_number" if keys.tax_number else "same_name"
            return Match(chosen, "name") if chosen else _doubt(doubt, may_be(row, named))
        person, by = choose_person(row, keys, named)
        return Match(person, by) if person else _doubt("same_name", may_be(row, named))

    def entry_of(self, ref: str) -> Entry | None:
        """The customer a decision names; None when it is not loaded or not there."""
        number = ref.removeprefix("id:")
        if number != ref and number.isdecimal():
            return self._load(int(number)) if int(number) in self._existing.customers else None
        return next((entry for entry in self.entries if entry.rows and entry.ref == ref), None)

    def new(self, row: ImportRow, name: str, ref: RowRef) -> Entry:
        """Make an entry for a new customer."""
        entry = Entry(len(self.entries), row, name)
        entry.rows = (ref,)
        self.entries.append(entry)
        return entry

    def learn(self, entry: Entry, row: ImportRow, keys: RowKeys) -> None:
        """Let the customer be found by what a row says of it."""
        name, numbers, code, tax_number, emails, wechats, _core, block, branch = keys
        if name and _remember(self._names, name, entry):
            if block:
                self._learn_name(entry, keys)
            for head in heads_of(branch) if branch else ():
                _remember(self._heads, head, entry)
        phones = self._phones
        for number in numbers:
            if phones.setdefault(number, entry) is not entry:  # else all is done
                _remember(phones, number, entry)
        if code:
            _remember(self._codes, code, entry)
        if tax_number:
            _remember(self._tax_numbers, tax_number, entry)
        if emails or wechats or row.records or "customer.short_name" in row.values:
            self._learn_more(entry, row, keys)

    def _learn_more(self, entry: Entry, row: ImportRow, keys: RowKeys) -> None:
        """What few rows say."""
        for email in keys.emails:
            _remember(self._emails, email, entry)
        for wechat in keys.wechats:
            _remember(self._wechats, wechat, entry)
        if short := row.values.get("customer.short_name"):
            _remember(self._short_names, name_key(str(short)), entry)
        if order := order_number(row):
            _remember(self._orders, order, entry)

    def _learn_name(self, entry: Entry, keys: RowKeys) -> None:
        """A customer is compared by the first of its names."""
        if not entry.core:
            entry.core = keys.core
            self._similar.add(keys.block, entry)
            if self._anywhere and keys.block != (place := anywhere(keys.block)):
                self._similar.add(place, entry)

    # --- rows that name no customer --------------------------------------------------------------

    def _by_signs(self, row: ImportRow, keys: RowKeys) -> Match:
        existing = self._existing
        order = order_number(row)
        signs: tuple[tuple[MatchedBy, Mapping[str, list[int]], Known, Sequence[str]], ...] = (
            ("code", existing.codes, self._codes, [keys.code]),
            ("tax_number", existing.tax_numbers, self._tax_numbers, [keys.tax_number]),
            ("phone", existing.phones, self._phones, keys.numbers),
            ("order", existing.orders, self._orders, [order]),
            ("email", existing.emails, self._emails, keys.emails),
            ("wechat", existing.wechats, self._wechats, keys.wechats),
        )
        missing: list[str] = []
        for by, stored, learnt, known in signs:
            for key in known:
                found = self._found(stored, learnt, key) if key else ()
                if len(found) == 1:
                    return Match(found[0], by)
                if key:
                    shown = str(row.values.get(f"customer.{by}") or key)
                    missing.append(missing_text(by, shown, several=bool(found)))
        text = " ".join(missing) or _("Nothing in this row tells which customer it belongs to.")
        return Match(missing=text)

    # --- doubts ----------------------------------------------------------------------------------

    def _suspects(self, keys: RowKeys, existing: ExistingIndex) -> Match:
        suspects = None
        learnt, stored = self._phones, existing.phones
        for number in keys.numbers:
            if number in learnt or number in stored:
                suspects = suspects or Suspects()
                found = self._found(stored, learnt, number)
                _suspect(suspects, "same_phone", number, found)
        if keys.emails or keys.wechats:
            suspects = suspects or Suspects()
            for email in keys.emails:
                found = self._found(existing.emails, self._emails, email)
                _suspect(suspects, "same_email", email, found)
            for wechat in keys.wechats:
                found = self._found(existing.wechats, self._wechats, wechat)
                _suspect(suspects, "same_wechat", wechat, found)
        if keys.branch or keys.name in self._heads or keys.name in existing.branches:
            suspects = suspects or Suspects()
            self._suspect_branches(keys, existing, suspects)
        if (block := keys.block) and not keys.branch:
            similar: list[tuple[float, Entry | Nearby]] = [*self._similar.like(block, keys.core)]
            similar += existing.nearby.like(block, keys.core)
            if similar:
                suspects = suspects or Suspects()
                self._suspect_similar(suspects, similar, known_city=block[0] != "|")
        if suspects is None:
            return NEW
        kind, candidates = suspects.settle()
        return Match(None, "", kind, candidates) if kind else NEW

    def _suspect_branches(self, keys: RowKeys, existing: ExistingIndex, suspects: Suspects) -> None:
        text = why("branch")
        near: list[Entry | Nearby] = []
        if keys.branch:
            for head in heads_of(keys.branch):
                near += _all(self._names, head)
                near += existing.heads.get(head, ())
                if near:
                    break
        else:
            near += _all(self._heads, keys.name)
            near += existing.branches.get(keys.name, ())
        for one in near[:_MOST_SUSPECTS]:
            suspects.add(_ref(one), one.name, "branch", text)

    def _suspect_similar(
        self,
        suspects: Suspects,
        similar: Sequence[tuple[float, Entry | Nearby]],
        *,
        known_city: bool,
    ) -> None:
        text = self._why_similar[known_city]
        for score, one in similar:
            sure = score if known_city else score * 0.9
            suspects.add(_ref(one), one.name, "similar_name", text, sure)

    # --- the customers themselves ----------------------------------------------------------------

    def _found(self, stored: Mapping[str, list[int]], learnt: Known, key: str) -> Sequence[Entry]:
        if key not in stored:
            return _all(learnt, key)
        entries = [self._load(id) for id in stored[key][:_MOST_NAMESAKES]]
        known = {entry.key for entry in entries}
        return [*entries, *(entry for entry in _all(learnt, key) if entry.key not in known)]

    def _load(self, id: int) -> Entry:
        if id not in self._stored:
            customer = self._existing.customers[id]
            entry = Entry(len(self.entries), customer, customer.name, id)
            self.entries.append(entry)
            self._stored[id] = entry
        return self._stored[id]


def _all(known: Known, key: str) -> Sequence[Entry]:
    found = known.get(key)
    if found is None:
        return ()
    return found if isinstance(found, list) else (found,)


def _remember(known: Known, key: str, entry: Entry) -> bool:
    """Remember a customer under a key; tells whether it was not known under it before."""
    found = known.get(key)
    if found is None:
        known[key] = entry
        return True
    if not isinstance(found, list):
        if found is entry:
            return False
        known[key] = [found, entry]
    elif entry in found or len(found) == _MOST_NAMESAKES:
        return False
    else:
        found.append(entry)
    return True


def _ref(one: Entry | Nearby) -> str:
    return one.ref if isinstance(one, Entry) else f"id:{one.id}"


def _doubt(kind: str, found: Sequence[Entry], value: str = "") -> Match:
    suspects = Suspects()
    _suspect(suspects, kind, value, found)
    return Match(None, "", *suspects.settle())


def _suspect(suspects: Suspects, kind: str, value: str, found: Sequence[Entry]) -> None:
    if found:
        text = why(kind, value)
        for entry in found[:_MOST_SUSPECTS]:
            suspects.add(entry.ref, entry.name, kind, text)
