"""A small list that tests lay out in many ways, and rows read as a file holds them."""

from collections.abc import Sequence

from smallcrm.importers.analysis import Analysis, ImportOptions, understand
from smallcrm.importers.sheet import Cell, RawFile, RawSheet

HEADER: list[Cell] = ["客户名称", "联系人", "手机", "城市"]
PEOPLE: list[list[Cell]] = [
    ["远山商贸", "张伟", "13800000001", "上海"],
    ["长河机电", "李娜", "13800000002", "苏州"],
    ["北坡机器厂", "王芳", "13800000003", "杭州"],
]
NAMES = [str(row[0]) for row in PEOPLE]


def read_rows(
    header: Sequence[Cell],
    *rows: Sequence[Cell],
    sheet: str = "sheet",
    options: ImportOptions | None = None,
) -> Analysis:
    """Understand a sheet of equally long rows."""
    raw = RawSheet(sheet, [list(header), *map(list, rows)])
    return understand(RawFile("list.xlsx", "list.xlsx", "xlsx", "", (raw,)), options)
