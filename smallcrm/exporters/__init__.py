"""From rows and columns to files that other programs read; knows no database."""
