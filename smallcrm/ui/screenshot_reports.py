"""Scenes of the dashboard and of the reports made by themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from smallcrm.core.dates import Month
from smallcrm.core.i18n import gettext
from smallcrm.services.decisions import DecisionRecord, save_decisions
from smallcrm.services.follow_ups import list_groups
from smallcrm.services.lookups import list_staff
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
        ("report-sections", _sections, "dialog"),
        ("report-decided", _decided, "dialog"),
        ("follow-ups-decided", _decided_due, "window"),
    ]


def _sections(stage: "Stage") -> None:
    stage.page("reports").options.parts.choose_sections()


def _decided(stage: "Stage") -> None:
    """What was decided over two months, the older of it open still."""
    month, session, _ = Month.of(stage.context.today), stage.session, gettext
    staff = [one.name for one in list_staff(session)]
    customer = next(iter(list_groups(session).today or list_groups(session).later))
    before, due = month.previous(), month.next().day(10).isoformat()
    older = DecisionRecord(_("Visit the largest debtors"), staff[0], month.day(20).isoformat())
    save_decisions(session, before.first, before.last, [older])
    newer = (
        DecisionRecord(_("Offer a yearly service contract"), staff[1], due, customer.customer_id),
        DecisionRecord(_("New price list"), staff[-1], due),
    )
    save_decisions(session, month.first, month.last, newer)
    stage.page("reports").options.parts.decide()


def _decided_due(stage: "Stage") -> None:
    """What was decided and is due, among the follow-ups."""
    month, session, _ = Month.of(stage.context.today), stage.session, gettext
    staff = [one.name for one in list_staff(session)]
    today = stage.context.today
    records = (
        DecisionRecord(
            _("Visit the largest debtors"), staff[0], (today - timedelta(days=4)).isoformat()
        ),
        DecisionRecord(_("New price list"), staff[-1], today.isoformat()),
    )
    before = month.previous()
    save_decisions(session, before.first, before.last, records)
    page = stage.page("follow_ups")
    page.reload()
    QApplication.processEvents()
    key = next((line.key for line in page.list.lines if line.key[0] == "decision"), None)
    if key is not None:
        page.list.go_to(key)


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
