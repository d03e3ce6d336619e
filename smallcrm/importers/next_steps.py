"""What a row says is to be done next: on which day, by whom, and what."""

import re
from collections.abc import MutableMapping, Sequence
from datetime import date

from smallcrm.core.i18n import _
from smallcrm.importers.rows import RowRecord

NEXT_DAY, NEXT_STEP = "customer.next_follow_up", "customer.next_step"
_LONGEST = 40  # signs of a title
_CLAUSE = re.compile(r"[\n。；;！!？?]|\.\s")
_PAUSE = re.compile(r"[，,、：:\s]")
_STAFF = ("interaction.staff", "deal.owner", "order.staff")


class NextStep(date):
    """The day of a follow-up, with who takes it and what is to be done as far as the row says."""

    staff: str = ""
    title: str = ""


def take_next_step(
    values: MutableMapping[str, object], records: Sequence[RowRecord], notes: Sequence[str]
) -> str:
    """Let the day of a row's next follow-up know who takes it and what it is.

    Returns the next step of a row without a day, which is to be kept elsewhere; else "".
    """
    plan = str(values.pop(NEXT_STEP, None) or "")
    day = values.get(NEXT_DAY)
    if not isinstance(day, date):
        return plan
    step = NextStep(day.year, day.month, day.day)
    step.staff = _first(records, _STAFF) or str(values.get("customer.owner") or "")
    step.title = _cut(plan) or _after(_first(records, ("interaction.subject",)))
    step.title = step.title or _after(_first(records, ("interaction.content",)))
    step.title = step.title or _after(next(iter(notes), ""))
    values[NEXT_DAY] = step
    return ""


def _first(records: Sequence[RowRecord], fields: Sequence[str]) -> str:
    found = (str(one.values.get(field) or "") for field in fields for one in reversed(records))
    return next(filter(None, found), "")


def _after(text: str) -> str:
    """A title from what was talked about last."""
    said = _cut(text)
    return _("Follow up: %(text)s") % {"text": said} if said else ""


def _cut(text: str) -> str:
    """The first sentence of a text; a long one up to its last pause that fits."""
    said = next(filter(None, map(str.strip, _CLAUSE.split(text))), "")
    if len(said) <= _LONGEST:
        return said
    pauses = [match.start() for match in _PAUSE.finditer(said[:_LONGEST])]
    end = pauses[-1] if pauses and pauses[-1] >= _LONGEST // 3 else _LONGEST - 1
    return said[:end] + "…"
