"""Charts of a report as shapes with places: the page's template draws them as SVG."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from config.durations import DAY_MS, written_duration
from streams.backtest import words
from streams.backtest.report import Report

WIDTH: Final = 720
BAR: Final = 14
GAP: Final = 12
NAMES_WIDTH: Final = 260
VALUES_WIDTH: Final = 60
COLUMNS_HEIGHT: Final = 160
AXIS: Final = 34


class Bar(NamedTuple):
    """A rectangle of one policy (`series`, from 0), and what is said of it."""

    series: int
    x: float
    y: float
    width: float
    height: float
    said: str


class Text(NamedTuple):
    """A word beside the bars; `anchor` as SVG's `text-anchor`."""

    x: float
    y: float
    anchor: str
    words: str


class Chart(NamedTuple):
    """One picture, and the same figures as a table."""

    title: str
    height: float
    bars: list[Bar]
    texts: list[Text]
    head: list[str]
    rows: list[list[str]]


def charts_of(report: Report) -> list[Chart]:
    """What can be shown of a report: over time, per rule, per measure, and against labels."""
    names = [policy.name for policy in report.policies]
    measures = sorted({one for policy in report.policies for one in policy.by_measure})
    by_measure = [
        (one, [float(policy.by_measure.get(one, 0)) for policy in report.policies])
        for one in measures
    ]
    by_rule = [
        (rule.rule_id, [float(value) for value in rule.subjects])
        for rule in words.spoken_of(report)
    ]
    charts = [
        _rows_chart("Subjects caught, by rule", names, by_rule),
        _columns_chart(report, names),
    ]
    if by_measure:
        charts.append(_rows_chart("Enforced sanctions, by measure", names, by_measure))
    judged = [policy.quality for policy in report.policies]
    if all(judged):
        shares = [
            (what, [float(getattr(one, what) or 0) * 100 for one in judged])
            for what in ("precision", "recall")
        ]
        charts.append(_rows_chart("Enforced sanctions against the labels", names, shares, "%"))
    return charts


def _rows_chart(
    title: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]], unit: str = ""
) -> Chart:
    """Bars from left to right, a group of them for each row."""
    most = 100.0 if unit else max([1.0, *(value for _, values in rows for value in values)])
    scale = (WIDTH - NAMES_WIDTH - VALUES_WIDTH) / most
    bars, texts, y = list[Bar](), list[Text](), 0.0
    for name, values in rows:
        middle = y + BAR * len(values) / 2
        texts.append(Text(NAMES_WIDTH - 10, middle + 4, "end", name))
        for series, value in enumerate(values):
            shown = _shown(value, unit)
            said = f"{name}, {names[series]}: {shown}"
            bars.append(Bar(series, NAMES_WIDTH, y, round(value * scale, 1), BAR - 2, said))
            texts.append(
                Text(round(NAMES_WIDTH + value * scale + 6, 1), y + BAR - 3, "start", shown)
            )
            y += BAR
        y += GAP
    cells = [[name, *(_shown(value, unit) for value in values)] for name, values in rows]
    return Chart(title, y, bars, texts, ["", *names], cells)


def _shown(value: float, unit: str) -> str:
    return f"{value:.1f}{unit}" if unit else f"{value:,.0f}"


def _columns_chart(report: Report, names: Sequence[str]) -> Chart:
    """Columns over time, one of each policy side by side."""
    line = report.timeline
    moments = [line.start_ms + n * line.step_ms for n in range(len(line.sanctions[0]))]
    most = max(1, *(count for counts in line.sanctions for count in counts))
    slot = (WIDTH - AXIS) / len(moments)
    wide = min(slot * 0.85 / len(names), 24)
    bars = [
        Bar(
            series,
            round(AXIS + place * slot + series * wide, 1),
            round(COLUMNS_HEIGHT * (1 - count / most) + 10, 1),
            round(wide, 1),
            round(COLUMNS_HEIGHT * count / most, 1),
            f"{_clock(moments[place], line.step_ms)}, {names[series]}: {count:,}",
        )
        for series, counts in enumerate(line.sanctions)
        for place, count in enumerate(counts)
        if count
    ]
    rows = [
        [_clock(at_ms, line.step_ms), *(words.number(counts[place]) for counts in line.sanctions)]
        for place, at_ms in enumerate(moments)
    ]
    title = f"Sanctions, shadow ones too, per {written_duration(line.step_ms)} of event time (UTC)"
    texts = [
        Text(AXIS - 6, 16, "end", words.number(most)),
        Text(AXIS - 6, COLUMNS_HEIGHT + 12, "end", "0"),
        *_ticks(moments, slot, line.step_ms),
    ]
    return Chart(title, COLUMNS_HEIGHT + 34, bars, texts, ["from", *names], rows)


def _ticks(moments: Sequence[int], slot: float, step_ms: int) -> list[Text]:
    """The times of the first, the middle and the last column."""
    last = len(moments) - 1
    places = [(0, "start")] + ([(last // 2, "middle")] if last > 3 else [])
    places += [(last, "end")] if last else []
    return [
        Text(
            round(AXIS + (place + (anchor == "end")) * slot, 1),
            COLUMNS_HEIGHT + 28,
            anchor,
            _clock(moments[place], step_ms),
        )
        for place, anchor in places
    ]


def _clock(at_ms: int, step_ms: int) -> str:
    form = "%Y-%m-%d" if step_ms >= DAY_MS else "%m-%d %H:%M"
    return datetime.fromtimestamp(at_ms / 1_000, UTC).strftime(form)
