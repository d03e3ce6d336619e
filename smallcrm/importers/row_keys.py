"""What rows can be found by, worked out once for all rows of an import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from smallcrm.core.text import fold, fold_companies
from smallcrm.importers.places import short_city
from smallcrm.importers.rows import ImportRow, RowSet
from smallcrm.importers.similar_names import branch_key, core_and_block, heads_of

PRODUCTS = "products"
_NOTHING: tuple[str, ...] = ()


class RowKeys(NamedTuple):
    """What a row can be found by; texts are folded, "" and () for what it does not say.

    `core` and `block` are for similar names, `branch` is the name where it is a branch's.
    """

    name: str
    numbers: tuple[str, ...] = ()
    code: str = ""
    tax_number: str = ""
    emails: tuple[str, ...] = ()
    wechats: tuple[str, ...] = ()
    core: str = ""
    block: str = ""
    branch: str = ""


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """All that rows could be found by, so that a service loads no more than needed.

    `heads` are names that a head office of a branch in the rows could have, `kinds` the kinds of
    record the rows hold (rows.RECORD_KINDS, and product), `orders` order numbers of rows that name
    no customer. All texts are folded.
    """

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    tax_numbers: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    wechats: frozenset[str] = frozenset()
    blocks: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    orders: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PreparedKeys:
    """The keys of all rows, table after table, and what they come to."""

    tables: Sequence[Sequence[RowKeys]] = field(repr=False)
    match: MatchKeys = field(repr=False)


def prepare_keys(rowsets: Sequence[RowSet]) -> PreparedKeys:
    """Work out the keys of these rows."""
    tables = [_table_keys(rowset) for rowset in rowsets]
    return PreparedKeys(tables, _gathered(rowsets, tables))


def match_keys(rowsets: Sequence[RowSet]) -> MatchKeys:
    """Collect what the rows could be found by."""
    return prepare_keys(rowsets).match


def order_number(row: ImportRow) -> str:
    """The folded number of an order that a row speaks of, "" for none."""
    for record in row.records:
        if number := record.values.get("order.number"):
            return fold(str(number))
    return ""


def _table_keys(rowset: RowSet) -> list[RowKeys]:
    if rowset.kind == PRODUCTS:
        return []
    names = [str(row.values.get("customer.name") or "") for row in rowset.rows]
    folded = fold_companies(names)
    return [
        _keys_of(row, name, key or fold(name))
        for row, name, key in zip(rowset.rows, names, folded, strict=True)
    ]


def _keys_of(row: ImportRow, name: str, key: str) -> RowKeys:
    values = row.values
    get = values.get
    # A number that is too short or too long says nothing about whose it is.
    numbers = [phone.number for phone in row.phones if phone.valid and phone.kind != "fax"]
    emails = wechats = _NOTHING
    if email := get("customer.email"):
        emails = (fold(str(email)),)
    if wechat := get("customer.wechat"):
        wechats = (fold(str(wechat)),)
    for contact in row.contacts:
        own = contact.values
        for phone in contact.phones:
            if phone.valid:
                numbers.append(phone.number)
        if email := own.get("contact.email"):
            emails = (*emails, fold(str(email)))
        if wechat := own.get("contact.wechat"):
            wechats = (*wechats, fold(str(wechat)))
    core = block = branch = ""
    if key and get("customer.kind") != "person":
        city = get("customer.city")
        core, block = core_and_block(key, short_city(fold(str(city))) if city else "")
        branch = branch_key(name, key)
    code, tax_number = get("customer.code"), get("customer.tax_number")
    return RowKeys(
        key,
        tuple(numbers),
        fold(str(code)) if code else "",
        fold(str(tax_number)) if tax_number else "",
        emails,
        wechats,
        core,
        block,
        branch,
    )


def _gathered(rowsets: Sequence[RowSet], tables: Sequence[Sequence[RowKeys]]) -> MatchKeys:
    keys = [one for table in tables for one in table]
    blocks = {one.block for one in keys if one.block}
    kinds = {record.kind for rowset in rowsets for row in rowset.rows for record in row.records}
    if any(rowset.kind == PRODUCTS for rowset in rowsets):
        kinds.add("product")
    nameless = (row for rowset in rowsets for row in rowset.rows if not row.name)
    return MatchKeys(
        _set(one.name for one in keys),
        frozenset(number for one in keys for number in one.numbers),
        _set(one.code for one in keys),
        _set(one.tax_number for one in keys),
        frozenset(email for one in keys for email in one.emails),
        frozenset(wechat for one in keys for wechat in one.wechats),
        frozenset(blocks),
        frozenset(head for one in keys if one.branch for head in heads_of(one.branch)),
        _set(order_number(row) for row in nameless),
        frozenset(kinds),
    )


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in texts if text)
