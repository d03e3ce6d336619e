"""What the duplicates dialog says of pairs and of customers side by side. Knows no widgets."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from smallcrm.core.dates import date_words
from smallcrm.core.i18n import CHINESE, _, current, ngettext
from smallcrm.services.duplicates import Group
from smallcrm.services.merge_facts import Comparison, FieldFact, Side
from smallcrm.services.not_same import SetAside
from smallcrm.ui.widgets.fact_table import FactRow

SURE, LIKELY = 0.85, 0.6


class PairLine(NamedTuple):
    """What is shown of a pair in the list."""

    title: str
    detail: str
    right: str
    icon: str
    tone: str


class Lines(NamedTuple):
    """The lines of the table with the key of each, and the heads over them."""

    rows: tuple[FactRow, ...]
    keys: tuple[str, ...]
    heads: tuple[str, ...]


def line_of_group(group: Group) -> PairLine:
    """What the list shows of a likely group."""
    first = dict.fromkeys(group.names)
    title = " / ".join(list(first)[:3])
    icon = "building-2" if group.branch else "users" if group.total > 2 else "copy"
    return PairLine(title, " · ".join(group.reasons), score_words(group), icon, tone_of(group))


def line_of_aside(aside: SetAside, today: date) -> PairLine:
    """What the list shows of what was said not to be the same."""
    if aside.key:
        return PairLine(aside.names[0], _("belongs to several customers"), "", "users", "muted")
    when = date_words(date.fromisoformat(aside.at[:10]), today, current().language)
    names = " / ".join(dict.fromkeys(aside.names))
    return PairLine(names, _("not the same"), when, "circle-slash", "muted")


def score_words(group: Group) -> str:
    """How sure it is, as a percentage."""
    return f"{round(group.score * 100)}%"


def tone_of(group: Group) -> str:
    """The tone of a group's sureness."""
    if group.branch:
        return "muted"
    return "ok" if group.score >= SURE else "warn" if group.score >= LIKELY else "muted"


def group_hint(group: Group) -> str:
    """One sentence of advice where it is needed."""
    if group.branch:
        return _("One seems to be a branch of the other: usually both stay.")
    if group.key.startswith(("phone:", "switchboard:")):
        return _(
            "%(n)s customers have this number: a switchboard, or one person for many firms?"
        ) % {"n": f"{group.total:,}"}
    if group.key:
        n = group.total
        return ngettext(
            "%(n)s customer shares this; here are the first.",
            "%(n)s customers share this; here are the first.",
            n,
        ) % {"n": f"{n:,}"}
    return ""


def table_lines(found: Comparison, today: date) -> Lines:
    """The lines of customers side by side: what hangs on them, what differs, what is joined, what
    is the same."""
    rows = [
        FactRow(_("Linked records"), tuple(_counts(side) for side in found.sides)),
        FactRow(_("Last contact"), tuple(_last(side, today) for side in found.sides)),
    ]
    keys = ["", ""]
    ordered = sorted(found.fields, key=lambda fact: not fact.differs)
    for fact in ordered:
        if _to_choose(fact):
            rows.append(FactRow(fact.title, fact.values))
            keys.append(fact.key)
    for joined in found.joined:
        shared = joined.shared
        texts = tuple("\n".join(one) for one in joined.values)
        grounds = tuple("ok_bg" if shared & set(one) else "" for one in joined.values)
        rows.append(FactRow(joined.title, texts, grounds=grounds))
        keys.append("")
    for fact in ordered:
        if not _to_choose(fact):
            rows.append(FactRow(fact.title, fact.values, tones=("muted",) * len(fact.values)))
            keys.append("")
    heads = tuple(f"{place}  {side.name}" for place, side in enumerate(found.sides, 1))
    return Lines(tuple(rows), tuple(keys), heads)


def _to_choose(fact: FieldFact) -> bool:
    """The earliest day of making holds by itself."""
    return fact.key != "created" and (fact.differs or not all(fact.values))


def merged_words(name: str, others: Sequence[str]) -> str:
    """What is said when they were merged."""
    if set(others) == {name}:
        return _("Merged into %(name)s") % {"name": name}
    if len(others) == 1:
        return _("%(other)s was merged into %(name)s") % {"other": others[0], "name": name}
    n = len(others)
    return ngettext(
        "%(n)d customer was merged into %(name)s", "%(n)d customers were merged into %(name)s", n
    ) % {"n": n, "name": name}


def _counts(side: Side) -> str:
    joint = "，" if current().language == CHINESE else ", "
    form = _("%(what)s %(n)s").replace(" ", "\N{NO-BREAK SPACE}")  # the number stays with its word
    return joint.join(form % {"what": what, "n": f"{n:,}"} for what, n in side.counts)


def _last(side: Side, today: date) -> str:
    if not side.last_contact:
        return ""
    return date_words(date.fromisoformat(side.last_contact[:10]), today, current().language)
