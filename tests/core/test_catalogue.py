"""A compiled catalogue says what Python's own reader says, of every text of the program."""

import gettext
import struct
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from smallcrm.core.catalogue import Catalogue

NUMBERS = (0, 1, 2, 5, 21)


@pytest.fixture(params=["zh_CN", "en", "pl"])
def file(request, tmp_path: Path) -> Path:
    made = Catalog(locale=request.param)
    forms = [f"form {place}" for place in range(made.num_plurals)]
    made.add(("%(n)d day", "%(n)d days"), tuple(forms))
    made.add("Order", "订单")
    made.add("Order", "顺序", context="of a list")
    made.add("Open", "")  # not translated
    path = tmp_path / "texts.mo"
    with path.open("wb") as out:
        write_mo(out, made)
    return path


def test_every_text_is_found_as_python_finds_it(file: Path) -> None:
    ours = Catalogue(file)
    with file.open("rb") as opened:
        known = gettext.GNUTranslations(opened)
    for text in ("Order", "Open", "not there", "%(n)d day"):
        assert ours.gettext(text) == known.gettext(text)
        assert ours.pgettext("of a list", text) == known.pgettext("of a list", text)
    for n in NUMBERS:
        said = known.ngettext("%(n)d day", "%(n)d days", n)
        assert ours.ngettext("%(n)d day", "%(n)d days", n) == said
        assert ours.ngettext("none", "nones", n) == known.ngettext("none", "nones", n)


def test_the_other_order_of_bytes_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "big.mo"
    head = struct.pack(">7I", 0x950412DE, 0, 1, 28, 36, 0, 0)
    path.write_bytes(head + struct.pack(">4I", 2, 44, 3, 47) + b"Hi\0" + "你".encode() + b"\0")
    assert Catalogue(path).gettext("Hi") == "你"


@pytest.mark.parametrize("size", [1, 10, 30])
def test_a_file_that_is_cut_off_is_told(file: Path, size: int) -> None:
    file.write_bytes(file.read_bytes()[:size])
    with pytest.raises(ValueError, match="is cut off"):
        Catalogue(file)


def test_what_is_no_catalogue_is_told(tmp_path: Path) -> None:
    path = tmp_path / "texts.mo"
    path.write_bytes(bytes(100))
    with pytest.raises(ValueError, match="is no catalogue"):
        Catalogue(path)
    assert Catalogue(tmp_path / "nowhere.mo").gettext("Order") == "Order"
