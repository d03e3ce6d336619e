"""`customers`, `show` and `due`."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from smallcrm.cli.output import align, opened, print_json, print_lines, record_values
from smallcrm.core.dates import date_words, overdue_words
from smallcrm.core.dates.birthday import said_birthday, without_year
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, current, pgettext
from smallcrm.core.money import format_money
from smallcrm.core.names import greeting
from smallcrm.core.phone import format_phone
from smallcrm.importers.fields import CUSTOM, field_title
from smallcrm.services import deals, follow_ups, orders
from smallcrm.services.customer_columns import list_columns
from smallcrm.services.customer_list import VIEWS, CustomerQuery, Filter, count_words
from smallcrm.services.customers import find_customer
from smallcrm.services.deals import StageRecord
from smallcrm.services.flat import iter_customers
from smallcrm.services.records import DealRecord, FollowUpRecord
from smallcrm.services.saved_views import find_saved_view
from smallcrm.services.search_similar import list_alike
from smallcrm.services.table import Sort
from smallcrm.services.timeline import list_timeline
from smallcrm.services.vocabulary import CUSTOMER_KINDS, ROLES, STATUSES, word
from smallcrm.storage.session import Session

SHOWN = ("name", "level", "contact", "phone", "city")
SIMILAR = 10
CODES = {"kind": CUSTOMER_KINDS, "role": ROLES, "status": STATUSES}


def customer_query(session: Session, view: str, search: str = "", sort: str = "") -> CustomerQuery:
    """The list that --view, --search and --sort ask for. UserError naming what there is."""
    columns = list_columns(session)
    if view in VIEWS:
        query = CustomerQuery(Filter(view=view), Sort("name"), session.today, columns)
    else:
        query = find_saved_view(session, view).query(session)
    key = sort.lstrip("-")
    names = [column.key for column in columns]
    if key and key not in names:
        raise UserError(
            _("Cannot sort by “%(name)s”. Fields: %(names)s")
            % {"name": key, "names": ", ".join(names)}
        )
    if key:
        query = replace(query, sort=Sort(key, sort.startswith("-")))
    if search:
        text = f"{query.filter.text} {search}".strip()
        query = replace(query, filter=replace(query.filter, text=text))
    return query


def shown_keys(session: Session, view: str, usual: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a saved view shows; the usual ones for others."""
    if view in VIEWS:
        return usual
    return find_saved_view(session, view).columns or usual


def run_customers(options: argparse.Namespace) -> None:
    """List customers."""
    with opened(options) as session:
        query = customer_query(session, options.view, options.search, options.sort)
        ids = query.ids(session)
        shown = ids[: options.limit] if options.limit else ids
        similar = _similar(session, options) if not ids else []
        if options.json:
            found = {"total": len(ids), "customers": _json_values(session, shown)}
            if similar:
                found["similar"] = _json_values(session, similar)
            print_json(found)
            return
        keys = shown_keys(session, options.view, SHOWN)
        kinds = {column.key: column.kind for column in query.columns}
        rows = [
            (str(row["id"]), *(_cell(row[key], kinds[key]) for key in keys if key in kinds))
            for row in query.rows(session, shown or similar)
        ]
        head = [_("Nothing found. Similar names:")] if similar else []
        print_lines([*head, *align(rows), *([] if similar else [count_words(len(ids))])])


def _json_values(session: Session, ids: Sequence[int]) -> list[dict[str, Any]]:
    """The flat values of customers; birthdays without a year as 03-15."""
    found = list(iter_customers(session, ids))
    for customer in found:
        for one in (customer, *customer.get("contacts", ())):
            if "birthday" in one:
                one["birthday"] = without_year(one["birthday"])
    return found


def _similar(session: Session, options: argparse.Namespace) -> list[int]:
    """Customers with names nearly as searched for, where a search of all found nothing."""
    if not options.search or options.view != "all":
        return []
    return list_alike(session, options.search, options.limit or SIMILAR)


def _cell(value: object, kind: str) -> str:
    if value is None or value == "":
        return ""
    if kind == "phone":
        return _phone(str(value))
    if kind == "money" and isinstance(value, int):
        return format_money(value, current().language)
    return f"{value}%" if kind == "percent" else " ".join(str(value).split())


def run_show(options: argparse.Namespace) -> None:
    """Print one customer with everything about it."""
    with opened(options) as session:
        customer_id = find_customer(session, options.customer)
        values_of = _json_values if options.json else iter_customers
        (values,) = values_of(session, [customer_id])
        events = list_timeline(session, customer_id)
        if options.json:
            pairs = deals.list_of_customer(session, customer_id)
            values["deals"] = [deal_values(deal, stage) for deal, stage in pairs]
            values["follow_ups"] = [
                asdict(f) for f in follow_ups.list_of_customer(session, customer_id)
            ]
            values["orders"] = [record_values(o) for o in orders.list_orders(session, customer_id)]
            values["receipts"] = [
                record_values(r) for r in orders.list_receipts(session, customer_id)
            ]
            values["terms"] = [record_values(t) for t in orders.list_terms(session, customer_id)]
            values["timeline"] = [asdict(event) for event in events]
            print_json(values)
            return
        print_lines(_customer_lines(values))
        money = orders.summarise_money(session, customer_id)
        language = current().language
        amounts = {
            _("Bought this year"): money.this_year,
            _("Owed"): money.owed,
        }
        print_lines(
            align(
                [(f"{name}:", format_money(amount, language)) for name, amount in amounts.items()]
            )
        )
        print_lines(["", *align([(event.at, event.title, event.text) for event in events[:20]])])


def deal_values(deal: DealRecord, stage: StageRecord) -> dict[str, Any]:
    """A deal as JSON shows it, with the name of its stage."""
    return record_values(deal) | {"stage": stage.name}


def run_due(options: argparse.Namespace) -> None:
    """List what is overdue, due today, and coming."""
    with opened(options) as session:
        found = follow_ups.list_due(session, options.days)
        if options.json:
            listed = [
                {
                    "id": f.id,
                    "customer": f.customer,
                    "title": f.title,
                    "due": f"{f.due} {f.due_time}".strip(),
                    "state": follow_ups.due_state(f, session.today),
                    "staff": f.staff,
                    "rule": f.rule or None,
                }
                for f in found
            ]
            print_json({"as_of": session.today, "follow_ups": listed})
            return
        today, language = session.clock.today(), current().language
        rows = [
            (str(f.id), _due_words(f, today, language), f.customer, f.title, f.staff) for f in found
        ]
        print_lines(align(rows) if rows else [_("Nothing is due.")])


def _due_words(record: FollowUpRecord, today: date, language: str) -> str:
    due = date.fromisoformat(record.due)
    if due < today:
        return overdue_words((today - due).days, language)
    return f"{date_words(due, today, language)} {record.due_time}".strip()


def _customer_lines(values: dict[str, Any]) -> list[str]:
    contacts = values.pop("contacts", [])
    lunar = values.pop("birthday_lunar", False)
    if "birthday" in values:
        values["birthday"] = said_birthday(values["birthday"], lunar, current().language)
    rows = [(f"{_title(name)}:", _words(name, value)) for name, value in values.items()]
    lines = align(rows)
    for person in contacts:
        called = greeting(
            person["name"],
            salutation=person.get("salutation", ""),
            title=person.get("title", ""),
        )
        phone = _phone(person.get("mobile") or person.get("phone") or "")
        parts = ("-", called, person.get("title", ""), phone)
        lines.append("  ".join(part for part in parts if part))
    return lines


def _title(name: str) -> str:
    if name == "id":
        return pgettext("of a customer", "Number")
    kind = name.removeprefix("more_")
    return field_title(kind if kind.startswith(CUSTOM) else f"customer.{kind}")


def _words(name: str, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_words(name.removeprefix("more_"), one) for one in value)
    text = str(value)
    if name in ("mobile", "phone", "fax", "invoice_phone"):
        return _phone(text)
    return word(CODES[name], text) if name in CODES else text


def _phone(number: str) -> str:
    digits, _sign, extension = number.partition("x")
    return format_phone(digits, extension) if digits else ""
