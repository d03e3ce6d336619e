"""What a table lists, found from its columns: customers, orders, talks, products ..."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from smallcrm.core.i18n import N_, _, listed
from smallcrm.importers.content import is_company, is_empty, words
from smallcrm.importers.headers import find_meaning, fold_header, title_words
from smallcrm.importers.records import KIND_OF_TABLE
from smallcrm.importers.tables import Column, Table

_SAMPLE = 300
_MOST_WORDS = 4
# Columns that only a list of customers has; each speaks against a list of something else.
_PROFILE = words(
    "customer.level customer.status customer.source customer.industry customer.province"
    " customer.city customer.district customer.website customer.employees customer.founded"
    " customer.email customer.fax customer.tags customer.credit_limit customer.birthday"
    " customer.region customer.short_name customer.tax_number customer.invoice_title"
    " customer.invoice_bank customer.invoice_account customer.role customer.kind customer.address"
    " customer.next_follow_up customer.revenue customer.qq customer.wechat"
)
_PERSONAL = words(
    "contact.title contact.role contact.gender contact.birthday contact.email contact.wechat"
    " contact.qq contact.interests"
)
_PLACES = tuple(f"customer.{part}" for part in ("province", "city", "district", "address"))
_WHO = ("customer.name", "contact.name", "@person", "@first", "@last")
_LATEST = ("最近", "最后", "上次", "首次", "last", "latest", "first")
_BY_COLUMNS = N_("told by the columns %(headers)s")
_BY_CHOSEN = N_("chosen by you")
_BY_CUSTOMERS = N_("one row for each customer or contact person")


@dataclass(frozen=True, slots=True)
class KindGuess:
    """What a table lists (fields.KINDS), how sure from 0 to 1, and why, in the user's language."""

    kind: str
    confidence: float
    words: str


@dataclass(slots=True)
class _Signs:
    """A table seen as one kind."""

    table: Table
    fields: Mapping[str, Column]  # field -> the first filled column whose header means it
    usual: Mapping[str, Column]  # the same by what headers mean in a list of customers
    titled: bool  # the sheet's name or the title speaks of it
    repeats: bool  # customers come again and again
    latest: int  # headers such as 最近下单日期
    details: float  # columns that only a list of customers has

    def has(self, *names: str) -> bool:
        return any(name in self.fields for name in names)

    def said(self, *names: str) -> bool:
        return any(name in self.usual for name in names)

    def count(self, *names: str) -> int:
        return sum(name in self.fields for name in names)

    def header(self, name: str) -> str:
        return fold_header(self.fields[name].header) if name in self.fields else ""

    def full(self, name: str, share: float) -> bool:
        """Whether so many rows have this: others would be rejected for want of it."""
        index = self.fields[name].index
        cells = [record[index] for record in self.table.records[:_SAMPLE]]
        return sum(not is_empty(cell) for cell in cells) >= share * len(cells)


def chosen_kind(kind: str) -> KindGuess:
    """The kind the user has decided."""
    return KindGuess(kind, 1.0, _(_BY_CHOSEN))


def find_kind(table: Table) -> KindGuess:
    """Find what a table lists; customers where nothing speaks for something else."""
    shown = [column for column in table.columns if column.header and not column.hidden]
    filled = [column for column in shown if _is_filled(table, column)]
    usual = _fields(filled, "")
    latest = sum(any(word in fold_header(c.header) for word in _LATEST) for c in filled)
    repeats = _names_repeat(table)
    title = _title(table)
    best, least = KindGuess("customers", 0.9, _(_BY_CUSTOMERS)), -1.0
    for kind, (score_of, needed) in _SCORES.items():
        fields = _fields(filled, kind)
        details = sum(field in _PROFILE for field in fields)
        titled = any(word in title for word in title_words().get(kind, ()))
        signs = _Signs(table, fields, usual, titled, repeats, latest, float(details))
        score = score_of(signs) - needed
        if score >= 0 and score >= least + 0.01:
            own = [column.header for field, column in fields.items() if _tells(kind, field)]
            why = _(_BY_COLUMNS) % {"headers": listed(own[:_MOST_WORDS])}
            best = KindGuess(kind, round(min(0.6 + 0.12 * score, 0.97), 2), why)
            least = score
    return best


def _is_filled(table: Table, column: Column) -> bool:
    return any(not is_empty(record[column.index]) for record in table.records[:_SAMPLE])


def _fields(columns: Sequence[Column], kind: str) -> dict[str, Column]:
    """The fields these columns' whole headers mean, each with the first column that does."""
    fields: dict[str, Column] = {}
    for column in columns:
        meaning = find_meaning(column.header, kind)
        if meaning and meaning.how != "part":
            fields.setdefault(meaning.field, column)
    return fields


def _title(table: Table) -> str:
    return " ".join((table.sheet, *table.titles)).casefold()


def _names_repeat(table: Table) -> bool:
    """Whether the column that names the customer holds the same ones again and again."""
    meanings = ((column, find_meaning(column.header)) for column in table.columns)
    for column, meaning in meanings:
        if meaning and meaning.field in ("customer.name", "customer.code", "@person"):
            cells = [str(record[column.index]).strip() for record in table.records[:_SAMPLE]]
            named = [cell for cell in cells if cell]
            if named and len(set(named)) <= 0.8 * len(named):
                return True
    return False


def _tells(kind: str, field: str) -> bool:
    if kind == "contacts":
        return field.startswith("contact.")
    return field.partition(".")[0] == KIND_OF_TABLE.get(kind, "product")


# --- how much speaks for each kind ------------------------------------------------------------


def _orders(signs: _Signs) -> float:
    if not signs.has("order.date", "order.number"):
        return 0
    if not signs.has("order.amount", "order.quantity", "order.price", "order.product"):
        return 0
    score = 2.0 * signs.has("order.number") + signs.count("order.date", "order.quantity")
    score += signs.count("order.price", "order.amount", "order.product")
    few = len(signs.fields) <= 5 and signs.has("order.date") and signs.has("order.amount")
    # Beside the number and what was bought, an address is that of the parcel.
    parcel = signs.has("order.number") and signs.has("order.product", "order.quantity")
    places = signs.count(*_PLACES) if parcel else 0
    score += 2 * signs.titled + signs.repeats + few
    return score - (signs.details - places) - signs.latest


def _interactions(signs: _Signs) -> float:
    if not signs.has("interaction.date") or not signs.has("interaction.content"):
        return 0
    if signs.fields["interaction.date"] == signs.usual.get("customer.created"):
        return 0  # when a customer was entered is no talk
    if not signs.full("interaction.date", 0.9) or not signs.full("interaction.content", 0.5):
        return 0
    plain = signs.header("interaction.content") in _REMARKS
    few = signs.repeats and len(signs.fields) <= 5
    if plain and not (few or signs.titled or signs.has("interaction.kind")):
        return 0
    score = 1 + (0.5 if plain else 1.5)
    score += 0.5 * signs.count("interaction.staff", "interaction.subject")
    score += signs.has("interaction.kind") + 0.5 * signs.has("interaction.minutes")
    told = signs.said("order.amount", "order.quantity", "receipt.amount", "deal.title")
    return score + 2 * signs.titled + signs.repeats - signs.details - signs.latest - told


def _deals(signs: _Signs) -> float:
    named = signs.said("deal.title") or (signs.titled and signs.has("deal.title"))
    if not named and not signs.has("deal.expected_close"):
        return 0
    score = 1.5 * named + signs.count("deal.amount")
    score += signs.said("deal.stage") + signs.said("deal.expected_close")
    return score + 2 * signs.titled - signs.details - 2 * signs.said("order.number")


def _receipts(signs: _Signs) -> float:
    if not signs.has("receipt.date") or not signs.has("receipt.amount"):
        return 0
    if not signs.full("receipt.date", 0.5) or not signs.full("receipt.amount", 0.5):
        return 0
    score = 2 + 0.5 * (signs.said("receipt.date") + signs.said("receipt.amount"))
    score += 0.5 * signs.has("receipt.method") + 2 * signs.titled
    sold = signs.said("order.product") + signs.said("order.quantity") + signs.said("order.date")
    return score - signs.details - sold


def _products(signs: _Signs) -> float:
    who = signs.has(*_WHO) or (
        signs.said("customer.code")
        and signs.said("customer.name")
        and signs.usual["customer.name"] != signs.fields.get("product.unit")
    )
    sold = ("order.number", "order.date", "order.amount", "customer.phone", "customer.mobile")
    if who or signs.said(*sold) or not signs.has("product.name", "product.code"):
        return 0
    if "customer.name" in signs.usual and not signs.titled and _holds_companies(signs):
        return 0
    score = 1.5 * signs.count("product.name", "product.code") + 2 * signs.titled
    rest = ("product.price", "product.cost", "product.unit", "product.category", "product.maker")
    return score + signs.count(*rest) - signs.details


def _holds_companies(signs: _Signs) -> bool:
    """Whether what elsewhere names the customer (名称, 厂家) does so here by its cells."""
    column = signs.usual["customer.name"]
    if column == signs.fields.get("product.maker"):
        return False
    index = column.index
    texts = [str(record[index]) for record in signs.table.records[:50]]
    return 3 * sum(map(is_company, texts)) >= len(texts)


def _terms(signs: _Signs) -> float:
    if not signs.has("term.end", "term.start", "term.serial"):
        return 0
    started = signs.said("term.start") or signs.titled or signs.said("term.serial")
    score = 2.0 * signs.has("term.end") + (signs.has("term.start") and started)
    score += signs.said("term.serial") + signs.said("term.product", "term.kind")
    score += 0.5 * signs.has("term.amount") + 2 * signs.titled
    other = signs.said("order.quantity", "order.number", "receipt.amount", "deal.title")
    return score - signs.details - 2 * other - signs.latest


def _contacts(signs: _Signs) -> float:
    if not signs.has("customer.name") or not signs.has("contact.name", "@person"):
        return 0
    personal = 0.5 * sum(field in _PERSONAL for field in signs.fields)
    return 1 + personal + 2 * signs.titled + signs.repeats - signs.details


_REMARKS = ("备注", "说明", "note", "notes", "remark", "remarks", "description")
# Each kind with the score it needs; of two equal ones the first.
_SCORES: Mapping[str, tuple[Callable[[_Signs], float], float]] = {
    "orders": (_orders, 4),
    "receipts": (_receipts, 3),
    "interactions": (_interactions, 2.5),
    "deals": (_deals, 3),
    "terms": (_terms, 3),
    "products": (_products, 2.5),
    "contacts": (_contacts, 3),
}
