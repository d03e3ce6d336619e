"""Sales statistics: by month, product group, product, region and staff, against last year."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from smallcrm.core.dates import Month
from smallcrm.core.i18n import Translator
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.opening import EVERY_ROW
from smallcrm.reports.tables import Cell, Column, Row
from smallcrm.reports.tabular import Tabular, about, period_words
from smallcrm.reports.texts import NONE, Texts

_ACROSS: Final = 6  # columns of a cross table; what is left stands in one more


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold of a product, in a region, by a person, in a month; "" where unknown.

    `before` and `quantity_before` are of the same month a year earlier; money in minor units.
    """

    group: str
    product: str
    region: str
    staff: str
    month: Month
    amount: int
    before: int = 0
    quantity: float = 0
    quantity_before: float = 0


@dataclass(frozen=True, slots=True)
class SalesReport:
    """What was sold from `first` to `last`, and from `before_first` to `before_last`.

    `owner`, `group` and `region` say what it was narrowed to, "" for all.
    """

    sold: tuple[Sold, ...]
    first: date
    last: date
    before_first: date
    before_last: date
    made_at: datetime
    owner: str = ""
    group: str = ""
    region: str = ""
    company: Company | str = ""
    currency: str = "CNY"

    @property
    def amount(self) -> int:
        """All that was sold."""
        return sum(one.amount for one in self.sold)

    @property
    def before(self) -> int:
        """All that was sold a year earlier."""
        return sum(one.before for one in self.sold)


@dataclass(slots=True)
class _Sum:
    name: str
    amount: int = 0
    before: int = 0
    quantity: float = 0
    group: str = ""


def tabular(report: SalesReport, translator: Translator) -> Tabular:
    """What the report says, on paper on its side; a workbook has every single sum too."""
    t = translator
    texts = Texts(t, report.currency)
    columns = texts.in_large_unit([report.amount, report.before])
    against = t.gettext("against %(days)s") % {
        "days": period_words(texts, report.before_first, report.before_last)
    }
    chosen = (
        t.gettext("Customers of %(owner)s") % {"owner": report.owner} if report.owner else "",
        t.gettext("Product group %(name)s") % {"name": report.group} if report.group else "",
        t.gettext("Region %(name)s") % {"name": report.region} if report.region else "",
    )
    days = period_words(texts, report.first, report.last)
    opening = about(
        t.gettext("Sales statistics"),
        report.made_at,
        report.company,
        texts.comma(days, against),
        *chosen,
        columns.unit_note(),
    )
    if not report.sold:
        return Tabular(opening, texts, (), t.gettext("Nothing was sold in these days."))
    listings = (
        _by_month(report, columns),
        _by(report, columns, t.gettext("By product group"), t.gettext("Product group"), _group),
        _by(report, columns, t.gettext("By region"), t.gettext("Region"), _region),
        _by(report, columns, t.gettext("By staff"), t.gettext("Staff"), _staff),
        _cross(report, columns, t.gettext("Product groups by region"), _region),
        _cross(report, columns, t.gettext("Product groups by staff"), _staff),
        _by_product(report, columns),
    )
    return Tabular(
        opening,
        columns,
        listings,
        _summary(report, texts),
        sideways=True,
        sheets=(_every_sum(report, texts),),
    )


def _group(one: Sold) -> str:
    return one.group


def _region(one: Sold) -> str:
    return one.region


def _staff(one: Sold) -> str:
    return one.staff


def _summary(report: SalesReport, texts: Texts) -> str:
    t = texts.translator
    amount, before = report.amount, report.before
    said = t.gettext("Orders over %(amount)s") % {"amount": texts.money(amount)}
    if before:
        change = _change(amount, before) or 0.0
        than = {"amount": texts.money(before), "percent": texts.percent(abs(change))}
        if change < 0:
            more = t.gettext("%(percent)s less than a year earlier (%(amount)s)") % than
        else:
            more = t.gettext("%(percent)s more than a year earlier (%(amount)s)") % than
    else:
        more = t.gettext("a year earlier nothing")
    return texts.sentence([said, more])


def _change(amount: int, before: int) -> float | None:
    """By how many percent something rose; None where there was nothing before."""
    return (amount - before) * 100 / before if before > 0 else None


def _sums(report: SalesReport, name: Callable[[Sold], str]) -> list[_Sum]:
    """The sums of each name, the largest first, those without a name last."""
    found: dict[str, _Sum] = {}
    for one in report.sold:
        key = name(one)
        added = found.setdefault(key, _Sum(key, group=one.group))
        added.amount += one.amount
        added.before += one.before
        added.quantity += one.quantity
    return sorted(found.values(), key=lambda s: (not s.name, -s.amount, -s.before, s.name))


def _by(
    report: SalesReport, texts: Texts, title: str, head: str, name: Callable[[Sold], str]
) -> Listing:
    return _compared(report, texts, title, (Column(head),), _sums(report, name))


def _by_month(report: SalesReport, texts: Texts) -> Listing:
    found = {str(one): _Sum(str(one)) for one in _months(report)}
    for one in report.sold:
        added = found.setdefault(str(one.month), _Sum(str(one.month)))
        added.amount += one.amount
        added.before += one.before
    sums = [found[key] for key in sorted(found)]
    _ = texts.translator.gettext
    return _compared(report, texts, _("By month"), (Column(_("Month")),), sums)


def _months(report: SalesReport) -> list[Month]:
    first, last = Month.of(report.first), Month.of(report.last)
    months = [first]
    while months[-1] < last:
        months.append(months[-1].next())
    return months


def _by_product(report: SalesReport, texts: Texts) -> Listing:
    t = texts.translator
    columns = (
        Column(t.gettext("Product")),
        Column(t.gettext("Product group")),
        Column(t.gettext("Quantity"), "right", wrap=False),
    )
    sums = _sums(report, lambda one: one.product)
    return _compared(report, texts, t.gettext("By product"), columns, sums)


def _compared(
    report: SalesReport,
    texts: Texts,
    title: str,
    columns: tuple[Column, ...],
    sums: Sequence[_Sum],
) -> Listing:
    """A table of sums with share, last year and change; `columns` are those before them."""
    t = texts.translator
    _ = t.gettext
    unknown = t.pgettext("report", "Not recorded")
    whole = report.amount
    rows: list[Row] = []
    for one in sums:
        lead: list[str | Cell] = [one.name or unknown]
        if len(columns) > 1:
            quantity = Cell(texts.number(one.quantity), value=one.quantity)
            lead += [one.group or NONE, quantity]
        share = one.amount / whole if whole > 0 else None
        rows.append((*lead, "", _share(texts, share), "", "", _rise(texts, one.amount, one.before)))
    at = len(columns)
    heads = (
        Column(_("Amount"), "right", wrap=False),
        Column(_("Share"), "right", wrap=False, percent=True),
        Column(_("A year earlier"), "right", wrap=False),
        Column(t.pgettext("report", "Change"), "right", wrap=False),
        Column(_("Change in %"), "right", wrap=False, percent=True),
    )
    now, then = _letter(at), _letter(at + 2)
    return Listing(
        title,
        (*columns, *heads),
        rows,
        "",
        money={
            at: [one.amount for one in sums],
            at + 2: [one.before for one in sums],
            at + 3: [one.amount - one.before for one in sums],
        },
        sums={at + 4: _rise(texts, report.amount, report.before)},
        formulas={at + 4: f'=IF({then}{{row}}>0,{now}{{row}}/{then}{{row}}-1,"")'},
        body_rows=EVERY_ROW,
    )


def _cross(report: SalesReport, texts: Texts, title: str, name: Callable[[Sold], str]) -> Listing:
    """A table of product groups by the largest of something else, what is left in one column."""
    t = texts.translator
    names = [one.name for one in _sums(report, name) if one.amount]
    if len(names) < 2:
        return Listing(title, (), (), "")
    shown, unknown = names[:_ACROSS], t.pgettext("report", "Not recorded")
    heads = [one or unknown for one in shown]
    if len(names) > _ACROSS:
        heads.append(t.pgettext("report", "Others"))
    groups = [one.name for one in _sums(report, _group) if one.amount]
    place = {one: at for at, one in enumerate(shown)}
    amounts = {group: [0] * (len(heads) + 1) for group in groups}
    for one in report.sold:
        if not one.amount:
            continue
        row = amounts.setdefault(one.group, [0] * (len(heads) + 1))
        row[place.get(name(one), len(heads) - 1)] += one.amount
        row[-1] += one.amount
    columns = [Column(t.gettext("Product group"))]
    columns += [Column(head, "right", wrap=False) for head in heads]
    columns.append(Column(t.gettext("Total"), "right", wrap=False))
    return Listing(
        title,
        tuple(columns),
        [(group or unknown, *[""] * (len(heads) + 1)) for group in groups],
        "",
        money={
            at + 1: [amounts[group][at] or None for group in groups] for at in range(len(heads) + 1)
        },
        body_rows=EVERY_ROW,
    )


def _every_sum(report: SalesReport, texts: Texts) -> Listing:
    """Every sum by group, product, region, person and month: to be worked on in a workbook."""
    t = texts.translator
    _ = t.gettext
    heads = (_("Month"), _("Product group"), _("Product"), _("Region"), _("Staff"))
    columns = (
        *(Column(head) for head in heads),
        Column(_("Quantity"), "right"),
        Column(_("Amount"), "right"),
        Column(_("Quantity a year earlier"), "right"),
        Column(_("Amount a year earlier"), "right"),
    )
    rows: list[Row] = [
        (
            str(one.month),
            one.group,
            one.product,
            one.region,
            one.staff,
            Cell("", value=one.quantity),
            "",
            Cell("", value=one.quantity_before),
            "",
        )
        for one in report.sold
    ]
    money = {6: [one.amount for one in report.sold], 8: [one.before for one in report.sold]}
    return Listing(_("Every sum"), columns, rows, "", money=money)


def _share(texts: Texts, share: float | None) -> Cell:
    if share is None:
        return Cell(NONE)
    return Cell(texts.tenths(share * 100), value=share)


def _rise(texts: Texts, amount: int, before: int) -> Cell:
    change = _change(amount, before)
    if change is None:
        return Cell(NONE)
    text = texts.tenths(change)
    return Cell(f"+{text}" if change > 0 else text, value=change / 100)


def _letter(place: int) -> str:
    """The name of a column of a workbook, from 0; no table here is wider than the alphabet."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]
