"""Settings: touch points - where facts are recorded, by whom, in which form, what is required."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, listed, ngettext, pgettext
from smallcrm.services.completeness import TITLES
from smallcrm.services.touch_points import (
    ASKABLE,
    FORMS,
    REQUIRED_OF_RECORD,
    PointCount,
    TouchPoint,
    count_points,
    list_points,
    new_key,
    save_points,
)
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import Action, Button, IconButton, fill_menu
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import FlowLayout, hbox, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel

_COUNTED = timedelta(days=90)


class PointCard(Panel):
    """One touch point to edit; tells keep() after each change."""

    def __init__(self, point: TouchPoint, keep, remove) -> None:
        super().__init__("sunken", margins=12, spacing=8)
        self.point = point
        self._keep = keep
        self.name = LineEdit(point.name, pgettext("of a thing", "Name"))
        self.name.setAccessibleName(_("Name of the touch point"))
        self.kind = ChoiceBox(
            [(kind, word(INTERACTION_KINDS, kind)) for kind in INTERACTION_KINDS], point.kind
        )
        self.kind.setAccessibleName(_("Kind of contact"))
        self.count = ElidedLabel("", "small", "muted")
        delete = IconButton("trash-2", _("Delete touch point"), on_click=lambda: remove(self))
        head = hbox(self.name, self.kind, delete)
        head.setStretchFactor(self.name, 1)
        self.records = LineEdit(point.records)
        self.who = LineEdit(point.who)
        self.form = LineEdit(point.form)
        fields = Form(2)
        fields.add("records", _("What is recorded"), self.records, span=2)
        fields.add("who", _("By whom"), self.who)
        fields.add("form", _("In which form"), self.form)
        self.required = Button("", "list-checks", "quiet", small=True)
        self._menu = self.required.set_menu([])
        self._menu.aboutToShow.connect(self._fill_menu)
        self.forms = Button("", "pencil", "quiet", small=True)
        self._forms_menu = self.forms.set_menu([])
        self._forms_menu.aboutToShow.connect(self._fill_forms)
        asked = FlowLayout(spacing=4)  # what is required may be long
        for button in (self.required, self.forms):
            asked.addWidget(button)
        for part in (head, fields, asked, self.count):
            self.box.addWidget(part) if isinstance(part, QWidget) else self.box.addLayout(part)
        for edit in (self.name, self.records, self.who, self.form):
            edit.editingFinished.connect(self._changed)
        self.kind.chosen.connect(lambda _kind: self._changed())
        self._name_required()

    def show_count(self, count: PointCount | None) -> None:
        """Show how much was recorded here of late."""
        n = count.records if count else 0
        text = ngettext(
            "%(n)s record in the last 90 days", "%(n)s records in the last 90 days", n
        ) % {"n": f"{n:,}"}
        said = count.feedback if count else 0
        if said:
            words = ngettext("%(n)s piece of feedback", "%(n)s pieces of feedback", said)
            text += " · " + words % {"n": f"{said:,}"}
        self.count.setText(text)

    def set_required(self, key: str, on: bool) -> None:
        """Require something at this point, or no longer."""
        keys = [one for one in self.point.required if one != key] + ([key] if on else [])
        self.point = replace(self.point, required=tuple(keys))
        self._name_required()
        self._changed()

    def set_form(self, key: str, on: bool) -> None:
        """Let a form of the program ask for what is required here, or no longer."""
        keys = [one for one in self.point.forms if one != key] + ([key] if on else [])
        self.point = replace(self.point, forms=tuple(keys))
        self._name_required()
        self._changed()

    def _fill_forms(self) -> None:
        items: list[Action | None] = [
            Action(
                word(FORMS, key),
                partial(self.set_form, key, key not in self.point.forms),
                checked=key in self.point.forms,
            )
            for key in FORMS
        ]
        fill_menu(self._forms_menu, items)

    def _changed(self) -> None:
        self.point = replace(
            self.point,
            name=self.name.text(),
            kind=str(self.kind.value()),
            records=self.records.text(),
            who=self.who.text(),
            form=self.form.text(),
        )
        self._keep()

    def _fill_menu(self) -> None:
        def ticks(table: dict[str, str]) -> list[Action | None]:
            return [
                Action(
                    word(table, key),
                    partial(self.set_required, key, key not in self.point.required),
                    checked=key in self.point.required,
                )
                for key in table
            ]

        facts = {key: TITLES[key] for key in ASKABLE}
        fill_menu(self._menu, [*ticks(REQUIRED_OF_RECORD), None, *ticks(facts)])

    def _name_required(self) -> None:
        words = REQUIRED_OF_RECORD | TITLES
        names = listed(word(words, key) for key in self.point.required)
        text = _("Required: %(names)s") % {"names": names} if names else _("Nothing is required")
        self.required.setText(text)
        forms = listed(word(FORMS, key) for key in self.point.forms)
        self.forms.setText(
            _("Also asked in: %(names)s") % {"names": forms} if forms else _("Only in the log box")
        )


class TouchPointsSection(QWidget):
    """All touch points; kept as soon as something is changed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cards: list[PointCard] = []
        self._column = vbox(spacing=10)
        self.setLayout(
            vbox(
                Label(_("Touch points"), "section"),
                Label(
                    _(
                        "Where customers and we meet, and what is recorded there. The log box asks"
                        " for what is required."
                    ),
                    tone="muted",
                    wrap=True,
                ),
                4,
                self._column,
                hbox(Button(_("Add a touch point"), "plus", on_click=self.add), None),
            )
        )
        for point in list_points(context.session):
            self._add_card(point)

    def showEvent(self, event) -> None:
        super().showEvent(event)
        since = (self._context.today - _COUNTED).isoformat()
        self._context.reader.read(
            "touch_points", lambda session: count_points(session, since), self._show_counts
        )

    def add(self) -> None:
        """Begin a new touch point."""
        key = new_key([card.point for card in self.cards])
        self._add_card(TouchPoint(key, ""))
        self.cards[-1].show_count(None)
        self.cards[-1].name.setFocus()

    def remove(self, card: PointCard) -> None:
        """Take a touch point away; what was recorded there stays."""
        self.cards.remove(card)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._keep()

    def _add_card(self, point: TouchPoint) -> None:
        card = PointCard(point, self._keep, self.remove)
        self.cards.append(card)
        self._column.addWidget(card)

    def _show_counts(self, counts: dict[str, PointCount]) -> None:
        for card in self.cards:
            card.show_count(counts.get(card.point.key))

    def _keep(self) -> None:
        points = [card.point for card in self.cards]
        if points != list_points(self._context.session):
            save_points(self._context.session, points)
