"""Fields of forms that know the data file: a customer, a name from a list, a staff member."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customers import find_by_name, name_of, save_customer, suggest_customers
from smallcrm.services.lookups import list_staff
from smallcrm.services.records import CustomerRecord
from smallcrm.services.validation import FieldError
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.choices import ChoiceBox, CompletingEdit
from smallcrm.ui.widgets.popup_list import Entry

_MOST = 8


class CustomerPick(CompletingEdit):
    """A customer found by any part of the name, pinyin or phone; a new name makes a new customer
    unless create is False.

    `chosen` tells the id, None when it was taken away. Nothing is written before `ensure`.
    """

    def __init__(
        self,
        context: Context,
        customer_id: int | None = None,
        name: str = "",
        *,
        create: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            self._ask_file, _("Type a name, pinyin or phone"), create=create, parent=parent
        )
        self._context = context
        self._new = ""
        self.create_asked.connect(self._take_new)
        if customer_id is not None:
            self.set_value(customer_id, name or name_of(customer_id))

    def customer_id(self) -> int | None:
        """Return the customer's id: the chosen one, or the one that has exactly the typed name."""
        key = self.value()
        return key if isinstance(key, int) else find_by_name(self.text())

    def ensure(self, session: Session) -> int:
        """Return the customer's id, adding a customer when a new name was asked for.

        Call it inside the unit that also writes what the customer is for. FieldError when no
        customer is chosen.
        """
        found = self.customer_id()
        if found is not None:
            return found
        name = self.text().strip()
        if name and name == self._new:
            return save_customer(session, CustomerRecord(name))
        raise FieldError("customer", _("Choose a customer."))

    def _take_new(self, name: str) -> None:
        self._new = name
        self.set_icon("plus", token="accent")
        self.textEdited.connect(self._forget_new)

    def _forget_new(self) -> None:
        self._new = ""
        self.set_icon("search")
        self.textEdited.disconnect(self._forget_new)

    def _ask_file(self, text: str, show: Callable[[Sequence[Entry]], None]) -> None:
        def answer(found: list[tuple[int, str, str]]) -> None:
            show([Entry(id, name, detail, "building-2") for id, name, detail in found])

        self._context.reader.read(
            "customer_pick", lambda session: suggest_customers(session, text, _MOST), answer
        )


class NamePick(CompletingEdit):
    """A name, typed freely or taken from those there are; `names()` is asked when typing begins."""

    def __init__(
        self,
        names: Callable[[], Sequence[str]],
        text: str = "",
        placeholder: str = "",
        *,
        icon: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self._suggest_names, placeholder, icon=icon, min_width=200, parent=parent)
        self._names = names
        self.setText(text)

    def name(self) -> str:
        """Return the name without blank ends."""
        return self.text().strip()

    def _suggest_names(self, text: str, show: Callable[[Sequence[Entry]], None]) -> None:
        wanted = text.casefold()
        found = [name for name in self._names() if wanted in name.casefold() and name != text]
        if found:
            show([Entry(name, name) for name in found[:_MOST]])
        else:
            self._popup.hide()  # any name will do, so nothing has to be found


class StaffBox(ChoiceBox):
    """A staff member by name, "" for nobody; someone who has left stays where they were chosen."""

    def __init__(
        self,
        context: Context,
        name: str = "",
        *,
        nobody: str = "",
        parent: QWidget | None = None,
    ) -> None:
        names = [staff.name for staff in list_staff(context.session)]
        if name and name not in names:
            names.append(name)
        choices = [("", nobody or _("Nobody"))] + [(one, one) for one in names]
        super().__init__(choices, name, parent=parent)

    def name(self) -> str:
        """Return the chosen name."""
        return str(self.value() or "")
