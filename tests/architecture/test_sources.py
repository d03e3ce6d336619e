"""Rules about the code as a whole that no linter has (import-linter has those on imports)."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "smallcrm"
LONGEST_MODULE = 450
LONGEST_FUNCTION = 60
TRANSLATORS = {"_", "N_", "gettext", "ngettext", "pgettext"}
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6})\b|^#[0-9a-fA-F]{3}$")
# the places that hold the colours of the window and of paper
COLOUR_HOLDERS = ("ui/theme.py", "ui/style/", "reports/style.py")

ICONS = ROOT / "resources" / "icons"
# the functions that take the name of an icon, and at which place
ICON_CALLS = {"icon": 0, "icon_pixmap": 0, "set_icon": 1}


@cache
def modules() -> tuple[tuple[str, str, ast.Module], ...]:
    """Each module of the package: its path, its text and its syntax tree."""
    texts = [(path, path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    return tuple(
        (path.relative_to(PACKAGE).as_posix(), text, ast.parse(text)) for path, text in texts
    )


def called_name(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def test_modules_are_short() -> None:
    long = {name: text.count("\n") for name, text, _ in modules()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_MODULE} == {}


def test_functions_are_short() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}: {length} lines"
        for name, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def test_modules_say_what_they_are() -> None:
    assert [name for name, _, tree in modules() if not ast.get_docstring(tree)] == []


def test_texts_are_translated_before_values_are_put_in() -> None:
    """An f-string, `%` or .format() inside `_()` never matches a text of the catalogue."""
    wrong = [
        f"{name}:{node.lineno}"
        for name, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called_name(node) in TRANSLATORS
        and any(is_built_text(part) for part in node.args[:2])
    ]
    assert wrong == []


def test_texts_stand_outside_f_strings() -> None:
    """Before Python 3.12 the catalogue's collector does not see a `_()` within an f-string."""
    wrong = [
        f"{name}:{part.lineno}"
        for name, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in ast.walk(node)
        if isinstance(part, ast.Call) and called_name(part) in TRANSLATORS
    ]
    assert wrong == []


def is_built_text(node: ast.expr) -> bool:
    """Whether an argument is a text made at run time from pieces."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp):
        return any(
            isinstance(side, ast.Constant | ast.JoinedStr) for side in (node.left, node.right)
        )
    return isinstance(node, ast.Call) and called_name(node) == "format"


def test_colours_stand_in_one_place() -> None:
    wrong = [
        f"{name}:{node.lineno} {node.value[:40]!r}"
        for name, _, tree in modules()
        if not name.startswith(COLOUR_HOLDERS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and COLOUR.search(node.value)
    ]
    assert wrong == []


def test_icons_that_are_named_exist() -> None:
    named = {
        (name, part.value)
        for name, _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for part in icon_arguments(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value
    }
    assert sorted(use for use in named if not (ICONS / f"{use[1]}.svg").exists()) == []


def icon_arguments(node: ast.Call) -> list[ast.expr]:
    """The arguments of a call that name an icon."""
    given = [keyword.value for keyword in node.keywords if keyword.arg == "icon"]
    place = ICON_CALLS.get(called_name(node), len(node.args))
    return given + node.args[place : place + 1]
