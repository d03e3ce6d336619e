"""The tables in resources/import, each read once."""

from functools import lru_cache

from smallcrm.core.paths import resources


@lru_cache(maxsize=8)
def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of resources/import/<name> cut at tabs, without comments and empty lines."""
    text = (resources() / "import" / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("# "))
    return tuple(tuple(line.split("\t")) for line in lines)
