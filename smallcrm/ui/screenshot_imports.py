"""Pictures of the import: every page and panel of it, with lists made for them."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from smallcrm.exporters.locked import write_locked
from smallcrm.services.imports import import_files
from smallcrm.ui.dialogs.import_dialog import ImportDialog, open_import

if TYPE_CHECKING:
    from smallcrm.ui.screenshot_scenes import Stage

_Rows = Sequence[Sequence[str]]

_PASSWORD = "2026"
_MOST_FILES = 7

# What comes after the list of customers was brought in once: each outcome, each kind of doubt.
_AGAIN_EN: _Rows = (
    ("Company", "Contact", "Phone", "City", "E-mail", "Customer since", "Remarks"),
    ("Northferry Foods", "Mr. Wood", "+86 13900002222", "Quanzhou", "", "2021-11-20", ""),
    (
        "Clearlake Textiles",
        "Mr. Shaw",
        "0512-65550101 ext 802",
        "Suzhou",
        "shaw@cl.example",
        "",
        "",
    ),
    ("Clearlake Textiles", "Ms. Ray", "13700008888", "Suzhou", "ray@cl.example", "", "buys thread"),
    ("Clearlake Textile Trading", "Mr. Field", "13700001010", "Suzhou", "", "2024-05-06", ""),
    ("Wangford Furniture and Interiors", "Mr. Goode", "13800007777", "Suzhou", "", "", ""),
    (
        "Silverbirch Paper Mill",
        "Ms. Penn",
        "0755-8261",
        "Shenzhen",
        "penn(at)mill",
        "2024-13-45",
        "",
    ),
    ("Oakbridge Tools", "Mr. Reed", "13600004444", "Foshan", "reed@oak.example", "2023-02-01", ""),
    ("", "", "", "Foshan", "", "", "the man from the fair, no name"),
)
_AGAIN_ZH: _Rows = (
    ("单位名称", "联系人", "联系电话", "城市", "邮箱", "成交日期", "备注"),
    ("北渡食品有限公司", "吴先生", "+86 13900002222", "泉州", "", "2021年11月20日", ""),
    ("澄湖纺织有限公司", "沈总", "0512-65550101 转 802", "苏州", "shen@cl.example", "", ""),
    ("澄湖纺织有限公司", "雷女士", "13700008888", "苏州", "lei@cl.example", "", "采购纱线"),
    ("澄湖纺织贸易有限公司", "费先生", "13700001010", "苏州", "", "2024-05-06", ""),
    ("望亭家居装饰有限公司", "顾经理", "13800007777", "苏州", "", "", ""),
    ("银桦造纸厂", "潘女士", "0755-8261", "深圳", "pan(at)mill", "2024-13-45", ""),
    ("橡桥工具有限公司", "李先生", "13600004444", "佛山", "li@oak.example", "2023-02-01", ""),
    ("", "", "", "佛山", "", "", "展会上认识，忘了名字"),
)
_ORDERS_EN: _Rows = (
    ("Order no.", "Order date", "Customer", "Product", "Quantity", "Unit price", "Amount"),
    ("SO-1001", "03/04/2024", "Brightriver Printing", "Offset ink, black", "4", "12.50", "50.00"),
    ("SO-1001", "03/04/2024", "Brightriver Printing", "Offset ink, cyan", "2", "14.00", "28.00"),
    ("SO-1002", "05/06/2024", "Greengrain Drinks", "PET bottles 500 ml", "9000", "0.07", "630.00"),
    ("SO-1003", "07/08/2024", "Harbour Lane Café", "Paper cups", "2000", "0.05", "100.00"),
    ("SO-1004", "", "Whitestone Machinery", "Bearings", "12", "35.00", "420.00"),
)
_ORDERS_ZH: _Rows = (
    ("订单编号", "下单日期", "客户名称", "产品", "数量", "单价", "金额"),
    ("SO-1001", "03/04/2024", "晴川印务", "胶印油墨 黑", "4", "125", "500"),
    ("SO-1001", "03/04/2024", "晴川印务", "胶印油墨 青", "2", "140", "280"),
    ("SO-1002", "05/06/2024", "青禾饮料有限公司", "PET 瓶 500 ml", "9000", "0.7", "6300"),
    ("SO-1003", "07/08/2024", "港巷咖啡馆", "纸杯", "2000", "0.5", "1000"),
    ("SO-1004", "", "白石机械有限公司", "轴承", "12", "35", "420"),
)


def import_scenes() -> list[tuple[str, Callable[["Stage"], object], str]]:
    """Return the scenes: name, what to do, and of what the picture is."""
    rows = ("created", "updated", "unchanged", "rejected")
    return [
        ("import", _list, "dialog"),
        ("import-wait", _wait, "dialog"),
        ("import-password", _locked, "dialog"),
        ("import-password-wrong", lambda stage: _locked(stage, "1234"), "dialog"),
        ("import-unreadable", _unreadable, "dialog"),
        ("import-mended", _mended, "dialog"),
        ("import-orders", _orders, "dialog"),
        ("import-dates", lambda stage: _orders(stage).preview.table.go_to(2, 1), "dialog"),
        ("import-sideways", _sideways, "dialog"),
        ("import-field-pick", _field_pick, "popup"),
        ("import-kinds", lambda stage: _orders(stage).preview.pane.kind._open(), "popup"),
        ("import-profiles", lambda stage: _again(stage).preview.profile._open(), "popup"),
        ("import-cell-menu", _cell_menu, "popup"),
        *[(f"import-{name}", _rows_of(name), "dialog") for name in rows],
        ("import-merged", lambda stage: _list(stage).preview.open_findings("merged"), "dialog"),
        ("import-cells", _rows_of("problems"), "dialog"),
        ("import-doubts", _rows_of("questions"), "dialog"),
        ("import-skipped", _skipped, "dialog"),
        ("import-many", _many, "dialog"),
        ("import-done", _done, "dialog"),
        ("import-done-rows", lambda stage: _done(stage).summary.open_findings("created"), "dialog"),
        ("import-history", _history, "dialog"),
    ]


def _open(stage: "Stage", *paths: Path) -> ImportDialog:
    return open_import(stage.context, list(paths), stage.window)


def _list(stage: "Stage") -> ImportDialog:
    return _open(stage, stage.list)


def _write(stage: "Stage", name: str, rows: _Rows) -> Path:
    path = stage.folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def _bring(stage: "Stage") -> None:
    """Have the list of customers stored already."""
    _analyses, _plan, result = import_files(stage.session, [stage.list])
    stage.made(result.step_id)


def _wait(stage: "Stage") -> None:
    dialog = ImportDialog(stage.context, [stage.list], stage.window)
    dialog.work.busy = True
    dialog._started()
    dialog._progressed(38_000, 100_000, "")
    dialog.open()


def _again(stage: "Stage") -> ImportDialog:
    """Bring a second list of customers of whom some are stored."""
    _bring(stage)
    english = stage.language == "en"
    return _open(
        stage, _write(stage, *(("Fair 2026", _AGAIN_EN) if english else ("展会名单", _AGAIN_ZH)))
    )


def _rows_of(kind: str) -> Callable[["Stage"], object]:
    return lambda stage: _again(stage).preview.open_findings(kind)


def _mended(stage: "Stage") -> None:
    dialog = _again(stage)
    table = dialog.preview.table
    table.mend_asked.emit(7, 4, "penn@mill.example")
    table.go_to(7, 4)


def _cell_menu(stage: "Stage") -> None:
    table = _again(stage).preview.table
    table.go_to(7, 4)
    table._menu(table.visualRect(table.currentIndex()).bottomLeft())


def _skipped(stage: "Stage") -> None:
    dialog = _again(stage)
    dialog.work.set_policy("skip")
    dialog.preview.open_findings("skipped")


def _orders(stage: "Stage") -> ImportDialog:
    _bring(stage)
    english = stage.language == "en"
    return _open(
        stage,
        _write(stage, *(("Orders 2024", _ORDERS_EN) if english else ("订单2024", _ORDERS_ZH))),
    )


def _sideways(stage: "Stage") -> None:
    """Bring a sheet of which the columns are the rows."""
    english = stage.language == "en"
    name, rows = ("Fair", _AGAIN_EN) if english else ("展会", _AGAIN_ZH)
    _open(stage, _write(stage, name, list(zip(*rows[:6], strict=True))))


def _field_pick(stage: "Stage") -> None:
    cards = _again(stage).preview.cards
    cards.open_pick(cards.cards[-1])


def _locked(stage: "Stage", password: str = "") -> None:
    dialog = _open(stage, _protected(stage))
    if password:
        dialog.work.open_with(0, password)


def _protected(stage: "Stage") -> Path:
    path = stage.folder / ("Price list.xlsx" if stage.language == "en" else "报价单.xlsx")
    write_locked(path, _AGAIN_EN, _PASSWORD)
    return path


def _unreadable(stage: "Stage") -> None:
    path = stage.folder / ("Photo of the list.xlsx" if stage.language == "en" else "名单照片.xlsx")
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8)
    _open(stage, path)


def _many(stage: "Stage") -> None:
    english = stage.language == "en"
    rows = _AGAIN_EN if english else _AGAIN_ZH
    word = "Customers of branch" if english else "分店客户"
    places = range(1, _MOST_FILES)
    paths = [_write(stage, f"{word} {n}", [rows[0], *rows[1 + n :]]) for n in places]
    _open(stage, stage.list, *paths, _protected(stage))


def _done(stage: "Stage") -> Any:
    dialog = _again(stage)
    dialog.press_primary()
    while stage.runner.busy:  # which works on this thread, at the next turn
        QApplication.processEvents()
    if dialog.written is not None:
        stage.made(dialog.written.step_id)
    return dialog


def _history(stage: "Stage") -> None:
    _done(stage).accept()
    stage.hub.imports_asked.emit()
