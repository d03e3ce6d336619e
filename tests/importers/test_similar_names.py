"""Names are compared with all of their block, though most are told apart at one look."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from smallcrm.importers.similar_names import LEAST_RATIO, NameBlocks, similarity


@dataclass(frozen=True)
class Company:
    """What is found: a name as it is compared."""

    core: str


ends = st.text("机电设备科技", min_size=1, max_size=7)


@given(st.lists(ends, min_size=1, max_size=20), ends)
def test_all_names_of_a_block_that_are_alike_are_found(known: list[str], asked: str) -> None:
    blocks: NameBlocks[Company] = NameBlocks()
    companies = [Company(f"远山{end}") for end in known]
    for company in companies:
        blocks.add("宁德|远山", company)
    core = f"远山{asked}"
    wanted = [
        (sure, one)
        for one in companies
        if (sure := similarity(core, one.core)) and ratio(core, one.core) >= LEAST_RATIO
    ]
    assert blocks.like("宁德|远山", core) == wanted
