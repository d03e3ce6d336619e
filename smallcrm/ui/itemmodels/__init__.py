"""Qt item models over lists that are read page by page."""
