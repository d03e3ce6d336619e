"""Print statements of account: what a customer ordered, paid and owes, to stamp and send back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal

from smallcrm.core.capitals import money_capitals
from smallcrm.core.i18n import CHINESE, Translator
from smallcrm.core.money import format_money
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.layout import fit, shorten, wrap
from smallcrm.reports.letterhead import Company, draw_letterhead
from smallcrm.reports.page import Frame, Paper, drop
from smallcrm.reports.tables import Cell, Column, Row, Table, draw_table
from smallcrm.reports.texts import Texts

_STAMP: Final = 148.0  # a company's stamp is a circle of 40 to 45 mm
_PAD: Final = 9.0
_CONTENTS_FROM: Final = 12  # statements; fewer are found by turning pages
_GAP: Final = 14.0
_STAMP_NAME: Final = 3  # lines; the whole name stands at the head of the statement


@dataclass(frozen=True, slots=True)
class Movement:
    """An order or a receipt, in minor units; `number` is the order's, `what` a ready text."""

    day: date
    kind: Literal["order", "receipt"]
    amount: int
    number: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of one customer over some days; amounts in minor units, owed is positive."""

    customer: str
    opening: int
    movements: tuple[Movement, ...] = ()
    address: str = ""
    person: str = ""

    @property
    def ordered(self) -> int:
        """What was ordered in these days."""
        return sum(one.amount for one in self.movements if one.kind == "order")

    @property
    def received(self) -> int:
        """What was paid in these days."""
        return sum(one.amount for one in self.movements if one.kind == "receipt")

    @property
    def closing(self) -> int:
        """What is owed at the end."""
        return self.opening + self.ordered - self.received


@dataclass(frozen=True, slots=True)
class Statements:
    """Statements of the same days; `first` and `last` are included."""

    statements: Sequence[Statement]
    first: date
    last: date
    made_at: datetime
    company: Company
    currency: str = "CNY"


def render(
    batch: Statements,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    size: tuple[float, float] = style.A4,
    grey: bool = False,
) -> None:
    """Write the statements as one PDF, each beginning on a page of its own, with bookmarks.

    Raises Cancelled, and StorageError when the path cannot be written.
    """
    texts = Texts(translator, batch.currency)
    progress = progress or Progress()
    paper = Paper(_frame(batch, texts, size, grey=grey), translator, progress)
    whole = paper.frame
    has_contents = len(batch.statements) >= _CONTENTS_FROM
    if has_contents:
        _list_contents(paper, batch, texts)
    for place, statement in enumerate(batch.statements):
        # what runs on over further pages says whose it is
        name = shorten(statement.customer, paper.width / 4, style.FOOT)
        sender = "  ·  ".join(filter(None, (whole.company, whole.title)))
        paper.frame = replace(whole, company=sender, title=name)
        if place or has_contents:
            paper.new_page(plain=True)
        _draw(paper, batch, statement, texts)
        progress.report(place + 1, len(batch.statements))
    if not batch.statements:
        draw_letterhead(paper, batch.company)
        _title(paper, batch, texts)
        words = translator.gettext("No customer had a movement or a balance in these days.")
        paper.paragraph(words, style.BODY)
    paper.frame = whole
    paper.save(out)


def _list_contents(paper: Paper, batch: Statements, texts: Texts) -> None:
    """Draw a first page that says where each customer's statement stands."""
    draw_letterhead(paper, batch.company)
    paper.mark(texts.translator.pgettext("report", "Contents"))
    _title(paper, batch, texts)
    paper.contents([_mark(statement) for statement in batch.statements])


def _mark(statement: Statement) -> str:
    return shorten(statement.customer, 400, style.BODY)


def _frame(batch: Statements, texts: Texts, size: tuple[float, float], *, grey: bool) -> Frame:
    made = {"made": texts.moment(batch.made_at)}
    return Frame(
        title=texts.translator.gettext("Statement of account"),
        company=batch.company.name,
        period=_period(batch, texts),
        foot=texts.translator.gettext("Made with smallcrm on %(made)s") % made,
        made=batch.made_at,
        size=size,
        grey=grey,
    )


def _period(batch: Statements, texts: Texts) -> str:
    days = {"first": texts.day(batch.first), "last": texts.day(batch.last)}
    return texts.translator.gettext("%(first)s to %(last)s") % days


def _draw(paper: Paper, batch: Statements, statement: Statement, texts: Texts) -> None:
    paper.mark(_mark(statement))
    draw_letterhead(paper, batch.company)
    _title(paper, batch, texts)
    _addressee(paper, statement, texts)
    draw_table(paper, _table(batch, statement, texts))
    paper.space(10)
    paper.need(_STAMP + 90)
    _balance(paper, batch, statement, texts)
    _stamps(paper, batch, statement, texts)


def _title(paper: Paper, batch: Statements, texts: Texts) -> None:
    title = texts.translator.gettext("Statement of account")
    look = style.LIST_TITLE
    paper.y -= look.leading
    base = paper.y + drop(look)
    paper.text(paper.left, base, title, look)
    paper.text(paper.right, base, _period(batch, texts), style.BODY, "right")
    paper.space(6)


def _addressee(paper: Paper, statement: Statement, texts: Texts) -> None:
    _ = texts.translator.gettext
    look = fit(statement.customer, paper.width, style.HEAD, smallest=9.5)
    paper.lines(wrap(statement.customer, paper.width, look), look)
    about = "  ·  ".join(filter(None, (statement.person, statement.address)))
    if about:
        paper.paragraph(about, style.SUBHEAD)
    unit = {"currency": "元" if _in_yuan(texts) else texts.currency}
    paper.paragraph(_("All amounts in %(currency)s") % unit, style.SUBHEAD, after=6)


def _table(batch: Statements, statement: Statement, texts: Texts) -> Table:
    _ = texts.translator.gettext
    columns = (
        Column(_("Date"), wrap=False),
        Column(_("Entry")),
        Column(_("What for")),
        Column(texts.translator.pgettext("statement", "Ordered"), "right", wrap=False),
        Column(texts.translator.pgettext("statement", "Received"), "right", wrap=False),
        Column(_("Balance"), "right", wrap=False),
    )
    opening = _("Opening balance")
    rows: list[Row] = [
        (texts.day(batch.first), Cell(opening, muted=True), "", "", "", _amount(statement.opening))
    ]
    balance = statement.opening
    for one in statement.movements:
        is_order = one.kind == "order"
        balance += one.amount if is_order else -one.amount
        entry = " ".join(filter(None, (_("Order") if is_order else _("Receipt"), one.number)))
        amount = _amount(one.amount)
        sides = (amount, "") if is_order else ("", amount)
        rows.append((texts.day(one.day), entry, one.what, *sides, _amount(balance)))
    total = (
        texts.day(batch.last),
        _("Closing balance"),
        "",
        _amount(statement.ordered),
        _amount(statement.received),
        _amount(statement.closing),
    )
    return Table(columns, rows, total)


def _balance(paper: Paper, batch: Statements, statement: Statement, texts: Texts) -> None:
    """Say in a sentence who owes what, in Chinese with the amount in capitals."""
    _ = texts.translator.gettext
    owed = statement.closing
    told = {
        "day": texts.day(batch.last),
        "amount": format_money(abs(owed), texts.language, currency=texts.currency),
    }
    if owed > 0:
        words = _("On %(day)s you owe us %(amount)s.") % told
    elif owed < 0:
        words = _("On %(day)s you have paid %(amount)s ahead.") % told
    else:
        words = _("On %(day)s nothing is owed.") % told
    look = replace(style.BODY, bold=True)
    paper.lines(wrap(words, paper.width, look), look)
    if owed and _in_yuan(texts):
        paper.paragraph(f"金额大写：人民币{money_capitals(abs(owed))}", style.BODY)
    paper.paragraph(
        _("Please compare with your books, mark what holds, stamp and send one copy back."),
        style.NOTE,
        after=6,
    )


def _stamps(paper: Paper, batch: Statements, statement: Statement, texts: Texts) -> None:
    _ = texts.translator.gettext
    wide = (paper.width - _GAP) / 2
    low = paper.y - _STAMP
    mark = _("□ The figures agree")
    differs = _("□ They differ by:")
    sides = (
        (paper.left, _("Our side:"), batch.company.name, ("", "")),
        (paper.left + wide + _GAP, _("Your side:"), statement.customer, (mark, differs)),
    )
    for left, who, name, lines in sides:
        paper.card(left, low, wide, _STAMP)
        room = wide - 2 * _PAD
        y = paper.y - _PAD - 8
        for line in wrap(f"{who} {name}", room, style.CELL)[:_STAMP_NAME]:
            paper.text(left + _PAD, y, line, style.CELL)
            y -= style.CELL.leading
        y += style.CELL.leading
        for line in lines:
            y -= style.CELL.leading + 2
            paper.text(left + _PAD, y, line, style.CELL)
        foot = low + _PAD
        paper.text(left + _PAD, foot, _("Stamp, signature"), style.NOTE)
        paper.text(left + wide / 2 + _PAD, foot, _("Date"), style.NOTE)
    paper.y = low


def _amount(minor: int) -> str:
    return format_money(minor, CHINESE, symbol=False)


def _in_yuan(texts: Texts) -> bool:
    return texts.language == CHINESE and texts.currency == "CNY"
