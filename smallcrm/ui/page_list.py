"""The pages of the window, in the order of their tabs."""

from collections.abc import Callable
from importlib import import_module

from PySide6.QtWidgets import QWidget

from smallcrm.core.i18n import N_, _
from smallcrm.ui.context import Context
from smallcrm.ui.main_window import PageSpec

# key, title, icon, module and class: a page is imported when it is first shown.
PAGES: tuple[tuple[str, str, str, str, str], ...] = (
    ("follow_ups", N_("Follow-ups"), "bell-ring", "follow_ups", "FollowUpsPage"),
    ("customers", N_("Customers"), "users", "customers", "CustomersPage"),
    ("history", N_("History"), "message-square-text", "history", "HistoryPage"),
    ("pipeline", N_("Pipeline"), "square-kanban", "pipeline", "PipelinePage"),
    ("reports", N_("Reports"), "printer", "reports", "ReportsPage"),
    ("dashboard", N_("Dashboard"), "chart-bars", "dashboard", "DashboardPage"),
)

# The others bring the making of PDFs with them, which takes memory: loaded when they are wanted.
OFTEN = ("follow_ups", "customers", "history", "pipeline")


def page_specs(context: Context) -> list[PageSpec]:
    """The pages, made for this context when they are first shown."""

    def factory(module: str, name: str) -> Callable[[], QWidget]:
        return lambda: getattr(import_module(f"smallcrm.ui.pages.{module}"), name)(context)

    def loader(module: str) -> Callable[[Callable[[], None]], None] | None:
        if module in OFTEN:
            return None

        def load(then: Callable[[], None]) -> None:
            name = f"smallcrm.ui.pages.{module}"
            context.reader.read(name, lambda _session: import_module(name), lambda _done: then())

        return load

    return [
        PageSpec(key, _(title), icon, factory(module, name), f"Ctrl+{place}", loader(module))
        for place, (key, title, icon, module, name) in enumerate(PAGES, 1)
    ]


def load_pages(_session: object = None) -> None:
    """Load the pages of each day, on the reading thread: going there the first time is quicker."""
    for module in OFTEN:
        import_module(f"smallcrm.ui.pages.{module}")
