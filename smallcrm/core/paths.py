"""Where the program keeps and finds its files. Nothing is created here."""

import os
import sys
from pathlib import Path

APP_NAME = "smallcrm"
DATA_FILE_NAME = "smallcrm.db"
DATA_FILE_VARIABLE = "SMALLCRM_FILE"


def data_dir() -> Path:
    """Return the user's folder for the data file, attachments and backups."""
    from platformdirs import user_data_path

    return user_data_path(APP_NAME, appauthor=False)


def config_dir() -> Path:
    """Return the user's folder for settings of this machine, such as which data file to open."""
    from platformdirs import user_config_path

    return user_config_path(APP_NAME, appauthor=False)


def cache_dir() -> Path:
    """Return the user's folder for what can be made again."""
    from platformdirs import user_cache_path

    return user_cache_path(APP_NAME, appauthor=False)


def log_dir() -> Path:
    """Return the user's folder for logs."""
    from platformdirs import user_log_path

    return user_log_path(APP_NAME, appauthor=False)


def documents_dir() -> Path:
    """Return the user's documents folder, offered for exports and reports; home without one."""
    from platformdirs import user_documents_path

    # a folder that is not there would make the file dialog begin wherever the program was started
    documents = user_documents_path()
    return documents if documents.is_dir() else Path.home()


def resources() -> Path:
    """Return the folder of fonts, icons, translations and tables shipped with the program."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller in the frozen program
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root / "resources"


def default_data_file() -> Path:
    """Return the data file used when none is named: SMALLCRM_FILE, else one in the data folder."""
    named = os.environ.get(DATA_FILE_VARIABLE)
    return Path(named).expanduser() if named else data_dir() / DATA_FILE_NAME
