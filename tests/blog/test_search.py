"""One search over posts, courses and projects: ranked, forgiving, and silent about what is not for everybody."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from educrowd.blueprints.blog.models import Post
from educrowd.core import searching, tenancy
from educrowd.core.db import db
from educrowd.core.highlighting import excerpt, marked
from educrowd.core.searching import search
from tests.crowdfunding.conftest import nell, new_project, telescope  # noqa: F401
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.queries import queries

CANARY = "kanarienvogel"


def titles(words: str) -> list[str]:
    return [one.title for one in search(words)]


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_text(write):
    write("About paper", days_ago=1, text="White. " * 60 + "And umber.")
    write("On color", days_ago=2, excerpt="All about umber")
    write("Umber", days_ago=3, text="A brown earth.")
    assert titles("umber") == ["Umber", "On color", "About paper"]


def test_an_old_post_of_that_name_is_found_among_hundreds_of_newer_ones_that_say_the_word(write):
    write("Umber", days_ago=900)
    like = write("Brown", days_ago=1, text="Of umber.", excerpt="A color.")
    copied = "slug, title, summary, body_markdown, body_html, words, author_id, author_name, status, named, sought"
    made = copied.replace("slug", "'brown-' || n", 1)
    more = f"INSERT INTO posts ({copied}, published_at) SELECT {made}, now() - n * interval '1 hour'"
    db.session.execute(text(f"{more} FROM posts, generate_series(1, 600) n WHERE id = :like"), {"like": like.id})
    assert titles("umber")[0] == titles("umbr")[0] == "Umber"


@pytest.mark.parametrize("words", ["letterpres", "leterpress", "lettrepress", "LETTERPRESS", "letterp"])
def test_slips_of_the_finger_and_beginnings_are_forgiven(write, words):
    write("Letterpress for beginners", days_ago=1)
    write("Something else", days_ago=1)
    assert titles(words) == ["Letterpress for beginners"]


@pytest.mark.parametrize("words", ["cafe", "café", "CAFÉ"])
def test_accents_do_not_matter(write, words):
    write("A café in the old town", days_ago=1, text="Wir trinken Tee.")
    write("Tea", days_ago=1, text="Not in the Cafés of the town.")
    assert set(titles(words)) == {"A café in the old town", "Tea"}


def test_a_phrase_and_a_word_left_out(write):
    write("One", days_ago=1, text="black ink on paper")
    write("Two", days_ago=1, text="ink that is black, on wood")
    assert titles('"black ink"') == ["One"]
    assert titles("ink -wood") == ["One"]


def test_courses_and_projects_are_found_beside_posts(write, visitor, telescope, stars):  # noqa: F811
    stars.summary, telescope.summary = "What glows above the telescope", "A mirror"
    stars.description = "By [all who look](/about) **up**."
    telescope.state = "live"
    db.session.commit()
    write("A telescope at last", days_ago=1)
    page = visitor.get("/search?q=telescope").text
    assert 'href="/blog/a-telescope-at-last"' in page and f'href="/projects/{telescope.slug}"' in page
    assert f'href="/courses/{stars.slug}"' in page and "<mark>telescope</mark>" in page
    only = visitor.get("/search?q=telescope&kind=project").text
    assert f"/projects/{telescope.slug}" in only and "/blog/a-telescope-at-last" not in only
    listed = visitor.get("/api/v1/search/?q=telescope").get_json()
    assert {one["kind"] for one in listed["data"]} == {"post", "course", "project"} and listed["meta"]["total"] == 3
    [course] = visitor.get("/api/v1/search/?q=telescope&kind=course").get_json()["data"]
    assert "<mark>telescope</mark>" in course["excerpt_html"] and "<" not in course["excerpt"]
    assert course["excerpt"] == "What glows above the telescope By all who look up."


def test_only_what_is_shown_is_rid_of_its_marks(write, visitor, telescope, stars, monkeypatch):  # noqa: F811
    stars.description, telescope.story, telescope.state = "The *umber*.", "Of *umber*.", "live"
    db.session.commit()
    asked: list[str] = []
    monkeypatch.setattr(searching, "plain", lambda body: asked.append(body) or body)
    shown = visitor.get("/api/v1/search/?q=umber&per_page=1").get_json()
    assert shown["meta"]["total"] == 2 and len(asked) == 1


def test_what_is_not_for_everybody_is_never_found(write, visitor, studio, owner, new_project, stars):  # noqa: F811
    write(f"Draft {CANARY}")
    write(f"Withdrawn {CANARY}", days_ago=3).unpublish()
    scheduled = write(f"Scheduled {CANARY}")
    scheduled.schedule(scheduled.created_at.replace(year=2099))
    write("For members", days_ago=1, audience="members", text=f"The {CANARY} sings.")
    new_project(f"Project {CANARY}", live=False)
    stars.status, stars.description = "draft", f"The {CANARY}."
    db.session.commit()
    for browser in (visitor, studio(owner)):
        for path in (f"/search?q={CANARY}", f"/search?q={CANARY[:8]}", f"/api/v1/search/?q={CANARY}"):
            answer = browser.get(path)
            assert answer.status_code == 200
            echo = answer.text.count(f'value="{CANARY}') + answer.text.count(f"{CANARY}: Search")
            assert answer.text.count(CANARY) <= echo, path
    assert titles("members") == ["For members"]


def test_closing_a_post_takes_its_words_out_of_the_search(write):
    post = write("Ink", days_ago=1, text="The flaw is in the third ring.")
    assert titles("flaw") == ["Ink"]
    post.rewrite(audience="members")
    db.session.commit()
    assert titles("flaw") == [] and titles("ink") == ["Ink"]


def test_sites_find_nothing_of_each_other(write, new_site, visit, visitor):
    write(f"Here {CANARY}", days_ago=1)
    elsewhere = new_site("elsewhere")
    with tenancy.transaction(elsewhere, type("Nell", (), {"id": 1, "name": "Nell"})()):
        post = Post.draft(f"There {CANARY}", body_markdown="Words.")
        post.publish()
    assert [one["title"] for one in visitor.get(f"/api/v1/search/?q={CANARY}").get_json()["data"]] == [f"Here {CANARY}"]
    there = visit(elsewhere).get(f"/api/v1/search/?q={CANARY}").get_json()["data"]
    assert [one["title"] for one in there] == [f"There {CANARY}"]


def test_without_a_site_nothing_is_found(context):
    with tenancy.bind(None):
        asked = text("SELECT count(*) FROM app.search_posts(to_tsquery('simple', 'ink'), 'ink', 10)")
        assert db.session.scalar(asked) == 0


ODD = ("'", "a & b", "((", "!!", ":*", "\\", "%", "🚀", "x" * 500, "a:*b'c", "\x00", "-", '"', "or")


@pytest.mark.parametrize("words", ODD)
def test_odd_words_find_nothing_and_break_nothing(write, visitor, words):
    write("Ink", days_ago=1)
    # What no text can hold is refused at the door.
    expected = (400, 404) if words == "\x00" else (200, 422)
    for path in ("/search", "/api/v1/search/"):
        assert visitor.get(path, query_string={"q": words}).status_code in expected


def test_an_empty_search_asks_for_words(visitor):
    page = visitor.get("/search").text
    assert "Nothing found" not in page and 'name="q"' in page
    assert "Nothing found" in visitor.get("/search?q=nowhere").text
    assert visitor.get("/api/v1/search/").status_code == 422
    assert visitor.get("/api/v1/search/?q=a&kind=planet").status_code == 422


def test_hostile_text_is_shown_as_text_around_what_was_found(write, visitor):
    write("<b>Umber</b>", days_ago=1, text="Say `<script>alert(1)</script>` umber <img src=x onerror=alert(1)>.")
    page = visitor.get("/search?q=umber%20%3Cscript%3E").text
    assert "<script>alert" not in page and "onerror=alert" not in page.replace("onerror=alert(1)&gt;", "")
    assert "&lt;b&gt;<mark>Umber</mark>" in page


def test_a_longer_list_costs_no_more_queries(write, visitor):
    def questions():
        with queries() as seen:
            visitor.get("/search?q=umber")
        return len(seen)

    write("Umber", days_ago=1)
    few = questions()
    for number in range(9):
        write(f"Umber {number}", days_ago=1)
    assert questions() == few


def test_an_excerpt_is_taken_where_most_of_the_words_are():
    text = "Nothing here. " * 30 + "Then the black ink dries on paper. " + "Nothing there. " * 30
    shown = excerpt(text, "ink paper")
    assert "<mark>ink</mark> dries on <mark>paper</mark>" in shown and shown.startswith("… ") and shown.endswith(" …")
    assert len(shown.striptags()) < 240
    assert marked("Letterpress", "leterpress") == "<mark>Letterpress</mark>"
    assert excerpt("", "ink") == "" and excerpt("No such word.", "ink") == "No such word."
