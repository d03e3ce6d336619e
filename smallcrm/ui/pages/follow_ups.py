"""The Follow-ups page: what is due, done and planned, most urgent first."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from smallcrm.core.dates import format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.services.customers import count_customers
from smallcrm.services.decisions import DecisionRecord
from smallcrm.services.follow_ups import (
    DueGroups,
    WithoutNextStep,
    count_due,
    list_groups,
)
from smallcrm.services.lookups import list_staff
from smallcrm.services.records import FollowUpRecord
from smallcrm.storage.operations import Changes
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.report_decisions import DecisionsDialog
from smallcrm.ui.forms.follow_up_form import FollowUpDialog
from smallcrm.ui.list_actions import list_keys
from smallcrm.ui.pages.follow_ups_actions import ChosenBar, LineActions
from smallcrm.ui.pages.follow_ups_lines import (
    FOLDING,
    USUALLY_FOLDED,
    Line,
    follow_up_line,
    make_lines,
)
from smallcrm.ui.pages.follow_ups_list import FollowUpList
from smallcrm.ui.pages.follow_ups_more import more_actions
from smallcrm.ui.pages.follow_ups_panel import DonePanel
from smallcrm.ui.pages.follow_ups_split import SCROLL_BAR, TwoPane
from smallcrm.ui.pages.follow_ups_week import WeekView
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, IconButton, Segmented
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import ElidedLabel, FittingLabel
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import EmptyState

_LOOK_EVERY_MS = 30_000
_TABLES = ("follow_up", "decision", "customer", "contact", "interaction", "staff")


class FollowUpsPage(QWidget):
    """Groups of follow-ups at the left, the one to be done at the right."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._stale = True
        self._staff_count = 0
        self.groups: DueGroups | None = None
        self.list = FollowUpList()
        self.panel = DonePanel(context)
        self._title, self._counts = FittingLabel("page"), ElidedLabel("", tone="muted")
        self.staff = ChoiceBox()
        self.new = Button(_("New follow-up"), "plus", "primary", on_click=self.new_record)
        self._empty = EmptyState("calendar-check", "", " ", self._start, button_icon="plus")
        self.line_actions = LineActions(context, self.list, self)
        self.chosen_bar = ChosenBar(self.line_actions, self.list)
        self.week = WeekView(context)
        self.view = Segmented(
            [("list", _("List")), ("week", _("Week"))],
            "week" if context.memory.get("follow_ups.view") == "week" else "list",
        )
        self.more = IconButton("ellipsis", _("More"))
        self._day = context.today
        self._timer = QTimer(self, interval=_LOOK_EVERY_MS)
        self._lay_out()
        self._listen()

    @property
    def keys_help(self) -> list[tuple[str, str]]:
        """Return the keys of this page."""
        return [
            ("Return", _("Note what happened, plan what comes next")),
            ("Ctrl+Return", _("Done at once; in the panel: save")),
            ("S", _("Put off")),
            ("H", _("Hand over to")),
            ("T", _("Text to the customer")),
            ("Shift+Up / Shift+Down", _("Choose several")),
            ("E", _("Edit")),
            ("O", _("Open the customer")),
            ("Del", _("Delete")),
            ("Ctrl+C", _("Copy as text")),
            ("Esc", _("Back to the list")),
            *list_keys(),
        ]

    def activate(self) -> None:
        """Read again if something changed since the page was last seen."""
        if self._stale:
            self.reload()
        shown = self.week if self.view.value() == "week" else self.list
        # before they are read the lines are where the keys will go, not a tab
        (shown if self.list.lines or self.groups is None else self._empty).setFocus()

    def new_record(self) -> None:
        """Plan a follow-up, for the customer of the chosen line."""
        self._open(
            FollowUpDialog(self._context, customer_id=self.current_customer_id(), parent=self)
        )

    def current_customer_id(self) -> int | None:
        """Return the customer of the chosen line."""
        record = self._record(self.list.current())
        return record.customer_id if record is not None else None

    def show_follow_up(self, follow_up_id: int) -> None:
        """Go to a follow-up, wherever it stands."""
        key = ("follow_up", follow_up_id)
        if not self.list.go_to(key) and self._folded():
            self._context.memory.set("follow_ups.folded", [])
            self._show_lines()
            self.list.go_to(key)

    def reload(self) -> None:
        """Read what is due."""
        self._stale = False
        staff = str(self.staff.value() or "")
        if self.view.value() == "week":
            self.week.reload(staff)
        self._context.reader.read(
            "follow_ups", lambda session: list_groups(session, staff), self._take, self._fail
        )

    def show_view(self, key: object) -> None:
        """Show the list, or the week."""
        self.view.set_value(key)
        self._context.memory.set("follow_ups.view", key)
        self.list.clearSelection()
        self.reload()
        (self.week if key == "week" else self.list).setFocus()

    def look_at_clock(self) -> None:
        """Begin a new day when one has begun: what was due tomorrow is due now."""
        if self._context.today != self._day:
            self._day = self._context.today
            due = count_due(self._context.session)
            self._context.hub.badge_changed.emit("follow_ups", due)
            self._set_stale()

    # --- showing --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = hbox(
            self._title, self._counts, self.view, self.staff, self.more, self.new, spacing=8
        )
        head.setStretchFactor(self._counts, 1)
        self._stack = QStackedLayout()
        head.setContentsMargins(0, 0, theme().px(SCROLL_BAR), 0)
        foot = vbox(self.chosen_bar, margins=(0, 0, theme().px(SCROLL_BAR), 0))
        middle = holder(vbox(head, self._stack, foot, spacing=8))
        # only now: what is put into a stack of nobody's shows as a window
        for part in (self.list, holder(vbox(None, self._empty, None)), self.week):
            self._stack.addWidget(part)
        middle.layout().setStretchFactor(self._stack, 1)
        middle.setFocusProxy(self.list)
        self._panes = TwoPane(middle, self.panel, self._context.memory, "follow_ups")
        self.setLayout(vbox(self._panes, margins=(16, 12, 16, 12)))
        self.setFocusProxy(self.list)
        self._show_staff()

    def _listen(self) -> None:
        hub = self._context.hub
        hub.changed.connect(self._changed)
        hub.settled.connect(self._settled)
        self._timer.timeout.connect(self.look_at_clock)
        self._timer.start()
        self.list.asked.connect(self._do)
        self.list.current_changed.connect(self.panel.show_line)
        self.list.menu_asked.connect(
            lambda line, where: self.line_actions.pop_menu(line, where, self._do)
        )
        self.line_actions.failed.connect(self.reload)
        self.panel.saved.connect(self._saved)
        self.panel.left.connect(self._leave_panel)
        self.staff.chosen.connect(self._staff_chosen)
        self.view.changed.connect(self.show_view)
        self.week.opened.connect(self._open_of_week)
        self.week.overdue_asked.connect(lambda: self.show_view("list"))
        self.more.set_menu(more_actions(self._context, self))

    def _take(self, groups: DueGroups) -> None:
        self.groups = groups
        language = self._context.language
        today = self._context.today
        # decisions count where they stand: the same numbers as on the tab
        late = sum(1 for one in groups.decided if one.due and one.due < today.isoformat())
        values = {
            "today": groups.today_count + len(groups.decided) - late,
            "overdue": groups.overdue_count + late,
            "done": groups.done_today,
        }
        near = format_date(today, language, "near")
        self._title.set_texts(format_date(today, language, "weekday"), near)
        self._counts.setText(_("%(today)d today · %(overdue)d overdue · %(done)d done") % values)
        self._show_lines()

    def _show_lines(self) -> None:
        if self.groups is None:
            return
        lines = make_lines(
            self.groups,
            self._context.today,
            self._folded(),
            show_staff=self._staff_count > 1 and not self.staff.value(),
        )
        if not lines:
            self._name_empty()
        week = bool(lines) and self.view.value() == "week"
        self._stack.setCurrentIndex(2 if week else 0 if lines else 1)
        self.new.setVisible(bool(lines))  # an empty page has a button of its own
        self._panes.set_detail_shown(bool(lines) and not week)
        if not lines and self.isVisible():
            self._empty.setFocus()  # not the button or a tab: nobody went there
        self.list.set_lines(lines)

    def _name_empty(self) -> None:
        if count_customers(self._context.session):
            text = _("Nothing to follow up.")
            detail = _("Plan the next step with a customer, so that no promise is forgotten.")
            icon, button, button_icon = "calendar-check", _("New follow-up"), "calendar-plus"
        else:
            text = _("No customers yet.")
            detail = _("Bring the list you have; then you see here whom to call.")
            icon, button, button_icon = "inbox", _("Import a list"), "upload"
        self._empty.set_text(text, detail, icon)
        self._empty.button.setText(button)
        self._empty.button.set_icon(button_icon)

    def _start(self) -> None:
        if count_customers(self._context.session):
            self.new_record()
        else:
            self._context.hub.import_asked.emit([])

    def _show_staff(self) -> None:
        names = [one.name for one in list_staff(self._context.session)]
        self._staff_count = len(names)
        kept = self._context.memory.get("follow_ups.staff", "")
        choices = [("", _("All staff"), "users")] + [(name, name, "user") for name in names]
        self.staff.set_choices(choices, kept)
        self.staff.setAccessibleName(_("Staff"))
        self.staff.setVisible(bool(names))

    def _staff_chosen(self, name: object) -> None:
        self._context.memory.set("follow_ups.staff", name)
        self.reload()

    def _changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and not changes.touches(*_TABLES):
            return
        if not isinstance(changes, Changes) or changes.touches("staff"):
            self._show_staff()
        self._set_stale()

    def _set_stale(self) -> None:
        self._stale = True
        if self.isVisible() and not self._context.hub.settling:
            self.reload()

    def _settled(self) -> None:
        if self._stale:
            self._set_stale()

    def _folded(self) -> list[str]:
        kept = self._context.memory.get("follow_ups.folded")
        return [str(one) for one in kept] if isinstance(kept, list) else list(USUALLY_FOLDED)

    def _fold(self, group: str) -> None:
        folded = set(self._folded()) ^ {group}
        self._context.memory.set("follow_ups.folded", [one for one in FOLDING if one in folded])
        self._show_lines()

    # --- doing ----------------------------------------------------------------------------------

    def _do(self, wish: str, line: Line) -> None:
        record, actions = self._record(line), self.line_actions
        if wish in ("fold", "more"):
            self._fold(line.group) if wish == "fold" else self._show_more(line)
        elif record is None:
            return
        elif isinstance(record, DecisionRecord):
            self._do_decided(wish, line, record)
        elif wish == "check" and isinstance(record, WithoutNextStep):
            self._note(line)
        else:
            ways: dict[str, Callable[[], object]] = {
                "done": lambda: self._note(line),
                "check": lambda: actions.complete(actions.chosen(line)),
                "snooze": lambda: actions.pop_snooze(line),
                "hand_over": lambda: actions.pop_staff(line),
                "text": lambda: actions.open_texts(actions.chosen(line)),
                "open": lambda: self._context.hub.open_customer(record.customer_id),
                "edit": lambda: self._edit(record),
                "delete": lambda: actions.delete(actions.chosen(line)),
            }
            ways[wish]()

    def _do_decided(self, wish: str, line: Line, record: DecisionRecord) -> None:
        """Nothing is noted of a customer: it is done with one key, put off, or written anew."""
        if wish in ("done", "check"):
            self.line_actions.complete(self.line_actions.chosen(line))
        elif wish == "snooze":
            self.line_actions.pop_snooze(line)
        elif wish == "delete":
            self.line_actions.give_up([line])
        elif wish == "edit":
            first, last = (date.fromisoformat(day) for day in record.period)
            self._open(DecisionsDialog(self._context, first, last, self))

    def _open_of_week(self, record: FollowUpRecord) -> None:
        self.panel.show_line(follow_up_line(record, self._context.today, False))
        self._panes.set_detail_shown(True)
        self._panes.show_detail()
        self.panel.start()

    def _leave_panel(self) -> None:
        if self.view.value() == "week":
            self._panes.set_detail_shown(False)  # seven days need the room
        self._panes.show_list()

    def _note(self, line: Line) -> None:
        self.list.go_to(line.key)
        self._panes.show_detail()
        self.panel.start()

    def _edit(self, record: FollowUpRecord | WithoutNextStep) -> None:
        if isinstance(record, WithoutNextStep):
            self.new_record()
        else:
            # without a contact person of its own the record names the customer's main one
            self._open(FollowUpDialog(self._context, record, parent=self))

    def _saved(self, said: str) -> None:
        self._context.hub.say(said, "ok", _("Undo"))
        self._panes.show_list()

    # --- inside ---------------------------------------------------------------------------------

    def _record(
        self, line: Line | None
    ) -> FollowUpRecord | WithoutNextStep | DecisionRecord | None:
        return line.record if line is not None else None

    def _show_more(self, line: Line) -> None:
        if line.group == "without":
            self._context.hub.open_page("customers")

    def _open(self, form: FollowUpDialog | DecisionsDialog) -> None:
        form.finished.connect(form.deleteLater)
        form.open()

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, UserError):
            raise error
        self._context.hub.say(str(error), "bad")


def _id(record: FollowUpRecord) -> int:
    assert record.id is not None  # it was read from the file
    return record.id
