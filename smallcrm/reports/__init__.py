"""From a frozen dataclass to paper; knows no database."""
