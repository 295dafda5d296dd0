"""Circles around a middle that lies off to one side, and what travels on them."""

import math

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, ring, sheet


def draw(random, colors, seed):
    """Draw a sun, its orbits and its planets."""
    is_night = random.random() < 0.55
    ground, line = (colors.deep, colors.soft) if is_night else (colors.paper, colors.deep)
    x, y = random.choice([0.22, 0.34, 0.68, 0.8]) * WIDTH, random.choice([0.3, 0.55, 0.95]) * HEIGHT
    sun = random.randint(70, 120)
    radii = [sun + 50 + step * random.randint(52, 64) for step in range(9)]
    shapes = [_stars(random, line)] if is_night else []
    shapes += [_orbit(random, x, y, radius, line) for radius in radii]
    shapes += [circle(x, y, sun, colors.pop), circle(x - sun * 0.12, y, sun * 0.62, colors.sand)]
    shapes += [_planet(random, x, y, radius, colors, ground) for radius in random.sample(radii, 5)]
    return sheet(ground, shapes)


def _orbit(random, x, y, radius, line):
    dash = random.choice(["", "", ' stroke-dasharray="2 9" stroke-linecap="round"', ' stroke-dasharray="60 14"'])
    return ring(x, y, radius, line, random.choice([1.5, 1.5, 3]), f' opacity=".6"{dash}')


def _planet(random, x, y, radius, colors, ground):
    at_x, at_y = _in_sight(random, x, y, radius)
    size, fill = random.randint(9, 34), random.choice([colors.accent, colors.soft, colors.pop, colors.sand])
    rings = ring(at_x, at_y, size + 9, fill, 2) if size > 24 else ""
    return circle(at_x, at_y, size + 7, ground) + rings + circle(at_x, at_y, size, fill)


def _in_sight(random, x, y, radius):
    spot = x, y
    for _ in range(12):
        angle = random.uniform(0, math.tau)
        spot = x + radius * math.cos(angle), y + radius * math.sin(angle)
        if 40 < spot[0] < WIDTH - 40 and 40 < spot[1] < HEIGHT - 40:
            break
    return spot


def _stars(random, line):
    spots = ((random.randint(0, WIDTH), random.randint(0, HEIGHT)) for _ in range(36))
    return "".join(circle(x, y, random.choice([1, 1, 2]), line) for x, y in spots)
