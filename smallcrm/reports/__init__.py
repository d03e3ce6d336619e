"""Documents on paper: a frozen dataclass in, a PDF out. Knows no database and no window."""
