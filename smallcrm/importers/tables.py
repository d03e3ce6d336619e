"""Find the tables of a sheet: where the header is, which rows are records, what is passed over."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from smallcrm.importers.blocks import side_by_side
from smallcrm.importers.content import is_empty, kind_of
from smallcrm.importers.headerrows import HeaderRows, find_header
from smallcrm.importers.headers import (
    find_meaning,
    fold_header,
    headers_as_written,
    is_known_header,
    shown_header,
)
from smallcrm.importers.rowkinds import (
    BLANK,
    EXAMPLE,
    HIDDEN,
    NOT_WANTED,
    NOTE,
    REPEATED,
    SECTION,
    TITLE,
    TOTAL,
    is_example_row,
    is_note,
    is_signature,
    is_total_row,
    is_word,
    reads_like_a_sentence,
)
from smallcrm.importers.sheet import Cell, RawSheet, Row

# A single text that may head a section or be a remark, as what follows will tell.
_LONELY = "lonely"
# Examples stand right below the header.
_EXAMPLES_UNTIL = 5
# Up to so many filled cells a row may be a note.
_FEW = 4
# Rows are looked at together: a few at first, as another table may begin soon.
_FIRST_BLOCK = 16
_BLOCK = 1024
_SAMPLE = 32
_BREAKS = (BLANK, TOTAL, NOTE, _LONELY)
_NAMES = frozenset(
    ("customer.name", "customer.short_name", "contact.name", "@person", "@first", "@last")
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its place in the sheet from 0, its header and the group above it."""

    index: int
    header: str
    group: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A row that holds no record, counted from 1 as in the sheet, and the code of the reason."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A list found in a sheet. Rows count from 1 as in the sheet.

    `records` are the data rows' cells, one for each number in `data_rows`, as wide as the sheet,
    with merged cells filled down. `titles` are the texts above the header.
    """

    sheet: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    data_rows: Sequence[int] = field(repr=False)
    records: Sequence[Row] = field(repr=False)
    passed_over: tuple[PassedOver, ...] = ()
    titles: tuple[str, ...] = ()
    _columns: list[list[Cell]] = field(default_factory=list, repr=False, compare=False)

    def cells(self, index: int) -> Sequence[Cell]:
        """The data rows' cells of one column of the sheet."""
        if not self.records:
            return []
        if not self._columns:
            self._columns.extend(_turned(self.records))
        return self._columns[index]

    def forget_columns(self) -> None:
        """Keep the cells by row only, now that all columns were looked at."""
        self._columns.clear()


def find_tables(sheet: RawSheet, header_rows: tuple[int, ...] | None = None) -> list[Table]:
    """Find the tables of a sheet, from left to right and top to bottom; none in an empty sheet.

    `header_rows` overrules the guess for the first table: rows from 1; () means there is no header.
    """
    header = find_header(sheet, 0, header_rows) if sheet.rows else None
    parts = side_by_side(sheet, header) if header else [sheet]
    found = [_one_below_the_other(part, header_rows) for part in parts]
    if len(parts) == 1:
        return found[0]
    whole = [done for tables in found for done in tables]
    taken = {row for done in whole for row in (*done.header_rows, *done.data_rows)}
    return [
        replace(done, passed_over=tuple(out for out in done.passed_over if out.row not in taken))
        for done in whole
    ]


def _one_below_the_other(sheet: RawSheet, header_rows: tuple[int, ...] | None) -> list[Table]:
    tables: list[Table] = []
    start = 0
    while start < len(sheet.rows):
        header = find_header(sheet, start, header_rows if not tables else None)
        builder = _Builder(sheet, start, header, headless=header_rows == ())
        start = builder.run()
        table = builder.table()
        if table.data_rows or not tables:
            tables.append(table)
        else:  # what looked like one more header was none: its rows are told all the same
            tables[-1] = _with_rest(tables[-1], table)
    return [table for table in tables if table.data_rows or table.passed_over]


def _with_rest(table: Table, rest: Table) -> Table:
    more = tuple(PassedOver(row, REPEATED) for row in rest.header_rows)
    passed = sorted((*table.passed_over, *more, *rest.passed_over), key=lambda out: out.row)
    return replace(table, passed_over=tuple(passed))


@dataclass(frozen=True, slots=True)
class _Head:
    """A header row for finding it again below: its texts, and the first of them."""

    texts: list[str]
    place: int
    start: str

    @classmethod
    def of(cls, row: Row) -> "_Head":
        texts = [fold_header(shown_header(cell)) for cell in row]
        place = next((index for index, text in enumerate(texts) if text), 0)
        return cls(texts, place, str(row[place])[:1])

    def is_repeated(self, row: Row) -> bool:
        cell = row[self.place]
        if not isinstance(cell, str) or not cell or cell[0] != self.start:
            return False
        texts = [fold_header(shown_header(cell)) for cell in row]
        same = sum(a == b for a, b in zip(texts, self.texts, strict=True) if b)
        return same * 5 >= 4 * sum(1 for text in self.texts if text)


class _Builder:
    """Go through the rows of one table and sort them."""

    def __init__(self, sheet: RawSheet, start: int, header: HeaderRows, *, headless: bool) -> None:
        self.sheet = sheet
        self.headless = headless  # the user says that no row is a header
        self.start = start
        self.header = header
        self.data: list[int] = []
        self.lonely: list[int] = []
        self.passed: list[PassedOver] = []
        self.filled = _filled_rows(sheet)
        self.told = sheet.hidden_rows.union(sheet.decided)
        self.lead = min(header.labels, default=0)
        self.first_row = header.first_data
        self.heads = [_Head.of(sheet.rows[place]) for place in header.rows]
        self.name_places = {place for place, text in header.labels.items() if _means_name(text[1])}

    def run(self) -> int:
        """Sort all rows; returns where (from 0) another table begins, or the number of rows."""
        self._pass_before()
        rows = self.sheet.rows
        width = self.sheet.width
        after_break = False
        hidden = self.sheet.hidden_rows
        as_written = headers_as_written()
        done = self.first_row
        for place in self._watched():
            self.data.extend(range(done, place))
            done = place + 1
            row = rows[place]
            filled = width - row.count("")
            if place in self.sheet.decided:
                self._decide(place)
                after_break = False
                continue
            if place in hidden and filled:
                self.passed.append(PassedOver(place + 1, HIDDEN))
                continue
            reason = self._reason(row, filled, place)
            maybe = after_break or row[self.lead] in as_written
            if maybe and reason is None and filled > 1 and self._begins_table(row, after_break):
                self._take_titles(place)
                self._close()
                return place
            after_break = reason in _BREAKS
            if reason is None:
                self.data.append(place)
            elif reason == _LONELY:
                self.lonely.append(place)
            else:
                self.passed.append(PassedOver(place + 1, reason))
        self.data.extend(range(done, len(rows)))
        self._close()
        return len(rows)

    def _watched(self) -> Iterator[int]:
        """The places of rows to be looked at one by one; those between them are records."""
        start, size = self.first_row, _FIRST_BLOCK
        while block := self.sheet.rows[start : start + size]:
            span = range(start, start + len(block))
            odd = self._odd_rows(span, block)
            odd.update(span[:_EXAMPLES_UNTIL], [place + 1 for place in odd])  # below a gap
            yield from sorted(odd.intersection(span))
            start, size = span.stop, min(2 * size, _BLOCK)

    def _odd_rows(self, span: range, block: list[Row]) -> set[int]:
        """The places of all rows that may be no records, found by columns, and of some that are."""
        rows = list(zip(span, block, strict=True))
        most_gaps = self.sheet.width - _FEW
        as_written = headers_as_written()
        odd = {place for place, row in rows if row.count("") >= most_gaps}
        odd.update(self.told.intersection(span))
        rows = [(place, row) for place, row in rows if place not in odd] if odd else rows
        if not rows:
            return odd
        odd.update(place for place, row in rows if row[self.lead] in as_written)
        odd.update(_sums(rows))
        for head in self.heads:
            texts = ((place, row[head.place]) for place, row in rows)
            odd.update(at for at, text in texts if isinstance(text, str) and text[:1] == head.start)
        return odd

    def _decide(self, place: int) -> None:
        """The user's word on a row is final."""
        if self.sheet.decided[place]:
            self.data.append(place)
        else:
            self.passed.append(PassedOver(place + 1, NOT_WANTED))

    def table(self) -> Table:
        rows = self.sheet.rows
        records: list[Row] = [rows[place] for place in self.data]
        if self.filled:
            records = self._filled_down(records)
        return Table(
            self.sheet.name,
            tuple(place + 1 for place in self.header.rows),
            self._columns(records),
            [place + 1 for place in self.data],
            records,
            tuple(sorted(self.passed, key=lambda passed: passed.row)),
            self._titles(),
        )

    def _titles(self) -> tuple[str, ...]:
        """The texts of the lonely rows right above the table."""
        first = self.header.rows[0] if self.header.rows else self.header.first_data
        titles: list[str] = []
        for place in range(first - 1, max(first - 7, -1), -1):
            texts = [str(cell) for cell in self.sheet.rows[place] if cell != ""]
            if len(texts) > 2:
                break
            titles[:0] = texts
        return tuple(titles)

    def _pass_before(self) -> None:
        first = self.header.rows[0] if self.header.rows else self.header.first_data
        for place in range(self.start, first):
            texts = [str(cell) for cell in self.sheet.rows[place] if cell != ""]
            reason = BLANK if not texts else NOTE if is_note(texts[0]) else TITLE
            self.passed.append(PassedOver(place + 1, reason))

    def _reason(self, row: Row, filled: int, place: int) -> str | None:
        if filled <= 3 and (
            filled == 0 or all(isinstance(cell, str) and not cell.strip() for cell in row)
        ):
            return BLANK
        for head in self.heads:
            if head.is_repeated(row):
                return REPEATED
        if place < self.first_row + _EXAMPLES_UNTIL and is_example_row(row):
            return EXAMPLE
        if is_total_row(row):
            return TOTAL
        if filled > 4 or place in self.filled:
            return None
        texts = [str(cell) for cell in row if cell != ""]
        if filled == 1:
            return (
                TITLE if self._heads_part(texts[0], place) else self._reason_of_one(row, texts[0])
            )
        return NOTE if is_signature(texts) else None

    def _heads_part(self, text: str, place: int) -> bool:
        """Whether a text says whose the next part is: 业务员：李静 above the header again."""
        below = self.sheet.rows[place + 1 : place + 2]
        labelled = re.search(r"[^\W\d_]\s*[:：]\s*\S", text) is not None
        return labelled and any(head.is_repeated(row) for row in below for head in self.heads)

    def _reason_of_one(self, row: Row, text: str) -> str | None:
        if is_note(text):
            return NOTE
        place = next(place for place, cell in enumerate(row) if cell != "")
        if not isinstance(row[place], str) or self.sheet.width == 1 or is_empty(row[place]):
            return None
        if place in self.name_places:
            return _LONELY if reads_like_a_sentence(text) else None
        if reads_like_a_sentence(text):
            return _LONELY
        if any(character.isdecimal() for character in text) and len(text) < 30:
            return None  # a second phone below the first, say
        if kind_of(text) == "email":
            return None  # all that a mailing list knows of many
        return _LONELY if self.name_places else None

    def _close(self) -> None:
        """A lonely text between records heads a section; below the last one it is a note."""
        last = self._last_record()
        for place in [*takewhile(lambda place: place > last, reversed(self.data))]:
            self.data.remove(place)
            self.passed.append(PassedOver(place + 1, NOTE))
        for place in self.lonely:
            self.passed.append(PassedOver(place + 1, SECTION if place < last else NOTE))

    def _last_record(self) -> int:
        """The last data row; single texts below a gap are none where a note stands among them."""
        if not self.data:
            return -1
        rows, width = self.sheet.rows, self.sheet.width
        last = next((at for at in reversed(self.data) if width - rows[at].count("") > 1), -1)
        rest = [*takewhile(lambda place: place > last, reversed(self.data))]
        below = {out.reason for out in self.passed if out.row - 1 > last}
        gap = [out.row - 1 for out in self.passed if out.reason == BLANK and out.row - 1 > last]
        footer = last >= 0 and rest and NOTE in below and gap and gap[0] < rest[-1]
        return last if footer and width > 2 else self.data[-1]

    def _begins_table(self, row: Row, after_break: bool) -> bool:
        """Whether a row heads another table: after a gap, or where it is nothing but headers."""
        if self.headless:
            return False
        if after_break:
            return self._new_header(row)
        texts = [cell for cell in row if cell != ""]
        return len(texts) > 2 and all(
            isinstance(cell, str) and is_known_header(shown_header(cell)) for cell in texts
        )

    def _take_titles(self, place: int) -> None:
        """A lonely text right above another table is its title."""
        while self.data and self.data[-1] == place - 1:
            row = self.sheet.rows[place - 1]
            if self.sheet.width - row.count("") > 1 or not isinstance(row[0], str):
                break
            self.passed.append(PassedOver(place, TITLE))
            self.data.pop()
            place -= 1

    def _new_header(self, row: Row) -> bool:
        texts = [shown_header(cell) for cell in row if cell != ""]
        if any(not isinstance(cell, str) for cell in row) or len(texts) < 2:
            return False
        known = sum(is_known_header(text) for text in texts)
        return known >= 2 and known * 3 >= 2 * len(texts)

    def _filled_down(self, records: list[Row]) -> list[Row]:
        copies = {place: list(records[number]) for number, place in enumerate(self.data)}
        for area in self.sheet.merged:
            if area.bottom == area.top or area.top < self.first_row:
                continue
            if area.left >= self.sheet.width or area.top >= len(self.sheet.rows):
                continue
            value = self.sheet.rows[area.top][area.left]
            for place in range(area.top + 1, area.bottom + 1):
                if place in copies and copies[place][area.left] == "":
                    copies[place][area.left] = value
        return [copies[place] for place in self.data]

    def _columns(self, records: list[Row]) -> tuple[Column, ...]:
        columns = []
        for index in range(self.sheet.width):
            group, label = self.header.labels.get(index, ("", ""))
            if label or any(record[index] != "" for record in records):
                hidden = index in self.sheet.hidden_columns
                columns.append(Column(index, label, group, hidden))
        return tuple(columns)


def _sums(rows: list[tuple[int, Row]]) -> list[int]:
    """The places of the rows that may be totals: those in which no column has a word."""
    sample = [row for _place, row in rows[:_SAMPLE]]
    # Where few words stand again and again, one look at each tells of many rows.
    kinds = [len(set(column)) for column in zip(*sample, strict=True)]
    for index in sorted(range(len(kinds)), key=kinds.__getitem__):
        cells = {row[index] for _place, row in rows}
        known = {cell for cell in cells if isinstance(cell, str) and is_word(cell)}
        if known:
            rows = [(place, row) for place, row in rows if row[index] not in known]
    return [place for place, _row in rows]


def _turned(rows: Sequence[Row]) -> list[list[Cell]]:
    """The columns of these rows; in blocks, as rows looked at twice are nearer then."""
    columns: list[list[Cell]] = [[] for _cell in rows[0]]
    for start in range(0, len(rows), _BLOCK):
        for column, cells in zip(
            columns, zip(*rows[start : start + _BLOCK], strict=True), strict=True
        ):
            column.extend(cells)
    return columns


def _filled_rows(sheet: RawSheet) -> set[int]:
    """The rows (from 0) that take a value from a merged cell above."""
    places: set[int] = set()
    for area in sheet.merged:
        places.update(range(area.top + 1, min(area.bottom, len(sheet.rows)) + 1))
    return places


def _means_name(label: str) -> bool:
    found = find_meaning(label)
    return found is not None and found.field in _NAMES
