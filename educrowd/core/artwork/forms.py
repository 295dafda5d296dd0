"""A few large forms that lean on one another, as on an old poster."""

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, path, rect, ring, sheet


def draw(random, colors, seed):
    """Lay a disc, an arch, bars and a small answering disc on a ground."""
    ground = random.choice([colors.paper, colors.sand, colors.soft])
    inks = random.sample([one for one in (colors.accent, colors.deep, colors.soft, colors.pop) if one != ground], 3)
    left, right = random.uniform(0.22, 0.36) * WIDTH, random.uniform(0.62, 0.78) * WIDTH
    order = [_disc(random, left, inks[0]), _arch(random, right, inks[1]), _bars(random, right - 120, inks[2])]
    random.shuffle(order)
    return sheet(ground, [*order, _small(random, left, right, colors)])


def _disc(random, x, ink):
    radius = random.randint(130, 210)
    y = random.choice([HEIGHT / 2, HEIGHT - radius * 0.6, radius * 0.8])
    return random.choice([circle(x, y, radius, ink), ring(x, y, radius - 30, ink, 60)])


def _arch(random, x, ink):
    half, rise = random.randint(90, 150), random.randint(60, 200)
    top = HEIGHT - rise
    return path(f"M{x - half:.0f} {HEIGHT}V{top}a{half} {half} 0 0 1 {2 * half} 0V{HEIGHT}z", ink)


def _bars(random, x, ink):
    width, y, length = random.choice([14, 22, 30]), random.randint(40, 260), random.randint(220, 420)
    return "".join(rect(x, y + place * width * 2, length, width, ink) for place in range(random.randint(3, 6)))


def _small(random, left, right, colors):
    x, y = random.choice([left, right]) + random.randint(-90, 90), random.randint(70, 430)
    radius = random.randint(26, 52)
    return circle(x, y, radius + 16, colors.paper) + circle(x, y, radius, colors.pop)
