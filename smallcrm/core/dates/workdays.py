"""Working days of the PRC: public holidays, and weekends that are worked instead."""

from datetime import date, timedelta


def known_years() -> tuple[int, int]:
    """Return the first and last year whose holidays are known; beyond them weekends count."""
    import chinese_calendar

    years = [day.year for day in chinese_calendar.holidays]
    return min(years), max(years)


def is_workday(day: date, *, chinese: bool = True) -> bool:
    """Tell whether a day is worked; Monday to Friday where the holidays are not known."""
    if chinese:
        import chinese_calendar

        try:
            return bool(chinese_calendar.is_workday(day))
        except NotImplementedError:
            pass
    return day.weekday() < 5


def shift_to_workday(day: date, *, back: bool = False, chinese: bool = True) -> date:
    """Return the day itself, or the next working day (with `back` the one before)."""
    step = timedelta(days=-1 if back else 1)
    while not is_workday(day, chinese=chinese):
        day += step
    return day
