"""Figures, money and dates in the words of a document's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import reduce
from typing import Final

from smallcrm.core.dates.calendar import Month
from smallcrm.core.dates.words import format_date
from smallcrm.core.i18n import CHINESE, N_, Translator
from smallcrm.core.money import format_money

NONE: Final = "–"
MINUS: Final = "−"
_TEN_THOUSAND: Final = 1_000_000  # minor units
_LARGE: Final = 100_000_00  # minor units; amounts from here on are large in a column

INTERACTION_KINDS: Final = {
    "call": N_("Call"),
    "visit": N_("Visit"),
    "wechat": N_("WeChat"),
    "email": N_("E-mail"),
    "letter": N_("Letter"),
    "meeting": N_("Meeting"),
    "event": N_("Event"),
    "service": N_("Service"),
    "note": N_("Note"),
}
TERM_KINDS: Final = {
    "contract": N_("Contract"),
    "warranty": N_("Warranty"),
    "subscription": N_("Subscription"),
    "consumable": N_("Consumable"),
}
# Chinese uses the number with 月; the catalogue holds that.
SHORT_MONTHS: Final = (
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A common unit for the numbers of a chart: its size in minor units, decimals, and name."""

    divisor: int
    decimals: int
    unit: str

    def number(self, minor: int) -> str:
        """Return an amount in this unit, without the unit."""
        text = f"{minor / self.divisor:,.{self.decimals}f}"
        return "0" if not minor else text.replace("-", MINUS)


@dataclass(frozen=True, slots=True)
class Texts:
    """Write values for one document; `unit` is that of columns of amounts, None for whole ones."""

    translator: Translator
    currency: str = "CNY"
    unit: Scale | None = None

    @property
    def language(self) -> str:
        """The document's language."""
        return self.translator.language

    def money(self, minor: int) -> str:
        """Return an amount with its sign, without ".00"."""
        return format_money(minor, self.language, currency=self.currency, short=True)

    def money_column(self, amounts: Sequence[int | None]) -> list[str]:
        """Return amounts that stand below each other: all with decimals, or none."""
        if self.unit is not None:
            return [NONE if amount is None else self.unit.number(amount) for amount in amounts]
        short = all(amount is None or amount % 100 == 0 for amount in amounts)
        return [
            NONE
            if amount is None
            else format_money(amount, self.language, currency=self.currency, short=short)
            for amount in amounts
        ]

    def count(self, number: float) -> str:
        """Return a whole number with thousands set off."""
        return f"{round(number):,}".replace("-", MINUS)

    def number(self, number: float) -> str:
        """Return a number with thousands set off and no more than two decimals."""
        text = f"{number:,.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:,.0f}"
        return text.replace("-", MINUS)

    def percent(self, value: float | None) -> str:
        """Return "78%" for 78.2; a dash where there is none."""
        return NONE if value is None else f"{self.count(value)}%"

    def tenths(self, value: float) -> str:
        """Return "78.2%", always with its decimal: shares stand below each other."""
        return f"{value:,.1f}%".replace("-", MINUS)

    def day(self, day: date | None) -> str:
        """Return 2026-11-28; a dash where there is none."""
        return NONE if day is None else format_date(day, self.language, "short")

    def moment(self, when: datetime) -> str:
        """Return 2026-11-28 14:00."""
        return f"{format_date(when, self.language, 'short')} {when:%H:%M}"

    def month(self, month: Month) -> str:
        """Return a month without its year, for use in a sentence: Nov / 11 月."""
        return f"{month.month} 月" if self.language == CHINESE else SHORT_MONTHS[month.month - 1]

    def ago(self, day: date | None, as_of: date) -> str:
        """Return how long before `as_of` something was, to the day: paper is compared."""
        t = self.translator
        if day is None:
            return t.pgettext("report", "Never")
        days = (as_of - day).days
        if days <= 0:
            return t.gettext("Today")
        if days == 1:
            return t.gettext("Yesterday")
        return t.ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}

    def days(self, days: int) -> str:
        """Return "3 days"."""
        return self.translator.ngettext("%(n)d day", "%(n)d days", days) % {"n": days}

    def interaction_kind(self, code: str) -> str:
        """Return the word for a kind of interaction; an unknown code as it is."""
        return self.translator.gettext(INTERACTION_KINDS.get(code, code))

    def term_kind(self, code: str) -> str:
        """Return the word for a kind of term; an unknown code as it is."""
        return self.translator.gettext(TERM_KINDS.get(code, code))

    def names(self, names: Sequence[str], total: int) -> str:
        """Return names in a row, and how many more there are."""
        join = self.translator.pgettext("names", "%(first)s, %(then)s")
        listed = reduce(lambda first, then: join % {"first": first, "then": then}, names)
        more = total - len(names)
        if more <= 0:
            return listed
        return self.translator.ngettext(
            "%(names)s and %(n)d more", "%(names)s and %(n)d more", more
        ) % {"names": listed, "n": more}

    def sentence(self, clauses: Iterable[str]) -> str:
        """Return clauses joined to one sentence with its stop; empty ones are left out."""
        joined, stop = self.clauses(clauses), self.translator.pgettext("sentence", ".")
        # "Co., Ltd." at the end has its stop already.
        return joined + stop if joined and not joined.endswith(stop) else joined

    def clauses(self, clauses: Iterable[str]) -> str:
        """Return clauses joined by semicolons; empty ones are left out."""
        join = self.translator.pgettext("sentence", "%(first)s; %(then)s")
        told = [clause for clause in clauses if clause]
        return reduce(lambda first, then: join % {"first": first, "then": then}, told or [""])

    def comma(self, first: str, then: str) -> str:
        """Return two clauses joined by a comma."""
        join = self.translator.pgettext("sentence", "%(first)s, %(then)s")
        return join % {"first": first, "then": then}

    def in_large_unit(self, amounts: Sequence[int]) -> "Texts":
        """Return texts that write columns of amounts in 万元 where they are that large.

        Only Chinese documents do so; two decimals keep what is under a hundred 元 out.
        """
        largest = max(map(abs, amounts), default=0)
        if self.language != CHINESE or largest < _LARGE:
            return self
        return replace(self, unit=Scale(_TEN_THOUSAND, 2, self._unit(10_000)))

    def unit_note(self) -> str:
        """Return in which unit columns of amounts are, "" for whole ones."""
        if self.unit is None:
            return ""
        return self.translator.gettext("Amounts in %(unit)s") % {"unit": self.unit.unit}

    def scale(self, amounts: Sequence[int]) -> Scale:
        """Return the unit in which amounts of one chart have at most four digits."""
        largest = max(map(abs, amounts), default=0) // 100
        chinese = self.language == CHINESE
        steps = (100_000_000, 10_000, 1) if chinese else (1_000_000, 1_000, 1)
        limits = (100_000_000, 10_000, 0) if chinese else (10_000_000, 10_000, 0)
        step = next(step for step, limit in zip(steps, limits, strict=True) if largest >= limit)
        decimals = 0 if step == 1 or largest / step >= 100 else 1
        return Scale(step * 100, decimals, self._unit(step))

    def _unit(self, step: int) -> str:
        _ = self.translator.gettext
        name = self.currency
        if self.language == CHINESE and name == "CNY":
            name = "元"
        patterns = {
            1: "%(currency)s",
            1_000: _("thousand %(currency)s"),
            1_000_000: _("million %(currency)s"),
            10_000: "万%(currency)s",
            100_000_000: "亿%(currency)s",
        }
        return patterns[step] % {"currency": name}
