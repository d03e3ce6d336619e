"""The eight key figures of the first page, each with its changes and its last twelve months."""

from dataclasses import dataclass
from typing import Final

from smallcrm.core.i18n import Translator
from smallcrm.core.money import compact_money
from smallcrm.reports import style
from smallcrm.reports.charts import sparkline
from smallcrm.reports.fonts import text_width
from smallcrm.reports.layout import fit
from smallcrm.reports.monthly.figures import MonthlyReport, Trend
from smallcrm.reports.page import Paper
from smallcrm.reports.style import Tone
from smallcrm.reports.texts import MINUS, NONE, Texts

_CARDS: Final = 4  # in a row
_SMALLEST_FIGURE: Final = 10.5
_CARD_HEIGHT: Final = 58.0
_CARD_GAP: Final = 7.0
_CARD_PAD: Final = 8.0
_LINE_SHARE: Final = 0.44
_LINE_HEIGHT: Final = 13.0

Change = tuple[Tone, str]


@dataclass(frozen=True, slots=True)
class _Card:
    label: str
    value: str
    changes: tuple[Change, Change]
    about: str
    trend: Trend


def draw_cards(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    """Draw the figures in two rows."""
    _ = texts.translator.gettext
    cards = _card_contents(paper, report, texts)
    deep = (len(cards) + _CARDS - 1) // _CARDS
    high = deep * _CARD_HEIGHT + (deep - 1) * _CARD_GAP
    paper.need(high + style.NOTE.leading)
    wide = _card_width(paper)
    # One size for all: the one in which the longest fits.
    size = min(fit(card.value, wide - 2 * _CARD_PAD, style.FIGURE).size for card in cards)
    heads = _change_heads(report, texts.translator)
    for index, card in enumerate(cards):
        row, place = divmod(index, _CARDS)
        bottom = paper.y - (row + 1) * _CARD_HEIGHT - row * _CARD_GAP
        _card(paper, (paper.left + place * (wide + _CARD_GAP), bottom), size, card, heads)
    paper.y -= high
    words = _("Changes are against the month before and the same month a year ago.")
    if not report.period.month:
        words = _("Changes are against the days before and the same days a year ago.")
    paper.space(5)
    lines = _("The lines show twelve months.")
    paper.paragraph(
        texts.translator.pgettext("sentences", "%(first)s %(then)s")
        % {"first": words, "then": lines},
        style.FOOT,
    )
    paper.space(style.GAP - 6)


def _change_heads(report: MonthlyReport, t: Translator) -> tuple[str, str]:
    before = t.pgettext("card", "Month") if report.period.month else t.pgettext("card", "Before")
    return before, t.pgettext("card", "Year")


def _card_width(paper: Paper) -> float:
    return (paper.width - _CARD_GAP * (_CARDS - 1)) / _CARDS


def _card_contents(paper: Paper, report: MonthlyReport, texts: Texts) -> list[_Card]:
    t, figures = texts.translator, report.figures
    _ = t.gettext
    inner = _card_width(paper) - 2 * _CARD_PAD

    def money(amount: float | None) -> str:
        exact = NONE if amount is None else texts.money(int(amount))
        if amount is None or fit(exact, inner, style.FIGURE).size >= _SMALLEST_FIGURE:
            return exact
        # The exact sum stands in the sentences and under the lists.
        return compact_money(int(amount), texts.language, currency=texts.currency, symbol=True)

    def count(number: float | None) -> str:
        return NONE if number is None else texts.count(number)

    def short(amount: int) -> str:
        exact = texts.money(amount)
        if fit(exact, inner * 0.6, style.FIGURE_LABEL).size < style.FIGURE_LABEL.size:
            return compact_money(amount, texts.language, currency=texts.currency, symbol=True)
        return exact

    weighted = _("weighted %(amount)s") % {"amount": short(figures.weighted)}
    overdue = sum(one.overdue for one in report.money_due)
    late = _("overdue %(amount)s") % {"amount": short(overdue)} if overdue else ""
    buying, plan, waiting = _counted(report, texts)
    f = figures
    return [
        _Card(_("Customers"), count(f.customers.now), _counts(f.customers, t), buying, f.customers),
        _Card(
            t.pgettext("card", "Contacts made"),
            count(f.interactions.now),
            _shares(f.interactions, t),
            plan,
            f.interactions,
        ),
        _Card(
            _("Done on time"),
            texts.percent(f.on_time.now),
            _points(f.on_time, t),
            waiting,
            f.on_time,
        ),
        _Card(
            _("Data complete"),
            texts.percent(f.completeness.now),
            _points(f.completeness, t),
            "",
            f.completeness,
        ),
        _Card(_("Orders"), money(f.orders.now), _shares(f.orders, t), "", f.orders),
        _Card(_("Receipts"), money(f.receipts.now), _shares(f.receipts, t), "", f.receipts),
        _Card(_("Money due"), money(f.due.now), _shares(f.due, t, more_is_good=False), late, f.due),
        _Card(
            _("Open pipeline"), money(f.pipeline.now), _shares(f.pipeline, t), weighted, f.pipeline
        ),
    ]


def _counted(report: MonthlyReport, texts: Texts) -> tuple[str, str, str]:
    """The small words under three cards: active customers, the plan, follow-ups overdue."""
    _ = texts.translator.gettext
    active = sum(one.active for one in report.levels)
    buying = _("active %(n)s") % {"n": texts.count(active)} if active else ""
    planned = round(sum(one.planned for one in report.plan_levels))
    plan = _("plan %(n)s") % {"n": texts.count(planned)} if planned else ""
    open_late = len(report.late_follow_ups)
    waiting = _("overdue %(n)s") % {"n": texts.count(open_late)} if open_late else ""
    return buying, plan, waiting


def _card(
    paper: Paper, corner: tuple[float, float], size: float, card: _Card, heads: tuple[str, str]
) -> None:
    x, bottom = corner
    wide = _card_width(paper)
    paper.card(x, bottom, wide, _CARD_HEIGHT)
    left, inner, top = x + _CARD_PAD, wide - 2 * _CARD_PAD, bottom + _CARD_HEIGHT
    line = inner * _LINE_SHARE
    look = fit(card.label, inner - line - 3, style.FIGURE_LABEL)
    paper.text(left, top - 14, card.label, look)
    # The line stands beside the label; the figure has a band of its own below it.
    spark = sparkline(card.trend.months, line, _LINE_HEIGHT)
    paper.drawing(spark, x + wide - _CARD_PAD - line, top - 18)
    paper.text(left, top - 31, card.value, style.FIGURE.sized(size))
    half = inner / 2
    for place, (head, (tone, change)) in enumerate(zip(heads, card.changes, strict=True)):
        muted = style.FIGURE_LABEL.coloured(style.MUTED)
        told = muted if tone == "plain" else muted.coloured(style.TONES[tone])
        at, words = left + place * half, head + " "
        look = fit(words + change, half - 2, muted, smallest=5)
        paper.text(at, top - 42.5, words, look)
        paper.text(at + text_width(words, look.size), top - 42.5, change, told.sized(look.size))
    if card.about:
        muted = style.FIGURE_LABEL
        paper.text(left, top - 52, card.about, fit(card.about, inner, muted, smallest=5))


def _signed(number: int, unit: str = "") -> str:
    return f"{'+' if number > 0 else MINUS}{abs(number):,}{unit}"


def _told(number: int, words: str, *, more_is_good: bool = True) -> Change:
    if not number:
        return "plain", "±0"
    return ("good" if (number > 0) == more_is_good else "warn"), words


def _counts(trend: Trend, _t: Translator) -> tuple[Change, Change]:
    def change(then: float | None) -> Change:
        if trend.now is None or then is None:
            return "plain", NONE
        number = round(trend.now - then)
        return _told(number, _signed(number))

    return change(trend.before), change(trend.year)


def _shares(trend: Trend, _t: Translator, *, more_is_good: bool = True) -> tuple[Change, Change]:
    def change(then: float | None) -> Change:
        if trend.now is None or not then:
            return "plain", NONE
        number = round(100 * (trend.now - then) / then)
        return _told(number, _signed(number, "%"), more_is_good=more_is_good)

    return change(trend.before), change(trend.year)


def _points(trend: Trend, t: Translator) -> tuple[Change, Change]:
    def change(then: float | None) -> Change:
        if trend.now is None or then is None:
            return "plain", NONE
        number = round(trend.now) - round(then)
        words = t.ngettext("%(change)s pt", "%(change)s pts", abs(number))
        return _told(number, words % {"change": _signed(number)})

    return change(trend.before), change(trend.year)
