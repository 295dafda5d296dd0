"""Arches and towers side by side: something being built."""

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, path, rect, ring, sheet

COLUMN = 80


def draw(random, colors, seed):
    """Draw ten columns under a moon; a few of them carry an arch or a stair."""
    sky = random.choice([colors.paper, colors.sand, colors.soft])
    x, y = random.randint(120, 680), random.randint(80, 150)
    moon = circle(x, y, random.randint(44, 70), colors.pop) + ring(x, y, random.randint(90, 130), colors.pop, 2)
    return sheet(sky, [moon, *(_tower(random, colors, sky, left) for left in range(0, WIDTH, COLUMN))])


def _tower(random, colors, sky, left):
    height = random.choice([110, 160, 160, 210, 260, 320])
    top = HEIGHT - height
    tone = random.choice([colors.accent, colors.deep, colors.accent, colors.pop])
    roof = random.choice([_arch, _arch, _gable, _flat])
    return roof(left, top, tone) + rect(left, top, COLUMN, height, tone) + _openings(random, colors, sky, left, top)


def _arch(left, top, tone):
    return path(f"M{left} {top + 1}a40 40 0 0 1 {COLUMN} 0z", tone)


def _gable(left, top, tone):
    return path(f"M{left} {top + 1}l40 -44l40 44z", tone)


def _flat(left, top, tone):
    return ""


def _openings(random, colors, sky, left, top):
    light = random.choice([sky, colors.sand, colors.deep])
    door = path(f"M{left + 22} {HEIGHT}v-34a18 18 0 0 1 36 0v34z", light)
    windows = (circle(left + 40, y, 9, light) for y in range(int(top) + 24, HEIGHT - 90, 44))
    return random.choice([door, "".join(windows), door + "".join(windows), ""])
