"""Design tokens: every colour and size of the window, once for light and once for dark."""

from typing import NamedTuple

# Distances are steps of four; controls and rows have one height each (px at 100 % text).
STEP = 4
CONTROL_HEIGHT = 32
ROW_HEIGHT = 34
ICON_SIZE = 16

# Type sizes in px at 100 % text.
SMALL_SIZE = 12
BODY_SIZE = 13
SECTION_SIZE = 14
PAGE_SIZE = 18

TEXT_PERCENTS = (100, 115, 130)


class Tokens(NamedTuple):
    """The colours of one scheme as #rrggbb; widgets name the field, never the colour."""

    bg: str
    surface: str
    raised: str
    sunken: str
    hover: str
    line: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_bg: str
    accent_hover: str
    on_accent: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    bad: str
    bad_bg: str
    # of charts: bars that are not set off, and five steps from little to much
    accent_soft: str
    ramp_1: str
    ramp_2: str
    ramp_3: str
    ramp_4: str
    ramp_5: str


LIGHT = Tokens(
    bg="#f6f7f9",
    surface="#ffffff",
    raised="#ffffff",
    sunken="#eef1f5",
    hover="#f2f4f8",
    line="#e3e6eb",
    text="#1c2330",
    muted="#667085",
    faint="#98a2b3",
    accent="#2463eb",
    accent_bg="#eaf1fe",
    accent_hover="#1d55d0",
    on_accent="#ffffff",
    ok="#0e8a5f",
    ok_bg="#e6f5ee",
    warn="#b25e09",
    warn_bg="#fdf1e0",
    bad="#c8322b",
    bad_bg="#fdecea",
    accent_soft="#a6c0f7",
    ramp_1="#dce7fc",
    ramp_2="#a6c0f7",
    ramp_3="#6e96f2",
    ramp_4="#2463eb",
    ramp_5="#143c96",
)

DARK = Tokens(
    bg="#14171c",
    surface="#1b1f26",
    raised="#222731",
    sunken="#171a20",
    hover="#242a34",
    line="#2d3440",
    text="#e6e9ef",
    muted="#9aa4b5",
    faint="#6b7586",
    accent="#6f9dff",
    accent_bg="#22314f",
    accent_hover="#86adff",
    on_accent="#0c1220",
    ok="#4cc595",
    ok_bg="#173329",
    warn="#e9a64b",
    warn_bg="#3a2c16",
    bad="#f2796f",
    bad_bg="#3f2022",
    accent_soft="#4a68a8",
    ramp_1="#26365a",
    ramp_2="#33508c",
    ramp_3="#4669b8",
    ramp_4="#6f9dff",
    ramp_5="#bcd1ff",
)
