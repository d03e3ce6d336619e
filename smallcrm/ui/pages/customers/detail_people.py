"""Who a customer is: contact persons, phones, addresses, terms, each with what to do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import quote

from PySide6.QtCore import QPoint, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from smallcrm.core.dates import format_date
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current, ngettext, pgettext
from smallcrm.core.phone import format_phone
from smallcrm.services.birthdays import birthday_words
from smallcrm.services.contacts import PostRecord, mark_left
from smallcrm.services.customer_card import Card, name_and_title, term_words
from smallcrm.services.records import AddressRecord, ContactRecord, CustomerRecord, PhoneRecord
from smallcrm.services.vocabulary import ADDRESS_KINDS, CONSENTS, PHONE_KINDS, TERM_KINDS, word
from smallcrm.ui.context import Context
from smallcrm.ui.forms.contact_form import MoveContactDialog
from smallcrm.ui.widgets.buttons import Action, IconButton, pop_menu
from smallcrm.ui.widgets.detail_row import DetailRow, QuietLink
from smallcrm.ui.widgets.layouts import clear_layout, vbox

MAPS = "https://www.amap.com/search?query=%s"
_PEOPLE_SHOWN = 3


@dataclass(frozen=True, slots=True)
class FactAsked:
    """A value whose origin is asked for: a phone, an address, or a field of a record."""

    kind: str  # phone, address, customer, contact
    key: str  # number, position, or field
    row_id: int = 0


class PeoplePanel(QWidget):
    """Rows that are made anew for each customer."""

    edit_contact_asked = Signal(object)  # ContactRecord
    delete_contact_asked = Signal(object)
    add_contact_asked = Signal()
    term_asked = Signal(object)  # TermRecord
    fact_asked = Signal(object)  # FactAsked

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._all = False
        self._card: Card | None = None
        self._box = vbox(spacing=0)
        self.setLayout(self._box)

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew."""
        if self._card is None or self._card.customer.id != card.customer.id:
            self._all = False
        self._card = card
        clear_layout(self._box)
        customer = card.customer
        people = [one for one in customer.contacts if not one.left_on]
        gone = [one for one in customer.contacts if one.left_on]
        shown = [*people, *gone] if self._all else people[:_PEOPLE_SHOWN]
        for person in shown:
            self._add_person(person)
        if self._all:
            for post in card.former:
                self._add_former(post)
        hidden = len(customer.contacts) + len(card.former) * (not self._all) - len(shown)
        if hidden > 0:
            text = ngettext("Show %(n)d more person", "Show %(n)d more people", hidden)
            more = DetailRow("users", text % {"n": hidden}, tone="accent", clickable=True)
            more.clicked.connect(self._show_all)
            self._box.addWidget(more)
        self._add_reach(customer)
        for position, address in enumerate(customer.addresses):
            self._add_address(address, position, len(customer.addresses) > 1)
        for term in card.terms:
            self._add_term(term)
        self._add_note(customer)
        if not customer.contacts:
            add = DetailRow("user-plus", _("Add a contact person"), tone="accent", clickable=True)
            add.clicked.connect(self.add_contact_asked)
            self._box.insertWidget(0, add)

    # --- people ------------------------------------------------------------------------------

    def _add_person(self, person: ContactRecord) -> None:
        name, title = name_and_title(person)
        what = " · ".join(part for part in (title, person.role) if part)
        edit = IconButton("pencil", _("Edit this person"), small=True,
                          on_click=lambda: self.edit_contact_asked.emit(person))  # fmt: skip
        if person.consent == "refused":
            what = " · ".join(part for part in (word(CONSENTS, "refused"), what) if part)
        left = _("left") if person.left_on else ""
        row = DetailRow(
            "user",
            name,
            what or left,
            rank="strong",
            tone="muted" if left else "",
            tooltip=self._person_tooltip(person),
            clickable=True,
            hidden=[edit],
        )
        row.clicked.connect(lambda: self.edit_contact_asked.emit(person))
        row.menu_asked.connect(lambda where: self._person_menu(person, where))
        self._box.addWidget(row)
        for phone in person.phones:
            self._add_phone(phone, person)
        self._add_network(person.email, person.wechat, person.qq, "contact", person.id or 0)
        if person.birthday:
            words = birthday_words(person.birthday, person.birthday_lunar, self._context.today)
            self._add_fact("cake", words, [], FactAsked("contact", "birthday", person.id or 0),
                           _("Birthday"))  # fmt: skip

    def _add_former(self, post: PostRecord) -> None:
        text = _("now at %(customer)s") % {"customer": post.customer}
        row = DetailRow("user", post.name, text, tone="muted", clickable=True,
                        tooltip=self._post_words(post.title, post.ended))  # fmt: skip
        row.clicked.connect(lambda: self._context.hub.open_customer(post.customer_id))
        self._box.addWidget(row)

    def _post_words(self, title: str, ended: str | None) -> str:
        until = format_date(date.fromisoformat(ended), self._context.language) if ended else ""
        until = _("until %(date)s") % {"date": until} if until else ""
        return " · ".join(part for part in (title, until) if part)

    def _person_tooltip(self, person: ContactRecord) -> str:
        lines = [person.note]
        for post in self._card.posts.get(person.id or 0, ()) if self._card is not None else ():
            before = _("Worked at %(customer)s before") % {"customer": post.customer}
            what = self._post_words(post.title, post.ended)
            lines.append(f"{before} ({what})" if what else before)
        if person.left_on:
            day = format_date(date.fromisoformat(person.left_on), self._context.language)
            lines.append(_("Left on %(date)s") % {"date": day})
        return "\n".join(line for line in lines if line)

    def _person_menu(self, person: ContactRecord, where: QPoint) -> None:
        items = [
            Action(_("Edit this person"), lambda: self.edit_contact_asked.emit(person), "pencil"),
            Action(_("Is back"), partial(self._mark_left, person, False), "user-check")
            if person.left_on
            else Action(_("Has left"), partial(self._mark_left, person, True), "user-x"),
            Action(_("Move to another customer"), lambda: self._move(person), "arrow-right-left"),
            Action(_("Where is this from?"), lambda: self.fact_asked.emit(
                FactAsked("contact", "name", person.id or 0)), "circle-help"),
            None,
            Action(_("Delete this person"), lambda: self.delete_contact_asked.emit(person),
                   "trash-2", token="bad"),
        ]  # fmt: skip
        pop_menu(self, items, where)

    def _mark_left(self, person: ContactRecord, left: bool) -> None:
        try:
            mark_left(self._context.session, person.id or 0, left)
        except UserError as error:
            self._context.hub.say(str(error), "bad")
            return
        said = _("%(name)s has left; the history stays") if left else _("%(name)s is back")
        self._context.hub.say(said % {"name": person.name}, "ok", _("Undo"))

    def _move(self, person: ContactRecord) -> None:
        dialog = MoveContactDialog(self._context, person, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_all(self) -> None:
        self._all = True
        if self._card is not None:
            self.show_card(self._card)

    # --- ways to reach them ------------------------------------------------------------------

    def _add_reach(self, customer: CustomerRecord) -> None:
        for phone in customer.phones:
            self._add_phone(phone, None)
        self._add_network(
            customer.email, customer.wechat, customer.qq, "customer", customer.id or 0
        )
        if customer.website:
            address = (
                customer.website if "//" in customer.website else f"https://{customer.website}"
            )
            link = QuietLink(pgettext("verb", "Open"), lambda: _open(address))
            self._add_fact("globe", customer.website, [link], FactAsked("customer", "website",
                           customer.id or 0))  # fmt: skip

    def _add_phone(self, phone: PhoneRecord, person: ContactRecord | None) -> None:
        shown = format_phone(phone.number, phone.extension)
        copy = QuietLink(_("Copy"), lambda: self._copy(shown))
        copy.setToolTip(_("Copy the number"))
        call = QuietLink(pgettext("verb", "Call"), lambda: _open(f"tel:{_dialled(phone)}"))
        call.setToolTip(_("Call with this computer's phone program"))
        icon = {"mobile": "smartphone" if person is None else "phone"}.get(phone.kind, "phone")
        kind = word(PHONE_KINDS, phone.kind) if phone.kind != "mobile" else ""
        links = [copy] if phone.kind == "fax" else [call, copy]
        self._add_fact(icon, shown, links, FactAsked("phone", phone.number), kind)

    def _add_network(self, email: str, wechat: str, qq: str, table: str, row_id: int) -> None:
        if email:
            write = QuietLink(_("Write"), lambda: _open(f"mailto:{quote(email, safe='@')}"))
            write.setToolTip(_("Write an e-mail"))
            copy_email = QuietLink(_("Copy"), lambda: self._copy(email))
            self._add_fact("mail", email, [write, copy_email], FactAsked(table, "email", row_id))
        if wechat:
            copy = QuietLink(_("Copy"), lambda: self._copy(wechat))
            text = _("WeChat %(id)s") % {"id": wechat}
            self._add_fact("message-circle", text, [copy], FactAsked(table, "wechat", row_id))
        if qq:
            copy = QuietLink(_("Copy"), lambda: self._copy(qq))
            self._add_fact("at-sign", f"QQ {qq}", [copy], FactAsked(table, "qq", row_id))

    def _add_address(self, address: AddressRecord, position: int, several: bool) -> None:
        line = " ".join(part for part in (address.line, address.postcode) if part)
        see = QuietLink(_("Map"), lambda: _open(MAPS % quote(address.line)))
        see.setToolTip(_("Show this address on a map, in the web browser"))
        kind = word(ADDRESS_KINDS, address.kind) if several or address.kind != "office" else ""
        copy = QuietLink(_("Copy"), lambda: self._copy(line))
        copy.setToolTip(_("Copy the address"))
        self._add_fact("map-pin", line, [see, copy], FactAsked("address", str(position)), kind)

    def _add_term(self, term) -> None:
        name = term.title or term.product or word(TERM_KINDS, term.kind)
        row = DetailRow(
            "shield-check",
            name,
            term_words(term, self._context.today),
            right_tone=self._term_tone(term.ends),
            tooltip=self._term_tooltip(term),
            clickable=True,
        )
        row.clicked.connect(lambda: self.term_asked.emit(term))
        self._box.addWidget(row)

    def _term_tone(self, ends: str | None) -> str:
        if not ends:
            return "muted"
        days = (date.fromisoformat(ends) - self._context.today).days
        return "bad" if days < 0 else "warn" if days <= 30 else "muted"

    def _term_tooltip(self, term) -> str:
        language = current().language
        days = [date.fromisoformat(day) for day in (term.starts, term.ends) if day]
        span = " – ".join(format_date(day, language, "short") for day in days)
        parts = (word(TERM_KINDS, term.kind), term.product, term.serial, span, term.note)
        return "\n".join(part for part in parts if part)

    def _add_note(self, customer: CustomerRecord) -> None:
        if customer.note:
            line = " ".join(customer.note.split())
            self._box.addWidget(DetailRow("sticky-note", line, tone="muted", tooltip=customer.note))

    def _add_fact(
        self, icon: str, text: str, links: list[QuietLink], fact: FactAsked, kind: str = ""
    ) -> None:
        row = DetailRow(icon, text, links, tooltip=kind)
        row.menu_asked.connect(lambda where: self._fact_menu(text, fact, where))
        self._box.addWidget(row)

    def _fact_menu(self, text: str, fact: FactAsked, where: QPoint) -> None:
        items: list[Action | None] = [
            Action(_("Copy"), lambda: self._copy(text), "copy"),
            Action(_("Where is this from?"), self._asker(fact), "circle-help"),
        ]
        pop_menu(self, items, where)

    def _asker(self, fact: FactAsked) -> Callable[[], None]:
        return lambda: self.fact_asked.emit(fact)

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._context.hub.say(_("Copied: %(text)s") % {"text": text}, "ok")


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))


def _dialled(phone: PhoneRecord) -> str:
    """Return a number as a phone program takes it; a comma waits before the extension."""
    return f"{phone.number},{phone.extension}" if phone.extension else phone.number
