"""What the month was about, in sentences made by rules; a list behind each lets one check it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from smallcrm.core.i18n import Translator
from smallcrm.reports.layout import shorten
from smallcrm.reports.monthly.figures import MonthlyReport
from smallcrm.reports.style import BODY, Tone
from smallcrm.reports.texts import Texts

_NAMES: Final = 3
_NAME_WIDTH: Final = 19 * BODY.size


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence and whether it is good news."""

    tone: Tone
    text: str


def findings(report: MonthlyReport, translator: Translator) -> list[Finding]:
    """Return the sentences of the first page, in a fixed order; one at least."""
    if _is_empty(report):
        text = translator.gettext("There are no customers yet. Bring a list to begin.")
        return [Finding("plain", text)]
    texts = Texts(translator, report.currency)
    found = (rule(report, texts) for rule in _RULES)
    return [finding for finding in found if finding is not None]


def span(report: MonthlyReport, translator: Translator) -> dict[str, str]:
    """Return the words for the period and the one before, to put into sentences."""
    _ = translator.gettext
    if report.period.month:
        return {"span": _("this month"), "before": _("the month before")}
    return {"span": _("in this period"), "before": _("the period before")}


def short_name(name: str) -> str:
    """Return a name for use in a sentence; the list behind it has it in full."""
    return shorten(" ".join(name.split()), _NAME_WIDTH, BODY)


def _is_empty(report: MonthlyReport) -> bool:
    return not (
        report.figures.customers.now
        or report.new_customers
        or report.orders
        or report.receipts
        or report.contacts
        or report.money_due
    )


def _named(names: Sequence[str], texts: Texts) -> str:
    unique = list(dict.fromkeys(names))
    return texts.names([short_name(name) for name in unique[:_NAMES]], len(unique))


def _new_customers(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    now, before = len(report.new_customers), report.new_before
    words = span(report, t)
    if not now:
        text = t.gettext("No new customer %(span)s") % words
        was = t.ngettext("%(n)d in %(before)s", "%(n)d in %(before)s", before)
        return Finding("plain", texts.sentence([text, was % {"n": before, **words}]))
    head = t.ngettext("%(n)d new customer %(span)s", "%(n)d new customers %(span)s", now)
    clauses = [texts.comma(head % {"n": now, **words}, _against(now, before, report, t))]
    clauses += imported(report, t)
    sources = Counter(one.source for one in report.new_customers if one.source)
    if sources:
        source, number = min(sources.items(), key=lambda item: (-item[1], item[0]))
        most = t.gettext("most from %(source)s (%(n)d)")
        clauses.append(most % {"source": short_name(source), "n": number})
    won = now - report.new_imported  # customers of old lists are no success of these days
    return Finding("good" if won and won >= before else "plain", texts.sentence(clauses))


def imported(report: MonthlyReport, t: Translator) -> list[str]:
    """How many of the new customers an import made of lists that tell no day; none: no words."""
    n = report.new_imported
    text = t.ngettext("%(n)d of them came with an import", "%(n)d of them came with an import", n)
    return [text % {"n": n}] if n else []


def _against(now: int, before: int, report: MonthlyReport, t: Translator) -> str:
    words = {"n": abs(now - before), **span(report, t)}
    if now > before:
        return t.gettext("%(n)d more than %(before)s") % words
    if now < before:
        return t.gettext("%(n)d fewer than %(before)s") % words
    return t.gettext("as many as %(before)s") % {"before": words["before"]}


def _receipts(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    words = span(report, t)
    now, before = int(report.figures.receipts.now or 0), report.figures.receipts.before
    if not now:
        clauses = [t.gettext("No money came in %(span)s") % words]
        if before:
            was = t.gettext("%(amount)s in %(before)s")
            clauses.append(was % {"amount": texts.money(int(before)), **words})
        return Finding("warn" if before else "plain", texts.sentence(clauses))
    clauses = [t.gettext("Receipts of %(amount)s") % {"amount": texts.money(now)}]
    change = _change(now, before, report, texts)
    if change:
        clauses[0] = texts.comma(clauses[0], change)
    clauses.append(_since_last_year(now, report, texts))
    target = report.months[-1].target if report.months and report.period.month else None
    if target and now > 0:
        share = texts.percent(100 * now / target)
        clauses.append(t.gettext("%(share)s of the target") % {"share": share})
    return Finding("good" if before is None or now >= before else "warn", texts.sentence(clauses))


def _since_last_year(now: float, report: MonthlyReport, texts: Texts) -> str:
    year = report.figures.receipts.year
    if not year:
        return ""
    t = texts.translator
    share = round(100 * (now - year) / year)
    words = {"share": f"{abs(share)}%"}
    if share > 0:
        return t.gettext("%(share)s more than a year ago") % words
    if share < 0:
        return t.gettext("%(share)s less than a year ago") % words
    return t.gettext("about as much as a year ago")


def _change(now: float, before: float | None, report: MonthlyReport, texts: Texts) -> str:
    if not before:
        return ""
    t = texts.translator
    share = round(100 * (now - before) / before)
    amount = texts.money(int(before))
    words = {"share": f"{abs(share)}%", "amount": amount, **span(report, t)}
    if share > 0:
        return t.gettext("%(share)s more than %(before)s (%(amount)s)") % words
    if share < 0:
        return t.gettext("%(share)s less than %(before)s (%(amount)s)") % words
    return t.gettext("about as much as %(before)s (%(amount)s)") % {
        "amount": amount,
        "before": words["before"],
    }


def _money_overdue(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    late = [one for one in report.money_due if one.overdue > 0]
    if not late:
        return Finding("good", texts.sentence([t.gettext("No money is overdue")]))
    total = sum(one.overdue for one in late)
    head = t.ngettext(
        "%(amount)s is overdue from %(n)d customer",
        "%(amount)s is overdue from %(n)d customers",
        len(late),
    ) % {"amount": texts.money(total), "n": len(late)}
    worst = max(late, key=lambda one: (one.overdue, one.customer))
    largest = t.gettext("the largest: %(customer)s, %(amount)s") % {
        "customer": short_name(worst.customer),
        "amount": texts.money(worst.overdue),
    }
    if worst.since and worst.since < report.as_of:
        days = texts.days((report.as_of - worst.since).days)
        largest = texts.comma(largest, t.gettext("for %(days)s") % {"days": days})
    return Finding("bad", texts.sentence([head, largest]))


def _cadence(report: MonthlyReport, texts: Texts) -> Finding | None:
    t = texts.translator
    if not report.a_level:
        return None
    gaps = [one.customer for one in report.cadence_gaps if one.level == "A"]
    words = {"n": report.a_level, "gaps": len(gaps)}
    if not gaps:
        text = t.gettext("All level A customers (%(n)d) were contacted in time") % words
        return Finding("good", texts.sentence([text]))
    text = t.gettext("%(gaps)d of %(n)d level A customers were not contacted in time: %(names)s")
    return Finding("warn", texts.sentence([text % {**words, "names": _named(gaps, texts)}]))


def _deals(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    words = span(report, t)
    clauses = []
    if report.won:
        text = t.ngettext(
            "%(n)d deal won, %(amount)s", "%(n)d deals won, %(amount)s", len(report.won)
        )
        amount = texts.money(sum(deal.amount for deal in report.won))
        clauses.append(text % {"n": len(report.won), "amount": amount})
    if not report.lost:
        clauses.append(t.gettext("no deal was lost") if clauses else "")
        if not report.won:
            clauses = [t.gettext("No deal was won or lost %(span)s") % words]
        return Finding("good" if report.won else "plain", texts.sentence(clauses))
    text = t.ngettext(
        "%(n)d deal lost, %(amount)s", "%(n)d deals lost, %(amount)s", len(report.lost)
    )
    amount = texts.money(sum(deal.amount for deal in report.lost))
    lost = text % {"n": len(report.lost), "amount": amount}
    reasons = Counter(deal.reason or t.gettext("no reason given") for deal in report.lost)
    ranked = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{short_name(reason)} {number}" for reason, number in ranked[:_NAMES]]
    why = t.pgettext("sentence", "%(text)s (%(list)s)")
    clauses.append(why % {"text": lost, "list": texts.names(told, len(ranked))})
    gained = sum(deal.amount for deal in report.won) - sum(deal.amount for deal in report.lost)
    return Finding("bad" if gained < 0 else "warn", texts.sentence(clauses))


def _follow_ups(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    late = report.late_follow_ups
    if not late:
        return Finding("good", texts.sentence([t.gettext("No follow-up is overdue")]))
    head = t.ngettext("%(n)d follow-up is overdue", "%(n)d follow-ups are overdue", len(late))
    oldest = min(late, key=lambda one: (one.due, one.customer))
    clauses = [
        head % {"n": len(late)},
        t.gettext("the oldest for %(days)s: %(customer)s")
        % {
            "days": texts.days((report.as_of - oldest.due).days),
            "customer": short_name(oldest.customer),
        },
    ]
    people = Counter(one.staff for one in late if one.staff)
    if len(people) > 1:
        staff, number = min(people.items(), key=lambda item: (-item[1], item[0]))
        text = t.ngettext("%(n)d belongs to %(staff)s", "%(n)d belong to %(staff)s", number)
        clauses.append(text % {"n": number, "staff": short_name(staff)})
    return Finding("warn", texts.sentence(clauses))


def _terms(report: MonthlyReport, texts: Texts) -> Finding:
    t = texts.translator
    ends = report.terms
    within = {"days": texts.days(report.term_days)}
    if not ends:
        text = t.gettext("Nothing ends within %(days)s: no contract, warranty or subscription")
        return Finding("plain", texts.sentence([text % within]))
    head = t.ngettext(
        "%(n)d contract, warranty or subscription ends within %(days)s",
        "%(n)d contracts, warranties or subscriptions end within %(days)s",
        len(ends),
    ) % {"n": len(ends), **within}
    amount = sum(one.amount or 0 for one in ends)
    if amount:
        worth = t.gettext("worth %(amount)s") % {"amount": texts.money(amount)}
        head = texts.comma(head, worth)
    open_ones = [one.customer for one in ends if not one.planned]
    if not open_ones:
        return Finding("plain", texts.sentence([head, t.gettext("a follow-up is set for each")]))
    text = t.ngettext(
        "%(n)d has no follow-up yet: %(names)s",
        "%(n)d have no follow-up yet: %(names)s",
        len(open_ones),
    )
    rest = text % {"n": len(open_ones), "names": _named(open_ones, texts)}
    return Finding("warn", texts.sentence([head, rest]))


def _life(report: MonthlyReport, texts: Texts) -> Finding | None:
    t = texts.translator
    clauses = []
    if report.won_back:
        text = t.ngettext(
            "%(n)d customer won back: %(names)s",
            "%(n)d customers won back: %(names)s",
            len(report.won_back),
        )
        names = _named([one.customer for one in report.won_back], texts)
        clauses.append(text % {"n": len(report.won_back), "names": names})
    if report.gone:
        text = t.ngettext(
            "%(n)d customer lost: %(names)s", "%(n)d customers lost: %(names)s", len(report.gone)
        )
        names = _named([one.customer for one in report.gone], texts)
        clauses.append(text % {"n": len(report.gone), "names": names})
    if report.dormant:
        text = t.ngettext(
            "%(n)d customer became dormant",
            "%(n)d customers became dormant",
            len(report.dormant),
        )
        clauses.append(text % {"n": len(report.dormant)})
    if not clauses:
        return None
    tone: Tone = "bad" if report.gone else "warn" if report.dormant else "good"
    return Finding(tone, texts.sentence(clauses))


def _complaints(report: MonthlyReport, texts: Texts) -> Finding | None:
    t = texts.translator
    ones = report.complaints
    if not ones:
        return None
    text = t.ngettext("%(n)d complaint: %(names)s", "%(n)d complaints: %(names)s", len(ones))
    clauses = [text % {"n": len(ones), "names": _named([one.customer for one in ones], texts)}]
    waiting = sum(1 for one in ones if one.answered is False)
    if waiting:
        text = t.ngettext("%(n)d is not answered", "%(n)d are not answered", waiting)
        clauses.append(text % {"n": waiting})
    return Finding("warn", texts.sentence(clauses))


def _decisions(report: MonthlyReport, texts: Texts) -> Finding | None:
    t = texts.translator
    ones = report.earlier
    if not ones:
        return None
    done = sum(1 for one in ones if one.state == "done")
    text = t.gettext("Earlier decisions: %(done)d of %(n)d done")
    clauses = [text % {"n": len(ones), "done": done}]
    late = sum(
        1 for one in ones if one.state == "open" and one.due is not None and one.due < report.as_of
    )
    if late:
        words = t.ngettext("%(n)d is overdue", "%(n)d are overdue", late)
        clauses.append(words % {"n": late})
    return Finding("warn" if late else "good", texts.sentence(clauses))


_RULES: Final[tuple[Callable[[MonthlyReport, Texts], Finding | None], ...]] = (
    _new_customers,
    _life,
    _receipts,
    _money_overdue,
    _cadence,
    _deals,
    _follow_ups,
    _complaints,
    _terms,
    _decisions,
)
