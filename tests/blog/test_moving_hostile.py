"""Files that are traps: what would be read for ever is read in a moment, what is odd stays out alone and in words."""

from __future__ import annotations

import csv
import io
import json
import secrets

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.limits import ALT
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.blog.moving import ghost as ghost_format
from educrowd.blueprints.blog.moving import writing
from educrowd.blueprints.blog.moving.blocks import REPEATED, Blocks
from educrowd.blueprints.blog.moving.bounds import LONGEST_TEXT, MORE, TOO_LONG, is_deep
from educrowd.blueprints.blog.moving.html_text import markdown_of
from educrowd.blueprints.blog.moving.images import image
from educrowd.blueprints.blog.moving.importing import bring_in
from educrowd.blueprints.blog.moving.mobiledoc import html_of_mobiledoc
from educrowd.blueprints.blog.moving.reading import UNREADABLE
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.imports import running
from educrowd.core.imports.weighing import AT_ONCE
from educrowd.core.limits import limiter
from tests.jobs import run_jobs

from .others import ghost, ghost_post, zipped
from .wordpress import comment, export, post

IMPORTS = "/studio/posts/imports"
MANY = 300_000


@pytest.fixture(autouse=True)
def _as_nell(nell):
    current.user = nell


def moved(data: bytes | io.BytesIO) -> dict[str, dict]:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    return {row["name"]: row for row in bring_in(stream).rows}


def markdown(html: str) -> str:
    return markdown_of(html, link=str, picture=image)


def posts() -> dict[str, Post]:
    return {each.slug: each for each in db.session.scalars(select(Post))}


@pytest.mark.parametrize(
    "html",
    [
        f"<pre>{' ' * MANY}x</pre>",
        f"<pre>{'<span> </span>' * 8_000}x</pre>",
        f"<p>a{' ' * MANY}x</p>",
        f"<p>{'&nbsp;' * MANY}x</p>",
        "<div>" * 200_000 + "x",
        "<p><object>" * 30_000 + "x",
        f"<ol>{'<li>x</li>' * 6_000}</ol>",
        f"<table><thead>{'<tr><td>x</td></tr>' * 4_000}</thead></table>",
        f"<table>{'<tbody><tr><td>x</td></tr></tbody>' * 4_000}</table>",
        f"<table><tr>{'<td colspan=1000></td>' * 2_000}</tr></table>",
        f'<a href="/"><p>x</p><p>x</p><img src="{"](" * (MANY // 2)} "></a>',
    ],
    ids=["code", "spans", "blanks", "hard blanks", "deep", "deep inside", "list", "head", "bodies", "wide", "picture"],
)
def test_hostile_pages_are_read_to_their_end(html):
    assert len(markdown(html)) < 20 * len(html)


def test_lists_and_code_read_as_they_did():
    text = markdown('<ol start="3"><li>a</li><li>b<p>c</p></li></ol><ul><li>x<ul><li>y</li></ul></li></ul>')
    assert text == "3. a\n4. b\n\n   c\n\n- x\n  - y"
    assert markdown("<pre>\n\n   a\n b\n\n</pre>") == "```\n   a\n b\n```"
    assert markdown('<ol start="²"><li>a</li></ol>') == "1. a"


def test_what_is_nested_too_deep_keeps_its_words():
    assert markdown("<div>" * 101 + "a *b* &lt;i&gt;</div><p>c") == "a \\*b\\* \\<i>\n\nc"
    assert is_deep("<div></b>" * 101) and not is_deep("<div></div><br>" * 101)


def test_blocks_that_stand_for_much_are_shown_within_bounds():
    often = '<!-- wp:block {"ref":1} /-->'
    blocks = Blocks(gallery=lambda ids: "", pattern=lambda id: often * 5_000, footnotes='[{"id":"a","content":"See"}]')
    html = blocks.html(often * 5_000 + "<!-- wp:footnotes /-->" * 5_000)
    assert html.count("See") == 1 and len(html) < LONGEST_TEXT and blocks.notes == [REPEATED]


def test_a_short_code_of_one_endless_word_is_read_once():
    blocks = Blocks(gallery=lambda ids: str(ids), pattern=lambda id: "")
    assert "['7']" in blocks.html(f"[gallery {'x' * MANY} ids=7]")


def test_what_is_lost_very_often_is_said_a_few_times():
    blocks = Blocks(gallery=lambda ids: "", pattern=lambda id: "")
    blocks.html("".join(f"<!-- wp:plugin/b{at} /-->" for at in range(2_000)))
    assert len(blocks.notes) < 30 and blocks.notes[-1] == MORE


def test_a_card_of_ghost_that_is_pointed_at_for_ever_is_not_shown_for_ever():
    card, notes = ["html", {"html": "x" * 100_000}], []
    said = {"sections": [[10, 0]] * 50_000, "cards": [card]}
    assert html_of_mobiledoc(json.dumps(said), notes) == "" and notes == ["Its text can’t be read."]


def substack(html: str, *titles: str) -> io.BytesIO:
    table = io.StringIO()
    lines = csv.writer(table)
    lines.writerow(("post_id", "post_date", "is_published", "type", "audience", "title"))
    lines.writerows(("1.woad", "0001-01-01T00:00:00+05:00", "true", "newsletter", "everyone", each) for each in titles)
    return zipped({"posts.csv": table.getvalue(), "posts/1.woad.html": html})


def test_words_about_a_gallery_of_substack_are_said_with_few_pictures():
    gallery = {"gallery": {"alt": "x" * 5_000, "images": [{"src": "https://i.example/a.png"}] * 5_000}}
    moved(substack(f"<p>Blue</p><div data-attrs='{json.dumps(gallery)}'></div>", "Woad"))
    text = posts()["woad"].body_markdown
    assert 1 <= text.count("a.png") <= 50 and "x" * ALT in text and "x" * (ALT + 1) not in text


def test_a_text_that_substacks_table_names_twice_is_read_once():
    rows = moved(substack("<p>Blue</p>", "Woad", "Again"))
    assert rows["Woad"]["outcome"] == "new" and "twice" in rows["Again"]["notes"][0]


def test_a_text_longer_than_any_is_left_out_before_anything_reads_it(monkeypatch):
    def fail(_html):
        pytest.fail("read")

    monkeypatch.setattr(ghost_format, "without_looks", fail)
    long = f"<p>kg-{'x' * LONGEST_TEXT}</p>"
    rows = moved(ghost(ghost_post("p1", "Woad", html=long), ghost_post("p2", "Dyes", markdown="Red")))
    assert (rows["Woad"]["outcome"], rows["Woad"]["notes"]) == ("left_out", [TOO_LONG])
    assert rows["Dyes"]["outcome"] == "new"
    monkeypatch.undo()
    assert moved(export([post(1, "Ink", long)]))["Ink"]["notes"] == [TOO_LONG]
    assert moved(zipped({"ink.md": long}))["ink.md"]["notes"] == [TOO_LONG]
    assert moved(substack(long, "Blue"))["Blue"]["notes"] == [TOO_LONG]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ({"status": []}, "left_out"),
        ({"html": "", "lexical": '{"root":[]}'}, "new"),
        ({"html": "", "lexical": '{"root":{"children":7}}'}, "new"),
        ({"title": "Woad\x00"}, "new"),
        ({"title": "Woad\ud800"}, "new"),
        ({"html": "<p>Blue\x00 \udfff</p>", "custom_excerpt": "\x00"}, "new"),
        ({"published_at": "0001-01-01T00:00:00+05:00"}, "new"),
        ({"published_at": "9999-12-31T23:59:59-05:00"}, "new"),
    ],
)
def test_what_is_odd_in_ghosts_tables_spoils_nothing_else(said, outcome):
    woad, dyes = ghost_post("p1", "Woad", html="<p>Blue</p>"), ghost_post("p2", "Dyes", html="<p>Red</p>")
    rows = moved(ghost(woad | said, dyes))
    db.session.commit()
    assert rows["Woad"]["outcome"] == outcome and rows["Dyes"]["outcome"] == "new"
    assert ("woad" in posts()) == (outcome == "new") and posts()["dyes"].body_markdown == "Red"


def test_marks_without_words_and_letters_no_table_keeps_come_in_markdown():
    files = {
        "a.md": "Red {% img  %}{% youtube - %}",
        "b.md": '---\ntitle: "Wo\\0ad \\ud800"\ndate: 0001-01-01T00:00:00+05:00\n---\nBlue\x00',
        "c.md": "# " + " " * 50_000 + "\nGreen",
        "d.md": f"# Dye{' ' * 5_000}#\n\nBrown",
    }
    rows = moved(zipped(files))
    db.session.commit()
    assert {row["outcome"] for row in rows.values()} == {"new"} and {"Woad", "Dye"} <= set(rows)
    assert [posts()[slug].body_markdown for slug in ("a", "b", "d")] == ["Red", "Blue", "Brown"]


def test_ids_that_no_index_takes_are_known_again():
    long, said = secrets.token_hex(4_000), secrets.token_hex(4_000)
    items = post(1, "Ink", more=comment(1, "Fine").replace(">1<", f">{said}<", 1)).replace(
        "<wp:post_id>1<", f"<wp:post_id>{long}<"
    )
    data = export([items]).replace(b"<wp:base_blog_url>https://ink", f"<wp:base_blog_url>https://{long}".encode())
    assert said.encode() in data and {row["outcome"] for row in moved(data).values()} == {"new"}
    db.session.commit()
    assert {row["outcome"] for row in moved(data).values()} == {"same"}


def test_whatever_else_cannot_be_read_stays_out_alone(monkeypatch):
    looks, convert = ghost_format.without_looks, writing.markdown_of

    def odd(html, *args, **kwargs):
        if "Blue" in html:
            raise KeyError("odd")
        return (convert if kwargs else looks)(html, *args, **kwargs)

    data = ghost(ghost_post("p1", "Woad", html="<p>Blue</p>"), ghost_post("p2", "Dyes", html="<p>Red</p>"))
    for place, name in ((ghost_format, "without_looks"), (writing, "markdown_of")):
        monkeypatch.setattr(place, name, odd)
        rows = moved(data)
        assert (rows["Woad"]["outcome"], rows["Woad"]["notes"]) == ("left_out", [UNREADABLE])
        assert rows["Dyes"]["outcome"] in ("new", "same")
        monkeypatch.undo()


def test_a_small_archive_that_holds_much_waits_for_a_worker(studio):
    packed = zipped({f"{at}.md": "of ink " * (AT_ONCE // 14) for at in range(3)})
    assert packed.seek(0, 2) < AT_ONCE // 10
    packed.seek(0)
    browser = studio()
    answer = browser.submit(IMPORTS, file=(packed, "ink.zip"))
    assert 'hx-trigger="every 1s"' in browser.get(answer.location).text
    run_jobs()
    assert "Bring it in" in browser.get(answer.location).text
    browser.submit(f"{answer.location}/completion")
    assert 'hx-trigger="every 1s"' in browser.get(answer.location).text and posts() == {}
    run_jobs()
    assert len(posts()) == 3


def test_nobody_imports_without_end(app, studio, monkeypatch):
    monkeypatch.setitem(app.config, "THROTTLING", True)
    monkeypatch.setattr(running, "RATE", "2 per hour")
    browser = studio()
    limiter.reset()
    answers = [browser.submit(IMPORTS, file=(io.BytesIO(b"hello"), "x.txt")) for _ in range(3)]
    limiter.reset()
    assert "no export" in answers[1].text and "Too many tries" in answers[2].text
