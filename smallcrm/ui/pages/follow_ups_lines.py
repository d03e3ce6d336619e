"""What the Follow-ups page shows: groups of follow-ups as lines of one list."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from smallcrm.core.dates import (
    date_words,
    format_date,
    format_time,
    month_words,
    overdue_words,
    within,
)
from smallcrm.core.i18n import _, current, pgettext
from smallcrm.services.decisions import DecisionRecord
from smallcrm.services.follow_up_words import TELLING, explain, icon_of, reason
from smallcrm.services.follow_ups import DueGroups, WithoutNextStep
from smallcrm.services.records import FollowUpRecord
from smallcrm.services.vocabulary import STATUSES, level_words, word

FOLDING = ("later", "without")
USUALLY_FOLDED = ("later",)

Key = tuple[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list; kind is head, item, calm (a sentence) or more (what is not shown).

    A head's text is its title; an item's is the bold customer. `first` and `last` tell where an
    item stands in its card, `folded` whether a head hides its items (None: it never does).
    """

    kind: str
    key: Key
    text: str
    group: str = ""
    detail: str = ""
    icon: str = ""
    tone: str = ""
    count: int = 0
    folded: bool | None = None
    chip: str = ""
    chip_tone: str = ""
    time: str = ""
    staff: str = ""
    tooltip: str = ""
    first: bool = False
    last: bool = False
    record: FollowUpRecord | WithoutNextStep | DecisionRecord | None = None


def make_lines(
    groups: DueGroups, today: date, folded: Collection[str], *, show_staff: bool = False
) -> list[Line]:
    """Return the lines of the page, most urgent first; groups named in `folded` show their head.

    show_staff writes whose each follow-up is.
    """

    def item(record: FollowUpRecord) -> Line:
        return follow_up_line(record, today, show_staff)

    lines = _group("overdue", _("Overdue"), "bad", groups.overdue, item, groups.overdue_count)
    lines += _group("today", _("Today"), "", groups.today, item, groups.today_count)
    lines += _group(
        "decided",
        pgettext("follow-ups", "Decided"),
        "",
        groups.decided,
        lambda one: decision_line(one, today, show_staff),
        len(groups.decided),
    )
    if not (groups.today or groups.decided) and (
        lines or groups.tomorrow or groups.this_week or groups.later or groups.without
    ):
        lines += _calm(groups, today)
    lines += _group("tomorrow", _("Tomorrow"), "", groups.tomorrow, item, groups.tomorrow_count)
    lines += _group("this_week", _("This week"), "", groups.this_week, item, groups.this_week_count)
    lines += _group(
        "later",
        pgettext("follow-ups", "Later"),
        "",
        groups.later,
        item,
        groups.later_count,
        folded="later" in folded,
    )
    lines += _group(
        "without",
        _("No next step"),
        "warn",
        groups.without,
        lambda one: _without_line(one, today),
        groups.without_count,
        folded="without" in folded,
    )
    return lines


def _calm(groups: DueGroups, today: date) -> list[Line]:
    if groups.overdue:
        text, icon, tone = _("Nothing planned for today."), "calendar-check", "muted"
    elif groups.done_today:
        text, icon, tone = _("All done for today."), "circle-check", "ok"
    else:
        text, icon, tone = _("Nothing due today."), "circle-check", "ok"
    ahead = (*groups.tomorrow, *groups.this_week, *groups.later)
    detail = ""
    if ahead:
        words = date_words(_day(ahead[0].due), today, current().language)
        detail = _("Next: %(when)s, %(customer)s") % {"when": words, "customer": ahead[0].customer}
    head = Line("head", ("head", "today"), _("Today"), "today")
    line = Line("calm", ("calm", ""), text, "today", detail, icon, tone, first=True, last=True)
    return [head, line]


def _group(
    key: str,
    title: str,
    tone: str,
    records: Iterable[Any],
    item: Callable[[Any], Line],
    count: int,
    *,
    folded: bool | None = None,
) -> list[Line]:
    items = [item(record) for record in records]
    if not items:
        return []
    head = Line("head", ("head", key), title, key, tone=tone, count=count, folded=folded)
    if folded:
        return [head]
    if count > len(items):
        text = _("%(n)d more: work through these first") % {"n": count - len(items)}
        if key == "without":
            text = _("%(n)d more: show them under Customers") % {"n": count - len(items)}
        items.append(Line("more", ("more", key), text, key, icon="ellipsis"))
    return [head, *(_placed(one, at, len(items), key) for at, one in enumerate(items))]


def _placed(line: Line, at: int, count: int, group: str) -> Line:
    return replace(line, group=group, first=at == 0, last=at == count - 1)


def follow_up_line(record: FollowUpRecord, today: date, show_staff: bool) -> Line:
    """Return the line of a follow-up."""
    language = current().language
    day = _day(record.due)
    clock = time.fromisoformat(record.due_time) if record.due_time else None
    why = reason(record)
    customer = record.customer
    if record.contact_id is not None and record.contact:
        customer = f"{customer} · {record.contact}"
    exact = format_date(day, language, "long")
    why_now = explain(record, today)
    at = f"{exact} {format_time(clock)}" if clock else exact
    parts = [record.title, why_now, at, record.staff]
    says_it = record.repeat or record.rule in TELLING
    return Line(
        "item",
        ("follow_up", record.id),
        customer,
        detail=f"{record.title} · {why_now}" if why_now and says_it else record.title,
        icon=icon_of(record),
        tone="bad" if day < today else "",
        chip=why.text,
        chip_tone=why.tone,
        time=_time_words(day, clock, today, language),
        staff=record.staff if show_staff else "",
        tooltip="\n".join(part for part in (*parts, record.note) if part),
        record=record,
    )


def decision_line(record: DecisionRecord, today: date, show_staff: bool) -> Line:
    """Return the line of what was decided over a report."""
    language = current().language
    first, last = (_day(day) for day in record.period)
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
        days = month_words(first.year, first.month, language)
    else:
        days = f"{format_date(first, language)} – {format_date(last, language)}"
    told = _("Decided over the report of %(days)s") % {"days": days}
    due = _day(record.due) if record.due else None
    exact = format_date(due, language, "long") if due else _("No day was set")
    return Line(
        "item",
        ("decision", record.id),
        record.what,
        detail=told,
        icon="clipboard-list",
        tone="bad" if due and due < today else "",
        time=_time_words(due, None, today, language) if due else "—",
        staff=record.who if show_staff else "",
        tooltip="\n".join(part for part in (record.what, told, exact, record.who) if part),
        record=record,
    )


def _time_words(day: date, clock: time | None, today: date, language: str) -> str:
    if day < today:
        return overdue_words((today - day).days, language)
    if day == today and clock:
        return format_time(clock)
    return date_words(day, today, language, clock)


def _without_line(one: WithoutNextStep, today: date) -> Line:
    parts = [word(STATUSES, one.status)]
    if one.last_contact:
        when = date_words(_day(one.last_contact), today, current().language)
        parts.append(_("last contact %(when)s") % {"when": within(when)})
    else:
        parts.append(_("never contacted"))
    return Line(
        "item",
        ("customer", one.customer_id),
        one.name,
        detail=" · ".join(parts),
        icon="circle-help",
        tone="warn",
        chip=level_words(one.level),
        chip_tone="accent",
        time="—",
        tooltip=_("Nothing is planned for this customer."),
        record=one,
    )


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])
