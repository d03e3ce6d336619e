"""The translation tool, used as from a shell on a small project."""

import gettext
from pathlib import Path

import pytest

from tools import translations

CODE = """\
title = _("Hello %(name)s") % {"name": name}
count = ngettext("%(n)d customer", "%(n)d customers", n) % {"n": n}
month = pgettext("month", "May")
lines = _("one\\n"
          "two")
LABEL = N_("100 % sure")
"""
CHINESE = """\
# a remark
Hello %(name)s\t你好 %(name)s

%(n)d customer|||%(n)d customers\t%(n)d 位客户
month^^^May\t五月
one\\ntwo\t一\\n二
100 % sure\t十分肯定
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "smallcrm").mkdir()
    (tmp_path / "smallcrm" / "a.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def call(project: Path, *arguments: str) -> int:
    return translations.main(["--root", str(project), *arguments])


def add(project: Path, text: str) -> int:
    path = project / "new.tsv"
    path.write_text(text, encoding="utf-8")
    return call(project, "add", str(path))


def po(project: Path, language: str = "zh_CN") -> Path:
    return project / "resources" / "translations" / language / "LC_MESSAGES" / "smallcrm.po"


def load(project: Path, language: str) -> gettext.NullTranslations:
    folder = project / "resources" / "translations"
    return gettext.translation("smallcrm", folder, languages=[language])


def test_added_and_compiled_texts_are_found_by_gettext(project: Path) -> None:
    assert add(project, CHINESE) == 0
    assert call(project, "compile") == 0
    chinese = load(project, "zh_CN")
    assert chinese.gettext("Hello %(name)s") == "你好 %(name)s"
    assert chinese.ngettext("%(n)d customer", "%(n)d customers", 1) == "%(n)d 位客户"
    assert chinese.pgettext("month", "May") == "五月"
    assert chinese.gettext("May") == "May"
    assert chinese.gettext("one\ntwo") == "一\n二"
    english = load(project, "en")
    assert english.ngettext("%(n)d customer", "%(n)d customers", 1) == "%(n)d customer"
    assert english.ngettext("%(n)d customer", "%(n)d customers", 2) == "%(n)d customers"


def test_check_passes_only_when_every_text_has_chinese(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(project, CHINESE.replace("100 % sure", "# 100 % sure")) == 0
    assert call(project, "check") == 1
    assert "“100 % sure”" in capsys.readouterr().out
    assert add(project, CHINESE) == 0
    assert call(project, "check") == 0


def test_check_names_a_fuzzy_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(project, CHINESE)
    path = po(project)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("msgctxt", "#, fuzzy\nmsgctxt"), encoding="utf-8")
    assert call(project, "check") == 1
    assert "month^^^May" in capsys.readouterr().out


def test_check_names_placeholders_that_differ(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(project, CHINESE)
    path = po(project)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("你好 %(name)s", "你好 %(nmae)s"), encoding="utf-8")
    assert call(project, "check") == 1
    assert "%(name)s / %(nmae)s" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "Hello %(name)s\t你好",
        "Hello %(name)s\t你好 %(name)d",
        "Hello %(name)s\t你好 %(name)s 100%",
        "Plain\t%(name)s",
        "no tab",
        "nothing after the tab\t",
    ],
)
def test_add_takes_nothing_from_a_file_with_a_wrong_line(project: Path, line: str) -> None:
    assert add(project, "May I\t可以\n" + line + "\n") == 1
    assert not po(project).exists()


def test_an_obsolete_text_fails_the_check_until_it_is_pruned(project: Path) -> None:
    add(project, CHINESE + "Gone\t没了\n")
    assert call(project, "check") == 1
    assert call(project, "update") == 0
    assert "没了" in po(project).read_text(encoding="utf-8")
    assert call(project, "update", "--prune") == 0
    assert "没了" not in po(project).read_text(encoding="utf-8")
    assert call(project, "check") == 0


def test_missing_lists_lines_that_add_takes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(project, "missing") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert "one\\ntwo\t" in lines
    # the English text itself holds the right placeholders
    filled = [f"{line}{line.strip().rpartition('|||')[2]}" for line in lines]
    assert add(project, "\n".join(filled)) == 0
    capsys.readouterr()
    call(project, "missing")
    assert capsys.readouterr().out.strip() == ""


def test_missing_can_be_asked_for_one_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = project / "smallcrm" / "b.py"
    other.write_text('x = _("Only here")\n', encoding="utf-8")
    assert call(project, "missing", str(other)) == 0
    assert capsys.readouterr().out == "Only here\t\n"


def test_a_catalogue_depends_on_its_texts_only(project: Path) -> None:
    add(project, CHINESE)
    first = po(project).read_bytes()
    lines = CHINESE.splitlines(keepends=True)
    po(project).unlink()
    add(project, "".join(reversed(lines)))
    assert po(project).read_bytes() == first
    assert b"Date" not in first
    assert b"#:" not in first
