"""Words that several parts of the monthly report share: of the days compared, and of codes."""

from typing import Final

from smallcrm.core.i18n import N_, Translator
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.texts import NONE, Texts

STATUS_WORDS: Final = {
    "lead": N_("Lead"),
    "prospect": N_("Prospect"),
    "active": N_("Active"),
    "dormant": N_("Dormant"),
    "lost": N_("Lost"),
}


def compared(report: MonthlyReport, translator: Translator) -> tuple[str, str, str]:
    """Return the heads of three columns: these days, those before, the same a year ago."""
    t = translator
    if report.period.month:
        return (
            t.pgettext("report", "This month"),
            t.pgettext("report", "Month before"),
            t.pgettext("report", "Year before"),
        )
    return (
        t.pgettext("report", "These days"),
        t.pgettext("report", "Days before"),
        t.pgettext("report", "Year before"),
    )


def level_name(level: str, texts: Texts) -> str:
    """Return a level, or words for customers without one."""
    return level or texts.translator.pgettext("report", "No level")


def owner_name(name: str, texts: Texts) -> str:
    """Return a name, or words for customers that nobody owns."""
    return name or texts.translator.pgettext("report", "Nobody's")


def status_name(status: str, texts: Texts) -> str:
    """Return the word for a stage of the life-cycle; an unknown code as it is."""
    return texts.translator.gettext(STATUS_WORDS.get(status, status))


def mean(value: float | None) -> str:
    """Return 3.8; a dash where there is none."""
    return NONE if value is None else f"{value:.1f}"


def points(value: float | None) -> str:
    """Return 72.4%; a dash where there is none."""
    return NONE if value is None else f"{value:.1f}%"
