"""How reminders behave in a data file: working days, notices, quiet hours, hand-over."""

import json
from dataclasses import dataclass

from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class Habits:
    """How reminders behave.

    `workdays`: days move off weekends and Chinese holidays. Notices come by the system's tray,
    not between `quiet_from` and `quiet_until` (HH:MM). After `hand_over` days without a contact by
    its owner a customer is offered for hand-over (0: never). No customer gets more than
    `most_texts` texts in `text_days` days.
    """

    workdays: bool = True
    tray: bool = True
    quiet_from: str = "20:00"
    quiet_until: str = "08:00"
    hand_over: int = 60
    most_texts: int = 3
    text_days: int = 7


def load_habits(session: Session) -> Habits:
    """How reminders behave in this file."""
    kept = json.loads(session.settings.get("reminders"))
    return Habits(**{key: value for key, value in kept.items() if key in Habits.__slots__})


def save_habits(session: Session, habits: Habits) -> None:
    """Keep how reminders behave."""
    values = {name: getattr(habits, name) for name in Habits.__dataclass_fields__}
    session.settings.set("reminders", json.dumps(values))
