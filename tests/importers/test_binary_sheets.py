"""xlsb workbooks: values, and what is hidden, merged or an error in them."""

import zipfile
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.analysis import ImportOptions, analyse
from smallcrm.importers.reading import read_file
from smallcrm.importers.sheet import ErrorCell, MergedRange
from tests.importers.xlsb import write_xlsb

ROWS: list[list[object]] = [
    ["客户名称", "手机", "年采购额", "内部编号"],
    ["远山商贸", "13800000001", 12.5, "N-1"],
    ["长河机电", "13800000002", "#N/A", "N-2"],
    ["青石建材", "13800000003", 3, "N-3"],
]


def test_values_of_every_type_are_read(tmp_path: Path) -> None:
    file = read_file(write_xlsb(tmp_path / "a.xlsb", {"客户": [*ROWS, ["x", True, 1]]}))
    assert file.format == "xlsb"
    (sheet,) = file.sheets
    assert sheet.name == "客户"
    assert sheet.rows[1] == ROWS[1]
    assert sheet.rows[2][2] == ErrorCell("#N/A")
    assert sheet.rows[4] == ["x", True, 1, ""]


def test_hidden_and_merged_cells_are_told(tmp_path: Path) -> None:
    path = write_xlsb(
        tmp_path / "a.xlsb",
        {"客户": ROWS, "旧": ROWS},
        hidden_sheets=["旧"],
        hidden_rows=[3],
        hidden_columns=[3],
        merged=[(1, 0, 2, 0)],
    )
    first, second = read_file(path).sheets
    assert (first.hidden, second.hidden) == (False, True)
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {3}
    assert first.merged == (MergedRange(1, 0, 2, 0),)


def test_what_is_hidden_is_left_out_and_taken_when_wished(tmp_path: Path) -> None:
    path = write_xlsb(tmp_path / "a.xlsb", {"客户": ROWS}, hidden_rows=[3])
    assert [row.name for row in analyse(path).tables[0].rows.rows] == ["远山商贸", "长河机电"]
    taken = analyse(path, ImportOptions(hidden_rows=True)).tables[0]
    assert [row.name for row in taken.rows.rows][-1] == "青石建材"


@pytest.mark.parametrize("part", ["xl/workbook.bin", "xl/worksheets/sheet1.bin"])
def test_a_truncated_part_is_refused_in_a_sentence(tmp_path: Path, part: str) -> None:
    whole = write_xlsb(tmp_path / "a.xlsb", {"客户": ROWS})
    cut = tmp_path / "cut.xlsb"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(cut, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data[: len(data) // 2] if name == part else data)
    with pytest.raises(UserError, match=r"cut\.xlsb"):
        read_file(cut)
