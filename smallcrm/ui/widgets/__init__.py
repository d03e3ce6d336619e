"""Pieces that pages, forms and dialogs share."""
