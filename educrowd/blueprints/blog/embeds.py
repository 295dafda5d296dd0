"""Players of other sites in a post: a link, until a reader asks for one; nothing is loaded from there before."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup

from educrowd.core.embedding import Frame, frame_of
from educrowd.core.security import allow_frames_of

# An address that stands alone in its paragraph.
ALONE = re.compile(r'<p><a href="(https://[^"]+)"[^>]*>([^<]*)</a></p>')
ASKING = Markup(
    '<p id="embed-{number}"><a href="?embed={number}#embed-{number}">Show it here, from {provider}</a>'
    ' <small>{provider} then learns of your visit. <a href="{address}" rel="noopener">Open it there</a></small></p>'
)
SHOWING = Markup(
    '<p id="embed-{number}"><iframe src="{url}" title="{words}" width="640" height="360" allowfullscreen'
    ' referrerpolicy="strict-origin-when-cross-origin"></iframe></p>'
)


def with_embeds(html: str, *, wanted: int = 0) -> Markup:
    """The post with an offer in the place of each player's address; the `wanted` one (1, 2, …) is shown."""
    number = 0

    def place(match: re.Match[str]) -> str:
        nonlocal number
        frame = frame_of(unescape(match[1]))
        if frame is None:
            return match[0]
        number += 1
        return _shown(frame, Markup(match[2]), number) if number == wanted else _offered(frame, match[1], number)

    return Markup(ALONE.sub(place, html))


def _offered(frame: Frame, address: str, number: int) -> Markup:
    return ASKING.format(number=number, provider=frame.provider, address=Markup(address))


def _shown(frame: Frame, words: Markup, number: int) -> Markup:
    allow_frames_of(frame.origin)
    return SHOWING.format(number=number, url=frame.url, words=words or frame.provider)
