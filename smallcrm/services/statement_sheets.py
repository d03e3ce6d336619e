"""Statements of account as sheets of a workbook: balances and sums are formulas."""

from collections.abc import Iterator
from decimal import Decimal

from smallcrm.core.i18n import Translator
from smallcrm.core.money import to_decimal_string
from smallcrm.exporters.book import sheet_names
from smallcrm.exporters.report_book import HEAD_ROW, Formula, ReportColumn, ReportSheet, Value
from smallcrm.reports.statement import Statement, Statements
from smallcrm.reports.tabular import period_words
from smallcrm.reports.texts import Texts

MOST_SHEETS = 250  # of one workbook; more statements stand below each other on one sheet


def sheets_of_statements(batch: Statements, translator: Translator) -> Iterator[ReportSheet]:
    """A sheet for each statement, before them an overview where there are several."""
    texts = Texts(translator, batch.currency)
    listed = list(batch.statements)
    if len(listed) == 1:
        yield _sheet(listed[0], batch, texts)
        return
    apart = len(listed) <= MOST_SHEETS
    title = translator.gettext("Statement of account")
    names = sheet_names([title, *(one.customer for one in listed)]) if apart else []
    yield _overview(batch, texts, names[1:])
    if apart:
        for one in listed:
            yield _sheet(one, batch, texts)
    else:
        yield _entries(batch, texts)


def _columns(
    texts: Texts, *first: ReportColumn, closing: Decimal | None = None
) -> list[ReportColumn]:
    t = texts.translator
    return [
        *first,
        ReportColumn(t.gettext("Date"), "date"),
        ReportColumn(t.gettext("Entry")),
        ReportColumn(t.gettext("Order")),
        ReportColumn(t.gettext("What for")),
        ReportColumn(t.pgettext("statement", "Ordered"), "money", total=True),
        ReportColumn(t.pgettext("statement", "Received"), "money", total=True),
        ReportColumn(t.gettext("Balance"), "money", total=Formula("=G{above}", closing)),
    ]


def _note(batch: Statements, texts: Texts, *more: str) -> str:
    days = period_words(texts, batch.first, batch.last)
    return "  ·  ".join(filter(None, (days, *more, batch.company.name)))


def _sheet(statement: Statement, batch: Statements, texts: Texts) -> ReportSheet:
    t = texts.translator
    title = t.gettext("Statement of account")
    return ReportSheet(
        f"{title}  ·  {statement.customer}",
        _columns(texts, closing=_amount(statement.closing)),
        list(_rows(statement, batch, texts)),
        _note(batch, texts, statement.person, statement.address),
        t.gettext("Closing balance"),
        filters=False,
        name=statement.customer,
    )


def _rows(
    statement: Statement, batch: Statements, texts: Texts, balance: str = "G", lead: int = 0
) -> Iterator[list[Value]]:
    """The opening balance, then each movement with the balance after it, as a formula.

    `balance` is the column of the balance; the sums stand in the two before it.
    """
    t = texts.translator
    ordered, received = chr(ord(balance) - 2), chr(ord(balance) - 1)
    named: list[Value] = [statement.customer] * lead
    opening = t.gettext("Opening balance")
    yield [*named, batch.first, opening, "", "", None, None, _amount(statement.opening)]
    running = f"={balance}{{above}}+{ordered}{{row}}-{received}{{row}}"
    left = statement.opening
    for one in statement.movements:
        is_order = one.kind == "order"
        entry = t.gettext("Order") if is_order else t.gettext("Receipt")
        amount = _amount(one.amount)
        sides = (amount, None) if is_order else (None, amount)
        left += one.amount if is_order else -one.amount
        after = Formula(running, _amount(left))
        yield [*named, one.day, entry, one.number, one.what, *sides, after]


def _overview(batch: Statements, texts: Texts, names: list[str]) -> ReportSheet:
    """Every customer's opening balance, orders, receipts, and what it owes by them."""
    t = texts.translator
    _ = t.gettext
    columns = [
        ReportColumn(_("Customer")),
        ReportColumn(_("Opening balance"), "money", total=True),
        ReportColumn(t.pgettext("statement", "Ordered"), "money", total=True),
        ReportColumn(t.pgettext("statement", "Received"), "money", total=True),
        ReportColumn(_("Closing balance"), "money", total=True),
    ]
    rows: list[list[Value]] = []
    for place, one in enumerate(batch.statements):
        sums: list[Value] = [_amount(one.ordered), _amount(one.received)]
        if names:
            # the sums are those of the customer's sheet, under its last row
            last = HEAD_ROW + len(one.movements) + 2
            sheet = names[place].replace("'", "''").replace("{", "{{").replace("}", "}}")
            worth = (("E", one.ordered), ("F", one.received))
            sums = [Formula(f"='{sheet}'!{column}{last}", _amount(sum)) for column, sum in worth]
        owed = Formula("=B{row}+C{row}-D{row}", _amount(one.closing))
        rows.append([one.customer, _amount(one.opening), *sums, owed])
    title = _("Statement of account")
    if not rows:
        words = _("No customer had a movement or a balance in these days.")
        return ReportSheet(title, [ReportColumn(words)], [], _note(batch, texts))
    return ReportSheet(title, columns, rows, _note(batch, texts), _("Total"))


def _entries(batch: Statements, texts: Texts) -> ReportSheet:
    """All statements below each other."""
    t = texts.translator
    columns = _columns(texts, ReportColumn(t.gettext("Customer")))
    columns[-1] = ReportColumn(t.gettext("Balance"), "money")
    rows = [
        row for one in batch.statements for row in _rows(one, batch, texts, balance="H", lead=1)
    ]
    return ReportSheet(t.gettext("Entries"), columns, rows, _note(batch, texts), t.gettext("Total"))


def _amount(minor: int) -> Decimal:
    return Decimal(to_decimal_string(minor))
