"""A document page by page: frame, text, heads with bookmarks, page numbers at the end."""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from smallcrm.core.errors import StorageError
from smallcrm.core.i18n import Translator
from smallcrm.core.progress import Progress
from smallcrm.reports import style
from smallcrm.reports.fonts import REGULAR, clean, faces, runs, text_width, visual
from smallcrm.reports.layout import Align, shorten, wrap
from smallcrm.reports.style import TextStyle, Tone

_PDF_LANGUAGES: Final = {"zh_CN": "zh-CN", "en": "en"}
_FOOT_HEIGHT: Final = 22.0
_RUNNING_HEAD: Final = 26.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on every page and in the document's properties; all texts ready to print.

    `size` is the paper in points; `made` is when the document was made, which is also its date.
    `grey` draws everything in black and grey. A `bare` paper has neither foot nor running head.
    """

    title: str
    company: str
    period: str
    foot: str
    made: datetime
    size: tuple[float, float] = style.A4
    author: str = ""
    grey: bool = False
    bare: bool = False


class _GreyCanvas(Canvas):
    """Draws every colour, also those of charts, as the grey that is as bright."""

    def setFillColor(self, aColor: Color, alpha: float | None = None) -> None:
        super().setFillColor(_as_grey(aColor), alpha)

    def setStrokeColor(self, aColor: Color, alpha: float | None = None) -> None:
        super().setStrokeColor(_as_grey(aColor), alpha)


def _as_grey(colour: Color) -> Color:
    if not isinstance(colour, Color):
        return colour
    bright = 0.299 * colour.red + 0.587 * colour.green + 0.114 * colour.blue
    return Color(bright, bright, bright, colour.alpha)


@dataclass(frozen=True, slots=True)
class _Mark:
    page: int
    y: float
    level: int
    text: str

    @property
    def key(self) -> str:
        return f"mark{self.page}-{self.y:.1f}-{self.level}"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents: where it stands, and what it names."""

    page: int
    base: float
    text: str
    left: float
    right: float


class Paper:
    """Take text from top to bottom and begin new pages as they are needed.

    `y` is the height in points above the paper's edge where the next thing goes; helpers lower it.
    """

    def __init__(self, frame: Frame, translator: Translator, progress: Progress) -> None:
        faces()
        self.frame = frame
        self.translator = translator
        self.progress = progress
        self.left = style.MARGIN
        self.right = frame.size[0] - style.MARGIN
        self.width = self.right - self.left
        self.bottom = style.MARGIN + _FOOT_HEIGHT
        self.y = self.top = frame.size[1] - style.MARGIN
        self._buffer = BytesIO()
        self._canvas = self._new_canvas()
        self._pages: list[dict[str, Any]] = []
        self._marks: list[_Mark] = []
        self._contents: list[_Entry] = []
        # The colour text is drawn in now; None where a page or a drawing has begun anew.
        self._ink: Color | None = None

    def _new_canvas(self) -> Any:
        frame = self.frame
        canvas = (_GreyCanvas if frame.grey else Canvas)(
            self._buffer,
            pagesize=frame.size,
            invariant=1,
            pageCompression=1,
            initialFontName=REGULAR,
            lang=_PDF_LANGUAGES.get(self.translator.language, "en"),
        )
        canvas.setTitle(" - ".join(filter(None, (clean(frame.title), clean(frame.period)))))
        canvas.setAuthor(clean(frame.author or frame.company))
        canvas.setCreator("smallcrm")
        canvas.setSubject(clean(frame.foot))
        canvas.setProducer(f"smallcrm, {canvas._doc.info.producer}")
        # The same input gives the same bytes, so the time is that of the figures, not of the clock.
        canvas.setDateFormatter(lambda *_now: f"D:{frame.made:%Y%m%d%H%M%S}")
        return canvas

    @property
    def page_number(self) -> int:
        """The number of the page being filled, from 1."""
        return len(self._pages) + 1

    @property
    def room(self) -> float:
        """The points left on this page."""
        return self.y - self.bottom

    @property
    def page_room(self) -> float:
        """The points a following page offers."""
        return self.top - _RUNNING_HEAD - self.bottom

    def space(self, points: float) -> None:
        """Go down; at the end of a page this does nothing on the next one."""
        self.y = max(self.bottom, self.y - points)

    def need(self, points: float) -> bool:
        """Begin a new page unless `points` are left, and tell whether one was begun."""
        if points <= self.room or self.at_top:
            return False
        self.new_page()
        return True

    @property
    def at_top(self) -> bool:
        """Whether nothing stands on a following page yet."""
        return bool(self._pages) and self.y >= self.top - _RUNNING_HEAD - 0.01

    def new_page(self, *, plain: bool = False) -> None:
        """End this page and begin the next with its running head, or as bare as the first one."""
        self.progress.check()
        # Pages are kept and finished in save(), when their number is known.
        self._pages.append(dict(self._canvas.__dict__))
        self._canvas._startPage()
        self._ink = None
        self.y = self.top
        if plain or self.frame.bare:
            return
        base = self.y - 8
        half = self.width / 2 - style.COLUMN_GAP
        look = style.FOOT
        self.text(self.left, base, shorten(self.frame.company, half, look), look)
        title = "  ·  ".join(filter(None, (self.frame.title, self.frame.period)))
        self.text(self.right, base, shorten(title, half, look), look, "right")
        self.rule(base - 6, style.LINE)
        self.y = self.top - _RUNNING_HEAD

    def text(
        self, x: float, base: float, line: str, look: TextStyle, align: Align = "left"
    ) -> None:
        """Draw one line of text with its base line at `base`."""
        line = visual(clean(line))
        canvas = self._canvas
        if align != "left":
            wide = text_width(line, look.size, bold=look.bold)
            x -= wide if align == "right" else wide / 2
        if look.colour is not self._ink:
            canvas.setFillColor(look.colour)
            self._ink = look.colour
        for face, part in runs(line, bold=look.bold):
            canvas.setFont(face.name, look.size)
            canvas.drawString(x, base, part)
            x += look.size * sum(map(face.widths.__getitem__, part))

    def lines(
        self, lines: Sequence[str], look: TextStyle, x: float | None = None, after: float = 0
    ) -> None:
        """Draw lines below each other, going on over the page's end."""
        left = self.left if x is None else x
        for line in lines:
            self.need(look.leading)
            self.y -= look.leading
            self.text(left, self.y + drop(look), line, look)
        self.space(after)

    def paragraph(self, text: str, look: TextStyle = style.BODY, after: float = 0) -> None:
        """Draw text over the full width, broken into lines."""
        self.lines(wrap(text, self.width, look), look, after=after)

    def head(self, text: str, note: str = "", *, keep: float = 60, level: int = 0) -> None:
        """Draw the head of a section, with a grey sentence under it, and bookmark it.

        `keep` is the height of what follows that must stand on the same page.
        """
        look = style.HEADS[min(level, len(style.HEADS) - 1)]
        heads = wrap(text, self.width, look)
        notes = wrap(note, self.width, style.SUBHEAD) if note else []
        high = len(heads) * look.leading + len(notes) * style.SUBHEAD.leading
        self.need(min(high + keep + style.STEP, self.page_room))
        self.mark(text, level)
        self.lines(heads, look)
        self.lines(notes, style.SUBHEAD)
        self.space(style.STEP)

    def contents(self, titles: Sequence[str], columns: int = 1) -> None:
        """List what is bookmarked later under these titles, with its page, in one or two columns.

        The titles are in the order of their bookmarks; two columns stand on one page.
        """
        look = style.CELL
        deep = (len(titles) + columns - 1) // columns
        wide = (self.width - (columns - 1) * 2 * style.COLUMN_GAP) / columns
        if columns > 1:
            self.need(deep * look.leading)
        top = self.y
        for place, title in enumerate(titles):
            column, row = divmod(place, deep)
            if not row:
                self.y = top
            self.need(look.leading)
            self.y -= look.leading
            base, left = self.y + drop(look), self.left + column * (wide + 2 * style.COLUMN_GAP)
            self.text(left, base, shorten(title, wide - 40, look), look)
            entry = _Entry(len(self._pages), base, clean(title), left, left + wide)
            self._contents.append(entry)
        self.y = min(self.y, top - deep * look.leading) if columns > 1 else self.y

    def resize(self, size: tuple[float, float], *, new: bool = True) -> None:
        """Begin a page of another size, in points; not `new` makes the one that is begun so."""
        if new:
            self._pages.append(dict(self._canvas.__dict__))
            self._canvas._startPage()
        self._canvas.setPageSize(size)
        self.frame = replace(self.frame, size=size)
        self._ink = None
        self.right = size[0] - style.MARGIN
        self.width = self.right - self.left
        self.y = self.top = size[1] - style.MARGIN

    def mark(self, text: str, level: int = 0) -> None:
        """Put a bookmark for what follows."""
        self._marks.append(_Mark(len(self._pages), self.y, level, clean(text)))

    def rule(
        self,
        y: float,
        colour: Color = style.LINE,
        thick: float = style.HAIRLINE,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        """Draw a horizontal line at height `y`, over the full width unless told."""
        canvas = self._canvas
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(thick)
        canvas.line(
            self.left if left is None else left, y, self.right if right is None else right, y
        )

    def box(self, x: float, y: float, width: float, height: float, colour: Color) -> None:
        """Draw the outline of a box whose lower left corner is at x, y."""
        canvas = self._canvas
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(0.75)
        canvas.rect(x, y, width, height, stroke=1, fill=0)

    def card(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the rounded outline of a card whose lower left corner is at x, y."""
        canvas = self._canvas
        canvas.setStrokeColor(style.LINE)
        canvas.setLineWidth(0.75)
        canvas.roundRect(x, y, width, height, style.CARD_RADIUS, stroke=1, fill=0)

    def mark_sign(self, tone: Tone, x: float, middle: float) -> None:
        """Draw the small sign before a sentence: up, down or a dot; colour only adds to it."""
        canvas = self._canvas
        canvas.setFillColor(style.MUTED if tone == "plain" else style.TONES[tone])
        self._ink = None
        if tone in ("plain", "warn"):
            canvas.circle(x + 3, middle, 2.6 if tone == "warn" else 1.8, stroke=0, fill=1)
            return
        up = 1 if tone == "good" else -1
        path = canvas.beginPath()
        path.moveTo(x, middle - 2.4 * up)
        path.lineTo(x + 6, middle - 2.4 * up)
        path.lineTo(x + 3, middle + 2.8 * up)
        path.close()
        canvas.drawPath(path, stroke=0, fill=1)

    def drawing(self, drawing: Any, x: float, y: float) -> None:
        """Draw a reportlab Drawing with its lower left corner at x, y."""
        from reportlab.graphics import renderPDF

        renderPDF.draw(drawing, self._canvas, x, y)
        self._ink = None

    def logo(self, picture: bytes) -> tuple[float, float]:
        """Draw a picture at the right with its top here; return the width and height it takes.

        Both are 0 without a picture, and where it cannot be read.
        """
        image = _read_picture(picture, grey=self.frame.grey) if picture else None
        if image is None:
            return 0.0, 0.0
        from reportlab.lib.utils import ImageReader

        scale = min(style.LOGO[0] / image.width, style.LOGO[1] / image.height)
        wide, high = image.width * scale, image.height * scale
        self._canvas.drawImage(ImageReader(image), self.right - wide, self.y - high, wide, high)
        return wide + style.COLUMN_GAP, high

    def save(self, out: Path | str | BinaryIO) -> None:
        """Stamp the page numbers and write the document; a path gets all of it or nothing."""
        self.progress.check()
        data = self._finish()
        if isinstance(out, Path | str):
            _write(Path(out), data, self.translator)
        else:
            out.write(data)

    def _finish(self) -> bytes:
        canvas = self._canvas
        self._pages.append(dict(canvas.__dict__))
        total = len(self._pages)
        if len(self._marks) > 1:
            canvas.showOutline()
        marks = iter([*self._marks, None])
        mark = next(marks)
        entries = self._found_entries()
        for index, state in enumerate(self._pages):
            self.progress.check()
            canvas.__dict__.update(state)
            self._ink = None
            if not self.frame.bare:
                self._draw_foot(index + 1, total)
            for entry, to in entries.get(index, ()):
                self._draw_entry(entry, to)
            while mark is not None and mark.page == index:
                canvas.bookmarkHorizontal(mark.key, 0, mark.y + 4)
                canvas.addOutlineEntry(mark.text, mark.key, mark.level, closed=False)
                mark = next(marks)
            canvas.showPage()
        canvas.save()
        return self._buffer.getvalue()

    def _found_entries(self) -> dict[int, list[tuple[_Entry, _Mark]]]:
        """The lines of the contents by the page they stand on, each with what it names."""
        found: dict[int, list[tuple[_Entry, _Mark]]] = {}
        marks = iter(self._marks)
        for entry in self._contents:
            to = next((mark for mark in marks if mark.text == entry.text), None)
            if to is not None:
                found.setdefault(entry.page, []).append((entry, to))
        return found

    def _draw_entry(self, entry: _Entry, to: _Mark) -> None:
        look, number = style.CELL, str(to.page + 1)
        self.text(entry.right, entry.base, number, look, "right")
        told = shorten(entry.text, entry.right - entry.left - 40, look)
        from_x = entry.left + text_width(told, look.size) + 6
        to_x = entry.right - text_width(number, look.size) - 6
        if to_x > from_x:
            self.rule(entry.base + 1, left=from_x, right=to_x)
        area = (entry.left, entry.base - 3, entry.right, entry.base + look.leading - 3)
        # reportlab's own names begin anew on each page
        name = f"entry{entry.page}-{entry.base:.1f}-{entry.left:.0f}"
        self._canvas.linkAbsolute("", to.key, area, name=name)

    def _draw_foot(self, number: int, total: int) -> None:
        _ = self.translator.gettext
        base = style.MARGIN
        pages = _("Page %(page)d of %(pages)d") % {"page": number, "pages": total}
        self.rule(base + 13)
        wide = self.width - text_width(pages, style.FOOT.size) - style.COLUMN_GAP
        self.text(self.left, base, shorten(self.frame.foot, wide, style.FOOT), style.FOOT)
        self.text(self.right, base, pages, style.FOOT, "right")


def _read_picture(data: bytes, *, grey: bool) -> Any:
    """Return a picture to draw, None where it is none."""
    from PIL import Image, UnidentifiedImageError

    try:
        image = Image.open(BytesIO(data))
        return image.convert("L" if grey else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None  # kept by another program, or damaged: the report is printed without it


def drop(look: TextStyle) -> float:
    """Return how far the base line lies above the lower edge of its line."""
    return (look.leading - look.size) / 2 + look.size * 0.18


def _write(path: Path, data: bytes, translator: Translator) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name[:40], suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        _ = translator.gettext
        raise StorageError(
            _("%(file)s cannot be written.") % {"file": path.name},
            _("Close it if another program shows it, or choose another folder."),
            kind="io",
        ) from error
