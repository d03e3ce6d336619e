"""Rows from the clipboard come back cell by cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import understand
from smallcrm.importers.pasted import read_pasted


def rows(text: str) -> list[list[object]]:
    return [list(row) for row in read_pasted(text).sheets[0].rows]


def test_cells_copied_in_excel_come_back() -> None:
    text = '名称\t备注\t电话\r\n远山\t"第一行\n说""好"""\t0138\r\n5" 管\t"好"吗\t\r\n'
    assert rows(text) == [
        ["名称", "备注", "电话"],
        ["远山", '第一行\n说"好"', "0138"],
        ['5" 管', '"好"吗', ""],
    ]


def test_one_row_one_column_and_text_with_commas_are_tables() -> None:
    assert rows("远山\t13800000001") == [["远山", "13800000001"]]
    assert rows("远山商贸\n长河机电\n") == [["远山商贸"], ["长河机电"]]
    assert rows("名称,电话\n远山,1\n") == [["名称", "电话"], ["远山", "1"]]
    assert rows("名称;电话\n远山;1,5\n") == [["名称", "电话"], ["远山", "1,5"]]


@pytest.mark.parametrize(
    "text", ["", " \r\n ", "hello", "Dear Sir, thank you.", "字" * 300 + "\nx"]
)
def test_what_is_no_table_is_told(text: str) -> None:
    with pytest.raises(UserError, match=r"paste|table") as error:
        read_pasted(text)
    assert error.value.advice


def test_pasted_rows_are_understood_like_a_file() -> None:
    analysis = understand(read_pasted("客户名称\t电话\n远山商贸有限公司\t13800000001\n"))
    assert analysis.file.format == "clipboard"
    assert [row.name for row in analysis.tables[0].rows.rows] == ["远山商贸有限公司"]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6)


@given(ROWS)
def test_any_plain_cells_come_back(table: list[list[str]]) -> None:
    table = [["a", "b", "c"], *([f"x{cell}" for cell in row] for row in table)]
    assert rows("\n".join("\t".join(row) for row in table)) == table
