"""Settings: the reminder rules with whom each hits today, and how reminders behave."""

from dataclasses import replace
from datetime import time
from functools import partial

from PySide6.QtWidgets import QCheckBox, QWidget

from smallcrm.core.dates import format_time
from smallcrm.core.dates.workdays import known_years
from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.services.reminder_habits import load_habits, save_habits
from smallcrm.services.reminder_preview import preview_counts
from smallcrm.services.reminder_rules import RULES, Choice, Rule, load_choices, save_choice
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.rule_dialog import RuleDialog
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import NumberEdit
from smallcrm.ui.widgets.panels import Line
from smallcrm.ui.widgets.time_edit import TimeEdit

_COUNT_WIDTH = 96


class RemindersSection(QWidget):
    """A row for each rule: on or off, when it comes, whom it hits; its words by the pencil."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.switches: dict[str, QCheckBox] = {}
        self.counts: dict[str, Label] = {}
        self._whens: dict[str, ElidedLabel] = {}
        rows = vbox(spacing=8)
        choices = load_choices(context.session)
        for rule in RULES:
            rows.addLayout(self._row(rule, choices[rule.key]))
        about = _(
            "Rules make follow-ups from what the file knows: each fact one, once. When the fact is "
            "gone, so is its follow-up. One that you delete is not made again."
        )
        self.setLayout(
            vbox(
                Label(_("Reminder rules"), "section"),
                Label(about, tone="muted", wrap=True),
                4,
                rows,
                4,
                Line(),
                4,
                *self._habits(),
            )
        )

    def showEvent(self, event) -> None:
        super().showEvent(event)
        self._read()

    def edit(self, key: str) -> None:
        """Open a rule."""
        dialog = RuleDialog(self._context, key, self)
        dialog.accepted.connect(self._read)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- inside -------------------------------------------------------------------------------

    def _row(self, rule: Rule, choice: Choice):
        switch = QCheckBox(_(rule.name))
        switch.setChecked(choice.on)
        switch.setToolTip(_(rule.hint))
        switch.toggled.connect(partial(self._switch, rule.key))
        when = ElidedLabel("", "small", tone="muted")
        count = Label("", "small", "faint")
        count.setFixedWidth(theme().px(_COUNT_WIDTH))
        pencil = IconButton("pencil", _("Change %(what)s") % {"what": _(rule.name)}, small=True)
        pencil.clicked.connect(lambda: self.edit(rule.key))
        self.switches[rule.key], self.counts[rule.key] = switch, count
        self._whens[rule.key] = when
        row = hbox(switch, when, count, pencil)
        row.setStretchFactor(when, 1)
        return row

    def _habits(self) -> list:
        habits = load_habits(self._context.session)
        self.workdays = QCheckBox(_("Days off move to a working day"))
        self.workdays.setChecked(habits.workdays)
        first, last = known_years()
        known = _("Chinese holidays are known from %(first)d to %(last)d; beyond, only weekends.")
        self.tray = QCheckBox(_("Notices by the system's tray"))
        self.tray.setChecked(habits.tray)
        self.quiet_from = TimeEdit(time.fromisoformat(habits.quiet_from))
        self.quiet_until = TimeEdit(time.fromisoformat(habits.quiet_until))
        for field, name in (
            (self.quiet_from, _("Quiet from")),
            (self.quiet_until, _("Quiet until")),
        ):
            field.setFixedWidth(theme().px(_COUNT_WIDTH))
            field.setAccessibleName(name)
            field.editingFinished.connect(self._keep)
        self.hand_over = NumberEdit(habits.hand_over, 0, 3650)
        self.hand_over.setSpecialValueText(_("Never"))
        self.hand_over.setAccessibleName(_("Offer for hand-over after days without a contact"))
        self.hand_over.setFixedWidth(theme().px(_COUNT_WIDTH))
        self.workdays.toggled.connect(self._keep)
        self.tray.toggled.connect(self._keep)
        self.hand_over.valueChanged.connect(self._keep)
        hand_over = Label(_("Offer for hand-over after days without a contact"))
        self.most_texts = NumberEdit(habits.most_texts, 1, 100)
        self.most_texts.setAccessibleName(_("Texts to a customer, at most"))
        self.text_days = NumberEdit(habits.text_days, 1, 365)
        self.text_days.setAccessibleName(_("in so many days"))
        for number in (self.most_texts, self.text_days):
            number.setFixedWidth(theme().px(_COUNT_WIDTH))
            number.valueChanged.connect(self._keep)
        in_days = Label(_("in so many days"), tone="muted")
        texts = Label(_("Texts to a customer, at most"))
        quiet = Label(_("not between"), tone="muted")
        return [
            Label(_("Days and notices"), "section"),
            self.workdays,
            Label(known % {"first": first, "last": last}, "small", "muted", wrap=True),
            hbox(
                self.tray, quiet, self.quiet_from, Label("–", tone="muted"), self.quiet_until, None
            ),
            hbox(hand_over, None, self.hand_over),
            hbox(texts, None, self.most_texts, in_days, self.text_days),
        ]

    def _switch(self, key: str, on: bool) -> None:
        session = self._context.session
        save_choice(session, key, replace(load_choices(session)[key], on=on))
        self._context.hub.post_changes(None)
        self._read()

    def _keep(self, _value: object = None) -> None:
        session = self._context.session
        before = load_habits(session)
        habits = replace(
            before,
            workdays=self.workdays.isChecked(),
            tray=self.tray.isChecked(),
            quiet_from=_clock(self.quiet_from, before.quiet_from),
            quiet_until=_clock(self.quiet_until, before.quiet_until),
            hand_over=self.hand_over.value(),
            most_texts=self.most_texts.value(),
            text_days=self.text_days.value(),
        )
        if habits != before:
            save_habits(session, habits)
            self._context.hub.post_changes(None)

    def _read(self) -> None:
        for key, choice in load_choices(self._context.session).items():
            self._whens[key].setText(when_words(choice))
        self._context.reader.read("rule_counts", preview_counts, self._show)

    def _show(self, counts: dict[str, int]) -> None:
        for key, count in counts.items():
            text = ngettext("%(n)d today", "%(n)d today", count) % {"n": count}
            self.counts[key].setText(text)
            self.counts[key].set_tone("accent" if count else "faint")


def when_words(choice: Choice) -> str:
    """Say when a rule comes: "30, 7 days before · 1 day after"."""
    parts = []
    if choice.before == (0,):
        parts.append(_("on the day"))
    elif choice.before:
        parts.append(_("%(days)s days before") % {"days": _listed(choice.before)})
    if choice.after:
        parts.append(_("%(days)s days after") % {"days": _listed(choice.after)})
    for name, count in choice.days.items():
        if name == "fresh":
            parts.append(_("for %(n)d days") % {"n": count})
        elif name in ("days", "months"):
            text = _("after %(n)d months") if name == "months" else _("after %(n)d days")
            parts.append(text % {"n": count})
        elif count:
            parts.append(_("%(level)s %(n)d days") % {"level": name, "n": count})
    if choice.levels:
        parts.append(_("levels %(levels)s") % {"levels": _listed(tuple(choice.levels))})
    return " · ".join(parts)


def _listed(items: tuple[object, ...]) -> str:
    return listed(map(str, items))


def _clock(field: TimeEdit, before: str) -> str:
    value = field.value()
    return format_time(value) if value is not None else before
