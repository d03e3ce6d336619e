import sys
from pathlib import Path

import pytest

from smallcrm.core import paths


@pytest.mark.parametrize(
    "folder", [paths.data_dir, paths.config_dir, paths.cache_dir, paths.log_dir]
)
def test_folders_are_the_users_own_and_not_created(folder, tmp_path, monkeypatch):
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    path = folder()
    assert path.is_absolute()
    assert any("smallcrm" in part for part in path.parts)
    assert list(tmp_path.iterdir()) == []


def test_resources_lie_in_the_checkout():
    assert paths.resources() == Path(__file__).resolve().parents[2] / "resources"


def test_resources_of_the_frozen_program_lie_in_its_bundle(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"


def test_the_data_file_can_be_named_by_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SMALLCRM_FILE", str(tmp_path / "a.db"))
    assert paths.default_data_file() == tmp_path / "a.db"
    monkeypatch.delenv("SMALLCRM_FILE")
    assert paths.default_data_file() == paths.data_dir() / "smallcrm.db"


def test_without_a_documents_folder_exports_are_offered_at_home(monkeypatch, tmp_path):
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: tmp_path / "Documents")
    assert paths.documents_dir() == Path.home()
    (tmp_path / "Documents").mkdir()
    assert paths.documents_dir() == tmp_path / "Documents"
