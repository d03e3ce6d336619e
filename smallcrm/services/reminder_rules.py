"""Reminder rules: what each one is, and what the users chose for it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, translator
from smallcrm.services.table import Tone
from smallcrm.services.usual import CADENCE
from smallcrm.storage.session import Session

KEY = "reminder_rules"
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Choice:
    """What the users chose for a rule.

    `before` and `after` are days from the date it is about; `text` and `message` "" mean the
    rule's own words; `staff` "" means the customer's own. `most` is how many may be open at once
    (0: any number), `levels` whom it is for ("" all), `days` counts by name: of each level for the
    contact rhythm, "days" or "months" elsewhere, "fresh" for how long a product is new.
    """

    on: bool = True
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    text: str = ""
    staff: str = ""
    message: str = ""
    most: int = 0
    levels: str = ""
    days: Mapping[str, int] = field(default_factory=dict)

    @property
    def offsets(self) -> tuple[int, ...]:
        """Days from the date, earliest first: -30, -7, 1."""
        return tuple(sorted({*(-day for day in self.before), *self.after}))


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of reminder. `usual` holds until somebody chooses; texts are translated on use.

    `text` is the title of its follow-ups, `message` what may be sent to the customer. `greets` is
    true where the customer is only wished well or written to: never who refused to be contacted.
    """

    key: str
    name: str
    hint: str
    icon: str
    tone: Tone
    text: str
    usual: Choice
    message: str = ""
    greets: bool = False

    @property
    def dated(self) -> bool:
        """Whether it is about a date that days before and after are counted from."""
        return bool(self.usual.offsets)


RULES: tuple[Rule, ...] = (
    Rule(
        "cadence",
        N_("Contact rhythm"),
        N_("Nobody was in contact for as many days as the level allows, and nothing is planned."),
        "phone",
        "accent",
        N_("Get in touch"),
        Choice(most=30, days={level: CADENCE[level] for level in "ABC"} | {"D": 0}),
        greets=True,
    ),
    Rule(
        "birthday",
        N_("Birthday"),
        N_("Of customers and contact persons, by the common or the lunar calendar."),
        "cake",
        "ok",
        N_("Birthday of {contact} on {date}"),
        Choice(before=(3, 0)),
        N_("{greeting}, happy birthday! All the best from {company}."),
        greets=True,
    ),
    Rule(
        "founding",
        N_("Founding day"),
        N_("The day a customer's company was founded."),
        "building-2",
        "ok",
        N_("Founded {years} years ago on {date}"),
        Choice(on=False, before=(3,)),
        N_("{greeting}, congratulations on {years} years! All the best from {company}."),
        greets=True,
    ),
    Rule(
        "term_contract",
        N_("Contract ends"),
        N_("A contract with a customer comes to its end."),
        "file-clock",
        "warn",
        N_("Contract ends {date}: {what}"),
        Choice(before=(30, 7)),
        N_("{greeting}, our contract {what} ends on {date}. Shall we renew it? {company}"),
    ),
    Rule(
        "term_subscription",
        N_("Subscription ends"),
        N_("A subscription of a customer comes to its end."),
        "refresh-cw",
        "warn",
        N_("Subscription ends {date}: {what}"),
        Choice(before=(30, 7)),
        N_("{greeting}, your subscription {what} ends on {date}. Shall we renew it? {company}"),
    ),
    Rule(
        "term_warranty",
        N_("Warranty ends"),
        N_("A warranty comes to its end: the moment to offer an extension."),
        "shield-check",
        "warn",
        N_("Warranty ends {date}: {what}, offer an extension"),
        Choice(before=(30,)),
        N_("{greeting}, the warranty of {what} ends on {date}. We can extend it. {company}"),
    ),
    Rule(
        "term_consumable",
        N_("Consumable due"),
        N_("A part wears out; without an end it is due so many months after its start."),
        "wrench",
        "warn",
        N_("Replacement due {date}: {what}"),
        Choice(before=(14,), days={"months": 24}),
        N_("{greeting}, {what} should be replaced by {date}. Shall we bring a new one? {company}"),
    ),
    Rule(
        "money_due",
        N_("Payment due"),
        N_("An order is not paid in full by the day it should be."),
        "wallet",
        "warn",
        N_("Payment of {amount} was due {date}"),
        Choice(after=(1, 7, 30), most=50),
        N_("{greeting}, may we remind you of {amount}, due on {date}? Thank you. {company}"),
    ),
    Rule(
        "deal_still",
        N_("Deal standing still"),
        N_(
            "Nothing happened with a deal for longer than its stage allows, and nothing is planned."
        ),
        "square-kanban",
        "warn",
        N_("Move on: {what}"),
        Choice(most=30),
    ),
    Rule(
        "dormant",
        N_("Customer dormant"),
        N_("A customer that bought before has not ordered for so many days."),
        "moon",
        "warn",
        N_("Win back: last order {date}"),
        Choice(on=False, most=20, days={"days": 180}),
        N_("{greeting}, it has been a while. Is there anything we can do for you? {company}"),
        greets=True,
    ),
    Rule(
        "new_product",
        N_("New product"),
        N_("Who bought the same maker, category or forerunner before is told of a new product."),
        "shopping-bag",
        "accent",
        N_("Introduce {what}: bought {before} before"),
        Choice(before=(0,), most=30, days={"fresh": 90}),
        N_("{greeting}, {what} is new with us. You have {before}: shall we show you? {company}"),
        greets=True,
    ),
    Rule(
        "spring",
        N_("Spring Festival greeting"),
        N_("A greeting for the lunar New Year."),
        "sparkles",
        "ok",
        N_("Spring Festival greeting"),
        Choice(before=(7,), most=200, levels="AB"),
        N_("{greeting}, we wish you a happy Spring Festival and all the best! {company}"),
        greets=True,
    ),
    Rule(
        "mid_autumn",
        N_("Mid-Autumn greeting"),
        N_("A greeting for the Mid-Autumn Festival."),
        "sparkles",
        "ok",
        N_("Mid-Autumn greeting"),
        Choice(before=(7,), most=200, levels="AB"),
        N_("{greeting}, we wish you a happy Mid-Autumn Festival! {company}"),
        greets=True,
    ),
)
BY_KEY: dict[str, Rule] = {rule.key: rule for rule in RULES}

# What may stand in braces in a text, in English; the Chinese words are understood as well.
PLACEHOLDERS: dict[str, str] = {
    "customer": N_("customer"),
    "contact": N_("contact person"),
    "greeting": N_("form of address"),
    "date": N_("date"),
    "days": N_("days"),
    "years": N_("years"),
    "what": N_("what"),
    "before": N_("bought before"),
    "amount": N_("amount"),
    "level": N_("level"),
    "company": N_("our company"),
}


def load_choices(session: Session) -> dict[str, Choice]:
    """What holds for each rule, by key."""
    kept = json.loads(session.settings.get(KEY))
    return {rule.key: _merged(rule.usual, kept.get(rule.key, {})) for rule in RULES}


def save_choice(session: Session, key: str, choice: Choice) -> None:
    """Keep what was chosen for a rule. UserError when it makes no sense."""
    days = (*choice.before, *choice.after, *choice.days.values())
    if any(not 0 <= day <= MOST_DAYS for day in days):
        raise UserError(_("Days are numbers from 0 to %(n)d.") % {"n": MOST_DAYS})
    if BY_KEY[key].dated and not choice.offsets:
        raise UserError(_("Say at least one number of days before or after the date."))
    kept = json.loads(session.settings.get(KEY))
    usual = BY_KEY[key].usual
    values = {
        name: getattr(choice, name)
        for name in Choice.__dataclass_fields__
        if getattr(choice, name) != getattr(usual, name)
    }
    kept[key] = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()
    }
    session.settings.set(KEY, json.dumps(kept, ensure_ascii=False))


def _merged(usual: Choice, kept: Mapping[str, Any]) -> Choice:
    values = {name: value for name, value in kept.items() if name in Choice.__dataclass_fields__}
    for name in ("before", "after"):
        if name in values:
            values[name] = tuple(values[name])
    if "days" in values:
        values["days"] = {**usual.days, **values["days"]}
    return replace(usual, **values)


def parse_days(text: str) -> tuple[int, ...] | None:
    """Read "30, 7, 1" or "30、7、1"; None when something else stands there."""
    parts = [part for part in re.split(r"[\s,，、;；]+", text.strip()) if part]
    if not all(part.isascii() and part.isdigit() and int(part) <= MOST_DAYS for part in parts):
        return None
    return tuple(sorted({int(part) for part in parts}, reverse=True))


def rule_text(rule: Rule, choice: Choice) -> str:
    """The title of a rule's follow-ups, in the users' words or the program's."""
    return choice.text or _(rule.text)


def rule_message(rule: Rule, choice: Choice) -> str:
    """What may be sent to the customer; "" for rules that send nothing."""
    return choice.message or (_(rule.message) if rule.message else "")


def fill_text(text: str, values: Mapping[str, str]) -> str:
    """Put values into the places in braces; those of another name stay as they are."""
    names = dict.fromkeys(PLACEHOLDERS)
    chinese = {translator("zh_CN").gettext(word): key for key, word in PLACEHOLDERS.items()}
    english = {word: key for key, word in PLACEHOLDERS.items()}

    def put(match: re.Match[str]) -> str:
        word = match[1].strip()
        key = word if word in names else chinese.get(word) or english.get(word)
        return values.get(key, "") if key else match[0]

    return re.sub(r"\{([^{}]+)\}", put, text).strip()


def last_offset(
    day: date, choice: Choice, today: date, shift: "Shift | None" = None
) -> tuple[int, date] | None:
    """The last of a rule's days that has come for something on `day`, and that day.

    None when none has come. `shift` moves a day to a working one: back before the date.
    """
    found = None
    for offset in choice.offsets:
        due = day + timedelta(days=offset)
        if shift is not None:
            due = shift(due, offset <= 0)
        if due <= today:
            found = offset, due
    return found


class Shift:
    """Moves days to working days, or leaves them where the users do not want it."""

    def __init__(self, *, on: bool, chinese: bool = True) -> None:
        self.on, self._chinese = on, chinese
        self._known: dict[tuple[date, bool], date] = {}

    def __call__(self, day: date, back: bool) -> date:
        """Return the working day for a day."""
        if not self.on:
            return day
        if (found := self._known.get((day, back))) is None:
            from smallcrm.core.dates.workdays import shift_to_workday

            found = shift_to_workday(day, back=back, chinese=self._chinese)
            self._known[day, back] = found
        return found
