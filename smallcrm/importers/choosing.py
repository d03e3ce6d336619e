"""Who is who among customers of one name, and among the contact persons of one customer."""

from collections.abc import Mapping, Sequence

from smallcrm.core.text import fold
from smallcrm.importers.compare import as_text
from smallcrm.importers.entries import ContactEntry, Entry
from smallcrm.importers.existing import name_key
from smallcrm.importers.masked import is_masked_name, masked_numbers
from smallcrm.importers.plan import MatchedBy
from smallcrm.importers.row_keys import RowKeys
from smallcrm.importers.rows import ImportRow, RowContact

_ALIKE = 60
_PROOFS: tuple[tuple[str, MatchedBy], ...] = (
    ("code", "code"),
    ("email", "email"),
    ("wechat", "wechat"),
    ("qq", "name"),
    ("tax_number", "tax_number"),
)


def choose_company(row: ImportRow, keys: RowKeys, named: Sequence[Entry]) -> Entry | None:
    """Choose among companies of the same name; None when tax numbers speak against all."""
    if "*" in row.name and is_masked_name(row.name):
        return next((entry for entry in named if _is_same_masked(row, keys, entry)), None)
    if len(named) == 1 and not keys.tax_number:
        return named[0]
    fitting = [entry for entry in named if not _differ(row, entry, "customer.tax_number")]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    return max(fitting, key=lambda entry: _nearness(row, keys, entry))


def choose_person(
    row: ImportRow, keys: RowKeys, named: Sequence[Entry]
) -> tuple[Entry | None, MatchedBy]:
    """Choose among persons of the same name: one who has the number, or none that differs."""
    for entry in named:
        if entry.has_number(keys.numbers):
            return entry, "phone"
        for name, by in _PROOFS:
            if _equal(row, entry, f"customer.{name}"):
                return entry, by
    if is_masked_name(row.name):
        same = next((entry for entry in named if _is_same_masked(row, keys, entry)), None)
        return same, "name" if same else ""
    named = [entry for entry in named if not is_masked_name(entry.name)]
    fitting = [entry for entry in named if not (keys.numbers and entry.state.phones)]
    quiet = next((entry for entry in fitting if not _conflicts(row, entry)), None)
    if quiet:
        return quiet, "name"
    if len(named) == 1 and fitting and fitting[0].id is not None:
        return fitting[0], "name"
    return None, ""


def may_be(row: ImportRow, named: Sequence[Entry]) -> Sequence[Entry]:
    """Those of a name whom a row may mean: 张** with another number, as far as seen, is another."""
    if not is_masked_name(row.name):
        return named
    mine = _masked_numbers(row.values)
    alike = [entry for entry in named if fold(entry.name) == fold(row.name)]
    told = [(entry, _masked_numbers(entry.values)) for entry in alike]
    return [entry for entry, theirs in told if not mine or not theirs or mine & theirs]


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


def names_alike(first: str, second: str) -> bool:
    """Whether two names may be one company's: one holds the other, or they differ by little."""
    from rapidfuzz.fuzz import ratio

    a, b = name_key(first), name_key(second)
    return a in b or b in a or ratio(a, b) >= _ALIKE


def _is_same_masked(row: ImportRow, keys: RowKeys, entry: Entry) -> bool:
    """Whether a row whose name is partly hidden says the same as a customer of that name.

    The number, as far as it is seen, must be the same. Where there is none only a stored customer
    of whom all is known that the row says is the same: the list was brought before.
    """
    if fold(row.name) != fold(entry.name) or _conflicts(row, entry):
        return False
    if keys.numbers and not entry.has_number(keys.numbers):
        return False
    mine = _masked_numbers(row.values)
    if mine != _masked_numbers(entry.values):
        return False
    return bool(mine) or (entry.id is not None and row.values.keys() <= entry.values.keys())


def _masked_numbers(values: Mapping[str, object]) -> frozenset[str]:
    return masked_numbers(str(values.get("customer.note") or ""))


def _called_otherwise(contact: ContactEntry, wanted: RowContact) -> bool:
    """Two people known by surname only (黄总, 黄会计) are the same only when called the same."""
    for name in ("contact.salutation", "contact.title"):
        mine = as_text(name, contact.values.get(name))
        theirs = as_text(name, wanted.values.get(name))
        if fold(mine) != fold(theirs):
            return True
    return False


def _nearness(row: ImportRow, keys: RowKeys, entry: Entry) -> tuple[bool, bool, bool, bool]:
    return (
        entry.has_number(keys.numbers),
        _equal(row, entry, "customer.tax_number") or _equal(row, entry, "customer.code"),
        _equal(row, entry, "customer.city"),
        entry.id is not None,
    )


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
