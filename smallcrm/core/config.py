"""Choices of this computer, not of the data file: where the file lies, language, look."""

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from smallcrm.core.paths import config_dir


@dataclass(slots=True)
class Config:
    """This computer's choices.

    `language` "" means the system's, `theme` is system, light or dark, `text_size` in %.
    """

    file: str = ""
    language: str = ""
    theme: str = "system"
    text_size: int = 100


def config_path() -> Path:
    """Where the choices are kept."""
    return config_dir() / "settings.json"


def load_config() -> Config:
    """The choices; a missing or unreadable file gives the usual ones: nothing in it is dear."""
    try:
        stored = json.loads(config_path().read_text(encoding="utf-8"))
        known = {f.name: type(f.default) for f in fields(Config)}
        values = {
            key: stored[key] for key, kind in known.items() if isinstance(stored.get(key), kind)
        }
        return Config(**values)
    except (OSError, ValueError, AttributeError):
        return Config()


def save_config(config: Config) -> None:
    """Keep the choices.

    A folder that cannot be written is no reason to stop: they are asked again next time.
    """
    path = config_path()
    partial = path.with_name(path.name + ".partial")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(
            json.dumps(asdict(config), ensure_ascii=False, indent=1), encoding="utf-8"
        )
        os.replace(partial, path)
