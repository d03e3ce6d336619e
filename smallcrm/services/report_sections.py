"""The sections of the monthly report: which there are, which are printed, and in which order."""

import json
from collections.abc import Sequence

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _
from smallcrm.storage.session import Session

SETTING = "report_sections"
DECISIONS = "decisions"

# In the order in which they are printed unless another was chosen. What was decided is always the
# last page, wherever it stands here.
TITLES: dict[str, str] = {
    "levels": N_("Customers by level"),
    "new_customers": N_("New customers"),
    "changes": N_("Won back, dormant and lost"),
    "contacts": N_("Contacts made"),
    "follow_ups": N_("Follow-ups"),
    "pipeline": N_("Pipeline moves"),
    "forecast": N_("Forecast"),
    "orders": N_("Orders and receipts"),
    "money_due": N_("Money due"),
    "best": N_("Best customers"),
    "fallen": N_("Customers that bought less"),
    "sleeping": N_("Sleeping customers"),
    "terms": N_("Ending soon"),
    "satisfaction": N_("Satisfaction and complaints"),
    "competitors": N_("Lost reasons and competitors"),
    "wishes": N_("Wishes"),
    "sources": N_("By source"),
    "completeness": N_("Data completeness"),
    DECISIONS: N_("What was decided"),
}


def list_sections(session: Session) -> list[tuple[str, bool]]:
    """Every section in the order chosen, and whether it is printed.

    Sections newer than the choice stand where they usually do, and are printed.
    """
    try:
        kept = json.loads(session.settings.get(SETTING) or "{}")
        order = [key for key in kept.get("order", ()) if key in TITLES]
        off = set(kept.get("off", ()))
    except (ValueError, AttributeError, TypeError):  # edited by hand
        order, off = [], set()
    order = list(dict.fromkeys(order))
    usual = list(TITLES)
    for key in usual:
        if key not in order:
            before = [one for one in usual[: usual.index(key)] if one in order]
            order.insert(order.index(before[-1]) + 1 if before else 0, key)
    return [(key, key not in off) for key in order]


def chosen_sections(session: Session) -> tuple[str, ...]:
    """The sections that are printed, in their order."""
    return tuple(key for key, on in list_sections(session) if on)


def save_sections(session: Session, sections: Sequence[tuple[str, bool]]) -> None:
    """Keep an order, and which sections are printed (not undoable, as all settings)."""
    kept = {
        "order": [key for key, _on in sections],
        "off": [key for key, on in sections if not on],
    }
    session.settings.set(SETTING, json.dumps(kept))


def check_sections(keys: Sequence[str]) -> tuple[str, ...]:
    """The keys, each once. UserError for an unknown one, naming all there are."""
    for key in keys:
        if key not in TITLES:
            words = _("There is no section “%(name)s”. Sections: %(names)s")
            raise UserError(words % {"name": key, "names": ", ".join(TITLES)})
    return tuple(dict.fromkeys(keys))
