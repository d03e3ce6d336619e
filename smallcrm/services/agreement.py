"""How we look after our customers: one page filled from the settings, agreed on and printed."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smallcrm.core.i18n import CHINESE, N_, Translator
from smallcrm.core.progress import Progress
from smallcrm.services.company import own_company
from smallcrm.services.completeness import TITLES, get_standard
from smallcrm.services.custom_fields import list_fields
from smallcrm.services.deals import list_stages
from smallcrm.services.lifecycle import read_rules
from smallcrm.services.reminder_rules import load_choices
from smallcrm.services.touch_points import REQUIRED_OF_RECORD, list_points
from smallcrm.services.vocabulary import LEVELS, level_words
from smallcrm.storage.database import rows
from smallcrm.storage.session import Session

if TYPE_CHECKING:
    from smallcrm.reports.agreement import AgreementPart

TITLE = N_("How we look after our customers")
AIM = N_(
    "Every customer has one of us who cares for it, every contact is written down on the same day,"
    " and every promise has a date."
)
MEANINGS: dict[str, str] = {
    "A": N_("Buys much or will: known in person"),
    "B": N_("Buys regularly, can grow"),
    "C": N_("Buys now and then"),
    "D": N_("Seldom, or small"),
}
RULES = (
    N_("What was said is logged on the same day, with the next step and its date."),
    N_("Who is away hands the follow-ups over; nobody's customers are shared out each Monday."),
    N_("Complaints are answered within one working day."),
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the company says in its own words; the rest is taken from the settings.

    `meanings` says by level who belongs there; `rules` are sentences, one a line.
    """

    aim: str
    meanings: dict[str, str] = field(default_factory=dict)
    rules: str = ""


def read_agreement(session: Session, translator: Translator) -> Agreement:
    """The agreement as it was filled in, or what the program proposes."""
    gettext = translator.gettext
    try:
        kept: dict[str, Any] = json.loads(session.settings.get("agreement") or "{}")
    except ValueError:
        kept = {}  # edited by hand
    meanings = kept.get("meanings", {})
    return Agreement(
        aim=str(kept.get("aim", gettext(AIM))),
        meanings={
            level: str(meanings.get(level, gettext(text))) for level, text in MEANINGS.items()
        },
        rules=str(kept.get("rules", "\n".join(gettext(rule) for rule in RULES))),
    )


def save_agreement(session: Session, agreement: Agreement) -> None:
    """Keep what was filled in (not undoable)."""
    kept = {"aim": agreement.aim, "meanings": agreement.meanings, "rules": agreement.rules}
    session.settings.set("agreement", json.dumps(kept, ensure_ascii=False))


def print_agreement(
    session: Session, path: Path, translator: Translator, progress: Progress | None = None
) -> None:
    """Write the agreement as PDF: aim, levels, stages, touch points, who cares, rules."""
    from smallcrm.reports.agreement import AgreementPart, AgreementReport, render

    agreement = read_agreement(session, translator)
    gettext = translator.gettext
    rules = tuple(line.strip() for line in agreement.rules.splitlines() if line.strip())
    parts = [
        _levels(session, agreement, translator),
        _stages(session, translator),
        _points(session, translator),
        _people(session, translator),
        AgreementPart(gettext("What we hold to"), tuple(f"• {line}" for line in rules)),
    ]
    report = AgreementReport(
        title=gettext(TITLE),
        aim=agreement.aim.strip(),
        parts=tuple(part for part in parts if part.rows or part.lines),
        made_at=session.clock.now(),
        company=own_company(session, translator),
    )
    render(report, path, translator, progress)


def _levels(session: Session, agreement: Agreement, translator: Translator) -> "AgreementPart":
    from smallcrm.reports.agreement import AgreementPart

    gettext = translator.gettext
    cadence = load_choices(session)["cadence"]
    standard = get_standard(session)
    own = {f"custom:{one.id}": one.name for one in list_fields(session)}
    lines = []
    for level in LEVELS:
        days = cadence.days.get(level, 0) if cadence.on else 0
        every = translator.ngettext("every %(n)d day", "every %(n)d days", days) % {"n": days}
        known = [
            gettext(TITLES[key]) if key in TITLES else own.get(key, "") for key in standard[level]
        ]
        lines.append(
            (
                level,
                agreement.meanings.get(level, ""),
                every if days else "–",
                _listed(known, translator),
            )
        )
    heads = (N_("Level"), N_("Who belongs there"), N_("In contact"), N_("What must be known"))
    return AgreementPart(
        gettext("Levels"),
        heads=tuple(gettext(head) for head in heads),
        rows=lines,
        widths=(0.08, 0.26, 0.14, 0.52),
    )


def _stages(session: Session, translator: Translator) -> "AgreementPart":
    from smallcrm.reports.agreement import AgreementPart

    gettext = translator.gettext
    open_stages = [stage for stage in list_stages(session) if stage.kind == "open"]
    days = {"stages": " → ".join(stage.name for stage in open_stages)}
    lines = [gettext("A sale goes through: %(stages)s.") % days] if open_stages else []
    rules = read_rules(session)
    if rules.dormant:
        text = gettext("A customer that did not buy for %(n)d days is dormant and is called.")
        lines.append(text % {"n": rules.dormant_days})
    if rules.lost:
        text = gettext("After %(n)d days without buying or contact it counts as lost.")
        lines.append(text % {"n": rules.lost_days})
    return AgreementPart(gettext("Stages"), tuple(lines))


def _points(session: Session, translator: Translator) -> "AgreementPart":
    from smallcrm.reports.agreement import AgreementPart

    gettext = translator.gettext
    words = REQUIRED_OF_RECORD | TITLES
    lines = [
        (
            point.name,
            point.records,
            point.who,
            _listed([gettext(words[key]) for key in point.required if key in words], translator),
        )
        for point in list_points(session)
    ]
    heads = (N_("Touch point"), N_("What is recorded"), N_("By whom"), N_("Required"))
    return AgreementPart(
        gettext("Where we write down what"),
        heads=tuple(gettext(head) for head in heads),
        rows=lines,
        widths=(0.13, 0.38, 0.17, 0.32),
    )


def _people(session: Session, translator: Translator) -> "AgreementPart":
    from smallcrm.reports.agreement import AgreementPart

    query = (
        "SELECT s.name, c.level, count(*) FROM staff s LEFT JOIN customer c ON c.owner_id = s.id"
        " AND c.status <> 'lost' WHERE s.active GROUP BY s.id, c.level ORDER BY s.name"
    )
    counts: dict[str, dict[str, int]] = {}
    for name, level, count in rows(session.connection, query):
        mine = counts.setdefault(name, {})
        if level is not None:
            mine[level] = count
    gettext = translator.gettext
    lines = [
        (name, *(str(mine.get(level, "–")) for level in (*LEVELS, "")))
        for name, mine in counts.items()
    ]
    heads = [level_words(level, translator) for level in LEVELS]
    return AgreementPart(
        gettext("Who cares for whom"),
        heads=(gettext("Staff"), *heads, gettext("No level")),
        rows=lines,
        widths=(0.3, 0.14, 0.14, 0.14, 0.14, 0.14),
    )


def _listed(words: list[str], translator: Translator) -> str:
    sign = "、" if translator.language == CHINESE else ", "
    return sign.join(word for word in words if word) or "–"
