"""Charts, drawn on the server as SVG: a title, a picture, and the same numbers as a table."""

from collections.abc import Callable, Sequence
from typing import Protocol

from markupsafe import Markup

from educrowd.core.formatting import number

WIDTH, HEIGHT = 640, 200
SPARK_WIDTH, SPARK_HEIGHT = 120, 32
MARGIN = 4

Rows = Sequence[tuple[str, float]]
Show = Callable[[float], str]


class Ahead(Protocol):
    """Where a line may lead by the end."""

    @property
    def low(self) -> float: ...
    @property
    def middle(self) -> float: ...
    @property
    def high(self) -> float: ...


def sparkline(series: Sequence[float], label: str) -> Markup:
    """Draw a small line without axes; the label tells listeners what it shows."""
    points = _points(series, SPARK_WIDTH, SPARK_HEIGHT, top=max([*series, 1]))
    last_x, last_y = points.split()[-1].split(",") if series else (0, SPARK_HEIGHT)
    return Markup(
        '<svg class="sparkline" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
        ' aria-label="{label}">'
        '<polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    ).format(w=SPARK_WIDTH, h=SPARK_HEIGHT, label=label, points=points, x=last_x, y=last_y)


def bars(title: str, rows: Rows, show: Show = number) -> Markup:
    """Draw one bar for each (label, value); `show` writes a value."""
    top = max([value for _, value in rows] + [1])
    drawn = Markup("").join(_bar(row, place, len(rows), top, show) for place, row in enumerate(rows))
    ends = (rows[0][0], rows[-1][0]) if len(rows) > 1 else ("", "")
    return _figure(title, drawn, rows, show, ends=ends)


def pace(
    title: str,
    rows: Rows,
    goal: float,
    *,
    length: int = 0,
    ahead: Ahead | None = None,
    ends: tuple[str, str] = ("", ""),
    show: Show = number,
) -> Markup:
    """Draw how an amount grew by the end of each of `length` days toward a goal, and where that may lead.

    `ends` are the words below the first and the last day.
    """
    values = [0, *(value for _, value in rows)]
    top = max(*values, goal, ahead.high if ahead else 0, 1)
    reach = round(WIDTH * len(rows) / max(length, len(rows), 1), 1)
    line, now_y, goal_y = _points(values, reach, HEIGHT, top), _height(values[-1], top), _height(goal, top)
    drawn = Markup(
        '<line class="chart-goal" x1="0" x2="{w}" y1="{y}" y2="{y}"/>'
        '<polygon class="chart-area" points="0,{h} {line} {reach},{h}"/>{span}'
        '<polyline class="chart-line" points="{line}"/>'
        '<circle class="chart-now" cx="{reach}" cy="{now}" r="5"/>'
    ).format(
        w=WIDTH,
        h=HEIGHT,
        y=goal_y,
        line=line,
        reach=reach,
        now=now_y,
        span=_span(ahead, reach, now_y, top) if ahead else Markup(""),
    )
    legend = [("line", f"{show(values[-1])} so far"), ("goal", f"{show(goal)} goal")]
    if ahead:
        legend.append(("ahead", f"{show(ahead.low)} to {show(ahead.high)}, if it goes on like this"))
    return _figure(title, drawn, rows, show, ends=ends, legend=legend)


def _span(ahead: Ahead, x: float, y: float, top: float) -> Markup:
    low, middle, high = (_height(value, top) for value in (ahead.low, ahead.middle, ahead.high))
    return Markup(
        '<polygon class="chart-span" points="{x},{y} {w},{low} {w},{high}"/>'
        '<line class="chart-ahead" x1="{x}" y1="{y}" x2="{w}" y2="{middle}"/>'
    ).format(x=x, y=y, w=WIDTH, low=low, middle=middle, high=high)


def _bar(row: tuple[str, float], place: int, count: int, top: float, show: Show) -> Markup:
    label, value = row
    step = WIDTH / count
    y = _height(value, top)
    return Markup(
        '<rect class="chart-bar" x="{x}" y="{y}" width="{width}" height="{height}" rx="3">'
        "<title>{label}: {value}</title></rect>"
    ).format(
        x=round(place * step + step * 0.14, 1),
        y=y,
        width=round(step * 0.72, 1),
        height=round(HEIGHT - y, 1),
        label=label,
        value=show(value),
    )


def _figure(
    title: str,
    drawn: Markup,
    rows: Rows,
    show: Show,
    *,
    ends: tuple[str, str],
    legend: Sequence[tuple[str, str]] = (),
) -> Markup:
    cells = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="number">{}</td></tr>').format(label, show(value))
        for label, value in rows
    )
    return Markup(
        '<figure class="chart"><figcaption>{title}</figcaption>{legend}'
        '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{label}">{drawn}</svg>{ends}'
        "<details><summary>As a table</summary>"
        '<table class="table"><caption class="visually-hidden">{title}</caption>'
        "<tbody>{cells}</tbody></table>"
        "</details></figure>"
    ).format(
        title=title,
        label=": ".join([title, *filter(None, [", ".join(words for _, words in legend)])]),
        legend=_legend(legend),
        w=WIDTH,
        h=HEIGHT,
        drawn=drawn,
        ends=Markup('<p class="chart-ends"><span>{}</span> <span>{}</span></p>').format(*ends) if any(ends) else "",
        cells=cells,
    )


def _legend(legend: Sequence[tuple[str, str]]) -> Markup:
    keys = Markup("").join(Markup('<li class="key-{}">{}</li>').format(kind, words) for kind, words in legend)
    return Markup('<ul class="chart-legend" aria-hidden="true">{}</ul>').format(keys) if legend else Markup("")


def _points(series: Sequence[float], width: float, height: int, top: float) -> str:
    step = width / max(len(series) - 1, 1)
    return " ".join(f"{round(place * step, 1)},{_height(value, top, height)}" for place, value in enumerate(series))


def _height(value: float, top: float, height: int = HEIGHT) -> float:
    return round(height - MARGIN - (height - 2 * MARGIN) * value / top, 1)
