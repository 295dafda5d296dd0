"""Sprigs cut from colored paper."""

import math

from educrowd.core.artwork.canvas import HEIGHT, WIDTH, circle, path, sheet


def draw(random, colors, seed):
    """Lay out four sprigs and a few berries."""
    ground = random.choice([colors.paper, colors.sand, colors.deep])
    inks = [one for one in (colors.accent, colors.deep, colors.soft, colors.pop) if one != ground]
    feet = [(WIDTH * (place + 0.5) / 4 + random.randint(-50, 50), HEIGHT + 20) for place in range(4)]
    berries = (
        circle(random.randint(30, 770), random.randint(30, 470), random.randint(8, 20), colors.pop) for _ in range(6)
    )
    return sheet(ground, [*berries, *(_sprig(random, foot, random.choice(inks)) for foot in feet)])


def _sprig(random, foot, ink):
    x, y = foot
    lean, length = random.uniform(-0.35, 0.35), random.randint(9, 12)
    size, leaves = random.uniform(56, 86), []
    for step in range(length):
        angle = -math.pi / 2 + lean * step / 5
        next_x, next_y = x + 44 * math.cos(angle), y + 44 * math.sin(angle)
        side = 0.95 if step % 2 else -0.95
        leaves.append(_leaf(next_x, next_y, angle + side, size * (1 - step / length * 0.55)))
        leaves.append(f"M{x:.0f} {y:.0f}L{next_x:.0f} {next_y:.0f}")
        x, y = next_x, next_y
    leaves.append(_leaf(x, y, -math.pi / 2 + lean * 2, size * 0.6))
    return path("".join(leaves), ink, f' stroke="{ink}" stroke-width="5" stroke-linecap="round"')


def _leaf(x, y, angle, size):
    tip = x + size * 1.5 * math.cos(angle), y + size * 1.5 * math.sin(angle)
    sides = [
        (x + size * 0.8 * math.cos(angle + turn), y + size * 0.8 * math.sin(angle + turn)) for turn in (0.62, -0.62)
    ]
    there, back = (f"Q{one[0]:.0f} {one[1]:.0f}" for one in sides)
    return f"M{x:.0f} {y:.0f}{there} {tip[0]:.0f} {tip[1]:.0f}{back} {x:.0f} {y:.0f}Z"
