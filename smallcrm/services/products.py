"""The products: listed, added, changed, deleted while unused, joined where one is there twice."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from peewee import JOIN, ModelSelect, fn

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import N_, _, listed, ngettext
from smallcrm.core.text import fold
from smallcrm.models import Feedback, OrderLine, Product, Term
from smallcrm.services.lookups import ensure, find_named
from smallcrm.services.table import Column, Row, Sort, Tone
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session

COLUMNS = (
    Column("name", N_("Product"), "text", 180),
    Column("code", N_("Code"), "text", 84),
    Column("category", N_("Category"), "text", 96),
    Column("maker", N_("Maker"), "text", 96),
    Column("unit", N_("Unit"), "text", 52),
    Column("price", N_("Price"), "money", 100),
    Column("cost", N_("Cost"), "money", 100),
    Column("since", N_("New since"), "date", 92),
    Column("follows", N_("Takes the place of"), "text", 120),
    Column("used", N_("Used"), "number", 56),
    Column("sold", N_("Sold"), "words", 96, shown=False),
)
# Texts of a product that are empty are filled from the one it is joined with.
_FILLED = ("code", "category", "maker", "unit", "price", "cost", "note", "new_since")


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """A product. `price` and `cost` in minor units; `since` ISO text or "", `follows` a name."""

    name: str
    code: str = ""
    category: str = ""
    maker: str = ""
    unit: str = ""
    price: int | None = None
    cost: int | None = None
    active: bool = True
    note: str = ""
    since: str = ""
    follows: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ProductQuery:
    """The products with a text in their name, code, category or maker; all for ""."""

    text: str = ""
    sort: Sort = field(default_factory=lambda: Sort("name"))

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown of a product."""
        return COLUMNS

    def sorted_by(self, sort: Sort) -> "ProductQuery":
        """The same products in another order."""
        return replace(self, sort=sort)

    def ids(self, session: Session) -> list[int]:
        """The ids in order."""
        wanted = fold(self.text)
        rows = [
            row
            for row in map(_row, fetch_rows(_select()))
            if wanted in fold(" ".join(str(row[key]) for key in ("name", "code", *_GROUPS)))
        ]
        for sort in reversed(self.sort.all):
            rows.sort(key=lambda row: _order(row[sort.key]), reverse=sort.descending)
        return [int(str(row["id"])) for row in rows]

    def rows(self, session: Session, ids: Sequence[int]) -> list[Row]:
        """One row for each id."""
        query = _select().where(Product.id << among(ids))
        found = {row["id"]: row for row in map(_row, fetch_rows(query))}
        return [found[id] for id in ids if id in found]

    def tone(self, row: Row, key: str) -> Tone:
        """What is no longer sold stands back."""
        return "muted" if not row["active"] or key in ("code", "unit") else ""


_GROUPS = ("category", "maker")
_SHOWN = ("id", "name", "code", "category", "maker", "unit", "price", "cost", "since", "active")


def _select() -> ModelSelect:
    earlier = Product.alias()
    return Product.select(
        Product.id,
        Product.name,
        Product.code,
        Product.category,
        Product.maker,
        Product.unit,
        Product.price,
        Product.cost,
        Product.new_since,
        Product.active,
        earlier.name,
        *(
            model.select(fn.COUNT(model.id)).where(model.product == Product.id)
            for model in (OrderLine, Term, Feedback)
        ),
    ).join(earlier, JOIN.LEFT_OUTER, on=(Product.follows == earlier.id))


def _row(values: Sequence[Any]) -> dict[str, object]:
    row: dict[str, object] = dict(zip(_SHOWN, values, strict=False))
    row["follows"] = values[len(_SHOWN)] or ""
    row["used"] = sum(values[len(_SHOWN) + 1 :])
    row["sold"] = "" if row["active"] else _("No longer sold")
    return row


def _order(value: object) -> tuple[bool, Any]:
    empty = value in (None, "")
    return empty, "" if empty else fold(value) if isinstance(value, str) else value


def get_product(session: Session, product_id: int) -> ProductRecord:
    """A product by its id. UserError when it is gone."""
    row = Product.get_or_none(Product.id == product_id)
    if row is None:
        raise UserError(_("This product is no longer there."))
    values = {name: getattr(row, name) for name in asdict(ProductRecord("")) if name in _KEPT}
    follows = row.follows.name if row.follows_id is not None else ""
    return ProductRecord(**values, since=row.new_since or "", follows=follows, id=row.id)


_KEPT = ("name", "code", "category", "maker", "unit", "price", "cost", "active", "note")


def save_product(session: Session, record: ProductRecord) -> int:
    """Add or change a product; returns its id. FieldError for what cannot be."""
    name = require("name", record.name, _("A product needs a name."))
    follows = record.follows.strip()
    if follows.casefold() == name.casefold():
        raise FieldError("follows", _("A product cannot follow itself."))
    same = find_named(Product, name)
    if same is not None and same.id != record.id:
        raise FieldError("name", _("There is a product of this name already."))
    if record.since:
        try:
            date.fromisoformat(record.since)
        except ValueError as error:
            raise FieldError("since", _("This is not a date.")) from error
    values: dict[str, Any] = {key: getattr(record, key) for key in _KEPT}
    for key, value in values.items():
        values[key] = value.strip() if isinstance(value, str) else value
    with session.unit(Op.ADD_PRODUCT if record.id is None else Op.CHANGE_PRODUCT, {"name": name}):
        values |= {"new_since": record.since or None, "follows": ensure(Product, follows)}
        if record.id is None:
            return int(Product.create(**values).id)
        get_product(session, record.id)
        Product.update(**values).where(Product.id == record.id).execute()
        return record.id


def delete_products(session: Session, ids: Sequence[int]) -> None:
    """Delete products nothing names. UserError says by what one is used."""
    records = [get_product(session, id) for id in ids]
    for record in records:
        if said := describe_use(session, record.id or 0):
            text = _("%(name)s is used by %(what)s. Say in its form that it is no longer sold.")
            raise UserError(text % {"name": record.name, "what": said})
    with session.unit(Op.DELETE_PRODUCT, {"name": _names(records)}):
        Product.delete().where(Product.id << [record.id for record in records]).execute()


def merge_products(session: Session, kept_id: int, other_ids: Sequence[int]) -> None:
    """Join products into one: all that names the others names it, and fills what is empty in it."""
    kept = get_product(session, kept_id)
    others = [get_product(session, id) for id in other_ids if id != kept_id]
    ids = [record.id for record in others]
    with session.unit(Op.MERGE_PRODUCTS, {"name": kept.name, "other": _names(others)}):
        for model in (OrderLine, Term, Feedback):
            model.update(product=kept_id).where(model.product << ids).execute()
        Product.update(follows=kept_id).where(
            (Product.follows << ids) & (Product.id != kept_id)
        ).execute()
        row = Product.get_by_id(kept_id)
        filled: dict[str, Any] = {"follows": None} if row.follows_id in ids else {}
        for other in list(Product.select().where(Product.id << ids).order_by(Product.id)):
            for key in _FILLED:
                value = getattr(other, key)
                if getattr(row, key) in (None, "") and value not in (None, ""):
                    filled.setdefault(key, value)
        if filled:
            Product.update(**filled).where(Product.id == kept_id).execute()
        Product.delete().where(Product.id << ids).execute()
    _remember_merge(session, kept_id, ids)


def successor_of(session: Session, product_id: int) -> int:
    """The product that one was joined into, through any number of joins; itself while it is there.

    What names products outside the data that is merged, such as a saved view, asks for it.
    """
    moved: dict[str, int] = json.loads(session.settings.get("merged_products"))
    seen = {product_id}
    while Product.get_or_none(Product.id == product_id) is None:
        following = moved.get(str(product_id))
        if following is None or following in seen:
            break
        product_id = following
        seen.add(product_id)
    return product_id


def _remember_merge(session: Session, kept_id: int, ids: Sequence[int | None]) -> None:
    # not taken back by undo, and it need not be: a product that is there again is itself
    moved: dict[str, int] = json.loads(session.settings.get("merged_products"))
    moved |= {str(id): kept_id for id in ids}
    session.settings.set("merged_products", json.dumps(moved))


def describe_use(session: Session, product_id: int) -> str:
    """By what a product is used: "3 order lines and 1 term"; "" when by nothing."""
    counts = [
        model.select().where(model.product == product_id).count()
        for model in (OrderLine, Term, Feedback)
    ]
    counts.append(Product.select().where(Product.follows == product_id).count())
    words = (
        ngettext("%(n)d order line", "%(n)d order lines", counts[0]),
        ngettext("%(n)d term", "%(n)d terms", counts[1]),
        ngettext("%(n)d piece of feedback", "%(n)d pieces of feedback", counts[2]),
        ngettext("%(n)d product after it", "%(n)d products after it", counts[3]),
    )
    return listed(word % {"n": n} for word, n in zip(words, counts, strict=True) if n)


def count_products(session: Session) -> int:
    """How many products there are."""
    return int(Product.select().count())


def list_units(session: Session) -> list[str]:
    """The units of all products."""
    query = Product.select(Product.unit).where(Product.unit != "").distinct().order_by(Product.unit)
    return [row[0] for row in list(query.tuples())]


def _names(records: Sequence[ProductRecord]) -> str:
    return listed(record.name for record in records)
