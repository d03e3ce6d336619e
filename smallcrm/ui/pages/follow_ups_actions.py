"""What can be done with one line of the Follow-ups page, or with several at once."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import moment_words, monday_of
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext, pgettext
from smallcrm.services.decisions import DecisionRecord, close_decisions, put_off_decisions
from smallcrm.services.follow_up_many import complete_follow_ups, hand_over_follow_ups, put_off
from smallcrm.services.follow_ups import WithoutNextStep, delete_follow_ups
from smallcrm.services.lookups import list_staff
from smallcrm.services.records import FollowUpRecord
from smallcrm.services.reminder_texts import has_text
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.texts_dialog import TextsDialog
from smallcrm.ui.pages.follow_ups_lines import Line
from smallcrm.ui.pages.follow_ups_list import FollowUpList
from smallcrm.ui.widgets.buttons import Action, Button, pop_menu
from smallcrm.ui.widgets.calendar_popup import CalendarPopup
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.panels import Panel


class LineActions(QObject):
    """Puts off, hands over, completes and deletes the chosen lines; each is one step of undo.

    `failed` tells that the list must be read again.
    """

    failed = Signal()

    def __init__(self, context: Context, lines: FollowUpList, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._list, self._page = context, lines, parent
        self._anchor = QWidget(lines.viewport())
        self._anchor.hide()

    def chosen(self, line: Line | None = None) -> list[Line]:
        """Return the lines an action on `line` is for: all chosen ones, if it is one of them."""
        lines = self._list.selected()
        if line is None or any(one.key == line.key for one in lines):
            return lines
        return [line]

    def complete(self, lines: Sequence[Line]) -> None:
        """Mark follow-ups done without a note, and decisions."""
        records, decisions = planned(lines), decided(lines)
        if decisions:
            self._write(
                lambda: close_decisions(self._context.session, decisions, "done"),
                _("Done: %(title)s") % {"title": _titled(lines)},
            )
        if records:
            self._write(
                lambda: complete_follow_ups(self._context.session, ids_of(records)),
                _("Done: %(title)s") % {"title": _named(records)},
            )

    def give_up(self, lines: Sequence[Line]) -> None:
        """Close decisions that are not carried out."""
        self._write(
            lambda: close_decisions(self._context.session, decided(lines), "dropped"),
            _("Given up: %(title)s") % {"title": _titled(lines)},
        )

    def delete(self, lines: Sequence[Line]) -> None:
        """Delete follow-ups."""
        records = planned(lines)
        if records:
            self._write(
                lambda: delete_follow_ups(self._context.session, ids_of(records)),
                _("Deleted: %(title)s") % {"title": _named(records)},
            )

    def hand_over(self, lines: Sequence[Line], staff: str) -> None:
        """Give follow-ups to a member of the staff."""
        records = planned(lines)
        text = _("Handed over to %(staff)s: %(title)s")
        self._write(
            lambda: hand_over_follow_ups(self._context.session, ids_of(records), staff),
            text % {"staff": staff, "title": _named(records)},
        )

    def put_off(self, lines: Sequence[Line], day: date) -> None:
        """Put follow-ups off to a day; for a customer without one, plan to get in touch then."""
        records, decisions = planned(lines), decided(lines)
        if decisions:
            named = {"when": moment_words(day, self._context.language), "title": _titled(lines)}
            self._write(
                lambda: put_off_decisions(self._context.session, decisions, day.isoformat()),
                _("Put off to %(when)s: %(title)s") % named,
            )
        if len(decisions) == len(lines):
            return
        customers = [
            line.record.customer_id for line in lines if isinstance(line.record, WithoutNextStep)
        ]
        title = _("Get in touch")
        text = (
            _("Put off to %(when)s: %(title)s") if records else _("Planned for %(when)s: %(title)s")
        )
        values = {
            "when": moment_words(day, self._context.language),
            "title": _named(records) if records else title,
        }
        self._write(
            lambda: put_off(
                self._context.session, ids_of(records), customers, day.isoformat(), title
            ),
            text % values,
        )

    def snooze_actions(self, lines: Sequence[Line]) -> list[Action | None]:
        """Return the days to put lines off to."""
        today, language = self._context.today, self._context.language
        days = [
            (_("Tomorrow"), today + timedelta(days=1)),
            (_("In 3 days"), today + timedelta(days=3)),
            (_("Next week"), monday_of(today) + timedelta(weeks=1)),
            (_("In two weeks"), today + timedelta(days=14)),
        ]
        actions: list[Action | None] = [
            Action(
                text,
                partial(self.put_off, lines, day),
                "calendar-clock",
                moment_words(day, language),
            )
            for text, day in days
        ]
        choose = Action(_("Choose a date…"), lambda: self._choose_day(lines), "calendar")
        return [*actions, None, choose]

    def staff_actions(self, lines: Sequence[Line]) -> list[Action | None]:
        """Return the staff to hand lines over to."""
        whose = {record.staff for record in planned(lines)}
        names = [one.name for one in list_staff(self._context.session)]
        return [
            Action(name, partial(self.hand_over, lines, name), "user")
            for name in names
            if whose != {name}
        ]

    def pop_snooze(self, line: Line) -> None:
        """Show the days to put a line off to, beside its button."""
        rect = self._list.part_rect(line.key, "snooze")
        corner = self._list.viewport().mapToGlobal(rect.bottomLeft())
        pop_menu(self._page, self.snooze_actions(self.chosen(line)), corner)

    def pop_staff(self, line: Line) -> None:
        """Show whom a line can be handed over to."""
        actions = self.staff_actions(self.chosen(line))
        if actions and planned(self.chosen(line)):
            rect = self._list.row_rect(line.key)
            pop_menu(self._page, actions, self._list.viewport().mapToGlobal(rect.center()))

    def open_texts(self, lines: Sequence[Line]) -> None:
        """Show what may be said to the customers of rules' follow-ups."""
        ids = ids_of([record for record in planned(lines) if has_text(record)])
        if ids:
            dialog = TextsDialog(self._context, ids, self._page)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def pop_menu(self, line: Line, where: QPoint, do: Callable[[str, Line], object]) -> None:
        """Show what can be done with a line, or with all that are chosen."""
        lines = self.chosen(line)
        if decided([line]):
            pop_menu(self._page, self._decision_actions(lines, line, do), where)
            return
        is_planned = isinstance(line.record, FollowUpRecord)
        one = len(lines) == 1
        staff = self.staff_actions(lines) if planned(lines) else []
        note = _("Done…") if is_planned else _("Plan a next step…")
        icon = "check" if is_planned else "calendar-plus"
        actions: list[Action | None] = []
        if one:
            actions.append(Action(note, lambda: do("done", line), icon, "Enter"))
        if planned(lines):
            done = _("Done at once")
            actions.append(Action(done, lambda: do("check", line), "circle-check", "Ctrl+Enter"))
        snooze = self.snooze_actions(lines)
        actions.append(Action(_("Put off"), icon="alarm-clock", items=snooze))
        if staff:
            actions.append(Action(_("Hand over to"), icon="arrow-right-left", items=staff))
        if any(has_text(record) for record in planned(lines)):
            text = _("Text or letter to the customer…")
            actions.append(Action(text, lambda: self.open_texts(lines), "message-circle", "T"))
        if one:
            actions += self._open_actions(line, do)
        if planned(lines):
            delete = Action(_("Delete"), lambda: do("delete", line), "trash-2", "Del", token="bad")
            actions += [None, delete]
        pop_menu(self._page, actions, where)

    def _decision_actions(
        self, lines: Sequence[Line], line: Line, do: Callable[[str, Line], object]
    ) -> list[Action | None]:
        snooze = self.snooze_actions(lines)
        edit = Action(_("What was decided…"), lambda: do("edit", line), "pencil", "E")
        return [
            Action(pgettext("button", "Done"), lambda: self.complete(lines), "check", "Enter"),
            Action(_("Put off"), icon="alarm-clock", items=snooze),
            Action(_("Give up"), lambda: self.give_up(decided_lines(lines)), "x"),
            *([None, edit] if len(lines) == 1 else []),
        ]

    def _open_actions(self, line: Line, do: Callable[[str, Line], object]) -> list[Action | None]:
        assert isinstance(line.record, FollowUpRecord | WithoutNextStep)
        log = partial(self._context.hub.log, line.record.customer_id)
        actions: list[Action | None] = [
            None,
            Action(_("Open customer"), lambda: do("open", line), "building-2", "O"),
            Action(_("Log a contact"), log, "message-square-plus"),
        ]
        if isinstance(line.record, FollowUpRecord):
            actions.append(Action(_("Edit"), lambda: do("edit", line), "pencil", "E"))
        return actions

    def _choose_day(self, lines: Sequence[Line]) -> None:
        self._anchor.setGeometry(self._list.part_rect(lines[0].key, "done"))
        calendar = CalendarPopup(self._anchor, self._context.today)
        calendar.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar.picked.connect(lambda day: self.put_off(lines, day))
        calendar.open_at(self._context.today + timedelta(days=1), optional=False)

    def _write(self, write: Callable[[], object], said: str) -> None:
        try:
            write()
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            self.failed.emit()
        else:
            self._context.hub.say(said, "ok", _("Undo"))


class ChosenBar(Panel):
    """Stands under the list while several lines are chosen, and says what can be done with them."""

    def __init__(self, actions: LineActions, lines: FollowUpList) -> None:
        super().__init__("card", across=True, margins=(12, 8))
        self._actions, self._list = actions, lines
        self.text = Label("", "strong")
        self.snooze = Button(_("Put off"), "alarm-clock", small=True)
        self.staff = Button(_("Hand over to"), "arrow-right-left", small=True)
        done = Button(
            _("Done at once"),
            "check",
            small=True,
            on_click=lambda: actions.complete(actions.chosen()),
        )
        self.texts = Button(
            _("Text or letter"),
            "message-circle",
            small=True,
            on_click=lambda: actions.open_texts(actions.chosen()),
        )
        delete = Button(
            _("Delete"),
            "trash-2",
            "danger",
            small=True,
            on_click=lambda: actions.delete(actions.chosen()),
        )
        for part in (self.text, None, done, self.snooze, self.staff, self.texts, delete):
            if part is None:
                self.box.addStretch(1)
            else:
                self.box.addWidget(part)
        self.hide()
        lines.selection_changed.connect(self.look)

    def look(self) -> None:
        """Show how many are chosen."""
        lines = self._list.selected()
        self.setVisible(len(lines) > 1)
        if len(lines) > 1:
            n = len(lines)
            self.text.setText(ngettext("%(n)d chosen", "%(n)d chosen", n) % {"n": n})
            self.snooze.set_menu(self._actions.snooze_actions(lines))
            staff = self._actions.staff_actions(lines)
            self.staff.set_menu(staff)
            self.staff.setVisible(bool(staff))
            self.texts.setVisible(any(has_text(record) for record in planned(lines)))


def planned(lines: Sequence[Line]) -> list[FollowUpRecord]:
    """Return the follow-ups among lines."""
    return [line.record for line in lines if isinstance(line.record, FollowUpRecord)]


def decided_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the decisions among lines."""
    return [line for line in lines if isinstance(line.record, DecisionRecord)]


def decided(lines: Sequence[Line]) -> list[int]:
    """Return the ids of the decisions among lines."""
    records = [line.record for line in lines if isinstance(line.record, DecisionRecord)]
    return [record.id for record in records if record.id is not None]


def ids_of(records: Sequence[FollowUpRecord]) -> list[int]:
    """Return the ids of follow-ups that were read from the file."""
    return [record.id for record in records if record.id is not None]


def _titled(lines: Sequence[Line]) -> str:
    names = [line.text for line in decided_lines(lines)]
    return names[0] + (f" +{len(names) - 1}" if len(names) > 1 else "")


def _named(records: Sequence[FollowUpRecord]) -> str:
    if len(records) == 1:
        return records[0].title
    n = len(records)
    return ngettext("%(n)d follow-up", "%(n)d follow-ups", n) % {"n": n}
