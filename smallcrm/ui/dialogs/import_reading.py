"""How a file is read: header, dates, characters, the sheet's name; each can be overruled."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.analysis import Analysis
from smallcrm.importers.columns import SHEET_NAME
from smallcrm.importers.dateorder import likely_years
from smallcrm.importers.fields import IGNORED, field_title
from smallcrm.importers.values import text_of
from smallcrm.ui.dialogs.import_lines import ChoiceLine
from smallcrm.ui.dialogs.import_outlook import FileOutlook, SheetOutlook
from smallcrm.ui.dialogs.import_wishes import with_hidden_rows, with_region, with_shape
from smallcrm.ui.dialogs.import_words import (
    DELIMITER_WORDS,
    ENCODING_WORDS,
    ORDER_WORDS,
    REGION_WORDS,
    encoding_words,
    header_words,
)
from smallcrm.ui.dialogs.import_work import ImportWork
from smallcrm.ui.widgets.layouts import vbox

_HEADER_CHOICES = 12
_NAME_FIELDS = (
    "customer.owner",
    "customer.region",
    "customer.province",
    "customer.city",
    "customer.source",
    "customer.industry",
    "customer.level",
    "customer.tags",
)

Choices = Sequence[tuple[object, str] | None]


class ReadingLines(QWidget):
    """A line for each thing that was guessed about the file; choosing plans anew at once."""

    def __init__(self, work: ImportWork, place: Callable[[], tuple[int, str]]) -> None:
        super().__init__()
        self._work, self._place = work, place
        self.header = self._line(_("Header"), self._set_header)
        self.dates = self._line(_("Dates"), lambda value: work.set_date_order(self._file, value))
        self.year = self._line(
            _("Days without a year"), lambda value: work.set_year(self._file, value)
        )
        self.encoding = self._line(
            _("Encoding"), lambda value: work.set_encoding(self._file, value)
        )
        self.delimiter = self._line(
            _("Separator"), lambda value: work.set_delimiter(self._file, value)
        )
        self.sheet_name = self._line(
            _("Sheet name is"),
            lambda value: work.set_column(self._file, self._sheet, SHEET_NAME, value),
        )
        self.region = self._line(_("Phone country"), self._set_region)
        self.hidden = self._line(_("Hidden rows"), self._set_hidden)
        self.shape = self._line(_("Arrangement"), self._set_shape)
        lines = (
            self.shape,
            self.header,
            self.dates,
            self.year,
            self.region,
            self.hidden,
            self.encoding,
            self.delimiter,
            self.sheet_name,
        )
        self.setLayout(vbox(*lines, spacing=0))

    def show_file(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        """Show how a file and its sheet are read."""
        raw = file.analysis.file if file.analysis is not None else None
        text_file = raw is not None and raw.encoding is not None
        self.encoding.setVisible(text_file)
        self.delimiter.setVisible(text_file)
        if file.analysis is not None and text_file:
            self._show_text_file(file.analysis)
        self._show_shape(file)
        self._show_region(file, sheet)
        self._show_hidden(file, sheet)
        self._show_dates(file, sheet)
        self._show_year(file, sheet)
        self._show_header(sheet)
        self._show_sheet_name(file, sheet)

    def _show_text_file(self, analysis: Analysis) -> None:
        raw, options = analysis.file, analysis.options
        choices: list[tuple[object, str]] = [(key, encoding_words(key)) for key in ENCODING_WORDS]
        now = (raw.encoding or "").removesuffix("-sig")
        self.encoding.show_choices(
            _with_guess(choices, options.encoding), now, encoding_words(now) if now else ""
        )
        signs: list[tuple[object, str]] = [(key, _(word)) for key, word in DELIMITER_WORDS.items()]
        found = next((words for key, words in signs if key == raw.delimiter), "")
        self.delimiter.show_choices(
            _with_guess(signs, options.delimiter), raw.delimiter, found or raw.delimiter or ""
        )

    def _show_region(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        guesses = [card.guess for group in (sheet.cards if sheet else ()) for card in group]
        phones = any(guess.type == "phone" for guess in guesses)
        self.region.setVisible(phones and file.analysis is not None)
        if file.analysis is None:
            return
        now = file.analysis.options.region
        choices: list[tuple[object, str]] = [(key, _(word)) for key, word in REGION_WORDS.items()]
        words = "" if now is not None else _region_words(file.analysis, sheet)
        self.region.show_choices(_with_guess(choices, now), now, words)

    def _show_shape(self, file: FileOutlook) -> None:
        analysis = file.analysis
        changed = analysis is not None and analysis.file.as_it_stands is not None
        stands = analysis is not None and analysis.options.as_it_stands
        self.shape.setVisible(changed or stands)
        self.shape.show_choices([(False, _("made a list")), (True, _("as it stands"))], stands)

    def _show_hidden(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        n = len(sheet.marks.hidden_rows) if sheet is not None else 0
        self.hidden.setVisible(n > 0)
        if n and file.analysis is not None:
            rows = {"rows": f"{n:,}"}
            choices = [(False, _("%(rows)s left out") % rows), (True, _("%(rows)s taken") % rows)]
            self.hidden.show_choices(choices, file.analysis.options.hidden_rows)

    def _show_dates(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        guesses = [card.guess for group in (sheet.cards if sheet else ()) for card in group]
        dated = [guess for guess in guesses if guess.type == "date"]
        self.dates.setVisible(bool(dated))
        if not dated or file.analysis is None:
            return
        unsure = next((guess for guess in dated if not guess.order_certain), dated[0])
        chosen = file.analysis.options.date_order
        choices: list[tuple[object, str] | None] = [
            (key, _(words)) for key, words in ORDER_WORDS.items()
        ]
        if chosen is not None:
            choices += [None, (None, _("As recognised"))]
        self.dates.show_choices(choices, chosen or unsure.order)

    def _show_year(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        guesses = [card.guess for group in (sheet.cards if sheet else ()) for card in group]
        days = next((guess.undated for guess in guesses if guess.undated), None)
        now = file.analysis.options.year if file.analysis is not None else None
        self.year.setVisible(days is not None or now is not None)
        today = self._work.today
        years = likely_years(days, today) if days else (today.year, today.year - 1)
        words: list[tuple[object, str] | None] = [
            (year, str(year)) for year in dict.fromkeys((*years, now or years[0]))
        ]
        self.year.show_choices([*words, None, (None, _("as written"))], now)

    def _show_header(self, sheet: SheetOutlook | None) -> None:
        self.header.setVisible(sheet is not None and bool(sheet.cards))
        if sheet is None or not sheet.cards:
            return
        now = sheet.header_rows
        self.header.show_choices(header_choices(sheet), now, header_words(now))

    def _show_sheet_name(self, file: FileOutlook, sheet: SheetOutlook | None) -> None:
        several = len(file.sheets) > 1 and sheet is not None and bool(sheet.cards)
        self.sheet_name.setVisible(several)
        if not several or sheet is None:
            return
        guesses = [card.guess for group in sheet.cards for card in group]
        now = next((guess.field for guess in guesses if guess.index == SHEET_NAME), IGNORED)
        names = _NAME_FIELDS if now == IGNORED or now in _NAME_FIELDS else (now, *_NAME_FIELDS)
        choices: list[tuple[object, str] | None] = [(name, field_title(name)) for name in names]
        self.sheet_name.show_choices([*choices, None, (IGNORED, _("Nothing"))], now)

    @property
    def _file(self) -> int:
        return self._place()[0]

    @property
    def _sheet(self) -> str:
        return self._place()[1]

    def _set_region(self, region: str | None) -> None:
        options = self._work.asks[self._file].options
        self._work.set_options(self._file, with_region(options, region))

    def _set_shape(self, as_it_stands: bool) -> None:
        options = self._work.asks[self._file].options
        self._work.set_options(self._file, with_shape(options, as_it_stands))

    def _set_hidden(self, on: bool) -> None:
        options = self._work.asks[self._file].options
        self._work.set_options(self._file, with_hidden_rows(options, on))

    def _set_header(self, rows: tuple[int, ...] | None) -> None:
        self._work.set_header(self._file, self._sheet, rows)

    def _line(self, label: str, chosen: Callable[..., object]) -> ChoiceLine:
        line = ChoiceLine(label)
        line.chosen.connect(chosen)
        return line


def _region_words(analysis: Analysis, sheet: SheetOutlook | None) -> str:
    """Where the phone numbers of a sheet were taken to be from."""
    tables = [one for one in analysis.tables if sheet is not None and one.table.sheet == sheet.name]
    if any(one.regions.rows for one in tables):
        return _("as each row says")
    found = {one.regions.usual for one in tables} - {""}
    words = REGION_WORDS.get(found.pop(), "") if len(found) == 1 else ""
    return _(words) if words else _("automatic")


def _with_guess(choices: Sequence[tuple[object, str]], chosen: object) -> Choices:
    """The choices, and where one of them is chosen the way back to what was recognised."""
    return [*choices, None, (None, _("As recognised"))] if chosen is not None else choices


def header_choices(sheet: SheetOutlook) -> Choices:
    """Rows that may be the header, as they read; the present one and two rows together too."""
    singles: list[tuple[object, str]] = []
    doubles: list[tuple[object, str]] = []
    last = 0
    for number, row in enumerate(sheet.view.rows[:40], 1):
        texts = [text_of(cell) for cell in row if cell != ""]
        if not texts or len(singles) >= _HEADER_CHOICES:
            continue
        if last == number - 1 and last and len(doubles) < _HEADER_CHOICES // 2:
            doubles.append(((last, number), header_words((last, number))))
        last = number
        words = " · ".join(texts[:3])
        singles.append(((number,), f"{header_words((number,))}   {words[:36]}"))
    known = {value for value, _words in (*singles, *doubles)}
    if sheet.header_rows and sheet.header_rows not in known:
        doubles.insert(0, (sheet.header_rows, header_words(sheet.header_rows)))
    return [*singles, None, *doubles, None, ((), _("There is no header"))]
