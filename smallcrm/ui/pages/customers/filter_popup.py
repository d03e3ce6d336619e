"""What hangs under the filter button: levels, life-cycle, owners and cities to pick."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_list import Filter, imported_words, list_cities
from smallcrm.services.lookups import list_staff
from smallcrm.services.vocabulary import LEVELS, STATUSES, word
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.pages.customers.words import listed
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel, ScrollColumn
from smallcrm.ui.widgets.toggle_chip import ToggleChip

_WIDTH = 380
_CITIES_SHOWN = 20

Choice = tuple[str, str]
# what is picked of a filter, with the words over it
GROUPS: tuple[str, ...] = ("levels", "statuses", "owners", "cities")


class FilterPopup(QFrame):
    """Chips to pick values with; `changed` tells the filter at once."""

    changed = Signal(object)
    conditions_asked = Signal()

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._context = context
        self._filter = Filter()
        self._cities: Sequence[str] = ()
        self._flows: dict[str, FlowLayout] = {}
        panel = Panel("raised", margins=16, spacing=12)
        self._first: ToggleChip | None = None
        for key, title in zip(GROUPS, _titles(), strict=True):
            flow = FlowLayout(spacing=6)
            self._flows[key] = flow
            panel.box.addWidget(Label(title, "small", "muted"))
            if key == "cities":
                self._find = LineEdit("", _("Find a city"), clearable=True)
                self._find.textChanged.connect(self._show_cities)
                panel.box.addWidget(self._find)
                area = ScrollColumn(flow, margins=0)
                area.setMaximumHeight(theme().px(140))
                panel.box.addWidget(area)
            else:
                panel.box.addWidget(holder(flow))
        self._clear = Button(_("Clear"), "x", "quiet", on_click=self._clear_all)
        done = Button(_("Close"), on_click=self.close)
        self.more = Button(_("Conditions"), "list-filter", "quiet", on_click=self._ask_conditions,
                           tooltip=_("Filter by any field") + "  Ctrl+Shift+F")  # fmt: skip
        panel.box.addLayout(hbox(self.more, None, self._clear, done))
        self.setLayout(vbox(panel, spacing=0))
        self.setFixedWidth(theme().px(_WIDTH))

    def open_under(self, button: QWidget, shown: Filter) -> None:
        """Show what is picked now, under a button."""
        self._filter = shown
        self._find.clear()
        self._fill("levels", [*((level, level) for level in LEVELS), ("", _("No level"))])
        self._fill("statuses", [(key, word(STATUSES, key)) for key in STATUSES])
        staff = [one.name for one in list_staff(self._context.session, all_staff=True)]
        self._fill("owners", [*((name, name) for name in staff), ("", _("Nobody"))])
        self._context.reader.read("customers.cities", _read_cities, self._take_cities)
        self._show_clear()
        self.adjustSize()
        self.move(button.mapToGlobal(QPoint(0, button.height() + 4)))
        self.show()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _fill(self, key: str, choices: Sequence[Choice]) -> None:
        flow = self._flows[key]
        clear_layout(flow)
        picked = getattr(self._filter, key)
        for value, text in choices:
            chip = ToggleChip(text, value in picked)
            chip.toggled.connect(self._toggled(key, value))
            flow.addWidget(chip)
            if key == "levels" and value == LEVELS[0]:
                self._first = chip

    def _toggled(self, key: str, value: str) -> Callable[[bool], None]:
        def change(on: bool) -> None:
            picked = [one for one in getattr(self._filter, key) if one != value]
            values = tuple([*picked, value] if on else picked)
            self._filter = with_picked(self._filter, key, values)
            self._show_clear()
            self.changed.emit(self._filter)

        return change

    def _take_cities(self, cities: Sequence[str]) -> None:
        self._cities = cities
        self._show_cities()

    def _show_cities(self) -> None:
        wanted = self._find.text().strip().casefold()
        picked = self._filter.cities
        others = [one for one in self._cities if one not in picked]
        shown = [*picked, *others] if not wanted else [*self._cities]
        found = [city for city in shown if wanted in city.casefold()]
        self._fill("cities", [(city, city) for city in found[:_CITIES_SHOWN]])
        self.adjustSize()

    def _ask_conditions(self) -> None:
        self.close()
        self.conditions_asked.emit()

    def _clear_all(self) -> None:
        for key in GROUPS:
            self._filter = with_picked(self._filter, key, ())
        self.changed.emit(self._filter)
        self.close()

    def _show_clear(self) -> None:
        self._clear.setEnabled(self._filter.picked > 0)


def with_picked(shown: Filter, group: str, values: tuple[str, ...]) -> Filter:
    """Return a filter with other values picked in a group."""
    changes: dict[str, Any] = {group: values}
    return replace(shown, **changes)


def picked_words(shown: Filter) -> list[tuple[str, str]]:
    """What is picked, as (group, words): one for each group that holds any."""
    words = {
        "levels": [level or _("No level") for level in shown.levels],
        "statuses": [word(STATUSES, status) for status in shown.statuses],
        "owners": [name or _("Nobody") for name in shown.owners],
        "cities": list(shown.cities),
    }
    titles = dict(zip(GROUPS, _titles(), strict=True))
    imported = [("imports", imported_words(shown))] if shown.imports else []
    return imported + [
        (key, _("%(label)s: %(text)s") % {"label": titles[key], "text": listed(values)})
        for key, values in words.items()
        if values
    ]


def _titles() -> tuple[str, str, str, str]:
    return _("Level"), _("Life-cycle"), _("Owner"), _("City")


def _read_cities(session: Session) -> list[str]:
    return list_cities(session)
