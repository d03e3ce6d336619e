"""`add` and `done`: the quick entries of the window."""

import argparse
from datetime import date
from typing import Any

from smallcrm.cli.lists import deal_values
from smallcrm.cli.output import opened, print_json, print_lines, record_values
from smallcrm.core.dates import parse_when
from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.core.money import parse_money
from smallcrm.core.phone import Phone, parse_phones
from smallcrm.services import deals, follow_ups, interactions
from smallcrm.services.contacts import save_contact
from smallcrm.services.customers import find_customer, save_customer
from smallcrm.services.flat import iter_customers
from smallcrm.services.records import (
    AddressRecord,
    ContactRecord,
    CustomerRecord,
    DealRecord,
    FollowUpRecord,
    InteractionRecord,
    PhoneRecord,
)
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


def run_add(options: argparse.Namespace) -> None:
    """Add one record and print it."""
    adders = {
        "customer": _add_customer,
        "interaction": _add_interaction,
        "follow-up": _add_follow_up,
        "deal": _add_deal,
    }
    with opened(options) as session:
        record = adders[options.what](session, options)
    if options.json:
        print_json(record)
    else:
        print_lines([_("Added, number %(id)d.") % {"id": record["id"]}])


def run_done(options: argparse.Namespace) -> None:
    """Complete a follow-up, log what happened, plan the next one."""
    with opened(options) as session:
        record = follow_ups.get_follow_up(session, options.follow_up)
        log = (
            InteractionRecord(record.customer_id, options.note, options.kind)
            if options.note
            else None
        )
        following = None
        if options.next:
            due, due_time, rest = _read_when(session, options.next)
            following = FollowUpRecord(
                record.customer_id, rest or record.title, due, due_time, staff=record.staff
            )
        next_id = follow_ups.complete_follow_up(session, options.follow_up, log, following)
        if options.json:
            print_json({"done": options.follow_up, "next": next_id})
        else:
            print_lines([_("Done: %(title)s") % {"title": record.title}])


def _add_customer(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    phones = [
        PhoneRecord(phone.number, phone.extension, kind)
        for kind in ("mobile", "phone")
        for phone in _read_phones(getattr(options, kind))
    ]
    plain = {
        name: getattr(options, name)
        for name in ("email", "wechat", "level", "owner", "source", "industry", "note")
    }
    address = (AddressRecord(city=options.city),) if options.city else ()
    record = CustomerRecord(options.name, phones=tuple(phones), addresses=address, **plain)
    with session.unit(Op.ADD_CUSTOMER, {"name": options.name}):
        customer_id = save_customer(session, record)
        if options.contact:
            save_contact(session, ContactRecord(options.contact, customer_id=customer_id))
    (values,) = iter_customers(session, [customer_id])
    return values


def _add_interaction(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    customer_id = find_customer(session, options.customer)
    at = options.date.isoformat() if options.date else None
    record = InteractionRecord(
        customer_id,
        options.content,
        options.kind,
        at=at,
        satisfaction=options.satisfaction,
        outcome=options.outcome,
    )
    return record_values(
        interactions.get_interaction(session, interactions.save_interaction(session, record))
    )


def _add_follow_up(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    customer_id = find_customer(session, options.customer)
    due, due_time, _rest = _read_when(session, options.due)
    record = FollowUpRecord(customer_id, options.title, due, due_time, staff=options.staff)
    return record_values(
        follow_ups.get_follow_up(session, follow_ups.save_follow_up(session, record))
    )


def _add_deal(session: Session, options: argparse.Namespace) -> dict[str, Any]:
    customer_id = find_customer(session, options.customer)
    amount = parse_money(options.amount)
    if amount is None:
        raise UserError(_("“%(text)s” is not an amount.") % {"text": options.amount})
    stage = deals.find_stage(session, options.stage) if options.stage else None
    close: date | None = options.expected_close
    record = DealRecord(
        customer_id,
        options.title,
        amount,
        stage_id=stage,
        expected_close=close.isoformat() if close else None,
    )
    deal_id = deals.save_deal(session, record)
    pairs = deals.list_of_customer(session, customer_id)
    return next(deal_values(deal, stage) for deal, stage in pairs if deal.id == deal_id)


def _read_phones(text: str) -> list[Phone]:
    phones = parse_phones(text)
    if text.strip() and not phones:
        raise UserError(_("“%(text)s” is not a phone number.") % {"text": text})
    return phones


def _read_when(session: Session, text: str) -> tuple[str, str, str]:
    when = parse_when(text, session.clock.today())
    if when is None:
        raise UserError(_("“%(text)s” is not a date.") % {"text": text})
    return when.date.isoformat(), when.time.strftime("%H:%M") if when.time else "", when.rest
