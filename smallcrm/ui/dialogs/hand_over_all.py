"""Everything somebody cares for goes to somebody else at once."""

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.hand_over import Load, count_load, hand_over_all
from smallcrm.services.lookups import StaffRecord, list_staff
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.form import Form
from smallcrm.ui.widgets.labels import Label


class HandOverAllDialog(Dialog):
    """Says what goes along, and asks to whom; `said` tells afterwards what was done."""

    def __init__(self, context: Context, staff: StaffRecord, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Hand over all customers of %(name)s") % {"name": staff.name},
            _("Hand over"),
            parent=parent,
            width=440,
            icon="arrow-right-left",
        )
        self._context, self._staff_id = context, staff.id or 0
        self.said = ""
        others = [one for one in list_staff(context.session) if one.id != staff.id]
        self.to = ChoiceBox(
            [(one.id, one.name) for one in others], others[0].id if others else None
        )
        self.load = Label(_load_words(count_load(context.session, self._staff_id)), wrap=True)
        form = Form(columns=1)
        form.add("to", _("New owner"), self.to)
        self.box.addWidget(self.load)
        self.box.addWidget(form)
        if not others:
            self.subtitle.setText(_("There is nobody to hand over to yet: add a colleague first."))
            self.subtitle.show()
            form.hide()
            self.primary.setEnabled(False)

    def submit(self) -> bool:
        """Hand over in one step."""
        load = hand_over_all(self._context.session, self._staff_id, int(str(self.to.value())))
        n = load.customers
        text = ngettext("%(n)d customer handed over", "%(n)d customers handed over", n)
        self.said = text % {"n": n}
        return True


def load_parts(load: Load) -> dict[str, str]:
    """Return how many "customers" and "steps" (open follow-ups) there are, in words."""
    customers = ngettext("%(n)d customer", "%(n)d customers", load.customers)
    steps = ngettext("%(n)d open follow-up", "%(n)d open follow-ups", load.follow_ups)
    return {
        "customers": customers % {"n": load.customers},
        "steps": steps % {"n": load.follow_ups},
    }


def _load_words(load: Load) -> str:
    text = _("%(customers)s and %(steps)s go along. One undo takes it all back.")
    return text % load_parts(load)
