"""Touch points: where facts about customers are recorded, by whom, in which form, what is asked."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from smallcrm.core.i18n import N_, _
from smallcrm.storage.completeness import KNOWN
from smallcrm.storage.database import rows
from smallcrm.storage.session import Session

# What may be required of a record itself; beside these the facts of a customer.
REQUIRED_OF_RECORD: dict[str, str] = {
    "contact_id": N_("Whom you spoke with"),
    "outcome": N_("Outcome"),
    "satisfaction": N_("Satisfaction"),
    "feedback": N_("Feedback"),
    "next_step": N_("Next step"),
}
# The forms beside the log box that may ask for what a point requires.
FORMS: dict[str, str] = {
    "deal": N_("Deal"),
    "order": N_("Order"),
    "receipt": N_("Receipt"),
}
# The facts of a customer that are asked for at a point, if they are not known yet.
ASKABLE = tuple(key for key in KNOWN if key not in ("level", "owner", "service"))


@dataclass(frozen=True, slots=True)
class TouchPoint:
    """A place where customers and we meet.

    `kind` is the kind of contact it mostly is; `records`, `who` and `form` say in the company's
    words what is recorded there, by whom and in which form; `required` holds keys of
    REQUIRED_OF_RECORD and of a customer's facts. `forms` holds keys of FORMS: new records there
    ask for it too.
    """

    key: str
    name: str
    kind: str = "call"
    records: str = ""
    who: str = ""
    form: str = ""
    required: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointCount:
    """How much was recorded at a point since a day: records, and feedback given there."""

    key: str
    records: int
    feedback: int


_LOG = N_("Log box (Ctrl+L)")
_FIRST = (
    TouchPoint(
        "fair",
        N_("Fair"),
        "event",
        N_("Who came, what they look for, where they buy now"),
        N_("Stand team"),
        N_("Log box, card photographed"),
        ("contact_id", "mobile", "industry", "source"),
    ),
    TouchPoint(
        "call", N_("Call"), "call", N_("What was said and agreed"), N_("Sales"), _LOG, ("outcome",)
    ),
    TouchPoint(
        "visit",
        N_("Visit"),
        "visit",
        N_("Who decides, needs, competitors in use"),
        N_("Sales"),
        _LOG,
        ("contact_id", "next_step", "title"),
    ),
    TouchPoint(
        "delivery",
        N_("Delivery"),
        "service",
        N_("Received complete, first impression"),
        N_("Driver, warehouse"),
        _LOG,
        ("satisfaction",),
    ),
    TouchPoint(
        "repair",
        N_("Repair"),
        "service",
        N_("Machine, cause, wishes"),
        N_("Service"),
        _LOG,
        ("satisfaction",),
    ),
    TouchPoint(
        "complaint",
        N_("Complaint"),
        "service",
        N_("What went wrong, what was promised"),
        N_("Whoever hears it"),
        _LOG,
        ("contact_id", "feedback", "next_step"),
    ),
    TouchPoint(
        "dealer",
        N_("Dealer"),
        "call",
        N_("What end customers say, stock, prices"),
        N_("Sales"),
        _LOG,
        ("feedback",),
    ),
)


def list_points(session: Session) -> list[TouchPoint]:
    """The touch points, in the users' order; at first those the program comes with."""
    kept = session.settings.get("touch_points")
    if not kept:
        return [
            replace(one, name=_(one.name), records=_(one.records), who=_(one.who), form=_(one.form))
            for one in _FIRST
        ]
    try:
        return [_read(one) for one in json.loads(kept)]
    except (KeyError, TypeError, ValueError):
        return []  # edited by hand


def save_points(session: Session, points: Sequence[TouchPoint]) -> None:
    """Keep the touch points; those without a name are dropped."""
    kept = [
        {
            "key": one.key,
            "name": one.name.strip(),
            "kind": one.kind,
            "records": one.records.strip(),
            "who": one.who.strip(),
            "form": one.form.strip(),
            "required": list(one.required),
            "forms": list(one.forms),
        }
        for one in points
        if one.name.strip()
    ]
    session.settings.set("touch_points", json.dumps(kept, ensure_ascii=False))


def new_key(points: Sequence[TouchPoint]) -> str:
    """A key for one more touch point: never that of another, so that counts stay apart."""
    taken = {one.key for one in points}
    return next(key for n in range(1, len(taken) + 2) if (key := f"own{n}") not in taken)


def point_for(points: Sequence[TouchPoint], kind: str) -> str:
    """The key of the first point that a kind of contact belongs to, or ""."""
    return next((one.key for one in points if one.kind == kind), "")


def points_of_form(points: Sequence[TouchPoint], form: str) -> list[TouchPoint]:
    """The points whose requirements a form (a key of FORMS) asks for."""
    return [one for one in points if form in one.forms]


def missing_at(point: TouchPoint, given: Sequence[str]) -> list[str]:
    """What the point requires of a record and was not given: keys of REQUIRED_OF_RECORD."""
    return [key for key in point.required if key in REQUIRED_OF_RECORD and key not in given]


def asked_at(point: TouchPoint, missing: Sequence[str]) -> str:
    """The first fact of a customer that the point asks for and that is missing, or ""."""
    return next((key for key in point.required if key in missing), "")


def count_points(session: Session, since: str) -> dict[str, PointCount]:
    """What was recorded at each point since a day (ISO text), by the point's key."""
    query = (
        "SELECT i.touch_point, count(*), sum((SELECT count(*) FROM feedback"
        " WHERE interaction_id = i.id)) FROM interaction i"
        " WHERE i.at >= ? AND i.touch_point <> '' GROUP BY i.touch_point"
    )
    found = rows(session.connection, query, (since,))
    return {key: PointCount(key, records, feedback) for key, records, feedback in found}


def _read(kept: dict[str, object]) -> TouchPoint:
    required, forms = kept.get("required"), kept.get("forms")
    return TouchPoint(
        key=str(kept["key"]),
        name=str(kept["name"]),
        kind=str(kept.get("kind") or "call"),
        records=str(kept.get("records") or ""),
        who=str(kept.get("who") or ""),
        form=str(kept.get("form") or ""),
        required=tuple(str(key) for key in required) if isinstance(required, list) else (),
        forms=tuple(key for key in forms if key in FORMS) if isinstance(forms, list) else (),
    )
