"""Products that are new, and who is to be told of them: those who bought alike before."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.models import Product
from smallcrm.services.lookups import ensure
from smallcrm.services.validation import FieldError, require
from smallcrm.storage.operations import Op
from smallcrm.storage.session import Session


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product on sale since the day `since` (ISO text).

    With `follows` those are told who bought that product, otherwise all who bought something of the
    same maker or category.
    """

    name: str
    since: str
    maker: str = ""
    category: str = ""
    follows: str = ""
    id: int | None = None


def list_new_products(session: Session) -> list[NewProduct]:
    """The products marked as new, the newest first."""
    query = Product.select().where(Product.new_since.is_null(False) & Product.active)
    return [_record(row) for row in list(query.order_by(Product.new_since.desc(), Product.id))]


def find_product(session: Session, name: str) -> NewProduct | None:
    """What is known of a product; `since` is "" while it is not marked as new."""
    row = Product.get_or_none(Product.name.collate("NOCASE") == name.strip())
    return _record(row) if row is not None else None


def list_makers(session: Session) -> list[str]:
    """The makers of all products."""
    return _words(Product.maker)


def list_categories(session: Session) -> list[str]:
    """The categories of all products."""
    return _words(Product.category)


def save_new_product(session: Session, record: NewProduct) -> int:
    """Mark a product as new, adding it where it is not known yet; returns its id."""
    name = require("name", record.name, _("A product needs a name."))
    maker, category, follows = (
        text.strip() for text in (record.maker, record.category, record.follows)
    )
    if not (maker or category or follows):
        raise FieldError("follows", _("Name a maker, a category or an earlier product."))
    if follows.casefold() == name.casefold():
        raise FieldError("follows", _("A product cannot follow itself."))
    try:
        date.fromisoformat(record.since)
    except ValueError as error:
        raise FieldError("since", _("This is not a date.")) from error
    with session.unit(Op.EDIT_PRODUCT, {"name": name}):
        id = record.id if record.id is not None else ensure(Product, name)
        if id is None or Product.get_or_none(Product.id == id) is None:
            raise UserError(_("This product is no longer there."))
        Product.update(
            name=name,
            maker=maker,
            category=category,
            new_since=record.since,
            follows=ensure(Product, follows),
            active=True,
        ).where(Product.id == id).execute()
    return id


def end_newness(session: Session, record: NewProduct) -> None:
    """Let a product be new no longer."""
    with session.unit(Op.END_NEWNESS, {"name": record.name}):
        Product.update(new_since=None, follows=None).where(Product.id == record.id).execute()


def _record(row: Product) -> NewProduct:
    follows = row.follows.name if row.follows_id is not None else ""
    return NewProduct(row.name, row.new_since or "", row.maker, row.category, follows, row.id)


def _words(column: Any) -> list[str]:
    query = Product.select(column).where(column != "").distinct().order_by(column)
    return [row[0] for row in list(query.tuples())]
