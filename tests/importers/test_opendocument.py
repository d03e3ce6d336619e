"""OpenDocument sheets come back with their types, merged ranges and what is hidden."""

import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.reading import read_file
from smallcrm.importers.sheet import ErrorCell, MergedRange

BASE = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = "".join(
    f' xmlns:{short}="{BASE}{short}:1.0"' for short in ("office", "table", "text", "style")
)
CALC = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(path: Path, tables: str, styles: str = "", head: str = "") -> Path:
    content = (
        f'<?xml version="1.0"?>{head}<office:document-content{NAMES}{CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def value(kind: str, content: str, text: str = "") -> str:
    name = {"float": "value"}.get(kind, f"{kind}-value")
    return cell(text, f'office:value-type="{kind}" office:{name}="{content}"')


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*rows: str, name: str = "客户", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{"".join(rows)}</table:table>'


EMPTY = '<table:table-cell table:number-columns-repeated="16380"/>'
BLANK_END = row(EMPTY, more='table:number-rows-repeated="1048000"')


def test_a_workbook_is_read_with_its_types(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "list.ods",
        table(
            row(cell("名称"), cell("a<text:s text:c='2'/>b<text:tab/>c"), EMPTY),
            row(value("float", "13800000001"), value("float", "7", "007"), value("float", "1.5")),
            row(value("date", "2024-03-05"), value("date", "2024-03-05T09:30:00")),
            row(value("time", "PT09H30M00S"), value("boolean", "true"), value("time", "P", "x")),
            row(
                "<table:table-cell><office:annotation><text:p>no</text:p></office:annotation>"
                "<text:p>一</text:p><text:p><text:span>二</text:span></text:p></table:table-cell>",
                cell("#N/A", 'office:value-type="string" calcext:value-type="error"'),
            ),
            BLANK_END,
        ),
    )
    file = read_file(path)
    assert (file.format, file.sheets[0].name) == ("ods", "客户")
    assert file.sheets[0].rows == [
        ["名称", "a  b c", ""],
        [13800000001, "007", 1.5],
        [date(2024, 3, 5), datetime(2024, 3, 5, 9, 30), ""],
        [time(9, 30), True, "x"],
        ["一\n二", ErrorCell("#N/A"), ""],
    ]


def test_merged_ranges_repeats_and_what_is_hidden(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    collapsed = 'table:visibility="collapse"'
    path = ods(
        tmp_path / "list.ods",
        table(
            "<table:table-column/>",
            f'<table:table-column {collapsed} table:number-columns-repeated="2"/>',
            row(
                cell("远山", 'table:number-rows-spanned="2"'),
                cell("a", 'table:number-columns-repeated="3"'),
            ),
            row("<table:covered-table-cell/>", cell("b"), more='table:visibility="filter"'),
            row(cell("长河"), more='table:number-rows-repeated="2"'),
            row(EMPTY, more=f'{collapsed} table:number-rows-repeated="1048000"'),
        )
        + table(row(cell("x")), name="旧", more='table:style-name="ta2"'),
        styles,
    )
    first, second = read_file(path).sheets
    assert first.rows == [
        ["远山", "a", "a", "a"],
        ["", "b", "", ""],
        ["长河", "", "", ""],
        ["长河", "", "", ""],
    ]
    assert first.merged == (MergedRange(0, 0, 1, 0),)
    assert (first.hidden_rows, first.hidden_columns) == ({1}, {1, 2})
    assert (first.hidden, second.hidden) == (False, True)


def refused(path: Path) -> str:
    with pytest.raises(UserError) as error:
        read_file(path)
    return error.value.message


def test_what_swells_is_refused(tmp_path: Path) -> None:
    whole = cell("x", 'table:number-columns-repeated="16384"')
    everything = table(row(whole, more='table:number-rows-repeated="1048576"'))
    assert "unpack" in refused(ods(tmp_path / "a.ods", everything))
    far = table(BLANK_END, row(EMPTY, cell("x")))
    assert "unpack" in refused(ods(tmp_path / "b.ods", far))
    many = "".join(
        table(row(cell("x"), more='table:number-rows-repeated="999999"')) for _ in "ab" * 20
    )
    assert "unpack" in refused(ods(tmp_path / "c.ods", many))


def test_entities_protection_and_damage_are_one_sentence(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "aaaa">]>'
    assert "definitions" in refused(ods(tmp_path / "a.ods", table(row(cell("&a;"))), head=bomb))
    path = ods(tmp_path / "b.ods", table(row(cell("x"))))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<m:encryption-data/>")
    assert "protected" in refused(path)
    assert "damaged" in refused(ods(tmp_path / "c.ods", "<table:table>"))


def test_formulas_without_their_results_are_told(tmp_path: Path) -> None:
    open_formula = '<table:table-cell table:formula="of:=[.B2]*2"/>'
    empty = '<table:table-cell table:formula="of:=&quot;&quot;" office:value-type="string"/>'
    worked_out = value("float", "12")
    worked_out = worked_out.replace(
        "<table:table-cell", '<table:table-cell table:formula="of:=6*2"'
    )
    path = ods(
        tmp_path / "made.ods",
        table(
            row(cell("名称"), cell("数量"), cell("金额"), cell("备注"), cell("税")),
            row(cell("远山商贸"), value("float", "2"), open_formula, empty, worked_out),
            row(cell("长河机电"), value("float", "3"), open_formula, empty, worked_out),
        ),
    )
    file = read_file(path)
    (note,) = (note.text for note in file.notes if note.code == "formulas")
    assert "2 cells (column C)" in note
    assert file.sheets[0].rows[1][4] == 12
