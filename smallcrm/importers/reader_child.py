"""Read one list in its own process: `python -m smallcrm.importers.reader_child PATH READER`.

The fast reader can abort the process or ask for terabytes, so it never runs in the program itself.
What the user has said (password, encoding, delimiter) comes as one line of JSON on standard input.
The answer goes to standard output as pickles: lists of rows, as they are read, and at the end a
dict of plain values, {"format", "sheets", "notes"} or {"error": code}. Each sheet names its "parts"
among the lists; those of a reader that failed are nobody's. Nothing here knows languages or the
program; the parent puts codes into words.
"""

import csv
import gc
import io
import json
import os
import pickle
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from smallcrm.importers.answers import (
    ROWS_IN_PART,
    Answer,
    Outlet,
    PackedRows,
    Unreadable,
)
from smallcrm.importers.delimited import LONGEST_LINE, text_answer
from smallcrm.importers.formats import sniff
from smallcrm.importers.package import MOST_CELLS, Package, PackageError, inspect, scan_package

# A small file has no need of much memory; a damaged one asks for it all the same.
LEAST_MEMORY = 900_000_000
MOST_MEMORY = 2 * 1024**3
MEMORY_FOR_BYTE = 60

# What the user has said of the file; the keys are password, encoding, delimiter.
Request = dict[str, str | None]


def main(arguments: list[str]) -> int:
    """Read the file named first with the "first" or "second" reader and write the answer."""
    gc.disable()  # the cells hold no cycles, and looking for them takes longer than reading
    csv.field_size_limit(LONGEST_LINE)
    path, reader = arguments
    with open(1, "wb", closefd=False) as out:
        outlet = Outlet(out.write)
        try:
            limit_memory(os.path.getsize(path))
            answer = with_parts(read(path, reader, _request(), outlet), outlet)
        except (Unreadable, PackageError) as error:
            answer = {"error": str(error)}
        except MemoryError:
            answer = {"error": "memory"}
        except OSError:
            answer = {"error": "damaged"}
        except BaseException:  # noqa: BLE001 - a panic of the Rust reader is no Exception; any failure is "damaged"
            answer = {"error": "damaged"}
        pickle.dump(answer, out, protocol=5)
    return 0


def limit_memory(size: int) -> None:
    """Let the process fail instead of the machine; `size` is that of the file in bytes.

    On Windows its parent's time limit must do.
    """
    try:
        import resource
    except ImportError:
        return
    limit = min(LEAST_MEMORY + MEMORY_FOR_BYTE * size, MOST_MEMORY)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: str, reader: str, request: Request, outlet: Outlet) -> Answer:
    """Read a list. Raises Unreadable or PackageError with a code, or what the readers raise."""
    with open(path, "rb") as stream:
        data = stream.read()
    kind = sniff(data[:65536], path)
    if kind == "zip":
        return _read_zip(data, reader, outlet)
    if kind in ("ole", "biff"):
        return _read_ole(data, reader, request.get("password"), outlet)
    return _read_text(kind, data, path, request)


def with_parts(answer: Answer, outlet: Outlet) -> Answer:
    """Send what rows an answer still holds; its sheets name the parts instead.

    Taking a part stops the window's thread as well, so each must be short.
    """
    if "sheets" not in answer:
        return answer
    heads: list[Answer] = []
    for sheet in answer["sheets"]:
        rows = sheet["rows"]
        parts = rows.parts if isinstance(rows, PackedRows) else _sent(rows, outlet)
        heads.append({**sheet, "rows": [], "parts": parts})
    return {**answer, "sheets": heads}


def _sent(rows: list[list[Any]], outlet: Outlet) -> list[int]:
    starts = range(0, len(rows), ROWS_IN_PART)
    return [outlet.send(rows[start : start + ROWS_IN_PART]) for start in starts]


def _request() -> Request:
    if sys.stdin is None or sys.stdin.isatty():
        return {}
    line = sys.stdin.buffer.readline()
    given = json.loads(line) if line else {}
    return given if isinstance(given, dict) else {}


def _read_zip(data: bytes, reader: str, outlet: Outlet) -> Answer:
    from smallcrm.importers.workbooks import with_openpyxl

    try:
        package = inspect(data)
    except zipfile.BadZipFile:
        raise Unreadable("damaged") from None
    if package.format == "ods" and reader == "first":
        return _read_ods(data, outlet)
    # The fast reader lets go of the interpreter: the sheets are scanned meanwhile.
    with ThreadPoolExecutor(max_workers=1) as pool:
        scanned = pool.submit(scan_package, data, package)
        answer = None
        if reader == "first":
            answer = _try_calamine(data, scanned.result, outlet)
        package = scanned.result()
    if answer and not _has_far_cells(package):
        return answer
    if package.format not in ("xlsx", "xlsm"):
        raise Unreadable("damaged")
    return with_openpyxl(data, package)


def _has_far_cells(package: Package) -> bool:
    return any(scan.cells > MOST_CELLS for scan in package.sheets.values())


def _try_calamine(data: bytes, package: Callable[[], Package], outlet: Outlet) -> Answer | None:
    """Read with the fast reader; None where it fails. Raises Unreadable, MemoryError."""
    from python_calamine import PasswordError

    from smallcrm.importers.workbooks import with_calamine

    try:
        return with_calamine(data, package, outlet)
    except PasswordError:
        raise Unreadable("locked") from None
    except (MemoryError, PackageError):
        raise
    except BaseException:  # noqa: BLE001 - PanicException is no Exception; the second reader is tried
        return None


def _read_ods(data: bytes, outlet: Outlet) -> Answer:
    from smallcrm.importers.opendocument import with_own_reader

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return with_own_reader(archive)
    except Unreadable as error:
        if str(error) not in ("damaged", "no_sheets"):
            raise
    answer = _try_calamine(data, lambda: Package("ods", False, {}), outlet)
    if answer is None:
        raise Unreadable("damaged")
    return answer


def _read_ole(data: bytes, reader: str, password: str | None, outlet: Outlet) -> Answer:
    from smallcrm.importers.biff import is_encrypted, scan_records
    from smallcrm.importers.unlock import unlock
    from smallcrm.importers.workbooks import with_xlrd

    if "EncryptedPackage".encode("utf-16-le") in data:
        return _read_zip(unlock(data, password), reader, outlet)
    stream = data
    if data[:2] == b"\xd0\xcf":
        if not any(
            name.encode("utf-16-le") in data for name in ("Workbook", "Book", "WORKBOOK", "BOOK")
        ):
            raise Unreadable("document")
        stream = _stream(data)
        if is_encrypted(stream):
            data = unlock(data, password)
            stream = _stream(data)
    package = Package("xls", False, scan_records(stream))
    answer = _try_calamine(data, lambda: package, outlet) if reader == "first" else None
    if answer:
        return answer
    # Only the records: where sectors go in a circle, its own way to them has no end.
    return with_xlrd(stream, package)


def _stream(data: bytes) -> bytes:
    from smallcrm.importers.biff import workbook_stream

    stream = workbook_stream(data)
    if stream is None:
        raise Unreadable("damaged")
    return stream


def _read_text(kind: str, data: bytes, path: str, request: Request) -> Answer:
    name, encoding = Path(path).stem, request.get("encoding")
    if kind == "text":
        return text_answer(data, name, encoding, request.get("delimiter"))
    if kind == "html":
        from smallcrm.importers.web_tables import page_answer

        return page_answer(data, name, encoding)
    if kind == "mhtml":
        from smallcrm.importers.web_tables import archive_answer

        return archive_answer(data, name, encoding)
    if kind == "xml_sheet":
        from smallcrm.importers.office_xml import xml_answer

        return xml_answer(data, encoding)
    raise Unreadable("damaged")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
