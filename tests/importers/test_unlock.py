"""Workbooks with a password open with it, and only with it."""

import io
import subprocess
import sys
from pathlib import Path

import msoffcrypto
import pytest

from smallcrm.importers.analysis import ImportOptions, analyse, reanalyse
from smallcrm.importers.reading import PasswordNeeded, ReadOptions, read_file
from tests.importers.conftest import WriteXlsx
from tests.importers.old_excel import OldSheet, ole, xls

ROWS = [["客户名称", "电话"], ["远山商贸", "13800000001"]]


def protect(path: Path, password: str) -> Path:
    """Protect a workbook as Excel does today (agile encryption)."""
    out = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(path.read_bytes())).encrypt(password, out)
    path.write_bytes(out.getvalue())
    return path


@pytest.fixture(params=["xlsx", "xls"])
def protected(request: pytest.FixtureRequest, write_xlsx: WriteXlsx, tmp_path: Path) -> Path:
    """A workbook that opens with 远山-Pass."""
    if request.param == "xlsx":
        return protect(write_xlsx({"客户": ROWS}), "远山-Pass")
    path = tmp_path / "list.xls"
    path.write_bytes(xls([OldSheet("客户", ROWS)], "远山-Pass"))
    return path


def test_a_protected_workbook_asks_and_opens_with_its_password(protected: Path) -> None:
    with pytest.raises(PasswordNeeded) as needed:
        read_file(protected)
    assert not needed.value.wrong
    assert protected.name in needed.value.message
    with pytest.raises(PasswordNeeded) as needed:
        read_file(protected, ReadOptions(password="other"))
    assert needed.value.wrong
    assert read_file(protected, ReadOptions(password="远山-Pass")).sheets[0].rows == ROWS


def test_the_importer_hands_the_password_on(protected: Path) -> None:
    options = ImportOptions(password="远山-Pass")
    analysis = analyse(protected, options)
    assert len(analysis.tables[0].rows.rows) == 1
    assert "远山-Pass" not in repr(options)
    with pytest.raises(PasswordNeeded):
        reanalyse(analysis, ImportOptions(password="other"))


def test_what_excel_protects_with_its_own_word_opens_without_asking(write_xlsx: WriteXlsx) -> None:
    path = protect(write_xlsx({"客户": ROWS}), "VelvetSweatshop")
    assert read_file(path).sheets[0].rows == ROWS


def test_the_password_is_no_argument_of_the_process(
    protected: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    real = subprocess.Popen

    def popen(command: list[str], **others: object) -> "subprocess.Popen[bytes]":
        started.append([*command, *map(str, others.get("env", {}).values())])  # type: ignore[attr-defined]
        return real(command, **others)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(subprocess, "Popen", popen)
    read_file(protected, ReadOptions(password="远山-Pass"))
    assert started
    assert not any("远山-Pass" in text for texts in started for text in texts)


def test_a_damaged_protection_is_one_sentence(protected: Path) -> None:
    data = bytearray(protected.read_bytes())
    for place in range(600, len(data), 7):
        data[place] ^= 0x55
    protected.write_bytes(bytes(data))
    with pytest.raises(Exception, match=protected.name):
        read_file(protected, ReadOptions(password="远山-Pass"))


def test_entities_in_the_description_of_the_protection_are_refused(tmp_path: Path) -> None:
    bomb = b'\4\0\4\0@\0\0\0<!DOCTYPE a [<!ENTITY b "bbbb">]><encryption>&b;</encryption>'
    path = tmp_path / "list.xlsx"
    path.write_bytes(ole({"EncryptionInfo": bomb, "EncryptedPackage": b"x" * 100}))
    with pytest.raises(Exception, match="definitions"):
        read_file(path, ReadOptions(password="x"))


def test_a_reader_that_does_not_listen_is_no_error(write_xlsx: WriteXlsx) -> None:
    code = (
        "import os, sys, io\n"
        "os.close(0)\n"
        "sys.stdin = None\n"
        "from smallcrm.importers.reader_child import main\n"
        "main(sys.argv[1:])"
    )
    path = write_xlsx({"客户": ROWS})
    file = read_file(path, ReadOptions(command=(sys.executable, "-c", code), password="x"))
    assert file.sheets[0].rows == ROWS


def test_a_workbook_without_protection_needs_no_password(write_xlsx: WriteXlsx) -> None:
    path = write_xlsx({"客户": ROWS})
    assert read_file(path, ReadOptions(password="x")).sheets[0].rows == ROWS
