"""A desk to work at in tests: a context over a data file, customers, time for queued signals."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QCoreApplication

from smallcrm.services.customers import save_customer
from smallcrm.services.deals import Card, get_board, list_stages, save_deal
from smallcrm.services.records import CustomerRecord, DealRecord
from smallcrm.storage.datafile import DataFile
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.hub import Hub
from smallcrm.ui.jobs import InlineReader, Runner
from smallcrm.ui.memory import Memory


def make_context(datafile: DataFile, session: Session) -> Context:
    """Return what pages are given, with reading and jobs done at once."""

    @contextmanager
    def factory() -> Iterator[Session]:
        yield session

    hub = Hub()
    hub.follow(datafile.subscribe)
    return Context(session, hub, Runner(factory), InlineReader(session), Memory())


def settle() -> None:
    """Let queued signals arrive and deferred deletions happen."""
    for _round in range(3):
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()


def add_customer(session: Session, name: str = "Alder Works", **more) -> int:
    """Add a customer and return its id."""
    return save_customer(session, CustomerRecord(name, **more))


def add_deal(
    session: Session, customer_id: int, title: str = "Press", stage: str = "lead", **more
) -> int:
    """Add a deal in a stage (by its kind or place: lead, needs, quote, negotiation, won, lost)."""
    return save_deal(
        session, DealRecord(customer_id, title, stage_id=stage_id(session, stage), **more)
    )


def stage_id(session: Session, key: str) -> int:
    """Return the id of a stage by its key."""
    place = ("lead", "needs", "quote", "negotiation", "won", "lost").index(key)
    return list_stages(session)[place].id


def card_of(session: Session, deal_id: int) -> Card:
    """Return a deal's card on the board."""
    cards = [card for column in get_board(session).columns for card in column.cards]
    return next(card for card in cards if card.id == deal_id)
