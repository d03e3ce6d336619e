"""Choosing a contact person of a customer."""

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.core.phone import format_phone
from smallcrm.services.contacts import read_contacts
from smallcrm.services.customer_card import name_and_title
from smallcrm.services.records import ContactRecord
from smallcrm.ui.widgets.choices import ChoiceBox


class ContactBox(ChoiceBox):
    """The contact persons of one customer; None for nobody in particular."""

    def __init__(
        self,
        customer_id: int | None = None,
        contact_id: int | None = None,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self.show_customer(customer_id, contact_id)

    def show_customer(self, customer_id: int | None, contact_id: int | None = None) -> None:
        """Offer the people of a customer; without contact_id the only one is chosen."""
        people = read_contacts(customer_id) if customer_id is not None else ()
        people = tuple(one for one in people if one.left_on is None or one.id == contact_id)
        choices: list[tuple[object, str]] = [(None, _("Nobody in particular"))]
        choices += [(one.id, _describe(one)) for one in people]
        if contact_id is None and len(people) == 1:
            contact_id = people[0].id
        self.set_choices(choices, contact_id)
        self.setEnabled(bool(people))

    def contact_id(self) -> int | None:
        """Return the chosen contact person."""
        value = self.value()
        return value if isinstance(value, int) else None


def _describe(person: ContactRecord) -> str:
    phone = person.phones[0] if person.phones else None
    name, title = name_and_title(person)
    if _is_chinese(person.name) and len(person.name) > 1:
        name += person.salutation
    parts = [
        name if _is_chinese(person.name) else person.name,
        title,
        format_phone(phone.number, phone.extension) if phone else "",
    ]
    return " · ".join(part for part in parts if part)


def _is_chinese(name: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in name)
