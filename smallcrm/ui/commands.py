"""What can be done from anywhere: one registry for keys, their overview and the search box."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from smallcrm.services.search_terms import Spans


class Command(NamedTuple):
    """An action by its key.

    `text` is a verb phrase in the user's language, `words` are others it is found by; one without
    an icon is not found by searching (it only has a shortcut).
    """

    key: str
    text: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    words: str = ""


class FoundCommand(NamedTuple):
    """A command found by a text: what of its own text was found, and whether at a beginning."""

    command: Command
    spans: "Spans"
    starts: bool


class Commands:
    """The commands of a window, in the order in which they were added."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._later: list[Callable[[], Iterable[Command]]] = []

    def add(self, commands: Iterable[Command]) -> None:
        """Add commands; one with a key that is there already takes its place."""
        for command in commands:
            self._commands[command.key] = command

    def add_later(self, make: Callable[[], Iterable[Command]]) -> None:
        """Add what make() returns when somebody searches for the first time."""
        self._later.append(make)

    def all(self) -> list[Command]:
        """Return every command."""
        return list(self._commands.values())

    def run(self, key: str) -> None:
        """Do what a command does."""
        self._commands[key].run()

    def find(self, text: str, limit: int = 5) -> list[FoundCommand]:
        """Return the commands that hold every piece of a text, those beginning with it first."""
        # loaded when somebody searches: a window has its commands before that
        from smallcrm.core.pinyin import search_readings
        from smallcrm.core.text import fold
        from smallcrm.services.search_terms import find_piece, join_spans, pieces_of

        pieces = pieces_of(text)
        if not pieces:
            return []
        while self._later:
            self.add(self._later.pop(0)())
        ranked = []
        for place, command in enumerate(self._commands.values()):
            known = f"{fold(command.text)}\n{search_readings(command.text)}\n{fold(command.words)}"
            if not command.icon or not all(piece.fits(known) for piece in pieces):
                continue
            found = [span for piece in pieces if (span := find_piece(command.text, piece))]
            spans = join_spans(found)
            head = pieces[0].text
            starts = (bool(spans) and spans[0][0] == 0) or any(
                word.startswith(head) for word in known.split()
            )
            ranked.append((not starts, not spans, place, FoundCommand(command, spans, starts)))
        return [found for *_rank, found in sorted(ranked, key=lambda rank: rank[:3])][:limit]
