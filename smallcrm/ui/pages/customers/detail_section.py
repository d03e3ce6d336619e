"""A section of a customer's screen that lists records: files, relations."""

from collections.abc import Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import _
from smallcrm.services.customer_card import Card
from smallcrm.ui.context import Context
from smallcrm.ui.widgets.buttons import IconButton
from smallcrm.ui.widgets.detail_row import DetailRow
from smallcrm.ui.widgets.labels import SectionHead
from smallcrm.ui.widgets.layouts import clear_layout, vbox
from smallcrm.ui.widgets.panels import Line

Record = TypeVar("Record")


class RecordSection(QWidget, Generic[Record]):
    """Takes no room while there are no records; shows the first few until more are asked for.

    Subclasses give the records, the head and a row for each.
    """

    first = 5

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: Card | None = None
        self._all = False
        self._rows: dict[DetailRow, Record] = {}
        self._box = vbox(spacing=0)
        self.setLayout(self._box)

    def show_card(self, card: Card) -> None:
        """Show another customer, or the same anew."""
        if self._card is None or self._card.customer.id != card.customer.id:
            self._all = False
        self._card = card
        self._rows = {}
        clear_layout(self._box)
        records = self._records(card)
        count = len(records)
        self.setVisible(bool(records))
        if not records:
            return
        title, plus = self._head()
        self._box.addWidget(Line())
        self._box.addSpacing(8)
        self._box.addWidget(SectionHead(title, count if count > 1 else None, "", plus))
        self._box.addSpacing(2)
        self._begin(card)
        cut = records if self._all or count <= self.first + 1 else records[: self.first]
        for record in cut:
            self._add_row(record)
        if count > len(cut):
            words = _("Show all %(n)d") % {"n": count}
            more = DetailRow("chevron-down", words, tone="accent", clickable=True)
            more.clicked.connect(self._show_all)
            self._box.addWidget(more)
        self._box.addSpacing(8)

    def _records(self, card: Card) -> Sequence[Record]:
        raise NotImplementedError

    def _head(self) -> tuple[str, IconButton]:
        """The section's title, and the button that adds a record."""
        raise NotImplementedError

    def _begin(self, card: Card) -> None:
        """Add what stands above the rows."""

    def _add_row(self, record: Record) -> None:
        """Add a record's row, and remember it in `_rows`."""
        raise NotImplementedError

    def _show_all(self) -> None:
        self._all = True
        if self._card is not None:
            self.show_card(self._card)
