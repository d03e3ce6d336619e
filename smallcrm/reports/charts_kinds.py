"""What charts say: pure descriptions, laid out by `charts_layout`, drawn by paper and window.

Values are numbers in any unit; the numbers printed at them are ready texts. A `key` names what lies
behind a mark, for a window in which it can be opened; the printed report has none.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class BarSeries:
    """One row of bars: values, the number printed at each, and targets drawn as short strokes.

    `strong` is the index of the bar set off from the others, usually the month reported.
    """

    name: str
    values: tuple[int, ...]
    numbers: tuple[str, ...]
    targets: tuple[int | None, ...] = ()
    strong: int | None = None
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BarChart:
    """A panel of bars for each series above a common row of labels."""

    title: str
    series: tuple[BarSeries, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One bar of a funnel: its label and length, the number at its end, a figure at the right."""

    label: str
    value: int
    number: str
    figure: str
    strong: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Bars that lie: from the first stage to the last, or the longest first."""

    title: str
    rows: tuple[FunnelRow, ...]


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line with a number at each point; None leaves a gap."""

    title: str
    values: tuple[float | None, ...]
    numbers: tuple[str, ...]
    labels: tuple[str, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackedRow:
    """One bar in parts, in the order of the chart's parts; `total` is printed at its end."""

    label: str
    values: tuple[int, ...]
    numbers: tuple[str, ...]
    total: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StackedChart:
    """Bars that lie, each in parts; `parts` names them and `totals` says what each comes to."""

    title: str
    parts: tuple[str, ...]
    rows: tuple[StackedRow, ...]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParetoRow:
    """One bar of a Pareto chart; the largest comes first."""

    label: str
    value: int
    number: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ParetoChart:
    """The largest first, and what share of `whole` they make together.

    Bars are set off until they make `main` percent. `heads` name the columns: amount and share.
    """

    title: str
    rows: tuple[ParetoRow, ...]
    whole: int
    heads: tuple[str, str] = ("", "")
    main: float = 80.0


@dataclass(frozen=True, slots=True)
class HeatDay:
    """One day of a heat calendar: how much, what it says in words, and what lies behind it."""

    day: date
    value: int
    name: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class HeatChart:
    """Days as squares, weeks side by side: the fuller, the stronger, with the number inside.

    `days` follow each other without a gap. `weekdays` are seven short names from Monday on,
    `months` twelve from January on.
    """

    title: str
    days: tuple[HeatDay, ...]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


Chart = BarChart | FunnelChart | LineChart | StackedChart | ParetoChart | HeatChart
