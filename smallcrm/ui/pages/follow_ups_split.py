"""Two panes on the window's ground with a gap between them that can be dragged."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.memory import Memory
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.layouts import holder, vbox
from smallcrm.ui.widgets.three_pane import NARROW

SCROLL_BAR = 10  # stands in the gap, so that the cards end where the head ends
_GAP = 16 - SCROLL_BAR
_DETAIL_WIDTH = 376


class _Gap(QSplitterHandle):
    def paintEvent(self, event) -> None:
        """Show nothing: the gap is the window's ground."""


class _GapSplitter(QSplitter):
    def createHandle(self) -> QSplitterHandle:
        return _Gap(self.orientation(), self)


class TwoPane(QWidget):
    """List and detail; where there is no room for both the detail is a page of its own."""

    def __init__(
        self,
        main: QWidget,
        detail: QWidget,
        memory: Memory,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._main, self._in_detail, self.narrow = main, False, False
        self._with_detail = True
        self._back = Button(_("Back to the list"), "arrow-left", "quiet", on_click=self.show_list)
        self._back.hide()
        self._detail = holder(vbox(self._back, detail))
        self._detail.layout().setStretchFactor(detail, 1)
        self._detail.setMinimumWidth(320)
        main.setMinimumWidth(420)
        self._splitter = _GapSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(_GAP)
        self._splitter.setChildrenCollapsible(False)
        for at, part in enumerate((main, self._detail)):
            self._splitter.addWidget(part)
            self._splitter.setStretchFactor(at, 1 - at)
        self._splitter.setSizes([1000, theme().px(_DETAIL_WIDTH)])
        memory.remember_splitter(self._splitter, name)
        self.setLayout(vbox(self._splitter))

    def show_detail(self) -> None:
        """Go to the detail; where there is room for both it is there already."""
        self._in_detail = True
        self._arrange()

    def set_detail_shown(self, shown: bool) -> None:
        """Say whether there is anything that a detail could be of."""
        self._with_detail = shown
        self._arrange()

    def show_list(self) -> None:
        """Go back to the list."""
        self._in_detail = False
        self._arrange()
        self._main.setFocus()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < theme().px(NARROW)
        if narrow != self.narrow:
            self.narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        alone = self.narrow and self._in_detail and self._with_detail
        self._detail.setVisible(self._with_detail and (not self.narrow or self._in_detail))
        self._main.setVisible(not alone)
        self._back.setVisible(alone)
