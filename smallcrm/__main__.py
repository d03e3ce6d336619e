"""The program's entry: a command of the command line, or the window when no command is given."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run smallcrm.

    Returns the exit status (0 done, 1 told to the user, 2 wrong usage, 3 a bug).
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given[:1] == ["--read-list"]:
        # The frozen program reads lists in a child process, which is itself.
        from smallcrm.importers.reader_child import main as read_list

        return read_list(given[1:])
    from smallcrm.cli.main import prepare, run

    prepared = prepare(given)
    if prepared.command:
        return run(prepared)
    import gc

    # Nothing that is loaded goes again: looking for cycles would only take its time. The window
    # goes on with it.
    gc.disable()
    from smallcrm.ui.guard import guard_imports

    guard_imports()
    from smallcrm.ui.application import start

    return start(prepared.file, prepared.language)


if __name__ == "__main__":
    # Frozen programs on Windows start their child processes through here.
    import multiprocessing

    multiprocessing.freeze_support()
    sys.exit(main())
