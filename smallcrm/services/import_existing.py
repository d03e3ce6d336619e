"""What the data file holds of the customers that the rows of a list may mean, for the plan."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from peewee import JOIN, fn

from smallcrm.core.i18n import LANGUAGES, _, translator
from smallcrm.core.progress import Progress
from smallcrm.core.text import fold, fold_companies
from smallcrm.importers.existing import (
    ExistingCustomer,
    ExistingIndex,
    ExistingRecord,
    name_key,
)
from smallcrm.importers.places import short_city
from smallcrm.importers.row_keys import MatchKeys, PreparedKeys
from smallcrm.importers.similar_names import anywhere, branch_key, core_and_block, heads_of
from smallcrm.models import (
    Contact,
    Customer,
    CustomerFact,
    Deal,
    Feedback,
    FollowUp,
    Interaction,
    Order,
    OrderLine,
    Phone,
    Product,
    Receipt,
    Staff,
    Stage,
    Term,
)
from smallcrm.services.flat import iter_customers
from smallcrm.services.import_decisions import decided_names
from smallcrm.services.import_referrals import noted_referrer
from smallcrm.services.vocabulary import stage_words
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

STEP = 5000
# Kinds of record that are compared with those of another kind.
BESIDE = {"order": ("receipt",), "receipt": ("order",)}

Row = tuple[Any, ...]


def load_existing(session: Session, prepared: PreparedKeys, progress: Progress) -> ExistingIndex:
    """The stored customers that rows with these keys could mean, and their records."""
    index = ExistingIndex(stages=_stage_names(), products=_products(prepared.kinds))
    everyone = fetch_rows(
        Customer.select(
            Customer.id,
            Customer.name,
            Customer.short_name,
            Customer.code,
            Customer.tax_number,
            Customer.email,
            Customer.wechat,
            Customer.kind,
            CustomerFact.city,
        ).join(CustomerFact, JOIN.LEFT_OUTER, on=(CustomerFact.customer == Customer.id))
    )
    if not everyone:
        return index
    keys = prepared.match()
    names = fold_companies([row[1] for row in everyone])
    wanted = _meant(everyone, names, keys)
    wanted |= _by_contacts(keys) | _by_phones(keys) | _by_orders(keys, index)
    for row, folded in zip(everyone, names, strict=True):
        if row[0] not in wanted and row[7] != "person":
            _know(index, row, folded or fold(row[1]), keys)
    decided = decided_names(session, keys.names - set(names))
    wanted |= {row[0] for row in everyone if row[0] in decided.values()} if decided else set()
    add_customers(session, index, sorted(wanted), keys.kinds, progress)
    index.decided = {name: id for name, id in decided.items() if id in index.customers}
    return index


def add_customers(
    session: Session,
    index: ExistingIndex,
    ids: Sequence[int],
    kinds: Collection[str],
    progress: Progress,
) -> None:
    """Put these customers in, with their records of these kinds."""
    planned = _last_planned(ids)
    for done, flat in enumerate(iter_customers(session, ids)):
        if done % STEP == 0:
            progress.check()
            progress.report(done, len(ids), _("Comparing with your customers"))
        if "referred_by" not in flat and (name := noted_referrer(flat.get("note", ""))):
            flat["referred_by"] = name
        if "next_follow_up" not in flat and (due := planned.get(flat["id"])):
            flat["next_follow_up"] = due
        index.add(ExistingCustomer.from_flat(flat))
    for kind in dict.fromkeys(k for one in kinds for k in (one, *BESIDE.get(one, ()))):
        if reader := READERS.get(kind):
            for customer_id, record in reader(ids, index):
                index.records.setdefault(customer_id, []).append(record)


# --- who may be meant ----------------------------------------------------------------------------


def _meant(everyone: Sequence[Row], names: Sequence[str], keys: MatchKeys) -> set[int]:
    wanted = set()
    for row, folded in zip(everyone, names, strict=True):
        id, name, short_name, code, tax_number, email, wechat, _kind, _city = row
        if (
            (folded or fold(name)) in keys.names
            or (short_name and name_key(short_name) in keys.names)
            or (code and fold(code) in keys.codes)
            or (tax_number and fold(tax_number) in keys.tax_numbers)
            or (email and fold(email) in keys.emails)
            or (wechat and fold(wechat) in keys.wechats)
        ):
            wanted.add(id)
    return wanted


def _by_contacts(keys: MatchKeys) -> set[int]:
    if not keys.emails and not keys.wechats:
        return set()
    query = Contact.select(Contact.customer, Contact.email, Contact.wechat)
    query = query.where((Contact.email != "") | (Contact.wechat != ""))
    return {
        customer_id
        for customer_id, email, wechat in fetch_rows(query)
        if (email and fold(email) in keys.emails) or (wechat and fold(wechat) in keys.wechats)
    }


def _by_phones(keys: MatchKeys) -> set[int]:
    wanted: set[int] = set()
    numbers = list(keys.phones)
    for start in range(0, len(numbers), 500):
        part = Phone.select(fn.DISTINCT(Phone.customer)).where(
            (Phone.number << numbers[start : start + 500]) & (Phone.kind != "fax")
        )
        wanted.update(row[0] for row in fetch_rows(part))
    return wanted


def _by_orders(keys: MatchKeys, index: ExistingIndex) -> set[int]:
    """Customers of the orders that rows without a customer speak of."""
    if not keys.orders:
        return set()
    query = Order.select(Order.number, Order.customer).where(Order.number != "")
    for number, customer_id in fetch_rows(query):
        if (key := fold(number)) in keys.orders:
            known = index.orders.setdefault(key, [])
            if customer_id not in known:
                known.append(customer_id)
    return {id for ids in index.orders.values() for id in ids}


def _know(index: ExistingIndex, row: Row, key: str, keys: MatchKeys) -> None:
    """Let a company that no row names be found by what its name is like, if rows ask for that."""
    id, name, city = row[0], row[1], row[8] or ""
    branch = branch_key(name, key)
    _core, block = core_and_block(key, short_city(fold(city)))
    near = block and (block in keys.blocks or anywhere(block) in keys.blocks)
    if near or key in keys.heads or any(head in keys.names for head in heads_of(branch)):
        index.know(id, name, key, city)


def _last_planned(ids: Sequence[int]) -> dict[int, str]:
    """The latest date a follow-up was planned for: one that is done is not planned anew."""
    query = FollowUp.select(FollowUp.customer, fn.MAX(FollowUp.due))
    query = query.where(FollowUp.customer << among(ids)).group_by(FollowUp.customer)
    return {customer_id: due for customer_id, due in fetch_rows(query)}


# --- records -------------------------------------------------------------------------------------


# What lists call deals and tenders that were won or lost, beside the names of the stages.
_CLOSED = {
    "won": ("中标", "已中标", "赢单", "成交", "已成交", "已签约"),
    "lost": ("未中标", "没中标", "落标", "丢标", "流标", "废标", "输单", "丢单", "未成交"),
}


def _stage_names() -> dict[str, str]:
    """Every folded name of a stage, own and in both languages, with the one that is shown."""
    names: dict[str, str] = {}
    closed: dict[str, str] = {}
    query = Stage.select(Stage.key, Stage.name, Stage.kind).order_by(Stage.position)
    for key, own, kind in fetch_rows(query):
        shown = stage_words(key, own)
        closed |= {word: shown for word in _CLOSED.get(kind, ()) if word not in closed}
        words = [stage_words(key, "", translator(language)) for language in LANGUAGES if key]
        for word in (shown, key, *words):
            if word:
                names.setdefault(fold(word), shown)
    return closed | names


def _products(kinds: Collection[str]) -> list[ExistingRecord]:
    if "product" not in kinds:
        return []
    names = ("code", "name", "category", "maker", "unit", "price", "cost", "note")
    query = Product.select(Product.id, *(getattr(Product, name) for name in names))
    return [
        ExistingRecord("product", id, _filled("product", names, stored))
        for id, *stored in fetch_rows(query.order_by(Product.id))
    ]


Found = Iterable[tuple[int, ExistingRecord]]


def _interactions(ids: Sequence[int], _index: ExistingIndex) -> Found:
    names = ("date", "kind", "subject", "content", "minutes", "expense", "staff")
    query = (
        Interaction.select(
            Interaction.customer,
            Interaction.id,
            fn.SUBSTR(Interaction.at, 1, 10),
            Interaction.kind,
            Interaction.subject,
            Interaction.content,
            Interaction.minutes,
            Interaction.expense,
            Staff.name,
        )
        .join(Staff, on=(Interaction.staff == Staff.id), join_type=JOIN.LEFT_OUTER)
        .where(Interaction.customer << among(ids))
    )
    for customer_id, id, *stored in fetch_rows(query):
        yield customer_id, ExistingRecord("interaction", id, _filled("interaction", names, stored))


def _feedback(ids: Sequence[int], _index: ExistingIndex) -> Found:
    names = ("about", "product", "rating", "text", "date")
    query = (
        Feedback.select(
            Feedback.customer,
            Feedback.id,
            Feedback.about,
            Product.name,
            Feedback.rating,
            Feedback.text,
            fn.SUBSTR(Feedback.at, 1, 10),
        )
        .join(Product, on=(Feedback.product == Product.id), join_type=JOIN.LEFT_OUTER)
        .where(Feedback.customer << among(ids))
    )
    for customer_id, id, *stored in fetch_rows(query):
        yield customer_id, ExistingRecord("feedback", id, _filled("feedback", names, stored))


def _deals(ids: Sequence[int], index: ExistingIndex) -> Found:
    names = ("title", "stage", "amount", "expected_close", "owner", "note")
    query = (
        Deal.select(
            Deal.customer,
            Deal.id,
            Deal.title,
            fn.COALESCE(fn.NULLIF(Stage.name, ""), Stage.key),
            fn.NULLIF(Deal.amount, 0),
            Deal.expected_close,
            Staff.name,
            Deal.note,
        )
        .join(Stage)
        .switch(Deal)
        .join(Staff, on=(Deal.owner == Staff.id), join_type=JOIN.LEFT_OUTER)
        .where(Deal.customer << among(ids))
    )
    for customer_id, id, *stored in fetch_rows(query):
        stored[1] = index.stages.get(fold(stored[1]), stored[1])
        yield customer_id, ExistingRecord("deal", id, _filled("deal", names, stored))


def _orders(ids: Sequence[int], _index: ExistingIndex) -> Found:
    names = ("product", "quantity", "price", "amount")
    lines: dict[int, list[dict[str, object]]] = {}
    query = (
        OrderLine.select(
            OrderLine.order,
            fn.COALESCE(fn.NULLIF(OrderLine.title, ""), Product.name),
            OrderLine.quantity,
            OrderLine.price,
            OrderLine.amount,
        )
        .join(Product, on=(OrderLine.product == Product.id), join_type=JOIN.LEFT_OUTER)
        .switch(OrderLine)
        .join(Order)
        .where(Order.customer << among(ids))
    )
    for order_id, *stored in fetch_rows(query):
        lines.setdefault(order_id, []).append(_filled("order", names, stored))
    heads = ("number", "date", "due", "status", "note", "staff")
    orders = (
        Order.select(
            Order.customer,
            Order.id,
            Order.number,
            Order.date,
            Order.due,
            Order.status,
            Order.note,
            Staff.name,
        )
        .join(Staff, on=(Order.staff == Staff.id), join_type=JOIN.LEFT_OUTER)
        .where(Order.customer << among(ids))
        .order_by(Order.id)
    )
    for customer_id, id, *stored in fetch_rows(orders):
        mine = tuple(lines.get(id, ()))
        yield customer_id, ExistingRecord("order", id, _filled("order", heads, stored), mine)


def _receipts(ids: Sequence[int], _index: ExistingIndex) -> Found:
    names = ("date", "amount", "method", "note", "staff")
    query = (
        Receipt.select(
            Receipt.customer,
            Receipt.id,
            Receipt.order,
            Receipt.date,
            Receipt.amount,
            Receipt.method,
            Receipt.note,
            Staff.name,
        )
        .join(Staff, on=(Receipt.staff == Staff.id), join_type=JOIN.LEFT_OUTER)
        .where(Receipt.customer << among(ids))
        .order_by(Receipt.id)
    )
    for customer_id, id, order_id, *stored in fetch_rows(query):
        values = _filled("receipt", names, stored)
        yield customer_id, ExistingRecord("receipt", id, values, order_id=order_id)


def _terms(ids: Sequence[int], _index: ExistingIndex) -> Found:
    names = ("kind", "title", "product", "serial", "start", "end", "amount", "note")
    query = (
        Term.select(
            Term.customer,
            Term.id,
            Term.kind,
            Term.title,
            fn.COALESCE(Product.name, Term.title),
            Term.serial,
            Term.starts,
            Term.ends,
            Term.amount,
            Term.note,
        )
        .join(Product, on=(Term.product == Product.id), join_type=JOIN.LEFT_OUTER)
        .where(Term.customer << among(ids))
        .order_by(Term.id)
    )
    for customer_id, id, *stored in fetch_rows(query):
        yield customer_id, ExistingRecord("term", id, _filled("term", names, stored))


READERS = {
    "interaction": _interactions,
    "feedback": _feedback,
    "deal": _deals,
    "order": _orders,
    "receipt": _receipts,
    "term": _terms,
}


def _filled(kind: str, names: Sequence[str], stored: Sequence[object]) -> dict[str, object]:
    pairs = zip(names, stored, strict=True)
    return {f"{kind}.{name}": value for name, value in pairs if value not in ("", None)}
