"""The seldom wanted of the Follow-ups page: the calendar file, hand-over, the rules."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from smallcrm.core import paths
from smallcrm.core.i18n import _, ngettext
from smallcrm.services.page_lists import follow_up_list
from smallcrm.services.table import ShownList
from smallcrm.ui.context import Context
from smallcrm.ui.list_actions import list_actions
from smallcrm.ui.widgets.buttons import Action


def more_actions(context: Context, page: QWidget) -> list[Action | None]:
    """Return what stands in the page's menu."""

    def shown() -> ShownList:
        return follow_up_list(str(context.memory.get("follow_ups.staff") or ""))

    return [
        *list_actions(context, page, shown),
        None,
        Action(
            _("Calendar file for the phone…"), lambda: save_calendar(context, page), "smartphone"
        ),
        Action(
            _("Customers to hand over…"), lambda: open_hand_over(context, page), "arrow-right-left"
        ),
    ]


def save_calendar(context: Context, page: QWidget) -> None:
    """Ask for a file and write the open follow-ups into it, of who is chosen on the page."""
    name = _("Follow-ups") + f" {context.today.isoformat()}.ics"
    chosen, _kind = QFileDialog.getSaveFileName(
        page, _("Calendar file"), str(paths.documents_dir() / name), "iCalendar (*.ics)"
    )
    if not chosen:
        return
    path = Path(chosen)
    path = path if path.suffix.lower() == ".ics" else path.with_name(path.name + ".ics")
    staff = str(context.memory.get("follow_ups.staff") or "")

    def work(sessions, _progress):
        from smallcrm.services.export_calendar import export_calendar

        with sessions() as session:
            return export_calendar(session, path, staff)

    def done(n: int) -> None:
        text = ngettext(
            "%(n)d follow-up written to %(path)s", "%(n)d follow-ups written to %(path)s", n
        )
        context.hub.say(text % {"n": n, "path": path})

    context.runner.run(
        work,
        _("Calendar file"),
        done=done,
        failed=lambda error: context.hub.say(str(error), "bad"),
    )


def open_hand_over(context: Context, page: QWidget) -> None:
    """Show the customers whose owner was not in contact for long."""
    from smallcrm.ui.dialogs.hand_over import HandOverDialog

    dialog = HandOverDialog(context, parent=page)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
