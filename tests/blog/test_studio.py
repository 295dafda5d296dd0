"""Writing in the studio, with plain forms and with HTMX."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from educrowd.blueprints.blog.forgetting import forget_abandoned_autosaves
from educrowd.blueprints.blog.models import Autosave, Media, Post, Revision
from educrowd.core.db import db, utcnow
from tests.blog.conftest import fields_of, found, photo
from tests.queries import queries


@pytest.fixture
def editor(studio):
    """`editor(post)` opens a post: answers the browser and `send(path, **changes)`, which submits the form."""

    def opened(post, person=None):
        browser = studio(person)
        hidden = fields_of(browser.get(f"/studio/posts/{post.id}/edit"))

        def send(noun="", htmx=False, **changes):
            form = {"title": post.title, "body_markdown": post.body_markdown, "slug": post.slug, **hidden, **changes}
            return browser.submit(f"/studio/posts/{post.id}{noun}", htmx=htmx, **form)

        return browser, send

    return opened


def fresh(post):
    db.session.expire_all()
    return db.session.get_one(Post, post.id)


def test_a_title_begins_a_post(studio, demo):
    browser = studio()
    assert 'name="title"' in browser.get("/studio/posts/new").text
    answer = browser.submit("/studio/posts/", title="Mixing one black")
    post = db.session.scalars(select(Post)).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/studio/posts/{post.id}/edit")
    assert (post.title, post.status) == ("Mixing one black", "draft")


def test_without_a_title_nothing_begins(studio):
    answer = studio().submit("/studio/posts/", title="  ")
    assert answer.status_code == 422 and "Give it a title" in answer.text
    assert db.session.scalars(select(Post)).all() == []


def test_saving_keeps_everything_and_returns_to_the_editor(editor, write):
    post = write("Ink")
    _, send = editor(post)
    answer = send(title="Black ink", body_markdown="Umber.", tags="Ink, Color ,", excerpt="How to.", slug="black")
    assert answer.status_code == 303
    post = fresh(post)
    assert (post.title, post.body_markdown, post.excerpt, post.slug) == ("Black ink", "Umber.", "How to.", "black")
    assert [tag.name for tag in post.tags] == ["Color", "Ink"] and post.version == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "It needs a title"),
        ({"title": "x" * 201}, "cannot be longer than 200"),
        ({"slug": "Not / a slug"}, "An address has only"),
        ({"tags": ",".join(f"t{n}" for n in range(11))}, "at most 10 tags"),
        ({"tags": "ink, " + "x" * 41}, "at most 40 characters"),
        ({"tags": "ink, 😀"}, "“😀” has none"),
        ({"version": "x"}, "Not a valid integer"),
        ({"editor": "<script>"}, "Invalid input"),
    ],
)
def test_bad_input_is_said_keeps_what_was_typed_and_writes_nothing(editor, write, changes, said):
    post = write("Ink")
    _, send = editor(post)
    answer = send(**{"body_markdown": "Two hours of work.", **changes})
    assert answer.status_code == 422
    assert said in answer.text and "Two hours of work." in answer.text
    post = fresh(post)
    assert (post.title, post.body_markdown, post.version, post.tags) == ("Ink", "Some words.", 1, [])


def test_publishing_saves_what_was_typed(editor, write, visitor):
    post = write("Ink")
    _, send = editor(post)
    assert send("/publication", body_markdown="The last word.").status_code == 303
    assert "The last word." in visitor.get("/blog/ink").text


def test_an_empty_post_is_not_published_and_says_why(editor, write):
    post = write("Ink", text="")
    _, send = editor(post)
    answer = send("/publication")
    assert answer.status_code == 422 and "write a few words first" in answer.text
    assert fresh(post).status == "draft"


def test_unpublishing_takes_the_page_away(editor, write, visitor):
    post = write("Ink", days_ago=2)
    assert visitor.get("/blog/ink").status_code == 200
    _, send = editor(post)
    send("/withdrawal")
    assert visitor.get("/blog/ink").status_code == 404


def test_scheduling_is_in_the_sites_time_zone(new_site, visit):
    from educrowd.core import tenancy
    from tests.conftest import new_person_here

    lisbon = new_site("lisbon", timezone="America/New_York")
    with tenancy.bind(lisbon):
        nell = new_person_here("nell")
        nell.take("editor")
        db.session.commit()
        browser = visit(lisbon).sign_in(nell)
        browser.submit("/studio/posts/", title="Ink")
        post = db.session.scalars(select(Post)).one()
        hidden = fields_of(browser.get(f"/studio/posts/{post.id}/edit"))
        text = {"title": "Ink", "body_markdown": "Words."}
        browser.submit(f"/studio/posts/{post.id}/schedule", published_at="2099-01-15T09:30", **text, **hidden)
        post = fresh(post)
        assert post.status == "scheduled"
        assert str(post.published_at) == "2099-01-15 14:30:00+00:00"
        assert 'value="2099-01-15T09:30"' in browser.get(f"/studio/posts/{post.id}/edit").text


@pytest.mark.parametrize("when", ["", "2001-01-01T00:00", "soon"])
def test_a_schedule_needs_a_time_to_come(editor, write, when):
    post = write("Ink")
    _, send = editor(post)
    answer = send("/schedule", published_at=when)
    assert answer.status_code == 422 and fresh(post).status == "draft"


# ---- two people, one post ------------------------------------------------------------------------------


def test_whoever_saves_second_sees_both_texts_and_loses_neither(editor, write, nell, owner):
    post = write("Ink", text="The first text.")
    _, nells = editor(post)
    _, olgas = editor(post, owner)
    assert olgas(body_markdown="Olga's better text.").status_code == 303
    answer = nells(body_markdown="Nell's better text.", tags="Ink")
    assert answer.status_code == 409
    assert "Nell&#39;s better text." in answer.text and "Olga&#39;s better text." in answer.text
    assert "by Olga" in answer.text
    assert fresh(post).body_markdown == "Olga's better text."
    # The page that shows both stands on the present version, so saving from there is a decision.
    settled = nells(body_markdown="Both, merged.", **fields_of(answer))
    assert settled.status_code == 303 and fresh(post).body_markdown == "Both, merged."
    kept = db.session.scalars(select(Revision.body_markdown).filter_by(post_id=post.id).order_by(Revision.version))
    assert kept.all() == ["The first text.", "Olga's better text.", "Both, merged."]


@pytest.mark.parametrize("noun", ["/publication", "/withdrawal", "/schedule"])
def test_a_stale_text_is_not_published_either(editor, write, noun):
    post = write("Ink")
    _, send = editor(post)
    post.rewrite(1, body_markdown="Newer.")
    db.session.commit()
    assert send(noun, published_at="2099-01-01T10:00").status_code == 409
    assert fresh(post).status == "draft"


# ---- autosave ------------------------------------------------------------------------------------------


def test_typing_is_kept_beside_the_post(editor, write, visitor):
    post = write("Ink", days_ago=2)
    _, send = editor(post)
    answer = send("/autosave", htmx=True, body_markdown="Half a thought")
    assert answer.status_code == 200 and "data-kept" in answer.text
    assert "Half a thought" not in visitor.get("/blog/ink").text
    assert fresh(post).version == 1
    assert db.session.scalars(select(Autosave)).one().body_markdown == "Half a thought"


def test_even_a_title_that_is_still_empty_is_no_reason_to_lose_text(editor, write):
    _, send = editor(write("Ink"))
    assert send("/autosave", htmx=True, title="", body_markdown="Half a thought").status_code == 200


def test_saving_lets_go_of_ones_own_autosave(editor, write):
    post = write("Ink")
    _, send = editor(post)
    send("/autosave", htmx=True, body_markdown="Half")
    assert send(body_markdown="Whole").status_code == 303
    assert db.session.scalars(select(Autosave)).all() == []


def test_what_was_never_saved_is_offered_and_can_be_continued(editor, write, studio):
    post = write("Ink")
    browser, send = editor(post)
    send("/autosave", htmx=True, body_markdown="Half a thought", tags="Ink")
    page = browser.get(f"/studio/posts/{post.id}/edit").text
    assert "Unsaved changes by Nell" in page and "Half a thought" not in page
    continued = browser.get(found(r'href="([^"]+unsaved=[^"]+)"', page))
    assert "Half a thought" in continued.text and 'value="Ink"' in continued.text
    hidden = fields_of(continued)
    assert send(body_markdown="A whole thought", **hidden).status_code == 303
    assert "Unsaved changes" not in browser.get(f"/studio/posts/{post.id}/edit").text


def test_what_was_never_saved_can_be_discarded(editor, write):
    post = write("Ink")
    browser, send = editor(post)
    send("/autosave", htmx=True, body_markdown="Half")
    kept = db.session.scalars(select(Autosave)).one()
    browser.submit(f"/studio/posts/{post.id}/autosave/{kept.editor}/deletion")
    db.session.expire_all()
    assert db.session.scalars(select(Autosave)).all() == []


def test_what_nobody_came_back_for_in_a_quarter_is_forgotten(editor, write):
    for title, days in (("Old", 91), ("Young", 89)):
        _, send = editor(write(title))
        send("/autosave", htmx=True, body_markdown=title)
        kept = db.session.scalars(select(Autosave).where(Autosave.body_markdown == title)).one()
        kept.saved_at = utcnow() - timedelta(days=days)
    forget_abandoned_autosaves()
    assert [kept.body_markdown for kept in db.session.scalars(select(Autosave))] == ["Young"]


def test_two_open_editors_never_overwrite_each_others_autosave(editor, write):
    post = write("Ink")
    _, one = editor(post)
    _, other = editor(post)
    one("/autosave", htmx=True, body_markdown="Here")
    other("/autosave", htmx=True, body_markdown="There")
    assert {kept.body_markdown for kept in db.session.scalars(select(Autosave))} == {"Here", "There"}


def test_an_autosave_over_an_old_version_warns_and_is_kept_all_the_same(editor, write):
    post = write("Ink")
    _, send = editor(post)
    post.rewrite(1, body_markdown="Newer.")
    db.session.commit()
    answer = send("/autosave", htmx=True, body_markdown="Older, but mine")
    assert answer.status_code == 409 and "Somebody saved this post" in answer.text
    assert db.session.scalars(select(Autosave)).one().body_markdown == "Older, but mine"


# ---- preview and pictures ------------------------------------------------------------------------------


def test_the_preview_is_what_readers_will_see(editor, write):
    _, send = editor(write("Ink"))
    answer = send("/preview", htmx=True, body_markdown="**Bold** <script>alert(1)</script>")
    assert "<strong>Bold</strong>" in answer.text and "<script" not in answer.text and "<html" not in answer.text


def test_without_scripts_the_preview_is_a_page_that_leads_back(editor, write):
    post = write("Ink")
    _, send = editor(post)
    page = send("/preview", body_markdown="**Bold** & <i>", series="Colors", unpublish_at="2031-05-04T09:30").text
    assert "<strong>Bold</strong>" in page and "<html" in page
    carried = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    back = send("/preview", **{name: unescape(value) for name, value in carried.items()}, back="yes").text
    assert "**Bold** &amp; &lt;i&gt;" in back and 'value="Colors"' in back and 'value="2031-05-04T09:30"' in back
    assert fresh(post).body_markdown == "Some words."


def test_a_picture_goes_to_where_the_cursor_was(editor, write):
    post = write("Ink")
    browser, send = editor(post)
    text = "Before.\n\nAfter."
    answer = send("/images", body_markdown=text, cursor="7", image=(photo(), "jar.jpg"), alt="A jar [of] ink")
    assert answer.status_code == 303
    picture = db.session.scalars(select(Media)).one()
    assert (picture.alt, picture.name, picture.widths) == ("A jar [of] ink", "jar.jpg", [480, 800, 900])
    page = browser.get(answer.headers["Location"]).text
    inserted = rf"Before.\n\n![A jar \[of\] ink]({picture.url})\n\nAfter."
    assert inserted.replace(r"\n", "\n") in page
    assert browser.get(picture.url).mimetype == "image/webp"


def test_with_htmx_the_text_comes_back_with_the_picture(editor, write):
    _, send = editor(write("Ink"))
    answer = send("/images", htmx=True, body_markdown="Words.", image=(photo(), "jar.jpg"), decorative="y")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert re.search(r"Words\.\n\n!\[\]\(/files/\w+-900\.webp\)", answer.text)
    # The button that had the focus is replaced: it goes on beside it, and what happened is read out.
    assert "<summary autofocus>" in answer.text and "The picture is in the text." in answer.text


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("upload", "said"),
    [
        ({"alt": "A jar"}, "Choose a picture first"),
        ({"image": "jpeg"}, "Say what the picture shows"),
        ({"image": "svg", "alt": "A jar"}, "This is no JPEG"),
    ],
)
def test_a_refused_picture_keeps_the_text(editor, write, htmx, upload, said):
    import io

    files = {"jpeg": (photo, "a.jpg"), "svg": (lambda: io.BytesIO(b"<svg onload=alert(1)>"), "a.png")}
    if kind := upload.get("image"):
        upload = {**upload, "image": (files[kind][0](), files[kind][1])}
    _, send = editor(write("Ink"))
    answer = send("/images", htmx=htmx, body_markdown="Two hours of work.", **upload)
    assert answer.status_code == 422
    assert said in answer.text and "Two hours of work." in answer.text
    assert answer.text.count(" autofocus") == 1
    assert db.session.scalars(select(Media)).all() == []


def test_a_published_picture_is_responsive(editor, write, visitor):
    post = write("Ink")
    _, send = editor(post)
    answer = send("/images", htmx=True, image=(photo(), "jar.jpg"), alt='A "jar"')
    text = found(r"(!\[[^\n]+)", answer.text).replace("&#34;", '"')
    send("/publication", body_markdown=text)
    picture = db.session.scalars(select(Media)).one()
    page = visitor.get("/blog/ink").text
    assert (
        f'<img src="{picture.url}" srcset="{picture.srcset}" sizes="(min-width: 46rem) 42rem, 100vw" '
        'width="900" height="600" alt="A &#34;jar&#34;" loading="lazy" decoding="async">'
    ) in page.replace("&quot;", "&#34;")
    assert f'<meta property="og:image" content="http://{visitor.origin.split("//")[1]}{picture.url}">' in page


def test_a_foreign_picture_becomes_a_link(write, visitor):
    write("Ink", days_ago=1, text="![A jar](https://elsewhere.example/jar.png)")
    page = visitor.get("/blog/ink").text
    assert '<a href="https://elsewhere.example/jar.png" rel="noopener">A jar</a>' in page


# ---- the list, and who may ------------------------------------------------------------------------------


def test_authors_see_their_own_posts_and_editors_everyones(studio, write, ben):
    write("Ink")
    write("Lecture notes", by=ben)
    assert "Ink" not in (bens := studio(ben).get("/studio/posts/").text) and "Lecture notes" in bens
    assert "Ink" in (nells := studio().get("/studio/posts/").text) and "Lecture notes" in nells


def test_the_list_has_filters(studio, write):
    write("Ink")
    write("Paper", days_ago=2)
    later = write("Later")
    later.schedule(utcnow() + timedelta(days=1))
    db.session.commit()
    browser = studio()
    titles = {
        query: set(re.findall(r'/edit">([^<]+)</a></th>', browser.get(f"/studio/posts/?{query}").text))
        for query in ("", "status=draft", "status=scheduled", "status=published", "q=PAP", "q=%25", "status=nonsense")
    }
    assert titles == {
        "": {"Ink", "Paper", "Later"},
        "status=draft": {"Ink"},
        "status=scheduled": {"Later"},
        "status=published": {"Paper"},
        "q=PAP": {"Paper"},
        "q=%25": set(),
        "status=nonsense": {"Ink", "Paper", "Later"},
    }


def test_a_longer_list_costs_no_more_queries(studio, write):
    write("Ink", tags=["Ink"])
    browser = studio()
    browser.get("/studio/posts/")
    with queries() as few:
        browser.get("/studio/posts/")
    for number in range(8):
        write(f"Post {number}", tags=[f"Tag {number}"])
    with queries() as many:
        browser.get("/studio/posts/")
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "noun", ["", "/publication", "/schedule", "/withdrawal", "/autosave", "/preview", "/images", "/deletion"]
)
def test_ben_changes_nothing_of_nells(studio, write, ben, noun):
    post = write("Ink")
    answer = studio(ben).submit(f"/studio/posts/{post.id}{noun}", title="Mine now", version="1", editor="0" * 16)
    assert answer.status_code == 403
    assert fresh(post).title == "Ink"


def test_students_and_strangers_have_no_business_here(studio, visitor, write, ada):
    post = write("Ink")
    assert studio(ada).get("/studio/posts/").status_code == 403
    assert visitor.get(f"/studio/posts/{post.id}/edit").status_code == 303
    assert visitor.get("/studio/posts/").headers["Location"].startswith("/login?next=")


def test_a_deleted_post_is_gone_with_all_that_hangs_on_it(editor, write, visitor):
    post = write("Ink", days_ago=1, tags=["Ink"])
    browser, send = editor(post)
    send("/autosave", htmx=True)
    assert "This can&#39;t be undone" in browser.get(f"/studio/posts/{post.id}/deletion").text
    assert browser.submit(f"/studio/posts/{post.id}/deletion").headers["Location"] == "/studio/posts/"
    assert visitor.get("/blog/ink").status_code == 404
    db.session.expire_all()
    assert db.session.scalars(select(Revision)).all() == db.session.scalars(select(Autosave)).all() == []


def test_the_editor_page_is_light(studio, write):
    browser = studio()
    page = browser.get(f"/studio/posts/{write('Ink').id}/edit")
    addresses = re.findall(r'(?:src|href)="(/(?:assets|brand|art)/[^"]+)"', page.text)
    sent = [page] + [browser.get(address, headers={"Accept-Encoding": "gzip"}) for address in set(addresses)]
    assert all(answer.status_code == 200 for answer in sent)
    # And the typefaces of plain letters; test_writing.py weighs what Chromium loads, and no other face is among it.
    styles = "".join(browser.get(address).text for address in set(addresses) if address.endswith(".css"))
    faces = [face for face in re.findall(r"@font-face {(.*?)}", styles) if "U+0000" in face]
    names = {found(r"url\((?:/assets/)?([\w.-]+\.woff2)\)", face) for face in faces}
    fonts = [browser.get(f"/assets/{name}") for name in names]
    assert fonts and all(answer.status_code == 200 for answer in fonts)
    assert sum(len(answer.data) for answer in [*sent, *fonts]) < 120 * 1024
    assert any("editor" in address for address in addresses)
