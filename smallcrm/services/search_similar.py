"""The second choice of the search box: names written nearly as what is typed."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from peewee import fn

from smallcrm.core.pinyin import pinyin_full
from smallcrm.core.text import fold, fold_company
from smallcrm.models import Contact, Customer
from smallcrm.services.search import SearchIndex
from smallcrm.services.search_hits import Hit, Marked, rank_hits
from smallcrm.services.search_terms import letters_of, pieces_of
from smallcrm.storage.database import among, fetch_rows
from smallcrm.storage.session import Session

ROWS_AT_ONCE = 2000  # so that the window, which waits for the interpreter too, is not held up
FEWEST_LETTERS = 4
FEWEST_SIGNS = 3  # of Chinese, to allow for a wrong one
SURE_LETTERS = 6
SURE_SIGNS = 4
ALIKE = 66  # what rapidfuzz says of three signs of which one is wrong
MOST = 5
LIKELY = 30
SAME_SOUND = 100


@dataclass(frozen=True, slots=True)
class _Typed:
    """What is typed: folded, and as pinyin; "" where it is too short to allow for a slip."""

    text: str
    letters: str
    chinese: bool

    @property
    def slips(self) -> int:
        """How many signs of the text may be wrong, left out, too many or in the wrong order."""
        if self.chinese:
            return 1 if len(self.text) < 7 else 2
        return 1 if len(self.text) < 8 else 2

    @property
    def anywhere(self) -> bool:
        """Whether it is long enough to look for it in the middle of names too."""
        return len(self.text) >= (SURE_SIGNS if self.chinese else SURE_LETTERS)


def can_slip(text: str) -> bool:
    """Tell whether a text is such that names like it are worth looking for."""
    return _typed(text) is not None


def find_same_sound(session: Session, text: str, but: Collection[int]) -> list[Hit]:
    """Customers whose name, or whose contact person's, sounds as the characters that are typed."""
    typed = _typed(text, shortest=2)
    if typed is None or not typed.chinese or len(typed.letters) < FEWEST_LETTERS:
        return []
    index = SearchIndex
    query = index.select(index.rowid).where(index.body.contains(typed.letters))
    rows = fetch_rows(query.order_by(index.rowid.desc()).limit(SAME_SOUND))
    alike = {}
    for id, names in _names([id for (id,) in rows if id not in but]).items():
        if name := next((one for one in names if typed.letters in pinyin_full(one)), ""):
            alike[id] = name
            if len(alike) == MOST:
                break
    return [hit for id, name in alike.items() for hit in _hits(session, id, name)]


def find_alike(
    session: Session, text: str, but: Collection[int], after: int = 0
) -> tuple[list[tuple[int, Hit]], int | None]:
    """Pairs of slips and hit among a stretch of the customers, of names nearly as typed.

    Also where the next stretch begins (`after` of the next call), None after the last one.
    """
    from rapidfuzz import fuzz, process  # loading it would be waited for at the start

    typed = _typed(text)
    index = SearchIndex
    rows = fetch_rows(
        index.select(index.rowid, index.body)
        .where(index.rowid > after)
        .order_by(index.rowid)
        .limit(ROWS_AT_ONCE)
    )
    if typed is None or not rows:
        return [], None
    least = ALIKE if typed.chinese else 100 - 100 * typed.slips // len(typed.text) - 4
    found = process.extract(
        typed.text,
        [body for _id, body in rows],
        scorer=fuzz.partial_ratio,
        score_cutoff=least,
        limit=LIKELY,
    )
    ids = [rows[place][0] for _body, _score, place in found if rows[place][0] not in but]
    alike = []
    for id, names in _names(ids).items():
        slips, name = min((_slips(typed, name), name) for name in names)
        if slips <= typed.slips:
            alike.append((slips, id, name))
    nearest = sorted(alike)[:MOST]
    hits = [(slips, hit) for slips, id, name in nearest for hit in _hits(session, id, name)]
    return hits, rows[-1][0] if len(rows) == ROWS_AT_ONCE else None


def list_alike(session: Session, text: str, limit: int) -> list[int]:
    """The customers with names nearly as typed, the nearest first: for a list without a hit."""
    if not can_slip(text):
        return [hit.customer_id or 0 for hit in find_same_sound(session, text, ())][:limit]
    found = [(0, hit) for hit in find_same_sound(session, text, ())]
    after: int | None = 0
    while after is not None:
        more, after = find_alike(session, text, (), after)
        found += more
    ordered = sorted(found, key=lambda pair: pair[0])
    return list(dict.fromkeys(hit.customer_id or 0 for _slips, hit in ordered))[:limit]


def _typed(text: str, shortest: int = FEWEST_SIGNS) -> _Typed | None:
    folded = fold(text).replace(" ", "")
    if any(sign.isdigit() for sign in folded):
        return None  # of a number that is not there, others are no help
    chinese = not folded.isascii()
    if len(folded) < (shortest if chinese else FEWEST_LETTERS):
        return None
    return _Typed(folded, letters_of(text), chinese)


def _names(ids: Collection[int]) -> dict[int, list[str]]:
    """The names of these customers and of their contact persons."""
    these = among(ids)
    names: dict[int, list[str]] = {}
    query = Customer.select(Customer.id, Customer.name, Customer.short_name)
    for id, name, short in fetch_rows(query.where(Customer.id << these)):
        names[id] = [one for one in (name, short) if one]
    people = Contact.select(Contact.customer, Contact.name).where(
        (Contact.customer << these) & (fn.LENGTH(Contact.name) > 1)
    )
    for id, name in fetch_rows(people):
        if id in names:
            names[id].append(name)
    return names


def _slips(typed: _Typed, name: str) -> int:
    """How many slips are between what is typed and the part of a name that is most like it."""
    plain = fold_company(name)
    heard = plain if typed.chinese or plain.isascii() else pinyin_full(name)
    return _least(typed.text, heard, typed.slips, anywhere=typed.anywhere)


def _least(wanted: str, name: str, most: int, *, anywhere: bool) -> int:
    from rapidfuzz.distance import OSA

    length = len(wanted)
    least = most + 1
    for start in range(max(1, len(name) - length + most + 1) if anywhere else 1):
        for more in range(-most, most + 1):
            part = name[start : start + length + more]
            if part:
                least = min(least, OSA.distance(wanted, part, score_cutoff=most))
    return least


def _hits(session: Session, customer_id: int, name: str) -> list[Hit]:
    """A customer, or its contact person of that name."""
    hits = rank_hits(session, [customer_id], pieces_of(name))
    return [replace(hit, title=Marked(hit.title.text), similar=True) for hit in hits]
