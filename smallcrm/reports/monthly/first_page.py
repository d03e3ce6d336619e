"""The first page: what happened in sentences, six figures, two charts, who needs attention."""

from collections.abc import Sequence
from typing import Final

from smallcrm.core.dates.words import format_date, month_words
from smallcrm.core.i18n import N_, Translator
from smallcrm.reports import style
from smallcrm.reports.charts import BarSeries, FunnelRow, bar_chart, funnel
from smallcrm.reports.fonts import text_width
from smallcrm.reports.layout import fit, shorten, wrap
from smallcrm.reports.monthly.cards import draw_cards
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.monthly.findings import findings
from smallcrm.reports.monthly.lines import MonthMoney, Period, Reason
from smallcrm.reports.monthly.lists import Listing, draw_cut_note, draw_empty
from smallcrm.reports.page import Paper, drop
from smallcrm.reports.tables import Cell, Column, Table, draw_table, table_height
from smallcrm.reports.texts import NONE, SHORT_MONTHS, Texts

_CHART_HEIGHT: Final = 112.0
# Of the first page, for the five that need attention most.
_ATTENTION_ROOM: Final = 150.0
_LOWEST_CHART: Final = 84.0
_CHART_GAP: Final = 28.0
_LEFT_SHARE: Final = 0.54
_FEWEST_ROWS: Final = 3
_ENOUGH_ROWS: Final = 5
# With fewer months of receipts a lowest month says nothing.
_FEWEST_MONTHS: Final = 6
_SIGN_ROOM: Final = 14.0
_FINDING: Final = style.TextStyle(style.BODY.size, 13.5)
# Reasons that begin with our words, not with a name or an amount.
_OWN_WORDS: Final = ("no_contact", "follow_up_late", "no_next_step")


def period_title(period: Period, language: str) -> str:
    """Return the period as it stands beside the title: a month's name, or two dates."""
    if period.month:
        return month_words(period.month.year, period.month.month, language)
    return f"{format_date(period.first, language)} – {format_date(period.last, language)}"


def draw_first_page(paper: Paper, report: MonthlyReport, texts: Texts) -> list[Listing]:
    """Draw the first page and return the lists of which it shows only a part.

    Where sentences or names are so long that it does not fit, it goes on over the next page.
    """
    _title(paper, report, texts)
    _findings(paper, report, texts)
    draw_cards(paper, report, texts)
    _charts(paper, report, texts)
    return _attention(paper, report, texts)


def _title(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    _ = texts.translator.gettext
    look = style.CELL_HEAD
    scope = report.scope or _("All customers")
    days = f"{texts.day(report.period.first)} – {texts.day(report.period.last)}"
    told = f"{days}  ·  {scope}"
    taken, high = paper.logo(report.logo)
    # Whose customers are told of is never cut: what is too long for here stands under the title.
    is_long = bool(taken) or text_width(told, look.size) > paper.width / 2
    top, width = paper.y, paper.width - taken
    room = width if is_long else width - text_width(told, look.size) - style.COLUMN_GAP
    paper.y -= look.leading
    paper.text(paper.left, paper.y + drop(look), shorten(report.company, room, look), look)
    if not is_long:
        paper.text(paper.right, paper.y + drop(look), told, look, "right")
    if report.about:
        paper.lines(wrap(report.about, width, look), look)
    title = _("Monthly customer report") if report.period.month else _("Customer report")
    paper.mark(title)
    paper.y -= style.TITLE.leading + 2
    base = paper.y + drop(style.TITLE)
    paper.text(paper.left, base, title, style.TITLE)
    x = paper.left + text_width(title, style.TITLE.size, bold=True) + 11
    beside = period_title(report.period, texts.language)
    paper.text(x, base, beside, fit(beside, paper.left + width - x, style.TITLE_SIDE))
    paper.y = min(paper.y, top - high)
    if is_long:
        paper.paragraph(told, style.SUBHEAD)
    paper.space(10)


def _findings(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    _ = texts.translator.gettext
    paper.head(_("In short"), keep=_FINDING.leading * 2)
    for finding in findings(report, texts.translator):
        look = _FINDING
        lines = wrap(finding.text, paper.width - _SIGN_ROOM, look)
        paper.need(look.leading)
        paper.mark_sign(finding.tone, paper.left, paper.y - look.leading / 2)
        paper.lines(lines, look, paper.left + _SIGN_ROOM, after=0.5)
    paper.space(style.GAP - 10)


def _charts(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    left = (paper.width - _CHART_GAP) * _LEFT_SHARE
    right = paper.width - _CHART_GAP - left
    heads = style.HEAD.leading + style.SUBHEAD.leading + 10
    most = _chart_height(paper, heads)
    has_money = any(one.orders or one.receipts for one in report.months)
    has_deals = any(stage.count for stage in report.stages)
    chart_height = most if has_money or has_deals else 0.0
    paper.need(heads + chart_height)
    x = paper.left + left + _CHART_GAP
    _ = texts.translator.gettext
    _chart_head(
        paper,
        paper.left,
        left,
        _("Twelve months: orders and receipts"),
        _money_words(report, texts),
    )
    _chart_head(paper, x, right, _("Pipeline by stage"), _pipeline_words(report, texts))
    paper.y -= heads + chart_height
    if has_money:
        paper.drawing(_money_chart(report, texts, left, most), paper.left, paper.y)
    if has_deals:
        rows = [
            FunnelRow(stage.name, stage.count, texts.count(stage.count), texts.money(stage.amount))
            for stage in report.stages
        ]
        high = min(most, 28.0 * len(rows))
        paper.drawing(funnel(rows, right, high), x, paper.y + most - high)
    paper.space(style.GAP - 6)


def _chart_height(paper: Paper, heads: float) -> float:
    """Lower charts where much was told above them: who needs attention comes on this page too."""
    left = paper.room - heads - _ATTENTION_ROOM
    return min(_CHART_HEIGHT, left) if left >= _LOWEST_CHART else _LOWEST_CHART


def _chart_head(paper: Paper, x: float, wide: float, title: str, words: str) -> None:
    y = paper.y - style.HEAD.leading
    paper.text(x, y + drop(style.HEAD), title, fit(title, wide, style.HEAD, smallest=8))
    for line in wrap(words, wide, style.SUBHEAD)[:2]:
        y -= style.SUBHEAD.leading
        paper.text(x, y + drop(style.SUBHEAD), line, style.SUBHEAD)


def _money_words(report: MonthlyReport, texts: Texts) -> str:
    t, months = texts.translator, report.months
    if not any(one.orders or one.receipts for one in months):
        return t.gettext("No orders and no receipts in twelve months.")
    if len({one.receipts for one in months}) == 1:
        return ""
    highest = max(months, key=lambda one: one.receipts)
    if sum(one.receipts != 0 for one in months) < _FEWEST_MONTHS:
        words = t.gettext("Receipts were highest in %(high)s")
        return texts.sentence([words % {"high": texts.month(highest.month)}])
    lowest = min(months, key=lambda one: one.receipts)
    words = t.gettext("Receipts were highest in %(high)s and lowest in %(low)s")
    high, low = texts.month(highest.month), texts.month(lowest.month)
    return texts.sentence([words % {"high": high, "low": low}])


def _month_label(month: MonthMoney, t: Translator) -> str:
    return t.gettext(SHORT_MONTHS[month.month.month - 1])


def _money_chart(report: MonthlyReport, texts: Texts, wide: float, high: float) -> object:
    t, months = texts.translator, report.months
    series = []
    for name, values, targets in (
        (t.gettext("Orders"), [one.orders for one in months], []),
        (t.gettext("Receipts"), [one.receipts for one in months], [m.target for m in months]),
    ):
        scale = texts.scale(values)
        named = t.gettext("%(name)s, %(unit)s") % {"name": name, "unit": scale.unit}
        if any(target is not None for target in targets):
            named = t.gettext("%(name)s, %(unit)s; the strokes are targets") % {
                "name": name,
                "unit": scale.unit,
            }
        numbers = tuple(scale.number(value) for value in values)
        strong = len(months) - 1
        series.append(BarSeries(named, tuple(values), numbers, tuple(targets), strong))
    labels = [_month_label(one, t) for one in months]
    return bar_chart(series, labels, wide, high)


def _pipeline_words(report: MonthlyReport, texts: Texts) -> str:
    t = texts.translator
    count = sum(stage.count for stage in report.stages)
    if not count:
        return t.gettext("No deal is open.")
    amount = sum(stage.amount for stage in report.stages)
    words = t.ngettext("%(n)d open deal, %(amount)s", "%(n)d open deals, %(amount)s", count) % {
        "n": count,
        "amount": texts.money(amount),
    }
    most = max(report.stages, key=lambda stage: stage.amount)
    where = t.gettext("most of it in %(stage)s") % {"stage": most.name[:16]} if amount else ""
    return texts.sentence([words, where])


def attention_listing(report: MonthlyReport, texts: Texts, reasons: int = 9) -> Listing:
    """Return who needs attention, each with its first `reasons`."""
    t = texts.translator
    _ = t.gettext
    columns = (
        Column(_("Customer")),
        Column(_("Level"), wrap=False),
        Column(_("Bought in 12 months"), "right", wrap=False),
        Column(_("Last contact"), "right", wrap=False),
        Column(t.pgettext("report", "Why")),
        Column(_("Owner"), wrap=False),
    )
    bought = texts.money_column([one.bought for one in report.attention])
    rows = [
        (
            one.customer,
            one.level or NONE,
            amount,
            texts.ago(one.last_contact, report.as_of),
            _why(one.reasons[:reasons], texts),
            one.owner or NONE,
        )
        for one, amount in zip(report.attention, bought, strict=True)
    ]
    return Listing(
        title=_("Customers that need attention most"),
        note=_("By money overdue, time without contact, terms ending and deals standing still"),
        empty=_("No customer needs attention: nothing overdue, nothing ending, all contacted."),
        columns=columns,
        rows=rows,
    )


def _attention(paper: Paper, report: MonthlyReport, texts: Texts) -> list[Listing]:
    listing = attention_listing(report, texts)
    if not listing.rows:
        draw_empty(paper, listing.title, listing.empty)
        return []
    paper.head(listing.title, listing.note, keep=64)
    every, brief = len(listing.rows), listing
    shown = _rows_that_fit(paper, Table(listing.columns, listing.rows))
    if shown < min(every, _ENOUGH_ROWS):
        # The first reason alone makes room for more customers; the appendix has all of them.
        brief = attention_listing(report, texts, reasons=1)
        shown = _rows_that_fit(paper, Table(brief.columns, brief.rows, dense=True))
    draw_table(paper, Table(brief.columns, brief.rows[:shown], dense=brief is not listing))
    if shown == every and brief is listing:
        return []
    draw_cut_note(paper, texts, shown, len(listing.rows))
    return [listing]


def _rows_that_fit(paper: Paper, table: Table) -> int:
    """Return how many rows fill the page; a few at least, even if they go over its end."""
    note = style.NOTE.leading + style.STEP
    every = len(table.rows)
    if every <= 40 and table_height(paper, table, every) <= paper.room:
        return every
    for rows in range(min(every, 40), 0, -1):
        if table_height(paper, table, rows) + note <= paper.room:
            return rows
    return min(every, _FEWEST_ROWS)


def _why(reasons: Sequence[Reason], texts: Texts) -> Cell:
    words = [reason_words(reason, texts) for reason in reasons]
    bad = any(reason.kind == "money_overdue" for reason in reasons[:1])
    joined = texts.clauses(words)
    if reasons and reasons[0].kind in _OWN_WORDS:
        joined = joined[:1].upper() + joined[1:]
    return Cell(joined or NONE, "bad" if bad else "plain")


# By whether the day lies before, on or after the day of the report.
_TERM_WORDS = {
    1: N_("%(what)s ends in %(days)s"),
    0: N_("%(what)s ends today"),
    -1: N_("%(what)s ended %(days)s ago"),
}


def reason_words(reason: Reason, texts: Texts) -> str:
    """Return why a customer needs attention, in a few words."""
    _ = texts.translator.gettext
    words = {
        "days": texts.days(abs(reason.days)),
        "amount": texts.money(reason.amount),
        "what": reason.what,
    }
    patterns = {
        "money_overdue": _("%(amount)s overdue for %(days)s"),
        "no_contact": _("no contact for %(days)s") if reason.days else _("never contacted"),
        "term_ending": _(_TERM_WORDS[(reason.days > 0) - (reason.days < 0)]),
        "deal_stuck": _("%(what)s has stood still for %(days)s"),
        "follow_up_late": _("follow-up late by %(days)s: %(what)s"),
        "no_next_step": _("no next step planned"),
    }
    return patterns.get(reason.kind, "%(what)s") % words
