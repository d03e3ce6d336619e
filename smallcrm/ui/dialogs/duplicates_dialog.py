"""Likely duplicates one after the other: merged, set apart, or left for later."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.customers import name_of
from smallcrm.services.duplicates import Duplicates, Group, find_duplicates
from smallcrm.services.merge import merge_customers
from smallcrm.services.not_same import SetAside, list_set_aside
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.duplicates_list import PairList
from smallcrm.ui.dialogs.duplicates_pair import DuplicatesPair
from smallcrm.ui.dialogs.duplicates_queue import DuplicatesQueue
from smallcrm.ui.dialogs.duplicates_words import line_of_aside, line_of_group, merged_words
from smallcrm.ui.dialogs.import_wait import WaitPage
from smallcrm.ui.jobs import Job
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button, Segmented
from smallcrm.ui.widgets.labels import ElidedLabel
from smallcrm.ui.widgets.layouts import hbox, holder, vbox
from smallcrm.ui.widgets.panels import Banner, EmptyState, Line, Panel

_SIZE_KEY = "duplicates.size"
_LEAST, _USUAL = QSize(860, 520), QSize(1180, 760)
_SIDE = 300
_LIKELY, _ASIDE = "likely", "aside"
# With more records than this on them customers are merged by a job, off the window's thread.
_AT_ONCE = 500


def open_duplicates(
    context: Context, window: QWidget, ids: Sequence[int] = ()
) -> "DuplicatesDialog":
    """Look for duplicates, or show these customers side by side; returns the dialog, open."""
    dialog = DuplicatesDialog(context, ids, parent=window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.start()
    return dialog


class DuplicatesDialog(QDialog):
    """The list at the left, the customers of a line side by side, and what to do with them.

    With `ids` only these are shown, and it closes once they are merged or set apart.
    """

    def __init__(
        self, context: Context, ids: Sequence[int] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._only = context, tuple(dict.fromkeys(ids))
        self._job: Job | None = None
        self.queue = DuplicatesQueue()
        self.setWindowTitle(_("Merge customers") if ids else _("Duplicate customers"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._make_parts()
        self._bind_keys()
        self.setMinimumSize(_LEAST)
        self.resize(self._first_size())

    def start(self) -> None:
        """Show the customers that were asked for, or look through all."""
        if self._only:
            names = tuple(name_of(id) for id in self._only)
            self.queue.groups = [Group(self._only, names, 0.0, (), len(self._only))]
            self._go_to(0)
        else:
            self.look()

    def look(self) -> None:
        """Look through all customers, off the window's thread."""
        if self._job is not None:
            return
        self._stack.setCurrentWidget(self._wait)

        def work(sessions, progress) -> tuple[Duplicates, list[SetAside]]:
            with sessions() as session:
                return find_duplicates(session, progress), list_set_aside(session)

        title = _("Looking for duplicates")
        self._job = self._context.runner.run(
            work, title, done=self._found, failed=self._failed, quiet=True
        )
        self._job.progressed.connect(self._wait.show_progress)
        self._show_state()

    # --- what is done with a pair -----------------------------------------------------------------

    def merge(self) -> None:
        """Make one customer of those side by side, and go on to the next."""
        group, found = self.pair.group, self.pair.comparison
        if group is None or found is None or not self.primary.isVisible():
            return
        keep, choices = self.pair.keep_id(), self.pair.choices()
        others = [id for id in self.pair.ids() if id != keep]
        names = {side.customer_id: side.name for side in found.sides}
        said = merged_words(names[keep], [names[id] for id in others])
        if sum(side.weight for side in found.sides) <= _AT_ONCE:
            try:
                merge_customers(self._context.session, keep, others, choices)
            except UserError as error:
                self._failed(error)
                return
            self._merged(group, keep, others, said)
            return

        def work(sessions, progress) -> None:
            with sessions() as session:
                merge_customers(session, keep, others, choices, progress)

        self.primary.hide()
        self._context.runner.run(
            work,
            _("Merging"),
            done=lambda _result: self._merged(group, keep, others, said),
            failed=self._failed,
        )

    def set_apart(self) -> None:
        """Remember that these are not the same customer, and go on to the next."""
        group = self.pair.group
        if group is None or not self.apart.isVisible():
            return
        at = self.list.at()
        self.queue.set_apart(self._context.session, group)
        said = _("Remembered: not the same customer")
        if self._only:
            self._context.hub.say(said, "ok")
            self.accept()
            return
        self._say(said)
        self._show_list(at)

    def put_off(self) -> None:
        """Leave a pair for later: it goes to the end of the list."""
        if self.pair.group is not None and self.later.isVisible():
            at = self.list.at()
            self.queue.put_last(self.pair.group)
            self._say("")
            self._show_list(at)

    def look_again(self) -> None:
        """Let what was set aside be looked at again."""
        at = self.list.at()
        if self.which.value() == _ASIDE and 0 <= at < len(self.queue.asides):
            self.queue.look_again(self._context.session, at)
            self._show_list(at)

    def take_back(self) -> None:
        """Take the last answer back: a merge is undone, what was set apart is likely again."""
        if not self.queue.can_take_back:
            return
        self._say("")
        at = self.queue.take_back(self._context.session, self._context.hub.undo)
        if at is None:
            self._say(_("Something else was done since."), "warn")
        self.which.set_value(_LIKELY)
        self._show_list(at or 0)

    # --- parts ----------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.undo = Button(_("Undo"), "undo-2", small=True, on_click=self.take_back)
        self.said = Banner("", "ok", self.undo, closable=True)
        self._said_holder = holder(vbox(self.said, margins=(12, 12, 12, 0)))
        self._said_holder.hide()
        self.said.closed.connect(self._said_holder.hide)
        self.which = Segmented([(_LIKELY, _("Likely")), (_ASIDE, _("Set aside"))], _LIKELY)
        self.which.changed.connect(lambda _key: self._show_list(0))
        self.list = PairList()
        self.list.moved.connect(self._go_to)
        self.pair = DuplicatesPair(self._context)
        self.pair.shown.connect(self._show_state)
        self.pair.failed.connect(self._pair_failed)
        self.side = holder(
            vbox(hbox(self.which, None, margins=(12, 12, 12, 8)), self.list, spacing=0)
        )
        self.side.setFixedWidth(theme().px(_SIDE))
        self._between = Line(upright=True)
        self._right = QStackedWidget()
        self._none = EmptyState(
            "circle-check", "", _("Look again"), self.look, button_icon="refresh-cw", kind="plain"
        )
        self._right.addWidget(self.pair)
        self._right.addWidget(self._none)
        body = hbox(self.side, self._between, self._right, spacing=0)
        body.setStretchFactor(self._right, 1)
        self._wait = WaitPage(_("Looking for duplicates"), "users")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._wait)
        self._stack.addWidget(holder(body))
        self._stack.setCurrentIndex(1 if self._only else 0)
        self.hint = ElidedLabel("", "body", "muted")
        self.close_button = Button(_("Close"), on_click=self.reject)
        self.again = Button(_("Look at it again"), "undo-2", on_click=self.look_again)
        self.later = Button(_("Decide later"), "skip-forward", on_click=self.put_off)
        self.later.setToolTip(_("Leave it for later") + "  L")
        self.apart = Button(_("Not the same"), "circle-slash", on_click=self.set_apart)
        self.apart.setToolTip(_("Remember that these are not the same customer") + "  N")
        self.primary = Button(_("Merge"), "merge", "primary", on_click=self.merge)
        self.primary.setToolTip(_("Make one customer of them") + "  Ctrl+Enter")
        foot = Panel(
            "bottom", self.hint, self.close_button, self.again, self.later, self.apart,
            self.primary, across=True, margins=(16, 10),
        )  # fmt: skip
        column = vbox(self._said_holder, self._stack, foot, spacing=0)
        column.setStretchFactor(self._stack, 1)
        self.setLayout(column)
        for part in (self.side, self._between):
            part.setVisible(not self._only)
        self._show_state()

    def _bind_keys(self) -> None:
        keys = {
            "Ctrl+Return": self.merge,
            "Ctrl+Enter": self.merge,
            "M": self.merge,
            "N": self.set_apart,
            "L": self.put_off,
            "Ctrl+Z": self.take_back,
        }
        for key, slot in keys.items():
            QShortcut(QKeySequence(key), self, slot)

    def _first_size(self) -> QSize:
        kept = self._context.memory.get(_SIZE_KEY)
        if isinstance(kept, list) and len(kept) == 2:
            return QSize(int(kept[0]), int(kept[1])).expandedTo(_LEAST)
        window = self.parentWidget().window() if self.parentWidget() is not None else None
        room = window.size() - QSize(40, 40) if window is not None else _USUAL
        return room.boundedTo(_USUAL).expandedTo(_LEAST)

    def done(self, result: int) -> None:
        if self._job is not None:
            self._job.cancel()
        self._context.memory.set(_SIZE_KEY, [self.width(), self.height()])
        super().done(result)

    def keyPressEvent(self, event) -> None:
        # Enter is no answer here: merging has a key of its own
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if isinstance(pressed := self.focusWidget(), Button):
                pressed.click()
            elif pressed is self.list:
                self.pair.table.setFocus()
            return
        super().keyPressEvent(event)

    # --- showing --------------------------------------------------------------------------------

    def _found(self, found: tuple[Duplicates, list[SetAside]]) -> None:
        self._job = None
        self.queue.fill(*found)
        self._stack.setCurrentIndex(1)
        self._show_list(0)
        self.list.setFocus()

    def _show_list(self, at: int) -> None:
        aside = self.which.value() == _ASIDE
        today = self._context.today
        if aside:
            items = self.queue.asides
            self.list.show_lines(len(items), lambda n: line_of_aside(items[n], today), at)
        else:
            groups = self.queue.groups
            self.list.show_lines(len(groups), lambda n: line_of_group(groups[n]), at)
        self._show_state()

    def _go_to(self, at: int) -> None:
        aside = self.which.value() == _ASIDE
        count = len(self.queue.asides) if aside else len(self.queue.groups)
        if not 0 <= at < count:
            self.pair.clear()
            self._show_none(aside)
        elif not aside:
            self._right.setCurrentWidget(self.pair)
            self.pair.show_group(self.queue.groups[at])
        elif len(self.queue.asides[at].ids) == 2:
            chosen = self.queue.asides[at]
            self._right.setCurrentWidget(self.pair)
            self.pair.show_group(Group(chosen.ids, chosen.names, 0.0, (), 2), settled=True)
        else:
            self.pair.clear()
            words = _("%(what)s belongs to several customers and is no sign any more.")
            self._none.set_text(words % {"what": self.queue.asides[at].names[0]}, "", "users")
            self._none.button.hide()
            self._right.setCurrentWidget(self._none)
        self._show_state()

    def _show_none(self, aside: bool) -> None:
        if aside:
            self._none.set_text(_("Nothing was set aside."), "", "circle-slash")
        elif self.queue.more:
            n = self.queue.more
            text = ngettext("%(n)s more is there.", "%(n)s more are there.", n)
            self._none.set_text(text % {"n": f"{n:,}"}, "", "circle-check")
        else:
            detail = _("Compared: phones, tax numbers, WeChat, e-mail, names and cities.")
            self._none.set_text(_("No customers look like duplicates."), detail, "circle-check")
        self._none.button.setVisible(not aside)
        self._right.setCurrentWidget(self._none)

    def _show_state(self) -> None:
        aside, busy = self.which.value() == _ASIDE, self._job is not None
        some = self.pair.group is not None and not busy
        for button in (self.later, self.apart, self.primary):
            button.setVisible(some and not aside)
        self.later.setVisible(some and not aside and not self._only and len(self.queue.groups) > 1)
        count = len(self.queue.asides) if aside else 0
        self.again.setVisible(aside and 0 <= self.list.at() < count)
        self.primary.setEnabled(self.pair.comparison is not None)
        self.hint.setText("" if busy else self._hint_words(aside))

    def _hint_words(self, aside: bool) -> str:
        if self._only or aside:
            return ""
        n = len(self.queue.groups)
        if not n:
            return ""
        if self.queue.more:
            text = _("%(n)s to look at, then %(more)s more")
            return text % {"n": f"{n:,}", "more": f"{self.queue.more:,}"}
        return ngettext("%(n)s to look at", "%(n)s to look at", n) % {"n": f"{n:,}"}

    def _say(self, text: str, tone: str = "ok") -> None:
        self.undo.setVisible(tone == "ok" and self.queue.can_take_back)
        self.said.set_message(text, tone)
        self._said_holder.setVisible(bool(text))

    # --- what came of it ------------------------------------------------------------------------

    def _merged(self, group: Group, keep: int, others: Sequence[int], said: str) -> None:
        if self._only:
            self._context.hub.say(said, "ok", _("Undo"))
            self._context.hub.open_customer(keep)
            self.accept()
            return
        at, found = self.list.at(), self.pair.comparison
        name = found.sides[found.keep].name if found is not None else ""
        self.queue.merged(self._context.session, group, keep, others, name)
        self._say(said)
        self._show_list(at)

    def _pair_failed(self, error: UserError) -> None:
        """A customer is gone since: so is the pair."""
        self.queue.drop(self.pair.group)
        self._say(str(error), "warn")
        self._show_list(self.list.at())

    def _failed(self, error: UserError) -> None:
        self._job = None
        self._stack.setCurrentIndex(1)
        self._say(str(error), "bad")
        self._show_state()
