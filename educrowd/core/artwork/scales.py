"""Rows of arcs that overlap like scales, or waves, with one that differs."""

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, sheet


def draw(random, colors, seed):
    """Draw the rows from the top, each covering the feet of the one above."""
    radius = random.choice([64, 80, 100])
    ground, *inks = random.choice(
        [
            (colors.paper, colors.soft, colors.paper, colors.accent),
            (colors.deep, colors.accent, colors.deep, colors.soft),
            (colors.sand, colors.accent, colors.sand, colors.deep),
        ]
    )
    rows = range(radius // 2, HEIGHT + radius, radius // 2)
    spots = [(x, y) for row, y in enumerate(rows) for x in range(radius * (row % 2), WIDTH + radius, 2 * radius)]
    odd = random.choice(spots[len(spots) // 3 : -len(spots) // 4])
    kinds = [_scale("a", radius, *inks), _scale("b", radius, colors.pop, inks[1], colors.pop)]
    uses = (f'<use href="#{"b" if spot == odd else "a"}" x="{spot[0]}" y="{spot[1]}"/>' for spot in spots)
    return sheet(ground, [f"<defs>{''.join(kinds)}</defs>", *uses])


def _scale(name, radius, outer, gap, core):
    shares = ((1.0, outer), (0.8, gap), (0.6, outer), (0.4, gap), (0.2, core))
    return f'<g id="{name}">{"".join(circle(0, 0, radius * share, ink) for share, ink in shares)}</g>'
