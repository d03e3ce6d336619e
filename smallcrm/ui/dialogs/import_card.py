"""A card for one column of a list: what it is taken for, why, with examples and its doubts."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from smallcrm.core.dates import DateOrder, format_date, parse_date
from smallcrm.core.i18n import N_, _, current, ngettext, pgettext
from smallcrm.importers.columns import SHEET_NAME, column_letter
from smallcrm.importers.dateorder import ORDERS, likely_years
from smallcrm.importers.fields import CUSTOM, IGNORED, OWN_TYPES, own_choice
from smallcrm.importers.pairs import ADDRESS_PHONE, BANK_ACCOUNT, QQ_WECHAT
from smallcrm.services.custom_fields import TYPES
from smallcrm.ui.dialogs.import_lines import LinkChoice
from smallcrm.ui.dialogs.import_outlook import Card
from smallcrm.ui.dialogs.import_words import meaning_words, reason_words, told_words
from smallcrm.ui.icons import IconLabel
from smallcrm.ui.theme import set_property, theme
from smallcrm.ui.widgets.buttons import Button
from smallcrm.ui.widgets.choices import ChoiceBox
from smallcrm.ui.widgets.labels import Chip, ElidedLabel, Label
from smallcrm.ui.widgets.layouts import FlowLayout, clear_layout, hbox, holder, vbox
from smallcrm.ui.widgets.line_edits import LineEdit
from smallcrm.ui.widgets.panels import Panel

# What becomes of two things in one cell.
_TOLD_APART = {
    ADDRESS_PHONE: N_("The phone behind the address is kept as a phone"),
    BANK_ACCOUNT: N_("The bank and the account are told apart"),
    QQ_WECHAT: N_("Numbers of QQ go to QQ, all others to WeChat"),
}


class ColumnCard(Panel):
    """One column: header, meaning, an example as it stands and as it is understood, the reason.

    The card of the column the keyboard is in shows further examples.
    """

    opened = Signal(object)  # itself: the meaning shall be chosen
    entered = Signal(int)  # index of the column
    order_asked = Signal(str)  # how the dates of the file are read
    year_said = Signal(int)  # of the days that are written without one
    doubt_asked = Signal(int, int)  # row and column of a doubtful cell
    own_asked = Signal(object, str)  # itself and the own field it shall be

    def __init__(self) -> None:
        super().__init__("field", margins=(12, 7, 12, 8), spacing=1)
        self._header = ElidedLabel("", "strong").fit_text()
        self.meaning = LinkChoice("", lambda: self.opened.emit(self))
        self._chip = Chip("")
        self._chip.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._example = ElidedLabel("", "body", "muted")
        self._reason = ElidedLabel("", "body", "muted").fit_text()
        arrow = IconLabel("arrow-right", "faint", 14)
        top = hbox(self._header, arrow, self.meaning, None, self._chip, spacing=8)
        self.box.addLayout(top)
        low = hbox(self._example, self._reason, spacing=12)
        low.setStretch(0, 1)
        self.box.addLayout(low)
        self._more = [ElidedLabel("", "body", "muted") for _place in range(2)]
        for line in self._more:
            self.box.addWidget(line)
            line.hide()
        self._whose = Label("", "body", "muted", wrap=True)
        self.box.addWidget(self._whose)
        self._orders = FlowLayout(spacing=6)
        self._asked_of = Label("", "body")
        buttons = holder(self._orders)
        self._order_row = holder(vbox(self._asked_of, buttons, spacing=3, margins=(0, 4, 0, 2)))
        self._order_row.hide()
        self._asked: Sequence[object] = ()
        self.own_name = LineEdit("")
        self.own_name.setAccessibleName(pgettext("of a field", "Name"))
        self.own_name.editingFinished.connect(self._ask_own)
        self.own_type = ChoiceBox([(one, _(TYPES[one])) for one in OWN_TYPES])
        self.own_type.setAccessibleName(pgettext("of a field", "Type"))
        self.own_type.chosen.connect(lambda _kind: self._ask_own())
        self._own_row = holder(hbox(self.own_name, self.own_type, spacing=6, margins=(0, 3)))
        self.box.addWidget(self._own_row)
        self.doubt = LinkChoice("", self._go_to_doubt, arrow=False)
        self.box.addWidget(self._order_row)
        self.box.addLayout(hbox(self.doubt, None))
        self.card: Card | None = None
        self._marked = False

    def show_card(self, card: Card, today: date) -> None:
        """Show a column; of days without a year the year is asked, those near `today` first."""
        self.card = card
        guess = card.guess
        self._header.setText(header_of(card))
        wanted = self._header.sizeHint().width()
        self._header.setMinimumWidth(min(wanted, theme().px(40)))
        self._header.setMaximumWidth(wanted)
        meaning = meaning_words(card)
        self.meaning.show_text(meaning, "muted" if guess.field == IGNORED else "accent")
        self.meaning.setAccessibleName(f"{header_of(card)}: {meaning}")
        sure = guess.certain
        self._chip.setText(_("Sure") if sure else _("Please look"))
        self._chip.set_tone("ok" if sure else "warn")
        self._chip.setVisible(bool(guess.reason))
        self._example.setText(str(card.examples[0]) if card.examples else _("no value"))
        self._example.setToolTip("\n".join(map(str, card.examples)))
        self._reason.setText(_why(card))
        self._reason.setMinimumWidth(min(self._reason.sizeHint().width(), theme().px(170)))
        for line, example in zip(self._more, card.examples[1:], strict=False):
            line.setText(str(example))
        told = _TOLD_APART.get(guess.part, "")
        if card.shared:
            told = N_("Mobiles go to the contact person, landlines to the customer")
        self._whose.setText(_(told) if told else "")
        self._whose.setVisible(bool(told))
        self._show_question(card, today)
        self._show_own(card)
        self._show_doubt(card)
        self._show_more()

    def example(self) -> str:
        """Return the example as it is shown."""
        return self._example.text()

    def reason(self) -> str:
        """Return the reason as it is shown."""
        return self._reason.text()

    def whose(self) -> str:
        """Return what is said of where the parts of a cell go, "" where nothing is."""
        return "" if self._whose.isHidden() else self._whose.text()

    def chip(self) -> str:
        """Return whether the guess is sure, in words."""
        return self._chip.text()

    def question(self) -> str:
        """Return what is asked of the column's dates, "" where all is clear."""
        return self._asked_of.text() if self.order_buttons() else ""

    def order_buttons(self) -> list[Button]:
        """Return the buttons that say how a date is meant, none where it is clear."""
        return self._order_row.findChildren(Button) if not self._order_row.isHidden() else []

    def mark(self, on: bool) -> None:
        """Show that the sheet's current cell is in this column."""
        self._marked = on
        set_property(self, "focused", "true" if on else "false")
        self._show_more()

    def mousePressEvent(self, event) -> None:
        if self.card is not None:
            self.entered.emit(self.card.guess.index)
        super().mousePressEvent(event)

    def _show_more(self) -> None:
        examples = self.card.examples if self.card is not None else ()
        for place, line in enumerate(self._more, 1):
            line.setVisible(self._marked and place < len(examples))

    def _show_question(self, card: Card, today: date) -> None:
        """Ask in which order the dates stand, or of which year the days are."""
        readings, days = date_readings(card), card.guess.undated
        years = likely_years(days, today) if days and not readings else ()
        asked = (header_of(card), readings, years) if readings or years else ()
        if asked == self._asked:
            return
        self._asked = asked
        clear_layout(self._orders)
        self._order_row.setVisible(bool(asked))
        if readings:
            raw, ways = readings
            self._asked_of.setText(_("%(text)s is") % {"text": raw})
            for order, words in ways:
                holds = order == card.guess.order
                self._answer(words, partial(self.order_asked.emit, order), holds=holds)
        elif days:
            self._asked_of.setText(_("Which year are the days of?"))
            for year in years:
                self._answer(str(year), partial(self.year_said.emit, year))

    def _answer(self, words: str, tell: Callable[[], None], *, holds: bool = False) -> None:
        icon = "check" if holds else ""
        self._orders.addWidget(Button(words, icon, on_click=tell, small=True))

    def _show_own(self, card: Card) -> None:
        guess = card.guess
        self._own_row.setVisible(guess.custom)
        if guess.custom:
            if not self.own_name.hasFocus():
                self.own_name.setText(guess.field.removeprefix(CUSTOM))
            self.own_type.set_value(guess.type)

    def _ask_own(self) -> None:
        if self.card is None or not self.card.guess.custom:
            return
        guess, name = self.card.guess, self.own_name.text().strip()
        if not name:
            self.own_name.setText(guess.field.removeprefix(CUSTOM))
        elif (CUSTOM + name, self.own_type.value()) != (guess.field, guess.type):
            self.own_asked.emit(self, own_choice(str(self.own_type.value()), name))

    def _show_doubt(self, card: Card) -> None:
        self.doubt.setVisible(card.doubts > 0)
        if card.doubts:
            n = card.doubts
            words = ngettext("%(rows)s cell to look at", "%(rows)s cells to look at", n)
            text = words % {"rows": f"{n:,}"}
            self.doubt.show_text(told_words(text, card.first_doubt[1]), "warn")
            self.doubt.setToolTip(card.first_doubt[1])

    def _go_to_doubt(self) -> None:
        if self.card is not None and self.card.doubts:
            self.doubt_asked.emit(self.card.first_doubt[0], self.card.guess.index)


def header_of(card: Card) -> str:
    """The header of a column, or its letter where it has none."""
    guess = card.guess
    if guess.index == SHEET_NAME:
        return guess.header or _("(sheet name)")
    return guess.header or _("Column %(letter)s") % {"letter": column_letter(guess.index)}


def date_readings(card: Card) -> tuple[str, Sequence[tuple[DateOrder, str]]] | None:
    """An example of a date that can be read in several ways, and the ways; None where it is clear.

    Only asked where the values of the column do not prove the order.
    """
    guess = card.guess
    if guess.type != "date" or guess.order_certain:
        return None
    language = current().language
    for example in card.examples:
        ways: dict[str, DateOrder] = {}
        for order in sorted(ORDERS, key=lambda one: one != guess.order):
            day = parse_date(example.raw, order=order)
            if day is not None:
                ways.setdefault(format_date(day, language), order)
        if len(ways) > 1:
            return example.raw, tuple((order, words) for words, order in ways.items())
    return None


def _why(card: Card) -> str:
    words, share = reason_words(card), round(card.guess.confidence * 100)
    if not words or share >= 100:
        return words
    return _("%(reason)s · %(n)d %%") % {"reason": words, "n": share}
