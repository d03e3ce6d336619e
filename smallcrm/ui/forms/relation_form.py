"""The form of a relation between two customers."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customers import name_of
from smallcrm.services.relations import CHOICES, WORDS, RelationRecord, save_relation
from smallcrm.services.validation import FieldError
from smallcrm.storage.operations import Op
from smallcrm.ui.context import Context
from smallcrm.ui.forms.customer_fields import day_of, iso_of
from smallcrm.ui.forms.form_dialog import FormDialog
from smallcrm.ui.forms.picks import CustomerPick
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.date_edits import DateEdit
from smallcrm.ui.widgets.line_edits import LineEdit, MoneyEdit


class RelationDialog(FormDialog):
    """Add a relation (record None) or change one: what the other customer is, and which it is."""

    def __init__(
        self,
        context: Context,
        customer_id: int,
        record: RelationRecord | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            context,
            _("New relation") if record is None else _("Relation"),
            _("Add") if record is None else "",
            width=480,
            subtitle=name_of(customer_id),
            parent=parent,
        )
        self._id, self._before = customer_id, record
        known = record or RelationRecord("referred", False, 0)
        kinds = [(key, _(WORDS[key])) for key in CHOICES]
        side = (known.kind, known.outward or known.kind == "other")
        self.kind = ChoiceBox(kinds, side)
        self.other = CustomerPick(context, known.other_id or None, known.other)
        self.reward = MoneyEdit(known.reward)
        self.given = DateEdit(context.session.clock.now, day_of(known.reward_given))
        self.note = LineEdit(known.note)
        form = self.form
        form.add("kind", _("This customer"), self.kind)
        form.add("other", _("Customer"), self.other, required=True)
        form.add("reward", _("Reward promised"), self.reward)
        form.add("reward_given", _("Given on"), self.given)
        form.add("note", _("Note"), self.note, span=2)
        self.kind.currentIndexChanged.connect(lambda _index: self._show_reward())
        self._show_reward()
        (self.other if record is None else self.note).setFocus(Qt.FocusReason.OtherFocusReason)

    def errors(self) -> dict[str, str]:
        """Say what cannot be read."""
        found: dict[str, str] = {}
        if not self.other.text().strip():
            found["other"] = _("Choose a customer.")
        if not self.reward.is_valid():
            found["reward"] = _("This is not an amount.")
        if not self.given.is_valid():
            found["reward_given"] = _("This is not a date.")
        return found

    def save(self) -> str:
        """Write it, together with a customer that is new."""
        session, before = self.context.session, self._before
        kind, outward = self.kind.value()
        rewarded = kind == "referred"
        op = Op.ADD_RELATION if before is None else Op.EDIT_RELATION
        with session.unit(op, {"name": name_of(self._id)}):
            try:
                other_id = self.other.ensure(session)
            except FieldError as error:
                raise FieldError("other", str(error)) from error
            record = RelationRecord(
                kind,
                outward,
                other_id,
                reward=self.reward.value() if rewarded else None,
                reward_given=iso_of(self.given, None) if rewarded else None,
                note=self.note.text().strip(),
            )
            if kind == "other" and before is not None and before.kind == "other":
                # it reads alike from both sides: leave it as it is stored
                record = RelationRecord(kind, before.outward, other_id, note=record.note)
            save_relation(session, self._id, record, before)
        self.saved_id = other_id
        return _("Relation added") if before is None else _("Relation changed")

    def _show_reward(self) -> None:
        rewarded = self.kind.value()[0] == "referred"
        self.form.set_visible("reward", rewarded)
        self.form.set_visible("reward_given", rewarded)
