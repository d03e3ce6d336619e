"""Tables of web pages come back as sheets, however carelessly the pages are written."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallcrm.core.errors import UserError
from smallcrm.importers.answers import Unreadable
from smallcrm.importers.reading import read_file
from smallcrm.importers.sheet import MergedRange
from smallcrm.importers.web_tables import page_answer, page_encoding

PLAIN = "<table><tr><th>名称<th>电话<tr><td>远山商贸<td>013800000001</table>"
ROWS = [["名称", "电话"], ["远山商贸", "013800000001"]]


def sheets(page: str) -> list[list[list[str]]]:
    return [sheet["rows"] for sheet in page_answer(page.encode(), "list")["sheets"]]


@pytest.mark.parametrize("name", ["客户.xls", "客户.html", "客户.htm", "客户.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_page_is_read_whatever_its_name_says(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(f"<html><body><h1>客户名单</h1>{PLAIN}".encode(encoding))
    file = read_file(path)
    assert (file.format, file.encoding) == ("html", encoding)
    assert [(sheet.name, sheet.rows) for sheet in file.sheets] == [("客户", ROWS)]


def test_numbers_stay_as_they_are_seen() -> None:
    cell = "<td style='mso-number-format:\"\\@\"'>00120</td>"
    long = "<td x:num=\"123456789012345678\">1.23457E+17</td><td x:num='0.5'>50%</td>"
    assert sheets(f"<table><tr>{cell}{long}</tr></table>") == [
        [["00120", "123456789012345678", "50%"]]
    ]


def test_spans_are_merged_ranges() -> None:
    page = (
        "<table><tr><td colspan=3>名单<tr><td rowspan='2'>远山<td>张<td>1<tr><td>李<td>2"
        "<tr><td colspan=0>长河<td rowspan=99999>王<td>3</table>"
    )
    (sheet,) = page_answer(page.encode(), "list")["sheets"]
    assert sheet["rows"] == [
        ["名单", "", ""],
        ["远山", "张", "1"],
        ["", "李", "2"],
        ["长河", "王", "3"],
    ]
    assert [MergedRange(*ends) for ends in sheet["merged"]] == [
        MergedRange(0, 0, 0, 2),
        MergedRange(1, 0, 2, 0),
    ]


def test_entities_breaks_and_blocks() -> None:
    cell = "  A&amp;B&nbsp;&nbsp;&#20844;司<br>  第二\n行<p>第三行</p><!-- no --><script>x</script>"
    assert sheets(f"<table><tr><td>{cell}</td><td>&lt;b&gt;</td></tr></table>") == [
        [["A&B 公司\n第二 行\n第三行", "<b>"]]
    ]


def test_several_tables_are_several_sheets_with_names_of_their_own() -> None:
    page = f"<table><caption>客户</caption>{PLAIN[7:]}{PLAIN}{PLAIN}<table></table>"
    answer = page_answer(page.encode(), "list")
    assert [sheet["name"] for sheet in answer["sheets"]] == ["客户", "list", "list 2"]
    assert all(sheet["rows"] == ROWS for sheet in answer["sheets"])


def test_the_names_of_sheets_that_excel_writes_are_taken() -> None:
    names = "<!--[if gte mso 9]><xml><x:Name>客户</x:Name><x:Name>旧</x:Name></xml><![endif]-->"
    page = f"<html><head>{names}<![if !x]><![endif]></head>{PLAIN}{PLAIN}"
    answer = page_answer(page.encode(), "list")
    assert [sheet["name"] for sheet in answer["sheets"]] == ["客户", "旧"]


def test_a_table_that_arranges_others_is_no_list() -> None:
    page = f"<table><tr><td><b>菜单</b></td><td>{PLAIN}</td></tr><tr><td>{PLAIN}</table>"
    assert sheets(page)[1:] == [ROWS, ROWS]
    page = f"<table><tr><td>{PLAIN}</td></tr></table>"
    assert sheets(page) == [ROWS]


def test_a_table_inside_a_list_belongs_to_its_cell() -> None:
    inner = "<table><tr><td>张伟<td>1<tr><td>李娜<td>2</table>"
    page = f"<table><tr><td>a<td>b<tr><td>远山<td>x{inner}<tr><td>长河<td>y</table>"
    assert sheets(page) == [[["a", "b"], ["远山", "x\n张伟 1\n李娜 2"], ["长河", "y"]]]


def test_tables_that_are_not_closed_follow_each_other() -> None:
    assert sheets(PLAIN.replace("</table>", "</td></tr>") * 2) == [ROWS, ROWS]


def test_hidden_rows_and_columns_are_told() -> None:
    page = (
        "<table><col><col style='display:none'><tr><td>a<td>b<td style='display: none'>c"
        "<tr style='display:none'><td>1<td>2<td style='display:none'>3</table>"
    )
    (sheet,) = page_answer(page.encode(), "list")["sheets"]
    assert sheet["rows"] == [["a", "b", "c"], ["1", "2", "3"]]
    assert (sheet["hidden_rows"], sheet["hidden_columns"]) == ([1], [1, 2])


def test_the_character_set_a_page_names_is_taken_only_where_it_fits() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset={}">' + PLAIN
    assert page_encoding(page.format("gb2312").encode("gb18030")) == "gb18030"
    assert page_encoding(page.format("utf-8").encode("gb18030")) == "gb18030"
    assert page_encoding(page.format("big5").encode("utf-8")) == "utf-8"
    assert page_encoding(page.format("windows-1251").encode("ascii", "ignore")) == "windows-1251"
    assert page_encoding(page.format("no-such").encode("gb18030")) == "gb18030"


def test_a_page_saved_as_one_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.mht"
    body = PLAIN.encode("gb18030").hex("=").upper()
    path.write_text(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        "Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: quoted-printable\n\n"
        f"={body}\n--x\nContent-Type: image/png\n\nabc\n--x--\n"
    )
    assert [sheet.rows for sheet in read_file(path).sheets] == [ROWS]


def test_a_page_without_a_table_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "list.xls"
    for page in ("<html><body><p>登录超时</p>", "<!DOCTYPE html><table><tr><td> </table>"):
        path.write_text(page, "utf-8")
        with pytest.raises(UserError, match="web page"):
            read_file(path)


@pytest.mark.parametrize(
    "page",
    [
        "<table>" + "<tr>" + "<td colspan=1000>a" * 3 + "</table>",
        "<table>" + "<tr><td colspan=1000>a<td colspan=900>b" * 6000 + "</table>",
        "<table><tr><td>" * 100,
        PLAIN * 300,
    ],
)
def test_pages_that_swell_are_refused(page: str) -> None:
    with pytest.raises(Unreadable, match="too_large"):
        page_answer(page.encode(), "list")


PIECES = ["<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=3 colspan=2>", "a"]
PIECES += ["<br>", "<!--", "-->", "<caption>", "<", "<![if", "&#x;", "<select>", "</p>", "客户"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_page_gives_even_sheets_or_one_reason(pieces: list[str]) -> None:
    try:
        answer = page_answer("".join(pieces).encode(), "list")
    except Unreadable:
        return
    for sheet in answer["sheets"]:
        assert len({len(row) for row in sheet["rows"]}) == 1
