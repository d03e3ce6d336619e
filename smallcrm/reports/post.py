"""Address labels and envelopes: to whom, where to, and who could not be written to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Literal

from smallcrm.core.i18n import CHINESE, Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.label_sheets import Envelope, LabelSheet
from smallcrm.reports.layout import wrap
from smallcrm.reports.letterhead import Company
from smallcrm.reports.listings import Listing
from smallcrm.reports.page import Frame, Paper, drop
from smallcrm.reports.style import MM, TextStyle
from smallcrm.reports.tables import Column, Row, Table, draw_table
from smallcrm.reports.tabular import Tabular, about
from smallcrm.reports.texts import Texts

Why = Literal["no address", "refused", "too long"]

_SMALLEST, _SMALLER = 6.0, 0.5  # points
_MOST: Final = 0.9  # of the labels set the size for all; the others are set smaller
_LEADING: Final = 1.3
_PAD: Final = 4.5 * MM  # no printer reaches the edge of the paper
_CHECK_EVERY: Final = 100
_SAMPLE: Final = 200
# The boxes for the six digits of a Chinese postcode, in millimetres.
_BOXES, _BOX_WIDE, _BOX_HIGH, _BOX_STEP, _BOX_LEFT, _BOX_TOP = 6, 7.0, 8.0, 9.0, 12.0, 12.0
_NARROW: Final = 15.0  # mm kept free at the sides of an envelope


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to write to. `person` is how to address somebody, `place` the lines of the address."""

    customer: str
    person: str = ""
    place: tuple[str, ...] = ()
    postcode: str = ""
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A customer nothing is printed for, and why."""

    customer: str
    why: Why


@dataclass(frozen=True, slots=True)
class Post:
    """Everybody to be written to, in order, and those who cannot be."""

    recipients: tuple[Recipient, ...]
    made_at: datetime
    title: str = ""
    sender: Company = field(default_factory=Company)
    left_out: tuple[LeftOut, ...] = ()


def render_labels(
    post: Post,
    sheet: LabelSheet,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    start: int = 1,
    grey: bool = False,
) -> None:
    """Write the labels as PDF; `start` is the first free label of the first sheet, from 1.

    Who is left out, or has an address too long for the label, is named on a last page. Raises
    Cancelled, and StorageError when the path cannot be written.
    """
    frame = Frame(
        translator.gettext("Address labels"), post.sender.name, "", "", post.made_at, sheet.size,
        grey=grey, bare=True,
    )  # fmt: skip
    paper = Paper(frame, translator, progress or Progress())
    room = (sheet.width * MM - 2 * _PAD, sheet.height * MM - 2 * min(_PAD, sheet.height * MM / 8))
    largest = _usual_size(post.recipients, sheet, room, translator)
    number = first = (start - 1) % sheet.count
    too_long: list[LeftOut] = []
    for place, recipient in enumerate(post.recipients):
        if place % _CHECK_EVERY == 0:
            paper.progress.check()
        block = _fitted(label_lines(recipient, translator), *room, largest)
        if block is None:
            too_long.append(LeftOut(recipient.customer, "too long"))
            continue
        if number and number != first and number % sheet.count == 0:
            paper.new_page()
        x, y = sheet.place(number % sheet.count)
        lines, look = block
        _draw_lines(paper, lines, look, x + _PAD, y + sheet.height * MM / 2)
        number += 1
    _name_left_out(paper, (*post.left_out, *too_long), printed=number - first)
    paper.save(out)


def label_lines(recipient: Recipient, translator: Translator) -> list[str]:
    """The lines of a label: in Chinese the place first, else the name."""
    t = translator
    who = recipient.customer if recipient.is_person else recipient.person
    person = t.pgettext("envelope", "Attn: %(person)s") % {"person": who} if who else ""
    if recipient.is_person and t.language != CHINESE:
        person = who
    company = "" if recipient.is_person else recipient.customer
    if t.language == CHINESE:
        lines = [recipient.postcode, *recipient.place, company, person]
    else:
        lines = [company, person, *recipient.place, recipient.postcode]
    return [line for line in lines if line]


def _usual_size(
    recipients: Sequence[Recipient],
    sheet: LabelSheet,
    room: tuple[float, float],
    translator: Translator,
) -> float:
    """The size that most labels of a sheet can have, so that they look alike."""
    largest = min(max(round(sheet.height * 0.56) / 2, 9.0), 14.0)
    step = len(recipients) // _SAMPLE + 1
    blocks = (_fitted(label_lines(one, translator), *room, largest) for one in recipients[::step])
    sizes = sorted((block[1].size for block in blocks if block), reverse=True)
    return sizes[int((len(sizes) - 1) * _MOST)] if sizes else largest


def _fitted(
    lines: Sequence[str], width: float, height: float, largest: float
) -> tuple[list[str], TextStyle] | None:
    """The lines broken to the width in the largest size that fits; None when none does."""
    size = largest
    while size >= _SMALLEST:
        look = TextStyle(size, size * _LEADING)
        # what has more signs than the label has room for is not worth breaking
        if sum(map(len, lines)) * size * size * 0.3 < width * height:
            broken = [part for line in lines for part in _broken(line, width, look)]
            if len(broken) * look.leading <= height:
                return broken, look
        size -= _SMALLER
    return None


def _broken(line: str, width: float, look: TextStyle) -> list[str]:
    """A line broken to the width; no sign or two stand alone on the last one."""
    parts = wrap(line, width, look)
    if len(parts) > 1 and len(parts[-1].strip()) <= 2:
        return wrap(line, width - 3 * look.size, look)
    return parts


def _draw_lines(
    paper: Paper, lines: Sequence[str], look: TextStyle, x: float, middle: float
) -> None:
    """Draw lines around a middle height."""
    y = middle + len(lines) * look.leading / 2
    for line in lines:
        y -= look.leading
        paper.text(x, y + drop(look), line, look)


def render_envelopes(
    post: Post,
    envelope: Envelope,
    out: Path | str | BinaryIO,
    translator: Translator,
    progress: Progress | None = None,
    *,
    grey: bool = False,
) -> None:
    """Write a page for each envelope as PDF: in Chinese with postcode boxes, else as elsewhere.

    Who is left out is named on a last page. Raises Cancelled, and StorageError when the path cannot
    be written.
    """
    frame = Frame(
        translator.gettext("Envelopes"), post.sender.name, "", "", post.made_at, envelope.size,
        grey=grey, bare=True,
    )  # fmt: skip
    paper = Paper(frame, translator, progress or Progress())
    draw = _chinese if translator.language == CHINESE else _western
    printed = 0
    too_long: list[LeftOut] = []
    for recipient in post.recipients:
        paper.progress.check()
        room = (envelope.width * 0.56 * MM, envelope.height * 0.5 * MM)
        if _fitted(label_lines(recipient, translator), *room, _SMALLEST) is None:
            too_long.append(LeftOut(recipient.customer, "too long"))
            continue
        if printed:
            paper.new_page()
        draw(paper, post, recipient, envelope)
        printed += 1
    _name_left_out(paper, (*post.left_out, *too_long), printed=printed)
    paper.save(out)


def _chinese(paper: Paper, post: Post, recipient: Recipient, envelope: Envelope) -> None:
    """Postcode boxes at the upper left, place and name in the middle, the sender at the right."""
    width, height = envelope.width * MM, envelope.height * MM
    top = height - _BOX_TOP * MM
    look = TextStyle(15, 18)
    for place in range(_BOXES):
        x = (_BOX_LEFT + place * _BOX_STEP) * MM
        paper.box(x, top - _BOX_HIGH * MM, _BOX_WIDE * MM, _BOX_HIGH * MM, style.BAD)
        digit = recipient.postcode[place : place + 1]
        middle = x + _BOX_WIDE * MM / 2
        paper.text(middle, top - _BOX_HIGH * MM / 2 - 5, digit, look, "center")
    lines = label_lines(recipient, paper.translator)
    if recipient.postcode and len(recipient.postcode) <= _BOXES:
        lines = lines[1:]
    left = 0.22 * width
    _spread(paper, lines, left, height * 0.5, width * 0.66, height * 0.5)
    code = post.sender.postcode
    words = paper.translator.pgettext("envelope", "Postcode %(code)s") % {"code": code}
    sender = [line for line in (post.sender.address, post.sender.name, words if code else "")]
    _sender(paper, sender, width, _NARROW * MM * 0.6)


def _western(paper: Paper, post: Post, recipient: Recipient, envelope: Envelope) -> None:
    """The sender at the upper left, the recipient below the middle to the right."""
    width, height = envelope.width * MM, envelope.height * MM
    look = TextStyle(8.5, 11.5)
    y = height - 12 * MM
    sender = post.sender
    for line in filter(None, (sender.name, sender.address, sender.postcode)):
        for part in wrap(line, width * 0.42, look):
            y -= look.leading
            paper.text(_NARROW * MM * 0.8, y, part, look)
    lines = label_lines(recipient, paper.translator)
    _spread(paper, lines, width * 0.42, height * 0.4, width * 0.56, height * 0.5)


def _spread(
    paper: Paper, lines: Sequence[str], left: float, middle: float, width: float, height: float
) -> None:
    size = min(max(round(paper.frame.size[0] * 0.04) / 2, 13.0), 18.0)
    while size > _SMALLEST:
        look = TextStyle(size, size * 1.5)
        room = width - _NARROW * MM / 2
        broken = [part for line in lines for part in _broken(line, room, look)]
        if len(broken) * look.leading <= height:
            break
        size -= _SMALLER
    _draw_lines(paper, broken, look, left, middle)


def _sender(paper: Paper, lines: Sequence[str], width: float, low: float) -> None:
    """Draw the sender's lines above `low`, ended at the right."""
    look = TextStyle(9, 13)
    broken = [part for line in lines for part in wrap(line, width * 0.5, look)]
    y = low + len(broken) * look.leading
    for line in broken:
        y -= look.leading
        paper.text(width - _NARROW * MM, y + drop(look), line, look, "right")


def _name_left_out(paper: Paper, left_out: Sequence[LeftOut], *, printed: int) -> None:
    """Name on a page of its own who gets nothing; the first page where nothing is printed."""
    t = paper.translator
    if not left_out and printed:
        return
    paper.resize(style.A4, new=printed > 0)
    _ = t.gettext
    if not printed:
        paper.paragraph(_("There is nobody to write to."), style.BODY, after=10)
    if left_out:
        paper.head(_("Nothing is printed for these customers"))
        draw_table(paper, _why_table(left_out, t))


def _why_table(left_out: Sequence[LeftOut], t: Translator) -> Table:
    words = why_words(t)
    columns = (Column(t.gettext("Customer")), Column(t.pgettext("report", "Why"), wrap=False))
    rows: list[Row] = [(one.customer, words[one.why]) for one in left_out]
    return Table(columns, rows, dense=True)


def why_words(t: Translator) -> dict[Why, str]:
    """The reasons in words."""
    return {
        "no address": t.gettext("No address is known"),
        "refused": t.gettext("Do not contact"),
        "too long": t.gettext("The address is too long"),
    }


def tabular(post: Post, translator: Translator) -> Tabular:
    """The recipients as a table, for a workbook to make letters from."""
    texts = Texts(translator)
    _ = translator.gettext
    heads = (_("Customer"), _("Contact person"), _("Address"), _("Postcode"))
    rows: list[Row] = [
        (one.customer, one.person, " ".join(one.place), one.postcode) for one in post.recipients
    ]
    words = why_words(translator)
    refused: list[Row] = [(one.customer, words[one.why]) for one in post.left_out]
    columns = (Column(_("Customer")), Column(translator.pgettext("report", "Why")))
    title = _("Nothing is printed for these customers")
    listings = (
        Listing(_("Addresses"), tuple(map(Column, heads)), rows, _("There is nobody to write to.")),
        Listing(title, columns, refused, ""),
    )
    opening = about(_("Address labels"), post.made_at, post.sender.name, post.title)
    return Tabular(opening, texts, listings)
