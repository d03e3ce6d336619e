"""A column while its meaning is being found, and which columns come to a whole record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from smallcrm.importers.birthdays import BIRTHDAYS, share_of_birthdays
from smallcrm.importers.content import Profile
from smallcrm.importers.dateorder import Undated, find_undated, year_said
from smallcrm.importers.fields import CUSTOM, DATE, field_type
from smallcrm.importers.headers import fold_header
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.rows import RECORD_KINDS
from smallcrm.importers.sheet import Cell
from smallcrm.importers.tables import Column, Table
from smallcrm.importers.talks import holds_dated_talk

# A title under such a header is a deal's without anything beside it; 项目 may be anything.
_DEALS = ("商机", "机会", "deal", "opportunit")


@dataclass(slots=True)
class Work:
    """A column while its meaning is being found; field "" means none is known."""

    column: Column
    profile: Profile
    field: str = ""
    confidence: float = 0.0
    reason: str = ""
    part: str = ""
    how: str = ""  # how the header was found in the table of synonyms
    year: int | None = None  # of dates that lack one
    undated: Undated | None = None  # such dates, where nothing says their year
    birthdays: float | None = None  # the share of cells that tell one, under such a header
    numbering: bool = False  # may number the rows, where another column has the codes

    def take(self, field: str, confidence: float, reason: str) -> None:
        """Take this meaning."""
        self.field, self.confidence, self.reason = field, confidence, reason


def find_year(
    work: Work, field: str, table: Table, cells: Sequence[Cell], year: int | None
) -> None:
    """Find the year of a column's days without one: what the list says, else the user's `year`.

    `field` is what the column's header means, "" for nothing.
    """
    if field in BIRTHDAYS:
        # Those of a list are of as many years as there are persons.
        work.birthdays = share_of_birthdays(cells)
        return
    if not work.profile.share("day"):
        return
    work.year = year_said((table.sheet, *table.titles), cells)
    if work.year is None and (days := find_undated(field, cells)):
        work.year = year
        work.undated = days if year is None else None


def still_undated(work: Work, field: str, kind: str, reason: str) -> Undated | None:
    """The days of a column whose year has to be asked: if it is one of dates, or would be one.

    `field`, its type `kind` and `reason` are those the column has got (see ColumnGuess).
    """
    days = None if field in BIRTHDAYS else work.undated
    if days is None or kind == DATE:
        return days and replace(days, field=field.removeprefix(CUSTOM))
    return days if reason != "chosen" and field_type(days.field) == DATE else None


def settle_records(works: list[Work], kind: str) -> None:
    """Take the meaning from record columns that come to no whole record in this table."""
    main = KIND_OF_TABLE.get(kind, "product" if kind == "products" else "")
    for group in (*RECORD_KINDS, "product"):
        mine = [work for work in works if work.field.startswith(f"{group}.")]
        if not mine or group == main or _belongs(group, main):
            continue
        sure = [one for one in mine if one.profile.filled and (one.how != "part" or _chosen(one))]
        whole = _is_whole(group, sure, works)
        if main == "order" and group == "receipt" and not whole:
            _pay(mine)
        for work in mine:
            if work.field == "order.paid" and main == "order":
                continue
            if not _chosen(work) and (not whole or work not in sure):
                work.take("", 0.5, "unknown")


def _pay(mine: Iterable[Work]) -> None:
    """Without a date of its own, what was received is what is paid of the order."""
    for work in mine:
        if work.field == "receipt.amount" and not _chosen(work):
            work.field = "order.paid"


def _belongs(group: str, main: str) -> bool:
    """Whether columns of one kind say more of another: the product sold, the order paid."""
    return (group == "product" and main == "order") or (group == "order" and main == "receipt")


def _is_whole(group: str, mine: list[Work], works: Iterable[Work]) -> bool:
    has = {work.field.partition(".")[2] for work in mine}
    if group == "order":
        return "date" in has and bool(has & {"amount", "product"})
    if group == "receipt":
        return {"date", "amount"} <= has
    if group == "feedback":
        return bool(has & {"text", "rating"})
    if group == "term":
        return "end" in has
    if group == "deal":
        return _is_deal(has, mine)
    return group == "interaction" and _is_talk(has, mine, works)


def _is_deal(has: set[str], mine: list[Work]) -> bool:
    if "title" not in has:
        return {"amount", "expected_close"} <= has
    headers = [fold_header(work.column.header) for work in mine if work.field == "deal.title"]
    named = any(word in header for header in headers for word in _DEALS)
    return named or bool(has & {"stage", "amount", "expected_close"})


def _is_talk(has: set[str], mine: list[Work], works: Iterable[Work]) -> bool:
    if not has & {"content", "subject"}:
        return False
    if "date" in has or any(w.field == "customer.last_contact" and w.profile.filled for w in works):
        return True
    texts = [text for w in mine if w.field == "interaction.content" for text in w.profile.examples]
    return 2 * sum(map(holds_dated_talk, texts)) > len(texts)


def _chosen(work: Work) -> bool:
    return work.reason == "chosen"
