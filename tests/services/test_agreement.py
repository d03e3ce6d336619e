"""One page on how we look after our customers."""

from pathlib import Path

import pytest

from smallcrm.core import i18n
from smallcrm.core.i18n import translator
from smallcrm.services.agreement import (
    Agreement,
    print_agreement,
    read_agreement,
    save_agreement,
)
from smallcrm.services.customers import save_customer
from smallcrm.services.lookups import StaffRecord, save_staff
from smallcrm.services.records import CustomerRecord
from smallcrm.storage.session import Session
from tests.reports.reading import Document


def test_it_is_proposed_until_it_is_filled_in(session: Session) -> None:
    proposed = read_agreement(session, translator("zh_CN"))
    assert "每个客户都有专人负责" in proposed.aim
    mine = Agreement("Our aim", {"A": "big", "B": "", "C": "c", "D": "d"}, "First.\nSecond.")
    save_agreement(session, mine)
    assert read_agreement(session, translator("zh_CN")) == mine


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_is_one_page_with_all_that_was_agreed(
    session: Session, tmp_path: Path, language: str
) -> None:
    i18n.set_language(language)
    save_staff(session, StaffRecord("Li Wei"))
    save_customer(session, CustomerRecord("Alder", owner="Li Wei", level="A"))
    session.settings.set("company_name", "Tidewater Ltd")
    path = tmp_path / "page.pdf"
    print_agreement(session, path, translator(language), None)
    document = Document(path.read_bytes())
    assert len(document.pages) == 1
    assert not document.overlaps(0)
    shown = document.solid
    wanted = {
        "zh_CN": ("我们怎么做客户管理", "每14天", "接触点", "展会", "谁负责哪些客户", "姓名、日期"),
        "en": ("Howwelookafterourcustomers", "every14days", "Touchpoint", "Fair", "Name,date"),
    }
    for text in (*wanted[language], "LiWei", "TidewaterLtd"):
        assert text in shown, text


def test_what_was_cleared_leaves_no_empty_section(session: Session, tmp_path: Path) -> None:
    save_agreement(session, Agreement("", {}, " \n"))
    path = tmp_path / "page.pdf"
    print_agreement(session, path, translator("en"), None)
    text = Document(path.read_bytes()).text
    assert "What we hold to" not in text
    assert "Who cares for whom" not in text  # nobody works here yet
