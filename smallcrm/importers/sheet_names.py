"""What the names of a workbook's sheets say of the rows below them."""

import re
from collections.abc import Sequence

from smallcrm.core.names import looks_like_person
from smallcrm.importers.places import is_city, is_province
from smallcrm.importers.sheet import RawSheet

_REGION = re.compile(
    r"(?:华[东南西北中]|东[南北]|西[南北]|长三角|珠三角|京津冀|[国境海省市][内外]|[本外][地市省])"
    r"(?:大?区|地区|片区|区域|市场)?|[\u4e00-\u9fff]{1,6}(?:大区|地区|片区|区域|区|市|县|镇)"
)


def meaning_of_names(sheets: Sequence[RawSheet]) -> str:
    """The field that several sheets are named after, "" for none: salesperson or region."""
    names = [sheet.name.strip() for sheet in sheets if sheet.rows]
    if len(names) < 2:
        return ""
    if all(map(_is_place, names)):
        return "customer.region"
    persons = all(looks_like_person(name) and not _is_place(name) for name in names)
    return "customer.owner" if persons else ""


def _is_place(name: str) -> bool:
    return bool(_REGION.fullmatch(name)) or is_province(name) or is_city(name)
