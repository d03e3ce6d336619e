"""What was looked at and is not the same customer: remembered, listed, and taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from smallcrm.core.i18n import N_, _
from smallcrm.importers.doubts import why
from smallcrm.models import Customer, NotSame
from smallcrm.storage.database import fetch_rows
from smallcrm.storage.session import Session

MOST = 1000
_SHARED = "duplicates_shared"


@dataclass(frozen=True, slots=True)
class SetAside:
    """Two customers that were said not to be the same, or (`key`) a sign that many share."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    at: str = ""
    key: str = ""


def mark_not_same(session: Session, ids: Sequence[int], key: str = "") -> None:
    """Remember that these are not the same customer: every pair, or (`key`) the sign they share."""
    if key:
        _keep_shared(session, sorted({*shared_signs(session), key}))
        return
    at = session.now
    pairs = combinations(sorted(set(ids)), 2)
    marks = [{"first": first, "second": second, "at": at} for first, second in pairs]
    with session.keeping():
        NotSame.insert_many(marks).on_conflict_ignore().execute()


def unmark_not_same(session: Session, aside: SetAside) -> None:
    """Let them be found again."""
    if aside.key:
        kept = [key for key in shared_signs(session) if key != aside.key]
        _keep_shared(session, kept)
        return
    first, second = sorted(aside.ids)
    with session.keeping():
        NotSame.delete().where((NotSame.first == first) & (NotSame.second == second)).execute()


def list_set_aside(session: Session, limit: int = MOST) -> list[SetAside]:
    """What was said not to be the same, newest first; customers that are gone are left out."""
    other = Customer.alias()
    query = (
        NotSame.select(NotSame.first, NotSame.second, NotSame.at, Customer.name, other.name)
        .join(Customer, on=(Customer.id == NotSame.first))
        .switch(NotSame)
        .join(other, on=(other.id == NotSame.second))
        .order_by(NotSame.at.desc(), NotSame.first, NotSame.second)
        .limit(limit)
    )
    shared = [
        SetAside((), (reason_words(*key.split(":", 1)),), key=key) for key in shared_signs(session)
    ]
    pairs = [SetAside((a, b), (one, two), at) for a, b, at, one, two in fetch_rows(query)]
    return [*shared, *pairs]


def shared_signs(session: Session) -> list[str]:
    """The signs ("phone:05745550101") that were said to be shared by several customers."""
    found: list[str] = json.loads(session.settings.get(_SHARED))
    return found


def pairs_apart(session: Session) -> set[tuple[int, int]]:
    """All pairs that were said not to be the same, the smaller id first."""
    return {(a, b) for a, b in fetch_rows(NotSame.select(NotSame.first, NotSame.second))}


def reason_words(kind: str, value: str = "") -> str:
    """Why two customers may be one, in the user's language."""
    if kind in ("phone", "wechat", "email"):
        return why(f"same_{kind}", value)
    if kind == "switchboard":
        return why("same_phone", value)
    if kind == "tax_number":
        return _("tax number %(number)s") % {"number": value}
    if kind == "branch":
        return why("branch")
    texts = {
        "name": N_("same name"),
        "other_city": N_("same name, another city"),
        "person": N_("same name"),
        "similar_city": N_("similar name, same city"),
        "similar": N_("similar name"),
        "other_tax": N_("another tax number"),
    }
    return _(texts[kind])


def _keep_shared(session: Session, keys: Sequence[str]) -> None:
    session.settings.set(_SHARED, json.dumps(keys, ensure_ascii=False))
