"""Exports as Ghost, Medium, Substack, Jekyll and Hugo write them, with texts of our own."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

LEXICAL = {
    "root": {
        "type": "root",
        "version": 1,
        "children": [
            {
                "type": "extended-heading",
                "tag": "h2",
                "children": [{"type": "extended-text", "text": "Dyes", "format": 0}],
            },
            {
                "type": "paragraph",
                "children": [
                    {"type": "extended-text", "text": "Woad is ", "format": 0},
                    {"type": "extended-text", "text": "blue", "format": 3},
                    {"type": "linebreak"},
                    {"type": "link", "url": "__GHOST_URL__/paper/", "children": [{"type": "text", "text": "Paper"}]},
                ],
            },
            {
                "type": "list",
                "listType": "number",
                "children": [{"type": "listitem", "children": [{"type": "text", "text": "Stir"}]}],
            },
            {"type": "codeblock", "code": "a < b", "language": "python"},
            {
                "type": "image",
                "src": "__GHOST_URL__/content/images/woad.png",
                "alt": "Woad",
                "caption": "A vat",
            },
            {"type": "callout", "calloutText": "Wear gloves."},
            {"type": "embed", "url": "https://youtu.be/dQw4w9WgXcQ", "html": "<iframe></iframe>"},
            {"type": "bookmark", "url": "https://dye.example/", "metadata": {"title": "The dyers"}},
            {"type": "markdown", "markdown": "A **card**"},
            {"type": "paywall"},
        ],
    }
}
MOBILEDOC = {
    "version": "0.3.1",
    "ghostVersion": "3.0",
    "atoms": [["soft-return", "", {}]],
    "cards": [["markdown", {"markdown": "From *a card*"}], ["hr", {}], ["image", {"src": "/content/images/a.png"}]],
    "markups": [["strong"], ["a", ["href", "https://reed.example/"]]],
    "sections": [
        [1, "h3", [[0, [], 0, "Pens"]]],
        [1, "p", [[0, [], 0, "A "], [0, [0], 1, "reed"], [1, [], 0, 0], [0, [1], 1, "shop"]]],
        [3, "ul", [[[0, [], 0, "cut"]], [[0, [], 0, "dip"]]]],
        [10, 0],
        [10, 1],
    ],
}


def ghost_post(id: str, title: str, **said: Any) -> dict[str, Any]:
    slug = title.lower().replace(" ", "-")
    usual = {
        "id": id,
        "uuid": f"{id}-4a6b-4c1d",
        "title": title,
        "slug": slug,
        "mobiledoc": None,
        "lexical": None,
        "html": None,
        "comment_id": id,
        "plaintext": None,
        "feature_image": None,
        "featured": 0,
        "type": "post",
        "status": "published",
        "locale": None,
        "visibility": "public",
        "created_at": "2021-05-04T08:00:00.000Z",
        "updated_at": "2021-05-04T08:00:00.000Z",
        "published_at": "2021-05-04T08:20:30.000Z",
        "custom_excerpt": None,
        "canonical_url": None,
    }
    return usual | said


def ghost(*posts: dict[str, Any], nested: bool = True, **tables: list[dict[str, Any]]) -> bytes:
    """An export; `nested` as since version 1."""
    data = {
        "posts": list(posts),
        "posts_authors": [{"id": "pa", "post_id": post["id"], "author_id": "1", "sort_order": 0} for post in posts],
        "posts_tags": [
            {"id": "pt2", "post_id": "p1", "tag_id": "t2", "sort_order": 1},
            {"id": "pt1", "post_id": "p1", "tag_id": "t1", "sort_order": 0},
        ],
        "tags": [
            {"id": "t1", "name": "Dyes", "slug": "dyes", "visibility": "public"},
            {"id": "t2", "name": "#staff", "slug": "hash-staff", "visibility": "internal"},
        ],
        "users": [{"id": "1", "name": "Mira Holt", "slug": "mira", "email": "mira@ink.example"}],
        "posts_meta": [],
        **tables,
    }
    said = {"meta": {"exported_on": 1620117630000, "version": "5.75.0"}, "data": data}
    return json.dumps({"db": [said]} if nested else said).encode()


MEDIUM = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">\
<title>{title}</title><style>
      * {{ font-family: Georgia; }}
    </style></head><body><article class="h-entry">
<header>
<h1 class="p-name">{title}</h1>
</header>
<section data-field="subtitle" class="p-summary">
{subtitle}
</section>
<section data-field="body" class="e-content">
<section name="8f1c" class="section section--body section--first section--last"><div class="section-divider">\
<hr class="section-divider"></div><div class="section-content"><div class="section-inner sectionLayout--insetColumn">\
{heading}{body}</div></div></section>
</section>
<footer>{footer}</footer></article></body></html>"""
MEDIUM_FOOTER = """<p>By <a href="https://medium.com/@mira" class="p-author h-card">Mira Holt</a> on \
<a href="https://medium.com/p/{id}"><time class="dt-published" datetime="2019-05-04T08:20:30.123Z">May 4, 2019</time>\
</a>.</p><p><a href="https://medium.com/@mira/{slug}-{id}" class="p-canonical">Canonical link</a></p>\
<p>Exported from <a href="https://medium.com">Medium</a> on January 20, 2024.</p>"""


MEDIUM_HEADING = '<h3 name="7bd2" id="7bd2" class="graf graf--h3 graf--leading graf--title">{title}</h3>'


def story(title: str, body: str, *, id: str = "", subtitle: str = "", heading: str = MEDIUM_HEADING) -> bytes:
    """A page of Medium's; without an id a draft's, which says no date; a response has no heading."""
    slug = title.lower().replace(" ", "-")
    footer = MEDIUM_FOOTER.format(id=id, slug=slug) if id else "<p>Exported from Medium.</p>"
    said = {"title": title, "subtitle": subtitle, "body": body, "footer": footer}
    return MEDIUM.format(**said, heading=heading.format(title=title)).encode()


SUBSTACK_HEAD = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n"
SUBSTACK_BODY = """<p>Rags become paper.</p><div class="captioned-image-container"><figure><a class="image-link" \
target="_blank" href="https://substackcdn.com/image/fetch/x.png"><div class="image2-inset"><picture>\
<source type="image/webp" srcset="https://substackcdn.com/x.webp"><img src="https://substackcdn.com/x.png" alt="A vat">\
</picture></div></a><figcaption class="image-caption">A vat</figcaption></figure></div>\
<div class="subscription-widget-wrap" data-attrs="{}"><p>Thanks for reading!</p><form class="subscription-widget">\
<input type="email"></form></div><p class="button-wrapper" data-attrs="{}"><a class="button primary" \
href="%%checkout_url%%"><span>Subscribe now</span></a></p><div id="youtube2-dQw4w9WgXcQ" class="youtube-wrap">\
<div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0"></iframe></div></div>"""


def zipped(files: Mapping[str, bytes | str]) -> io.BytesIO:
    """An archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    held.seek(0)
    return held
