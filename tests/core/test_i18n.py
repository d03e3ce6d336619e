from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo

from smallcrm.core import i18n
from smallcrm.core.i18n import N_, Translator, known_language, system_language


@pytest.fixture
def catalogues(tmp_path):
    catalogue = Catalog("zh_CN", domain="smallcrm")
    catalogue.add("Customers", "客户")
    catalogue.add(("%(n)d customer", "%(n)d customers"), ("%(n)d 个客户",))
    catalogue.add("Open", "打开", context="a file")
    catalogue.add("Open", "进行中", context="a deal")
    place = tmp_path / "zh_CN" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "smallcrm.mo").open("wb") as out:
        write_mo(out, catalogue)
    return tmp_path


@pytest.fixture
def language_put_back(monkeypatch):
    monkeypatch.setattr(i18n._Current, "translator", None)


def test_texts_plurals_and_contexts_are_translated(catalogues):
    chinese = Translator("zh_CN", catalogues)
    assert chinese.language == "zh_CN"
    assert chinese.gettext("Customers") == "客户"
    assert chinese.ngettext("%(n)d customer", "%(n)d customers", 2) % {"n": 2} == "2 个客户"
    assert chinese.pgettext("a file", "Open") == "打开"
    assert chinese.pgettext("a deal", "Open") == "进行中"


def test_english_needs_no_catalogue(catalogues):
    english = Translator("en", catalogues)
    assert english.gettext("Customers") == "Customers"
    assert english.ngettext("%(n)d customer", "%(n)d customers", 1) % {"n": 1} == "1 customer"
    assert english.ngettext("%(n)d customer", "%(n)d customers", 3) % {"n": 3} == "3 customers"
    assert english.pgettext("a file", "Open") == "Open"


def test_a_text_without_translation_comes_back_in_english(catalogues):
    assert Translator("zh_CN", catalogues).gettext("Not there") == "Not there"


def test_an_empty_text_stays_empty(catalogues):
    # gettext itself would answer with the catalogue's header
    assert Translator("zh_CN", catalogues).gettext("") == ""


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("zh-Hans-CN", "zh_CN"),
        ("zh_TW.UTF-8", "zh_CN"),
        ("Chinese (Simplified)_China", "zh_CN"),
        ("en_GB", "en"),
        ("de_DE", "en"),
        ("", "en"),
    ],
)
def test_any_code_leads_to_a_language_we_have(code, language):
    assert known_language(code) == language
    assert language in i18n.LANGUAGES


@pytest.mark.usefixtures("language_put_back")
def test_the_language_in_use_can_be_switched():
    i18n.set_language("zh_CN")
    assert i18n.current().language == "zh_CN"
    i18n.set_language("en")
    assert i18n.current().language == "en"
    assert i18n._("Customers") == "Customers"
    assert i18n.ngettext("%(n)d day", "%(n)d days", 1) == "%(n)d day"
    assert i18n.pgettext("a deal", "Open") == "Open"


@pytest.mark.usefixtures("language_put_back")
def test_without_a_choice_the_systems_language_is_used(monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert i18n.current().language == "zh_CN"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LC_ALL": "C.UTF-8", "LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_systems_language_is_read_from_the_environment(environment, language, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language


def test_marking_a_constant_leaves_it_unchanged():
    assert N_("Customers") == "Customers"


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("Alder", "已将 Old 合并到 Alder，共 2 家"),
        ("河东", "已将 Old 合并到河东，共 2 家"),
        ("2026 年", "已将 Old 合并到 2026 年，共 2 家"),
    ],
)
def test_latin_letters_and_digits_stand_apart_from_chinese(
    tmp_path: Path, name: str, filled: str
) -> None:
    catalogue = Catalog("zh_CN", domain="smallcrm")
    catalogue.add("%(other)s into %(name)s", "已将%(other)s合并到%(name)s，共 %(n)d 家")
    catalogue.add("100%% of %(name)s", "100%%的%(name)s")
    place = tmp_path / "zh_CN" / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "smallcrm.mo").open("wb") as out:
        write_mo(out, catalogue)
    chinese = Translator("zh_CN", tmp_path)
    text = chinese.gettext("%(other)s into %(name)s")
    assert text % {"other": "Old", "name": name, "n": 2} == filled
    assert chinese.gettext("100%% of %(name)s") % {"name": "A"} == "100%的 A"
