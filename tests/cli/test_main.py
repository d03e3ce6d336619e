"""What all commands share: help, wrong usage, languages, bugs."""

from pathlib import Path

import pytest

from smallcrm.cli.parser import HANDLERS
from tests.cli.conftest import Run


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_help_names_every_command(cli: Run, language: str) -> None:
    answer = cli("--help", language=language)
    assert answer.status == 0
    assert all(command in answer.out for command in HANDLERS)
    assert ("撤销" in answer.out) == (language == "zh_CN")
    assert cli("--version").out.startswith("smallcrm ")


@pytest.mark.parametrize("command", [*HANDLERS, "add customer", "add deal"])
def test_every_command_has_help_in_chinese(cli: Run, command: str) -> None:
    answer = cli(*command.split(), "--help", language="zh_CN")
    assert answer.status == 0
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answer.out)
    assert not any(word in answer.out for word in ("usage", "options", "arguments", "show this"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("no-such-command",),
        ("customers", "--no-such-option"),
        ("show",),
        ("add",),
        ("add", "customer"),
        ("add", "follow-up", "--customer", "a", "--title", "x"),
        ("done", "soon"),
        ("history", "--limit", "-1"),
        ("due", "--days", "²"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_how(cli: Run, arguments: tuple[str, ...]) -> None:
    answer = cli(*arguments)
    assert (answer.status, answer.out) == (2, "")
    assert "usage:" in answer.err


def test_wrong_dates_and_languages_are_wrong_usage(cli: Run) -> None:
    assert cli("--as-of", "some day", "due").status == 2
    assert cli("--language", "fr", "due").status == 2


def test_the_day_can_be_set(cli: Run) -> None:
    assert cli("--as-of", "2025-02-03", "due", "--json").json["as_of"] == "2025-02-03"


def test_a_bug_exits_with_3_and_names_the_log(
    cli: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_given: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("smallcrm.cli.lists.customer_query", broken)
    answer = cli("customers", "--json")
    assert (answer.status, answer.out) == (3, "")
    assert "Traceback" not in answer.err
    log = next((tmp_path / "home").rglob("errors.log"))
    assert str(log) in answer.err
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
