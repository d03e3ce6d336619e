"""Address labels and envelopes for the customers of a view, or for one.

Who asked not to be contacted is left out, and so is a customer without an address; both are named.
"""

from collections.abc import Sequence
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import Translator, _, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Address, Contact, Customer
from smallcrm.reports.label_sheets import find_envelope, find_sheet
from smallcrm.reports.post import (
    LeftOut,
    Post,
    Recipient,
    render_envelopes,
    render_labels,
    tabular,
)
from smallcrm.services.company import own_company
from smallcrm.services.no_contact import Refusals, find_refusals
from smallcrm.services.records import AddressRecord
from smallcrm.services.report_list import ReportOptions
from smallcrm.services.reporting_files import XLSX, write_tabular
from smallcrm.services.reporting_scope import fetch
from smallcrm.services.view_list import list_of_view
from smallcrm.storage.database import among
from smallcrm.storage.session import Session

# Letters go to the first address of these kinds, in this order; an invoice address comes last.
KINDS = ("office", "delivery", "shop", "invoice")


def write_labels(session: Session, options: ReportOptions, path: Path, progress: Progress) -> None:
    """Write address labels as PDF, or the addresses as .xlsx.

    Raises UserError for an unknown view, customer or first label, StorageError, Cancelled.
    """
    texts = translator(options.language)
    post = read_post(session, options, texts)
    if path.suffix.lower() == XLSX:
        write_tabular(tabular(post, texts), options, path, progress)
        return
    sheet = find_sheet(options.labels)
    if not 1 <= options.start <= sheet.count:
        words = _("The sheet has the labels 1 to %(n)d.")
        raise UserError(words % {"n": sheet.count})
    render_labels(post, sheet, path, texts, progress, start=options.start, grey=options.grey)


def write_envelopes(
    session: Session, options: ReportOptions, path: Path, progress: Progress
) -> None:
    """Write envelopes as PDF, or the addresses as .xlsx.

    Raises UserError for an unknown view or customer, StorageError, Cancelled.
    """
    texts = translator(options.language)
    post = read_post(session, options, texts)
    if path.suffix.lower() == XLSX:
        write_tabular(tabular(post, texts), options, path, progress)
        return
    envelope = find_envelope(options.envelope)
    render_envelopes(post, envelope, path, texts, progress, grey=options.grey)


def read_post(session: Session, options: ReportOptions, texts: Translator) -> Post:
    """Whom to write to: the customers of the view in its order, or the one that is named."""
    ids, title = chosen_customers(session, options)
    refused = find_refusals(session, ids)
    names = _load_names(ids)
    places = _load_places(ids)
    people = _load_people(ids, refused)
    recipients, left_out = [], []
    for id in ids:
        name, kind = names[id]
        if id in refused.customers:
            left_out.append(LeftOut(name, "refused"))
        elif id not in places:
            left_out.append(LeftOut(name, "no address"))
        else:
            place = places[id]
            lines = address_lines(place)
            alone = kind == "person"
            person = people.get(id, "")
            recipients.append(Recipient(name, person, lines, place.postcode, alone))
    return Post(
        tuple(recipients), session.clock.now(), title, own_company(session, texts), tuple(left_out)
    )


def chosen_customers(session: Session, options: ReportOptions) -> tuple[list[int], str]:
    """The customers chosen, in order, and the title of their view; one alone has none."""
    if options.customer_id is not None:
        if not Customer.select().where(Customer.id == options.customer_id).exists():
            raise UserError(_("This customer is no longer there."))
        return [options.customer_id], ""
    shown = options.listed or list_of_view(session, options.view)
    return shown.query.ids(session), shown.title


def address_lines(place: AddressRecord) -> tuple[str, ...]:
    """An address on lines as they stand on a letter, without the postcode."""
    line = place.line
    if any("\u4e00" <= sign <= "\u9fff" for sign in line):
        return (line,)
    province = place.province if place.province != place.city else ""
    town = ", ".join(filter(None, (place.district, place.city, province)))
    return tuple(filter(None, (place.street, town)))


def _load_names(ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    query = Customer.select(Customer.id, Customer.name, Customer.kind)
    rows = fetch(query.where(Customer.id << among(ids)))
    return {id: (name, kind) for id, name, kind in rows}


def _load_places(ids: Sequence[int]) -> dict[int, AddressRecord]:
    query = (
        Address.select(
            Address.customer,
            Address.street,
            Address.province,
            Address.city,
            Address.district,
            Address.postcode,
            Address.kind,
        )
        .where(Address.customer << among(ids))
        .order_by(Address.position, Address.id)
    )
    found: dict[int, AddressRecord] = {}
    for customer, *parts in fetch(query):
        place = AddressRecord(*parts)
        known = found.get(customer)
        if place.line and (known is None or KINDS.index(place.kind) < KINDS.index(known.kind)):
            found[customer] = place
    return found


def _load_people(ids: Sequence[int], refused: Refusals) -> dict[int, str]:
    """How to address the first person of each customer who may be written to."""
    query = (
        Contact.select(
            Contact.customer, Contact.id, Contact.name, Contact.salutation, Contact.title
        )
        .where((Contact.customer << among(ids)) & Contact.left_on.is_null())
        .order_by(Contact.position.desc(), Contact.id.desc())
    )
    return {
        customer: _addressed(name, salutation, title)
        for customer, id, name, salutation, title in fetch(query)
        if id not in refused.people
    }


def _addressed(name: str, salutation: str, title: str) -> str:
    """王芳女士, 赵敏经理, "Ms. Chen": the whole name as a letter has it."""
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in name)
    if not chinese:
        return " ".join(filter(None, (salutation, name)))
    return name + (salutation or title)
