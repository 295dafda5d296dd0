"""Pictures in a rendered post: the site's own become responsive, foreign ones become links.

A foreign picture would tell its server who reads the post, so no reader's browser is made to fetch one.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape
from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.images import WIDTHS

from .media import OWN, SIZES, Media

_IMAGE = re.compile(r'(?P<link><a [^>]*>)?<img(?P<attributes>(?:\s+[\w-]+(?:="[^"]*")?)*)\s*/?>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_FIRST = re.compile(r'<img src="(/files/[^"]+)"')


def illustrate(html: str) -> str:
    """Sanitized HTML with `srcset`, `width` and `height` on the site's own pictures; one query, if any.

    Whoever deletes one of them meanwhile waits until the text that shows it is there, and then refuses.
    """
    public_ids = set(OWN.findall(html))
    shown = select(Media).where(Media.public_id.in_(public_ids)).with_for_update(read=True, key_share=True)
    found = db.session.scalars(shown) if public_ids else ()
    media = {picture.public_id: picture for picture in found}
    return _IMAGE.sub(lambda match: _image(match, media), html)


def first_picture(html: str) -> str:
    """The address of the first of the site's own pictures, or nothing."""
    match = _FIRST.search(html)
    return match[1] if match else ""


def small(address: str) -> str:
    """The same picture at most as wide as a list shows it."""
    return re.sub(r"-(\d+)\.webp$", lambda match: f"-{min(int(match[1]), WIDTHS[0])}.webp", address)


def _image(match: re.Match[str], media: dict[str, Media]) -> str:
    link = match["link"] or ""
    attributes = {name: Markup(value) for name, value in _ATTRIBUTE.findall(match["attributes"])}
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    own = OWN.fullmatch(source)
    if own and own[1] in media:
        return link + _responsive(media[own[1]], alt)
    if source.startswith("/") and not source.startswith("//"):
        return match[0]
    return link + (
        alt or source if link else Markup('<a href="{}" rel="noopener">{}</a>').format(source, alt or source)
    )


def _responsive(picture: Media, alt: str) -> str:
    return Markup(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" loading="lazy" decoding="async">'
    ).format(picture.url, picture.srcset, escape(SIZES), picture.width, picture.height, alt)
