"""How complete a customer is: which facts its level asks for, and the SQL that counts them."""

import json
from collections.abc import Collection, Mapping

import apsw

from smallcrm.storage.database import rows

LEVELS = ("A", "B", "C", "D", "")

# Each tells by 0 or 1 whether a fact of customer `c` is known.
KNOWN: dict[str, str] = {
    "contact": (
        "(c.kind = 'person' OR EXISTS (SELECT 1 FROM contact WHERE customer_id = c.id"
        " AND left_on IS NULL))"
    ),
    "phone": "EXISTS (SELECT 1 FROM phone WHERE customer_id = c.id)",
    "address": (
        "EXISTS (SELECT 1 FROM address WHERE customer_id = c.id AND (city <> '' OR street <> ''))"
    ),
    "level": "(c.level <> '')",
    "owner": "(c.owner_id IS NOT NULL)",
    "source": "(c.source_id IS NOT NULL)",
    "industry": "(c.industry <> '')",
    "online": (
        "(c.email <> '' OR c.wechat <> '' OR EXISTS (SELECT 1 FROM contact"
        " WHERE customer_id = c.id AND (email <> '' OR wechat <> '')))"
    ),
    "mobile": "EXISTS (SELECT 1 FROM phone WHERE customer_id = c.id AND kind = 'mobile')",
    "title": (
        "EXISTS (SELECT 1 FROM contact WHERE customer_id = c.id AND left_on IS NULL"
        " AND (title <> '' OR role <> ''))"
    ),
    "birthday": (
        "(c.birthday IS NOT NULL OR EXISTS (SELECT 1 FROM contact WHERE customer_id = c.id"
        " AND birthday IS NOT NULL))"
    ),
    "tax_number": "(c.tax_number <> '')",
    "region": "(c.region <> '')",
    "website": "(c.website <> '')",
    "employees": "(c.employees IS NOT NULL)",
    "founded": "(c.founded IS NOT NULL)",
    "revenue": "(c.revenue IS NOT NULL)",
    "buying_channel": "(c.buying_channel <> '')",
    "payment_method": "(c.payment_method <> '')",
    "preferred_contact": "(c.preferred_contact <> '')",
    "consent": "(c.consent <> '')",
    "service": "(c.service_id IS NOT NULL)",
    "opinion": "(c.opinion <> '')",
}
USUAL = ("contact", "phone", "address", "level", "owner", "source", "industry", "online")
OWN = "custom:"  # before the id of a field of the company's own

Standard = Mapping[str, tuple[str, ...]]


def read_standard(connection: apsw.Connection) -> Standard:
    """Which facts must be known, by level ("" for customers without one)."""
    found = rows(connection, "SELECT value FROM setting WHERE key = 'completeness'")
    try:
        kept = json.loads(found[0][0]) if found and found[0][0] else {}
    except ValueError:
        kept = {}  # edited by hand
    return {level: _checked(kept.get(level)) for level in LEVELS}


def write_standard(connection: apsw.Connection, standard: Standard) -> None:
    """Keep a standard in the settings; a level that is left out asks for the usual facts."""
    kept = json.dumps({level: list(standard.get(level, USUAL)) for level in LEVELS})
    connection.execute("INSERT OR REPLACE INTO setting VALUES ('completeness', ?)", (kept,))


def known(key: str) -> str:
    """SQL that tells by 0 or 1 whether a fact of customer `c` is known."""
    if key.startswith(OWN):
        own = "EXISTS (SELECT 1 FROM custom_value WHERE customer_id = c.id AND field_id = {id}"
        return own.format(id=int(key.removeprefix(OWN))) + " AND value <> '')"
    return KNOWN[key]


def percentage(standard: Standard) -> str:
    """SQL for how much of what its level asks for is known of customer `c`: 0 to 100."""
    by_level: dict[tuple[str, ...], list[str]] = {}
    for level in LEVELS:
        by_level.setdefault(standard[level], []).append(level)
    if len(by_level) == 1:
        return _share(standard[""])
    cases = [
        f"WHEN c.level IN ({', '.join(repr(level) for level in levels)}) THEN {_share(keys)}"
        for keys, levels in by_level.items()
    ]
    return f"CASE {' '.join(cases)} END"


def _share(keys: Collection[str]) -> str:
    if not keys:
        return "100"
    points = " + ".join(known(key) for key in keys)
    return f"CAST(round(100.0 * ({points}) / {len(keys)}) AS INTEGER)"


def _checked(keys: object) -> tuple[str, ...]:
    if not isinstance(keys, list):
        return USUAL
    own = [k for k in keys if isinstance(k, str) and k[len(OWN) :].isdigit() and k.startswith(OWN)]
    return tuple(dict.fromkeys(key for key in keys if key in KNOWN or key in own))
