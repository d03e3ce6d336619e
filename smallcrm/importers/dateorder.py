"""In which order day, month and year stand in a column, told by its values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from smallcrm.core.dates import DateOrder, parse_date
from smallcrm.importers.sheet import Cell

ORDERS: Sequence[DateOrder] = ("ymd", "mdy", "dmy")

_THREE = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})(?:\D.*)?")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)(?:年|\b)")
_YEAR_FIRST = re.compile(r"\s*(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]", re.ASCII)
_ENOUGH = 500
# Any leap year: a 29th of February is a day too.
_LEAP_YEAR = 2000
# What is written down afterwards: none of these days lies in the future.
_PAST = (
    "customer.consent_on",
    "customer.created",
    "customer.founded",
    "customer.last_contact",
    "feedback.date",
    "interaction.date",
    "order.date",
    "receipt.date",
)


@dataclass(frozen=True, slots=True)
class Undated:
    """Days of a column that lack a year no one says.

    `field` is what the column means, `latest` the month and day of the last day in a year,
    `example` the first as it stands.
    """

    field: str
    latest: tuple[int, int]
    example: str


def decide_order(cells: Iterable[Cell], default: DateOrder) -> tuple[DateOrder, bool]:
    """Return the order of a column's dates and whether the values prove it.

    Values that say their order themselves (2019.3.5, date cells) count only in a language that
    writes the year first: beside one of them 19/3/5 is no other. Without any doubtful value the
    answer is certain; where several orders fit all of them, `default` is preferred.
    """
    possible = set(ORDERS)
    seen = 0
    year_first = False
    for cell in cells:
        if not isinstance(cell, str) or not cell:
            continue
        match = _THREE.fullmatch(unicodedata.normalize("NFKC", cell).strip())
        if not match:
            year_first = year_first or bool(_YEAR_FIRST.match(cell))
            continue
        seen += 1
        fits = _fitting(match[1], match[2], match[3])
        if fits & possible:
            possible &= fits
        if len(possible) == 1 or seen >= _ENOUGH:
            break
    if seen == 0:
        return "ymd", True
    if len(possible) == 1:
        return possible.pop(), True
    if default == "ymd" and year_first and "ymd" in possible:
        return "ymd", True
    preferred = next((order for order in (default, *ORDERS) if order in possible), default)
    return preferred, False


def decide_orders(
    columns: Mapping[int, Sequence[Cell]], chosen: DateOrder | None, default: DateOrder
) -> dict[int, tuple[DateOrder, bool]]:
    """Return the order of the dates in each column of a table, and whether it is certain.

    What a column proves counts for it, and is likelier in the others. An order that is `chosen` is
    the answer for the columns that prove none; only where there are none does it overrule.
    """
    found = {index: decide_order(cells, default) for index, cells in columns.items()}
    proven = {order for order, certain in found.values() if certain} - {"ymd"}
    unsure = [index for index, (_order, certain) in found.items() if not certain]
    if chosen:
        return found | {index: (chosen, True) for index in unsure or found}
    if len(proven) == 1:
        likelier = proven.pop()
        found |= {index: decide_order(columns[index], likelier) for index in unsure}
    return found


def year_said(texts: Iterable[str], cells: Iterable[Cell]) -> int | None:
    """The year of a column's dates that lack one: what the titles say, else all its other dates.

    None where nothing says it, or not one year alone.
    """
    said = {int(year) for text in texts for year in _YEAR.findall(text)}
    if len(said) == 1:
        return said.pop()
    for cell in cells:
        if isinstance(cell, date):
            said.add(cell.year)
        elif isinstance(cell, str) and (day := parse_date(cell)):
            said.add(day.year)
        if len(said) > 1:
            return None
    return said.pop() if said else None


def find_undated(field: str, cells: Iterable[Cell]) -> Undated | None:
    """Return the days of a column that lack a year, None where there are none."""
    found: dict[tuple[int, int], str] = {}
    for cell in dict.fromkeys(cell for cell in cells if isinstance(cell, str)):
        if parse_date(cell) is None and (day := parse_date(cell, year=_LEAP_YEAR)):
            found.setdefault((day.month, day.day), cell.strip())
    return Undated(field, max(found), next(iter(found.values()))) if found else None


def likely_years(days: Undated, today: date) -> tuple[int, int]:
    """Return the two likeliest years of days that lack one, the likelier first.

    Of what is past, a day that is still to come this year was one of last year.
    """
    years = (today.year, today.year - 1)
    to_come = days.latest > (today.month, today.day)
    return (years[1], years[0]) if to_come and days.field in _PAST else years


def _fitting(first: str, second: str, third: str) -> set[DateOrder]:
    a, b, c = int(first), int(second), int(third)
    fits: set[DateOrder] = set()
    if len(third) == 2 and len(first) == 2 and 1 <= b <= 12 and 1 <= c <= 31:
        fits.add("ymd")
    if 1 <= a <= 12 and 1 <= b <= 31:
        fits.add("mdy")
    if 1 <= b <= 12 and 1 <= a <= 31:
        fits.add("dmy")
    return fits
