"""The bare references that `bench` compares with: the same work by a library alone.

The libraries are loaded by name: no command may depend on them, this is only for comparison.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

ROWS_ON_A_PAGE = 40


def read_workbook(path: Path) -> int:
    """Read all cells with calamine; returns the number of rows."""
    workbook = import_module("python_calamine").CalamineWorkbook.from_path(str(path))
    return len(workbook.get_sheet_by_index(0).to_python())


class Bare:
    """One plain connection to a data file."""

    def __init__(self, path: Path) -> None:
        apsw = import_module("apsw")
        self._connection = apsw.Connection(str(path))
        self._connection.execute("PRAGMA cache_size = -65536; PRAGMA foreign_keys = 1").fetchall()

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, values).fetchall()
        return found

    def delete_customers(self) -> None:
        """Delete every customer with what hangs on it, in one transaction."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("DELETE FROM customer")
        self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def open_bare(path: Path) -> None:
    """Open a data file and read its schema version."""
    bare = Bare(path)
    bare.rows("PRAGMA user_version")
    bare.rows("SELECT name FROM sqlite_schema")
    bare.close()


def draw_bare(path: Path, font: str, rows: Sequence[Sequence[str]], width: float) -> None:
    """Draw texts in columns of equal width, a page for every forty rows, with the bare canvas."""
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(str(path))
    step = width / max(1, len(rows[0])) if rows else width
    for start in range(0, len(rows), ROWS_ON_A_PAGE):
        canvas.setFont(font, 8)
        for line, row in enumerate(rows[start : start + ROWS_ON_A_PAGE]):
            for column, text in enumerate(row):
                canvas.drawString(48 + column * step, 780 - 18 * line, text)
        canvas.showPage()
    canvas.save()
