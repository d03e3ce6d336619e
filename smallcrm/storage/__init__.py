"""The data file: open, migrate, write, undo, search, back up."""
