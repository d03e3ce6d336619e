"""Lets the reminder rules look at the data, at start, at midnight and after changes; notices."""

from datetime import datetime

from PySide6.QtCore import QObject, QTimer

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.follow_ups import count_open, list_timed
from smallcrm.services.reminder_habits import Habits, load_habits
from smallcrm.services.reminders import ReminderPlan, apply_reminders, plan_reminders
from smallcrm.storage.operations import AUTOMATIC, Changes
from smallcrm.ui.context import Context
from smallcrm.ui.tray import Tray

SOON_MS = 1_500
LATER_MS = 10_000
AT_ONCE_MS = 20  # after undo and redo: what they took is made again before it is missed
BUSY_MS = 100  # the step that is taken back or brought back still ends
CLOCK_MS = 30_000
# More than this is written by a job, not on the window's thread.
MANY = 100
_TABLES = (
    *("customer", "contact", "interaction", "follow_up", "deal", "stage", "stage_history"),
    *("sales_order", "order_line", "receipt", "term", "product"),
)


class Reminders(QObject):
    """Plans on the reading thread and writes what there is, as a step of the program.

    `tray` shows notices by the system; without one only the summary at start is said.
    """

    def __init__(self, context: Context, tray: Tray | None = None, parent: QObject | None = None):
        super().__init__(parent)
        self._context, self._tray = context, tray
        self._summed_up = False
        self._now = context.session.clock.now()
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self.look)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self.look_at_clock)
        self._written = 0  # steps of the rules themselves that are still to be told
        context.hub.unsettles = self._taken_back
        context.hub.changed.connect(self._changed)

    def start(self) -> None:
        """Begin: look soon, once the window stands."""
        self._soon.start(SOON_MS)
        self._clock.start()

    def stop(self) -> None:
        """End it."""
        self._soon.stop()
        self._clock.stop()

    def look(self) -> None:
        """Let the rules look at the data now."""
        if self._context.runner.busy:
            self._soon.start(BUSY_MS if self._context.hub.settling else LATER_MS)
            return
        self._context.reader.read("reminders", plan_reminders, self._take)

    def look_at_clock(self) -> None:
        """Begin a new day, and tell of what is due at this time of day."""
        before, now = self._now, self._context.session.clock.now()
        if now.date() == before.date() and now <= before:
            return  # the clock was put back, as in autumn: this hour was told of already
        self._now = now
        if now.date() != before.date():
            self.look()
            return
        for record in list_timed(self._context.session, before, self._now):
            self._notify(f"{record.due_time} {record.title}", record.customer)

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and (
            changes.op in AUTOMATIC or not changes.touches(*_TABLES)
        ):
            return
        if not self._context.hub.settling:
            self._soon.start(SOON_MS)

    def _taken_back(self, changes: object) -> bool:
        """Whether undo or redo took follow-ups of the rules along, which are made again at once.

        A step brought back comes without those the rules had made of it.
        """
        if not isinstance(changes, Changes):
            return False
        if changes.redone and changes.touches(*_TABLES):
            self._soon.start(AT_ONCE_MS)
            return True
        if changes.op not in AUTOMATIC:
            return False
        if self._written:
            self._written -= 1
            return False
        self._soon.start(AT_ONCE_MS)
        return True

    def _take(self, plan: ReminderPlan) -> None:
        if len(plan.make) + len(plan.withdraw) > MANY:
            self._write_as_job(plan)
            return
        try:
            counts = apply_reminders(self._context.session, plan)
        except UserError:  # somebody else writes
            self._soon.start(LATER_MS)
        else:
            self._written += any(counts)
            self._sum_up()
        self._context.hub.settle()

    def _write_as_job(self, plan: ReminderPlan) -> None:
        def work(sessions, _progress):
            with sessions() as session:
                return apply_reminders(session, plan)

        def done(counts) -> None:
            if not any(counts):
                self._written -= 1
            self._sum_up()
            self._context.hub.settle()

        def failed(_error) -> None:
            self._written -= 1
            self._soon.start(LATER_MS)
            self._context.hub.settle()

        self._written += 1  # it is told before the job is done
        self._context.runner.run(work, _("Reminder rules"), done=done, failed=failed, quiet=True)

    def _sum_up(self) -> None:
        """Say once at start what there is to do."""
        if self._summed_up:
            return
        self._summed_up = True
        session = self._context.session
        overdue, today = count_open(session, session.settings.staff_name)
        if overdue or today:
            text = _("%(today)d today, %(overdue)d overdue")
            said = text % {"today": today, "overdue": overdue}
            if self._tray is None:
                self._context.hub.say(said, "")
            else:
                self._notify(_("Follow-ups"), said)

    def _notify(self, title: str, text: str) -> None:
        habits = load_habits(self._context.session)
        if self._tray is None or not habits.tray or is_quiet(self._now, habits):
            return
        self._tray.show_notice(title, text)


def is_quiet(now: datetime, habits: Habits) -> bool:
    """Tell whether nobody wants notices at this time of day."""
    clock = now.strftime("%H:%M")
    begin, end = habits.quiet_from, habits.quiet_until
    if begin == end:
        return False
    return begin <= clock < end if begin < end else clock >= begin or clock < end
