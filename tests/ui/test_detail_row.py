"""Rows of a detail pane keep their height."""

from PySide6.QtWidgets import QWidget

from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.layouts import vbox


def test_a_row_of_two_lines_is_never_squeezed_into_one(qtbot) -> None:
    row = DetailRow("tag", "Air dryer", "12", second="Won")
    rows = QWidget()
    qtbot.addWidget(rows)
    rows.setLayout(vbox(row))
    rows.show()
    line = row.fontMetrics().height()
    assert rows.layout().totalMinimumSize().height() >= 2 * line
    rows.resize(200, 10)
    assert row.height() >= 2 * line
