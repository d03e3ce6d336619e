"""When a customer becomes active, dormant or lost: rules in the settings, and what they propose.

Nothing is changed by itself: the proposals are taken, or left for a while, by somebody.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from smallcrm.core.dates import format_date
from smallcrm.core.i18n import _, current, ngettext
from smallcrm.models import Customer
from smallcrm.services.customers import name_of
from smallcrm.services.vocabulary import STATUSES, word
from smallcrm.storage.buying import Buying, days_to_first_answer, list_buying, status_since
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

RULES, LEFT = "lifecycle_rules", "lifecycle_left"
LEFT_DAYS = 90  # a proposal that was left comes again after so long


@dataclass(frozen=True, slots=True)
class LifecycleRules:
    """The rules. Days are counted from the last order or, where there is none, the last contact.

    `own_interval` lets a customer that bought on three days or more be dormant after so many
    per cent of its own usual interval instead of `dormant_days`; 0 leaves that out.
    """

    active: bool = True
    dormant: bool = True
    dormant_days: int = 180
    own_interval: int = 200
    lost: bool = True
    lost_days: int = 540


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule proposes for a customer, with the reason in words; `since` is ISO text."""

    customer_id: int
    name: str
    before: str
    after: str
    why: str
    since: str

    @property
    def words(self) -> str:
        """The change: "Active → Dormant"."""
        return f"{word(STATUSES, self.before)} → {word(STATUSES, self.after)}"


def read_rules(session: Session) -> LifecycleRules:
    """The rules of this file."""
    known = {field.name for field in fields(LifecycleRules)}
    kept = _read_json(session, RULES)
    return LifecycleRules(**{key: value for key, value in kept.items() if key in known})


def save_rules(session: Session, rules: LifecycleRules) -> None:
    """Keep the rules (not undoable, as all settings)."""
    session.settings.set(RULES, json.dumps(asdict(rules)))


def list_proposals(session: Session) -> list[Proposal]:
    """What the rules propose today, the largest step first, then by name.

    Goes through all customers: not for the window's thread.
    """
    rules, today = read_rules(session), session.clock.today()
    left = _read_json(session, LEFT)
    found = []
    for one in list_buying(session.connection):
        proposal = _judge(rules, today, one)
        if proposal is None or _was_decided(session, proposal):
            continue
        kept = left.get(str(proposal.customer_id))
        if kept and kept[0] == proposal.after and kept[1] > today.isoformat():
            continue
        found.append(proposal)
    order = ("active", "lost", "dormant")
    found.sort(key=lambda one: (order.index(one.after), one.name))
    return found


def take_proposals(session: Session, proposals: Sequence[Proposal]) -> int:
    """Give customers the proposed life-cycle stages, in one step; returns how many."""
    if not proposals:
        return 0
    n = len(proposals)
    name = ngettext("%(n)d customer", "%(n)d customers", n) % {"n": n}
    name = name_of(proposals[0].customer_id) if n == 1 else name
    changed = 0
    with session.unit(Op.CHANGE_STATUS, {"name": name}):
        for after in dict.fromkeys(one.after for one in proposals):
            ids = [one.customer_id for one in proposals if one.after == after]
            for start in range(0, len(ids), 500):
                part = Customer.id << ids[start : start + 500]
                changed += int(Customer.update(status=after).where(part).execute())
    return changed


def leave_proposals(session: Session, proposals: Sequence[Proposal]) -> None:
    """Do not propose this again for a while."""
    today = session.clock.today()
    left = {
        key: kept for key, kept in _read_json(session, LEFT).items() if kept[1] > today.isoformat()
    }
    until = (today + timedelta(days=LEFT_DAYS)).isoformat()
    left |= {str(one.customer_id): (one.after, until) for one in proposals}
    session.settings.set(LEFT, json.dumps(left))


def judge_lead(session: Session, customer_id: int, *, fits: bool, reason: str = "") -> None:
    """Say whether a lead fits: it becomes a prospect, or is lost for a reason. One step."""
    values = {
        "status": "prospect" if fits else "lost",
        "lead_verdict": "fits" if fits else "unfit",
        "lead_reason": "" if fits else reason.strip(),
    }
    with session.unit(Op.JUDGE_LEAD, {"name": name_of(customer_id)}):
        Customer.update(**values).where(Customer.id == customer_id).execute()


def first_answer(session: Session, customer_id: int) -> int | None:
    """After how many days a customer was first contacted; None while it was not."""
    return days_to_first_answer(session.connection, customer_id)


def _was_decided(session: Session, proposal: Proposal) -> bool:
    """Whether somebody called a customer dormant or lost after the order that speaks against it."""
    if proposal.after != "active" or proposal.before not in ("dormant", "lost"):
        return False
    day = status_since(session.connection, proposal.customer_id, proposal.before)
    return day is not None and day > proposal.since


def _judge(rules: LifecycleRules, today: date, one: Buying) -> Proposal | None:
    bought = date.fromisoformat(one.last) if one.last else None
    if bought is not None:
        since, limit = (today - bought).days, _limit(rules, one)
        if one.status != "active" and rules.active and since < limit:
            day = format_date(bought, current().language, "medium")
            return _propose(one, "active", _("bought on %(date)s") % {"date": day}, str(one.last))
        if one.status == "active" and rules.dormant and since > limit:
            why = _days_words(since) + _interval_words(rules, one)
            return _propose(one, "dormant", why, str(one.last))
    if one.status == "dormant" and rules.lost:
        seen = max(day[:10] for day in (one.last, one.last_contact, one.created) if day)
        quiet = (today - date.fromisoformat(seen)).days
        if quiet > rules.lost_days:
            why = _("neither order nor contact for %(n)d days") % {"n": quiet}
            return _propose(one, "lost", why, seen)
    return None


def _propose(one: Buying, after: str, why: str, since: str) -> Proposal:
    return Proposal(one.customer_id, one.name, one.status, after, why, since)


def _limit(rules: LifecycleRules, one: Buying) -> int:
    """After how many days without an order a customer counts as dormant."""
    interval = _interval(one)
    if rules.own_interval and interval is not None:
        return max(30, round(interval * rules.own_interval / 100))
    return rules.dormant_days


def _interval(one: Buying) -> float | None:
    """The usual days between orders; None for fewer than three days of orders."""
    if one.days < 3 or not one.first or not one.last:
        return None
    span = date.fromisoformat(one.last) - date.fromisoformat(one.first)
    return span.days / (one.days - 1)


def _days_words(days: int) -> str:
    return ngettext("no order for %(n)d day", "no order for %(n)d days", days) % {"n": days}


def _interval_words(rules: LifecycleRules, one: Buying) -> str:
    interval = _interval(one)
    if not rules.own_interval or interval is None:
        return ""
    return _("; usually every %(n)d days") % {"n": round(interval)}


def _read_json(session: Session, key: str) -> dict[str, Any]:
    found = json.loads(session.settings.get(key) or "{}")
    return found if isinstance(found, dict) else {}
