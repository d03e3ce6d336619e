"""The shape of a page: views at the left, the list in the middle, the detail at the right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSplitter, QWidget

from smallcrm.core.i18n import _
from smallcrm.ui.memory import Memory
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.layouts import vbox
from smallcrm.ui.widgets.panels import Panel, make_splitter

NARROW = 1100
SIDE_WIDTH = 200
DETAIL_WIDTH = 430
DETAIL_LEAST = 380
_DETAIL_SHARE = 0.33  # of the page, until the user moves the splitter


class ThreePane(QWidget):
    """Side, list and detail with remembered widths.

    Below 1100 px (more with larger text) the detail is a page of its own: `show_detail` goes
    there, a button leads back.
    """

    narrow_changed = Signal(bool)

    def __init__(
        self,
        side: QWidget | None,
        middle: QWidget,
        detail: QWidget,
        memory: Memory,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._side, self._middle = side, middle
        self.narrow, self._in_detail, self._with_detail = False, False, True
        self._back = Button(_("Back to the list"), "arrow-left", "quiet", on_click=self.show_list)
        self._bar = Panel("plain", self._back, None, across=True, margins=(8, 6))
        self._bar.hide()
        self._detail = Panel("detail", self._bar, detail, margins=0, spacing=0)
        self._detail.box.setStretchFactor(detail, 1)
        parts = [middle, self._detail] if side is None else [side, middle, self._detail]
        lists = (700, theme().px(DETAIL_WIDTH))
        sizes = lists if side is None else (theme().px(SIDE_WIDTH), *lists)
        self.splitter: QSplitter = make_splitter(*parts, sizes=sizes, stretch=len(parts) - 2)
        self._detail.setMinimumWidth(theme().px(360))
        self._moved = memory.get(f"splitter.{name}") is not None
        memory.remember_splitter(self.splitter, name)
        self.splitter.splitterMoved.connect(self._splitter_moved)
        self.setLayout(vbox(self.splitter, spacing=0))

    def show_detail(self) -> None:
        """Go to the detail; where there is room for all it is there already."""
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
        self._middle.setFocus()

    def resizeEvent(self, event) -> None:
        super().resizeEvent(event)
        narrow = self.width() < max(theme().px(NARROW), self._needed())
        if narrow != self.narrow:
            self.narrow = narrow
            self._arrange()
            self.narrow_changed.emit(narrow)
        if not narrow and not self._moved:  # no width of the user's own to keep
            self._share()

    def _share(self) -> None:
        """Give the detail its usual part of the page: less in a small window."""
        look = theme()
        wished = round(self.width() * _DETAIL_SHARE)
        detail = max(look.px(DETAIL_LEAST), min(look.px(DETAIL_WIDTH), wished))
        side = [look.px(SIDE_WIDTH)] if self._side is not None else []
        self.splitter.setSizes([*side, self.width() - sum(side) - detail, detail])

    def _splitter_moved(self) -> None:
        self._moved = True

    def _needed(self) -> int:
        """Return the width under which the three would have to be cut."""
        parts = [self._middle, self._detail] + ([self._side] if self._side else [])
        return sum(max(part.minimumSizeHint().width(), part.minimumWidth()) for part in parts)

    def _arrange(self) -> None:
        alone = self.narrow and self._in_detail and self._with_detail
        self._detail.setVisible(self._with_detail and (not self.narrow or self._in_detail))
        self._middle.setVisible(not alone)
        if self._side is not None:
            self._side.setVisible(not alone)
        self._bar.setVisible(alone)
