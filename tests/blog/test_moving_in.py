"""Blogs of WordPress that move in: what comes, what stays out and why, and that a second time changes nothing."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import pytest
from PIL import Image
from sqlalchemy import create_engine, func, select, text

from educrowd.blueprints.blog.models import ImportedItem, Media, Post, PostComment, Redirect
from educrowd.blueprints.blog.moving.blocks import Blocks
from educrowd.blueprints.blog.moving.html_text import markdown_of
from educrowd.blueprints.blog.moving.images import image
from educrowd.blueprints.blog.moving.importing import bring_in, look, look_into_blog
from educrowd.blueprints.blog.redirects.lists import write_one
from educrowd.core import bells, files, imports
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.imports.weighing import AT_ONCE
from educrowd.core.markdown import render
from educrowd.core.outbox import OutboxEntry
from tests.jobs import run_jobs
from tests.queries import queries
from tests.workers import eventually, kill, running_worker

from .conftest import fields_of, photo
from .wordpress import HOME, attachment, comment, export, meta, post, term

IMPORTS = "/studio/posts/imports"
TALK = comment(1, "Lovely <em>ink</em>.\n\nReally.") + comment(2, "Which one?", by="Ida", parent=1)


@pytest.fixture(autouse=True)
def _as_nell(nell):
    current.user = nell


def moved(*items: str, **rest) -> dict[str, dict]:
    """What became of each thing, by its name."""
    return by_name(bring_in(io.BytesIO(export(items, **rest))).rows)


def by_name(rows) -> dict[str, dict]:
    return {row["name"]: row for row in rows}


def posts() -> dict[str, Post]:
    return {post.slug: post for post in db.session.scalars(select(Post).execution_options(populate_existing=True))}


def packed(files: dict[str, bytes]) -> io.BytesIO:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    held.seek(0)
    return held


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_a_post_comes_with_its_text_date_tags_address_and_name(version, visit, demo):
    more = term("Tools", "category") + term("Iron gall") + term("Uncategorized", "category")
    written = post(7, "Making ink", "<p>Oak galls &amp; <b>iron</b>.</p>", excerpt="How to.", more=more)
    rows = moved(written, version=version)
    assert rows["Making ink"]["outcome"] == "new" and rows["Making ink"]["notes"] == []
    db.session.commit()
    ink = posts()["making-ink"]
    assert ink.body_markdown == "Oak galls & **iron**." and ink.excerpt == "How to."
    assert ink.status == "published" and ink.published_at.isoformat() == "2019-05-04T08:20:30+00:00"
    assert [tag.name for tag in ink.tags] == ["Iron gall", "Tools"]
    assert ink.byline == ("mira" if version == "1.0" else "Mira Holt") and ink.author_name == "Nell"
    page = visit(demo).get("/blog/making-ink")
    assert "Oak galls &amp; <strong>iron</strong>" in page.text and ink.byline in page.text
    assert ink.byline in visit(demo).get(f"/blog/authors/{ink.authors[0].slug}").text


def test_whoever_writes_here_under_the_same_address_keeps_their_posts(ben):
    moved(post(1, "Mine", creator="ben"), people=[("ben", ben.email.upper(), "Benjamin of old")])
    mine = posts()["mine"]
    assert (mine.author_id, mine.byline) == (ben.id, "Ben") and mine.editable_by(ben)


def test_a_name_without_an_account_stays_above_a_post_that_nell_saves(studio):
    moved(post(1, "Ink"))
    db.session.commit()
    ink = posts()["ink"]
    browser = studio()
    page = browser.get(f"/studio/posts/{ink.id}/edit")

    browser.submit(
        f"/studio/posts/{ink.id}", **fields_of(page), title="Ink again", body_markdown="Words.", names_authors="yes"
    )
    db.session.expire_all()
    assert (ink.title, ink.byline) == ("Ink again", "Mira Holt")


@pytest.mark.parametrize(
    ("said", "status", "note"),
    [
        ({"status": "draft", "gmt": "0000-00-00 00:00:00"}, "draft", ""),
        ({"status": "pending"}, "draft", "waited for review"),
        ({"status": "private"}, "draft", "was private"),
        ({"password": "sesame"}, "draft", "asked for a password"),
        ({"status": "future", "date": "2099-01-01 10:00:00", "gmt": "2099-01-01 09:00:00"}, "scheduled", ""),
        ({"status": "future"}, "published", ""),
        ({"sticky": "1"}, "published", "stood above all others"),
        ({"content": "  "}, "draft", "has no text"),
        ({"date": "0001-01-01 00:00:00", "gmt": "0001-01-01 00:00:00"}, "published", "so it is dated today"),
        ({"status": "future", "date": "9998-01-01 00:00:00", "gmt": ""}, "draft", "so it comes as a draft"),
    ],
)
def test_each_state_becomes_one_of_ours_and_says_what_differs(said, status, note):
    rows = moved(post(1, "Ink", **said))
    assert posts()["ink"].status == status
    assert (note in " ".join(rows["Ink"]["notes"])) if note else not rows["Ink"]["notes"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": "trash"}, "thrown away"),
        ({"status": "auto-draft"}, "auto-draft"),
        ({"kind": "nav_menu_item"}, "menu"),
        ({"kind": "product"}, "product"),
        ({"content": "x" * 1_000_001}, "longer"),
        ({"content": "word " * 50_000}, "longer"),
    ],
)
def test_what_has_no_place_here_stays_out_and_says_why(said, why):
    rows = moved(post(1, "Thing", **said), post(2, "Ink"))
    assert rows["Thing"]["outcome"] == "left_out" and why in rows["Thing"]["notes"][0]
    assert list(posts()) == ["ink"]


def test_comments_come_in_their_threads_without_anybodys_address():
    more = comment(3, "Wait for me", approved="0") + comment(4, "Buy!", approved="spam")
    more += comment(5, "ping", kind="pingback") + comment(6, "x", approved="trash")
    rows = moved(post(1, "Ink", more=TALK + more))
    lovely, which, wait = db.session.scalars(select(PostComment).order_by(PostComment.id)).all()
    assert (lovely.author_name, lovely.body, lovely.author_id) == ("Otto", "Lovely ink.\n\nReally.", None)
    assert (which.parent_id, which.thread_id, which.depth) == (lovely.id, lovely.id, 1)
    assert lovely.created_at.isoformat() == "2019-05-05T10:00:00+00:00"
    assert (wait.status, lovely.status) == ("held", "published")
    assert rows["Ink"]["notes"] == ["Comments that stay out: 1 × spam, 1 × pingback, 1 × trash."]
    everything = json.dumps([list(row) for row in db.session.execute(select(PostComment.__table__))], default=str)
    assert "secret@reader" not in everything and "203.0.113" not in everything


def test_nobody_gets_a_letter_about_what_came():
    moved(post(1, "Ink", more=TALK))
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(OutboxEntry).where(OutboxEntry.done_at.is_(None))) == 0


def test_answers_deeper_than_a_phone_has_room_for_stand_beside_what_they_answer():
    moved(post(1, "Ink", more="".join(comment(at, f"No. {at}", parent=at - 1) for at in range(1, 7))))
    assert [c.depth for c in db.session.scalars(select(PostComment).order_by(PostComment.id))] == [0, 1, 2, 3, 3, 3]


def test_links_among_posts_lead_to_where_they_are_now():
    words = (
        f'<a href="{HOME}/2019/05/paper/#pulp">one</a> <a href="/journal/?p=2">two</a> <a href="http://www.ink.example'
        '/journal/2019/05/paper">three</a> <a href="https://else.example/2019/05/paper/">four</a>'
    )
    moved(post(1, "Ink", words), post(2, "Paper", link=f"{HOME}/2019/05/paper/"))
    body = posts()["ink"].body_markdown
    assert "[one](/blog/paper#pulp)" in body and "[three](/blog/paper)" in body
    assert "[two](/blog/paper)" in body and "[four](https://else.example/2019/05/paper/)" in body


def test_an_address_that_is_taken_gets_a_number_and_says_so(write):
    write("Ink")
    rows = moved(post(1, "Ink"), post(2, "Ink"))
    assert {"ink", "ink-2", "ink-3"} == set(posts())
    assert rows["Ink"]["notes"] == ["Its address is taken: it stands at /blog/ink-3."]


def test_former_addresses_lead_to_where_things_are_now(visit, demo):
    rows = moved(post(1, "Ink", slug="tags", link="https://ink.example/blog/old-ink/"), post(2, "Paper"))
    assert rows["Former addresses"]["notes"] == ["4 former addresses lead to where things are now."]
    db.session.commit()
    browser = visit(demo)
    for old, new in (("/blog/old-ink/", "tags-2"), ("/journal/2019/05/paper/", "paper"), ("/journal/?p=2", "paper")):
        answer = browser.get(old)
        assert answer.status_code in (301, 308) and browser.get(answer.location).location is None, old
        assert answer.location.endswith(f"/blog/{new}"), answer.location


def test_a_redirect_that_somebody_arranged_stays():
    write_one("/journal/2019/05/ink", "/blog/elsewhere")
    moved(post(1, "Ink"))
    known = dict(db.session.execute(select(Redirect.path, Redirect.target)).all())
    assert known["/journal/2019/05/ink"] == "/blog/elsewhere"


def test_a_page_comes_as_a_page_and_posts_link_to_it(visit, demo):
    link = f"{HOME}/about/us/"
    page = post(5, "About us", "<p>Who we are.</p>", kind="page", link=link, slug="us", more=comment(1, "Hi"))
    rows = moved(page, post(1, "Ink", f'<a href="{link}">us</a>'))
    assert rows["About us"]["notes"] == ["Its comments stay out: pages have none here."]
    db.session.commit()
    assert posts()["ink"].body_markdown == "[us](/us)" and "Who we are." in visit(demo).get("/us").text
    assert visit(demo).get("/journal/about/us/").location.endswith("/us")
    assert moved(page)["About us"]["outcome"] == "same"


def test_a_second_time_changes_nothing():
    items = [post(1, "Ink", more=TALK), post(2, "Paper")]
    moved(*items)
    db.session.commit()
    before = {slug: (each.version, each.updated_at) for slug, each in posts().items()}
    leading = db.session.scalar(select(func.count()).select_from(Redirect)) or 0
    rows = moved(*items)
    assert {row["outcome"] for row in rows.values()} == {"same"} and len(rows) == 4
    assert db.session.scalar(select(func.count()).select_from(Redirect)) == leading > 4
    assert {slug: (each.version, each.updated_at) for slug, each in posts().items()} == before
    assert db.session.scalar(select(func.count()).select_from(PostComment)) == 2


def test_a_later_export_brings_what_is_new_and_changed_there():
    moved(post(1, "Ink", more=comment(1, "First")), post(2, "Paper"))
    rows = moved(post(1, "Ink", "Better words.", more=TALK), post(2, "Paper"), post(3, "Pens"))
    assert (rows["Ink"]["outcome"], rows["Paper"]["outcome"], rows["Pens"]["outcome"]) == ("changed", "same", "new")
    assert posts()["ink"].body_markdown == "Better words." and rows["Ida: Which one?"]["outcome"] == "new"
    first, second = db.session.scalars(select(PostComment).order_by(PostComment.id)).all()
    assert second.parent_id == first.id


def test_what_people_here_wrote_since_is_not_overwritten():
    moved(post(1, "Ink"))
    posts()["ink"].rewrite(body_markdown="Nell's words.")
    rows = moved(post(1, "Ink", "Their words."))
    assert rows["Ink"]["outcome"] == "left_out" and "changed here" in rows["Ink"]["notes"][0]
    assert posts()["ink"].body_markdown == "Nell's words."


def test_a_comment_that_was_thrown_away_here_does_not_come_back():
    moved(post(1, "Ink", more=TALK))
    db.session.delete(db.session.scalars(select(PostComment).where(PostComment.parent_id.is_not(None))).one())
    db.session.flush()
    moved(post(1, "Ink", more=TALK))
    assert db.session.scalar(select(func.count()).select_from(PostComment)) == 1


def test_what_stands_in_a_file_twice_comes_once():
    item = post(1, "Ink", more=TALK)
    files = {
        "a.xml": export([item, post(2, "Pens")]),
        "b.xml": export([item, post(3, "Rags", more=comment(1, "Lovely"))]),
    }
    rows = bring_in(packed(files)).rows
    assert [row["name"] for row in rows if row["kind"] == "post" and row["outcome"] == "new"] == ["Ink", "Pens", "Rags"]
    assert {"post", "Ink", "left_out"} <= {value for row in rows for value in row.values() if isinstance(value, str)}
    assert db.session.scalar(select(func.count()).select_from(PostComment)) == 2


def test_items_without_numbers_are_told_apart_by_their_addresses():
    plain = [item.replace("<wp:post_id>1</wp:post_id>", "").replace("?p=1<", f"?{at}<") for at, item in enumerate(
        [post(1, "Ink"), post(1, "Pens", more=comment(1, "Lovely").replace("<wp:comment_id>1</wp:comment_id>", ""))]
    )]  # fmt: skip
    moved(*plain)
    assert {row["outcome"] for row in moved(*plain).values()} == {"same"} and set(posts()) == {"ink", "pens"}


def test_a_post_that_was_deleted_here_comes_anew():
    moved(post(1, "Ink"))
    db.session.delete(posts()["ink"])
    db.session.commit()
    assert moved(post(1, "Ink"))["Ink"]["outcome"] == "new"


def test_a_look_promises_what_the_import_does_and_writes_nothing():
    data = export([post(1, "Ink", more=TALK), post(2, "Bin", status="trash")])
    promised = look(io.BytesIO(data)).rows
    assert posts() == {} and db.session.scalar(select(func.count()).select_from(ImportedItem)) == 0
    assert promised == bring_in(io.BytesIO(data)).rows


def with_pictures(**files: bytes) -> io.BytesIO:
    html = f'<img src="{HOME}/wp-content/uploads/2019/05/galls-300x200.jpg" alt="" class="wp-image-9">'
    items = [post(1, "Ink", html, more=meta("_thumbnail_id", "9")), attachment(9, "2019/05/galls.jpg", alt="Oak galls")]
    items += [attachment(10, "2019/05/unseen.jpg"), attachment(11, "2019/05/gone.jpg")]
    known = {f"uploads/{name.replace('_', '/')}.jpg": data for name, data in files.items()}
    return packed({"ink.xml": export(items), "__MACOSX/._ink.xml": b"x", **known})


def test_pictures_beside_the_export_become_the_sites_own_without_where_they_were_taken():
    image, exif = Image.new("RGB", (900, 600), "olive"), Image.Exif()
    exif[0x010E] = "taken in Turin"
    held = io.BytesIO()
    image.save(held, "JPEG", exif=exif)
    other = photo().getvalue()
    pictures = {"2019_05_galls": held.getvalue(), "2018_01_galls": other, "2019_05_unseen": other}
    rows = by_name(bring_in(with_pictures(**pictures)).rows)
    media = db.session.scalars(select(Media)).one()
    assert posts()["ink"].body_markdown == f"![Oak galls]({media.url})" == media.markdown
    assert b"Turin" not in files.path_of(f"{media.public_id}-900.webp").read_bytes()
    assert rows["uploads/2019/05/galls.jpg"]["outcome"] == "new"
    assert rows["unseen"]["notes"] == ["No text shows it."] and "isn’t in what you gave" in rows["gone"]["notes"][0]
    again = bring_in(with_pictures(**pictures)).rows
    assert {row["outcome"] for row in again} <= {"same", "left_out"}
    assert db.session.scalar(select(func.count()).select_from(Media)) == 1


def test_pictures_that_are_packed_later_find_their_posts_and_words_written_here_stay(studio):
    bring_in(with_pictures())
    db.session.commit()
    ink, html = posts()["ink"], f"![Oak galls]({HOME}/wp-content/uploads/2019/05/galls-300x200.jpg)"
    assert ink.body_markdown.endswith(html)
    page = studio().get("/studio/posts/imports/pictures.csv").text
    assert f"{HOME}/wp-content/uploads/2019/05/galls-300x200.jpg,Ink,http" in page
    rows = by_name(bring_in(with_pictures(**{"2019_05_galls": photo().getvalue()})).rows)
    assert rows["Ink"]["outcome"] == "changed" and "pictures came along" in rows["Ink"]["notes"][0]
    db.session.commit()
    ink = posts()["ink"]
    assert HOME not in ink.body_markdown
    assert HOME not in studio().get("/studio/posts/imports/pictures.csv").text
    ink.rewrite(body_markdown="Written here.")
    rows = by_name(bring_in(with_pictures(**{"2019_05_galls": photo("olive").getvalue()})).rows)
    assert rows["Ink"]["outcome"] == "same" and posts()["ink"].body_markdown == "Written here."


def test_a_picture_that_is_none_stays_out_and_its_post_comes():
    rows = by_name(bring_in(with_pictures(**{"2019_05_galls": b"GIF89a but not"})).rows)
    assert rows["uploads/2019/05/galls.jpg"]["outcome"] == "left_out" and rows["Ink"]["outcome"] == "new"


def test_pictures_that_did_not_come_along_are_counted():
    rows = moved(post(1, "Ink", '<img src="https://ink.example/a.jpg" alt="A"> <img src="https://ink.example/b.jpg">'))
    assert "2 pictures stay on the other site" in rows["Ink"]["notes"][0]


BLOCKS = """<!-- wp:paragraph -->
<p>One</p>
<!-- /wp:paragraph -->

<!-- wp:embed {"url":"https://youtu.be/dQw4w9WgXcQ","type":"video"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://youtu.be/dQw4w9WgXcQ
</div></figure>
<!-- /wp:embed -->

<!-- wp:code {"language":"python"} -->
<pre class="wp-block-code"><code>if a &lt; b:

    go()</code></pre>
<!-- /wp:code -->

<!-- wp:block {"ref":12} /-->

<!-- wp:latest-posts {"postsToShow":3} /-->

<!-- wp:image {"id":9} -->
<figure><img src="https://x.example/a.jpg" alt="A gall"/><figcaption>A <em>gall</em></figcaption></figure>
<!-- /wp:image -->"""
CLASSIC = """First line
second line

[caption id="attachment_9" align="left"]<img src="https://x.example/a.jpg" alt="A gall" /> A gall, cut[/caption]

As [sic] written, see [1]. [[gallery]] [contact-form-7 id="5" title="Write"]

[su_note]Kept words[/su_note]

[sourcecode language="python"]
if a:

    go()
[/sourcecode]

https://www.youtube.com/watch?v=dQw4w9WgXcQ
<!--more-->
[gallery ids="9,10"]"""


def test_blocks_and_short_codes_become_plain_markdown():
    items = [
        post(12, "Pattern", "<p>From a pattern</p>", kind="wp_block"),
        attachment(9, "9.jpg"),
        attachment(10, "10.jpg"),
    ]
    rows = moved(post(1, "Blocks", BLOCKS), post(2, "Classic", CLASSIC), *items)
    words = posts()["blocks"].body_markdown
    assert "wp:" not in words and "From a pattern" in words and "\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n" in words
    assert "```\nif a < b:\n\n    go()\n```" in words and "![A gall](https://x.example/a.jpg)\n\nA *gall*" in words
    assert "The block “latest-posts” is left out" in rows["Blocks"]["notes"][0]
    words = posts()["classic"].body_markdown
    assert "First line\\\nsecond line" in words and "![A gall](https://x.example/a.jpg)\n\nA gall, cut" in words
    assert "As \\[sic\\] written, see \\[1\\]. \\[gallery\\]" in words and "Kept words" in words
    assert "```python\nif a:\n\n    go()\n```" in words and "uploads/9.jpg)\n\n![](" in words
    assert "<https://www.youtube.com/watch?v=dQw4w9WgXcQ>" in words
    notes = " ".join(rows["Classic"]["notes"])
    assert "[contact-form-7]" in notes and "[su_note]" in notes and "[gallery]" not in notes


@pytest.mark.parametrize(
    "words",
    [
        "2 * 3 * 4",
        "a_b and _c_",
        "# no",
        "1. no",
        "[x](y)",
        "&lt;b&gt;",
        "x &amp;amp; y",
        "- z",
        "`q`",
        "~~n~~",
        "&gt; q",
    ],
)
def test_words_look_as_they_stood_once_they_are_markdown(words):
    html = render(markdown_of(f"<p>{words}</p>", link=str, picture=image))
    assert html.strip() == f"<p>{words}</p>"


@pytest.mark.parametrize(
    "hostile", ['<script>alert(1)</script>x', '<img src="x" onerror="alert(1)">', '<a href="javascript:alert(1)">x</a>',
                '<p hx-get="/x" style="position:fixed">x</p>', "&lt;script&gt;alert(1)&lt;/script&gt;",
                '<iframe src="javascript:alert(1)"></iframe>x', '<svg><script>alert(1)</script></svg>x']
)  # fmt: skip
def test_hostile_texts_do_nothing(hostile):
    moved(post(1, "Ink", f"{hostile} words", more=comment(1, f"{hostile} words")))
    html = posts()["ink"].body_html + db.session.scalars(select(PostComment)).one().html
    acts = ("<script", "onerror=", 'href="javascript:', "hx-get", "style=", "<iframe", "<svg")
    assert not any(word in html for word in acts) and "words" in html


@pytest.mark.parametrize(
    "hostile", ['[a "' * 50_000, "[a" * 90_000, "<!-- wp:a {" * 20_000, "<pre" * 50_000, "<!--" * 50_000]
)
def test_what_never_ends_is_read_to_its_end(hostile):
    assert len(Blocks(gallery=lambda ids: "", pattern=lambda id: "").html(hostile)) <= len(hostile) + 7


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><rss><channel><title>&c;</title></channel></rss>"
)
FILES = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><channel>&f;</channel></rss>'
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "can’t be read"),
        (FILES, "can’t be read"),
        (b"<rss><channel>", "can’t be read"),
        (b"<rss><channel><title>No blog</title></channel></rss>", "no export of WordPress"),
        (b"<html><body>Log in</body></html>", "no export of WordPress"),
        (b"PK\x03\x04 broken", "no ZIP archive"),
        (b"\x89PNG\r\n", "no export that can be brought in"),
        (packed({"../../etc/cron.d/x": b"x"}).getvalue(), "name that can't be kept"),
        (packed({"/abs.xml": b"x"}).getvalue(), "name that can't be kept"),
        (packed({"big.xml": b"\0" * 30_000_000}).getvalue(), "packed too tightly"),
        (packed({"notes.txt": b"x"}).getvalue(), "no export that can be brought in"),
    ],
)
def test_hostile_and_foreign_files_are_refused_in_words(data, why):
    with pytest.raises(Invalid) as refusal:
        look(io.BytesIO(data))
    assert why in refusal.value.message and posts() == {}


def test_control_characters_as_wordpress_writes_them_end_nothing():
    assert moved(post(1, "Ink", "A\x0bB\x1f"))["Ink"]["outcome"] == "new"


def test_more_than_anybody_wrote_is_refused(monkeypatch):
    monkeypatch.setattr("educrowd.blueprints.blog.moving.wxr.MOST_ITEMS", 2)
    with pytest.raises(Invalid, match="too long"):
        moved(post(1, "A"), post(2, "B"), post(3, "C"))


def test_nell_brings_a_blog_in_from_the_studio(studio):
    browser = studio()
    assert f'href="{IMPORTS}"' in browser.get("/studio/posts/").text
    data = export([post(1, "Ink", more=TALK), post(2, "Old", status="trash")])
    answer = browser.submit(IMPORTS, file=(io.BytesIO(data), "ink.xml"))
    page = browser.get(answer.location)
    assert "Bring it in" in page.text and "It was thrown away." in page.text and "Otto: Lovely ink." in page.text
    assert "nothing is written yet" in page.text and browser.get("/blog/ink").status_code == 404
    browser.submit(f"{answer.location}/completion")
    page = browser.get(answer.location)
    assert "To the posts" in page.text and browser.get("/blog/ink").status_code == 200
    table = browser.get(f"{IMPORTS}/addresses.csv")
    assert table.mimetype == "text/csv" and f"{HOME}/2019/05/ink/" in table.text and "/blog/ink,Ink" in table.text
    assert "ink.xml" in browser.get(IMPORTS).text
    assert browser.submit(f"{answer.location}/completion").status_code == 303
    assert "imported already" in browser.get(answer.location).text


def test_a_file_that_is_no_blog_is_said_in_the_form(studio):
    answer = studio().submit(IMPORTS, file=(io.BytesIO(b"hello"), "x.txt"))
    assert answer.status_code == 422 and "no export that can be brought in" in answer.text
    assert "Choose a file" in studio().submit(IMPORTS).text


def test_ben_who_writes_his_own_posts_brings_nothing_in(studio, ben):
    assert studio(ben).get(IMPORTS).status_code == 403
    assert "Bring in a blog" not in studio(ben).get("/studio/posts/").text


def test_programs_bring_a_blog_in(client, nell, ben):
    program, at = client(nell), "/api/v1/blog/imports/"
    body = {"name": "ink.xml", "content": base64.b64encode(export([post(1, "Ink")])).decode()}
    made = program.post(at, json=body)
    assert made.status_code == 201 and made.json["data"]["counts"]["new"] == 3
    one = made.headers["Location"]
    assert program.post(f"{one}completion/").json["data"]["state"] == "done"
    assert program.post(f"{one}completion/").status_code == 409
    assert program.post(f"{one}cancellation/").status_code == 409
    assert program.get(at).json["meta"]["total"] == 1 and program.get(one).json["data"]["report"][0]["name"] == "Ink"
    where = program.get("/api/v1/blog/moved-addresses/").json["data"]
    assert where[0].pop("pictures_elsewhere") == []
    assert where[0]["old"] == f"{HOME}/2019/05/ink/" and where[0]["new"].endswith("/blog/ink")
    for content, why in ((base64.b64encode(b"x").decode(), "no export"), ("?", "Base64")):
        answer = program.post(at, json={"name": "x", "content": content})
        assert answer.status_code == 422 and why in answer.json["errors"][0]["message"]
        assert answer.json["errors"][0]["field"] == "content"
    assert client(ben).get(one).status_code == 403


def test_the_command_line_looks_first_and_then_writes(app, demo, nell, tmp_path):
    db.session.commit()
    file = tmp_path / "ink.xml"
    file.write_bytes(export([post(1, "Ink"), post(2, "Old", status="trash")]))

    def run(*arguments: str):
        return app.test_cli_runner().invoke(args=["blog", "import", *arguments, "--tenant", demo.slug])

    said = run(str(file), "--by", nell.email, "--dry-run")
    assert said.exit_code == 0 and "3 new" in said.output and "Nothing is written." in said.output
    assert posts() == {}
    said = run(str(file), "--by", nell.email, "--json")
    assert json.loads(said.output)["counts"]["new"] == 3 and list(posts()) == ["ink"]
    for arguments, why in (
        ((str(file), "--by", "nobody@x.example"), "Nobody on this site"),
        ((str(tmp_path / "none.xml"), "--by", nell.email), "No such file"),
    ):
        said = run(*arguments)
        assert said.exit_code == 1 and why in said.output and said.output.strip().count("\n") == 0


def test_a_large_blog_is_brought_in_by_a_worker(studio):
    data = export(post(at, f"Post {at}", f"Words {'of ink ' * 300}") for at in range(1, 41))
    assert len(data) > AT_ONCE
    browser = studio()
    answer = browser.submit(IMPORTS, file=(io.BytesIO(data), "ink.xml"))
    assert 'hx-trigger="every 1s"' in browser.get(answer.location).text
    run_jobs()
    assert "Bring it in" in browser.get(answer.location).text and posts() == {}
    browser.submit(f"{answer.location}/completion")
    run_jobs()
    assert len(posts()) == 40 and "Post 40" in browser.get(answer.location).text


@pytest.mark.xdist_group("jobs")
@pytest.mark.usefixtures("empty_queues")
def test_a_killed_workers_import_is_done_again_without_doubles(environment, database_urls, nell):
    items = [post(at, f"Post {at}", "of ink " * 300, more=comment(at, "Fine", by="Ida")) for at in range(1, 41)]
    made = look_into_blog(name="ink.xml", stream=io.BytesIO(export(items)), by=nell)
    db.session.commit()
    run_jobs()
    imports.confirm(made, by=nell)
    db.session.commit()
    # Its last step, a line of the audit log, waits behind this one: there the worker dies.
    superuser = create_engine(database_urls.superuser)
    with superuser.begin() as held, running_worker(environment) as worker:
        held.execute(text("LOCK TABLE public.audit_log IN SHARE MODE"))
        eventually(lambda: state_of(made.id)[1], 90)
        kill(worker)
    superuser.dispose()
    assert state_of(made.id)[0] == "importing" and posts() == {}
    with running_worker(environment):
        eventually(lambda: (bells.sweep() and False) or state_of(made.id)[0] == "done", 90)
    assert len(posts()) == 40 and db.session.scalar(select(func.count()).select_from(PostComment)) == 40


def state_of(id: int) -> tuple[str, int | None]:
    """State and total of an import, as they are this moment."""
    asked = text("SELECT state, total_count FROM public.imports WHERE id = :id")
    return tuple(db.session.execute(asked, {"id": id}).one())


def test_a_second_look_at_many_posts_asks_hardly_more_than_at_few():
    def asked(count: int) -> int:
        items = [post(at, f"Post {at}", more=comment(at, "Fine")) for at in range(1, count + 1)]
        data = export(items)
        bring_in(io.BytesIO(data))
        db.session.commit()
        db.session.expire_all()
        with queries() as counted:
            bring_in(io.BytesIO(data))
        return len(counted)

    few, many = asked(2), asked(12)
    assert many <= few + 3
