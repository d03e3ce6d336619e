"""What is done with the list as it stands: print, export, copy, save as a view."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from smallcrm.core.i18n import _, ngettext
from smallcrm.services.customer_list import CustomerQuery
from smallcrm.storage.session import Session
from smallcrm.ui.context import Context
from smallcrm.ui.hub import Hub
from smallcrm.ui.pages.customers.list_table import COPIED_MOST, copied_text
from smallcrm.ui.widgets.buttons import Action

if TYPE_CHECKING:
    from smallcrm.ui.pages.customers.list_panel import ListPanel


def list_actions(panel: "ListPanel", hub: Hub) -> list[Action | None]:
    """Return the menu of the list as it is shown."""
    from smallcrm.services.report_list import find_report

    some = panel.table.selected_count() > 0
    changed = panel.layouts.changed_name()
    saving = [Action(_("Save as view"), panel.layouts.save_as, "star", "Ctrl+Shift+S")]
    if changed:
        words = _("Save changes to “%(name)s”") % {"name": changed}
        saving.insert(0, Action(words, panel.layouts.save_changes, "check"))
    return [
        Action(_("Conditions"), panel.toggle_conditions, "list-filter", "Ctrl+Shift+F"),
        *saving,
        None,
        Action(_("Print the list"), lambda: hub.print_asked.emit(panel.shown()), "printer",
               "Ctrl+P"),
        Action(_("Export the list"), lambda: hub.export_asked.emit(panel.shown()),
               "file-spreadsheet", "Ctrl+E"),
        Action(_("Labels, envelopes, directory"), icon="tags", items=[
            Action(_(find_report(kind).title),
                   partial(hub.list_report_asked.emit, kind, panel.chosen()))
            for kind in ("labels", "envelopes", "directory")
        ]),
        None,
        Action(_("Copy selected rows"), panel.copy, "copy", "Ctrl+C", some),
        Action(_("Copy with column heads"), lambda: panel.copy(True), "clipboard-list",
               "Ctrl+Shift+C", some),
        Action(_("Select all"), panel.table.selectAll, "check-check", "Ctrl+A"),
        None,
        Action(_("Import rows from the clipboard"), hub.paste_asked.emit, "clipboard-paste",
               "Ctrl+V"),
        Action(
            _("Complete and true"), lambda: hub.completeness_asked.emit("gaps"), "list-checks"
        ),
        Action(_("Import history"), hub.imports_asked.emit, "history"),
        Action(_("Find duplicates"), lambda: hub.duplicates_asked.emit(()), "merge"),
        Action(_("Life-cycle proposals"), hub.lifecycle_asked.emit, "refresh-cw"),
        Action(_("Save a template to fill in"), hub.template_asked.emit, "sheet"),
    ]  # fmt: skip


def copy_rows(context: Context, query: CustomerQuery, ids: Sequence[int], heads: bool) -> None:
    """Put rows on the clipboard as text; they are read beside the window."""
    today = context.today
    if not ids:
        return

    def make(session: Session) -> str:
        return copied_text(session, query, ids[:COPIED_MOST], today, heads)

    def done(text: str) -> None:
        QApplication.clipboard().setText(text)
        n = min(len(ids), COPIED_MOST)
        said = ngettext("%(n)s row copied", "%(n)s rows copied", n) % {"n": f"{n:,}"}
        if len(ids) > n:
            said = _("The first %(n)s rows were copied; export the list to have all.") % {
                "n": f"{n:,}"
            }
        context.hub.say(said, "ok")

    context.reader.read("customers.copy", make, done)
