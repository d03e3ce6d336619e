"""Levels, life-cycle and completeness of customers, beside what they were before."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from smallcrm.models import Staff
from smallcrm.reports.monthly import CompleteFigure, LevelFigure, StatusChange
from smallcrm.services.reporting_money import Money
from smallcrm.services.reporting_scope import fetch
from smallcrm.services.reporting_states import Known, Past, State, States
from smallcrm.services.vocabulary import LEVELS

BUYING, QUIET = ("active", "prospect"), ("dormant", "lost")


def level_figures(past: Past, money: Money, known: Mapping[int, Known]) -> tuple[LevelFigure, ...]:
    """Customers, those that buy, and what was ordered, by level: now and before.

    What a customer ordered counts for the level it had at the end of that period.
    """
    moments = (past.states, past.before, past.year)
    if not past.states and known:
        # The file is younger than the period: what it knows today is all there is.
        there = {one.id: State(one.level, one.status, None, 0, 0) for one in known.values()}
        moments = ({id: state for id, state in there.items() if known[id].was_there}, None, None)
    numbers = [_by_level(states) for states in moments]
    active = [_by_level(states, "active") for states in moments]
    revenue: list[Counter[str]] = []
    for states, ordered in zip(moments, money.ordered, strict=True):
        sums: Counter[str] = Counter()
        for customer, amount in ordered.items():
            state = states.get(customer) if states else None
            sums[state.level if state else known[customer].level] += amount
        revenue.append(sums)
    shown = [level for level in (*LEVELS, "") if any(one and one[level] for one in numbers)]
    shown += [level for level in (*LEVELS, "") if level not in shown and revenue[0][level]]

    def told(counts: Counter[str] | None, level: str) -> int | None:
        return None if counts is None else counts[level]

    return tuple(
        LevelFigure(
            level,
            told(numbers[0], level) or 0,
            told(numbers[1], level),
            told(numbers[2], level),
            told(active[0], level) or 0,
            told(active[1], level),
            told(active[2], level),
            *(sums[level] for sums in revenue),
        )
        for level in shown
    )


def _by_level(states: States | None, status: str = "") -> Counter[str] | None:
    if states is None:
        return None
    return Counter(one.level for one in states.values() if status in ("", one.status))


def status_changes(
    past: Past, money: Money, known: Mapping[int, Known]
) -> tuple[tuple[StatusChange, ...], tuple[StatusChange, ...], tuple[StatusChange, ...]]:
    """Who was won back, fell asleep and was lost since the end of the period before."""
    found: dict[str, list[StatusChange]] = {"back": [], "dormant": [], "lost": []}
    for customer, state in past.states.items():
        before = past.before.get(customer) if past.before else None
        one = known.get(customer)
        if before is None or one is None or before.status == state.status:
            continue
        if before.status in QUIET and state.status in BUYING:
            kind = "back"
        elif state.status in QUIET:
            kind = state.status
        else:
            continue
        bought = max(money.bought.get(customer, 0), money.bought_before.get(customer, 0))
        found[kind].append(
            StatusChange(
                one.name,
                before.status,
                state.status,
                one.level,
                one.owner,
                one.last_contact,
                bought,
            )
        )
    back, dormant, lost = (
        tuple(sorted(rows, key=lambda row: (-row.bought, row.customer))) for rows in found.values()
    )
    return back, dormant, lost


def complete_figures(
    past: Past,
) -> tuple[tuple[CompleteFigure, ...], tuple[CompleteFigure, ...]]:
    """How complete customers are by owner and by level, the most incomplete owner first."""
    staff = dict(fetch(Staff.select(Staff.id, Staff.name)))
    moments = (past.states, past.before, past.year)
    owners = _shares(moments, lambda one: staff.get(one.owner_id, ""))
    levels = _shares(moments, lambda one: one.level)
    by_level = {one.name: one for one in levels}
    return (
        tuple(sorted(owners, key=lambda one: (one.share, one.name))),
        tuple(by_level[level] for level in (*LEVELS, "") if level in by_level),
    )


def _shares(moments: Sequence[States | None], key: Callable[[State], str]) -> list[CompleteFigure]:
    means: list[dict[str, float]] = []
    counts: dict[str, list[int]] = {}
    for states in reversed(moments):
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for one in (states or {}).values():
            both = sums[key(one)]
            both[0] += 1
            both[1] += one.completeness
        means.insert(0, {name: whole / n for name, (n, whole) in sums.items()})
        counts = sums
    return [
        CompleteFigure(name, counts[name][0], mean, means[1].get(name), means[2].get(name))
        for name, mean in means[0].items()
    ]
