"""Members of the staff as other programs write them: "Jane Doe (jane@x.com)"."""

import re
import unicodedata

_ADDRESSED = re.compile(
    r"\"?(?P<name>[^<(\[\"@]*[^<(\[\"@\s])\"?\s*[<(\[]\s*(?:mailto:)?"
    r"(?P<email>[^\s@<>()\[\]]+@[^\s@<>()\[\]]+\.[A-Za-z]{2,})\s*[>)\]]"
)


class StaffName(str):
    """The name of a member of the staff, with the e-mail address that stood beside it."""

    __slots__ = ("email",)
    email: str


def read_staff(text: str) -> str:
    """The name alone; a StaffName where an address stands in brackets behind it."""
    found = _ADDRESSED.fullmatch(unicodedata.normalize("NFKC", text)) if "@" in text else None
    if found is None:
        return text
    name = StaffName(found["name"])
    name.email = found["email"]
    return name
