"""A draft shown to somebody without an account."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from educrowd.blueprints.blog.models import DraftLink, Media, Page, Post
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from tests.blog.conftest import fields_of, found, photo


def make_link(browser, post) -> str:
    assert browser.submit(f"/studio/posts/{post.id}/draft-links", days="7").status_code == 303
    page = browser.get(f"/studio/posts/{post.id}/draft-links").text
    return found(r'value="https?://[^/"]+(/blog/drafts/[^"]+)"', page)


def test_whoever_has_the_link_reads_the_draft_and_nobody_else_does(studio, write, visitor):
    post = write("Ink", text="Black is **umber**.")
    link = make_link(studio(), post)
    page = visitor.get(link)
    assert "<strong>umber</strong>" in page.text and "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Cache-Control"] == "private, no-store"
    assert visitor.get(link[:-9] + ("A" if link[-9] != "A" else "B") + link[-8:]).status_code == 404
    assert visitor.get("/blog/drafts/1").status_code == visitor.get("/blog/ink").status_code == 404


def test_a_link_ends_by_itself_and_when_it_is_taken_back(studio, write, visitor):
    post, browser = write("Ink"), studio()
    first, second = make_link(browser, post), make_link(browser, post)
    assert visitor.get(first).status_code == visitor.get(second).status_code == 200
    newest = db.session.scalars(select(DraftLink).order_by(DraftLink.id.desc())).first()
    browser.submit(f"/studio/posts/{post.id}/draft-links/{newest.id}/deletion")
    db.session.expire_all()
    oldest = db.session.scalars(select(DraftLink)).one()
    oldest.expires_at = utcnow() - timedelta(seconds=1)
    db.session.commit()
    assert visitor.get(first).status_code == visitor.get(second).status_code == 404


def test_once_published_the_link_leads_to_the_post(studio, write, visitor):
    post = write("Ink")
    link = make_link(studio(), post)
    post.publish()
    db.session.commit()
    assert visitor.get(link).headers["Location"] == "/blog/ink"


def test_a_link_of_one_site_shows_nothing_on_another(studio, write, visit, new_site):
    link, elsewhere = make_link(studio(), write("Ink")), new_site("elsewhere")
    with tenancy.transaction(elsewhere, type("Nell", (), {"id": 1, "name": "Nell"})()):
        DraftLink.to(Post.draft("Another"), expires_in_days=7)
    assert visit(elsewhere).get(link).status_code == 404


def test_ben_shares_nothing_of_nells(studio, write, ben):
    assert studio(ben).submit(f"/studio/posts/{write('Ink').id}/draft-links", days="7").status_code == 403


def test_nobody_makes_a_link_for_ever(studio, client, nell, write):
    post = write("Ink")
    assert studio().submit(f"/studio/posts/{post.id}/draft-links", days="9999").status_code == 422
    at = f"/api/v1/blog/posts/{post.id}/draft-links/"
    assert client(nell).post(at, json={"expires_in_days": 91}).status_code == 422


def test_programs_share_and_take_back(client, nell, write, visitor):
    post, browser = write("Ink"), client(nell)
    at = f"/api/v1/blog/posts/{post.id}/draft-links/"
    link = browser.post(at, json={"expires_in_days": 1}).get_json()["data"]
    path = link["url"].partition("/blog/")[2]
    assert visitor.get(f"/blog/{path}").status_code == 200
    assert [one["id"] for one in browser.get(at).get_json()["data"]] == [link["id"]]
    assert browser.delete(f"{at}{link['id']}/").status_code == 204
    assert visitor.get(f"/blog/{path}").status_code == 404
    post.publish()
    db.session.commit()
    assert browser.post(at, json={}).status_code == 409


def test_programs_share_a_page_as_they_do_a_post(client, nell, ben, write, visitor):
    current.user = nell
    page = Page.draft("About us", body_markdown="We print.")
    db.session.commit()
    post, browser, at = write("Ink"), client(nell), f"/api/v1/blog/pages/{page.id}/draft-links/"
    made = browser.post(at, json={"expires_in_days": 1})
    link = made.json["data"]
    assert link["page_id"] == page.id and made.headers["Location"].endswith(f"{at}{link['id']}/")
    assert "We print." in visitor.get("/blog/" + link["url"].partition("/blog/")[2]).text
    assert browser.get(f"{at}{link['id']}/").json["data"] == link
    assert browser.get(f"/api/v1/blog/posts/{post.id}/draft-links/{link['id']}/").status_code == 404
    assert client(ben).get(at).status_code == 403 and browser.post(at, json={"expires_in_days": 0}).status_code == 422
    assert browser.delete(f"{at}{link['id']}/").status_code == 204 and browser.get(at).json["data"] == []
    page.publish()
    db.session.commit()
    assert browser.post(at, json={}).status_code == 409


def test_each_link_is_told_from_the_others_in_words(studio, write):
    post, browser = write("Ink"), studio()
    make_link(browser, post)
    page = browser.get(f"/studio/posts/{post.id}/draft-links").text
    name = found(r'aria-label="(Take the link back that works until [^"]*)"', page)
    assert "<" not in name and "&lt;" not in name


CONSTRUCTS = """# Press\n\n| ink | paper |\n|:--|--:|\n| black | rag |\n\nA claim.[^1]\n
https://www.youtube.com/watch?v=aqz-KE-bpKQ\n\n%s\n\n```python\nprint("ink")\n```\n\n[^1]: Its source."""


def test_preview_draft_and_published_post_show_the_same_body(studio, write, visitor, nell):
    current.user = nell
    text = CONSTRUCTS % Media.upload(photo(), name="jar.jpg", alt="A jar", decorative=False).markdown
    post, browser = write("Ink", text=text), studio()
    preview, link = f"/studio/posts/{post.id}/preview", make_link(browser, post)
    typed = fields_of(browser.get(f"/studio/posts/{post.id}/edit")) | {"title": "Ink", "body_markdown": text}

    def body(page) -> str:
        return found(r'<div class="prose">(.*?)</div>\s*</article>', page.text)

    seen = [body(browser.submit(preview, **typed)), body(browser.get(preview)), body(visitor.get(link))]
    beside = browser.submit(preview, htmx=True, **typed).text
    films = [browser.get(f"{preview}?embed=1"), visitor.get(f"{link}?embed=1")]
    post.publish()
    db.session.commit()
    published = body(visitor.get("/blog/ink"))
    for part in ("<h2>", "<table", 'id="fn1"', 'href="?embed=1#embed-1"', "srcset=", '<code class="language-python"'):
        assert part in published
    assert seen == [published] * 3
    assert published.replace('"?embed=1', f'"{preview}?embed=1').strip() in beside
    assert [body(page) for page in films] == [body(visitor.get("/blog/ink?embed=1"))] * 2
    assert all("https://www.youtube-nocookie.com" in page.headers["Content-Security-Policy"] for page in films)
