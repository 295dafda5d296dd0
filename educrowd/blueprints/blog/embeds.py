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
    '<p id="embed-{number}"><a href="{here}?embed={number}#embed-{number}">Show it here, from {provider}</a>'
    ' <small>{provider} then learns of your visit. <a href="{address}" rel="noopener">Open it there</a></small></p>'
)
SHOWING = Markup(
    '<p id="embed-{number}"><iframe src="{url}" title="{words}" width="640" height="360" allowfullscreen'
    ' referrerpolicy="strict-origin-when-cross-origin"></iframe></p>'
)


def with_embeds(html: str, *, wanted: int = 0, here: str = "") -> Markup:
    """The post with an offer in the place of each player's address; the `wanted` one (1, 2, …) is shown.

    `here` is the page that shows it, where that is not the one of which this becomes a part.
    """
    number = 0

    def place(match: re.Match[str]) -> str:
        nonlocal number
        frame = frame_of(unescape(match[1]))
        if frame is None:
            return match[0]
        number += 1
        if number == wanted:
            return _shown(frame, unescape(match[2]), number)
        return _offered(frame, match[1], number, here)

    return Markup(ALONE.sub(place, html))


def _offered(frame: Frame, address: str, number: int, here: str) -> Markup:
    return ASKING.format(number=number, provider=frame.provider, address=Markup(address), here=here)


def _shown(frame: Frame, words: str, number: int) -> Markup:
    allow_frames_of(frame.origin)
    return SHOWING.format(number=number, url=frame.url, words=words or frame.provider)
