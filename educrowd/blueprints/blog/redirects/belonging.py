"""Further pages and feeds move with the list of posts that they belong to, from other blogs as well.

`/tag/ink/page/2`, `/category/ink/feed`, `/tag/ink/rss`, `/blog/tags/ink/feed.xml`.
"""

from __future__ import annotations

import re

PAGED = re.compile(r"(.*)/page/\d{1,6}")
FED = re.compile(r"(.+)(?:/feed\.(xml|atom|json)|/(?:feed|rss)(?:/(?:(atom)|rdf|rss2?))?)")


def lists_of(path: str) -> tuple[list[str], str]:
    """The lists that it may be a further page or a feed of, and which format of feed."""
    if paged := PAGED.fullmatch(path):
        # Of the front page of another blog the first page may be ours, so all further ones have one address.
        return [paged[1], f"{paged[1]}/page"], ""
    fed = FED.fullmatch(path)
    return ([fed[1]], fed[2] or fed[3] or "xml") if fed else ([], "")
