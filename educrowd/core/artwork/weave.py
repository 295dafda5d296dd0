"""Broad bands that run over and under one another."""

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, rect, sheet

BAND = 100


def draw(random, colors, seed):
    """Weave eight bands down and five across."""
    down = [_band(random, colors) for _ in range(WIDTH // BAND)]
    across = [_band(random, colors) for _ in range(HEIGHT // BAND)]
    warp = [_stripes(column * BAND, 0, BAND, HEIGHT, band) for column, band in enumerate(down)]
    weft = [
        _stripes(column * BAND, row * BAND, BAND, BAND, band, turned=True)
        for row, band in enumerate(across)
        for column in range(len(down))
        if (row + column) % 2
    ]
    return sheet(colors.paper, [*warp, *weft])


def _band(random, colors):
    ground, ink = random.sample([colors.sand, colors.paper, colors.soft, colors.accent, colors.deep, colors.pop], 2)
    return ground, ink, random.choice([(), (), (), (44,), (16, 72)])


def _stripes(x, y, width, height, band, turned=False):
    ground, ink, places = band
    lines = (
        rect(x, y + place, width, 12, ink) if turned else rect(x + place, y, 12, height, ink) for place in places
    )
    return rect(x, y, width, height, ground) + "".join(lines)
