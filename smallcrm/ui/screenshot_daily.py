"""Pictures of the daily work: parts of a customer, follow-ups, and the dialogs round them."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication

from smallcrm.services.attachments import add_files
from smallcrm.services.custom_fields import FieldRecord, save_field
from smallcrm.services.fact_checks import check_fact
from smallcrm.services.fact_stale import save_months
from smallcrm.services.follow_ups import list_groups
from smallcrm.services.lookups import list_products
from smallcrm.services.new_products import NewProduct, save_new_product
from smallcrm.services.products import ProductQuery, get_product
from smallcrm.services.relations import RelationRecord, list_relations, save_relation
from smallcrm.services.reminder_texts import has_text
from smallcrm.services.reminders import run_reminders
from smallcrm.ui.dialogs.hand_over import HandOverDialog
from smallcrm.ui.dialogs.rule_dialog import RuleDialog
from smallcrm.ui.dialogs.texts_dialog import TextsDialog
from smallcrm.ui.forms.product_form import ProductDialog
from smallcrm.ui.forms.relation_form import RelationDialog
from smallcrm.ui.pages.customers.changes_dialog import ChangesDialog

if TYPE_CHECKING:
    from smallcrm.ui.screenshot_scenes import Stage

_PARTS = ("completeness-gaps", "completeness-check", "completeness-prompt")
_SECTIONS = ("file", "completeness", "points", "templates", "agreement", "reminders", "products")


def daily_scenes() -> list[tuple[Any, ...]]:
    """Return name, what to do first and what the picture is of."""
    return [
        ("customer-work", lambda stage: _part(stage, "work")),
        ("customer-more", lambda stage: _part(stage, "relations")),
        ("customer-timeline", lambda stage: _part(stage, "timeline")),
        ("customer-changes", _changes, "dialog"),
        ("customer-relation", _relation, "dialog"),
        ("customer-network", _network, "dialog"),
        ("save-view", _save_view),
        ("week", _week),
        ("hand-over", lambda stage: HandOverDialog(stage.context, stage.window).open(), "dialog"),
        ("rule", lambda stage: _rule(stage, "cadence"), "dialog"),
        ("rule-product", _rule_product, "dialog"),
        ("products", lambda stage: stage.hub.new_asked.emit("products"), "dialog"),
        ("product", _product, "dialog"),
        ("rule-date", lambda stage: _rule(stage, "birthday"), "dialog"),
        ("history-hits", _hits),
        ("commands", _commands),
        ("lifecycle", lambda stage: stage.hub.lifecycle_asked.emit(), "dialog"),
        *[(name, _completeness(name.split("-")[1]), "dialog") for name in _PARTS],
        *[(f"settings-{name}", _settings(name), "dialog") for name in _SECTIONS],
        ("text", _texts, "dialog"),
        ("letters", _letters, "dialog"),
    ]


def _rich(stage: "Stage") -> int:
    """Give the customer shown relations, files and fields of the company's own."""
    stage.customer()
    page = stage.page("customers")
    ids = list(page.list.model.ids)
    customer = ids[0]
    if not list_relations(stage.session, customer):
        for kind, other in (("referred", 5), ("belongs_to", 6), ("supplies", 7), ("referred", 8)):
            save_relation(stage.session, customer, RelationRecord(kind, True, ids[other]))
        for other in (9, 10):
            save_relation(stage.session, ids[5], RelationRecord("referred", True, ids[other]))
        for name in ("Quote 2026-11.pdf", "Nameplate.jpg"):
            path = Path(stage.folder) / name
            path.write_bytes(b"x" * 40_000)
            add_files(stage.session, customer, [path])
        save_field(stage.session, FieldRecord("Machine type", "choice", ("A 100", "B 200")))
        save_field(stage.session, FieldRecord("Serial number"))
    page.detail.show_customer(customer)
    return customer


def _part(stage: "Stage", name: str) -> None:
    _rich(stage)
    page: Any = stage.window.page("customers")
    detail = page.detail
    column = detail._column
    part = getattr(detail, name)
    QApplication.processEvents()  # what is asked for later changes the height
    column.widget().layout().activate()
    column.verticalScrollBar().setValue(max(0, part.y() - 10))


def _changes(stage: "Stage") -> None:
    ChangesDialog(stage.context, _rich(stage), stage.window).open()


def _relation(stage: "Stage") -> None:
    customer = stage.page("customers").list.model.ids[0]
    RelationDialog(stage.context, customer, None, stage.window).open()


def _network(stage: "Stage") -> None:
    _part(stage, "relations")
    stage.page("customers").detail.relations.network.larger.click()


def _save_view(stage: "Stage") -> None:
    stage.conditions()
    stage.page("customers").list.conditions.save.click()


def _week(stage: "Stage") -> None:
    stage.page("follow_ups").show_view("week")


def _letters(stage: "Stage") -> None:
    for key, text in (("company_name", "Blue Works"), ("company_phone", "021 5555 0100")):
        stage.session.settings.set(key, text)
    dialog = _texts(stage)
    dialog.make_letters()


def _texts(stage: "Stage") -> TextsDialog:
    run_reminders(stage.session)
    groups = list_groups(stage.session, "")
    rows = [*groups.overdue, *groups.today, *groups.tomorrow, *groups.this_week, *groups.later]
    ids = [one.id for one in rows if has_text(one) and one.id is not None]
    dialog = TextsDialog(stage.context, ids, stage.window)
    dialog.open()
    return dialog


def _rule(stage: "Stage", key: str) -> None:
    RuleDialog(stage.context, key, stage.window).open()


def _product(stage: "Stage") -> None:
    record = get_product(stage.session, ProductQuery().ids(stage.session)[0])
    ProductDialog(stage.context, record, parent=stage.window).open()


def _rule_product(stage: "Stage") -> None:
    products = list_products(stage.session)
    record = NewProduct(f"{products[0]} Pro", stage.context.today.isoformat(), follows=products[0])
    save_new_product(stage.session, record)
    _rule(stage, "new_product")


def _hits(stage: "Stage") -> None:
    page = stage.page("history")
    page.filters.search.setText("price" if stage.language == "en" else "报价")
    page.filters.search.searched.emit(page.filters.search.text())


def _commands(stage: "Stage") -> None:
    stage.page("customers")
    stage.window.search_box.setFocus()
    stage.window.search_box.setText("new" if stage.language == "en" else "新建")


def _completeness(part: str) -> Callable[["Stage"], None]:
    if part == "check":
        return _stale
    return lambda stage: stage.hub.completeness_asked.emit(part)


def _stale(stage: "Stage") -> None:
    """Let the phones of the demonstration be old."""
    save_months(stage.session, {"phone": 12, "contact": 6})
    with stage.session.keeping() as connection:
        connection.execute("UPDATE change_step SET at = '2024-01-01 09:00'")
    ids = stage.page("customers").list.model.ids
    check_fact(stage.session, ids[1], "phone", "wrong")
    stage.hub.completeness_asked.emit("check")
    QApplication.processEvents()  # fifty rows are laid out


def _settings(section: str) -> Callable[["Stage"], None]:
    return lambda stage: stage.settings(section)
