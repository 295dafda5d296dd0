"""Blogs that move in from Ghost, Medium, Substack and folders of Markdown."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.blog.models import Media, Page, Post, PostComment, Redirect, Subscriber
from educrowd.blueprints.blog.moving.front_matter import Unreadable, split
from educrowd.blueprints.blog.moving.importing import bring_in
from educrowd.blueprints.tenant.leaving.exporting import export
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid

from .conftest import photo
from .others import LEXICAL, MOBILEDOC, SUBSTACK_BODY, SUBSTACK_HEAD, ghost, ghost_post, story, zipped


@pytest.fixture(autouse=True)
def _as_nell(nell):
    current.user = nell


def moved(data: bytes | io.BytesIO) -> dict[str, dict]:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    return {row["name"]: row for row in bring_in(stream).rows}


def moved_twice(data: bytes | io.BytesIO) -> dict[str, dict]:
    """What becomes of each; a second time all of it is there already."""
    rows, data = moved(data), data if isinstance(data, bytes) else data.getvalue()
    assert {row["outcome"] for row in moved(data).values()} <= {"same", "left_out"}
    return rows


def posts() -> dict[str, Post]:
    return {each.slug: each for each in db.session.scalars(select(Post))}


def redirects() -> dict[str, str]:
    return dict(db.session.execute(select(Redirect.path, Redirect.target)).all())


@pytest.mark.parametrize("nested", [True, False])
def test_a_post_of_ghost_comes_with_its_tags_writer_and_date(nested):
    rows = moved_twice(ghost(ghost_post("p1", "Woad", html="<p>Blue.</p>", custom_excerpt="On blue."), nested=nested))
    woad = posts()["woad"]
    assert rows["Woad"]["notes"] == [] and woad.body_markdown == "Blue." and woad.excerpt == "On blue."
    assert [tag.name for tag in woad.tags] == ["Dyes"] and woad.byline == "Mira Holt"
    assert (woad.status, woad.published_at.isoformat()) == ("published", "2021-05-04T08:20:30+00:00")
    assert redirects()["/woad"] == "/blog/woad"


def test_what_ghosts_editors_keep_is_read_where_the_export_has_no_html():
    dyes = ghost_post("p1", "Dyes", lexical=json.dumps(LEXICAL))
    pens = ghost_post("p2", "Pens", mobiledoc=json.dumps(MOBILEDOC))
    rows = moved(ghost(dyes, pens, ghost_post("p3", "Paper", html="<p>x</p>"), ghost_post("p4", "Bad", lexical="{")))
    text = posts()["dyes"].body_markdown
    for part in ("## Dyes", "Woad is ***blue***\\\n[Paper](/blog/paper)", "1. Stir", "```python\na < b\n```", "> Wear"):
        assert part in text
    assert "![Woad](/content/images/woad.png)\n\nA vat" in text and "[The dyers](https://dye.example/)" in text
    assert "<https://youtu.be/dQw4w9WgXcQ>" in text and "A **card**" in text
    assert "What follows a paywall is open here: choose who may read it." in rows["Dyes"]["notes"]
    text = posts()["pens"].body_markdown
    assert text == "### Pens\n\nA **reed**\\\n[shop](https://reed.example/)\n\n- cut\n- dip\n\nFrom *a card*\n\n---"
    assert posts()["bad"].status == "draft" and "can’t be read" in rows["Bad"]["notes"][0]


@pytest.mark.parametrize(
    ("said", "status", "audience", "note"),
    [
        ({"visibility": "members"}, "published", "members", ""),
        ({"visibility": "paid"}, "draft", "everyone", "paying"),
        ({"visibility": "tiers"}, "draft", "everyone", "paying"),
        ({"status": "sent"}, "draft", "everyone", "letter alone"),
        ({"status": "draft", "published_at": None}, "draft", "everyone", ""),
        ({"status": "scheduled", "published_at": "2099-01-01T00:00:00.000Z"}, "scheduled", "everyone", ""),
        ({"published_at": 1620116430000}, "published", "everyone", ""),
    ],
)
def test_who_may_read_a_post_of_ghost_is_never_more_than_there(said, status, audience, note):
    rows = moved(ghost(ghost_post("p1", "Woad", html="<p>Blue.</p>", **said)))
    woad = posts()["woad"]
    assert (woad.status, woad.addressed_to) == (status, audience) and note in " ".join(rows["Woad"]["notes"])


def test_pages_and_pictures_of_ghost_come_along():
    post = ghost_post("p1", "Woad", html="<p>Blue.</p>", feature_image="__GHOST_URL__/content/images/2021/05/w.jpg")
    page = ghost_post("p2", "About", html="<p>Us.</p>", type="page")
    meta = [{"post_id": "p1", "feature_image_alt": "A vat"}]
    files = {"ink.json": ghost(post, page, posts_meta=meta), "content/images/2021/05/w.jpg": photo().getvalue()}
    moved_twice(zipped(files))
    media = db.session.scalars(select(Media)).one()
    assert posts()["woad"].body_markdown == f"![A vat]({media.url})\n\nBlue."
    assert db.session.scalars(select(Page)).one().slug == "about"


def test_comments_of_ghost_come_where_its_export_was_asked_for_them():
    readers = [{"id": "m1", "name": "Otto", "email": "otto@reader.example"}, {"id": "m2", "name": None}]
    usual = {"post_id": "p1", "status": "published", "parent_id": None, "in_reply_to_id": None}
    below = [
        {**usual, "id": "c2", "member_id": "m2", "html": "<p>Which?</p>", "created_at": "2022-01-02T00:00:00.000Z"},
        {**usual, "id": "c1", "member_id": "m1", "html": "<p>Blue!</p>", "created_at": "2022-01-01T00:00:00.000Z"},
        {**usual, "id": "c3", "member_id": "m1", "html": "<p>Bad</p>", "status": "hidden"},
        {**usual, "id": "c4", "member_id": None, "html": "<p>x</p>", "status": "deleted"},
    ]
    below[0] |= {"parent_id": "c1"}
    post = ghost_post("p1", "Woad", html="<p>Blue.</p>")
    without = moved(ghost(post))
    assert "include=comments,members" in without["Readers’ comments"]["notes"][0]
    rows = moved_twice(ghost(post, comments=below, members=readers))
    first, second = db.session.scalars(select(PostComment).order_by(PostComment.id)).all()
    assert (first.author_name, first.body, second.author_name, second.body) == ("Otto", "Blue!", "Anonymous", "Which?")
    assert second.parent_id == first.id and first.created_at.year == 2022 and "otto@" not in str(rows)
    assert rows["Woad"]["outcome"] == "same" and "Readers’ comments" not in rows


def test_hidden_comments_of_ghost_are_counted_and_stay_out():
    below = [{"id": "c3", "post_id": "p1", "html": "Bad", "status": "hidden"}, {"id": "c4", "post_id": "p1"}]
    rows = moved(ghost(ghost_post("p1", "Woad", html="<p>Blue.</p>"), comments=below))
    assert "Comments that stay out: 1 × hidden, 1 × deleted." in rows["Woad"]["notes"]
    assert db.session.scalar(select(func.count()).select_from(PostComment)) == 0


def test_what_has_no_place_here_is_said_of_ghost_too():
    settings = [{"key": "navigation", "value": '[{"label": "Home", "url": "/"}, {"label": "Dyes", "url": "/dyes/"}]'}]
    tags = [{"id": "t1", "name": "Dyes", "description": "All blues"}]
    post = ghost_post(
        "p1", "Woad", html="<p>Blue.</p>", codeinjection_head="<style>", canonical_url="https://o.example/"
    )
    rows = moved(
        ghost(post, settings=settings, tags=tags, members=[{"id": "m1"}], newsletters=[{"id": "n"}, {"id": "o"}])
    )
    left = {name for name, row in rows.items() if row["outcome"] == "left_out"}
    assert left == {"Readers’ comments", "Home, Dyes", "What describes the tags Dyes", "1 member", "2 newsletters"}
    assert rows["Woad"]["notes"] == [
        "Code for its page alone is left out.",
        "It named another address as its original; here it is its own.",
    ]


def test_a_picture_that_ghost_names_without_an_address_is_missed_in_words():
    post = ghost_post(
        "p1", "Woad", html='<img src="__GHOST_URL__/content/images/v.png">', feature_image="/content/w.jpg"
    )
    notes = moved(ghost(post))["Woad"]["notes"]
    assert notes[0].startswith("2 pictures are not in the file, which doesn’t say on which site to find them.")


def test_texts_that_jekyll_keeps_as_html_come_too():
    above = "---\ntitle: Woad\ncategories: dyes\n---\n"
    pages = {
        "_posts/2019-05-04-woad.html": f"{above}<p>Blue <b>vat</b>. {{% include x %}}</p>",
        "index.html": "<p>No</p>",
    }
    rows = moved_twice(zipped(pages))
    assert posts()["woad"].body_markdown == "Blue **vat**." and set(posts()) == {"woad"}
    assert "Marks of its generator" in rows["Woad"]["notes"][0]


@pytest.mark.parametrize("text", [b"{", b'{"a": 1}', b'{"db": []}', b'{"data": {"posts": 5}}', b"{" * 90_000])
def test_json_that_is_no_export_is_refused_in_words(text):
    with pytest.raises(Invalid, match="JSON"):
        moved(text)


def test_stories_of_medium_come_without_their_title_in_the_text():
    body = (
        '<p name="a1" class="graf graf--p">Rags <a href="https://medium.com/@mira/on-ink-abcdef012345" class="markup--'
        'anchor">become</a> paper.</p><figure class="graf graf--figure"><img class="graf-image" src="https://cdn-images-'
        '1.medium.com/max/800/1*x.jpeg"></figure><pre class="graf graf--pre">a = 1</pre>'
    )
    files = {
        "README.html": "<p>Read me</p>",
        "profile/profile.html": "<p>Mira</p>",
        "posts/2019-05-04_On-paper-0123456789ab.html": story("On paper", body, id="0123456789ab", subtitle="Of rags"),
        "posts/2019-05-04_On-ink-abcdef012345.html": story("On ink", "<p>Ink.</p>", id="abcdef012345"),
        "posts/draft_Pens-fedcba987654.html": story("Pens", "<p>Reeds.</p>"),
    }
    rows = moved_twice(zipped(files))
    paper = posts()["on-paper"]
    assert (
        paper.body_markdown.startswith("Rags [become](/blog/on-ink) paper.")
        and "```\na = 1\n```" in paper.body_markdown
    )
    assert (paper.status, paper.excerpt, paper.byline) == ("published", "Of rags", "Mira Holt")
    assert paper.published_at.isoformat().startswith("2019-05-04T08:20:30")
    assert posts()["pens"].status == "draft" and "One picture stays" in rows["On paper"]["notes"][0]


def test_posts_of_substack_come_without_its_buttons_and_nobody_is_subscribed():
    lines = [
        "101.paper,2022-03-01T09:00:00.000Z,true,2022-03-01T09:00:05.000Z,,newsletter,everyone,On paper,Of rags,",
        "102.secret,2022-03-02T09:00:00.000Z,true,,,newsletter,only_paid,Secret,,",
        "103.club,2022-03-03T09:00:00.000Z,true,,,newsletter,only_free,Club,,",
        "104.later,,false,,,newsletter,everyone,Later,,",
        "105.talk,2022-03-05T09:00:00.000Z,true,,,thread,everyone,Talk,,",
        "106.gone,2022-03-06T09:00:00.000Z,true,,,newsletter,everyone,Gone,,",
    ]
    files = {f"posts/{line.partition(',')[0]}.html": SUBSTACK_BODY for line in lines[:5]}
    files["posts.csv"] = SUBSTACK_HEAD + "\n".join(lines)
    files["posts/101.paper.delivers.csv"] = "post_id,timestamp,email\n101,2022,reader@x.example\n"
    files["email_list.ink.csv"] = "email,active_subscription\nreader@x.example,false\nother@x.example,true\n"
    rows = moved_twice(zipped(files))
    paper = posts()["paper"]
    text = paper.body_markdown
    assert text.startswith("Rags become paper.\n\n![A vat](https://substackcdn.com/x.png)\n\nA vat")
    assert "youtube-nocookie.com/embed/dQw4w9WgXcQ" in text and "Subscribe" not in text and "checkout" not in text
    assert "Thanks" not in text and paper.excerpt == "Of rags" and redirects()["/p/paper"] == "/blog/paper"
    states = {slug: (each.status, each.addressed_to) for slug, each in posts().items()}
    assert states["secret"] == ("draft", "everyone") and states["club"] == ("published", "members")
    assert states["later"] == ("draft", "everyone") and "talk" not in states and "gone" not in states
    assert rows["Talk"]["outcome"] == rows["Gone"]["outcome"] == "left_out"
    assert "how they agreed" in rows["2 subscribers (email_list.ink.csv)"]["notes"][0]
    assert db.session.scalar(select(func.count()).select_from(Subscriber)) == 0


JEKYLL = """---
layout: post
title: "On paper: an essay"
date: 2020-02-03 10:20:00 +0100
categories: craft slow
tags: [rags, vats]
author: Mira Holt
excerpt: Of rags.
---
Rags {{ site.baseurl }}become [ink]({% post_url 2020-01-02-ink %}).
{: .lead}

![A vat](../images/vat.jpg "In Fabriano")
{: .wide}

{% highlight python %}
a = "![no](picture.jpg)"
{% endhighlight %}

{% include note.html %}
"""
HUGO = """+++
title = "Woad"
date = 2021-05-04T08:20:30Z
tags = ["Dyes"]
aliases = ["/old/woad/"]
[author]
name = "Ben Roe"
+++
{{< youtube dQw4w9WgXcQ >}}

{{< figure src="vat.jpg" alt="A vat" caption="In Thuringia" >}}

See [paper]({{< ref "/_posts/2020-02-03-paper.md" >}}) and [the pen](../pens.md).
"""


def test_a_folder_of_jekyll_and_hugo_comes_with_its_pictures_and_links():
    files = {
        "ink-main/README.md": "# The blog",
        "ink-main/_posts/2020-02-03-paper.md": JEKYLL,
        "ink-main/_posts/2020-01-02-ink.md": "---\ntitle: Ink\ntags: oak gall\n---\nOak.",
        "ink-main/content/posts/woad/index.md": HUGO,
        "ink-main/content/posts/woad/vat.jpg": photo("blue").getvalue(),
        "ink-main/images/vat.jpg": photo("white").getvalue(),
        "ink-main/content/posts/pens.md": "# Pens\n\nReeds.",
        "ink-main/about.md": "---\nlayout: page\ntitle: About\npermalink: /about-us/\n---\nUs.",
        "ink-main/_drafts/soon.md": "Soon.",
        "ink-main/content/posts/broken.md": "---\ntitle: [\n---\nx",
    }
    rows = moved_twice(zipped(files))
    paper, ink, woad = (posts()[slug] for slug in ("paper", "ink", "woad"))
    white, blue = (_media(paper), _media(woad))
    assert white.id != blue.id and white.alt == blue.alt == "A vat"
    assert paper.body_markdown.startswith("Rags become [ink](/blog/ink).") and "{:" not in paper.body_markdown
    assert '```python\na = "![no](picture.jpg)"\n```' in paper.body_markdown and "include" not in paper.body_markdown
    assert (paper.title, paper.byline, paper.excerpt) == ("On paper: an essay", "Mira Holt", "Of rags.")
    assert paper.published_at.isoformat() == "2020-02-03T09:20:00+00:00"
    assert {tag.name for tag in paper.tags} == {"craft", "slow", "rags", "vats"} and len(ink.tags) == 2
    assert woad.body_markdown.startswith("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    assert "[paper](/blog/paper)" in woad.body_markdown and "[the pen](/blog/pens)" in woad.body_markdown
    assert woad.byline == "Ben Roe" and posts()["pens"].title == "Pens" and posts()["pens"].status == "draft"
    assert posts()["soon"].status == "draft" and db.session.scalars(select(Page)).one().slug == "about"
    assert redirects()["/craft/slow/2020/02/03/paper.html"] == "/blog/paper" and redirects()["/about-us"] == "/about"
    assert redirects()["/old/woad"] == "/blog/woad"
    assert rows["ink-main/README.md"]["outcome"] == rows["ink-main/content/posts/broken.md"]["outcome"] == "left_out"


def test_texts_that_left_a_site_come_back_as_they_stood(write, tmp_path, ben):
    said = {"tags": ["Oak gall", "craft: slow"], "co_authors": [ben], "excerpt": "Black: “how” & why"}
    write("Ink: an *essay*", slug="ink", days_ago=9, **said)
    write("Plans", days_ago=None)
    write("Letters", days_ago=2, audience="members")
    write("2024", slug="year", days_ago=3)
    export(tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as archive:
        texts = {name: archive.read(name) for name in archive.namelist() if name.startswith("markdown/")}
    assert b"draft: true" in texts["markdown/posts/letters.md"] and b"draft:" not in texts["markdown/posts/ink.md"]
    for post in posts().values():
        db.session.delete(post)
    db.session.commit()
    moved_twice(zipped(texts))
    ink = posts()["ink"]
    assert (ink.title, ink.excerpt, ink.byline) == ("Ink: an *essay*", "Black: “how” & why", "Nell and Ben")
    assert {tag.name for tag in ink.tags} == {"Oak gall", "craft: slow"}
    assert posts()["year"].title == "2024" and ink.published_at and (utcnow() - ink.published_at).days == 9
    states = {slug: (post.status, post.addressed_to) for slug, post in posts().items()}
    assert states["ink"] == ("published", "everyone") and states["plans"] == ("draft", "everyone")
    assert states["letters"] == ("published", "members")


@pytest.mark.parametrize(
    ("above", "status"),
    [
        ("status: draft", "draft"),
        ("status: Private", "draft"),
        ("status: published", "published"),
        ("status: published\ndraft: true", "draft"),
        ("audience: beginners", "published"),
        ("status: published\naudience: course:3", "draft"),
    ],
)
def test_a_text_that_says_it_is_a_draft_stays_one(above, status):
    moved(zipped({"posts/woad.md": f"---\ndate: 2020-02-03\n{above}\n---\nBlue."}))
    assert posts()["woad"].status == status


def _media(post: Post) -> Media:
    return next(each for each in db.session.scalars(select(Media)) if each.url in post.body_markdown)


@pytest.mark.parametrize(
    "above",
    [
        "a: &a [x, x]\nb: *a",
        "a: !!python/object/apply:os.system [id]",
        "title: " + "[" * 5_000,
        "x: " + "y" * 70_000,
        "n: " + "9" * 5_000,
    ],
)
def test_hostile_lines_above_a_text_are_not_read(above):
    with pytest.raises(Unreadable):
        split(f"---\n{above}\n---\nx")


@pytest.mark.parametrize("text", ["{% highlight x %}\n" * 20_000, "![" * 20_000, "```\n" * 40_001, "{{< x " * 50_000])
def test_marks_without_end_are_read_to_their_end(text):
    assert moved(zipped({"a.md": f"---\ndate: 2020-01-01\n---\n{text}", "b.md": "---\ndate: 2020-01-01\n---\nB"}))
    assert posts()["b"].status == "published"
