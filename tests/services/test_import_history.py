"""What was brought in: its rows, its customers, taken back, its rejected rows saved later."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from smallcrm.core.errors import UserError
from smallcrm.models import Customer
from smallcrm.services.customer_list import CustomerQuery, Filter, filter_words
from smallcrm.services.customers import delete_customers
from smallcrm.services.exports import export_list
from smallcrm.services.import_history import (
    ImportRecord,
    count_customers,
    list_imports,
    list_rows,
    save_rejects,
    undo_import,
)
from smallcrm.services.imports import import_files
from smallcrm.services.table import ShownList
from smallcrm.storage.session import Session

Write = Callable[..., Path]
HEAD = "客户名称,手机,级别"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a list as text with commas."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(["客户一览", HEAD, *lines]), encoding="utf-8")
        return path

    return write


def names(session: Session, record: ImportRecord) -> set[str]:
    query = CustomerQuery(Filter(imports=record.marks))
    return {str(row["name"]) for row in query.rows(session, query.ids(session))}


def test_imports_are_listed_newest_first_with_all_that_came_of_them(
    session: Session, write: Write
) -> None:
    assert list_imports(session) == []
    first = [
        write("一.csv", ",13700003333,C", "甲机电,13800001111,A"),
        write("二.csv", "乙鞋业,,B"),
    ]
    import_files(session, first)
    import_files(session, [write("三.csv", "丙贸易,,A", "合计,,")])
    import_files(session, [first[1]])
    again, third, two = list_imports(session)
    assert (two.name, two.state, two.origin, two.why_not) == (
        "一.csv, 二.csv",
        "done",
        "import",
        "",
    )
    assert (two.totals["rows"], two.totals["created"], two.totals["rejected"]) == (3, 2, 1)
    assert two.files[0].totals["rejected"] == 1
    assert two.counts["customer"] == 2
    (sheet,) = third.files[0].sheets
    assert (sheet.data_rows, sheet.passed_over) == (1, {"title": 1, "total": 1})
    assert (again.state, again.totals["unchanged"]) == ("unchanged", 1)
    assert "changed nothing" in again.why_not


def test_its_rows_and_its_customers(session: Session, write: Write) -> None:
    import_files(session, [write("一.csv", "甲机电,13800001111,A", "乙鞋业,,B")])
    import_files(session, [write("二.csv", ",13700003333,", "丙贸易,,A", "甲机电,13800001111,A")])
    second, first = list_imports(session)
    assert names(session, first) == {"甲机电", "乙鞋业"}
    assert count_customers(session, first) == 2
    assert names(session, second) == {"甲机电", "丙贸易"}
    assert names(session, second) & names(session, first) == {"甲机电"}
    (rejected,) = list_rows(session, second, "rejected")
    assert (rejected.row, rejected.customer, rejected.customer_id) == (3, "", None)
    assert "no name" in rejected.reason
    assert [row.customer for row in list_rows(session, second)] == ["", "丙贸易", "甲机电"]
    assert len(list_rows(session, second, limit=2)) == 2
    delete_customers(session, [rows.customer_id or 0 for rows in list_rows(session, first)[:1]])
    assert [row.customer for row in list_rows(session, first)] == ["", "乙鞋业"]


def test_the_list_of_an_import_is_exported_and_printed_as_shown(
    session: Session, write: Write, tmp_path: Path
) -> None:
    import_files(session, [write("一.csv", "甲机电,13800001111,A", "乙鞋业,,B")])
    import_files(session, [write("二.csv", "丙贸易,,A")])
    _second, first = list_imports(session)
    shown = Filter(imports=first.marks, levels=("A",))
    assert filter_words(shown) == "A · From the import of 一.csv"
    out = tmp_path / "out.xlsx"
    query = CustomerQuery(shown)
    assert query.sum_revenue(session) == 0
    export_list(session, ShownList("Customers", query, ("name",), filter_words(shown)), out)
    assert list(openpyxl.load_workbook(out).active.values) == [("Customer",), ("甲机电",)]


def test_an_older_import_is_taken_back_and_stays_listed(session: Session, write: Write) -> None:
    import_files(session, [write("一.csv", "甲机电,13800001111,A")])
    import_files(session, [write("二.csv", "乙鞋业,,B")])
    newer, older = list_imports(session)
    result = undo_import(session, older)
    assert result.counts["customer"] == 1
    assert [customer.name for customer in Customer.select()] == ["乙鞋业"]
    newer, older = list_imports(session)
    assert (newer.state, older.state) == ("done", "undone")
    with pytest.raises(UserError, match="taken back already"):
        undo_import(session, older)
    import_files(session, [write("一.csv", "甲机电,13800001111,A")])
    assert [one.state for one in list_imports(session)] == ["done", "done", "undone"]


def test_rejected_rows_can_be_saved_later(session: Session, write: Write, tmp_path: Path) -> None:
    path = write("一.csv", ",13700003333,=1+1", "甲机电,13800001111,A")
    import_files(session, [path])
    (record,) = list_imports(session)
    out = tmp_path / "out.xlsx"
    saved = save_rejects(session, record, out)
    assert (saved.count, saved.gone) == (1, ())
    rows = list(openpyxl.load_workbook(out).active.values)
    assert rows[0] == (*HEAD.split(","), "Why it was not imported")
    assert rows[1][:3] == (None, "13700003333", "=1+1")
    moved = path.rename(tmp_path / "anderswo.csv")
    saved = save_rejects(session, record, out)
    assert saved.gone == ("一.csv",)
    rows = list(openpyxl.load_workbook(out)["Rejected rows"].values)
    assert rows[1][:3] == ("一.csv", "一", 3)
    assert "no name" in str(rows[1][3])
    assert save_rejects(session, record, out, {record.files[0].id: moved}).gone == ()
    moved.write_text("客户名称\n甲机电\n乙鞋业\n丙贸易\n", encoding="utf-8")  # another list now
    assert save_rejects(session, record, out, {record.files[0].id: moved}).gone == ("一.csv",)
    with pytest.raises(UserError, match=r"\.xlsx"):
        save_rejects(session, record, tmp_path / "out.csv")
