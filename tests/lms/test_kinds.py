"""Lessons of several kinds, each with its settings, what it shows, and how it is completed."""

from __future__ import annotations

import pytest

from educrowd.blueprints.lms.lessons import kinds
from educrowd.blueprints.lms.lessons.kinds import KINDS, Kind
from educrowd.blueprints.lms.models import Rubric
from educrowd.core.db import db
from educrowd.core.embedding import frame_of

from .test_api import COURSES, api  # noqa: F401

LEVELS = [{"points": "0", "title": "No", "description": ""}, {"points": "3", "title": "Yes", "description": ""}]
CRITERIA = [{"id": "stars", "title": "Stars", "description": "", "levels": LEVELS}]
VIMEO = "https://vimeo.com/76979871"


@pytest.fixture
def film(stars):
    """A lesson that shows a film from elsewhere, open to everybody."""
    lesson = stars.add_lesson("A film", kind="embed", settings={"url": VIMEO}, preview=True)
    stars.publish()
    db.session.commit()
    return lesson


@pytest.mark.parametrize(
    ("url", "framed"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?t=1&v=dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        (VIMEO, "https://player.vimeo.com/video/76979871"),
        ("https://codepen.io/ada/pen/abcDEF", "https://codepen.io/ada/embed/abcDEF"),
        ("http://vimeo.com/76979871", None),
        ("https://vimeo.com.evil.example/76979871", None),
        ("https://evil.example/https://vimeo.com/76979871", None),
        ("javascript:alert(1)//vimeo.com/76979871", None),
        ("https://youtu.be/too-short", None),
        ("", None),
    ],
)
def test_only_known_sites_are_framed_and_at_their_own_address(url, framed):
    frame = frame_of(url)
    assert (frame and frame.url) == framed


def test_a_lesson_of_a_kind_is_made_and_set_in_the_studio(visit, demo, ines, stars):
    browser, base = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}"
    assert '<option value="text" selected>Text' in browser.get(base).text
    made = browser.submit(f"{base}/sections/{stars.sections[0].uid}/lessons", title="A film", kind="embed")
    db.session.expire_all()
    lesson = stars.sections[0].lessons[-1]
    assert lesson.kind == "embed" and made.location.endswith(lesson.uid)
    assert "settings-url" in browser.get(f"{base}/lessons/{lesson.uid}").text
    sent = {"title": "A film", "required": "y", "version": 1}
    refused = browser.submit(f"{base}/lessons/{lesson.uid}", **sent, **{"settings-url": "https://evil.example/"})
    assert refused.status_code == 422 and "Only addresses of YouTube" in refused.text
    browser.submit(f"{base}/lessons/{lesson.uid}", **sent, **{"settings-url": VIMEO})
    db.session.expire_all()
    assert lesson.settings == {"url": VIMEO}
    unknown = browser.submit(f"{base}/sections/{stars.sections[0].uid}/lessons", title="Odd", kind="hologram")
    assert unknown.status_code == 303 and len(stars.sections[0].lessons) == 3


def test_settings_are_checked_by_the_kind_through_the_api(api, ines, stars):  # noqa: F811
    teacher, lessons = api(ines), f"{COURSES}{stars.id}/lessons/"
    film = {"title": "A film", "kind": "embed", "settings": {"url": VIMEO}}
    made = teacher.data("POST", lessons, film, status=201)
    assert made["kind"] == "embed" and made["settings"] == {"url": VIMEO}
    at = f"/api/v1/lms/lessons/{made['id']}/"
    assert teacher.error("PATCH", at, {"settings": {"url": "https://evil.example"}}) == (
        422,
        "invalid",
        "settings.url",
    )
    assert teacher.error("PATCH", at, {"settings": {"color": "red"}}) == (422, "unknown_field", "settings.color")
    assert teacher.data("PATCH", at, {"kind": "text"})["settings"] == {}
    assert teacher.error("POST", lessons, {"title": "T", "settings": {"url": VIMEO}})[0] == 422


def test_another_site_is_asked_only_when_the_learner_wants_it(visitor, stars, film):
    path = f"/learn/{stars.slug}/{film.uid}"
    asked = visitor.get(path)
    assert "<iframe" not in asked.text and "vimeo" not in asked.headers["Content-Security-Policy"]
    loaded = visitor.get(path + "?load")
    assert '<iframe src="https://player.vimeo.com/video/76979871"' in loaded.text
    assert "frame-src https://player.vimeo.com;" in loaded.headers["Content-Security-Policy"]
    assert "vimeo" not in visitor.get("/courses/").headers["Content-Security-Policy"]


def test_what_a_rule_completes_is_not_marked_by_hand(visit, demo, api, monkeypatch, stars, ada):  # noqa: F811
    monkeypatch.setitem(kinds.KINDS, "text", Kind("text", "Text", "book", completed=kinds.PASSED))
    enrollment = stars.enroll(ada)
    db.session.commit()
    lesson = stars.lessons[0]
    answer = api(ada).error("PUT", f"/api/v1/lms/enrollments/{enrollment.id}/completions/{lesson.id}/")
    assert answer == (409, "conflict", None)
    browser = visit(demo).sign_in(ada)
    assert "Done when passed" in browser.get(f"/learn/{stars.slug}/{lesson.uid}").text
    assert browser.submit(f"/learn/{stars.slug}/{lesson.uid}/completion", done="1").status_code == 409
    assert enrollment.journey.required.done == 0


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_new_lesson_of_each_kind_opens_in_the_editor(visit, demo, stars, ines, kind):
    Rubric.add(ines, title="Drawing", criteria=CRITERIA)
    lesson = stars.add_lesson("Something new", kind=kind)
    db.session.commit()
    page = visit(demo).sign_in(ines).get(f"/studio/courses/{stars.slug}/lessons/{lesson.uid}")
    assert page.status_code == 200 and "Add a picture" in page.text
    assert ("Drawing" in page.text) == (kind == "assignment")
