"""The company's logo: kept in the data file as a small picture, so that its copies have it too."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from io import BytesIO
from pathlib import Path

from smallcrm.core.errors import UserError
from smallcrm.core.i18n import _
from smallcrm.storage.session import Session

SETTING = "company_logo"
LARGEST_FILE = 20_000_000  # bytes
MOST_POINTS = 60_000_000  # width x height
KEPT_SIZE = (720, 360)  # enough for print at the size it has on paper
KINDS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "TIFF")


def read_logo(session: Session) -> bytes:
    """The logo as PNG; b"" without one."""
    try:
        return b64decode(session.settings.get(SETTING), validate=True)
    except (NotBase64, ValueError):  # edited by hand
        return b""


def set_logo(session: Session, path: Path) -> None:
    """Keep a picture file as the logo, made small. UserError where it is no picture or too big."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST_FILE else b""
    except OSError as error:
        raise UserError(_("%(file)s cannot be read.") % {"file": path.name}) from error
    if size > LARGEST_FILE:
        raise _too_big(path)
    session.settings.set(SETTING, b64encode(_small_png(path, data)).decode("ascii"))


def clear_logo(session: Session) -> None:
    """Take the logo away."""
    session.settings.set(SETTING, "")


def _small_png(path: Path, data: bytes) -> bytes:
    # Comes with the PDF library; loading it takes time that only this needs.
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(data), formats=KINDS) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise _too_big(path)
            shown = picture.convert("RGBA")
    except Image.DecompressionBombError as error:
        raise _too_big(path) from error
    # A damaged picture fails in as many ways as there are kinds of pictures.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise UserError(
            _("%(file)s is not a picture that can be used.") % {"file": path.name},
            _("Choose a PNG or JPEG file."),
        ) from error
    shown.thumbnail(KEPT_SIZE)
    ground = Image.new("RGB", shown.size, "white")
    ground.paste(shown, mask=shown.getchannel("A"))
    out = BytesIO()
    ground.save(out, "PNG", optimize=True)
    return out.getvalue()


def _too_big(path: Path) -> UserError:
    return UserError(
        _("The picture %(file)s is too big.") % {"file": path.name},
        _("Choose one of less than 20 MB and 60 million points."),
    )
