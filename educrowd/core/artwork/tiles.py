"""A wall of tiles: quarters, halves and discs that meet by chance."""

from educrowd.core.artwork.canvas import circle, path, rect, ring, sheet

CELL = 100
COLUMNS, ROWS = 8, 5


def draw(random, colors, seed):
    """Draw eight by five tiles."""
    grounds = [colors.paper, colors.paper, colors.sand, colors.soft, colors.accent, colors.deep]
    spots = [(column, row) for row in range(ROWS) for column in range(COLUMNS)]
    return sheet(colors.paper, (_tile(random, grounds, colors, *spot) for spot in spots))


def _tile(random, grounds, colors, column, row):
    x, y = column * CELL, row * CELL
    ground = random.choice(grounds)
    ink = random.choice([one for one in (colors.accent, colors.deep, colors.pop, colors.soft) if one != ground])
    shape = random.choice([_quarter, _quarter, _half, _leaf, _disc, _target, _blank])
    return rect(x, y, CELL, CELL, ground) + shape(random, x, y, ink, ground)


def _quarter(random, x, y, ink, ground):
    corner_x, corner_y = random.choice([(0, 0), (1, 0), (0, 1), (1, 1)])
    along, down = (CELL if not corner_x else -CELL), (CELL if not corner_y else -CELL)
    sweep = int(corner_x == corner_y)
    start = f"M{x + corner_x * CELL} {y + corner_y * CELL}"
    return path(f"{start}h{along}a{CELL} {CELL} 0 0 {sweep} {-along} {down}z", ink)


def _half(random, x, y, ink, ground):
    if random.random() < 0.5:
        return path(f"M{x} {y + CELL}a50 50 0 0 1 {CELL} 0z", ink)
    return path(f"M{x} {y}a50 50 0 0 0 {CELL} 0z", ink)


def _leaf(random, x, y, ink, ground):
    if random.random() < 0.5:
        return path(f"M{x} {y}a{CELL} {CELL} 0 0 1 {CELL} {CELL}a{CELL} {CELL} 0 0 1 -{CELL} -{CELL}z", ink)
    return path(f"M{x + CELL} {y}a{CELL} {CELL} 0 0 0 -{CELL} {CELL}a{CELL} {CELL} 0 0 0 {CELL} -{CELL}z", ink)


def _disc(random, x, y, ink, ground):
    return circle(x + 50, y + 50, random.choice([18, 34, 50]), ink)


def _target(random, x, y, ink, ground):
    return ring(x + 50, y + 50, 38, ink, 10) + circle(x + 50, y + 50, 14, ink)


def _blank(random, x, y, ink, ground):
    return ""
