"""Pictures of nowhere: ridges behind ridges, drawn in the colors of an hour."""

from __future__ import annotations

import io
import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT, RIDGES = 1600, 1000, 7
# Sky above, sky at the horizon, nearest ridge.
HOURS = {
    "dusk": ((52, 41, 84), (236, 164, 132), (24, 18, 38)),
    "clay": ((232, 206, 176), (246, 231, 206), (126, 56, 32)),
    "mist": ((171, 196, 214), (240, 236, 224), (28, 58, 82)),
}


def landscape(hour: str) -> io.BytesIO:
    """A PNG of ridges at this hour; the same one every time."""
    above, horizon, near = HOURS[hour]
    image = Image.new("RGB", (WIDTH, HEIGHT), above)
    draw = ImageDraw.Draw(image)
    for y in range(HEIGHT):
        draw.line((0, y, WIDTH, y), fill=_between(above, horizon, min(1, y / (HEIGHT * 0.55))))
    random = Random(hour)
    for ridge in range(RIDGES):
        distance = 1 - ridge / (RIDGES - 1)
        draw.polygon(_ridge(random, ridge), fill=_between(near, horizon, 0.82 * distance))
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(out, "PNG")
    out.seek(0)
    return out


def _ridge(random: Random, ridge: int) -> list[tuple[float, float]]:
    base = HEIGHT * (0.42 + 0.085 * ridge)
    waves = [(random.uniform(0.6, 1.4) * 2**octave, random.uniform(0, math.tau)) for octave in range(6)]
    points = []
    for x in range(0, WIDTH + 8, 8):
        rise = sum(math.sin(x / WIDTH * math.tau * speed + phase) / speed for speed, phase in waves)
        points.append((x, base - 42 * rise))
    return [*points, (WIDTH, HEIGHT), (0, HEIGHT)]


def _between(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
