"""Open workbooks that are protected with a password (in the reader's process only)."""

import io

from smallcrm.importers.answers import Unreadable

# Excel protects against changes with this word, and opens such files without asking.
_EXCELS_OWN = "VelvetSweatshop"


def unlock(data: bytes, password: str | None) -> bytes:
    """Return the workbook without its protection: OOXML agile and standard, xls RC4 and XOR.

    Raises Unreadable: "password" when one is needed, "wrong_password", or "locked" when the way
    of protecting is not known.
    """
    for word in (password, _EXCELS_OWN):
        if word:
            plain = _opened(data, word)
            if plain is not None:
                return plain
    raise Unreadable("wrong_password" if password else "password")


def _opened(data: bytes, word: str) -> bytes | None:
    """The plain workbook; None when this is not the password. Raises Unreadable."""
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    out = io.BytesIO()
    try:
        _refuse_types(data)
        file = OfficeFile(io.BytesIO(_with_even_end(data)))
        if isinstance(file, OOXMLFile):
            file.load_key(password=word, verify_password=True)
        else:
            file.load_key(password=word)
        file.decrypt(out)
    except InvalidKeyError:
        return None
    except (MemoryError, Unreadable):
        raise
    except Exception:  # noqa: BLE001 - of a damaged file it raises anything
        raise Unreadable("locked") from None
    return out.getvalue()


def _refuse_types(data: bytes) -> None:
    """Refuse entities in the description of the protection, which is XML."""
    import olefile

    with olefile.OleFileIO(io.BytesIO(data)) as ole:
        if ole.exists("EncryptionInfo") and b"<!" in ole.openstream("EncryptionInfo").read():
            raise Unreadable("unsafe")


def _with_even_end(data: bytes) -> bytes:
    """Give the filling behind the last record of an xls the form of a record.

    Short streams are filled up with zeros, and the decoder stumbles when these do not end evenly.
    """
    import olefile

    file = io.BytesIO(data)
    ole = olefile.OleFileIO(file, write_mode=True)
    if not ole.exists("Workbook"):
        return data
    stream = bytearray(ole.openstream("Workbook").read())
    last = place = 0
    while place + 4 <= len(stream) and any(stream[place : place + 4]):
        last, place = place, place + 4 + int.from_bytes(stream[place + 2 : place + 4], "little")
    left = len(stream) - place
    if 4 <= left < 0x10000:
        stream[place + 2 : place + 4] = (left - 4).to_bytes(2, "little")
    elif 0 < left < 4:
        stream[last + 2 : last + 4] = (place + left - last - 4).to_bytes(2, "little")
    ole.write_stream("Workbook", bytes(stream))
    return file.getvalue()
