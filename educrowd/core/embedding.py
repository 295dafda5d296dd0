"""Whose pages ours may show inside them, and at which address."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """Another site's page inside ours."""

    provider: str
    origin: str
    path: str

    @property
    def url(self) -> str:
        return self.origin + self.path


@dataclass(frozen=True, slots=True)
class Provider:
    """Addresses that people copy, and where the same thing is meant to be framed."""

    name: str
    pattern: str
    origin: str
    path: str


PROVIDERS = (
    Provider(
        "YouTube",
        r"(?:(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:watch\?(?:\S*&)?v=|embed/|live/|shorts/)|youtu\.be/)([\w-]{11})",
        "https://www.youtube-nocookie.com",
        "/embed/{}",
    ),
    Provider("Vimeo", r"(?:www\.|player\.)?vimeo\.com/(?:video/)?(\d{5,12})", "https://player.vimeo.com", "/video/{}"),
    Provider("Loom", r"(?:www\.)?loom\.com/(?:share|embed)/([0-9a-f]{32})", "https://www.loom.com", "/embed/{}"),
    Provider(
        "Google Docs",
        r"docs\.google\.com/((?:presentation|document|spreadsheets)/d/(?:e/)?[\w-]{20,120})(?:/|$)",
        "https://docs.google.com",
        "/{}/preview",
    ),
    Provider(
        "CodePen", r"codepen\.io/([\w-]{1,60})/(?:pen|embed)/([A-Za-z]{4,12})", "https://codepen.io", "/{}/embed/{}"
    ),
    Provider(
        "GeoGebra",
        r"(?:www\.)?geogebra\.org/(?:m|material/iframe/id)/([A-Za-z0-9]{4,16})",
        "https://www.geogebra.org",
        "/material/iframe/id/{}",
    ),
)
NAMES = ", ".join(provider.name for provider in PROVIDERS)


def frame_of(url: str) -> Frame | None:
    """The frame for an address of one of the providers; None for everybody else's."""
    for provider in PROVIDERS:
        if found := re.match(rf"https://{provider.pattern}(?![\w-])", url):
            return Frame(provider.name, provider.origin, provider.path.format(*found.groups()))
    return None
