"""How a follow-up is shown: why it is there, its icon, and the kind of contact it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from smallcrm.core.dates import format_date, repeat_words
from smallcrm.core.i18n import N_, _, current, ngettext
from smallcrm.services.records import FollowUpRecord
from smallcrm.services.reminder_rules import BY_KEY
from smallcrm.services.table import Tone
from smallcrm.services.timeline import ICONS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a follow-up is there: a word for its chip and the chip's tone."""

    text: str
    tone: Tone


# A rule's code is what stands before the colon of FollowUpRecord.rule: "cadence:A". Files from
# before the rules hold these as well.
RULES: Mapping[str, tuple[str, Tone, str]] = {
    **{rule.key: (rule.name, rule.tone, rule.icon) for rule in BY_KEY.values()},
    "term": (N_("Term ends"), "warn", "file-clock"),
}

# Rules whose titles do not say what made them.
TELLING = ("cadence", "deal_still")

# What the words of a title tell about the contact it asks for: pattern, kind, icon.
_TITLES: tuple[tuple[str, str, str], ...] = (
    (r"微信|\bwechat\b", "wechat", ICONS["wechat"]),
    (r"邮件|邮箱|\be-?mails?\b|\bmail\b", "email", ICONS["email"]),
    (r"拜访|上门|走访|面谈|登门|\bvisits?\b|\bdrop (?:in|by)\b", "visit", ICONS["visit"]),
    (r"会议|开会|演示|讲解|\bmeet(?:ing)?\b|\bdemo\b", "meeting", ICONS["meeting"]),
    (
        r"维修|安装|保养|检修|调试|售后|\brepairs?\b|\binstall\w*|\bservice\b|\bmaintenance\b",
        "service",
        ICONS["service"],
    ),
    (r"寄|快递|\bletters?\b|\bpost\b", "letter", ICONS["letter"]),
    (r"展会|活动|\bfair\b|\bexhibition\b|\bevent\b", "event", ICONS["event"]),
    (
        r"收款|回款|催款|催收|付款|货款|尾款|应收|发票|开票|\bpay\w*|\binvoices?\b|\bmoney\b",
        "call",
        "wallet",
    ),
    (r"报价|合同|方案|\bquot\w*|\bcontracts?\b|\boffers?\b|\bproposals?\b", "call", "file-text"),
)


def reason(record: FollowUpRecord) -> Reason:
    """Why a follow-up is there: a rule, a deal, an order, or by hand."""
    if record.rule:
        text, tone, _icon = RULES.get(_code(record.rule), (record.rule, "accent", ""))
        return Reason(_(text), tone)
    if record.deal_id is not None:
        return Reason(_("Deal"), "accent")
    if record.order_id is not None:
        return Reason(_("Order"), "warn")
    return Reason(_("By hand"), "ok")


def explain(record: FollowUpRecord, today: date) -> str:
    """Which fact made a rule's follow-up: "A-level: no contact for 21 days"; "" for others."""
    parts = [part for part in (_fact_words(record, today), repeat_line(record)) if part]
    return " · ".join(parts)


def repeat_line(record: FollowUpRecord) -> str:
    """How a follow-up is repeated, in words; "" when it is not."""
    return repeat_words(record.repeat, current().language)


def _fact_words(record: FollowUpRecord, today: date) -> str:
    day = _fact_day(record.fact)
    if not record.rule or day is None:
        return ""
    n = abs((today - day).days)
    values = {"n": n, "level": record.level, "date": format_date(day, current().language)}
    if record.rule == "cadence":
        words = ngettext(
            "%(level)s-level: no contact for %(n)d day",
            "%(level)s-level: no contact for %(n)d days",
            n,
        )
    elif record.rule == "deal_still":
        words = ngettext("Nothing happened for %(n)d day", "Nothing happened for %(n)d days", n)
    elif record.rule == "dormant":
        words = ngettext("No order for %(n)d day", "No order for %(n)d days", n)
    elif record.rule == "money_due" and day < today:
        words = ngettext("Payment %(n)d day late", "Payment %(n)d days late", n)
    elif record.rule.startswith("term_"):
        words = _("Ended on %(date)s") if day < today else _("Ends on %(date)s")
    elif record.rule == "new_product":
        words = _("New since %(date)s") if day <= today else _("New from %(date)s")
    else:
        words = _("On %(date)s")
    return words % values


def _fact_day(fact: str) -> date | None:
    found = _DAY.search(fact)
    return date.fromisoformat(found[0]) if found else None


def icon_of(record: FollowUpRecord) -> str:
    """The name of the icon that shows what a follow-up is about."""
    if found := RULES.get(_code(record.rule)):
        return found[2]
    return _read_title(record.title)[1]


def kind_of_title(title: str) -> str:
    """The kind of contact a title most likely asks for; a call when it does not say."""
    return _read_title(title)[0]


def _read_title(title: str) -> tuple[str, str]:
    """The kind and the icon that the words of a title ask for."""
    found = (one for one in _patterns() if one[0].search(title))
    _words, kind, icon = next(found, (None, "call", "phone"))
    return kind, icon


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str, str]]:
    return [(re.compile(words, re.IGNORECASE), kind, icon) for words, kind, icon in _TITLES]


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _code(rule: str) -> str:
    return rule.partition(":")[0]
