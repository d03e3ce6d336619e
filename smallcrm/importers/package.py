"""Look into a zipped workbook before any reader opens it: bombs, entities, far cells, error cells.

Why: a 5 KB file with one value in the last cell makes the fast reader ask for 549 GB and abort;
readers follow what the zip directory promises; and the fast reader gives error cells back as empty.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

MOST_ENTRIES = 2000
MOST_UNPACKED = 200_000_000
# A big honest workbook may unpack to more: a bomb is small and swells.
MOST_SWELLING = 40
HARD_UNPACKED = 2_000_000_000
MOST_RATIO = 200
# A sheet that is full to its last row may be 26 columns wide: narrow ones are not measured.
MOST_CELLS = 1_048_576 * 26

_HEAD = 8 * 1024 * 1024
_CHUNK = 256 * 1024  # larger ones are slower: the zip module joins small pieces
_USUAL_ROW = re.compile(rb'<row r="(\d+)"')
_PLACE = re.compile(rb"([A-Z]{1,3})(\d+)\"")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["'](\d+)["']""")
_ANY = re.compile(rb"""\br=["']([A-Z]{1,3})(\d+)["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]{1,3})(\d+)["'][^>]*>(.{0,2000}?)</(?:\w+:)?c>""",
    re.S,
)
_ERROR_VALUE = re.compile(rb">(#[A-Z0-9/!?_]+)<")
# Formulas that nobody has worked out: what follows them is no value. The ends are looked for, as a
# pattern that begins with plain letters is found quickly.
_NO_RESULT = rb"\s*(?:<%(x)bv\b[^>]*/>|<%(x)bv\b[^>]*></%(x)bv>)?\s*</%(x)bc>"
_NO_RESULTS = tuple(
    tuple(
        re.compile((ending + _NO_RESULT) % {b"x": prefix})
        for ending in (rb"</%(x)bf>", rb"<%(x)bf [^>]*/>")
    )
    for prefix in (rb"", rb"(?:\w+:)?")
)
_TEXT_RESULT = re.compile(rb"""\st=["']str["']""")
_CELL_START = re.compile(rb"<(?:\w+:)?(?:c|row)[ >]")
# Hidden by hand, by a filter or in a closed group: all three are written alike.
_ROW_TAG = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_COLUMN_TAG = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_HIDDEN = re.compile(rb"""\s(?:hidden=["'](?:1|true)["']|width=["']0(?:\.0*)?["'])""")
_NUMBERED = re.compile(rb"""\s(r|min|max)=["'](\d{1,9})["']""")
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})["']"""
)
_MOST_COLUMNS = 16384
_MOST_SPANS = 500


class PackageError(Exception):
    """The file must not be opened; the argument is a code such as too_large, unsafe or locked."""


@dataclass(frozen=True, slots=True)
class SheetScan:
    """What a sheet's XML says: last row and column (counted from 1); the rest counts from 0.

    `merged` holds (top, left, bottom, right), both ends included; `formulas` the columns with
    formulas that have no stored result, and in how many cells.
    """

    last_row: int = 0
    last_column: int = 0
    errors: tuple[tuple[int, int, str], ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    formulas: tuple[tuple[int, int], ...] = ()

    @property
    def cells(self) -> int:
        """The size of the rectangle a reader would lay out."""
        return self.last_row * self.last_column


@dataclass(frozen=True, slots=True)
class Package:
    """A checked workbook: its format, whether it holds macros, and a scan of each sheet by name."""

    format: str
    macros: bool
    sheets: dict[str, SheetScan]


def inspect(data: bytes) -> Package:
    """Check a zipped workbook, not yet scanned. Raises PackageError or zipfile.BadZipFile."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_directory(archive, len(data))
        names = set(archive.namelist())
        if "xl/workbook.bin" in names:
            return Package("xlsb", False, {})
        if "xl/workbook.xml" not in names:
            return Package(_other_format(archive, names), False, {})
        check_entities(archive)
        macros = "xl/vbaProject.bin" in names
        return Package("xlsm" if macros else "xlsx", macros, {})


def scan_package(data: bytes, package: Package) -> Package:
    """Scan the sheets of a workbook that was checked. Raises what inspect raises."""
    if package.format not in ("xlsx", "xlsm", "xlsb"):
        return package
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if package.format == "xlsb":
            from smallcrm.importers.binary_sheets import scan_binary_sheets

            return replace(package, sheets=scan_binary_sheets(archive))
        return replace(package, sheets=_scan_sheets(archive, set(archive.namelist())))


def check_directory(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse what would unpack to too much, or is locked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise PackageError("too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise PackageError("locked")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > HARD_UNPACKED or unpacked > max(MOST_UNPACKED, MOST_SWELLING * packed):
        raise PackageError("too_large")
    for entry in entries:
        if entry.file_size > max(1_000_000, MOST_RATIO * entry.compress_size):
            raise PackageError("too_large")


def check_entities(archive: zipfile.ZipFile) -> None:
    """Refuse any document type or entity in the small parts; sheets are looked at when scanned."""
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".rels")) and not _is_sheet(entry.filename):
            with archive.open(entry) as part:
                _refuse_types(part.read(_HEAD))


def scan_sheet(chunks: Iterator[bytes]) -> SheetScan:
    """Scan one sheet's XML, given in pieces that end between cells."""
    scan = _Scan()
    for chunk in chunks:
        scan.add(chunk)
    return scan.result()


class _Scan:
    """Gather what the pieces of a sheet say, with few looks at each: there may be thousands."""

    def __init__(self) -> None:
        self._rows_begun = self._usual = False
        self._last_row = self._wide = 0
        self._narrow = False
        self._errors: list[tuple[int, int, str]] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._merged: list[tuple[int, int, int, int]] = []
        self._has_formulas = self._prefixed = False
        self._formulas: Counter[int] = Counter()

    def add(self, chunk: bytes) -> None:
        """Take the next piece."""
        if not self._rows_begun:
            # Types stand before everything, columns before the rows.
            _refuse_types(chunk)
            self._hidden_columns |= _hidden(chunk, _COLUMN_TAG)
            self._rows_begun = b"sheetData" in chunk
            self._usual = b"='" not in chunk[-5000:]
            self._prefixed = b":sheetData" in chunk
        self._measure(chunk)
        if b't="e"' in chunk or (not self._usual and b"t='e'" in chunk):
            self._errors += [_error(match) for match in _ERROR.finditer(chunk)]
        if b"hidden=" in chunk:
            self._hidden_rows |= _hidden(chunk, _ROW_TAG)
        if b"mergeCell " in chunk:
            self._merged += [_merged(match) for match in _MERGED.finditer(chunk)]
        # A single letter is looked for ten times as fast. A formula that is shared stands in full
        # before the others refer to it.
        ending = b":f>" if self._prefixed else b"</f>"
        if self._has_formulas or (b"f" in chunk and ending in chunk):
            self._has_formulas = True
            self._formulas.update(_without_results(chunk, self._prefixed))

    def result(self) -> SheetScan:
        """What all pieces said."""
        return SheetScan(
            self._last_row,
            # Narrow sheets are not measured cell by cell: that could only save some columns.
            self._wide or (26 if self._narrow else 0),
            tuple(self._errors),
            tuple(sorted(self._hidden_rows)),
            tuple(sorted(self._hidden_columns)),
            tuple(self._merged),
            tuple(sorted(self._formulas.items())),
        )

    def _measure(self, chunk: bytes) -> None:
        rows = chunk.split(b"</row>")
        if len(rows) > 2 and self._usual:
            # As nearly all write it: in each row the last cell is the widest.
            lasts = {row[row.rfind(b' r="') + 4 :][:12] for row in rows}
            cells = [found for last in lasts if (found := _PLACE.match(last))]
            number = _USUAL_ROW.match(chunk, max(chunk.rfind(b"<row "), 0))
            last_row = int(number[1]) if number else 0
        else:
            cells = list(_ANY.finditer(chunk))
            last_row = max((int(row[:9]) for row in _ROW.findall(chunk)), default=0)
        self._narrow = self._narrow or bool(cells)
        for letters, row in (cell.groups() for cell in cells):
            last_row = max(last_row, int(row[:9]))
            if len(letters) > 1:
                self._wide = max(self._wide, column_number(letters))
        self._last_row = max(self._last_row, last_row)


def column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _error(match: re.Match[bytes]) -> tuple[int, int, str]:
    code = _ERROR_VALUE.search(b">" + match[3] + b"<")
    return int(match[2]) - 1, column_number(match[1]) - 1, code[1].decode() if code else "#ERROR"


def _without_results(chunk: bytes, prefixed: bool) -> Iterator[int]:
    """The column, from 0, of each cell whose formula has no stored result; -1: it names none.

    An empty text is a result.
    """
    begins = b":c " if prefixed else b"<c "
    for pattern in _NO_RESULTS[prefixed]:
        for match in pattern.finditer(chunk):
            start = max(chunk.rfind(begins, 0, match.start()), 0)
            tag = chunk[start : chunk.index(b">", start)]
            if not _TEXT_RESULT.search(tag):
                place = _ANY.search(tag)
                yield column_number(place[1]) - 1 if place else -1


def _hidden(chunk: bytes, tags: re.Pattern[bytes]) -> set[int]:
    """The hidden rows or columns, from 0, of the tags in a piece of a sheet."""
    found: set[int] = set()
    spans: set[tuple[int, int]] = set()
    for tag in tags.findall(chunk):
        if _HIDDEN.search(tag):
            numbers = {name: int(number) for name, number in _NUMBERED.findall(tag)}
            first = numbers.get(b"r") or numbers.get(b"min", 0)
            if b"max" in numbers:
                spans.add((first, min(numbers[b"max"], _MOST_COLUMNS)))
            elif first:
                found.add(first - 1)
    for first, last in sorted(spans)[:_MOST_SPANS]:
        found.update(range(max(first, 1) - 1, last))
    return found


def _merged(match: re.Match[bytes]) -> tuple[int, int, int, int]:
    left, top, right, bottom = match.groups()
    return int(top) - 1, column_number(left) - 1, int(bottom) - 1, column_number(right) - 1


def _refuse_types(data: bytes) -> None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise PackageError("unsafe")


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _other_format(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            kind = part.read(100)
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return "ods"
    if any(name.startswith(("word/", "ppt/", "META-INF/")) for name in names):
        raise PackageError("document")
    if not any(name.startswith("xl/") for name in names):
        raise PackageError("archive")
    raise PackageError("damaged")


def _scan_sheets(archive: zipfile.ZipFile, names: set[str]) -> dict[str, SheetScan]:
    scans = {}
    known = _parts_by_sheet(archive)
    for part in names:
        if _is_sheet(part):
            scans[known.get(part, part)] = scan_sheet(_pieces(archive, part))
    return scans


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Read a part piece by piece, each ending where a cell begins, so that no cell is cut."""
    rest = b""
    with archive.open(part) as stream:
        while block := stream.read(_CHUNK):
            if block[:2] in (b"\xff\xfe", b"\xfe\xff"):
                block = (block + stream.read()).decode("utf-16", errors="replace").encode()
            piece = rest + block
            tail = len(piece) - 4096
            starts = [match.start() for match in _CELL_START.finditer(piece, max(tail, 0))]
            cut = starts[-1] if starts else len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


def _parts_by_sheet(archive: zipfile.ZipFile) -> dict[str, str]:
    """The sheet's name of each part; empty when the workbook does not say."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    targets = linked_parts(archive, "xl/_rels/workbook.xml.rels")
    try:
        book = fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ParseError, DefusedXmlException):
        return {}
    named = {}
    for element in book.iter():
        if element.tag.endswith("}sheet") or element.tag == "sheet":
            link = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
            named[targets.get(link, "")] = element.get("name", "")
    return named


def linked_parts(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """The parts of a workbook by the ids of its list of links; empty when it cannot be read."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        links = fromstring(archive.read(name))
    except (KeyError, ParseError, DefusedXmlException):
        return {}
    return {
        link.get("Id", ""): posixpath.normpath(
            posixpath.join("/xl", link.get("Target", ""))
        ).lstrip("/")
        for link in links
    }
