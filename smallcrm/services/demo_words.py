"""The words of the demonstration data: invented names, products and what people say."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from random import Random
from typing import Any, TypeVar

from smallcrm.core.i18n import known_language
from smallcrm.core.paths import resources

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Article:
    """Something the invented company sells; `price` and `cost` in minor units."""

    code: str
    name: str
    category: str
    unit: str
    price: int
    cost: int


@dataclass(frozen=True, slots=True)
class City:
    """A city with its area code, and districts to choose from."""

    province: str
    name: str
    area_code: str
    districts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The word lists of one language, as in resources/demo; pairs are (word, weight)."""

    company: str
    staff: list[str]
    sources: list[tuple[str, int]]
    tags: list[str]
    competitors: list[str]
    first: Sequence[str]
    second: Sequence[str]
    names: list[str]
    short: str
    suffixes: list[tuple[str, int]]
    dealer: str
    supplier: str
    industries: list[tuple[str, list[str]]]
    cities: list[list[Any]]
    streets: list[str]
    street: str
    delivery: str
    surnames: Sequence[str]
    given_male: list[str]
    given_female: list[str]
    person: str
    salutations: list[str]
    titles: list[tuple[str, int]]
    roles: Mapping[str, str]
    interests: list[str]
    channels: list[str]
    payments: list[tuple[str, int]]
    preferred: list[str]
    methods: list[tuple[str, int]]
    customer_notes: list[str]
    machines: list[list[Any]]
    consumables: list[list[Any]]
    contract: str
    contract_product: list[Any]
    warranty: str
    consumable: str
    deals: Mapping[str, str]
    intro: list[str]
    care: list[str]
    visit: list[str]
    fair: list[str]
    order_talk: list[str]
    after_order: list[str]
    service: list[str]
    chase: list[str]
    deal_texts: Mapping[str, list[str]]
    follow_ups: Mapping[str, Any]
    lost_reasons: list[tuple[str, int]]
    feedback: list[tuple[int, str, str]]
    competitor_feedback: list[str]
    complaint: str
    own_fields: list[tuple[str, str, list[str]]]
    files: list[tuple[str, str]]  # names with their texts

    @property
    def equipment(self) -> list[Article]:
        """Machines, from small to large as listed."""
        return [article(row) for row in self.machines]

    @property
    def supplies(self) -> list[Article]:
        """Consumables, spares and services."""
        return [article(row) for row in self.consumables]

    @property
    def service_contract(self) -> Article:
        """The yearly service contract."""
        return article(self.contract_product)

    def city(self, rng: Random) -> City:
        """One of the cities, near ones more often."""
        row = rng.choices(self.cities, [row[4] for row in self.cities])[0]
        return City(row[0], row[1], row[2], tuple(row[3]))


def article(row: Sequence[Any]) -> Article:
    """An article from its line in the word list, where prices are in whole units."""
    code, name, category, unit, price, cost = row
    return Article(code, name, category, unit, price * 100, cost * 100)


def fill(pattern: str, **values: object) -> str:
    """A text with its values put in, and spaces where Chinese and Latin letters meet."""
    text = pattern % values
    return re.sub(
        r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9³])(?=[\u4e00-\u9fff])", " ", text
    )


def load_words(language: str) -> Words:
    """The word lists of a language."""
    path = resources() / "demo" / f"{known_language(language)}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    return Words(**{field.name: content[field.name] for field in fields(Words)})


def weighted(rng: Random, pairs: Sequence[Sequence[Any]]) -> Any:
    """One of the words of (word, weight) pairs."""
    return rng.choices([pair[0] for pair in pairs], [pair[1] for pair in pairs])[0]
