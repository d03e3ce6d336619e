"""An import dialog to work at in tests: lists brought in, and what the window then says."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt

from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.import_dialog import ImportDialog, open_import
from tests.ui.desk import settle

Bring = Callable[..., ImportDialog]


def bringer(context: Context, window, folder: Path) -> Bring:
    """Return what opens the dialog for texts of csv files, or for files that are there."""

    def open_dialog(*lists: str | Path) -> ImportDialog:
        files = []
        for number, one in enumerate(lists):
            path = one if isinstance(one, Path) else folder / f"list{number}.csv"
            if not isinstance(one, Path):
                path.write_text(one, "utf-8")
            files.append(path)
        dialog = open_import(context, files, window)
        settle()
        return dialog

    return open_dialog


def figure(dialog: ImportDialog, name: str) -> str:
    """What stands at the right of a line of what will happen."""
    return dialog.preview.side.figures[name].right()


def card(dialog: ImportDialog, index: int):
    """The card of a column."""
    return dialog.preview.cards.card_at(index)


def tip(dialog: ImportDialog, row: int, column: int) -> str:
    """The tooltip of a cell, row from 1."""
    model = dialog.preview.table.model()
    return model.data(model.index(row - 1, column), Qt.ItemDataRole.ToolTipRole) or ""


def cell(dialog: ImportDialog, row: int, column: int) -> QModelIndex:
    """A cell of the sheet, row from 1."""
    return dialog.preview.table.model().index(row - 1, column)


def press(dialog: ImportDialog, row: int, column: int, words: str) -> None:
    """Choose from the menu of a cell."""
    actions = dialog.preview.table.actions_at(row, column)
    next(one for one in actions if one is not None and one.text == words).on_click()
    settle()
