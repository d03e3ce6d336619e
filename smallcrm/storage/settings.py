"""Settings that belong to the data file (not to this computer):

the company, its staff, its currency.
"""

from typing import TYPE_CHECKING, Any

import apsw

from smallcrm.storage.database import rows

if TYPE_CHECKING:
    from smallcrm.storage.session import Session

DEFAULTS: dict[str, str] = {
    "company_name": "",
    "company_address": "",
    "company_phone": "",
    "company_postcode": "",
    "currency": "CNY",
    "payment_days": "30",
    "staff_id": "",
    "demo": "",
    "last_backup": "",
    "backed_up": "",
    "import_profiles": "{}",
    "import_forgotten": "{}",
    "import_names": "{}",
    "merged_products": "{}",
    "recent_search": "{}",
    "lifecycle_rules": "{}",
    "lifecycle_left": "{}",
    "note_templates": "",
    "completeness": "",
    "fact_months": "{}",
    "touch_points": "",
    "agreement": "",
    "reminder_rules": "{}",
    "reminders": "{}",
    "report_schedule": "{}",
    "duplicates_shared": "[]",
    "report_sections": "",
    "company_logo": "",
}


def read_setting(connection: apsw.Connection, key: str) -> str:
    """The value of a setting, or its default; for who has no session."""
    default = DEFAULTS[key]
    found = rows(connection, "SELECT value FROM setting WHERE key = ?", (key,))
    return str(found[0][0]) if found else default


class Settings:
    """Read and write the data file's settings by name; an undeclared name is a bug."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def get(self, key: str) -> str:
        """The value of a setting, or its default."""
        return read_setting(self._session.connection, key)

    def set(self, key: str, value: str) -> None:
        """Keep a setting (not undoable)."""
        if key not in DEFAULTS:
            raise KeyError(key)
        with self._session.keeping() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", (key, value)
            )

    @property
    def staff_id(self) -> int | None:
        """The staff member who works at this file now; None when nobody, or undo took them away."""
        found = self._staff()
        return int(found[0][0]) if found else None

    @property
    def staff_name(self) -> str:
        """The name of that staff member, or ""."""
        found = self._staff()
        return str(found[0][1]) if found else ""

    def _staff(self) -> list[tuple[Any, ...]]:
        query = (
            "SELECT id, name FROM staff WHERE id ="
            " (SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'staff_id')"
        )
        return rows(self._session.connection, query)
