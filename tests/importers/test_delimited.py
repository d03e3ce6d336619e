"""Delimited text comes back cell by cell."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.importers.delimited import guess_delimiter, read_rows


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from(",;\t|\"' "), max_size=12
).filter(lambda text: text[:1] not in ("=", "'"))
ROWS = st.integers(2, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
)


@given(ROWS, st.sampled_from([",", ";", "\t", "|"]))
def test_rows_come_back_as_they_were_written(rows: list[list[str]], delimiter: str) -> None:
    read = read_rows(written(rows, delimiter), delimiter)
    while rows and not any(rows[-1]):  # empty rows at the end say nothing
        rows = rows[:-1]
    assert [[str(cell) for cell in row] for row in read] == rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "，"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["名称", "电话", "备注"], ["远山商贸", "1,5", "a|b"], ["长河机电", "2", "好；行"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    if delimiter in ",|":
        text = written(rows, delimiter)
    assert guess_delimiter(text) == delimiter


def test_excels_own_line_names_the_delimiter() -> None:
    assert guess_delimiter("sep=;\r\na,b;c\r\n") == ";"
    assert read_rows("sep=;\r\na,b;c\r\n", ";") == [["a,b", "c"]]


def test_a_stray_quotation_mark_does_not_swallow_the_list() -> None:
    lines = ["名称,备注", '远山,"好']
    lines += [f"客户{number},无" for number in range(400)]
    assert len(read_rows("\n".join(lines), ",")) == 402


def test_text_guards_of_exports_are_taken_off() -> None:
    assert read_rows('\'=1+1,"=""00123""",\'quoted,\'+8613800000001\n', ",") == [
        ["=1+1", "00123", "'quoted", "+8613800000001"]
    ]


def test_short_rows_are_filled_up() -> None:
    assert read_rows("a,b,c\n1\n", ",") == [["a", "b", "c"], ["1", "", ""]]
