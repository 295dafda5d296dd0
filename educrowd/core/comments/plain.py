"""Plain text as a page shows it: nothing of it is markup, and a link says that it is a stranger's."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from .spam import UNSEEN

# What ends a sentence after a link is not part of it.
ADDRESS = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}»”’]", re.IGNORECASE)
LINK = Markup('<a href="{0}" rel="nofollow ugc noopener">{0}</a>')
BREAKS = re.compile(r"\n{2,}")


def as_html(text: str) -> Markup:
    """Paragraphs with links, whatever their direction of writing."""
    paragraphs = BREAKS.split(UNSEEN.sub("", text).strip())
    return Markup("").join(Markup('<p dir="auto">{}</p>').format(_lines(each)) for each in paragraphs if each)


def _lines(paragraph: str) -> Markup:
    return Markup("<br>").join(_linked(line) for line in paragraph.split("\n"))


def _linked(line: str) -> Markup:
    html, place = Markup(""), 0
    for found in ADDRESS.finditer(line):
        html += escape(line[place : found.start()]) + LINK.format(found[0])
        place = found.end()
    return html + escape(line[place:])
