"""Settings: which facts must be known of a customer, by its level."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from smallcrm.core.i18n import _
from smallcrm.services.completeness import (
    AT_FIRST,
    BY_LEVEL,
    fact_choices,
    get_standard,
    save_standard,
)
from smallcrm.services.fact_stale import MOST_MONTHS, can_age, get_months, save_months
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.completeness import open_completeness
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import NumberEdit

_MONTHS_WIDTH = 120


class CompletenessSection(QWidget):
    """A table of ticks, facts down and levels across; counted anew when the section is left."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._before = dict(get_standard(context.session))
        self.boxes: dict[tuple[str, str], QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        names = {level: level or _("None") for level in BY_LEVEL}
        for column, level in enumerate(BY_LEVEL, 1):
            head = Label(names[level], "strong")
            grid.addWidget(head, 0, column, Qt.AlignmentFlag.AlignHCenter)
        again = Label(_("Confirm again"), "strong")
        grid.addWidget(again, 0, len(BY_LEVEL) + 1, Qt.AlignmentFlag.AlignHCenter)
        self.months: dict[str, NumberEdit] = {}
        for row, (key, title) in enumerate(fact_choices(context.session), 1):
            self._add_months(grid, row, key, title)
            grid.addWidget(Label(title), row, 0)
            for column, level in enumerate(BY_LEVEL, 1):
                box = QCheckBox()
                box.setAccessibleName(f"{title} · {names[level]}")
                box.setChecked(key in self._before[level])
                self.boxes[key, level] = box
                grid.addWidget(box, row, column, Qt.AlignmentFlag.AlignHCenter)
        show = Button(
            _("Show what is worth completing"),
            "list-checks",
            on_click=lambda: open_completeness(context, self.window()),
        )
        usual = Button(_("As at first"), "undo-2", "quiet", on_click=self.reset)
        self.setLayout(
            vbox(
                Label(_("Completeness"), "section"),
                Label(
                    _(
                        "What must be known of a customer of each level. The score counts these. "
                        "A fact to be confirmed again after some months comes to the list to check."
                    ),
                    tone="muted",
                    wrap=True,
                ),
                hbox(show, usual, None),
                4,
                grid,
            )
        )

    def _add_months(self, grid: QGridLayout, row: int, key: str, title: str) -> None:
        if not can_age(key):
            return
        months = NumberEdit(get_months(self._context.session).get(key, 0), 0, MOST_MONTHS)
        months.setSpecialValueText(_("Never"))
        months.setSuffix(" " + _("months"))
        months.setSingleStep(6)
        months.setFixedWidth(theme().px(_MONTHS_WIDTH))
        months.setAccessibleName(_("%(fact)s: confirm again") % {"fact": title})
        self.months[key] = months
        grid.addWidget(months, row, len(BY_LEVEL) + 1)

    def reset(self) -> None:
        """Ask for what the program asks for at first, at every level."""
        for (key, _level), box in self.boxes.items():
            box.setChecked(key in AT_FIRST)
        for months in self.months.values():
            months.setValue(0)

    def standard(self) -> dict[str, tuple[str, ...]]:
        """Return the facts that are ticked, by level."""
        keys = list(dict.fromkeys(key for key, _level in self.boxes))
        return {
            level: tuple(key for key in keys if self.boxes[key, level].isChecked())
            for level in BY_LEVEL
        }

    def hideEvent(self, event) -> None:
        self.keep()
        super().hideEvent(event)

    def keep(self) -> None:
        """Keep the standard if it was changed, and count all customers anew by it."""
        months = {key: field.value() for key, field in self.months.items() if field.value()}
        if months != get_months(self._context.session):
            save_months(self._context.session, months)
            self._context.hub.post_changes(None)
        standard = self.standard()
        if {level: set(keys) for level, keys in standard.items()} == {
            level: set(keys) for level, keys in self._before.items()
        }:
            return
        self._before = standard
        context = self._context

        def work(sessions, progress) -> None:
            with sessions() as session:
                save_standard(session, standard, progress)

        def done(_nothing: object) -> None:
            context.hub.post_changes(None)  # figures stand about

        title = _("Counting how complete the customers are")
        context.runner.run(work, title, done=done, failed=lambda e: context.hub.say(str(e), "bad"))
