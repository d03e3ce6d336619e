"""Values without a database or a window: money, dates, phones, text, language, paths."""
