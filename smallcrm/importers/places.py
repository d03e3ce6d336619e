"""Provinces, cities and districts of China: known names, and taking them out of an address."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from smallcrm.importers.datafiles import read_table

_ENDS = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")
_DISTRICT = re.compile(r"\s*([\u4e00-\u9fff]{1,7}?(?:自治县|新区|区|县|旗|市))(?!域|政府|医院|场)")
_JOINTS = " ,，-/\n"
_STREET_SIGNS = re.compile("[路街道巷弄号村镇乡园楼]")


@dataclass(frozen=True, slots=True)
class Place:
    """Parts of an address; what is not known is "". `street` is what is left of it."""

    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    provinces: Mapping[str, str]  # any spelling -> short name
    cities: Mapping[str, str]  # any spelling -> province's short name
    first: Mapping[str, tuple[str, ...]]  # two characters -> spellings that begin so, longest first


@lru_cache(maxsize=1)
def _known() -> _Known:
    provinces: dict[str, str] = {}
    cities: dict[str, str] = {}
    for short, full, listed in read_table("places.tsv"):
        provinces |= {short: short, full: short, f"{short}省": short}
        for city in listed.split():
            cities[city] = short
            cities.setdefault(short_city(city), short)
    first: dict[str, list[str]] = {}
    for name in {**provinces, **cities}:
        first.setdefault(name[:2], []).append(name)
    by_start = {
        start: tuple(sorted(names, key=len, reverse=True)) for start, names in first.items()
    }
    return _Known(provinces, cities, by_start)


def short_city(name: str) -> str:
    """Return 宁德 for 宁德市; other endings and short names stay."""
    return name[:-1] if name.endswith("市") and len(name) > 2 else name


def is_province(text: str) -> bool:
    """Whether the text is a province's name, short or full."""
    return text.strip() in _known().provinces


def is_city(text: str) -> bool:
    """Whether the text is a known city's name, with or without 市."""
    return text.strip() in _known().cities


def province_of(city: str) -> str:
    """Return the province's short name of a known city, else ""."""
    cities = _known().cities
    return cities.get(city) or cities.get(city.strip(), "")


def begins_with_place(address: str) -> bool:
    """Whether an address may begin with a known place: a quick look before find_place."""
    return address.strip().removeprefix("中国").lstrip()[:2] in _known().first


@lru_cache(maxsize=50_000)
def find_place(address: str) -> Place:
    """Take province, city and district from the beginning of an address.

    上海市浦东新区世纪大道 -> 上海, 上海, 浦东新区, 世纪大道. Only known provinces and cities count,
    and a district only after one of them; without any the whole address is the street.
    """
    province, rest = _take(address.strip().removeprefix("中国").lstrip(), _known().provinces)
    name, after = _take_city(rest, province)
    city = ""
    if name:
        city, rest = short_city(name), after
        province = province or _known().cities[name]
    elif province and province_is_city(province):
        city = province
    if not province:
        return Place(street=address.strip())
    found = _DISTRICT.match(rest)
    district = found[1] if found and not _STREET_SIGNS.search(found[1][:-1]) else ""
    return Place(province, city, district, rest.removeprefix(district).lstrip(_JOINTS))


def province_is_city(province: str) -> bool:
    """Whether a province is a city at the same time (北京, 上海, 天津, 重庆, 香港, 澳门)."""
    return _known().cities.get(province) == province


def _take(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    for name in _known().first.get(text[:2], ()):
        if name in names and text.startswith(name):
            return names[name], text[len(name) :].lstrip(_JOINTS)
    return "", text


def _take_city(text: str, province: str) -> tuple[str, str]:
    for name in _known().first.get(text[:2], ()):
        of = _known().cities.get(name)
        if of is None or not text.startswith(name) or (province and of != province):
            continue
        rest = text[len(name) :]
        # 上海路 12 号 in another city is a street, 朝阳区 in Beijing a district: not these cities.
        if name.endswith(("市", "州", "盟")) or not re.match("[东南西北中]?[路街道]|区|县", rest):
            return name, rest.lstrip(_JOINTS)
    return "", text
