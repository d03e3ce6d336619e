"""Taking an address that was typed in one line apart into province, city, district and street."""

from dataclasses import replace

from smallcrm.importers.places import find_place
from smallcrm.services.records import AddressRecord


def split_address(address: AddressRecord) -> AddressRecord:
    """Move a known province, city and district from the beginning of the street to their fields.

    Fields that are filled already stay as they are, and so does a street that names no place.
    """
    place = find_place(address.street)
    if not (place.province or place.city):
        return address
    said = (address.province, address.city, address.district)
    found = (place.province, place.city, place.district)
    if any(a and b and not a.startswith(b) for a, b in zip(said, found, strict=True)):
        return address  # what was typed before says something else: leave it to the user
    return replace(
        address,
        province=address.province or place.province,
        city=address.city or place.city,
        district=address.district or place.district,
        street=place.street,
    )
