"""The dashboard: the figures of the monthly report as tiles and charts, each with a key.

The key leads to the records behind a figure or a bar (`dashboard_behind`).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from peewee import fn

from smallcrm.core.collector import paused_collector
from smallcrm.core.dates import Month, format_date, month_words
from smallcrm.core.i18n import N_, Translator, translator
from smallcrm.core.progress import Progress
from smallcrm.models import Interaction, Stage
from smallcrm.services.dashboard_behind import (
    Behind,
    Owed,
    contacts_between,
    deals_standing,
    follow_ups_due,
    orders_late,
)
from smallcrm.services.reporting_scope import Scope, fetch, find_staff
from smallcrm.services.vocabulary import INTERACTION_KINDS, word
from smallcrm.storage.session import Session

if TYPE_CHECKING:
    from smallcrm.reports.charts_kinds import Chart
    from smallcrm.reports.monthly import Trend
    from smallcrm.reports.texts import Texts
    from smallcrm.services.reporting_money import Money
    from smallcrm.services.reporting_states import Known, Past

MOST = 8  # bars of a chart of customers
_WEEKS = 53
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))


@dataclass(frozen=True, slots=True)
class Tile:
    """A key figure in words; `beside` compares it with the month before. Tone: ok, bad or ""."""

    key: str
    label: str
    value: str
    beside: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the page shows of a month, all texts ready; `charts` by the name of their place.

    `known_behind` holds what was read on the way anyhow; the rest is looked up when it is opened.
    """

    scope: Scope
    tiles: tuple[Tile, ...]
    charts: Mapping[str, "Chart"]
    known_behind: Mapping[str, Behind] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: no customer yet."""
        return not self.known_behind["customers"].ids


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for one dashboard."""

    scope: Scope
    month: Month
    known: "dict[int, Known]"
    past: "Past"
    money: "Money"
    texts: "Texts"

    @property
    def translator(self) -> Translator:
        return self.texts.translator


def read_dashboard(
    session: Session, month: Month, language: str, owner: str, progress: Progress
) -> Dashboard:
    """Read the figures of a month, of all customers or those of one owner; safe on any thread.

    UserError for an unknown owner, Cancelled.
    """
    from smallcrm.reports.texts import Texts
    from smallcrm.services.reporting_money import load_money
    from smallcrm.services.reporting_states import load_customers, load_past

    texts = Texts(translator(language), session.settings.get("currency"))
    scope = Scope.of(month, session.clock.now(), find_staff(owner))
    steps = 5
    with paused_collector():
        progress.report(0, steps)
        past = load_past(session, scope)
        _step(progress, 1, steps)
        known = load_customers(scope, past)
        if not scope.is_all:
            scope = replace(scope, ids=frozenset(known))
        _step(progress, 2, steps)
        read = _Read(scope, month, known, past, load_money(scope), texts)
        _step(progress, 3, steps)
        behind: dict[str, Behind] = {}
        tiles = _tiles(read, behind)
        _step(progress, 4, steps)
        charts = _charts(read, behind)
        _step(progress, 5, steps)
    return Dashboard(scope, tiles, charts, behind)


def _step(progress: Progress, done: int, steps: int) -> None:
    progress.check()
    progress.report(done, steps)


def _states_behind(read: _Read) -> dict[str, Behind]:
    """The records of figures that tell how things stood at the period's end."""
    scope = read.scope
    deals = {id: worth for stage in deals_standing(scope).values() for id, worth in stage.items()}
    late = orders_late(scope, read.money)
    # a file younger than the period tells of its customers only when they came
    came = (id for id, one in read.known.items() if one.created <= scope.as_of)
    there = [*read.past.states] or [*came]
    everybody = Behind("customers", tuple(id for id in there if id in read.known))
    return {
        "customers": everybody,
        "completeness": everybody,
        "deals": Behind("deals", tuple(deals), deals),
        "overdue": Owed("orders", tuple(late), late),
    }


def _tiles(read: _Read, behind: dict[str, Behind]) -> tuple[Tile, ...]:
    from smallcrm.services.reporting_deals import Pipeline
    from smallcrm.services.reporting_work import contacts_by_month, on_time_by_month

    scope, texts, _ = read.scope, read.texts, read.translator.gettext
    month, money = str(read.month), read.money
    pipeline = Pipeline(scope, read.known, read.translator)
    behind.update(_states_behind(read))
    due = follow_ups_due(scope)
    behind["on_time"] = Behind("follow_ups", tuple(due))
    customers, before = len(behind["customers"].ids), read.past.customers.before
    late = behind["overdue"]
    receipts = [money.receipts.get(str(one), 0) for one in scope.months[-2:]]
    contacts, kept = contacts_by_month(scope), on_time_by_month(scope)
    complete, in_time = read.past.completeness, sum(due.values())
    deals = pipeline.trend()
    weighted = _("weighted %(amount)s") % {"amount": texts.money(pipeline.weighted())}
    n = len(late.ids)
    of_all = _("%(n)d of %(all)d") % {"n": in_time, "all": len(due)}
    return (
        Tile(
            "customers",
            _("Customers"),
            texts.count(customers),
            _compared(read, None if before is None else customers - before),
        ),
        Tile(
            f"contacts|{month}",
            _("Contacts of the month"),
            texts.count(contacts.now or 0),
            _compared(read, _change(contacts)),
        ),
        Tile("on_time", _("Follow-ups on time"), texts.percent(kept.now), of_all if due else ""),
        Tile("deals", _("Open pipeline"), texts.money(round(deals.now or 0)), weighted),
        Tile(
            f"receipts|{month}",
            _("Receipts"),
            texts.money(receipts[-1]),
            _("month before: %(amount)s") % {"amount": texts.money(receipts[0])},
        ),
        Tile(
            "overdue",
            _("Overdue money"),
            texts.money(late.total),
            read.translator.ngettext("%(n)d order", "%(n)d orders", n) % {"n": n},
            "bad" if n else "",
        ),
        Tile(
            "completeness",
            _("Data complete"),
            texts.percent(complete.now),
            _compared(read, _change(complete)),
        ),
    )


def _change(trend: "Trend") -> float | None:
    return None if trend.now is None or trend.before is None else trend.now - trend.before


def _compared(read: _Read, change: float | None) -> str:
    if change is None:
        return ""
    rounded = round(change)
    if not rounded:
        return read.translator.gettext("as in the month before")
    sign = "+" if rounded > 0 else ""
    number = f"{sign}{read.texts.count(rounded)}"
    return read.translator.gettext("%(change)s since the month before") % {"change": number}


def _charts(read: _Read, behind: dict[str, Behind]) -> dict[str, "Chart"]:
    return {
        "money": _money(read),
        "stages": _stages(read, behind),
        "best": _best(read),
        "overdue": _overdue(read, behind),
        "sources": _sources(read),
        "work": _work(read),
        "days": _days(read),
    }


def _money(read: _Read) -> "Chart":
    from smallcrm.reports.charts_kinds import BarChart, BarSeries
    from smallcrm.reports.texts import SHORT_MONTHS

    t, months = read.translator, read.scope.months
    series = []
    for kind, name, sums in (
        ("orders", t.gettext("Orders"), read.money.orders),
        ("receipts", t.gettext("Receipts"), read.money.receipts),
    ):
        values = tuple(sums.get(str(month), 0) for month in months)
        before = tuple(sums.get(str(month.plus(-12)), 0) or None for month in months)
        scale = read.texts.scale([*values, *(one or 0 for one in before)])
        named = t.gettext("%(name)s, %(unit)s") % {"name": name, "unit": scale.unit}
        numbers = tuple(scale.number(value) for value in values)
        keys = tuple(
            f"{kind}|{month}" if value else "" for month, value in zip(months, values, strict=True)
        )
        series.append(BarSeries(named, values, numbers, before, len(months) - 1, keys))
    title = t.gettext("Twelve months; the strokes are the year before")
    labels = tuple(t.gettext(SHORT_MONTHS[month.month - 1]) for month in months)
    return BarChart(title, tuple(series), labels)


def _stages(read: _Read, behind: dict[str, Behind]) -> "Chart":
    from smallcrm.reports.charts_kinds import FunnelChart, FunnelRow
    from smallcrm.services.reporting_deals import Pipeline

    figures = Pipeline(read.scope, read.known, read.translator).figures()
    standing, texts = deals_standing(read.scope), read.texts
    order = Stage.select(Stage.id).where(Stage.kind == "open").order_by(Stage.position, Stage.id)
    rows = []
    for (stage,), figure in zip(fetch(order), figures, strict=True):
        deals = standing.get(stage, {})
        key = f"stage|{stage}" if deals else ""
        behind[f"stage|{stage}"] = Behind("deals", tuple(deals), deals)
        amount, count = texts.money(figure.amount), texts.count(figure.count)
        rows.append(FunnelRow(figure.name, figure.count, count, amount, key=key))
    n, whole = sum(one.count for one in figures), sum(one.amount for one in figures)
    words = read.translator.ngettext(
        "%(n)d open deal, %(amount)s", "%(n)d open deals, %(amount)s", n
    )
    return FunnelChart(words % {"n": n, "amount": texts.money(whole)}, tuple(rows))


def _best(read: _Read) -> "Chart":
    from smallcrm.reports.charts_kinds import ParetoChart, ParetoRow

    t, bought = read.translator, read.money.bought
    ranked = sorted(
        ((amount, id) for id, amount in bought.items() if amount > 0 and id in read.known),
        key=lambda one: (-one[0], read.known[one[1]].name),
    )
    scale = read.texts.scale([amount for amount, _id in ranked])
    rows = tuple(
        ParetoRow(read.known[id].name, amount, scale.number(amount), f"bought|{id}")
        for amount, id in ranked[:MOST]
    )
    whole = sum(amount for amount, _id in ranked)
    heads = (t.gettext("bought, %(unit)s") % {"unit": scale.unit}, t.gettext("together"))
    if not rows:
        return ParetoChart(t.gettext("No orders in twelve months"), (), 0)
    shown = sum(row.value for row in rows)
    title = t.ngettext(
        "The best customer makes %(share)s of twelve months' orders",
        "The best %(n)d customers make %(share)s of twelve months' orders",
        len(rows),
    ) % {"n": len(rows), "share": read.texts.percent(100 * shown / whole)}
    return ParetoChart(title, rows, whole, heads)


def _overdue(read: _Read, behind: dict[str, Behind]) -> "Chart":
    from smallcrm.reports.charts_kinds import FunnelChart, FunnelRow
    from smallcrm.services.reporting_money import money_due

    t, texts = read.translator, read.texts
    late = [(id, one) for id, one in money_due(read.scope, read.money, read.known) if one.overdue]
    rows = []
    for id, one in late[:MOST]:
        orders = orders_late(read.scope, read.money, id)
        behind[f"owing|{id}"] = Owed("orders", tuple(orders), orders)
        days = (read.scope.as_of - one.since).days if one.since else 0
        rows.append(
            FunnelRow(
                one.customer,
                one.overdue,
                texts.money(one.overdue),
                texts.days(days),
                key=f"owing|{id}",
            )
        )
    if not rows:
        return FunnelChart(t.gettext("No money is overdue"), ())
    title = t.ngettext(
        "%(n)d customer is late with %(amount)s",
        "%(n)d customers are late with %(amount)s",
        len(late),
    ) % {"n": len(late), "amount": texts.money(sum(one.overdue for _id, one in late))}
    return FunnelChart(title, tuple(rows))


def _sources(read: _Read) -> "Chart":
    from smallcrm.reports.charts_kinds import FunnelChart, FunnelRow

    t, texts = read.translator, read.texts
    sums: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for customer, amount in read.money.amounts.values():
        source = read.known[customer].source
        sums[source] += amount
        counts[source] += 1
    rows = tuple(
        FunnelRow(
            source or t.gettext("Source unknown"),
            amount,
            texts.money(amount),
            t.ngettext("%(n)d order", "%(n)d orders", counts[source]) % {"n": counts[source]},
            key=f"source|{source}",
        )
        for source, amount in sorted(sums.items(), key=lambda one: (-one[1], one[0]))[:MOST]
    )
    words = {"month": month_words(read.month.year, read.month.month, texts.language)}
    title = t.gettext("Orders of %(month)s by source") % words
    return FunnelChart(title if rows else t.gettext("No orders in %(month)s") % words, rows)


def _work(read: _Read) -> "Chart":
    from smallcrm.reports.charts_kinds import StackedChart, StackedRow
    from smallcrm.services.reporting_work import contacts_by_staff

    t, texts = read.translator, read.texts
    counts = {(one.staff, one.kind): one.count for one in contacts_by_staff(read.scope)}
    people = Counter({staff: 0 for staff, _kind in counts})
    kinds: Counter[str] = Counter()
    for (staff, kind), count in counts.items():
        people[staff] += count
        kinds[kind] += count
    order = [kind for kind in INTERACTION_KINDS if kinds[kind]]
    rows = tuple(
        StackedRow(
            staff or t.gettext("Nobody"),
            tuple(counts.get((staff, kind), 0) for kind in order),
            tuple(texts.count(counts.get((staff, kind), 0)) for kind in order),
            texts.count(total),
            tuple(f"work|{kind}|{staff}" for kind in order),
        )
        for staff, total in people.most_common(MOST)
    )
    words = {"month": month_words(read.month.year, read.month.month, texts.language)}
    title = t.gettext("Contacts of %(month)s by person and kind") % words
    if not rows:
        title = t.gettext("No contacts in %(month)s") % words
    parts = tuple(word(INTERACTION_KINDS, kind, t) for kind in order)
    return StackedChart(title, parts, rows, tuple(texts.count(kinds[kind]) for kind in order))


def _days(read: _Read) -> "Chart":
    from smallcrm.reports.charts_kinds import HeatChart, HeatDay
    from smallcrm.reports.texts import SHORT_MONTHS

    t, scope = read.translator, read.scope
    first = scope.as_of - timedelta(days=7 * (_WEEKS - 1) + scope.as_of.weekday())
    day = fn.SUBSTR(Interaction.at, 1, 10)
    query = contacts_between(scope, first.isoformat(), scope.last)
    query = query.select(day, fn.COUNT(Interaction.id)).group_by(day)
    counts = dict(fetch(query))
    days = []
    for place in range((scope.as_of - first).days + 1):
        one = first + timedelta(days=place)
        n = counts.get(one.isoformat(), 0)
        told = t.ngettext("%(n)d contact", "%(n)d contacts", n) % {"n": n}
        name = f"{format_date(one, read.texts.language, 'weekday')} · {told}"
        days.append(HeatDay(one, n, name, f"day|{one}"))
    n = sum(counts.values())
    words = t.ngettext(
        "%(n)d contact in a year, day by day", "%(n)d contacts in a year, day by day", n
    )
    return HeatChart(
        words % {"n": n},
        tuple(days),
        _all(t, WEEKDAYS),
        _all(t, SHORT_MONTHS),
    )


def _all(texts: Translator, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(texts.gettext(name) for name in names)
