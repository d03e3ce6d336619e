"""Which columns a table shows, in what order and how wide; kept between starts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QTableView

from smallcrm.core import i18n
from smallcrm.core.i18n import _
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action

State = Mapping[str, object]
_SAVE_AFTER_MS = 400


class ViewState(NamedTuple):
    """Where a table's columns, widths and order are kept between starts.

    load() gives what save() got last: {"columns": [keys in order], "widths": {key: px},
    "sort": [key, descending], or a list of these}, or {}.
    """

    load: Callable[[], State] = dict
    save: Callable[[State], object] = lambda state: None


class TableColumns(QObject):
    """The columns of one table view; `chosen` tells that other ones are shown.

    Columns put aside for lack of room count as shown: for the menu, for exports and on paper.
    """

    chosen = Signal()

    def __init__(self, view: QTableView, model: PagedTableModel, state: ViewState) -> None:
        super().__init__(view)
        self._view, self._model, self._state = view, model, state
        self._keys: tuple[str, ...] = ()
        self._aside: frozenset[str] = frozenset()
        self._quiet = False
        self._timer = QTimer(self, singleShot=True, interval=_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)
        head = view.horizontalHeader()
        head.sectionResized.connect(self.save_soon)
        head.sectionMoved.connect(self.save_soon)

    def shown(self) -> list[str]:
        """Return the keys of the visible columns from left to right."""
        head = self._view.horizontalHeader()
        order = [head.logicalIndex(place) for place in range(head.count())]
        return [
            self._model.columns[at].key
            for at in order
            if not head.isSectionHidden(at) or self._model.columns[at].key in self._aside
        ]

    def is_usual(self) -> bool:
        """Return whether these are the columns that are shown at first."""
        return set(self.shown()) == {one.key for one in self._model.columns if one.shown}

    def set_aside(self, keys: Collection[str]) -> None:
        """Hide these of the shown columns while there is no room for them."""
        if self._aside == frozenset(keys):
            return
        shown = self.shown()
        self._aside = frozenset(keys)
        for at, column in enumerate(self._model.columns):
            hidden = column.key not in shown or column.key in self._aside
            self._view.setColumnHidden(at, hidden)

    def show(self, keys: Sequence[str]) -> None:
        """Show exactly these columns in this order."""
        head = self._view.horizontalHeader()
        mine = [column.key for column in self._model.columns]
        self._aside = frozenset()
        for at, key in enumerate(mine):
            head.setSectionHidden(at, key not in keys)
        for place, key in enumerate(key for key in keys if key in mine):
            head.moveSection(head.visualIndex(mine.index(key)), place)
        self.save_soon()
        self.chosen.emit()

    def actions(self) -> list[Action | None]:
        """Return the menu that shows and hides columns."""
        shown = self.shown()
        items: list[Action | None] = [
            Action(
                i18n.gettext(column.title),
                partial(self._toggle, column.key),
                checked=column.key in shown,
                enabled=column.key not in shown or len(shown) > 1,
            )
            for column in self._model.columns
        ]
        return [*items, None, Action(_("Usual columns"), self.reset, "undo-2")]

    def reset(self) -> None:
        """Show the columns as they were at first."""
        for at, column in enumerate(self._model.columns):
            self._view.setColumnWidth(at, theme().px(column.width))
        self.show([column.key for column in self._model.columns if column.shown])

    def restore(self) -> None:
        """Show the columns as they were left; does nothing when the columns are the same."""
        columns = self._model.columns
        keys = tuple(column.key for column in columns)
        if not keys or keys == self._keys:
            return
        self._keys = keys
        self._quiet = True
        state = self._state.load()
        kept = state.get("widths")
        widths = kept if isinstance(kept, Mapping) else {}
        for at, column in enumerate(columns):
            width = widths.get(column.key)
            usual = theme().px(column.width)
            self._view.setColumnWidth(at, width if isinstance(width, int) else usual)
        order = state.get("columns")
        shown = [key for key in order if key in keys] if isinstance(order, list) else []
        self.show(shown or [column.key for column in columns if column.shown])
        self._quiet = False

    def use(self, state: ViewState) -> None:
        """Go on with the columns that are kept in another place."""
        if self._timer.isActive():
            self._timer.stop()
            self._save()
        self._state, self._keys = state, ()
        self.restore()

    def move(self, key: str, step: int) -> None:
        """Put a shown column so many places further right (left when negative)."""
        shown = self.shown()
        here = shown.index(key)
        shown.insert(max(0, min(len(shown) - 1, here + step)), shown.pop(here))
        self.show(shown)

    def save_soon(self) -> None:
        """Keep the columns a moment after the last change."""
        if not self._quiet:
            self._timer.start()

    def _toggle(self, key: str) -> None:
        shown = self.shown()
        if key in shown:
            shown.remove(key)
        else:
            shown.append(key)
        self.show(shown)

    def _save(self) -> None:
        shown = self.shown()
        keys = [column.key for column in self._model.columns]
        # the last column takes what is left, which is no width anybody chose
        widths = {
            key: self._view.columnWidth(keys.index(key))
            for key in shown[:-1]
            if key not in self._aside
        }
        state: dict[str, object] = {"columns": shown, "widths": widths}
        if (query := self._model.query) is not None:
            sorts = [[one.key, one.descending] for one in query.sort.all]
            state["sort"] = sorts if len(sorts) > 1 else sorts[0]
        self._state.save(state)
