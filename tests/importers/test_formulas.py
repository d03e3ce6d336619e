"""Formulas without stored results, as other programs than Excel write them, are told."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from smallcrm.importers.answers import Outlet
from smallcrm.importers.package import scan_sheet
from smallcrm.importers.reader_child import read
from smallcrm.importers.reading import read_file


def told(path: Path) -> list[str]:
    return [note.text for note in read_file(path).notes if note.code == "formulas"]


def book_with_formulas(path: Path, rows: int = 3) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "订货"
    sheet.append(["名称", "数量", "单价", "金额", "含税"])
    for number in range(2, rows + 2):
        sheet.append(["远山商贸", 2, 5, f"=B{number}*C{number}", f"=D{number}*1.13"])
    book.create_sheet("客户").append(["名称", "电话"])
    book["客户"].append(["长河机电", "=A1&1"])
    book.create_sheet("干净").append(["名称"])
    book.save(path)
    return path


def with_sheet(path: Path, change: Callable[[str], str]) -> Path:
    """Rewrite the first sheet of a workbook as another program would have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = change(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def test_the_cells_whose_formulas_were_never_worked_out_are_told_by_sheet(tmp_path: Path) -> None:
    notes = told(book_with_formulas(tmp_path / "made.xlsx"))
    assert len(notes) == 2
    assert "订货" in notes[0]
    assert "6 cells" in notes[0]
    assert "D, E" in notes[0]
    assert "客户" in notes[1]
    assert "1 cell " in notes[1]
    assert "(column B)" in notes[1]
    assert "Excel or WPS" in notes[0]
    assert "save" in notes[0]


def test_one_column_alone_is_told(tmp_path: Path) -> None:
    path = book_with_formulas(tmp_path / "half.xlsx")
    path = with_sheet(path, lambda xml: xml.replace("*1.13</f><v />", "*1.13</f><v>11.3</v>"))
    path = with_sheet(path, lambda xml: xml.replace("*1.13</f><v></v>", "*1.13</f><v>11.3</v>"))
    path = with_sheet(path, lambda xml: xml.replace("*1.13</f><v/>", "*1.13</f><v>11.3</v>"))
    first = told(path)[0]
    assert "3 cells" in first
    assert "column D" in first


def test_the_second_reader_tells_it_as_well(tmp_path: Path) -> None:
    path = str(book_with_formulas(tmp_path / "made.xlsx"))
    outlet = Outlet(lambda part: None)
    first, second = (read(path, reader, {}, outlet) for reader in ("first", "second"))
    assert [sheet.get("formulas") for sheet in first["sheets"]] == [
        sheet.get("formulas") for sheet in second["sheets"]
    ]
    assert first["sheets"][0]["formulas"]


WITHOUT = [
    "<f>A1*2</f>",
    "<f>A1*2</f><v/>",
    "<f>A1*2</f><v />",
    "<f>A1*2</f><v></v>",
    '<f t="shared" si="0"/>',
    '<f t="shared" si="0"></f>',
    '<f t="shared" ref="B1:B9" si="0">A1*2</f>\n<v/>\n',
    '<f t="array" ref="B1">SUM(A1:A2)</f>',
]
WITH = [
    "<f>A1*2</f><v>4</v>",
    '<f t="shared" si="0"/><v>4</v>',
    "<v>4</v>",
    "<is><t>a</t></is>",
    '<f>A1</f><v xml:space="preserve"> </v>',
]


@pytest.mark.parametrize("inside", WITHOUT)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_a_formula_without_a_result_is_found_however_it_is_written(
    inside: str, prefix: str
) -> None:
    cell = f'<c r="B1" s="3">{inside}</c>'
    xml = f'<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1</f><v>1</v></c>{cell}</row>'
    xml = (xml + "</sheetData>").replace("</", "<\0").replace("<", f"<{prefix}")
    xml = xml.replace(f"<{prefix}\0", f"</{prefix}")
    assert scan_sheet(iter([xml.encode()])).formulas == ((1, 1),)


@pytest.mark.parametrize("inside", WITH)
def test_a_formula_with_its_result_is_nothing_to_tell(inside: str) -> None:
    xml = f'<sheetData><row r="1"><c r="A1"><f>1</f><v>1</v></c><c r="B1">{inside}</c></row>'
    assert scan_sheet(iter([xml.encode()])).formulas == ()


@pytest.mark.parametrize("stored", ["<v></v>", "<v/>", ""])
def test_an_empty_text_is_a_result(stored: str) -> None:
    cell = f"""<c r="B1" t="str"><f>IF(A1="","",1)</f>{stored}</c>"""
    xml = f'<sheetData><row r="1"><c r="A1"/>{cell}</row></sheetData>'
    assert scan_sheet(iter([xml.encode()])).formulas == ()


def test_the_followers_of_a_shared_formula_are_found_in_later_pieces() -> None:
    first = b'<sheetData><row r="1"><c r="B1"><f t="shared" ref="B1:B2" si="0">A1</f></c></row>'
    second = b'<row r="2"><c r="B2"><f t="shared" si="0"/></c></row></sheetData>'
    assert scan_sheet(iter([first, second])).formulas == ((1, 2),)
