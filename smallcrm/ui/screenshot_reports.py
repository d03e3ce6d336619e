"""Scenes of the dashboard and of the reports made by themselves."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from smallcrm.core.dates import Month
from smallcrm.services.report_schedule import make_reports, read_schedule, save_schedule

if TYPE_CHECKING:
    from smallcrm.ui.screenshot_scenes import Stage

# name, what to do, of what
ReportScene = tuple[str, Callable[["Stage"], object], str]


def report_scenes() -> list[ReportScene]:
    """Return what is pictured."""
    return [
        ("dashboard-orders", lambda stage: _open(stage, "money"), "dialog"),
        ("dashboard-overdue", lambda stage: _open(stage, "overdue"), "dialog"),
        ("earlier-reports", _earlier, "dialog"),
    ]


def _open(stage: "Stage", chart: str) -> None:
    page = stage.page("dashboard")
    QApplication.processEvents()  # what was read comes through the event loop
    page.open_key(page.charts[chart].picture().spots[-1].key)


def _earlier(stage: "Stage") -> None:
    session = stage.session
    schedule = replace(read_schedule(session), folder=str(stage.folder / "reports"))
    save_schedule(session, schedule)
    month = Month.of(stage.context.today)
    for back in (2, 1):
        make_reports(session, month.plus(-back), stage.language)
    stage.page("reports").show_earlier()
