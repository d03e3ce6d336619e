"""Delimited text comes back cell by cell."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.importers.answers import Unreadable
from smallcrm.importers.delimited import guess_delimiter, read_rows, text_answer


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


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        # a stray mark in a short list; one that a later mark would close
        ('a,b\n1,"x\n2,y\n', [["a", "b"], ["1", '"x'], ["2", "y"]]),
        ('a,b\n1,"x\n2,y\n3,"z"\n', [["a", "b"], ["1", '"x'], ["2", "y"], ["3", "z"]]),
        # marks that were not doubled, or doubled as databases do
        ('a,b\n"5" 管",1\n"x \\"y\\" z",2\n', [["a", "b"], ['5" 管', "1"], ['x "y" z', "2"]]),
        # line breaks inside good quotes, also next to a bad line
        (
            'a,b,c\n1,"x\n""y"", z",2\n3,"4" 5",6\n',
            [["a", "b", "c"], ["1", 'x\n"y", z', "2"], ["3", '4" 5', "6"]],
        ),
        # a space before the mark
        ('a, "b, c"\n1, "2"\n', [["a", "b, c"], ["1", "2"]]),
        # line ends of all kinds
        ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\n3,4\r\n", [["a", "b"], ["1", "2"], ["3", "4"]]),
    ],
)
def test_quotation_marks_and_line_ends_of_all_kinds(text: str, rows: list[list[str]]) -> None:
    assert read_rows(text, ",") == rows


def test_long_notes_in_good_quotes_are_one_cell() -> None:
    note = "\n".join(f"{day} 日, 已联系" for day in range(1, 20))
    assert read_rows(f'名称,备注,级别\n远山,"{note}",A\n', ",")[1] == ["远山", note, "A"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Name;Umsatz;Ort\nA;1,5;Köln\nB;2,5;Ulm\n", ";"),
        ("客户名单\n\n名称,电话,备注\n远山,1,x\n长河,2,\n", ","),
        ("SEP=|\na|b,c\n", "|"),
        ('"sep=;"\na;b,c\n', ";"),
        ("a\tb\n1,2,3\t4\n5\t6\n", "\t"),
    ],
)
def test_the_delimiter_is_found_among_others(text: str, delimiter: str) -> None:
    assert guess_delimiter(text) == delimiter


def test_a_list_of_one_column_is_not_cut_at_the_commas_of_its_values() -> None:
    text = "地址\n上海市,浦东新区\n北京市\n广州市\n厦门市,思明区\n深圳市\n"
    assert [len(row) for row in read_rows(text, guess_delimiter(text))] == [1] * 6
    assert read_rows("名称\n远山\n", guess_delimiter("名称\n远山\n")) == [["名称"], ["远山"]]


def test_the_answer_tells_how_a_text_was_read() -> None:
    answer = text_answer("名称;电话\0\n远山;013\n".encode("gb18030"), "list")
    assert answer["sheets"][0]["rows"] == [["名称", "电话"], ["远山", "013"]]
    assert (answer["encoding"], answer["delimiter"], answer["unreadable"]) == ("gb18030", ";", 0)


@pytest.mark.parametrize("text", ["," * 1999 + "\n" + "a\n" * 90_000, "a," * 5000, "\n \n"])
def test_texts_that_swell_or_hold_nothing_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        text_answer(text.encode(), "list", delimiter=",")


@given(st.text(st.sampled_from("\",;\t|'= ab\n\r客"), max_size=60))
def test_any_text_gives_even_rows(text: str) -> None:
    rows = read_rows(text, guess_delimiter(text))
    assert len({len(row) for row in rows}) <= 1


@given(st.lists(st.sampled_from(['"', '""', "\n", ",", "a", "客户"]), max_size=60))
def test_wrong_marks_lose_no_letter(pieces: list[str]) -> None:
    text = "".join(pieces)
    read = "".join(cell for row in read_rows(text, ",") for cell in row)
    assert [c for c in read if c in "a客户"] == [c for c in text if c in "a客户"]
