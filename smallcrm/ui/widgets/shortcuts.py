"""The overview of all keys (F1)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Chip, Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import ScrollColumn

Keys = Sequence[tuple[str, str]]


class ShortcutsDialog(Dialog):
    """Keys and what they do, in sections side by side."""

    def __init__(self, sections: Sequence[tuple[str, Keys]], parent: QWidget | None = None) -> None:
        super().__init__(_("Keys"), _("Close"), parent=parent, width=720)
        self.cancel.hide()
        columns = [vbox(spacing=20), vbox(spacing=20)]
        sides = hbox(*columns, spacing=32)
        heights = [0, 0]
        for title, keys in sections:
            at = heights.index(min(heights))
            columns[at].addWidget(holder(vbox(Label(title, "section"), _grid(keys), spacing=8)))
            heights[at] += len(keys) + 2
        for column in columns:
            column.addStretch(1)
        for at in range(len(columns)):
            sides.setStretch(at, 1)
        area = ScrollColumn(sides, margins=(0, 0, 12, 0))
        area.setMinimumHeight(min(420, 40 + max(heights) * 26))
        self.box.addWidget(area)


def _grid(keys: Keys) -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    grid.setHorizontalSpacing(12)
    grid.setColumnStretch(0, 1)
    for row, (key, text) in enumerate(keys):
        grid.addWidget(Label(text, wrap=True), row, 0)
        grid.addWidget(Chip(_shown(key)), row, 1, Qt.AlignmentFlag.AlignRight)
    return grid


def _shown(keys: str) -> str:
    # "A / B" for either of two: as one sequence Qt would not know it
    native = QKeySequence.SequenceFormat.NativeText
    each = [_native(key, native) for key in keys.split(" / ")]
    return " / ".join(each).replace("Return", "Enter")  # what stands on the key


def _native(key: str, form: QKeySequence.SequenceFormat) -> str:
    # a press of the mouse is no key: it has words of its own
    return _("Shift+Click") if key == "Shift+Click" else QKeySequence(key).toString(form)
