"""The daily paths measured in a file with a long past, each beside the bare SQL of its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from statistics import median
from time import perf_counter

from smallcrm.cli.bench_references import Bare
from smallcrm.cli.bench_search import most
from smallcrm.services.customer_card import read_card
from smallcrm.services.customer_filter import Condition, Group
from smallcrm.services.customer_list import CustomerQuery, Filter, list_views
from smallcrm.services.interactions import InteractionQuery
from smallcrm.services.note_search import find_part
from smallcrm.services.reminder_rules import load_choices, save_choice
from smallcrm.services.reminders import plan_reminders
from smallcrm.storage.session import Session

TIMES = 5
PAGE = 100
OPENED = 40
NOTED = ("单号7", "报价单", "9994", "压缩空", "下周一", "号123", "0001", "维护保")

CARD = (
    "SELECT * FROM customer c JOIN customer_fact f ON f.customer_id = c.id WHERE c.id = ?",
    "SELECT * FROM contact WHERE customer_id = ?",
    "SELECT * FROM phone WHERE customer_id = ?",
    "SELECT * FROM address WHERE customer_id = ?",
    "SELECT * FROM follow_up WHERE customer_id = ?",
    "SELECT * FROM deal d JOIN stage s ON s.id = d.stage_id WHERE customer_id = ?",
    "SELECT * FROM sales_order o JOIN order_line l ON l.order_id = o.id WHERE customer_id = ?",
    "SELECT * FROM receipt WHERE customer_id = ?",
    "SELECT * FROM term WHERE customer_id = ?",
    "SELECT * FROM interaction WHERE customer_id = ? ORDER BY at DESC LIMIT 100",
)
NOTES = """
SELECT i.id FROM search_note s JOIN interaction i ON i.id = s.rowid
WHERE s.body LIKE ? ORDER BY i.at DESC, i.id DESC LIMIT 200"""
ROWS = """
SELECT c.*, f.* FROM customer c JOIN customer_fact f ON f.customer_id = c.id
WHERE c.id IN (SELECT value FROM json_each(?))"""
LISTED = "SELECT c.id FROM customer c JOIN customer_fact f ON f.customer_id = c.id WHERE {} "
LISTED += "ORDER BY f.sort_name"
QUIET = "c.level = 'A' AND (f.last_contact IS NULL OR f.last_contact < ?)"
BOUGHT = """c.id IN
    (SELECT customer_id FROM sales_order o JOIN order_line l ON l.order_id = o.id
        WHERE l.product_id = ? AND o.status <> 'cancelled')"""
VIEWS = (
    "true",
    "c.level = 'A'",
    "f.next_due IS NULL AND c.status <> 'lost' AND c.role <> 'supplier'",
    "(f.last_contact IS NULL OR f.last_contact < date('now', '-60 days')) AND c.status <> 'lost'",
    """c.id IN (SELECT customer_id FROM term
        WHERE ends BETWEEN date('now') AND date('now', '30 days'))""",
    "f.owed > 0",
    "c.status = 'lead'",
    "c.owner_id IS NULL AND c.status <> 'lost'",
)
# What holds today for every rule that is on, as one would ask by hand.
RULES = (
    """SELECT c.id, c.name, f.last_contact FROM customer c
    JOIN customer_fact f ON f.customer_id = c.id
    WHERE c.status <> 'lost' AND f.last_contact < date('now', CASE c.level
        WHEN 'A' THEN '-14 days' WHEN 'B' THEN '-30 days' WHEN 'C' THEN '-90 days'
        ELSE '-9999 days' END)
    AND NOT EXISTS (SELECT 1 FROM follow_up WHERE customer_id = c.id AND state = 'open')
    ORDER BY c.level, f.last_contact LIMIT 30""",
    """SELECT p.id, c.name FROM contact p JOIN customer c ON c.id = p.customer_id
    WHERE substr(p.birthday, 6, 5)
        BETWEEN strftime('%m-%d', 'now') AND strftime('%m-%d', 'now', '3 days')""",
    "SELECT id, name FROM customer WHERE substr(birthday, 6, 5) = strftime('%m-%d', 'now')",
    """SELECT t.*, c.name FROM term t JOIN customer c ON c.id = t.customer_id
    WHERE t.ends BETWEEN date('now', '-30 days') AND date('now', '30 days')""",
    """SELECT o.id, o.due, o.date, sum(l.amount) - COALESCE((SELECT sum(r.amount) FROM receipt r
        WHERE r.order_id = o.id), 0) AS owing
    FROM sales_order o JOIN order_line l ON l.order_id = o.id
    JOIN customer c ON c.id = o.customer_id
    WHERE o.status <> 'cancelled' AND o.date < date('now', '-30 days') AND c.status <> 'lost'
    GROUP BY o.id HAVING owing > 0 ORDER BY o.date LIMIT 50""",
    """SELECT d.id, d.title, c.name, max(h.entered) AS since FROM deal d
    JOIN stage s ON s.id = d.stage_id JOIN stage_history h ON h.deal_id = d.id
    JOIN customer c ON c.id = d.customer_id WHERE s.kind = 'open' GROUP BY d.id
    HAVING since < date('now', '-' || s.stale_days || ' days') ORDER BY d.amount DESC LIMIT 30""",
    """SELECT c.id, c.name, max(o.date) AS last FROM sales_order o
    JOIN customer c ON c.id = o.customer_id WHERE c.status IN ('active', 'dormant')
    GROUP BY c.id HAVING last < date('now', '-180 days') ORDER BY c.level, last LIMIT 20""",
)

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Daily:
    """A path, and the bare SQL of the same answer; in seconds."""

    name: str
    seconds: float
    reference: str
    reference_seconds: float


def measure_daily(session: Session, plain: Bare) -> list[Daily]:
    """Measure what is done forty times a day."""
    return [
        _notes(session, plain),
        _cards(session, plain),
        _page(session, plain),
        *_filters(session, plain),
        _rules(session, plain),
        Daily(
            "counts of the views",
            *_both(
                partial(list_views, session),
                "SELECT count",
                lambda: [
                    plain.rows(LISTED.format(where).replace("c.id", "count(*)", 1))
                    for where in VIEWS
                ],
            ),
        ),
    ]


def _both(work: Work, reference: str, bare: Work) -> tuple[float, str, float]:
    """Both by turns, so that the machine's other load falls on both."""
    pairs = [(_once(work), _once(bare)) for _turn in range(TIMES)]
    ours, plain = ([pair[side] for pair in pairs] for side in (0, 1))
    return median(ours), reference, median(plain)


def _each(work: Sequence[Work], reference: str, bare: Sequence[Work]) -> tuple[float, str, float]:
    """The time within which 95 of 100 are done, and the same for the bare ones."""
    pairs = [(_once(ours), _once(plain)) for ours, plain in zip(work, bare, strict=True)]
    return most([ours for ours, _ in pairs]), f"{reference}, p95", most([one for _, one in pairs])


def _once(work: Work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _notes(session: Session, plain: Bare) -> Daily:
    ours = [partial(find_part, session, InteractionQuery(text=text)) for text in NOTED]
    bare = [partial(plain.rows, NOTES, f"%{text}%") for text in NOTED]
    return Daily("notes with three signs, p95", *_each(ours, "LIKE", bare))


def _cards(session: Session, plain: Bare) -> Daily:
    """Ten customers that have much of a past, and others."""
    ids = sorted(CustomerQuery(today=session.today).ids(session))
    chosen = [*ids[:10], *ids[10 :: max(1, len(ids) // OPENED)]]
    read_card(session, ids[0])
    ours = [partial(read_card, session, id) for id in chosen]
    bare = [partial(_read_bare, plain, id) for id in chosen]
    return Daily("open a customer, p95", *_each(ours, "SELECT the card", bare))


def _read_bare(plain: Bare, id: int) -> None:
    for sql in CARD:
        plain.rows(sql, id)


def _page(session: Session, plain: Bare) -> Daily:
    query = CustomerQuery(today=session.today)
    query = replace(query, columns=tuple(column for column in query.columns if column.shown))
    ids = query.ids(session)
    parts = [ids[at : at + PAGE] for at in range(0, len(ids), max(PAGE, len(ids) // 20))]
    ours = [partial(query.rows, session, part) for part in parts]
    bare = [partial(plain.rows, ROWS, f"[{','.join(map(str, part))}]") for part in parts]
    return Daily("next page of the list, p95", *_each(ours, "SELECT rows", bare))


def _filters(session: Session, plain: Bare) -> list[Daily]:
    first, second = (id for (id,) in plain.rows("SELECT id FROM product ORDER BY id LIMIT 2"))
    quiet = (Condition("last_contact", "quiet", (60,)), Condition("level", "any_of", ("A",)))
    bought = (Condition("product", "had", (first,)), Condition("product", "had_not", (second,)))
    ago = (session.clock.today() - timedelta(days=60)).isoformat()
    asked = (
        ("filter: quiet for 60 days, level A", quiet, QUIET, (ago,)),
        ("filter: bought, but not", bought, f"{BOUGHT} AND NOT {BOUGHT}", (first, second)),
    )
    found = []
    for name, where, sql, values in asked:
        query = CustomerQuery(Filter(where=Group(where)), today=session.today)
        bare = partial(plain.rows, LISTED.format(sql), *values)
        found.append(Daily(name, *_both(partial(query.ids, session), "SELECT id", bare)))
    return found


def _rules(session: Session, plain: Bare) -> Daily:
    """All rules, those that are off as the program comes switched on."""
    choices = load_choices(session)
    for key, choice in choices.items():
        save_choice(session, key, replace(choice, on=True))
    ours = partial(plan_reminders, session)
    found = _both(ours, "SELECT due", lambda: [plain.rows(sql) for sql in RULES])
    for key, choice in choices.items():
        save_choice(session, key, choice)
    return Daily("all reminder rules", *found)
