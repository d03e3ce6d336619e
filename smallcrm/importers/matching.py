"""Which customer a row means: one of the data file, one made by an earlier row, or a new one."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from smallcrm.core.i18n import N_, _
from smallcrm.core.phone import format_phone
from smallcrm.core.text import fold
from smallcrm.importers.compare import as_text
from smallcrm.importers.entries import ContactEntry, Entry, RowKeys
from smallcrm.importers.existing import ExistingIndex, name_key
from smallcrm.importers.plan import Candidate, MatchedBy
from smallcrm.importers.rows import ImportRow, RowContact

MOST_CANDIDATES = 5
_SHORTEST_TAX_NUMBER = 8  # shorter ones do not tell a company
_ALIKE = 60

_TEXTS = {
    "same_phone": N_("The same phone number stands at another customer."),
    "same_name": N_("A person of the same name has another number."),
    "same_code": N_("The same customer code stands at another name."),
    "same_tax_number": N_("A customer of the same name has another tax number."),
}


class Match(NamedTuple):
    """The customer a row means (None: a new one), and a doubt with its candidates."""

    entry: Entry | None = None
    by: MatchedBy = ""
    doubt: str = ""
    candidates: tuple[Candidate, ...] = ()


NEW = Match()


class Directory:
    """All customers a row may mean, stored and new ones, by name, number, code and tax number."""

    def __init__(self, existing: ExistingIndex, only_new: bool) -> None:
        self._existing = ExistingIndex() if only_new else existing
        self._stored: dict[int, Entry] = {}
        self._names: dict[str, list[Entry]] = {}
        self._phones: dict[str, list[Entry]] = {}
        self._codes: dict[str, list[Entry]] = {}
        self._tax_numbers: dict[str, list[Entry]] = {}
        self.entries: list[Entry] = []

    def find(self, row: ImportRow, keys: RowKeys) -> Match:
        """Find the customer of a row."""
        named = self._found(self._existing.names, self._names, keys.name)
        if named:
            chosen = match_person if row.is_person else match_company
            return chosen(row, keys, named)
        if len(keys.tax_number) >= _SHORTEST_TAX_NUMBER:
            key = fold(keys.tax_number)
            found = self._found(self._existing.tax_numbers, self._tax_numbers, key)
            if found:
                return Match(found[0], "tax_number")
        if keys.code:
            found = self._found(self._existing.codes, self._codes, fold(keys.code))
            alike = next((entry for entry in found if _alike(entry.name, row.name)), None)
            if alike:
                return Match(alike, "code")
            if found:
                return Match(None, "", "same_code", _candidates(found, keys.code))
        return self._by_number(keys)

    def entry_of(self, ref: str) -> Entry | None:
        """The customer a decision names."""
        number = ref.removeprefix("id:")
        if number != ref and number.isdecimal():
            return self._load(int(number)) if int(number) in self._existing.customers else None
        return next((entry for entry in self.entries if entry.rows and entry.ref == ref), None)

    def new(self, row: ImportRow) -> Entry:
        """Make an entry for a new customer."""
        entry = Entry(len(self.entries), row)
        self.entries.append(entry)
        return entry

    def learn(self, entry: Entry, keys: RowKeys) -> None:
        """Let the customer be found by what a row says of it."""
        _remember(self._names, keys.name, entry)
        for number in keys.numbers:
            _remember(self._phones, number, entry)
        if keys.code:
            _remember(self._codes, fold(keys.code), entry)
        if keys.tax_number:
            _remember(self._tax_numbers, fold(keys.tax_number), entry)

    def _by_number(self, keys: RowKeys) -> Match:
        found: dict[int, tuple[Entry, str]] = {}
        for number in keys.numbers:
            for entry in self._found(self._existing.phones, self._phones, number):
                found.setdefault(entry.key, (entry, number))
        if not found:
            return NEW
        candidates = tuple(
            Candidate(entry.ref, entry.name, format_phone(number))
            for entry, number in list(found.values())[:MOST_CANDIDATES]
        )
        return Match(None, "", "same_phone", candidates)

    def _found(
        self, stored: Mapping[str, list[int]], learnt: Mapping[str, list[Entry]], key: str
    ) -> Sequence[Entry]:
        if key not in stored:
            return learnt.get(key, ())
        entries = [self._load(id) for id in stored[key]]
        known = {entry.key for entry in entries}
        return [*entries, *(entry for entry in learnt.get(key, ()) if entry.key not in known)]

    def _load(self, id: int) -> Entry:
        if id not in self._stored:
            entry = Entry(len(self.entries), self._existing.customers[id])
            self.entries.append(entry)
            self._stored[id] = entry
        return self._stored[id]


def match_company(row: ImportRow, keys: RowKeys, named: Sequence[Entry]) -> Match:
    """Choose among companies of the same name, unless tax numbers speak against it."""
    fitting = [entry for entry in named if not _differ(row, entry, "customer.tax_number")]
    if not fitting:
        return Match(None, "", "same_tax_number", _candidates(named, ""))
    if len(fitting) == 1:
        return Match(fitting[0], "name")
    return Match(max(fitting, key=lambda entry: _nearness(row, keys, entry)), "name")


def match_person(row: ImportRow, keys: RowKeys, named: Sequence[Entry]) -> Match:
    """Choose among persons of the same name: one who has the number, or none that differs."""
    for entry in named:
        if entry.has_number(keys.numbers):
            return Match(entry, "phone")
        if _shares(row, entry):
            return Match(entry, "name")
    fitting = [entry for entry in named if not (keys.numbers and entry.state.phones)]
    quiet = [entry for entry in fitting if not _conflicts(row, entry)]
    if quiet:
        return Match(quiet[0], "name")
    if len(named) == 1 and fitting and fitting[0].id is not None:
        return Match(fitting[0], "name")
    return Match(None, "", "same_name", _candidates(named, ""))


def match_contact(contacts: Sequence[ContactEntry], wanted: RowContact) -> ContactEntry | None:
    """Find the contact person a row means among those of its customer."""
    numbers = {phone.number for phone in wanted.phones}
    name = fold(wanted.name)
    for contact in contacts:
        other = fold(str(contact.values.get("contact.name", "")))
        if name == other and not (len(name) == 1 and _called_otherwise(contact, wanted)):
            return contact
        # 杨先生 and later 杨建国 with the same number
        if name and other and name[0] == other[0] and numbers & contact.phones:
            return contact
    return None


def question_text(kind: str) -> str:
    """The sentence for a doubt, in the user's language."""
    return _(_TEXTS[kind])


def _called_otherwise(contact: ContactEntry, wanted: RowContact) -> bool:
    """Two people known by surname only (黄总, 黄会计) are the same only when called the same."""
    for name in ("contact.salutation", "contact.title"):
        mine = as_text(name, contact.values.get(name))
        theirs = as_text(name, wanted.values.get(name))
        if fold(mine) != fold(theirs):
            return True
    return False


def _candidates(entries: Sequence[Entry], why: str) -> tuple[Candidate, ...]:
    return tuple(Candidate(entry.ref, entry.name, why) for entry in entries[:MOST_CANDIDATES])


def _remember(keys: dict[str, list[Entry]], key: str, entry: Entry) -> None:
    known = keys.get(key)
    if known is None:
        keys[key] = [entry]
    elif entry not in known:
        known.append(entry)


def _nearness(row: ImportRow, keys: RowKeys, entry: Entry) -> tuple[bool, bool, bool, bool]:
    return (
        entry.has_number(keys.numbers),
        _equal(row, entry, "customer.tax_number") or _equal(row, entry, "customer.code"),
        _equal(row, entry, "customer.city"),
        entry.id is not None,
    )


def _shares(row: ImportRow, entry: Entry) -> bool:
    names = ("code", "email", "wechat", "qq", "tax_number")
    return any(_equal(row, entry, f"customer.{name}") for name in names)


def _equal(row: ImportRow, entry: Entry, name: str) -> bool:
    mine, theirs = row.values.get(name), entry.values.get(name)
    return bool(mine) and bool(theirs) and fold(str(mine)) == fold(str(theirs))


def _differ(row: ImportRow, entry: Entry, name: str) -> bool:
    mine, theirs = row.values.get(name), entry.values.get(name)
    return bool(mine) and bool(theirs) and fold(str(mine)) != fold(str(theirs))


def _conflicts(row: ImportRow, entry: Entry) -> bool:
    for name, value in row.values.items():
        other = entry.values.get(name)
        if name in ("customer.note", "customer.kind", "customer.tags") or not other:
            continue
        if fold(as_text(name, value)) != fold(as_text(name, other)):
            return True
    return False


def _alike(first: str, second: str) -> bool:
    """Whether two names may be one company's: one holds the other, or they differ by little."""
    from rapidfuzz.fuzz import ratio

    a, b = name_key(first), name_key(second)
    return a in b or b in a or ratio(a, b) >= _ALIKE
