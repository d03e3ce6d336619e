"""The Follow-ups page as a calendar: one week, and what each of the staff has to do each day."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import format_date, monday_of, weekday_words
from smallcrm.core.dates.workdays import is_workday
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.follow_up_words import explain, icon_of
from smallcrm.services.follow_ups import count_open_before, list_open
from smallcrm.services.records import FollowUpRecord
from smallcrm.ui.context import Context
from smallcrm.ui.pages.follow_ups_split import SCROLL_BAR
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import ElidedLabel, Label, LinkLabel
from smallcrm.ui.widgets.layouts import clear_layout, hbox, vbox
from smallcrm.ui.widgets.panels import Panel, ScrollColumn

DAYS = 7
_ROW = 46
_SHOWN = 40  # of one day


class WeekView(QWidget):
    """Seven columns of follow-ups; `opened` tells the one that was pressed.

    `overdue_asked` tells that what is older than the week is to be shown.
    """

    opened = Signal(object)
    overdue_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._staff = ""
        self._moved = False  # by the user, or to the week to come where this one is over
        self.monday = monday_of(context.today)
        self.columns = [_Day() for _n in range(DAYS)]
        self.title = Label("", "section")
        self.overdue = LinkLabel()
        self.overdue.clicked.connect(self.overdue_asked)
        head = hbox(
            IconButton(
                "chevron-left", _("Week before"), on_click=lambda: self.move(-1), key="Alt+Left"
            ),
            IconButton(
                "chevron-right", _("Week after"), on_click=lambda: self.move(1), key="Alt+Right"
            ),
            Button(_("This week"), kind="quiet", small=True, on_click=lambda: self.move(0)),
            self.title,
            None,
            self.overdue,
        )
        days = hbox(*self.columns, spacing=6)
        for place in range(DAYS):
            days.setStretch(place, 1)
        column = vbox(head, days, spacing=8)
        column.setStretch(1, 1)
        column.setContentsMargins(0, 0, theme().px(SCROLL_BAR), 0)
        self.setLayout(column)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def move(self, weeks: int) -> None:
        """Show another week; 0 means the present one."""
        self._moved = True
        today = monday_of(self._context.today)
        self.monday = self.monday + timedelta(weeks=weeks) if weeks else today
        self.reload(self._staff)

    def reload(self, staff: str) -> None:
        """Read the week of one of the staff, or of all."""
        self._staff = staff
        if not self._moved and self._context.today.weekday() == DAYS - 1:
            self._look_ahead(staff)
            return
        self._read(staff)

    def _look_ahead(self, staff: str) -> None:
        """On a Sunday on which nothing is due, begin with the week to come."""
        today = self._context.today.isoformat()

        def begin(due: list[FollowUpRecord]) -> None:
            self._moved = True
            if not due:
                self.monday = monday_of(self._context.today) + timedelta(days=DAYS)
            self._read(self._staff)

        self._context.reader.read(
            "follow_ups_week", lambda session: list_open(session, staff, today, today), begin
        )

    def _read(self, staff: str) -> None:
        first, last = self.monday, self.monday + timedelta(days=DAYS - 1)
        before = min(first, self._context.today).isoformat()
        self._context.reader.read(
            "follow_ups_week",
            lambda session: (
                list_open(session, staff, first.isoformat(), last.isoformat()),
                count_open_before(session, before, staff),
            ),
            self._show,
        )

    def _show(self, found: tuple[list[FollowUpRecord], int]) -> None:
        records, before = found
        language, today = self._context.language, self._context.today
        last = self.monday + timedelta(days=DAYS - 1)
        ends = [format_date(day, language, "medium") for day in (self.monday, last)]
        self.title.setText(" – ".join(ends))
        text = ngettext("%(n)d overdue before", "%(n)d overdue before", before) % {"n": before}
        self.overdue.setText(text)
        self.overdue.setVisible(bool(before))
        for place, column in enumerate(self.columns):
            day = self.monday + timedelta(days=place)
            mine = [one for one in records if one.due == day.isoformat()]
            column.show_day(day, today, mine, language, self.opened.emit)


class _Day(Panel):
    """One day: its name, how much there is for whom, and the follow-ups."""

    def __init__(self) -> None:
        super().__init__("card", margins=(8, 8), spacing=4)
        self.name = ElidedLabel("", "strong")
        self.count = Label("", "small", "muted")
        self.load = Label("", "small", "faint", wrap=True)
        head = hbox(self.name, self.count, spacing=4)
        head.setStretchFactor(self.name, 1)
        self.rows = ScrollColumn(None, margins=0, spacing=0)
        self.box.addLayout(head)
        self.box.addWidget(self.load)
        self.box.addWidget(self.rows, 1)
        self.setMinimumWidth(0)

    def show_day(self, day: date, today: date, records: Sequence[FollowUpRecord], language, opened):
        """Show what is to be done on a day."""
        free = not is_workday(day)
        name = f"{weekday_words(day, language)} {day.day}"
        self.name.setText(name)
        tone = "accent" if day == today else "faint" if free else ""
        self.name.set_tone(tone)
        self.name.setToolTip(format_date(day, language, "long"))
        self.count.setText(str(len(records)) if records else "")
        staff = Counter(one.staff for one in records if one.staff)
        words = [f"{who} {n}" for who, n in staff.most_common()]
        if free and not records:
            words = [_("Day off")]
        # a number stays with its name
        words = [one.replace(" ", "\N{NO-BREAK SPACE}") for one in words]
        self.load.setText("\N{NO-BREAK SPACE}· ".join(words))
        self.load.setVisible(bool(words))
        clear_layout(self.rows.box)
        for record in records[:_SHOWN]:
            row = DetailRow(
                icon_of(record),
                record.customer,
                second=f"{record.due_time} {record.title}".strip(),
                icon_token="bad" if day < today else "muted",
                tooltip="\n".join(
                    part
                    for part in (
                        record.customer,
                        record.title,
                        explain(record, today),
                        record.staff,
                    )
                    if part
                ),
                clickable=True,
            )
            row.setMinimumHeight(theme().px(_ROW))
            row.clicked.connect(lambda record=record: opened(record))
            self.rows.box.addWidget(row)
        if (more := len(records) - _SHOWN) > 0:
            rest = ngettext("%(n)d more", "%(n)d more", more) % {"n": more}
            self.rows.box.addWidget(Label(rest, "small", "faint"))
        self.rows.box.addStretch(1)
        self.setAccessibleName(f"{name}: {len(records)}")
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
