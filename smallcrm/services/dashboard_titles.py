"""What the records behind a figure or a bar of the dashboard are called."""

from datetime import date

from smallcrm.core.dates import Month, format_date, month_words
from smallcrm.core.i18n import Translator, translator
from smallcrm.core.money import format_money
from smallcrm.models import Stage
from smallcrm.services.customers import name_of
from smallcrm.services.dashboard import Dashboard
from smallcrm.services.dashboard_behind import Behind
from smallcrm.services.vocabulary import INTERACTION_KINDS, stage_words, word
from smallcrm.storage.session import Session


def title_behind(
    session: Session, shown: Dashboard, key: str, behind: Behind, language: str
) -> str:
    """Say whose records of which days these are, and what they come to where that is money."""
    for tile in shown.tiles:
        if tile.key == key and not key.startswith("receipts|"):
            return tile.label
    t = translator(language)
    kind, _bar, rest = key.partition("|")
    text, what = _parts(t, kind, rest, shown.scope.first[:7])
    title = text % what
    if not behind.total:
        return title
    currency = session.settings.get("currency")
    amount = format_money(behind.total, language, currency=currency, short=True)
    return t.gettext("%(title)s (%(amount)s)") % {"title": title, "amount": amount}


def _parts(t: Translator, kind: str, rest: str, month: str) -> tuple[str, dict[str, str]]:
    """The text for a kind of key, and what fills its places."""
    if kind in ("orders", "receipts"):
        text = t.gettext("Orders of %(month)s")
        if kind == "receipts":
            text = t.gettext("Receipts of %(month)s")
        return text, {"month": _month(rest, t)}
    if kind == "owing":
        return t.gettext("%(customer)s: overdue orders"), {"customer": name_of(int(rest))}
    if kind == "bought":
        return t.gettext("%(customer)s: orders of twelve months"), {"customer": name_of(int(rest))}
    if kind == "stage":
        stage = Stage.get_by_id(int(rest))
        return t.gettext("Deals in stage %(stage)s"), {"stage": stage_words(stage.key, stage.name)}
    if kind == "source":
        what = {"source": rest or t.gettext("Source unknown"), "month": _month(month, t)}
        return t.gettext("Orders of %(month)s, source: %(source)s"), what
    if kind == "day":
        day = format_date(date.fromisoformat(rest), t.language, "long")
        return t.gettext("Contacts of %(day)s"), {"day": day}
    if kind == "work":
        how, _bar, staff = rest.partition("|")
        what = {"staff": staff or t.gettext("Nobody"), "kind": word(INTERACTION_KINDS, how, t)}
        return t.gettext("%(staff)s in %(month)s: %(kind)s"), what | {"month": _month(month, t)}
    return t.gettext("Dashboard"), {}


def _month(text: str, t: Translator) -> str:
    month = Month.parse(text)
    return month_words(month.year, month.month, t.language)
