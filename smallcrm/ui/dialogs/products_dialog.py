"""The products: found, added, changed, deleted while unused, joined where one is there twice."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _, listed, ngettext, pgettext
from smallcrm.services.products import (
    ProductQuery,
    ProductRecord,
    count_products,
    delete_products,
    get_product,
    merge_products,
)
from smallcrm.services.table import Sort
from smallcrm.ui.context import Context
from smallcrm.ui.forms.product_form import ProductDialog
from smallcrm.ui.itemmodels.paged import PagedTableModel
from smallcrm.ui.theme import theme
from smallcrm.ui.widgets.buttons import Action, Button, pop_menu
from smallcrm.ui.widgets.dialogs import Dialog
from smallcrm.ui.widgets.labels import Label
from smallcrm.ui.widgets.layouts import hbox, vbox
from smallcrm.ui.widgets.line_edits import SearchBox
from smallcrm.ui.widgets.panels import Banner, EmptyState
from smallcrm.ui.widgets.table import TableView

_WIDTH, _HEIGHT = 1040, 420
_SHOWN_NAMES = 5


class ProductsDialog(Dialog):
    """Enter opens a product, Insert adds one, Delete deletes; two or more selected can be joined.

    What was done is said above the list and can be undone there, or with Ctrl+Z.
    """

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(_("Products"), _("Close"), parent=parent, width=_WIDTH)
        self._context = context
        self.cancel.hide()
        self.primary.setDefault(False)  # Enter opens a product
        self.primary.set_kind("plain")
        self.query = ProductQuery()
        self.model = PagedTableModel(
            context.session, context.reader, context.session.clock.now, "products", self
        )
        self.table = TableView(self.model, context.memory.view_state("products"))
        self.table.setMinimumHeight(theme().px(_HEIGHT))
        self.table.setAccessibleName(_("Products"))
        nothing = _("No product yet. They come with orders and with imports, or are added here.")
        add = _("Add a product")
        self.empty = EmptyState("shopping-bag", nothing, add, self.add, button_icon="plus")
        self.table.set_empty(self.empty)
        self._make_head()
        self._make_foot()
        self.model.loaded.connect(self._loaded)
        self.model.sort_asked.connect(self._sort)
        self.table.opened.connect(self.edit)
        self.table.delete_asked.connect(self.delete)
        self.table.selection_changed.connect(self._count)
        self.table.menu_asked.connect(self._menu)
        self.search.searched.connect(self._search)
        self.search.left_down.connect(self.table.setFocus)
        self.table.left_up.connect(self.search.setFocus)
        for keys, act in (
            ("Ctrl+F", self.search.setFocus),
            ("Insert", self.add),
            ("Ctrl+Z", self._take_back),
        ):
            QShortcut(QKeySequence(keys), self, act)
        context.hub.changed.connect(self._changed)
        self.model.set_query(self.query)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what can be done -------------------------------------------------------------------

    def add(self) -> None:
        """Open the form for a new product."""
        self._open(None)

    def edit(self, product_id: int) -> None:
        """Open the form of a product."""
        self._open(get_product(self._context.session, product_id))

    def delete(self) -> None:
        """Delete the selected products; says by what one is used."""
        ids = self.table.selected_ids()
        names = self._names(ids)
        if ids:
            done = _("Deleted: %(names)s") % {"names": names}
            self._try(lambda: delete_products(self._context.session, ids), done)

    def merge(self) -> None:
        """Join the selected products into the one that is used most."""
        ids = self.table.selected_ids()
        if len(ids) < 2:
            return
        session = self._context.session
        rows = {int(str(row["id"])): int(str(row["used"])) for row in self.query.rows(session, ids)}
        kept = max(ids, key=lambda id: (rows.get(id, 0), -id))
        name, others = self._names([kept]), self._names([id for id in ids if id != kept])
        done = _("%(others)s now belongs to %(name)s.") % {"others": others, "name": name}
        self._try(lambda: merge_products(session, kept, ids), done)

    # --- inside -------------------------------------------------------------------------------

    def _make_head(self) -> None:
        self.search = SearchBox(_("Name, code, category, maker"))
        self.search.setFixedWidth(theme().px(280))
        self.undo = Button(_("Undo"), "undo-2", "quiet", small=True, on_click=self._take_back)
        self.said = Banner("", "ok", self.undo)
        self.new = Button(
            _("Add a product"), "plus", "primary", on_click=self.add, tooltip="Insert"
        )
        self.box.addLayout(
            vbox(hbox(self.search, None, self.new), self.said, self.table, spacing=10)
        )

    def _make_foot(self) -> None:
        self.foot = Label("", "body", "muted")
        self.open_one = Button(
            pgettext("verb", "Open"), "external-link", "quiet", on_click=self._open_current
        )
        self.join = Button(_("Merge"), "merge", "quiet", on_click=self.merge)
        self.remove = Button(
            _("Delete"), "trash-2", "quiet", on_click=self.delete, tooltip="Delete"
        )
        for place, part in enumerate((self.foot, self.remove, self.join, self.open_one)):
            self.buttons.insertWidget(place + (place > 0), part)

    def _menu(self, place) -> None:
        pop_menu(self, self._actions(), place)

    def _actions(self) -> list[Action | None]:
        many = self.table.selected_count()
        return [
            Action(pgettext("verb", "Open"), self._open_current, enabled=many == 1),
            Action(_("Merge"), self.merge, enabled=many > 1),
            None,
            Action(_("Delete"), self.delete, enabled=many > 0),
        ]

    def _open_current(self) -> None:
        if (id := self.table.current_id()) is not None:
            self.edit(id)

    def _open(self, record: ProductRecord | None) -> None:
        dialog = ProductDialog(
            self._context, record, name="" if record else self.query.text, parent=self
        )

        def saved() -> None:
            name = dialog.name.text().strip()
            text = _("Saved: %(name)s") if record else _("Added: %(name)s")
            self._tell(text % {"name": name})

        dialog.accepted.connect(saved)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _names(self, ids: list[int]) -> str:
        rows = self.query.rows(self._context.session, ids[:_SHOWN_NAMES])
        names = listed(str(row["name"]) for row in rows)
        return names + " …" if len(ids) > _SHOWN_NAMES else names

    def _try(self, work: Callable[[], object], done: str) -> None:
        self.problem.set_message("", "bad")
        self.said.set_message("", "ok")
        try:
            work()
        except UserError as error:
            self.show_problem(str(error))
            return
        self._tell(done)

    def _tell(self, text: str) -> None:
        self.problem.set_message("", "bad")
        self.said.set_message(text, "ok")

    def _take_back(self) -> None:
        self.said.set_message("", "ok")
        self._context.hub.undo()

    def _search(self, text: str) -> None:
        self.query = replace(self.query, text=text.strip())
        self.model.set_query(self.query)

    def _sort(self, sort: Sort) -> None:
        self.query = self.query.sorted_by(sort)
        self.model.set_query(self.query)

    def _changed(self, changes) -> None:
        if changes is None or changes.touches("product") or changes.touches("order_line"):
            self.model.reload()

    def _loaded(self) -> None:
        self.empty.button.setVisible(not self.query.text)
        self.table.go_to_first()
        self._count()

    def _count(self) -> None:
        n, many = len(self.model.ids), self.table.selected_count()
        text = ngettext("%(n)d product", "%(n)d products", n) % {"n": n}
        if many > 1:
            text += " · " + _("%(n)d selected") % {"n": many}
        self.foot.setText(text)
        self.open_one.setEnabled(many == 1)
        self.join.setEnabled(many > 1)
        self.remove.setEnabled(many > 0)


class ProductsSection(QWidget):
    """In the settings: how many products there are, and the way to their list."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.count = Label("", "body")
        self.open_list = Button(_("Open the list of products"), "shopping-bag", on_click=self.open)
        about = _(
            "What is sold, and what customers have. Maker and category say who is told of a new"
            " product; sales statistics count by category."
        )
        self.setLayout(
            vbox(
                Label(_("Products"), "section"),
                Label(about, tone="muted", wrap=True),
                4,
                self.count,
                hbox(self.open_list, None),
            )
        )
        context.hub.changed.connect(self._count)
        self._count()

    def open(self) -> None:
        """Open the list."""
        dialog = ProductsDialog(self._context, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _count(self, _changes: object = None) -> None:
        n = count_products(self._context.session)
        self.count.setText(ngettext("%(n)d product", "%(n)d products", n) % {"n": n})
