"""The six key figures of the first page, each with its change and its last twelve months."""

from dataclasses import dataclass
from typing import Final

from smallcrm.core.i18n import Translator
from smallcrm.core.money import compact_money
from smallcrm.reports import style
from smallcrm.reports.charts import sparkline
from smallcrm.reports.layout import fit
from smallcrm.reports.monthly.figures import MonthlyReport, Trend
from smallcrm.reports.page import Paper
from smallcrm.reports.style import Tone
from smallcrm.reports.texts import MINUS, NONE, Texts

_CARDS: Final = 6
_SMALLEST_FIGURE: Final = 10.5
_SMALLEST_LABEL: Final = 6.5
_CARD_HEIGHT: Final = 76.0
_CARD_GAP: Final = 8.0
_CARD_PAD: Final = 8.0


@dataclass(frozen=True, slots=True)
class _Card:
    label: str
    value: str
    change: tuple[Tone, str]
    trend: Trend


def draw_cards(paper: Paper, report: MonthlyReport, texts: Texts) -> None:
    """Draw the six figures in a row."""
    _ = texts.translator.gettext
    paper.need(_CARD_HEIGHT + style.NOTE.leading)
    cards = _card_contents(paper, report, texts)
    wide = _card_width(paper)
    bottom = paper.y - _CARD_HEIGHT
    # One size for all six: the one in which the longest fits.
    size = min(fit(card.value, wide - 2 * _CARD_PAD, style.FIGURE).size for card in cards)
    for index, card in enumerate(cards):
        _card(paper, paper.left + index * (wide + _CARD_GAP), bottom, size, card)
    paper.y = bottom
    words = _("Changes are against the month before; the lines show twelve months.")
    if not report.period.month:
        words = _("Changes are against the period before; the lines show twelve months.")
    paper.space(5)
    paper.paragraph(words, style.FOOT)
    paper.space(style.GAP - 4)


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

    weighted = _("weighted %(amount)s") % {"amount": texts.money(figures.weighted)}
    if fit(weighted, inner, style.FIGURE_LABEL).size < _SMALLEST_LABEL:
        short = compact_money(figures.weighted, texts.language, currency=texts.currency)
        weighted = _("weighted %(amount)s") % {"amount": short}
    customers, done, receipts = figures.customers, figures.interactions, figures.receipts
    kept, pipeline, complete = figures.on_time, figures.pipeline, figures.completeness
    return [
        _Card(_("Customers"), count(customers.now), _count_change(customers, t), customers),
        _Card(_("Interactions"), count(done.now), _share_change(done, t), done),
        _Card(_("Done on time"), texts.percent(kept.now), _point_change(kept, t), kept),
        _Card(_("Open pipeline"), money(pipeline.now), ("plain", weighted), pipeline),
        _Card(_("Receipts"), money(receipts.now), _share_change(receipts, t), receipts),
        _Card(
            _("Data complete"), texts.percent(complete.now), _point_change(complete, t), complete
        ),
    ]


def _card(paper: Paper, x: float, bottom: float, size: float, card: _Card) -> None:
    wide = _card_width(paper)
    tone, change = card.change
    paper.card(x, bottom, wide, _CARD_HEIGHT)
    left, inner, top = x + _CARD_PAD, wide - 2 * _CARD_PAD, bottom + _CARD_HEIGHT
    paper.text(left, top - 15, card.label, fit(card.label, inner, style.FIGURE_LABEL))
    paper.text(left, top - 34, card.value, style.FIGURE.sized(size))
    look = style.FIGURE_LABEL.coloured(style.MUTED if tone == "plain" else style.TONES[tone])
    paper.text(left, top - 47, change, fit(change, inner, look, smallest=5))
    # The line has a band of its own below the figures, so they can never touch.
    paper.drawing(sparkline(card.trend.months, inner, 14), left, bottom + 7)


def _signed(number: int, unit: str = "") -> str:
    return f"{'+' if number > 0 else MINUS}{abs(number):,}{unit}"


def _tone(number: float) -> Tone:
    return "good" if number > 0 else "warn"


def _count_change(trend: Trend, t: Translator) -> tuple[Tone, str]:
    if trend.now is None or trend.before is None:
        return "plain", NONE
    number = round(trend.now - trend.before)
    return (_tone(number), _signed(number)) if number else ("plain", t.gettext("unchanged"))


def _share_change(trend: Trend, t: Translator) -> tuple[Tone, str]:
    if trend.now is None or not trend.before:
        return "plain", NONE
    number = round(100 * (trend.now - trend.before) / trend.before)
    return (_tone(number), _signed(number, "%")) if number else ("plain", t.gettext("unchanged"))


def _point_change(trend: Trend, t: Translator) -> tuple[Tone, str]:
    if trend.now is None or trend.before is None:
        return "plain", NONE
    number = round(trend.now) - round(trend.before)
    if not number:
        return "plain", t.gettext("unchanged")
    words = t.ngettext("%(change)s point", "%(change)s points", abs(number))
    return _tone(number), words % {"change": _signed(number)}
