"""The month of one customer: what was done, ordered, paid and said, against the time before."""

from dataclasses import dataclass, replace
from datetime import date

from smallcrm.core.i18n import Translator
from smallcrm.reports import work
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Tabular, about, day_cell, period_words
from smallcrm.reports.texts import NONE, Texts


@dataclass(frozen=True, slots=True)
class Stretch:
    """What happened from `first` to `last`; money in minor units, `owed` at their end."""

    first: date
    last: date
    contacts: int
    ordered: int
    received: int
    owed: int


@dataclass(frozen=True, slots=True)
class Said:
    """A wish, complaint or praise; `waits` for an answer."""

    day: date
    text: str
    wish: str
    waits: bool


@dataclass(frozen=True, slots=True)
class CustomerMonth:
    """What was done for a customer, in figures for the days, those before, and a year earlier.

    `standing` is a line about it: level, owner.
    """

    customer: str
    work: work.WorkReport
    stretches: tuple[Stretch, Stretch, Stretch]
    said: tuple[Said, ...] = ()
    standing: str = ""


def tabular(report: CustomerMonth, translator: Translator) -> Tabular:
    """What the report says."""
    texts = Texts(translator, report.work.currency)
    t = translator
    done = work.tabular(report.work, translator)
    opening = about(
        report.customer,
        report.work.made_at,
        report.work.company,
        t.gettext("Month of a customer"),
        period_words(texts, report.work.first, report.work.last),
        report.standing,
    )
    customer = t.gettext("Customer")
    listings = [_without(one, customer) for one in done.listings if one.columns]
    return Tabular(
        opening,
        texts,
        (_figures(report, texts), *listings, _said(report, texts)),
        done.summary,
    )


def _figures(report: CustomerMonth, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = [Column("")]
    for one in report.stretches:
        columns.append(Column(period_words(texts, one.first, one.last), "right", wrap=False))
    stretches = report.stretches
    rows: list[Row] = [
        (_("Contacts"), *(Cell(texts.count(one.contacts), value=one.contacts) for one in stretches))
    ]
    for title, amounts in (
        (_("Orders"), [one.ordered for one in stretches]),
        (_("Receipts"), [one.received for one in stretches]),
        (_("Owed at the end"), [one.owed for one in stretches]),
    ):
        printed = texts.money_column(amounts)
        cells = zip(amounts, printed, strict=True)
        rows.append((title, *(Cell(text, value=amount / 100) for amount, text in cells)))
    note = _("The days reported, as many before them, and the same a year earlier")
    return Listing(_("In figures"), tuple(columns), rows, "", note, body_rows=EVERY_ROW)


def _said(report: CustomerMonth, texts: Texts) -> Listing:
    t = texts.translator
    _ = t.gettext
    columns = (Column(_("Date"), wrap=False), Column(_("Said")), Column(_("Wish")), Column(""))
    waits = Cell(_("Waits for an answer"), "bad", bold=True)
    rows: list[Row] = [
        (day_cell(texts, one.day), one.text or NONE, one.wish or NONE, waits if one.waits else "")
        for one in report.said
    ]
    return Listing(_("Wishes and complaints"), columns, rows, "", body_rows=EVERY_ROW)


def _without(listing: Listing, title: str) -> Listing:
    """The listing without the column of a title: what it says is the same in every row."""
    titles = [column.title for column in listing.columns]
    if title not in titles:
        return listing
    gone = titles.index(title)

    def moved(place: int) -> int:
        return place - (place > gone)

    return replace(
        listing,
        columns=(*listing.columns[:gone], *listing.columns[gone + 1 :]),
        rows=[(*row[:gone], *row[gone + 1 :]) for row in listing.rows],
        money={moved(place): some for place, some in listing.money.items()},
        counts={moved(place): some for place, some in listing.counts.items()},
    )
