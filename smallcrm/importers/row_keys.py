"""What rows can be found by, worked out once for all rows of an import."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from smallcrm.core.text import fold, fold_companies
from smallcrm.importers.masked import KEY_BREAK, telling_key, tells_little
from smallcrm.importers.places import short_city
from smallcrm.importers.rows import ImportRow, RowSet
from smallcrm.importers.similar_names import branches_among, core_and_block, heads_of

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


class PreparedKeys:
    """The keys of all rows of an import, table after table.

    They are worked out when asked for, and kept only where they are asked for twice: by a service
    that looks for stored customers (`match`), then by the planner.
    """

    def __init__(self, rowsets: Sequence[RowSet]) -> None:
        self._rowsets = rowsets
        self._kept: list[Sequence[RowKeys]] | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of record that the rows hold, and product."""
        found = {rec.kind for one in self._rowsets for row in one.rows for rec in row.records}
        if any(rowset.kind == PRODUCTS for rowset in self._rowsets):
            found.add("product")
        return frozenset(found)

    @property
    def without_city(self) -> bool:
        """Whether some rows do not say in which city their customer is."""
        lists = (rowset.rows for rowset in self._rowsets if rowset.kind != PRODUCTS)
        return not all("customer.city" in row.values for rows in lists for row in rows)

    def match(self) -> MatchKeys:
        """All that the rows can be found by."""
        if self._kept is None:
            self._kept = [_keys_of_rows(rowset, rowset.rows) for rowset in self._rowsets]
        return _gathered(self._rowsets, self._kept, self.kinds)

    def part(self, table: int, start: int, stop: int) -> Sequence[RowKeys]:
        """The keys of some rows of a table."""
        if self._kept is not None:
            return self._kept[table][start:stop]
        rowset = self._rowsets[table]
        return _keys_of_rows(rowset, rowset.rows[start:stop])


def match_keys(rowsets: Sequence[RowSet]) -> MatchKeys:
    """Collect what the rows could be found by."""
    return PreparedKeys(rowsets).match()


def order_number(row: ImportRow) -> str:
    """The folded number of an order that a row speaks of, "" for none."""
    for record in row.records:
        if number := record.values.get("order.number"):
            return fold(str(number))
    return ""


def _keys_of_rows(rowset: RowSet, rows: Sequence[ImportRow]) -> list[RowKeys]:
    if rowset.kind == PRODUCTS:
        return []
    names = [str(row.values.get("customer.name") or "") for row in rows]
    keys = [key or fold(name) for name, key in zip(names, fold_companies(names), strict=True)]
    branches = branches_among(names, keys)
    found = [
        _keys_of(row, key, key if place in branches else "")
        for place, (row, key) in enumerate(zip(rows, keys, strict=True))
    ]
    for place, name in enumerate(names):
        if tells_little(name):
            key = telling_key(keys[place], name, rows[place].values)
            found[place] = found[place]._replace(name=key)
    return found


@lru_cache(maxsize=10_000)
def _city(text: object) -> str:
    return short_city(fold(str(text)))


def _keys_of(row: ImportRow, key: str, branch: str) -> RowKeys:
    get = row.values.get
    # A number that is too short or too long says nothing about whose it is.
    numbers = [number for number, _ext, kind, valid in row.phones if valid and kind != "fax"]
    emails = wechats = _NOTHING
    if email := get("customer.email"):
        emails = (fold(str(email)),)
    if wechat := get("customer.wechat"):
        wechats = (fold(str(wechat)),)
    for own, phones, _id in row.contacts:
        for number, _ext, _kind, valid in phones:
            if valid:
                numbers.append(number)
        if email := own.get("contact.email"):
            emails = (*emails, fold(str(email)))
        if wechat := own.get("contact.wechat"):
            wechats = (*wechats, fold(str(wechat)))
    core = block = ""
    if not key or get("customer.kind") == "person":
        branch = ""
    else:
        city = get("customer.city")
        core, block = core_and_block(key, _city(city) if city else "")
    code = fold(str(code)) if (code := get("customer.code")) else ""
    tax = fold(str(tax)) if (tax := get("customer.tax_number")) else ""
    return RowKeys(key, tuple(numbers), code, tax, emails, wechats, core, block, branch)


def _gathered(
    rowsets: Sequence[RowSet], tables: Sequence[Sequence[RowKeys]], kinds: frozenset[str]
) -> MatchKeys:
    keys = [one for table in tables for one in table]
    nameless = (row for rowset in rowsets for row in rowset.rows if not row.name)
    return MatchKeys(
        _set(one.name.partition(KEY_BREAK)[0] for one in keys),
        frozenset(number for one in keys for number in one.numbers),
        _set(one.code for one in keys),
        _set(one.tax_number for one in keys),
        frozenset(email for one in keys for email in one.emails),
        frozenset(wechat for one in keys for wechat in one.wechats),
        _set(one.block for one in keys),
        frozenset(head for one in keys if one.branch for head in heads_of(one.branch)),
        _set(order_number(row) for row in nameless),
        kinds,
    )


def _set(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in texts if text)
