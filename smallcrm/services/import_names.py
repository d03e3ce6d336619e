"""What a list calls by name: sources, staff, tags, products, stages."""

from collections.abc import Sequence

from peewee import Model

from smallcrm.core.i18n import LANGUAGES, translator
from smallcrm.core.text import fold
from smallcrm.importers.staff_names import StaffName
from smallcrm.models import Product, Staff, Stage
from smallcrm.services.lookups import ensure
from smallcrm.services.vocabulary import stage_words


class Names:
    """The ids of named rows, looked up once; inside a unit."""

    def __init__(self) -> None:
        self._known: dict[tuple[type[Model], str], int | None] = {}
        self._products: dict[str, int] | None = None
        self._stages: dict[str, Stage] | None = None

    def id_of(self, model: type[Model], name: object) -> int | None:
        """The id of a source, staff member, tag or field by name, made when missing."""
        text = str(name or "").strip()
        if not text:
            return None
        key = (model, text.lower())
        if key not in self._known:
            self._known[key] = ensure(model, text)
            if isinstance(name, StaffName):
                unknown = (Staff.id == self._known[key]) & (Staff.email == "")
                Staff.update(email=name.email).where(unknown).execute()
        return self._known[key]

    def ids_of(self, model: type[Model], names: Sequence[object]) -> list[int | None]:
        """`id_of` each of many names."""
        known = {name: self.id_of(model, name) for name in dict.fromkeys(names)}
        return [known[name] for name in names]

    def product(self, *names: object) -> int | None:
        """The id of the product with one of these codes or names; None when there is none."""
        if self._products is None:
            found = list(Product.select(Product.id, Product.code, Product.name).tuples())
            self._products = {fold(name): id for id, _code, name in reversed(found)}
            self._products |= {fold(code): id for id, code, _name in reversed(found) if code}
        keys = (fold(str(name)) for name in names if name)
        return next((self._products[key] for key in keys if key in self._products), None)

    def stage(self, name: object) -> Stage | None:
        """The stage of this name or key, in any language; the first one for "" ."""
        if self._stages is None:
            self._stages = {}
            for stage in list(Stage.select().order_by(Stage.position, Stage.id)):
                self._stages.setdefault("", stage)
                words = [stage_words(stage.key, stage.name, translator(one)) for one in LANGUAGES]
                for word in (stage.key, *words):
                    self._stages.setdefault(fold(word), stage)
        return self._stages.get(fold(str(name or "")))
