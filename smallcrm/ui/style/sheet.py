"""The one style sheet: resources/style.qss filled with the tokens, set once on the application.

In that file `$name` is a colour token, `13sp` a size at 100 % text and `icon(name, $token)` a
recoloured drawing. Bare type selectors style leaf controls only (line edits, combo boxes, scroll
bars, menus). Anything that can hold children is named by object name or by a dynamic property, so
nothing leaks into them.
"""

import re
from collections.abc import Callable

from smallcrm.ui.style.tokens import Tokens

_ICON = re.compile(r"icon\((?P<name>[a-z-]+), \$(?P<token>\w+)\)")
_COLOR = re.compile(r"\$(\w+)")
_LESS = re.compile(r"\((\d+)sp - (\d+)px\)")  # a size without its border
_SIZE = re.compile(r"(?<![\w#])(\d+)sp\b")


def make_sheet(
    text: str,
    tokens: Tokens,
    px: Callable[[float], int],
    icon_path: Callable[[str, str], str],
) -> str:
    """Return the style sheet with its tokens filled in.

    px scales a size by the text size; icon_path(name, token) gives a drawing's file.
    A token that does not exist raises KeyError.
    """
    colors = tokens._asdict()
    text = _ICON.sub(lambda found: f'url("{icon_path(found["name"], found["token"])}")', text)
    text = _COLOR.sub(lambda found: colors[found[1]], text)
    text = _LESS.sub(lambda found: f"{px(int(found[1])) - int(found[2])}px", text)
    return _SIZE.sub(lambda found: f"{px(int(found[1]))}px", text)
