"""Boats under sail, and a sun on the way down."""

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, path, rect, sheet
from educrowd.core.colors import mix


def draw(random, colors, seed):
    """Draw a sun on the horizon, three to five boats, and the stripes of the water."""
    sky, sea = random.choice([(colors.paper, colors.accent), (colors.sand, colors.deep), (colors.soft, colors.deep)])
    hull = colors.accent if sea == colors.deep else colors.deep
    horizon = random.randint(260, 330)
    sun = circle(random.randint(140, 660), horizon, random.randint(70, 130), colors.pop)
    places = random.sample(range(70, 731, 110), random.randint(3, 5))
    rows = sorted(random.randint(20, 120) for _ in places)
    boats = [_boat(random, colors, x, horizon + row, hull) for x, row in zip(places, rows, strict=True)]
    return sheet(sky, [sun, *_water(sky, sea, horizon), *boats])


def _water(sky, sea, horizon):
    height = (HEIGHT - horizon) / 5 + 1
    return [rect(0, horizon + row * (height - 1), WIDTH, height, mix(sea, sky, 0.62 + row * 0.095)) for row in range(5)]


def _boat(random, colors, x, water, hull):
    size = (water - 220) * random.uniform(0.55, 0.8)
    main, jib = random.sample([colors.paper, colors.sand, colors.pop, colors.soft], 2)
    return "".join(
        (
            path(f"M{x} {water:.0f}v{-size * 2:.0f}l{-size * 0.8:.0f} {size * 2:.0f}z", main),
            path(f"M{x + 6} {water:.0f}v{-size * 1.6:.0f}l{size * 0.6:.0f} {size * 1.6:.0f}z", jib),
            path(
                f"M{x - size:.0f} {water + 6:.0f}h{size * 2:.0f}l{-size * 0.4:.0f} {size * 0.3:.0f}h{-size * 1.2:.0f}z",
                hull,
            ),
        )
    )
