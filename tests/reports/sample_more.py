"""What an invented month holds beside its lists: levels, plans, what was said and decided."""

from collections import Counter
from datetime import timedelta
from typing import Any

from smallcrm.core.dates.calendar import Month
from smallcrm.reports.monthly import (
    BestCustomer,
    CompetitorFigure,
    Complaint,
    CompleteFigure,
    DealMove,
    DecisionLine,
    ForecastMonth,
    Heard,
    LevelFigure,
    Period,
    PlanFigure,
    RatingFigure,
    StatusChange,
)

MORE_CHINESE = {
    "said": ("交货比说好的晚了一周", "发票抬头开错了", "希望有静音型", "想要带远程监控的控制柜"),
    "heard": ("同城泵厂报价低一成", "南岸机械送货更快"),
    "other": "南岸机械",
    "decided": ("给逾期客户逐家打电话", "准备年会邀请名单", "控制柜出新报价", "清点展台样机"),
}
MORE_ENGLISH = {
    "said": (
        "Delivery came a week later than promised",
        "The invoice named the wrong company",
        "Would like a quieter pump",
        "Wants a cabinet that can be watched from afar",
    ),
    "heard": ("Cityside quotes a tenth less", "Southbank Machines delivers faster"),
    "other": "Southbank Machines",
    "decided": (
        "Call every customer that is overdue",
        "Draw up the list for the annual dinner",
        "New quote for control cabinets",
        "Count the machines of the stand",
    ),
}


def more(words: dict[str, Any], english: bool, month: Month, lost: tuple[DealMove, ...]) -> dict:
    """Return the further parts of the report by their names; all sums agree."""
    said = MORE_ENGLISH if english else MORE_CHINESE
    return {
        "levels": levels(),
        "plan_levels": _plans(("A", "B", "C")),
        "plan_owners": _plans(words["staff"]),
        "won_back": _changes(words, month, 2, 0, "dormant", "active"),
        "dormant": _changes(words, month, 17, 2, "active", "dormant"),
        "gone": _changes(words, month, 1, 8, "dormant", "lost"),
        "forecast": _forecast(month),
        "fallen": _fallen(words, month),
        "ratings": (
            RatingFigure("contact", (1, 2, 5, 21, 34), 4.2, 4.0),
            RatingFigure("feedback", (2, 0, 1, 4, 2), 3.5),
        ),
        "complaints": _complaints(words, said, month),
        "heard": _heard(words, said, month),
        "wishes": _wishes(words, said, month),
        "competitors": _competitors(words, said, lost),
        "complete_owners": _complete(words["staff"]),
        "complete_levels": _complete(("A", "B", "C", "")),
        "decisions": _decisions(words, said, month),
        "earlier": _earlier(words, said, month),
    }


def levels() -> tuple[LevelFigure, ...]:
    """Return the levels; they add up to the 326 customers of the key figures."""
    table = (
        ("A", 28, 26, 24, 27, 25, 22, 13_500_000, 12_100_000, 11_000_000),
        ("B", 84, 82, 71, 70, 68, 60, 8_986_050, 8_400_000, 9_200_000),
        ("C", 190, 187, 170, 101, 99, 92, 4_300_000, 4_000_000, 4_100_000),
        ("", 24, 22, 16, 3, 2, 1, 0, 0, 0),
    )
    return tuple(LevelFigure(*row) for row in table)


def _plans(names):
    table = ((28, 62.0, 58, 22), (84, 84.3, 71, 52), (190, 63.4, 102, 77))
    return tuple(PlanFigure(name, *row) for name, row in zip(names, table, strict=True))


def _changes(words, month, number, start, before, now):
    return tuple(
        StatusChange(
            words["names"][(start + place) % 20],
            before,
            now,
            "ABCC"[place % 4],
            words["staff"][place % 3],
            month.last - timedelta(days=61 + place * 7) if place % 5 else None,
            2_310_050 - place * 120_000,
        )
        for place in range(number)
    )


def _forecast(month):
    return (
        ForecastMonth(month.previous(), 2, 5_000_000, 3_500_000, late=True),
        ForecastMonth(month.next(), 19, 41_250_000, 20_365_000),
        ForecastMonth(month.plus(2), 13, 33_400_000, 13_100_000),
        ForecastMonth(None, 8, 15_400_000, 4_300_000),
    )


def _fallen(words, month):
    return tuple(
        BestCustomer(
            words["names"][(place + 3) % 20],
            1_000_000 + place * 55_000,
            9_000_050 - place * 250_000,
            "ABCD"[place % 4],
            month.last - timedelta(days=40 + place * 11),
            words["staff"][place % 3],
        )
        for place in range(19)
    )


def _complaints(words, said, month):
    return tuple(
        Complaint(
            month.first + timedelta(days=place * 7),
            words["names"][place + 4],
            1 + place % 2,
            said["said"][place % 2] if place < 4 else "",
            words["staff"][place % 3],
            (True, False, None)[place % 3],
        )
        for place in range(5)
    )


def _heard(words, said, month):
    return tuple(
        Heard(
            month.first + timedelta(days=place * 5 + 2),
            words["names"][place + 2],
            text,
            (words["competitor"], said["other"])[place],
            words["staff"][place],
        )
        for place, text in enumerate(said["heard"])
    )


def _wishes(words, said, month):
    return tuple(
        Heard(
            month.first + timedelta(days=place),
            words["names"][place],
            said["said"][2 + place % 2],
            words["whats"][place % 4] if place % 3 else "",
            words["staff"][place % 3],
            answered=place % 2 == 0,
        )
        for place in range(18)
    )


def _competitors(words, said, lost):
    to = Counter(one.competitor for one in lost if one.competitor)
    amount = sum(one.amount for one in lost if one.competitor)
    name = words["competitor"]
    return (CompetitorFigure(name, to[name], amount, 1), CompetitorFigure(said["other"], named=1))


def _complete(names):
    return tuple(
        CompleteFigure(name, 80 - place * 9, 61.2 + place * 8, 58.8, 40.1 if place else None)
        for place, name in enumerate(names)
    )


def _decisions(words, said, month):
    return tuple(
        DecisionLine(
            what,
            words["staff"][place % 3] if place != 1 else "",
            month.last + timedelta(days=10 + place * 4) if place != 3 else None,
            words["names"][place + 5] if place % 2 == 0 else "",
        )
        for place, what in enumerate(said["decided"])
    )


def _earlier(words, said, month):
    before = month.previous()
    days = Period(before.first, before.last)
    states = (("done", month.first), ("open", None), ("dropped", month.last))
    return tuple(
        DecisionLine(
            what,
            words["staff"][place],
            month.first + timedelta(days=6 + place),
            words["names"][place] if place else "",
            state,
            closed,
            days,
        )
        for place, (what, (state, closed)) in enumerate(zip(said["decided"], states, strict=False))
    )
