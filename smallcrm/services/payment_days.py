"""When an order is to be paid that has no date for it: so many days after it, as was chosen."""

from smallcrm.core.i18n import Translator
from smallcrm.storage.database import database
from smallcrm.storage.session import Session
from smallcrm.storage.settings import read_setting

KEY = "payment_days"
MOST_DAYS = 365


def payment_days() -> int:
    """After how many days an order without a date for payment is taken to be due."""
    return int(read_setting(database.connection(), KEY))


def set_payment_days(session: Session, days: int) -> None:
    """Keep after how many days such an order is due, 0 to MOST_DAYS."""
    session.settings.set(KEY, str(max(0, min(days, MOST_DAYS))))


def payment_words(days: int, translator: Translator) -> str:
    """Say it where overdue money is shown."""
    text = translator.ngettext(
        "orders without a due date: due %(n)d day after the order",
        "orders without a due date: due %(n)d days after the order",
        days,
    )
    return text % {"n": days}
