"""Private notes beside lessons, and words found in a course."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.lms.models import Note
from educrowd.core.db import db

from .test_api import COURSES, ENROLLMENTS, api  # noqa: F401


@pytest.fixture
def adas(visit, demo, ada, stars):
    """Ada's browser; she is enrolled."""
    stars.enroll(ada)
    db.session.commit()
    return visit(demo).sign_in(ada)


def test_ada_notes_and_nobody_else_reads_it(adas, visit, demo, ben, owner, ines, stars):
    lesson = stars.lessons[1]
    at = f"/learn/{stars.slug}/{lesson.uid}"
    assert adas.submit(f"{at}/note", text="Ask Ines.").status_code == 303
    assert "Ask Ines." in adas.get(at).text
    kept = adas.submit(f"{at}/note", htmx=True, text="Ask <b>Ines</b> twice.")
    assert kept.status_code == 200 and kept.text.strip() == "Kept"
    assert "Ask &lt;b&gt;Ines&lt;/b&gt; twice." in adas.get(f"/learn/{stars.slug}/notes").text
    stars.enroll(ben)
    db.session.commit()
    for person in (ben, owner, ines):
        browser = visit(demo).sign_in(person)
        assert "twice" not in browser.get(at).text, person.name
        assert "twice" not in browser.get(f"/learn/{stars.slug}/notes").text
    assert adas.submit(f"{at}/note", htmx=True, text="x" * 20_001).status_code == 422
    adas.submit(f"{at}/note", text=" ")
    assert db.session.scalar(select(func.count(Note.id))) == 0


def test_notes_leave_as_one_file_and_outlive_lesson_and_access(adas, stars, ada):
    for number in (2, 0):
        lesson = stars.lessons[number]
        adas.submit(f"/learn/{stars.slug}/{lesson.uid}/note", text=f"About {lesson.title}.")
    stars.remove_lesson(stars.lessons[2])
    stars.publish()
    stars.enrollment_of(ada).close()
    db.session.commit()
    file = adas.get(f"/learn/{stars.slug}/notes.md")
    assert file.headers["Content-Disposition"].startswith("attachment") and file.mimetype == "text/markdown"
    assert file.text == (
        "# Reading the Night Sky\n\n## Choosing a place\n\nAbout Choosing a place.\n\n"
        "## Paper and red light\n\nAbout Paper and red light.\n"
    )
    assert adas.submit(f"/learn/{stars.slug}/{stars.lessons[0].uid}/note", text="More").status_code == 403


def test_search_finds_words_in_open_lessons_of_the_edition_and_marks_them(adas, visitor, stars):
    stars.lessons[1].change(body="Seven stars & a <b>comet</b> fly.")
    stars.publish()
    stars.add_lesson("Unpublished", body="Another comet.")
    db.session.commit()
    found = adas.get(f"/learn/{stars.slug}/search?q=comet").text
    assert (
        "The Plough" in found
        and "<mark>comet</mark>" in found
        and "stars &amp; a" in found
        and "<b>" not in found.partition("<main")[2]
    )
    assert "Unpublished" not in found
    assert "Nothing found" in adas.get(f"/learn/{stars.slug}/search?q=galaxy").text
    hidden = visitor.get(f"/learn/{stars.slug}/search?q=comet").text
    assert "The Plough" not in hidden and "Nothing found" in hidden
    assert "Choosing a place" in visitor.get(f"/learn/{stars.slug}/search?q=hill").text
    for odd in ("%27%20%26%20!", "%22", "-", "a%20OR%20%28", "%EE%80%80"):
        assert adas.get(f"/learn/{stars.slug}/search?q={odd}").status_code == 200, odd


def test_what_is_found_is_shown_without_the_signs_of_markdown(adas, stars):
    table = (
        "| Night | Rises |\n|---|--:|\n| first | **late** |\n\nSee [the comet map](https://sky.example/a_(b)) and *go*."
    )
    stars.lessons[1].change(body=table)
    stars.publish()
    db.session.commit()
    found = (
        adas.get(f"/learn/{stars.slug}/search?q=comet")
        .text.partition('<ol class="stack findings"')[2]
        .partition("</ol>")[0]
    )
    assert "the <mark>comet</mark> map" in found and "late" in found
    assert not set("|*[]") & set(found) and "sky.example" not in found


def test_notes_and_search_through_the_api(api, ines, ada, stars):  # noqa: F811
    learner = api(ada)
    enrollment = learner.data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    at, plough = f"{ENROLLMENTS}{enrollment['id']}/notes/", stars.lessons[1]
    assert learner.data("PUT", f"{at}{plough.id}/", {"text": "Seven?"})["lesson_title"] == "The Plough"
    assert learner.data("PUT", f"{at}{plough.id}/", {"text": "Seven!"})["text"] == "Seven!"
    assert [note["text"] for note in learner.data("GET", at)] == ["Seven!"]
    assert api(ines)("GET", at).status_code == 404
    assert api(ines)("PUT", f"{at}{plough.id}/", {"text": "Mine"}).status_code == 404
    assert learner.error("PUT", f"{at}{plough.id}/", {"text": ""})[0] == 422
    learner.data("DELETE", f"{at}{plough.id}/", status=204)
    assert learner.data("GET", at) == []
    (finding,) = learner.data("GET", f"{COURSES}{stars.id}/search/?q=seven")
    assert (finding["title"], finding["excerpt"]) == ("The Plough", "Seven stars")
    assert api().data("GET", f"{COURSES}{stars.id}/search/?q=seven") == []
    assert api()("GET", f"{COURSES}{stars.id}/search/").status_code == 422
