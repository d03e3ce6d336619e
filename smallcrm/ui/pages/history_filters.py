"""The filters of the History page: text, kind, period and staff."""

from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import Month, format_date, monday_of
from smallcrm.core.i18n import _
from smallcrm.services.interactions import InteractionQuery
from smallcrm.services.lookups import list_staff
from smallcrm.services.table import Sort
from smallcrm.services.timeline import ICONS
from smallcrm.services.vocabulary import INTERACTION_KINDS, OUTCOMES, word
from smallcrm.ui.context import Context
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import SearchBox

RANGE = "range"
_FRAME = 66  # px, of a choice round its words


class HistoryFilters(QWidget):
    """Fields over the list; `changed` when another list is wanted."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        now = context.session.clock.now
        self.search = SearchBox(_("Search in all notes"))
        self.kind = ChoiceBox(
            [("", _("Kind"))]
            + [(kind, word(INTERACTION_KINDS, kind), ICONS[kind]) for kind in INTERACTION_KINDS]
        )
        self.kind.setAccessibleName(_("Kind"))
        self.outcome = ChoiceBox(
            [("", _("Outcome"))] + [(one, word(OUTCOMES, one)) for one in OUTCOMES]
        )
        self.outcome.setAccessibleName(_("Outcome"))
        self.period = ChoiceBox(_periods())
        self.period.setAccessibleName(_("Period"))
        self.staff = ChoiceBox()
        self.staff.setAccessibleName(_("Staff"))
        self.since, self.until = DateEdit(now), DateEdit(now)
        self.clear = IconButton("x", _("Clear filters"), on_click=self.reset)
        self._lay_out()
        self.show_staff()
        self.search.searched.connect(self._tell)
        for box in (self.kind, self.outcome, self.staff):
            box.chosen.connect(self._tell)
        self.period.chosen.connect(self._period_chosen)
        self.since.changed.connect(self._tell)
        self.until.changed.connect(self._tell)
        self._show_parts()

    def query(self, sort: Sort) -> InteractionQuery:
        """Return the list that is asked for."""
        since, until = self._days()
        return InteractionQuery(
            kind=str(self.kind.value() or ""),
            outcome=str(self.outcome.value() or ""),
            staff=str(self.staff.value() or ""),
            since=since.isoformat() if since else "",
            until=until.isoformat() if until else "",
            text=self.search.text().strip(),
            sort=sort,
        )

    def words(self) -> str:
        """Return the filters that are on in words, for the head of a printed list."""
        boxes = (self.kind, self.outcome, self.staff)
        parts = [box.currentText() for box in boxes if box.value()]
        language = self._context.language
        days = [format_date(day, language, "short") if day else "" for day in self._days()]
        if any(days):
            parts.append(" – ".join(days))
        if text := self.search.text().strip():
            parts.append(_("“%(text)s”") % {"text": text})
        return " · ".join(parts)

    def is_set(self) -> bool:
        """Tell whether any filter is on."""
        return self.query(Sort("at")) != InteractionQuery(sort=Sort("at"))

    def reset(self) -> None:
        """Take all filters away."""
        self.search.set_text_quietly("")
        for box in (self.kind, self.outcome, self.period, self.staff):
            box.set_value("")
        self.since.set_value(None)
        self.until.set_value(None)
        self._tell()

    def show_staff(self) -> None:
        """Offer the staff there is now."""
        names = [one.name for one in list_staff(self._context.session, all_staff=True)]
        choices = [("", _("Staff"))] + [(name, name) for name in names]
        self.staff.set_choices(choices, self.staff.value())
        self.staff.setVisible(bool(names))

    # --- inside ---------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.search.setMinimumWidth(140)
        for box in (self.kind, self.outcome, self.period, self.staff):
            # narrower than its words where there is no room, never than what it asks for
            asked = box.fontMetrics().horizontalAdvance(box.accessibleName())
            box.setMinimumWidth(max(theme().px(92), asked + theme().px(_FRAME)))
        self._range = holder(
            hbox(
                Label(_("From"), tone="muted"),
                self.since,
                Label("–", tone="muted"),
                self.until,
                None,
            )
        )
        for edit in (self.since, self.until):
            edit.setFixedWidth(150)
        row = hbox(self.search, self.kind, self.outcome, self.period, self.staff, self.clear)
        row.setStretchFactor(self.search, 1)
        self.setLayout(vbox(row, self._range))

    def _period_chosen(self, period: object) -> None:
        if period == RANGE and self.since.value() is None:
            self.since.set_value(Month.of(self._context.today).first)
            self.until.set_value(self._context.today)
        self._tell()

    def _days(self) -> tuple[date | None, date | None]:
        period = self.period.value()
        if period == RANGE:
            return self.since.value(), self.until.value()
        today = self._context.today
        month = Month.of(today)
        return {
            "week": (monday_of(today), monday_of(today) + timedelta(days=6)),
            "month": (month.first, month.last),
            "last_month": (month.previous().first, month.previous().last),
            "year": (date(today.year, 1, 1), date(today.year, 12, 31)),
        }.get(str(period or ""), (None, None))

    def _tell(self, _what: object = None) -> None:
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        self._range.setVisible(self.period.value() == RANGE)
        self.clear.setVisible(self.is_set())


def _periods() -> list[tuple[object, str]]:
    return [
        ("", _("Period")),
        ("week", _("This week")),
        ("month", _("This month")),
        ("last_month", _("Last month")),
        ("year", _("This year")),
        (RANGE, _("From – to…")),
    ]
