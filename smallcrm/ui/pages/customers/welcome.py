"""What stands on the page of an empty data file: the two ways to begin."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.context import Context
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import Line, Panel

_WIDTH, _MARGIN = 520, 32


class Welcome(QWidget):
    """A card in the middle: bring the list there is, look round, or type the first customer."""

    def __init__(self, context: Context, add: Callable[[], object]) -> None:
        super().__init__()
        hub = context.hub
        self.bring = Button(_("Bring your customer list"), "upload", "primary",
                            on_click=lambda: hub.import_asked.emit([]))  # fmt: skip
        self.look = Button(_("Look round with demonstration data"), "sparkles",
                           on_click=lambda: hub.new_asked.emit("demo"))  # fmt: skip
        self.add = Button(_("Type in the first customer"), "plus", "quiet", on_click=add)
        sentence = Label(
            _("Drop the Excel list you have anywhere on this window. You see what was understood "
              "before anything is written, and one key takes it all back."),
            "body", "muted", wrap=True,
        )  # fmt: skip
        sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner = theme().px(_WIDTH) - 2 * _MARGIN - 2
        sentence.setFixedSize(inner, sentence.heightForWidth(inner))
        title = Label(_("Start with the list you have"), "page")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        centre = Qt.AlignmentFlag.AlignHCenter
        card = Panel("card", margins=_MARGIN, spacing=12)
        card.setFixedWidth(theme().px(_WIDTH))
        icon = IconLabel("file-spreadsheet", "accent", 40)
        for widget in (icon, title, sentence):
            card.box.addWidget(widget, 0, centre if widget is icon else Qt.AlignmentFlag(0))
        card.box.addSpacing(4)
        card.box.addWidget(self.bring, 0, centre)
        card.box.addWidget(self._formats(), 0, centre)
        card.box.addSpacing(4)
        card.box.addWidget(Line())
        card.box.addSpacing(4)
        card.box.addWidget(self.look, 0, centre)
        card.box.addWidget(self.add, 0, centre)
        column = vbox(None, spacing=0, margins=24)
        column.addWidget(card, 0, centre)
        column.addStretch(2)
        self.setLayout(column)
        context.hub.busy_changed.connect(self.setDisabled)

    @staticmethod
    def _formats() -> QWidget:
        words = _("Excel, WPS, CSV or contact cards with any headings; or paste rows with Ctrl+V")
        text = Label(words, "small", "faint")
        return holder(hbox(text))
