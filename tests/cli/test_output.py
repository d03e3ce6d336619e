"""What a terminal shows: aligned lines, and a bar that leaves nothing behind."""

import io

import pytest

from smallcrm.cli.output import align, print_lines, width
from smallcrm.cli.terminal import CLEAR, Bar, tell


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_columns_are_aligned_with_wide_letters() -> None:
    lines = align([("1", "海川", "a"), ("22", "ab", "b"), ("3", "", "")])
    assert [width(line[: line.rindex(last)]) for line, last in zip(lines, "ab", strict=False)] == [
        10,
        10,
    ]
    assert lines[2] == "3"
    assert align([]) == []


def test_a_bar_is_drawn_on_a_terminal_and_taken_off_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    bar = Bar()
    bar.report(0, 0, "reading")
    bar.report(5, 10, "写入")
    bar.report(20, 10)
    assert "[##########..........] 写入" in shown.getvalue()
    print_lines(["done"])
    assert shown.getvalue().endswith(CLEAR)
    assert capsys.readouterr().out == "done\n"
    tell("a message")
    assert shown.getvalue().endswith(f"{CLEAR}a message\n")


def test_nothing_is_drawn_into_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    Bar().report(1, 2, "x")
    print_lines([])
    assert capsys.readouterr() == ("", "")
