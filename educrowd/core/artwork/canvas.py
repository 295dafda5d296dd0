"""The sheet that pictures are drawn on, and the few shapes they are made of."""

from collections.abc import Iterable
from itertools import pairwise

WIDTH, HEIGHT = 800, 500


def sheet(ground: str, shapes: Iterable[str], width: int = WIDTH, height: int = HEIGHT) -> str:
    """Put shapes on a ground."""
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f'<rect width="{width}" height="{height}" fill="{ground}"/>{"".join(shapes)}</svg>'
    )


def circle(x: float, y: float, radius: float, fill: str, more: str = "") -> str:
    """Draw a disc."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{fill}"{more}/>'


def ring(x: float, y: float, radius: float, stroke: str, width: float, more: str = "") -> str:
    """Draw a circle's line."""
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="none"'
        f' stroke="{stroke}" stroke-width="{width:g}"{more}/>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    """Draw a rectangle."""
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{width:.0f}" height="{height:.0f}" fill="{fill}"{more}/>'


def path(data: str, fill: str = "none", more: str = "") -> str:
    """Draw a path."""
    return f'<path d="{data}" fill="{fill}"{more}/>'


def curve(points: list[tuple[float, float]], closed: bool = False) -> str:
    """Return the path of a soft line through the middles between points."""
    around = [*points, points[0], points[1]] if closed else points
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(around)]
    start = middles[0] if closed else points[0]
    turns = zip(around[1:], middles[1:], strict=False)
    bends = "".join(f"Q{x:.0f} {y:.0f} {to_x:.0f} {to_y:.0f}" for (x, y), (to_x, to_y) in turns)
    end = "Z" if closed else f"L{points[-1][0]:.0f} {points[-1][1]:.0f}"
    return f"M{start[0]:.0f} {start[1]:.0f}{bends}{end}"
