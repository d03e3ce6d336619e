"""Templates for notes that are written often: a short name, and a text with places to fill in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smallcrm.core.i18n import N_, _
from smallcrm.core.text import fold
from smallcrm.storage.session import Session

# What may stand in a text between braces, in any of our languages, and what it is filled with.
PLACES: dict[str, str] = {
    "称呼": "person",
    "person": "person",
    "客户": "customer",
    "customer": "customer",
    "日期": "date",
    "date": "date",
}
_FIRST = (
    (N_("Quote sent"), N_("Sent the quote to {person}; wants to decide by …")),
    (N_("Samples"), N_("Samples sent on {date}. Ask {person} how they did.")),
    (N_("Order confirmed"), N_("{person} confirmed the order: …; delivery by …")),
    (N_("Payment"), N_("Asked {person} for the payment; promised for …")),
    (N_("Complaint"), N_("{person} complains of: …\nPromised: …")),
)


@dataclass(frozen=True, slots=True)
class NoteTemplate:
    """A text to start a note with."""

    name: str
    text: str


def list_templates(session: Session) -> list[NoteTemplate]:
    """The templates, in the users' order; those the program comes with until they are changed."""
    kept = session.settings.get("note_templates")
    if not kept:
        return [NoteTemplate(_(name), _(text)) for name, text in _FIRST]
    try:
        return [NoteTemplate(str(one["name"]), str(one["text"])) for one in json.loads(kept)]
    except (KeyError, TypeError, ValueError):
        return []  # edited by hand


def save_templates(session: Session, templates: Sequence[NoteTemplate]) -> None:
    """Keep the templates: those with a text; an unnamed one is called by how it begins."""
    kept = [
        {"name": one.name.strip() or one.text.strip()[:12], "text": one.text.strip()}
        for one in templates
        if one.text.strip()
    ]
    session.settings.set("note_templates", json.dumps(kept, ensure_ascii=False))


def fill_template(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled (`values`: person, customer, date); unknown ones stay."""
    for place, key in PLACES.items():
        text = text.replace("{" + place + "}", values.get(key, ""))
    return text


def find_templates(templates: Sequence[NoteTemplate], typed: str) -> list[NoteTemplate]:
    """The templates whose name begins with or holds what was typed after the slash."""
    wanted = fold(typed)
    found = [one for one in templates if wanted in fold(one.name)]
    return sorted(found, key=lambda one: not fold(one.name).startswith(wanted))
