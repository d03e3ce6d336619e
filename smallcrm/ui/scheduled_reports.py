"""Last month's reports, made after the first start in a month; a notice says so."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from smallcrm.core.dates import Month, month_words
from smallcrm.core.i18n import _, ngettext, pgettext
from smallcrm.ui.context import Context

if TYPE_CHECKING:
    from smallcrm.services.report_schedule import Made


DELAY_MS = 8000  # the first moments after start belong to who sits before the window


def make_due_reports_soon(context: Context) -> None:
    """Make them when the window has come to rest; not at all when it is closed before."""
    timer = QTimer(context.hub, singleShot=True, interval=DELAY_MS)
    timer.timeout.connect(lambda: make_due_reports(context))
    timer.start()


def make_due_reports(context: Context) -> None:
    """Look whether last month's reports are due, and make them in the background."""
    from smallcrm.services.report_schedule import find_due

    def begin(month: Month | None) -> None:
        if month is not None:
            make_now(context, month)

    context.reader.read("reports.due", find_due, begin)


def make_now(context: Context, month: Month, ended: Callable[[], object] | None = None) -> None:
    """Make a month's reports, whether they are due or not; then tell, and call `ended`."""
    language = context.language

    def work(sessions, progress):
        from smallcrm.services.report_schedule import make_reports

        with sessions() as session:
            return make_reports(session, month, language, progress)

    job = context.runner.run(
        work,
        _("Last month's reports"),
        done=lambda made: tell(context, made),
        failed=lambda error: context.hub.say(str(error), "warn"),
        quiet=True,
    )
    if ended is not None:
        job.ended.connect(ended)


def tell(context: Context, made: "Made") -> None:
    """Say what was made, with a button that opens it; a failure that was told before is not."""
    words = {"month": month_words(made.month.year, made.month.month, context.language)}
    if made.failures:
        if made.is_news:
            title, why = made.failures[0]
            said = _("%(report)s of %(month)s could not be made: %(why)s")
            context.hub.say(said % {**words, "report": title, "why": why}, "warn")
        return
    if not made.paths:
        return
    n = len(made.paths)
    text = ngettext(
        "The report of %(month)s is ready.", "The %(n)d reports of %(month)s are ready.", n
    )
    context.hub.offer(text % {**words, "n": n}, pgettext("verb", "Open"), lambda: open_made(made))


def open_made(made: "Made") -> None:
    """Open the only report, or the folder of several."""
    from smallcrm.ui.dialogs.pdf_preview import open_file

    open_file(made.paths[0] if len(made.paths) == 1 else made.paths[0].parent)
