"""Workbooks of XML Spreadsheet 2003 come back with their types, whatever they are named."""

from datetime import date, datetime, time
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.answers import Unreadable
from smallcrm.importers.office_xml import xml_answer
from smallcrm.importers.reading import read_file
from smallcrm.importers.sheet import ErrorCell, MergedRange

HEAD = (
    '<?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
    ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)
BOOK = f"""<?xml version="1.0"?>{HEAD}
<Worksheet ss:Name="客户"><Table>
<Column ss:Width="80"/><Column ss:Index="4" ss:Span="1" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">名单</Data></Cell>
  <Cell><Data ss:Type="String">日期</Data></Cell></Row>
<Row ss:Index="3" ss:Hidden="1">
  <Cell><Data ss:Type="String">001</Data>
    <Comment><ss:Data ss:Type="String">张:<B>no</B></ss:Data></Comment></Cell>
  <Cell ss:Index="3"><Data ss:Type="DateTime">2024-03-05T00:00:00.000</Data></Cell>
  <Cell><Data ss:Type="Number">13800000001</Data></Cell>
  <Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
<Row><Cell ss:MergeDown="1"><ss:Data ss:Type="String"
    xmlns="http://www.w3.org/TR/REC-html40"><B>远</B>山&amp;</ss:Data></Cell>
  <Cell ss:Index="3"><Data ss:Type="DateTime">2024-03-05T09:30:00.000</Data></Cell>
  <Cell><Data ss:Type="Number">123456789012345678</Data></Cell>
  <Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
<Row><Cell ss:Index="3"><Data ss:Type="DateTime">1899-12-31T09:30:00.000</Data></Cell>
  <Cell><Data ss:Type="Number">1.5</Data></Cell>
  <Cell><Data ss:Type="Number">?</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="旧"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible>
</WorksheetOptions></Worksheet></Workbook>"""


@pytest.mark.parametrize("name", ["list.xml", "list.xls"])
def test_a_workbook_is_read_with_its_types(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(BOOK, "utf-8")
    file = read_file(path)
    first, second = file.sheets
    assert (file.format, first.name, second.name) == ("xml", "客户", "旧")
    assert first.rows == [
        ["名单", "", "日期", "", ""],
        ["", "", "", "", ""],
        ["001", "", date(2024, 3, 5), 13800000001, True],
        ["远山&", "", datetime(2024, 3, 5, 9, 30), "123456789012345678", ErrorCell("#N/A")],
        ["", "", time(9, 30), 1.5, "?"],
    ]
    assert first.merged == (MergedRange(0, 0, 0, 1), MergedRange(3, 0, 4, 0))
    assert (first.hidden_rows, first.hidden_columns) == ({2}, {3, 4})
    assert (first.hidden, second.hidden) == (False, True)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_every_character_set_is_read(encoding: str) -> None:
    named = {"gb18030": "GB2312", "utf-16": "UTF-16", "utf-8-sig": "UTF-8"}[encoding]
    text = BOOK.replace('version="1.0"', f'version="1.0" encoding="{named}"')
    assert xml_answer(text.encode(encoding))["sheets"][0]["rows"][0][0] == "名单"


def test_definitions_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    path = tmp_path / "list.xml"
    path.write_text(bomb.join(BOOK.split("?>", 1)[:1]) + "?>" + bomb + HEAD + "</Workbook>")
    with pytest.raises(UserError, match="definitions"):
        read_file(path)


def test_a_value_far_outside_is_refused() -> None:
    cell = '<Cell ss:Index="16384"><Data ss:Type="String">x</Data></Cell>'
    row = f'<Row ss:Index="1048576">{cell}</Row>'
    book = f'{HEAD}<Worksheet ss:Name="a"><Table>{row}</Table></Worksheet></Workbook>'
    with pytest.raises(Unreadable, match="too_large"):
        xml_answer(book.encode())


def test_a_cut_off_file_and_other_xml_are_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    for text, word in (
        (BOOK[:-400], "damaged"),
        (f"{HEAD}</Workbook>", "No sheet"),
        ('<?xml version="1.0"?><orders><order>1</order></orders>', "XML"),
    ):
        path.write_text(text, "utf-8")
        with pytest.raises(UserError, match=word):
            read_file(path)
