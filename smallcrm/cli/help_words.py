"""A parser of arguments whose help is in the user's language throughout."""

import argparse
from collections.abc import Iterable
from typing import Any

from smallcrm.core.i18n import _


class _Help(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Begin with "usage:" in the user's language."""
        said = _("usage:") + " " if prefix is None else prefix
        super().add_usage(usage, actions, groups, said)


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that says in the user's language what argparse says in English."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"formatter_class": _Help, **more, "add_help": False})
        self._positionals.title = _("what to give")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help"))
