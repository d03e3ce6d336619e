"""A reminder rule: when it comes, its words, for whom it is, and whom it hits today."""

import re
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from smallcrm.core.dates import date_words
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed, ngettext
from smallcrm.services.reminder_preview import Preview, preview_rule
from smallcrm.services.reminder_rules import (
    BY_KEY,
    PLACEHOLDERS,
    Choice,
    load_choices,
    parse_days,
    rule_message,
    rule_text,
    save_choice,
)
from smallcrm.services.validation import FieldError
from smallcrm.services.vocabulary import LEVELS, level_words
from smallcrm.ui.context import Context
from smallcrm.ui.dialogs.new_product_dialog import NewProducts
from smallcrm.ui.forms.picks import StaffBox
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.line_edits import LineEdit, NumberEdit
from smallcrm.ui.widgets.panels import Panel
from smallcrm.ui.widgets.text_edit import TextEdit

_SHOWN = 5
_WAIT_MS = 300


class RuleDialog(Dialog):
    """Changes what was chosen for a rule; the customers it hits are shown while it is changed."""

    def __init__(self, context: Context, key: str, parent: QWidget | None = None) -> None:
        self._rule = BY_KEY[key]
        super().__init__(_(self._rule.name), parent=parent, width=560, subtitle=_(self._rule.hint))
        self._context = context
        self._choice = load_choices(context.session)[key]
        self._form = Form(columns=4)
        self._make_fields()
        self.preview = Label("", wrap=True)
        self.names = Label("", "small", "muted", wrap=True)
        self.box.addWidget(self._form)
        self.products: NewProducts | None = None
        if key == "new_product":
            self.products = NewProducts(context)
            self.products.changed.connect(self.look)
            self.box.addWidget(self.products)
        self.box.addWidget(Panel("sunken", self.preview, self.names, spacing=4))
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self.look)
        self.look()

    def choice(self) -> Choice:
        """Return what is entered. FieldError when it makes no sense."""
        values: dict[str, object] = {"staff": self.staff.name(), "most": self.most.value()}
        # words that are the rule's own are not kept: they follow the language
        values["text"] = _own(
            self.text.text(), rule_text(self._rule, replace(self._choice, text=""))
        )
        if self.message is not None:
            usual = rule_message(self._rule, replace(self._choice, message=""))
            values["message"] = _own(self.message.text(), usual)
        if self.before is not None and self.after is not None:
            values |= {"before": _days("before", self.before), "after": _days("after", self.after)}
        if self.levels is not None:
            values["levels"] = "".join(
                dict.fromkeys(re.findall("[A-D]", self.levels.text().upper()))
            )
        if self.counts:
            values["days"] = {name: field.value() for name, field in self.counts.items()}
        return replace(self._choice, **values)  # type: ignore[arg-type]

    def submit(self) -> bool:
        """Keep it; the rules look at the data again."""
        try:
            save_choice(self._context.session, self._rule.key, self.choice())
        except FieldError as error:
            return self._form.set_errors({error.field: str(error)})
        self._context.hub.post_changes(None)
        return True

    def look(self) -> None:
        """Ask whom the rule hits as it is entered."""
        try:
            choice = self.choice()
        except UserError:
            return
        self._context.reader.read(
            "rule", lambda session: preview_rule(session, self._rule.key, choice), self._show
        )

    # --- inside -------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        form, chosen = self._form, self._choice
        self.before = self.after = self.levels = self.message = None
        self.counts: dict[str, NumberEdit] = {}
        if self._rule.dated:
            self.before = LineEdit(_listed(chosen.before), "30, 7, 1")
            self.after = LineEdit(_listed(chosen.after), "1, 7")
            form.add("before", _("Days before"), self.before, span=2, hint=_("0 is the day itself"))
            form.add("after", _("Days after"), self.after, span=2)
        for name, count in chosen.days.items():
            self.counts[name] = NumberEdit(count, 0, 3650)
            if name in LEVELS:
                self.counts[name].setSpecialValueText(_("No reminders"))
            form.add(name, _count_words(name), self.counts[name], span=1 if name in LEVELS else 2)
        if self._rule.usual.levels:
            self.levels = LineEdit(", ".join(chosen.levels), _("All levels"))
            form.add("levels", _("Levels"), self.levels, span=2)
        self.most = NumberEdit(chosen.most, 0, 10_000)
        self.most.setSpecialValueText(_("Any number"))
        form.add("most", _("Open at once, at most"), self.most, span=2)
        self.staff = StaffBox(self._context, chosen.staff, nobody=_("The customer's staff"))
        form.add("staff", _("Staff"), self.staff, span=2)
        self.text = LineEdit(rule_text(self._rule, chosen))
        hint = _("In braces: %(words)s")
        words = listed("{" + _(word) + "}" for word in PLACEHOLDERS.values())
        form.add("text", _("What is to be done"), self.text, span=4)
        if self._rule.message:
            self.message = TextEdit(rule_message(self._rule, chosen), rows=3, most=5)
            form.add("message", _("Text to the customer"), self.message, span=4)
            self.message.changed.connect(self._changed)
        form.add_wide(Label(hint % {"words": words}, "small", "faint", wrap=True))
        for field in (self.before, self.after, self.levels, self.text):
            if field is not None:
                field.textEdited.connect(self._changed)
        for number in (self.most, *self.counts.values()):
            number.valueChanged.connect(self._changed)

    def _changed(self, _value: object = None) -> None:
        self._form.set_errors({})
        self._wait.start()

    def _show(self, preview: Preview) -> None:
        count = preview.customers
        text = ngettext("Hits %(n)d customer today", "Hits %(n)d customers today", count)
        said = text % {"n": count}
        if preview.known:
            said += " · " + _("%(n)d have their follow-up") % {"n": preview.known}
        self.preview.setText(said)
        today, language = self._context.today, self._context.language
        names = [
            " · ".join(part for part in (hit.customer, hit.contact, when) if part)
            for hit in preview.hits[:_SHOWN]
            for when in (date_words(hit.day, today, language),)
        ]
        if len(preview.hits) > _SHOWN:
            names.append("…")
        self.names.setText("\n".join(names))  # one a line: names and dates are told apart
        self.names.setVisible(bool(names))


def _listed(days: tuple[int, ...]) -> str:
    return ", ".join(map(str, days))


def _days(key: str, field: LineEdit) -> tuple[int, ...]:
    days = parse_days(field.text())
    if days is None:
        raise FieldError(key, _("Numbers of days, with commas: 30, 7, 1"))
    return days


def _own(text: str, usual: str) -> str:
    return "" if text.strip() == usual else text.strip()


def _count_words(name: str) -> str:
    if name in LEVELS:
        return _("%(level)s, days") % {"level": level_words(name)}
    if name == "fresh":
        return _("Is new for, days")
    return _("After months") if name == "months" else _("After days")
