"""From any accent color to the five tokens of a brand, readable in light and in dark.

Only the OKLCH lightness of the color moves, and only as far as contrast asks: a fill stands out
from the page by 3:1, words in the accent and words on the fill by 4.5:1.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

Rgb = tuple[float, float, float]

DEFAULT_ACCENT = "#2433d6"
PAGES = {
    "light": ("#faf7f1", "#fffdf9", "#f1ece2"),
    "dark": ("#171512", "#201d19", "#100e0c"),
}
WHITE, BLACK = "#ffffff", "#14110f"
FILL_CONTRAST, TEXT_CONTRAST = 3.0, 4.5
SOFT_SHARE = {"light": 0.09, "dark": 0.16}
LIGHTNESS_STEPS = 200


class Brand(NamedTuple):
    """The tokens of one color scheme, as hexadecimal colors."""

    accent: str
    accent_strong: str
    accent_text: str
    accent_soft: str
    on_accent: str


@lru_cache(maxsize=1024)
def brand(accent: str, scheme: str) -> Brand:
    """Return the tokens for an accent (`#rrggbb`) in the scheme "light" or "dark"."""
    pages, away = PAGES[scheme], -1 if scheme == "light" else 1
    fill = nudge(accent, pages, FILL_CONTRAST, away)
    ink = max(WHITE, BLACK, key=lambda color: contrast(fill, color))
    from_ink = -1 if ink == WHITE else 1
    fill = nudge(fill, [ink], TEXT_CONTRAST, from_ink)
    soft = mix(fill, pages[0], SOFT_SHARE[scheme])
    return Brand(
        accent=fill,
        accent_strong=lighten(fill, 0.06 * from_ink),
        accent_text=nudge(accent, [*pages, soft], TEXT_CONTRAST, away),
        accent_soft=soft,
        on_accent=ink,
    )


def stylesheet(accent: str) -> str:
    """Return the style sheet that gives a site its brand."""
    light, dark = brand(accent, "light"), brand(accent, "dark")
    tokens = (
        f"--{name.replace('_', '-')}: light-dark({getattr(light, name)}, {getattr(dark, name)});"
        for name in Brand._fields
    )
    return f"@layer tenant {{ :root {{ {' '.join(tokens)} }} }}"


def is_color(text: str) -> bool:
    """Tell whether a text is a color that we take: `#` and six hexadecimal digits."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colors, from 1 to 21."""
    darker, lighter = sorted((_luminance(parse(one)), _luminance(parse(other))))
    return (lighter + 0.05) / (darker + 0.05)


def nudge(color: str, grounds, needed: float, direction: int) -> str:
    """Move a color's lightness in one direction until it stands out from every ground."""
    lightness, chroma, hue = to_oklch(color)
    for step in range(LIGHTNESS_STEPS + 1):
        moved = from_oklch(lightness + direction * step / LIGHTNESS_STEPS, chroma, hue)
        if all(contrast(moved, ground) >= needed for ground in grounds):
            return moved
    return "#ffffff" if direction > 0 else "#000000"


def lighten(color: str, amount: float) -> str:
    """Add an amount, which may be negative, to a color's OKLCH lightness."""
    lightness, chroma, hue = to_oklch(color)
    return from_oklch(lightness + amount, chroma, hue)


def mix(color: str, ground: str, share: float) -> str:
    """Lay a share (0 to 1) of a color over a ground."""
    pairs = zip(parse(color), parse(ground), strict=True)
    return _text(tuple(one * share + other * (1 - share) for one, other in pairs))


def to_oklch(color: str) -> tuple[float, float, float]:
    """Return lightness (0 to 1), chroma and hue (radians) of a color."""
    red, green, blue = (_linear(channel) for channel in parse(color))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Return the color, with as much of its chroma as a screen can show."""
    lightness = min(1.0, max(0.0, lightness))
    rgb = (lightness,) * 3
    for part in range(24, -1, -1):
        rgb = _from_oklab(lightness, chroma * part / 24 * math.cos(hue), chroma * part / 24 * math.sin(hue))
        if all(-1e-4 <= channel <= 1 + 1e-4 for channel in rgb):
            break
    return _text(tuple(_gamma(channel) for channel in rgb))


def parse(color: str) -> Rgb:
    """Return red, green and blue, each from 0 to 1."""
    red, green, blue = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _from_oklab(lightness, a, b):
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _luminance(rgb):
    red, green, blue = (_linear(channel) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel):
    channel = min(1.0, max(0.0, channel))
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _text(rgb):
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
