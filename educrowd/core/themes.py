"""How a site looks: its accent, typefaces, corners, layout and scheme, as one style sheet of its own.

Colors are those of colors.py, so contrast does not depend on what is chosen here. Only headings have a typeface
that is loaded, from this very host; what is read is set in the device's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple, Self

from . import assets, colors

SANS = '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'
SERIF = 'Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif 4", Georgia, serif'
ROUNDED = f'ui-rounded, "SF Pro Rounded", {SANS}'
HEADINGS = ":is(h1, h2, h3, .card-title, .brand)"
LATIN_EXT = "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF, U+20A0-20AB"


class Typeface(NamedTuple):
    """A pair: what headings and what texts are set in. `font` is a package's face, `size` fits its width to ours."""

    label: str
    display: str
    text: str
    font: str = ""
    size: int = 100
    weight: int = 0


class Corners(NamedTuple):
    label: str
    radius: str
    small: str
    button: str


TYPEFACES = {
    "editorial": Typeface("Editorial: a narrow serif over a plain sans", "", "", assets.DISPLAY_FONT),
    "grotesk": Typeface("Grotesk: a technical sans", '"Site Display", ' + SANS, SANS, "space-grotesk-500", 86),
    "warm": Typeface("Warm: a soft serif over a plain sans", '"Site Display", ' + SERIF, SANS, "fraunces-600", 86),
    "friendly": Typeface("Friendly: round letters", '"Site Display", ' + ROUNDED, ROUNDED, "nunito-800", 90),
    "bookish": Typeface("Bookish: the device’s serif", SERIF, SERIF, weight=600),
    "plain": Typeface("Plain: the device’s sans", SANS, SANS, weight=700),
}
CORNERS = {
    "sharp": Corners("Sharp", "0", "0", "0"),
    "soft": Corners("Soft", "0.625rem", "0.375rem", "999px"),
    "round": Corners("Round", "1.25rem", "0.75rem", "999px"),
}
LAYOUTS = {
    "wide": "Wide: words and picture side by side",
    "centered": "Centered: one narrow column",
    "magazine": "Magazine: a lead story, and others beside each other",
}
SCHEMES = {"device": "As the reader’s device says", "light": "Light", "dark": "Dark"}
CHOICES: dict[str, Mapping[str, Any]] = {
    "typeface": TYPEFACES,
    "corners": CORNERS,
    "layout": LAYOUTS,
    "scheme": SCHEMES,
}


class Theme(NamedTuple):
    """What a site has chosen; each but the accent is a key of CHOICES."""

    accent: str = colors.DEFAULT_ACCENT
    typeface: str = "editorial"
    corners: str = "soft"
    layout: str = "wide"
    scheme: str = "device"

    @classmethod
    def of(cls, site: Any) -> Self:
        """That of a site, or of anything else with these attributes."""
        return cls(*(getattr(site, name) for name in cls._fields))

    def changed(self, wanted: Mapping[str, Any]) -> Self:
        """This one with what is wanted, as far as it can be had."""
        accent = str(wanted.get("accent") or "")
        changes = {name: wanted[name] for name in CHOICES if wanted.get(name) in CHOICES[name]}
        return self._replace(accent=accent.lower() if colors.is_color(accent) else self.accent, **changes)

    @property
    def font(self) -> str:
        """The plain name of the typeface that its pages load first; empty where the device has it."""
        font = TYPEFACES[self.typeface].font
        return f"{font}.woff2" if font else ""


@lru_cache(maxsize=512)
def stylesheet(theme: Theme) -> str:
    """The style sheet that gives a site its look."""
    rules = [*_scheme(theme.scheme), *_letters(TYPEFACES[theme.typeface]), *_corners(theme.corners)]
    if theme.layout != Theme().layout:
        rules.append(assets.squeezed(f"css/themes/{theme.layout}.css"))
    layer = f"@layer tenant {{ {' '.join(rules)} }}" if rules else ""
    parts = (_faces(TYPEFACES[theme.typeface]), colors.stylesheet(theme.accent), layer)
    return "\n".join(part for part in parts if part)


@lru_cache(maxsize=512)
def digest(theme: Theme) -> str:
    """The name of a look's style sheet, new whenever something in it is."""
    return sha256(stylesheet(theme).encode()).hexdigest()[:12]


def _scheme(scheme: str) -> list[str]:
    """What holds until a reader chooses otherwise."""
    return [] if scheme == "device" else [f":root:not([data-theme]) {{ color-scheme: {scheme}; }}"]


def _letters(pair: Typeface) -> list[str]:
    if not pair.display:
        return []
    said = [f":root {{ --font-display: {pair.display}; --font-text: {pair.text}; }}"]
    weight = f" font-weight: {pair.weight};" if pair.weight else ""
    return [*said, f"{HEADINGS} {{ letter-spacing: -0.018em;{weight} }}"]


def _corners(corners: str) -> list[str]:
    if corners == Theme().corners:
        return []
    _, radius, small, button = CORNERS[corners]
    said = f":root {{ --radius: {radius}; --radius-small: {small}; }}"
    return [f"{said} :is(.button, .badge, .tags a) {{ border-radius: {button}; }}"]


def _faces(pair: Typeface) -> str:
    """Faces of a package; headings ask for weight 400, so the face says that it is that of every weight."""
    if not pair.font or not pair.display:
        return ""
    names = {part: assets.manifest()[f"{pair.font}{part}.woff2"] for part in ("", "-ext")}
    face = 'font-family: "Site Display"; font-weight: 100 900; font-display: swap'
    return " ".join(
        f"@font-face {{ {face}; size-adjust: {pair.size}%; src: url(/assets/{name}) format('woff2');"
        f"{f' unicode-range: {LATIN_EXT};' if part else ''} }}"
        for part, name in names.items()
    )
