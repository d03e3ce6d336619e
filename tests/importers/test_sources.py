"""Folders stand for the lists in them."""

import os
from pathlib import Path

import pytest

from smallcrm.core.errors import UserError
from smallcrm.importers.sources import MOST_FILES, expand, is_list_name


def make(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def names(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in expand([folder])]


def test_a_folder_gives_its_lists_in_natural_order(tmp_path: Path) -> None:
    make(tmp_path, "客户10.xlsx", "客户2.XLS", "a.et", "b.csv", "cards.vcf", "page.htm")
    make(tmp_path, "~$客户2.xlsx", ".hidden.csv", ".~lock.a.ods#", "notes.docx", "picture.png")
    assert names(tmp_path) == ["a.et", "b.csv", "cards.vcf", "page.htm", "客户2.XLS", "客户10.xlsx"]


def test_folders_inside_come_after_and_not_too_deep(tmp_path: Path) -> None:
    make(tmp_path, "z.csv", "1/b.csv", "1/a.csv", "1/2/c.csv", "1/2/3/d.csv", ".git/e.csv")
    assert names(tmp_path) == ["z.csv", "1/a.csv", "1/b.csv", "1/2/c.csv"]


def test_files_stay_as_they_are_named_and_nothing_comes_twice(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "b.csv", "strange.dat")
    given = [tmp_path / "strange.dat", tmp_path / "b.csv", tmp_path, tmp_path / "none.xlsx"]
    assert [path.name for path in expand(given)] == ["strange.dat", "b.csv", "a.csv", "none.xlsx"]


def test_a_folder_without_lists_and_one_with_too_many_are_told(tmp_path: Path) -> None:
    make(tmp_path, "empty/notes.docx", *(f"many/{n}.csv" for n in range(MOST_FILES + 1)))
    with pytest.raises(UserError, match="no list in the folder empty"):
        expand([tmp_path / "empty"])
    with pytest.raises(UserError, match="more than 200"):
        expand([tmp_path / "many"])


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    make(tmp_path, "a.csv")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert names(tmp_path) == ["a.csv"]


def test_names_of_lists() -> None:
    assert is_list_name("客户.ETT")
    assert not is_list_name("~$客户.xlsx")
