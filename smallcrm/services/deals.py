"""Deals and the pipeline: the board, moving through stages, forecast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import JOIN, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Competitor, Customer, Deal, FollowUp, Staff, Stage, StageHistory
from smallcrm.services.customers import make_active, name_of
from smallcrm.services.lookups import ensure
from smallcrm.services.names import read_names
from smallcrm.services.records import DealRecord
from smallcrm.services.validation import FieldError, require
from smallcrm.services.vocabulary import stage_words
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

DAYS_SHOWN_WHEN_CLOSED = 30
Step = tuple[str | None, str, str]  # due, time of day, title
NO_STEP: Step = (None, "", "")


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A stage of the pipeline; `name` in the user's language. `kind` is open, won or lost."""

    id: int
    name: str
    kind: str
    probability: int
    stale_days: int | None


@dataclass(frozen=True, slots=True)
class Card:
    """A deal on the board.

    `age` is days in its stage; `stale` when that is too long with no next step planned.
    """

    id: int
    customer_id: int
    customer: str
    title: str
    amount: int
    stage_id: int
    age: int
    owner: str
    expected_close: str | None
    next_due: str | None
    next_time: str
    next_title: str
    stale: bool
    lost_reason: str = ""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A stage with its cards and their sum in minor units."""

    stage: StageRecord
    cards: tuple[Card, ...]

    @property
    def amount(self) -> int:
        """The sum of the cards."""
        return sum(card.amount for card in self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """The pipeline. Amounts in minor units; `weighted` by each stage's probability."""

    columns: tuple[BoardColumn, ...]
    open_amount: int
    weighted: int
    weighted_quarter: int
    stale: int


def list_stages(session: Session) -> list[StageRecord]:
    """The stages in order."""
    stages = list(Stage.select().order_by(Stage.position, Stage.id))
    return [
        StageRecord(s.id, stage_words(s.key, s.name), s.kind, s.probability, s.stale_days)
        for s in stages
    ]


def get_board(session: Session, owner: str = "") -> Board:
    """The board: open deals, and those won or lost within the last 30 days."""
    stages = list_stages(session)
    kinds = {stage.id: stage for stage in stages}
    cards = _list_cards(session, kinds, owner)
    columns = tuple(BoardColumn(s, tuple(c for c in cards if c.stage_id == s.id)) for s in stages)
    opened = [card for card in cards if kinds[card.stage_id].kind == "open"]
    quarter = _quarter_end(session.clock.today())
    soon = [card for card in opened if card.expected_close and card.expected_close <= quarter]
    return Board(
        columns=columns,
        open_amount=sum(card.amount for card in opened),
        weighted=_weighted(opened, kinds),
        weighted_quarter=_weighted(soon, kinds),
        stale=sum(card.stale for card in opened),
    )


def list_of_customer(session: Session, customer_id: int) -> list[tuple[DealRecord, StageRecord]]:
    """A customer's deals with their stage, open ones first, newest first."""
    query = Deal.select().where(Deal.customer == customer_id)
    deals = list(query.order_by(Deal.closed.is_null(False), Deal.opened.desc(), Deal.id.desc()))
    stages = {stage.id: stage for stage in list_stages(session)} if deals else {}
    records = _records(deals)
    return [(record, stages[deal.stage_id]) for deal, record in zip(deals, records, strict=True)]


def get_deal(session: Session, deal_id: int) -> DealRecord:
    """One deal. UserError when it is gone."""
    return _records([_get(deal_id)])[0]


def save_deal(session: Session, record: DealRecord) -> int:
    """Add a deal (id None, in the first stage unless told) or change one; returns the id."""
    title = require("title", record.title, _("A deal needs a title."))
    customer = name_of(record.customer_id)
    if not customer:
        raise FieldError("customer", _("Choose a customer."))
    if record.amount < 0:
        raise FieldError("amount", _("The amount cannot be negative."))
    values: dict[str, Any] = {
        "customer": record.customer_id,
        "contact": record.contact_id,
        "title": title,
        "amount": record.amount,
        "expected_close": record.expected_close,
        "lost_reason": record.lost_reason,
        "note": record.note,
    }
    op = Op.ADD_DEAL if record.id is None else Op.EDIT_DEAL
    with session.unit(op, {"name": f"{customer} {title}"}):
        values["owner"] = ensure(Staff, record.owner) or _owner(session, record)
        values["competitor"] = ensure(Competitor, record.competitor)
        stage = _stage(record.stage_id)
        if record.id is None:
            opened = record.opened or session.today
            closed = None if stage.kind == "open" else record.closed or session.today
            deal = Deal.create(stage=stage.id, opened=opened, closed=closed, **values)
            StageHistory.create(deal=deal.id, stage=stage.id, entered=opened, amount=record.amount)
            if stage.kind == "won":
                make_active(record.customer_id)
            return int(deal.id)
        Deal.update(**values).where(Deal.id == record.id).execute()
        if record.stage_id is not None:
            move_deal(session, record.id, record.stage_id, lost_reason=record.lost_reason)
        return record.id


def move_deal(
    session: Session, deal_id: int, stage_id: int, *, lost_reason: str = "", competitor: str = ""
) -> None:
    """Move a deal to a stage; entering won or lost closes it today, leaving them opens it again."""
    deal, stage = _get(deal_id), _stage(stage_id)
    if deal.stage_id == stage.id:
        return
    with session.unit(Op.MOVE_DEAL, {"name": f"{name_of(deal.customer_id)} {deal.title}"}):
        values: dict[str, Any] = {
            "stage": stage.id,
            "closed": None if stage.kind == "open" else session.today,
        }
        values["lost_reason"] = lost_reason if stage.kind == "lost" else ""
        if competitor:
            values["competitor"] = ensure(Competitor, competitor)
        Deal.update(**values).where(Deal.id == deal_id).execute()
        StageHistory.create(deal=deal_id, stage=stage.id, entered=session.today, amount=deal.amount)
        if stage.kind == "won":
            make_active(deal.customer_id)


def delete_deal(session: Session, deal_id: int) -> None:
    """Delete a deal."""
    deal = _get(deal_id)
    with session.unit(Op.DELETE_DEAL, {"name": f"{name_of(deal.customer_id)} {deal.title}"}):
        Deal.delete().where(Deal.id == deal_id).execute()


def list_lost_reasons(session: Session) -> list[str]:
    """Reasons given before, most frequent first."""
    query = Deal.select(Deal.lost_reason).where(Deal.lost_reason != "").group_by(Deal.lost_reason)
    return [row[0] for row in list(query.order_by(fn.COUNT(Deal.id).desc()).limit(20).tuples())]


def find_stage(session: Session, name: str) -> int:
    """The stage with this name or key. UserError naming the stages when there is none."""
    stages = list(Stage.select())
    for stage in stages:
        if name.strip().lower() in (stage.key, stage_words(stage.key, stage.name).lower()):
            return int(stage.id)
    names = ", ".join(stage_words(s.key, s.name) for s in stages)
    raise UserError(
        _("There is no stage “%(name)s”. Stages: %(names)s") % {"name": name, "names": names}
    )


def _list_cards(session: Session, stages: dict[int, StageRecord], owner: str) -> list[Card]:
    today = session.clock.today()
    entered = (
        StageHistory.select(fn.MAX(StageHistory.entered))
        .where((StageHistory.deal == Deal.id) & (StageHistory.stage == Deal.stage))
        .alias("entered")
    )
    query = (
        Deal.select(
            Deal.id,
            Customer.id,
            Customer.name,
            Deal.title,
            Deal.amount,
            Deal.stage,
            Deal.opened,
            Deal.expected_close,
            Deal.closed,
            Deal.lost_reason,
            Staff.name,
            entered,
        )
        .join(Customer)
        .switch(Deal)
        .join(Staff, JOIN.LEFT_OUTER, on=(Deal.owner == Staff.id))
        .order_by(Deal.amount.desc(), Deal.id)
    )
    if owner:
        query = query.where(Staff.name == owner)
    since = date.fromordinal(today.toordinal() - DAYS_SHOWN_WHEN_CLOSED).isoformat()
    query = query.where(Deal.closed.is_null() | (Deal.closed >= since))
    steps = _next_steps()
    return [_card(row, steps.get(row[0], NO_STEP), stages, today) for row in list(query.tuples())]


def _next_steps() -> dict[int, Step]:
    """The earliest open follow-up of each deal that has one.

    One query for all: as a subquery of each deal it takes the index by date and reads far too much.
    """
    query = FollowUp.select(FollowUp.deal, FollowUp.due, FollowUp.due_time, FollowUp.title).where(
        (FollowUp.state == "open") & FollowUp.deal.is_null(False)
    )
    latest_first = query.order_by(FollowUp.due.desc(), FollowUp.due_time.desc(), FollowUp.id.desc())
    return {row[0]: row[1:] for row in list(latest_first.tuples())}


def _card(row: tuple[Any, ...], step: Step, stages: dict[int, StageRecord], today: date) -> Card:
    (
        id,
        customer_id,
        customer,
        title,
        amount,
        stage_id,
        opened,
        expected,
        _closed,
        reason,
        owner,
        entered,
    ) = row
    due, due_time, next_title = step
    stage = stages[stage_id]
    age = max(0, (today - date.fromisoformat((entered or opened)[:10])).days)
    stale = (
        stage.kind == "open"
        and stage.stale_days is not None
        and age > stage.stale_days
        and due is None
    )
    return Card(
        id=id,
        customer_id=customer_id,
        customer=customer,
        title=title,
        amount=amount,
        stage_id=stage_id,
        age=age,
        owner=owner or "",
        expected_close=expected,
        next_due=due,
        next_time=due_time,
        next_title=next_title,
        stale=stale,
        lost_reason=reason,
    )


def _weighted(cards: list[Card], stages: dict[int, StageRecord]) -> int:
    return sum(card.amount * stages[card.stage_id].probability for card in cards) // 100


def _quarter_end(today: date) -> str:
    month = (today.month - 1) // 3 * 3 + 3
    return f"{today.year}-{month:02}-31"


def _records(deals: Sequence[Deal]) -> list[DealRecord]:
    owners, competitors, customers = read_names(
        (Staff, [deal.owner_id for deal in deals]),
        (Competitor, [deal.competitor_id for deal in deals]),
        (Customer, [deal.customer_id for deal in deals]),
    )
    return [
        DealRecord(
            customer_id=deal.customer_id,
            title=deal.title,
            amount=deal.amount,
            id=deal.id,
            stage_id=deal.stage_id,
            contact_id=deal.contact_id,
            owner=owners.get(deal.owner_id, ""),
            competitor=competitors.get(deal.competitor_id, ""),
            expected_close=deal.expected_close,
            opened=deal.opened,
            closed=deal.closed,
            lost_reason=deal.lost_reason,
            note=deal.note,
            customer=customers.get(deal.customer_id, ""),
        )
        for deal in deals
    ]


def _get(deal_id: int) -> Deal:
    found = Deal.get_or_none(Deal.id == deal_id)
    if found is None:
        raise UserError(_("This deal is no longer there."))
    return found


def _stage(stage_id: int | None) -> Stage:
    query = Stage.select().order_by(Stage.position, Stage.id)
    found = list(query.where(Stage.id == stage_id) if stage_id is not None else query.limit(1))
    if not found:
        raise UserError(_("This stage is no longer there."))
    return found[0]


def _owner(session: Session, record: DealRecord) -> int | None:
    found = Customer.get_or_none(Customer.id == record.customer_id)
    return found.owner_id if found and found.owner_id else session.settings.staff_id
