"""Round the sheet of an import: what the table lists and the signs over it, the cell under it."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from smallcrm.core.i18n import _
from smallcrm.importers.analysis import TableAnalysis
from smallcrm.importers.columns import CERTAIN, column_letter
from smallcrm.importers.plan import OUTCOMES
from smallcrm.ui.dialogs.import_item_words import outcome_title
from smallcrm.ui.dialogs.import_lines import ChoiceLine, LinkChoice
from smallcrm.ui.dialogs.import_outlook import Outlook, SheetOutlook
from smallcrm.ui.dialogs.import_words import KIND_WORDS, OUTCOME_LOOKS, ROW_LOOKS
from smallcrm.ui.icons import paint_icon
from smallcrm.ui.itemmodels.sheet_model import HIDDEN, MENDED_SIGN, PROBLEM_SIGN
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.labels import ElidedLabel, Label
from smallcrm.ui.widgets.layouts import hbox
from smallcrm.ui.widgets.panels import Panel

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SIGN = 12
_GAP = 14

Sign = tuple[str, str, str, str]  # words, icon, its tone, ground ("" for none)


class Legend(QWidget):
    """The signs of a sheet in words, from the right; the tooltip has those there is no room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._signs: Sequence[Sign] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_signs(self, signs: Sequence[Sign]) -> None:
        """Explain these signs."""
        self._signs = signs
        self.setToolTip("\n".join(words for words, *_more in signs))
        self.setAccessibleName(", ".join(words for words, *_more in signs))
        self.update()

    def words(self) -> list[str]:
        """Return the words of the signs."""
        return [words for words, *_more in self._signs]

    def sizeHint(self) -> QSize:
        return QSize(theme().px(200), theme().px(20))

    def paintEvent(self, event) -> None:
        look = theme()
        painter = QPainter(self)
        painter.setFont(look.font("small"))
        widths = [painter.fontMetrics().horizontalAdvance(sign[0]) for sign in self._signs]
        box, gap = look.px(18), look.px(_GAP)
        fitting = len(widths)
        while fitting and sum(widths[:fitting]) + fitting * (box + 4 + gap) - gap > self.width():
            fitting -= 1
        taken = sum(widths[:fitting]) + fitting * (box + 4 + gap) - gap
        left = max(self.width() - taken, 0)
        for (words, icon, tone, ground), width in zip(self._signs[:fitting], widths, strict=False):
            place = QRect(left, (self.height() - box) // 2, box, box)
            if ground:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.color(ground))
                painter.drawRoundedRect(place.toRectF(), 4, 4)
            paint_icon(painter, place.adjusted(3, 0, 0, 0), icon, tone, _SIGN)
            painter.setPen(look.color("muted"))
            text = QRect(place.right() + 5, 0, width + 2, self.height())
            painter.drawText(text, _MIDDLE, words)
            left += box + 4 + width + gap


def signs_of(outlook: Outlook, sheet: SheetOutlook) -> list[Sign]:
    """The signs that stand in a sheet, the ones that want something first."""
    marks = sheet.marks
    outcomes = set(marks.outcomes.values())
    classes = set(marks.classes.values())
    signs: list[Sign] = []
    if marks.problems:
        signs.append((_("Look at it"), *PROBLEM_SIGN, "warn_bg"))
    if "rejected" in classes or "rejected" in outcomes:
        look = OUTCOME_LOOKS["rejected"]
        signs.append((_(look.words), look.icon, look.tone, "bad_bg"))
    if marks.mends:
        signs.append((_("Mended"), *MENDED_SIGN, "accent_bg"))
    for name in OUTCOMES:
        if name in outcomes and name != "rejected":
            look = OUTCOME_LOOKS[name]
            ground = "ok_bg" if name == "created" else ""
            signs.append((outcome_title(outlook, name), look.icon, look.tone, ground))
    passed = next((ROW_LOOKS[kind] for kind in classes if kind in ROW_LOOKS), None)
    if passed is not None and passed.icon == "minus":
        signs.append((_(passed.words), passed.icon, passed.tone, ""))
    if marks.hidden_rows or marks.hidden_columns:
        look = ROW_LOOKS[HIDDEN]
        signs.append((_(look.words), look.icon, look.tone, ""))
    return signs


class KindChoice(ChoiceLine):
    """What the table at the current row lists; the user may say otherwise."""

    kind_asked = Signal(str, str)  # key of the table, kind or "auto"

    def __init__(self) -> None:
        super().__init__(_("A list of"))
        self.layout().setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._key = ""
        self.chosen.connect(lambda kind: self.kind_asked.emit(self._key, kind))

    def show_table(self, table: TableAnalysis | None, chosen: bool) -> None:
        """Show what a table lists, and why."""
        self.setVisible(table is not None)
        if table is None:
            return
        self._key = table.key
        choices: list[tuple[object, str] | None] = [
            (key, _(words)) for key, words in KIND_WORDS.items()
        ]
        if chosen:
            choices += [None, ("auto", _("As recognised"))]
        self.show_choices(choices, table.kind)
        self.link.show_text(
            self.link.text(), "accent" if table.kind_confidence >= CERTAIN else "warn"
        )
        self.link.setToolTip(table.kind_words)


class CellLine(Panel):
    """Under the sheet: the current cell, what became of it, and mending it."""

    mend_asked = Signal()
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("bottom", across=True, margins=(16, 4, 16, 4), spacing=10, parent=parent)
        self._place = Label("", "strong")
        self._text = ElidedLabel("", "body")
        self.mend = LinkChoice(_("Mend (F2)"), self.mend_asked.emit, arrow=False)
        self.back = LinkChoice(_("Set back"), self.back_asked.emit, arrow=False)
        row = hbox(self._place, self._text, self.back, self.mend, spacing=10)
        row.setStretch(1, 1)
        self.box.addLayout(row, 1)
        self._text.setMinimumHeight(theme().px(22))

    def show_cell(self, place: tuple[int, int], value: str, words: str, tone: str) -> None:
        """Show a cell (row from 1, column from 0): what stands in it and what became of it."""
        row, column = place
        self._place.setText(f"{column_letter(column)}{row}" if row else "")
        self._text.setText(" · ".join(text for text in (value, words) if text))
        self._text.set_tone(tone)

    def show_mending(self, can: bool, mended: bool) -> None:
        """Offer to mend the cell, or to set it back."""
        self.mend.setVisible(can)
        self.back.setVisible(mended)

    def text(self) -> str:
        """Return what is said of the cell."""
        return self._text.text()
