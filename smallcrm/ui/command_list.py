"""The commands that open something: new records, lists in and out, sections of the settings."""

from functools import partial
from typing import TYPE_CHECKING

from smallcrm.core.i18n import N_, _
from smallcrm.ui.commands import Command
from smallcrm.ui.hub import Hub

if TYPE_CHECKING:
    from smallcrm.ui.desk import Desk

# what, text, icon, other words
NEW: tuple[tuple[str, str, str, str], ...] = (
    ("customer", N_("New customer"), "user-plus", "new customer add company"),
    ("follow_up", N_("New follow-up"), "calendar-plus", "new follow-up reminder task add"),
    ("deal", N_("New deal"), "circle-plus", "new deal opportunity add"),
    ("order", N_("Record an order"), "shopping-cart", "new order sale add"),
    ("receipt", N_("Record a receipt"), "wallet", "new receipt payment money add"),
    ("term", N_("New contract or term"), "file-plus", "new contract warranty term add"),
    ("complaint", N_("Log a complaint"), "message-square-text", "complaint feedback wish log"),
    ("product", N_("Mark a product as new"), "shopping-bag", "new product launch tell buyers"),
)


def list_commands(hub: Hub) -> list[Command]:
    """The commands that the desk serves."""
    return [
        *[
            Command(f"new:{what}", _(text), partial(hub.new_asked.emit, what), icon, words=words)
            for what, text, icon, words in NEW
        ],
        Command(
            *(
                "paste",
                _("Import rows from the clipboard"),
                hub.paste_asked.emit,
                "clipboard-paste",
            ),
            words="import paste clipboard",
        ),
        Command(
            *("completeness", _("Complete and true"), partial(hub.completeness_asked.emit, "gaps")),
            "list-checks",
            words="complete missing facts check promptness",
        ),
        Command(
            *("products", _("Products"), partial(hub.new_asked.emit, "products"), "shopping-bag"),
            words="products list prices makers categories",
        ),
        Command(
            *("imports", _("Import history"), hub.imports_asked.emit, "history"),
            words="import history lists",
        ),
        Command(
            *("duplicates", _("Find duplicates"), partial(hub.duplicates_asked.emit, ()), "merge"),
            words="duplicates merge same customers",
        ),
        Command(
            *("template", _("Save a template to fill in"), hub.template_asked.emit),
            "file-spreadsheet",
            words="template import excel",
        ),
    ]


def list_settings(desk: "Desk") -> list[Command]:
    """A command for each section of the settings."""
    from smallcrm.ui.dialogs.settings import list_sections

    return [
        Command(
            f"settings:{item.key}",
            _("Settings: %(section)s") % {"section": item.text},
            partial(desk.open_settings, str(item.key)),
            item.icon,
            words=f"settings preferences {item.key}",
        )
        for item in list_sections()
    ]
