"""An invented company's month, to print in tests."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from smallcrm.core.dates.calendar import Month
from smallcrm.reports.monthly import (
    Attention,
    BestCustomer,
    CadenceGap,
    ContactCount,
    DealMove,
    FollowUpCount,
    KeyFigures,
    LateFollowUp,
    MoneyDue,
    MonthlyReport,
    MonthMoney,
    NewCustomer,
    Order,
    Period,
    Reason,
    Receipt,
    Sleeping,
    SourceFigure,
    StageFigure,
    TermEnding,
    Trend,
)
from tests.reports.sample_more import more

MONTH = Month(2026, 10)
MADE = datetime(2026, 11, 1, 8, 30)
UNTIL = datetime(2026, 10, 31, 23, 59)

_CHINESE = {
    "company": "远岭泵业有限公司",
    "names": (
        "松禾印务有限公司",
        "百川水处理设备有限公司",
        "南屏食品厂",
        "启帆船舶修理有限公司",
        "绿芽园艺",
        "恒泰纺织机械股份有限公司",
        "东篱酒业",
        "晨曦医疗器械有限公司",
        "双桥建材市场",
        "金穗农机合作社",
        "蓝鲸冷链物流有限公司",
        "云杉家具厂",
        "长亭酒店管理有限公司",
        "星野玻璃制品有限公司",
        "万和塑胶",
        "石榴树幼儿园",
        "北辰检测技术有限公司",
        "九曲河砂石厂",
        "海棠服饰有限公司",
        "立方电子科技有限公司",
    ),
    "staff": ("周敏", "吴浩然", "郑晓"),
    "sources": ("老客户介绍", "展会", "网站", "电话开发"),
    "cities": ("常州", "无锡", "镇江", "扬州"),
    "stages": ("线索", "需求", "报价", "谈判"),
    "reasons": ("价格", "交期", "暂缓采购"),
    "competitor": "同城泵厂",
    "deals": ("循环泵 6 台", "消防泵改造", "年度备件", "污水提升站", "变频机组"),
    "whats": ("循环泵", "密封件", "上门检修", "控制柜"),
    "methods": ("银行转账", "微信", "承兑汇票"),
    "follow_up": ("寄样本和报价", "确认安装日期", "催回合同", "回访使用情况"),
    "term": ("维保合同", "循环泵保修"),
}
_ENGLISH = {
    "company": "Farridge Pumps Ltd.",
    "names": (
        "Pinewater Printing",
        "Hundred Rivers Water Treatment",
        "Southfold Foods",
        "Setsail Ship Repair",
        "Greensprout Gardens",
        "Evercalm Textile Machinery",
        "Hedgerow Wines",
        "First Light Medical",
        "Twinbridge Building Supplies",
        "Goldsheaf Farm Machines",
        "Blue Whale Cold Logistics",
        "Spruce & Sons Furniture",
        "Longhall Hotels",
        "Starfield Glass",
        "Tenfold Plastics",
        "Pomegranate Nursery",
        "Northstar Testing",
        "Ninebend Gravel",
        "Begonia Clothing",
        "Cubic Electronics",
    ),
    "staff": ("Mary Holt", "Owen Price", "Zoe Finch"),
    "sources": ("Referral", "Trade fair", "Web site", "Cold call"),
    "cities": ("Leeds", "Hull", "York", "Bath"),
    "stages": ("Lead", "Needs", "Quote", "Negotiation"),
    "reasons": ("Price", "Delivery time", "Put off"),
    "competitor": "Cityside Pumps",
    "deals": (
        "6 circulation pumps",
        "Fire pump upgrade",
        "Spares for a year",
        "Lifting station",
        "Inverter set",
    ),
    "whats": ("Circulation pump", "Seals", "Service on site", "Control cabinet"),
    "methods": ("Bank transfer", "WeChat", "Draft"),
    "follow_up": (
        "Send samples and quote",
        "Fix the date to install",
        "Get the contract back",
        "Ask how it runs",
    ),
    "term": ("Maintenance contract", "Pump warranty"),
}

_RECEIPTS = (212, 175, 148, 96, 187, 205, 243, 261, 198, 154, 226, 252)
_ORDERS = (198, 204, 120, 88, 231, 240, 219, 287, 176, 190, 241, 268)


def sample(language: str = "zh_CN") -> MonthlyReport:
    """Return a full month in which every list has rows and the sums agree."""
    words = _ENGLISH if language == "en" else _CHINESE
    receipts = _receipts(words)
    orders = _orders(words)
    months = [
        MonthMoney(MONTH.plus(place - 11), ordered * 100_000, received * 100_000)
        for place, (ordered, received) in enumerate(zip(_ORDERS, _RECEIPTS, strict=True))
    ]
    received = sum(one.amount for one in receipts)
    months[-1] = replace(months[-1], orders=sum(one.amount for one in orders), receipts=received)
    contacts = _contacts(words)
    stages = _stages(words)
    pipeline = sum(stage.amount for stage in stages)
    due = _due(words)
    lost = _deals(words, 2, 3, reason=True)
    figures = KeyFigures(
        customers=Trend(326, 317, (281, 284, 286, 290, 296, 297, 301, 304, 308, 312, 317, 326)),
        interactions=_trend(sum(one.count for one in contacts), (142, 150, 118, 90, 160, 171, 165)),
        on_time=Trend(85.3, 81.0, (70, 72, 69, 75, 77, None, 80, 79, 83, 78, 81, 85.3)),
        pipeline=_trend(pipeline, (71_200_000, 80_500_000, 76_400_000, 90_300_000, 86_100_000)),
        weighted=41_265_000,
        receipts=Trend(received, 22_600_000, tuple(one.receipts for one in months)),
        orders=Trend(months[-1].orders, 24_100_000, tuple(o.orders for o in months), 24_300_000),
        due=_trend(sum(one.due for one in due), (14_000_000, 15_500_000, 16_200_000)),
        completeness=Trend(74.6, 72.1, (55, 58, 60, 61, 63, 66, 66, 68, 70, 71, 72.1, 74.6), 55.0),
    )
    return MonthlyReport(
        company=words["company"],
        period=Period(MONTH.first, MONTH.last),
        made_at=MADE,
        data_until=UNTIL,
        figures=figures,
        a_level=28,
        new_before=6,
        months=tuple(months),
        stages=stages,
        attention=_attention(words),
        new_customers=_new(words),
        contacts=contacts,
        cadence_gaps=_gaps(words),
        follow_ups=tuple(
            FollowUpCount(staff, in_time, late, missed, overdue)
            for staff, in_time, late, missed, overdue in zip(
                words["staff"], (38, 31, 18), (3, 6, 2), (1, 2, 1), (2, 3, 1), strict=True
            )
        ),
        late_follow_ups=_late(words),
        won=_deals(words, 3, 0, stage=""),
        lost=lost,
        moved=_deals(words, 5, 6, stage="x"),
        orders=orders,
        receipts=receipts,
        money_due=due,
        best=_best(words),
        sleeping=_sleeping(words),
        sources=tuple(
            SourceFigure(source, new, won, amount, ill)
            for source, new, won, amount, ill in zip(
                words["sources"],
                (4, 3, 1, 1),
                (2, 1, 0, 0),
                (19_966_050, 6_820_000, 0, 0),
                (3, 1, 1, 0),
                strict=True,
            )
        ),
        terms=_terms(words),
        **more(words, language == "en", MONTH, lost),
    )


def empty(language: str = "zh_CN") -> MonthlyReport:
    """Return the month of a file that holds nothing."""
    none = Trend(None)
    return MonthlyReport(
        company="",
        period=Period(MONTH.first, MONTH.last),
        made_at=MADE,
        data_until=UNTIL,
        figures=KeyFigures(Trend(0), Trend(0), none, Trend(0), 0, Trend(0), none),
        months=tuple(MonthMoney(MONTH.plus(place - 11), 0, 0) for place in range(12)),
    )


def _trend(now: int, earlier: tuple[int, ...]) -> Trend:
    months = (
        *earlier,
        *(now * (90 + place % 5 * 4) // 100 for place in range(11 - len(earlier))),
        now,
    )
    return Trend(now, months[-2], months)


def _day(number: int) -> date:
    return MONTH.first + timedelta(days=number % 31)


def _stages(words):
    numbers = zip(
        words["stages"],
        (18, 11, 8, 5),
        (21_400_000, 26_850_000, 31_200_000, 15_600_000),
        strict=True,
    )
    return tuple(StageFigure(name, count, amount) for name, count, amount in numbers)


def _new(words):
    return tuple(
        NewCustomer(
            words["names"][place],
            _day(place * 3 + 1),
            "ABCC"[place % 4] if place % 5 else "",
            words["sources"][(0, 0, 1, 0, 1, 2, 0, 1, 3)[place]],
            words["cities"][place % 4],
            words["staff"][place % 3],
        )
        for place in range(9)
    )


def _contacts(words):
    table = {
        "call": (54, 41, 30),
        "visit": (9, 12, 6),
        "wechat": (33, 18, 22),
        "email": (6, 0, 4),
        "meeting": (2, 1, 0),
    }
    return tuple(
        ContactCount(staff, kind, counts[place], counts[place] * 11)
        for kind, counts in table.items()
        for place, staff in enumerate(words["staff"])
        if counts[place]
    )


def _attention(words):
    reasons = (
        (Reason("money_overdue", 47, 3_860_000), Reason("no_contact", 33)),
        (Reason("money_overdue", 12, 1_250_050),),
        (Reason("term_ending", 9, what=words["term"][0]),),
        (Reason("no_contact", 41), Reason("no_next_step")),
        (Reason("deal_stuck", 26, what=words["deals"][1]),),
        (Reason("follow_up_late", 8, what=words["follow_up"][2]),),
        (Reason("no_next_step"),),
        (Reason("term_ending", 21, what=words["term"][1]),),
        (Reason("no_contact", 35),),
    )
    levels, bought = (
        "AABABABCA",
        (
            21_860_000,
            17_420_050,
            9_640_000,
            8_830_000,
            7_500_000,
            6_250_000,
            5_990_000,
            3_300_000,
            2_875_000,
        ),
    )
    days = (33, 5, 18, 41, 12, 23, 3, 9, 35)
    return tuple(
        Attention(
            words["names"][place + 5],
            levels[place],
            bought[place],
            MONTH.last - timedelta(days=days[place]),
            words["staff"][place % 3],
            why,
        )
        for place, why in enumerate(reasons)
    )


def _gaps(words):
    return tuple(
        CadenceGap(
            words["names"][place * 2 + 5],
            "A",
            14,
            MONTH.last - timedelta(days=days),
            words["staff"][place % 3],
        )
        for place, days in enumerate((41, 35, 33, 22, 17))
    )


def _late(words):
    return tuple(
        LateFollowUp(
            words["names"][place + 9],
            words["follow_up"][place % 4],
            MONTH.last - timedelta(days=days),
            words["staff"][place % 2],
        )
        for place, days in enumerate((26, 14, 9, 8, 3, 1))
    )


def _deals(words, number, start, *, reason=False, stage=""):
    return tuple(
        DealMove(
            _day(start * 4 + place * 5),
            words["deals"][(start + place) % 5],
            words["names"][start + place],
            (4_800_000, 6_120_000, 1_875_000, 9_400_000, 2_260_000)[place],
            words["staff"][place % 3],
            stage=words["stages"][min(3, place % 3 + 1)] if stage else "",
            stage_before=words["stages"][place % 3] if stage and place else "",
            reason=words["reasons"][place % 3] if reason else "",
            competitor=words["competitor"] if reason and not place else "",
        )
        for place in range(number)
    )


def _orders(words):
    return tuple(
        Order(
            _day(place * 2),
            words["names"][place * 3 % 20],
            amount,
            f"S-2610-{place + 1:03d}",
            words["whats"][place % 4],
            words["staff"][place % 3],
        )
        for place, amount in enumerate(
            (
                6_400_000,
                1_286_050,
                980_000,
                4_215_000,
                760_000,
                5_130_000,
                340_000,
                2_180_000,
                1_975_000,
                3_520_000,
            )
        )
    )


def _receipts(words):
    return tuple(
        Receipt(
            _day(place * 3 + 1),
            words["names"][place * 3 % 20],
            amount,
            words["methods"][place % 3],
            f"S-2610-{place + 1:03d}" if place % 2 else "",
            words["staff"][place % 3],
        )
        for place, amount in enumerate(
            (5_000_000, 1_286_050, 2_400_000, 4_215_000, 3_800_000, 4_130_000, 1_370_000, 2_990_000)
        )
    )


def _due(words):
    amounts = (
        (3_860_000, 3_860_000, 47),
        (4_100_050, 1_250_050, 12),
        (620_000, 620_000, 5),
        (5_130_000, 0, 0),
        (2_180_000, 0, 0),
        (1_975_000, 0, 0),
    )
    return tuple(
        MoneyDue(
            words["names"][place + 5],
            due,
            overdue,
            MONTH.last - timedelta(days=days) if days else None,
            "ABC"[place % 3],
            words["staff"][place % 3],
        )
        for place, (due, overdue, days) in enumerate(amounts)
    )


def _best(words):
    return tuple(
        BestCustomer(
            words["names"][(place + 5) % 20],
            (21_860_000 - place * 1_130_000) if place != 1 else 17_420_050,
            19_000_000 - place * 900_000 if place % 4 else 0,
            "AABB"[min(place // 3, 3)],
            MONTH.last - timedelta(days=place * 7 + 2),
            words["staff"][place % 3],
        )
        for place in range(18)
    )


def _sleeping(words):
    return tuple(
        Sleeping(
            words["names"][place],
            MONTH.last - timedelta(days=220 - place * 9) if place else None,
            3_400_000 - place * 150_000,
            "BCCD"[place % 4],
            words["staff"][place % 3],
        )
        for place in range(17)
    )


def _terms(words):
    return tuple(
        TermEnding(
            words["names"][place + 7],
            ("contract", "warranty", "subscription")[place % 3],
            MONTH.last + timedelta(days=days),
            words["term"][place % 2],
            (2_400_000, None, 860_000, 1_800_000)[place],
            planned=place % 2 == 0,
            owner=words["staff"][place % 3],
        )
        for place, days in enumerate((4, 9, 18, 27))
    )
