"""Files and films of a course: for those whose gate is open, and kept while an edition names them."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from educrowd.blueprints.lms.models import CourseFile, Position
from educrowd.core.db import db

from .test_api import COURSES, ENROLLMENTS, api  # noqa: F401

PDF = b"%PDF-1.7 a star map"
FILM = b"\x00\x00\x00\x20ftypisom" + bytes(range(256)) * 8
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nLook up.\n"


@pytest.fixture
def hers(visit, demo, ines):
    """Ines's browser."""
    return visit(demo).sign_in(ines)


@pytest.fixture
def lesson_with(hers, stars):
    """A published lesson of a kind with files: `lesson_with("file", file=("map.pdf", PDF))`."""

    def make(kind, **files):
        lesson = stars.add_lesson("With files", kind=kind)
        db.session.commit()
        for purpose, (name, data) in files.items():
            sent = upload(hers, stars, lesson, purpose, name, data)
            assert sent.status_code == 303, sent.text
        db.session.expire_all()
        stars.publish()
        db.session.commit()
        return lesson

    return make


def upload(browser, course, lesson, purpose, name, data, **more):
    path = f"/studio/courses/{course.slug}/lessons/{lesson.uid}/files"
    return browser.submit(path, purpose=purpose, file=(BytesIO(data), name), **more)


def kept(app, site):
    return sorted(Path(app.config["EDUCROWD_HOME"], "files", str(site.id)).rglob("*.document"))


def test_a_file_is_for_those_whose_gate_is_open(visit, demo, visitor, stars, ada, ben, lesson_with):
    lesson = lesson_with("file", file=("../map.pdf", PDF))
    stars.enroll(ada)
    db.session.commit()
    file = db.session.scalars(select(CourseFile)).one()
    at = f"/learn/{stars.slug}/{lesson.uid}"
    adas = visit(demo).sign_in(ada)
    assert "map.pdf" in adas.get(at).text
    got = adas.get(f"{at}/files/{file.public_id}")
    assert (got.data, got.headers["Content-Disposition"]) == (PDF, "attachment; filename=map.pdf")
    assert got.headers["Cache-Control"] == "private, no-store"
    assert visit(demo).sign_in(ben).get(f"{at}/files/{file.public_id}").status_code == 403
    assert visitor.get(f"{at}/files/{file.public_id}").status_code in (302, 303, 401)
    other = f"/learn/{stars.slug}/{stars.lessons[0].uid}/files/{file.public_id}"
    assert visitor.get(other).status_code == 404, "a free preview opens only its own files"


def test_a_film_is_played_in_parts_with_captions_and_a_poster(visit, demo, stars, ada, hers, lesson_with):
    lesson = lesson_with("video", video=("night.mp4", FILM), poster=("first.png", b"\x89PNG\r\n\x1a\n picture"))
    assert upload(hers, stars, lesson, "captions", "en.vtt", VTT, language="en").status_code == 303
    db.session.expire_all()
    stars.publish()
    stars.enroll(ada)
    db.session.commit()
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{lesson.uid}"
    page = browser.get(at).text
    assert '<track kind="captions" srclang="en" label="English"' in page and "data-position-url" in page
    film = lesson.settings["video"]
    part = browser.get(f"{at}/files/{film}", headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.data, part.mimetype) == (206, b"ftypisom", "video/mp4")
    assert "sandbox" in part.headers["Content-Security-Policy"] and "attachment" not in str(part.headers)
    captions = browser.get(f"{at}/files/{lesson.settings['captions'][0]['file']}")
    assert (captions.mimetype, captions.data) == ("text/vtt", VTT)


def test_nine_tenths_watched_completes_the_lesson_and_the_place_is_kept(visit, demo, stars, ada, lesson_with):
    lesson = lesson_with("video", video=("night.mp4", FILM))
    enrollment = stars.enroll(ada)
    db.session.commit()
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{lesson.uid}"
    half = browser.submit(f"{at}/position", seconds=65, watched_percent=50)
    assert half.status_code == 204 and "Lesson-Completed" not in half.headers
    assert "You were at 1:05" in browser.get(at).text
    assert browser.submit(f"{at}/position", seconds=3, watched_percent=10).status_code == 204
    db.session.expire_all()
    position = db.session.scalars(select(Position)).one()
    assert (position.seconds, position.watched_percent) == (3, 50)
    assert browser.submit(f"{at}/position", seconds=110, watched_percent=90).headers["Lesson-Completed"] == "1"
    assert "Lesson-Completed" not in browser.submit(f"{at}/position", seconds=110, watched_percent=95).headers
    db.session.expire_all()
    assert enrollment.journey.required.done == 1
    for bad in ({}, {"seconds": -1, "watched_percent": 5}, {"seconds": 1, "watched_percent": 101}):
        assert browser.submit(f"{at}/position", **bad).status_code == 422, bad
    text = f"/learn/{stars.slug}/{stars.lessons[0].uid}/position"
    assert browser.submit(text, seconds=1, watched_percent=99).status_code == 422


def test_what_is_no_film_no_captions_or_too_much_is_refused_with_words(hers, stars, lesson_with):
    lesson = lesson_with("video")
    for purpose, name, data in [
        ("video", "night.mp4", PDF),
        ("video", "night.exe", FILM),
        ("captions", "en.vtt", b"<script>"),
        ("poster", "a.svg", b"<svg>"),
        ("file", "map.pdf", PDF),
        ("nonsense", "map.pdf", PDF),
    ]:
        refused = upload(hers, stars, lesson, purpose, name, data, language="en")
        assert refused.status_code == 422 and 'class="alert bad"' in refused.text, purpose
    assert upload(hers, stars, lesson, "captions", "en.vtt", VTT, language="en<b>").status_code == 422
    assert db.session.scalar(select(func.count(CourseFile.id))) == 0


def test_a_removed_file_stays_while_an_edition_has_it_and_goes_when_none_does(app, demo, hers, stars, lesson_with):
    lesson = lesson_with("file", file=("map.pdf", PDF))
    first = lesson.settings["files"][0]
    base = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    upload(hers, stars, lesson, "file", "more.pdf", PDF)
    db.session.expire_all()
    second = lesson.settings["files"][1]
    assert len(kept(app, demo)) == 2 and "more.pdf" in hers.get(base).text
    assert hers.get(f"{base}/files/{second}").data == PDF
    for public_id in (first, second):
        assert hers.submit(f"{base}/files/{public_id}/deletion").status_code == 303
    db.session.expire_all()
    assert lesson.settings["files"] == []
    assert [path.name for path in kept(app, demo)] == [f"{first}.document"], "edition 2 hands it out"
    assert hers.get(f"/learn/{stars.slug}/{lesson.uid}/files/{first}").data == PDF


def test_files_and_places_through_the_api(api, ines, ada, ben, stars):  # noqa: F811
    teacher, learner = api(ines), api(ada)
    content = b64encode(FILM).decode()
    film = {"purpose": "video", "name": "night.mp4", "content": content}
    file = teacher.data("POST", f"{COURSES}{stars.id}/files/", film, status=201)
    assert file["media_type"] == "video/mp4" and file["size_bytes"] == len(FILM)
    assert teacher.error("POST", f"{COURSES}{stars.id}/files/", film | {"content": "!"})[:2] == (422, "invalid")
    assert teacher.error("POST", f"{COURSES}{stars.id}/files/", film | {"purpose": "file", "name": "a.exe"})[0] == 422
    body = {"title": "Night", "kind": "video", "settings": {"video": file["public_id"]}}
    assert teacher.error("POST", f"{COURSES}{stars.id}/lessons/", body | {"settings": {"video": "0" * 20}})[0] == 422
    lesson = teacher.data("POST", f"{COURSES}{stars.id}/lessons/", body, status=201)
    teacher.data("POST", f"{COURSES}{stars.id}/versions/", {}, status=201)
    enrollment = learner.data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    (shown,) = learner.data("GET", f"/api/v1/lms/lessons/{lesson['id']}/files/")
    assert shown["name"] == "night.mp4" and shown["url"].endswith(file["public_id"])
    assert api(ben)("GET", f"/api/v1/lms/lessons/{lesson['id']}/files/").status_code == 403
    at = f"{ENROLLMENTS}{enrollment['id']}/positions/{lesson['id']}/"
    assert learner.data("PUT", at, {"seconds": 9, "watched_percent": 95})["seconds"] == 9
    assert learner("GET", f"{ENROLLMENTS}{enrollment['id']}/completions/{lesson['id']}/").status_code == 200
    assert learner.error("PUT", at, {"seconds": 9, "watched_percent": 500})[0] == 422
    text = f"{ENROLLMENTS}{enrollment['id']}/positions/{stars.lessons[0].id}/"
    assert learner("PUT", text, {"seconds": 9, "watched_percent": 95}).status_code == 422


def test_a_deleted_course_takes_its_files_along(app, demo, hers, stars, lesson_with):
    lesson_with("file", file=("map.pdf", PDF))
    assert len(kept(app, demo)) == 1
    assert hers.submit(f"/studio/courses/{stars.slug}/deletion").status_code == 303
    assert kept(app, demo) == []
