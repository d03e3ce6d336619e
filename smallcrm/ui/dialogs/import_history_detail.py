"""One import of the history: what came of its rows, its files, what could not be taken."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import CHINESE, N_, _, current, ngettext
from smallcrm.importers.plan import OUTCOMES
from smallcrm.services.import_history import ImportedFile, ImportedRow, ImportedSheet, ImportRecord
from smallcrm.ui.dialogs.import_item_words import outcome_words
from smallcrm.ui.dialogs.import_lines import SideLine
from smallcrm.ui.dialogs.import_words import OUTCOME_LOOKS
from smallcrm.ui.widgets.labels import Chip, Label, SectionHead
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.panels import Line, Panel

ROWS_SHOWN = 20  # of the rejected ones


class StateLook(NamedTuple):
    """How it is shown whether an import holds."""

    words: str
    icon: str
    tone: str


STATES: Mapping[str, StateLook] = {
    "done": StateLook(N_("Imported"), "circle-check", "ok"),
    "undone": StateLook(N_("Taken back"), "undo-2", "muted"),
    "unchanged": StateLook(N_("Nothing changed"), "minus", "muted"),
}
# What a step counts, in the order in which it is told.
_RECORDS: Mapping[str, str] = {
    "customer": N_("Customers"),
    "contact": N_("Contact persons"),
    "interaction": N_("Contact history"),
    "feedback": N_("Feedback"),
    "deal": N_("Deals"),
    "sales_order": N_("Orders"),
    "receipt": N_("Receipts"),
    "term": N_("Terms"),
    "product": N_("Products"),
    "follow_up": N_("Follow-ups"),
}
_PASSED: Mapping[str, str] = {
    "title": N_("titles"),
    "blank": N_("blank rows"),
    "total": N_("totals"),
    "note": N_("notes"),
    "repeated header": N_("repeated headers"),
    "section": N_("heads of sections"),
    "example": N_("examples"),
    "hidden": N_("hidden rows"),
    "not wanted": N_("rows left out by hand"),
}
_LEFT_OUT: Mapping[str, str] = {
    "hidden": N_("hidden in the file"),
    "empty": N_("empty"),
    "no_list": N_("no list"),
}


class ImportDetail(QWidget):
    """Shows an import; `rejected` are the first of its rows that could not be taken."""

    def __init__(self, record: ImportRecord, rejected: Sequence[ImportedRow], when: str) -> None:
        super().__init__()
        look = STATES[record.state]
        self.title = Label(record.name, "section", wrap=True, selectable=True)
        chip = Chip(_(look.words), look.tone)
        told = " · ".join(part for part in (when, record.staff) if part)
        column = vbox(self.title, hbox(chip, Label(told, "body", "muted"), None), spacing=8)
        column.addWidget(_figures(record))
        if record.why_not and record.state != "undone":
            column.addWidget(Label(record.why_not, "body", "muted", wrap=True))
        if made := _made(record.counts):
            column.addWidget(SectionHead(_("Records written")))
            column.addWidget(Label(made, wrap=True))
        column.addWidget(SectionHead(_("Files and sheets")))
        for file in record.files:
            column.addWidget(_file(file, named=len(record.files) > 1))
        if rejected:
            count = record.totals["rejected"]
            column.addWidget(SectionHead(_("Cannot be taken"), count, "bad"))
            for row in rejected:
                column.addWidget(_rejected(row, named=len(record.files) > 1))
            more = count - len(rejected)
            if more:
                text = ngettext("and %(n)s more", "and %(n)s more", more) % {"n": f"{more:,}"}
                column.addWidget(Label(text, "body", "muted"))
        column.addStretch(1)
        self.setLayout(column)


def _figures(record: ImportRecord) -> Panel:
    panel = Panel("card", margins=8, spacing=0)
    kinds = {sheet.kind for file in record.files for sheet in file.sheets}
    about_customers = kinds <= {"customers", "contacts"}
    for name, look in OUTCOME_LOOKS.items():
        n = record.totals.get(name, 0)
        if n:
            words = outcome_words(name, about_customers=about_customers)
            line = SideLine(words, icon=look.icon, height=28)
            line.show_state(f"{n:,}", look.tone, icon_tone=look.tone)
            line.setEnabled(False)
            panel.box.addWidget(line)
    panel.box.addWidget(Line())
    told = sum(record.totals.get(name, 0) for name in OUTCOMES)
    line = SideLine(_("Rows accounted for"), height=28)
    line.show_state(f"{record.totals['rows']:,} = {told:,}", "ok")
    line.setEnabled(False)
    panel.box.addWidget(line)
    return panel


def _made(counts: Mapping[str, int]) -> str:
    told = [(_(words), counts[key]) for key, words in _RECORDS.items() if counts.get(key)]
    return " · ".join(f"{words} {n:,}" for words, n in told)


def _file(file: ImportedFile, *, named: bool) -> QWidget:
    panel = QWidget()
    column = vbox(spacing=2)
    if named:
        column.addWidget(Label(file.name, "strong", wrap=True))
    for sheet in file.sheets:
        column.addWidget(Label(_sheet_words(sheet), wrap=True))
    for name, code in file.left_out:
        reason = _(_LEFT_OUT[code]) if code in _LEFT_OUT else code
        text = _("%(place)s is left out: %(reason)s") % {"place": name, "reason": reason}
        column.addWidget(Label(text, "body", "muted", wrap=True))
    if not file.sheets:
        rows = file.totals.get("rows", 0)
        column.addWidget(Label(ngettext("%(n)s row", "%(n)s rows", rows) % {"n": f"{rows:,}"}))
    panel.setLayout(column)
    return panel


def _sheet_words(sheet: ImportedSheet) -> str:
    """ "客户: 19 rows · passed over: titles 1, totals 1"."""
    n = sheet.data_rows
    rows = ngettext("%(n)s row", "%(n)s rows", n) % {"n": f"{n:,}"}
    text = _("%(label)s: %(text)s") % {"label": sheet.sheet, "text": rows}
    passed = [
        (_(_PASSED[reason]) if reason in _PASSED else reason, count)
        for reason, count in sheet.passed_over.items()
    ]
    if passed:
        comma = "、" if current().language == CHINESE else ", "
        what = comma.join(f"{words} {count:,}" for words, count in passed)
        text += " · " + _("passed over: %(what)s") % {"what": what}
    return text


def _rejected(row: ImportedRow, *, named: bool) -> QWidget:
    sheet = f"{row.file} / {row.sheet}" if named else row.sheet
    place = _("Row %(row)d of %(sheet)s: %(text)s")
    return Label(
        place % {"row": row.row, "sheet": sheet, "text": row.reason}, wrap=True, selectable=True
    )
