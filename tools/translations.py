"""Keep the translations of smallcrm: collect texts, add Chinese, compile, check.

    python tools/translations.py add FILE.tsv     put translations in (and replace older ones)
    python tools/translations.py update [--prune] bring the catalogues up to the texts in the code
    python tools/translations.py missing [PATH]   what has no Chinese yet, as a TSV to fill in
    python tools/translations.py compile          make the .mo files that the program reads
    python tools/translations.py check            fail when something is missing or wrong

A line of a TSV is `English<TAB>中文`; `context^^^English` for pgettext, `one|||many` for ngettext;
`\\n` stands for a new line; empty lines and lines starting with `# ` are passed over. Catalogues
hold no line numbers and no dates, and are sorted, so that a change shows as what it is.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
PLURAL_FORMS = {
    "zh_CN": "nplurals=1; plural=0;",
    "en": "nplurals=2; plural=(n != 1);",
}
HEADER = """\
# Translations of smallcrm. Made with tools/translations.py.
msgid ""
msgstr ""
"Project-Id-Version: smallcrm\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"

"""
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?[#0\-+]*(?:\d+|\*)?(?:\.\d+)?[diouxXeEfFgGcrsa%]")


class Key(NamedTuple):
    """What a text is found by: its context ("" for none) and its English (singular)."""

    context: str
    text: str

    def __str__(self) -> str:
        return f"{self.context}^^^{self.text}" if self.context else self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """A text with its translation.

    `plural` is "" for a text without one; `forms` has one for each plural form of the language.
    """

    key: Key
    plural: str = ""
    forms: tuple[str, ...] = ()
    fuzzy: bool = False

    @property
    def translated(self) -> bool:
        return bool(self.forms) and all(self.forms) and not self.fuzzy


Entries = dict[Key, Entry]


class BadInput(Exception):
    """Something in a file given to this tool; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are."""

    root: Path = ROOT

    @property
    def code(self) -> Path:
        return self.root / "smallcrm"

    @property
    def folder(self) -> Path:
        return self.root / "resources" / "translations"

    def po(self, language: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / "smallcrm.po"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Let one process at a time change the catalogues; the system frees it at its end."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / ".lock", "w", encoding="ascii") as file:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
            yield


# --- files ------------------------------------------------------------------------------------


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file so that a reader sees the old or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def extract(project: Project, only: Iterable[Path] = ()) -> Entries:
    """Find the texts in the code (or in the files and folders of `only`)."""
    wanted = [Path(path).resolve() for path in only]
    found: Entries = {}
    for path in sorted(project.code.rglob("*.py")):
        if wanted and not any(path.resolve().is_relative_to(place) for place in wanted):
            continue
        for _line, text, _comments, context in extract_from_file("python", path, KEYWORDS):
            one, many = text if isinstance(text, tuple) else (str(text), "")
            if not one:
                continue
            key = Key(context or "", one)
            if key in found and not many:
                continue
            found[key] = Entry(key, many)
    return found


def read_catalogue(project: Project, language: str) -> Entries:
    """Read a .po file; one that is missing is empty."""
    path = project.po(language)
    if not path.exists():
        return {}
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, abort_invalid=True)
    entries: Entries = {}
    for message in catalogue:
        if not message.id:
            continue
        one, many = message.id if isinstance(message.id, tuple) else (str(message.id), "")
        string = message.string
        forms = string if isinstance(string, tuple) else (str(string or ""),)
        key = Key(message.context or "", one)
        entries[key] = Entry(key, many, tuple(forms), message.fuzzy)
    return entries


def to_catalogue(language: str, entries: Entries) -> Catalog:
    """The entries as Babel keeps them."""
    catalogue = Catalog(locale=language, fuzzy=False)
    for entry in entries.values():
        key = entry.key
        catalogue[key.text] = Message(
            (key.text, entry.plural) if entry.plural else key.text,
            (entry.forms or ("",)) if entry.plural else (entry.forms or ("",))[0],
            flags=["fuzzy"] if entry.fuzzy else [],
            context=key.context or None,
        )
    return catalogue


def write_catalogue(project: Project, language: str, entries: Entries) -> None:
    """Write a .po file: sorted, without line numbers and dates."""
    body = io.BytesIO()
    ordered = {
        key: entries[key] for key in sorted(entries, key=lambda key: (key.text, key.context))
    }
    write_po(body, to_catalogue(language, ordered), width=0, no_location=True, omit_header=True)
    header = HEADER.format(language=language, plural=PLURAL_FORMS[language])
    text = header.encode() + body.getvalue().strip() + b"\n"
    path = project.po(language)
    if not path.exists() or path.read_bytes() != text:
        write_whole(path, text)


def read_tsv(path: Path) -> Entries:
    """Read translations from a TSV; BadInput names every line that is not one."""
    entries: Entries = {}
    wrong: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        source, tab, target = line.partition("\t")
        if not tab or not source.strip() or not target.strip():
            wrong.append(f"{path.name}:{number}: needs English, a tab and the translation: {line}")
            continue
        context, mark, text = source.strip().rpartition("^^^")
        one, _mark, many = text.partition("|||")
        key = Key(unescape(context) if mark else "", unescape(one))
        entry = Entry(key, unescape(many), (unescape(target.strip()),))
        wrong += [f"{path.name}:{number}: {problem}" for problem in placeholder_problems(entry)]
        entries[key] = entry
    if wrong:
        raise BadInput("\n".join(wrong))
    return entries


def unescape(text: str) -> str:
    r"""Turn `\n` and `\t` as written in a TSV into what they stand for."""
    return text.replace("\\n", "\n").replace("\\t", "\t")


def escape(text: str) -> str:
    r"""The reverse of unescape."""
    return text.replace("\n", "\\n").replace("\t", "\\t")


# --- checks -------------------------------------------------------------------------------------


def placeholders(text: str) -> set[str]:
    """The %-placeholders of a text, `%%` left out."""
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[0] != "%%"}


def placeholder_problems(entry: Entry) -> list[str]:
    """Say where a translation's placeholders are not those of the English text."""
    wanted = placeholders(entry.plural or entry.key.text)
    problems = []
    for form in filter(None, entry.forms):
        given = placeholders(form)
        if not wanted and not given:
            continue
        # one form of a plural may leave out the number: "one customer"
        missing = wanted - given if not entry.plural or len(entry.forms) == 1 else set()
        if missing or given - wanted:
            wants, has = (" ".join(sorted(names)) or "none" for names in (wanted, given))
            problems.append(f"placeholders differ in “{entry.key}”: {wants} / {has}")
        elif re.sub(PLACEHOLDER, "", form).count("%"):
            problems.append(f"a bare % (write %%) in the translation of “{entry.key}”")
    return problems


def problems(project: Project) -> list[str]:
    """Everything that is missing or wrong in the catalogues, as sentences."""
    code = extract(project)
    found = []
    chinese = read_catalogue(project, "zh_CN")
    for key, entry in code.items():
        translation = chinese.get(key)
        if translation is None or not translation.translated:
            found.append(f"zh_CN: no translation of “{key}”")
        elif translation.plural != entry.plural:
            found.append(f"zh_CN: the plural of “{key}” is not as in the code")
    english = read_catalogue(project, "en")
    for key, entry in code.items():
        translation = english.get(key)
        if entry.plural and (translation is None or not translation.translated):
            found.append(f"en: no plural forms of “{key}”")
    for language, entries in (("zh_CN", chinese), ("en", english)):
        found += [
            f"{language}: not in the code any more: “{key}”" for key in entries if key not in code
        ]
        for translated in entries.values():
            found += [f"{language}: {problem}" for problem in placeholder_problems(translated)]
    return sorted(found)


# --- commands -----------------------------------------------------------------------------------


def english_plurals(code: Entries, english: Entries) -> Entries:
    """The English catalogue: only plurals, filled from the code where nobody wrote other words."""
    entries = dict(english)
    for key, entry in code.items():
        if entry.plural and (key not in entries or entries[key].plural != entry.plural):
            entries[key] = replace(entry, forms=(key.text, entry.plural))
    return entries


def add(project: Project, path: Path) -> int:
    """Put the lines of a TSV into the Chinese catalogue; return how many are new or changed."""
    new = read_tsv(path)
    with project.lock():
        entries = read_catalogue(project, "zh_CN")
        changed = sum(entries.get(key) != entry for key, entry in new.items())
        write_catalogue(project, "zh_CN", entries | new)
        plurals = english_plurals(new, read_catalogue(project, "en"))
        write_catalogue(project, "en", plurals)
    return changed


def update(project: Project, *, prune: bool = False) -> int:
    """Bring the catalogues up to the code (prune: drop the rest); return how many lack Chinese."""
    code = extract(project)
    with project.lock():
        chinese, english = (read_catalogue(project, language) for language in ("zh_CN", "en"))
        for key, entry in code.items():
            known = chinese.get(key, Entry(key, forms=("",)))
            chinese[key] = replace(known, plural=entry.plural)
        english = english_plurals(code, english)
        if prune:
            chinese = {key: entry for key, entry in chinese.items() if key in code}
            english = {key: entry for key, entry in english.items() if key in code}
        write_catalogue(project, "zh_CN", chinese)
        write_catalogue(project, "en", english)
    return sum(not chinese[key].translated for key in code)


def missing(project: Project, only: Iterable[Path] = ()) -> list[str]:
    """The texts without Chinese, as lines of a TSV to fill in."""
    chinese = read_catalogue(project, "zh_CN")
    lines = []
    for key, entry in extract(project, only).items():
        if key not in chinese or not chinese[key].translated:
            plural = f"|||{entry.plural}" if entry.plural else ""
            lines.append(escape(f"{key}{plural}") + "\t")
    return sorted(lines)


def compile_all(project: Project) -> None:
    """Make the .mo file of each catalogue."""
    for language in PLURAL_FORMS:
        entries = read_catalogue(project, language)
        done = {key: entry for key, entry in entries.items() if entry.translated}
        data = io.BytesIO()
        catalogue = to_catalogue(language, done)
        write_mo(data, catalogue)
        write_whole(project.po(language).with_suffix(".mo"), data.getvalue())


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(prog="translations", description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add", help="add or replace translations").add_argument(
        "file", type=Path, nargs="+"
    )
    commands.add_parser("update", help="add the texts of the code").add_argument(
        "--prune", action="store_true", help="drop texts that the code no longer has"
    )
    commands.add_parser("missing", help="list texts without Chinese").add_argument(
        "path", type=Path, nargs="*"
    )
    commands.add_parser("compile", help="make the .mo files")
    commands.add_parser("check", help="fail when something is missing or wrong")
    options = parser.parse_args(arguments)
    try:
        return run(Project(options.root.resolve()), options)
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 1


def run(project: Project, options: argparse.Namespace) -> int:
    """Do what the command line asks for."""
    if options.command == "add":
        for path in options.file:
            print(f"{path.name}: {add(project, path)} new or changed")
    elif options.command == "update":
        print(f"{update(project, prune=options.prune)} texts have no Chinese")
    elif options.command == "missing":
        print("\n".join(missing(project, options.path)))
    elif options.command == "compile":
        compile_all(project)
    else:
        found = problems(project)
        print("\n".join(found) or "the translations are complete")
        return 1 if found else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
