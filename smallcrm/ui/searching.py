"""Answers the search box of the window: people, records, notes and commands; opens what is chosen.

What was opened lately is kept in the data file: names must not lie about elsewhere.
"""

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer

from smallcrm.core.dates import date_words
from smallcrm.core.errors import StorageError, UserError
from smallcrm.core.i18n import _
from smallcrm.core.money import compact_money, format_money
from smallcrm.services.search_box import GROUPS, Answer, SearchRun
from smallcrm.services.search_hits import Hit, Marked, recent_customers
from smallcrm.services.search_records import list_buyers
from smallcrm.ui.commands import FoundCommand
from smallcrm.ui.context import Context
from smallcrm.ui.main_window import MainWindow
from smallcrm.ui.widgets.popup_list import Entry

CHANNEL = "search"
KEPT_CUSTOMERS = 30
KEPT_TEXTS = 12
SHOWN_CUSTOMERS = 8
SHOWN_TEXTS = 4
BUYERS = 12

_ICONS = {
    "customer": "building-2",
    "contact": "user",
    "deal": "square-kanban",
    "order": "receipt",
    "product": "shopping-bag",
    "note": "message-square-text",
}

Show = Callable[..., None]


class Searching(QObject):
    """Serves the search box of a window."""

    def __init__(
        self, context: Context, window: MainWindow, open_record: Callable[[str, int], object]
    ) -> None:
        super().__init__(window)
        self._context, self._window, self._open_record = context, window, open_record
        self._turn = 0
        self._text = ""
        self._recent = _read_recent(context)
        window.set_search(self.search)
        window.hit_opened.connect(self.open)
        window.hit_logged.connect(self.log)
        context.hub.customer_asked.connect(self.remember_customer)

    def search(self, text: str, show: Show) -> None:
        """Answer a text by show(entries, done), at once and again whenever more is found."""
        self._turn += 1
        self._text = text
        if not text:
            self._show_recent(show)
            return
        commands = self._window.commands.find(text)
        meant = any(one.starts for one in commands)
        run = SearchRun(text, frozenset(self._recent["customers"]), slips=not meant)
        self._step(self._turn, run, commands, show)

    def open(self, key: object) -> None:
        """Open what was chosen."""
        kind, *rest = key if isinstance(key, tuple) else ("",)
        if kind == "text":
            self._search_again(rest[0])
            return
        self._remember_text()
        if kind == "command":
            self._window.commands.run(rest[0])
        elif kind == "product":
            self._show_buyers(*rest)
        else:
            self._open_hit(kind, *rest)

    def log(self, key: object) -> None:
        """Log a call to the customer of what was chosen; anything else is opened."""
        kind, *rest = key if isinstance(key, tuple) else ("",)
        customer_id = rest[1] if len(rest) > 1 and kind != "product" else None
        if customer_id is None:
            self.open(key)
            return
        self._remember_text()
        self.remember_customer(customer_id)
        self._context.hub.log(customer_id)

    # --- asking -------------------------------------------------------------------------------

    def _step(
        self, turn: int, run: SearchRun, commands: Sequence[FoundCommand], show: Show
    ) -> None:
        def answered(answer: Answer) -> None:
            if turn != self._turn:
                return
            show(self._entries(answer, commands), answer.done)
            if not answer.done:
                self._step(turn, run, commands, show)

        self._context.reader.read(CHANNEL, run.step, answered)

    def _show_recent(self, show: Show) -> None:
        turn, customers = self._turn, list(self._recent["customers"])

        def answered(hits: list[Hit]) -> None:
            if turn != self._turn:
                return
            entries = [Entry(None, _("Recent customers"))] if hits else []
            entries += [self._entry(hit) for hit in hits]
            texts = self._recent["texts"][:SHOWN_TEXTS]
            entries += [Entry(None, _("Recent searches"))] if texts else []
            entries += [Entry(("text", text), text, "", "history") for text in texts]
            show(entries)

        self._context.reader.read(
            CHANNEL,
            lambda session: recent_customers(session, customers, SHOWN_CUSTOMERS),
            answered,
        )

    def _show_buyers(self, product_id: int, name: str) -> None:
        """Show in the box who bought a product."""

        def search(show: Show) -> None:
            turn = self._turn = self._turn + 1

            def answered(hits: list[Hit]) -> None:
                if turn == self._turn:
                    title = _("Bought %(product)s") % {"product": name}
                    entries = [Entry(None, title)] if hits else []
                    show([*entries, *(self._entry(hit) for hit in hits)])

            self._context.reader.read(
                CHANNEL, lambda session: list_buyers(session, product_id, BUYERS), answered
            )

        self._window.show_in_search(name, search)

    def _search_again(self, text: str) -> None:
        self._window.show_in_search(text, partial(self.search, text))

    # --- showing ------------------------------------------------------------------------------

    def _entries(self, answer: Answer, commands: Sequence[FoundCommand]) -> list[Entry]:
        entries: list[Entry] = []
        for group, hits in answer.groups.items():
            entries.append(Entry(None, _(GROUPS[group][0])))
            entries += [self._entry(hit) for hit in hits]
        if not commands:
            return entries
        found = [
            Entry(
                ("command", one.command.key),
                one.command.text,
                "",
                one.command.icon,
                one.command.shortcut.split(" ")[0],
                title_marks=one.spans,
            )
            for one in commands
        ]
        head = Entry(None, _("Commands"))
        # What is typed as a command is meant as one, unless a customer is called so.
        if commands[0].starts and not _begins(answer):
            return [head, *found, *entries]
        return [*entries, head, *found]

    def _entry(self, hit: Hit) -> Entry:
        detail, marks = _joined(hit.facts)
        more = (hit.title.text,) if hit.kind == "product" else (hit.customer_id,)
        return Entry(
            (hit.kind, hit.id, *more),
            hit.title.text,
            detail,
            _ICONS[hit.kind],
            self._right(hit),
            title_marks=hit.title.spans,
            detail_marks=marks,
        )

    def _right(self, hit: Hit) -> str:
        language = self._context.language
        parts = [_("similar")] if hit.similar else []
        parts += [hit.word] if hit.word else []
        if hit.amount is not None:
            short = hit.kind == "deal"
            money = compact_money if short else format_money
            parts.append(money(hit.amount, language))
        if hit.at:
            day = date.fromisoformat(hit.at[:10])
            parts.append(date_words(day, self._context.today, language))
        return " · ".join(parts)

    # --- opening ------------------------------------------------------------------------------

    def _open_hit(self, kind: str, id: int, customer_id: int) -> None:
        hub = self._context.hub
        if kind in ("customer", "contact") or (kind == "note" and id < 0):
            hub.open_customer(customer_id)
        elif kind == "deal":
            self.remember_customer(customer_id)
            hub.deal_asked.emit(id)
        else:
            hub.open_customer(customer_id)
            try:
                self._open_record("interaction" if kind == "note" else kind, id)
            except UserError as error:
                hub.say(str(error), "bad")

    def remember_customer(self, customer_id: int) -> None:
        self._remember("customers", customer_id, KEPT_CUSTOMERS)

    def _remember_text(self) -> None:
        if len(self._text) > 1:
            self._remember("texts", self._text, KEPT_TEXTS)

    def _remember(self, what: str, value: object, most: int) -> None:
        known = self._recent[what]
        if known[:1] == [value]:
            return
        self._recent[what] = [value, *(one for one in known if one != value)][:most]
        QTimer.singleShot(0, self, self._keep)  # what was asked for is shown first

    def _keep(self) -> None:
        try:
            self._context.session.settings.set("recent_search", json.dumps(self._recent))
        except StorageError:
            return  # the file is being written by a job: what is in memory is kept the next time


def _read_recent(context: Context) -> dict[str, list[Any]]:
    found = json.loads(context.session.settings.get("recent_search"))
    return {"customers": found.get("customers", []), "texts": found.get("texts", [])}


def _begins(answer: Answer) -> bool:
    """Whether a customer or contact person begins with what is typed."""
    hits = [hit for group in ("customer", "contact") for hit in answer.groups.get(group, ())]
    return any(spans[0][0] == 0 for hit in hits if (spans := hit.title.spans))


def _joined(facts: Sequence[Marked]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The facts as one text, with all that was found in them."""
    text, marks = "", []
    for fact in facts:
        text += " · " if text else ""
        marks += [(start + len(text), end + len(text)) for start, end in fact.spans]
        text += fact.text
    return text, tuple(marks)
