"""Charts, drawn on the server as SVG: a title, a picture, and the same numbers as a table."""

from collections.abc import Sequence

from markupsafe import Markup

from educrowd.core.formatting import number

WIDTH, HEIGHT = 640, 200
SPARK_WIDTH, SPARK_HEIGHT = 120, 32
MARGIN = 4


def sparkline(series: Sequence[float], label: str) -> Markup:
    """Draw a small line without axes; the label tells listeners what it shows."""
    points = _points(series, SPARK_WIDTH, SPARK_HEIGHT, top=max([*series, 1]))
    last_x, last_y = points.split()[-1].split(",") if series else (0, SPARK_HEIGHT)
    return Markup(
        '<svg class="sparkline" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img"'
        ' aria-label="{label}">'
        '<polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    ).format(w=SPARK_WIDTH, h=SPARK_HEIGHT, label=label, points=points, x=last_x, y=last_y)


def bars(title: str, rows: Sequence[tuple[str, float]], show=number) -> Markup:
    """Draw one bar for each (label, value); `show` writes a value."""
    top = max([value for _, value in rows] + [1])
    drawn = Markup("").join(_bar(row, place, len(rows), top, show) for place, row in enumerate(rows))
    return _figure(title, drawn, rows, show)


def pace(title: str, rows: Sequence[tuple[str, float]], goal: float, length: int | None = None, show=number) -> Markup:
    """Draw how an amount grew day by day toward a goal, beside the straight way there."""
    values = [value for _, value in rows]
    top, length = max([*values, goal, 1]), max(length or len(rows), len(rows), 2)
    reach = WIDTH * max(len(rows) - 1, 0) / (length - 1)
    line = _points(values, reach, HEIGHT, top)
    goal_y = _height(goal, top, HEIGHT)
    drawn = Markup(
        '<line class="chart-goal" x1="0" x2="{w}" y1="{y}" y2="{y}"/>'
        '<line class="chart-way" x1="0" x2="{w}" y1="{h}" y2="{y}"/>'
        '<polygon class="chart-area" points="0,{h} {line} {reach},{h}"/>'
        '<polyline class="chart-line" points="{line}"/>'
    ).format(w=WIDTH, h=HEIGHT, y=goal_y, line=line, reach=round(reach, 1))
    return _figure(title, drawn, rows, show)


def _bar(row, place, count, top, show):
    label, value = row
    step = WIDTH / count
    y = _height(value, top, HEIGHT)
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


def _figure(title, drawn, rows, show):
    cells = Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="number">{}</td></tr>').format(label, show(value))
        for label, value in rows
    )
    return Markup(
        '<figure class="chart"><figcaption>{title}</figcaption>'
        '<svg viewBox="0 0 {w} {h}" role="img" aria-label="{title}">{drawn}</svg>'
        "<details><summary>As a table</summary>"
        '<table class="table"><caption class="visually-hidden">{title}</caption>'
        "<tbody>{cells}</tbody></table>"
        "</details></figure>"
    ).format(title=title, w=WIDTH, h=HEIGHT, drawn=drawn, cells=cells)


def _points(series, width, height, top):
    step = width / max(len(series) - 1, 1)
    return " ".join(f"{round(place * step, 1)},{_height(value, top, height)}" for place, value in enumerate(series))


def _height(value, top, height):
    return round(height - MARGIN - (height - 2 * MARGIN) * value / top, 1)
