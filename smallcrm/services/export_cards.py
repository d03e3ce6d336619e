"""The customers of a list as contact cards, for phones and mail programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from smallcrm.core.dates.birthday import is_yearless, without_year
from smallcrm.core.i18n import _
from smallcrm.core.progress import Progress
from smallcrm.exporters.vcf import CardPhone, ContactCard, write_cards
from smallcrm.services.flat import Values, iter_customers
from smallcrm.services.no_contact import find_refusals
from smallcrm.services.table import TableQuery
from smallcrm.storage.session import Session

_STEP = 500
_KINDS = {"mobile": "mobile", "phone": "phone", "fax": "fax"}


@dataclass(frozen=True, slots=True)
class CardsWritten:
    """How many customers have cards; how many customers and people were left out."""

    customers: int
    left_out: int


def export_cards(
    session: Session, query: TableQuery, path: Path, progress: Progress | None = None
) -> CardsWritten:
    """Write a card for each contact person, and for each customer with something of its own.

    Cards are made for contacting: who asked not to be contacted has none. What cards cannot hold
    (levels, orders ...) is not written.
    """
    progress = progress or Progress()
    listed = query.ids(session)
    refusals = find_refusals(session, listed)
    ids = [id for id in listed if id not in refusals.customers]
    people = {id for id, (whose, _name) in refusals.people.items()
              if whose not in refusals.customers}  # fmt: skip

    def cards() -> Iterator[ContactCard]:
        for done, values in enumerate(iter_customers(session, ids)):
            if done % _STEP == 0:
                progress.check()
                progress.report(done, len(ids), _("Writing customers"))
            kept = _without(values, people)
            if kept is not None:
                yield from _cards_of(kept)

    write_cards(path, cards())
    progress.report(len(ids), len(ids))
    return CardsWritten(len(ids), len(listed) - len(ids) + len(people))


def _without(values: Values, people: set[int]) -> Values | None:
    """The values without some contact persons and their numbers; None when nobody is left."""
    gone = [one for one in values.get("contacts", ()) if one["id"] in people]
    if not gone:
        return values
    if values.get("kind") == "person" and any(one["name"] == values["name"] for one in gone):
        return None
    numbers = {number for one in gone for number, _kind in _numbers(one)}
    kept = {**values, "contacts": [one for one in values["contacts"] if one not in gone]}
    for name in _KINDS:
        left = [one for one, kind in _numbers(values) if kind == name and one not in numbers]
        kept.pop(name, None)
        kept.pop(f"more_{name}", None)
        if left:
            kept |= {name: left[0], f"more_{name}": left[1:]}
    return kept


def _cards_of(values: Values) -> Iterator[ContactCard]:
    people = list(values.get("contacts", ()))
    theirs = {number for person in people for number, _kind in _numbers(person)}
    name = values["name"]
    own = _own_facts(values)
    own["phones"] = _phones([one for one in _numbers(values) if one[0] not in theirs])
    if values.get("kind") == "person":
        # The record of the customer himself goes onto his card.
        same: Values = next((person for person in people if person["name"] == name), {})
        people = [person for person in people if person is not same]
        facts = _own_facts(same) if same else {}
        facts["phones"] = _phones(_numbers(same))
        both = {key: own.get(key) or facts.get(key) for key in (*own, *facts)}
        both["phones"] = (*own["phones"], *facts["phones"])
        yield ContactCard(name, **{key: value for key, value in both.items() if value})
    elif not people or any(own[key] for key in own if key != "tags"):
        nickname = values.get("short_name", "")
        yield ContactCard("", name, nickname=nickname, **{k: v for k, v in own.items() if v})
    for person in people:
        facts = _own_facts(person) | {"tags": own["tags"], "phones": _phones(_numbers(person))}
        yield ContactCard(person["name"], name, **{k: v for k, v in facts.items() if v})


def _own_facts(values: Values) -> Values:
    """What a customer or contact person has under the same names as a card."""
    texts = ("salutation", "gender", "title", "occupation", "email", "wechat", "qq", "website")
    address = tuple(values.get(name, "") for name in ("address", "city", "province", "postcode"))
    if values.get("district"):
        address = (values["district"] + address[0], *address[1:])
    return {
        **{name: values.get(name, "") for name in (*texts, "note")},
        "birthday": _birthday(str(values.get("birthday") or ""), "birthday_lunar" in values),
        "address": address if any(address) else (),
        "tags": tuple(filter(None, str(values.get("tags", "")).split(", "))),
    }


def _birthday(stored: str, lunar: bool) -> str:
    """A birthday as phones keep it; a lunar one is none of theirs."""
    if lunar:
        return ""
    return "--" + without_year(stored).replace("-", "") if is_yearless(stored) else stored


def _numbers(values: Values) -> list[tuple[str, str]]:
    """The numbers with their kind."""
    found = []
    for name, kind in _KINDS.items():
        numbers = [values[name], *values.get(f"more_{name}", ())] if name in values else []
        found += [(str(number), kind) for number in numbers]
    return found


def _phones(numbers: Sequence[tuple[str, str]]) -> tuple[CardPhone, ...]:
    return tuple(CardPhone(*_split(number), kind) for number, kind in numbers)


def _split(number: str) -> tuple[str, str]:
    digits, _sign, extension = number.partition("x")
    return digits, extension
