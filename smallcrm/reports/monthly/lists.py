"""The lists of the report; they are those of every report of tables."""

from smallcrm.reports.listings import (
    BODY_ROWS,
    Listing,
    draw_cut_note,
    draw_empty,
    draw_in_appendix,
    draw_in_body,
)

__all__ = [
    "BODY_ROWS",
    "Listing",
    "draw_cut_note",
    "draw_empty",
    "draw_in_appendix",
    "draw_in_body",
]
