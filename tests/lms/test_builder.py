"""Comforts of building: drafts kept while typing, drag, rename, preview, copies."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course, CourseFile
from educrowd.core.db import db

from .test_api import COURSES, api  # noqa: F401
from .test_media import PDF, upload


@pytest.fixture
def hers(visit, demo, ines):
    """Ines's browser."""
    return visit(demo).sign_in(ines)


@pytest.fixture
def base(stars):
    return f"/studio/courses/{stars.slug}"


def titles(course):
    db.session.expire_all()
    return [lesson.title for lesson in course.lessons]


def test_what_is_typed_is_kept_in_the_draft_and_learners_do_not_see_it(hers, visitor, stars, base):
    lesson = stars.lessons[0]
    url = f"{base}/lessons/{lesson.uid}/autosave"
    sent = {"title": "Choosing a hill", "body": "Half a sen", "required": "y", "preview": "y"}
    answer = hers.submit(url, htmx=True, **sent, version=1)
    assert answer.status_code == 200 and "data-kept" in answer.text and 'value="2"' in answer.text
    db.session.expire_all()
    assert lesson.body == "Half a sen" and lesson.title == "Choosing a hill"
    assert "Half a sen" not in visitor.get(f"/learn/{stars.slug}/{lesson.uid}").text
    again = hers.submit(url, htmx=True, **sent, version=1)
    assert again.status_code == 200 and 'value="2"' in again.text, "its answer may have got lost on the way"
    late = hers.submit(url, htmx=True, **sent | {"body": "Other"}, version=1)
    assert late.status_code == 409 and "data-kept" not in late.text
    assert hers.submit(url, htmx=True, **sent | {"title": ""}, version=2).status_code == 422
    db.session.expire_all()
    assert lesson.body == "Half a sen"


def test_a_lesson_is_dragged_to_another_section(hers, stars, base):
    lesson, mapping = stars.lessons[0], stars.sections[1]
    url = f"{base}/lessons/{lesson.uid}/position"
    assert hers.submit(url, section=mapping.uid, place=2).status_code == 303
    assert titles(stars) == ["The Plough", "Paper and red light", "Choosing a place", "Further reading"]
    assert hers.submit(url, section="nonsense", place=1).status_code == 404
    for place in (0, -1, "x", 10**9):
        assert hers.submit(url, section=mapping.uid, place=place).status_code == 400, place


def test_a_lesson_is_renamed_in_the_outline(hers, stars, base):
    lesson = stars.lessons[1]
    hers.submit(f"{base}/lessons/{lesson.uid}/title", title="The Dipper")
    hers.submit(f"{base}/lessons/{lesson.uid}/title", title=" ")
    assert titles(stars)[1] == "The Dipper"


def test_the_draft_is_previewed_as_learners_will_see_it(hers, visit, demo, ada, stars, base):
    stars.lessons[1].change(body="*Eight* stars.")
    comets = stars.add_lesson("Comets", body="Ice.")
    db.session.commit()
    page = hers.get(f"{base}/preview/{stars.lessons[1].uid}").text
    assert "<em>Eight</em>" in page and "Comets" in page and f"{base}/preview/{comets.uid}" in page
    assert "This is your draft" in page and "Mark done" not in page
    assert visit(demo).sign_in(ada).get(f"{base}/preview/{comets.uid}").status_code == 403


def test_what_is_typed_is_previewed_unless_it_is_longer_than_a_lesson(hers, stars, base):
    url = f"{base}/lessons/{stars.lessons[0].uid}/preview"
    for htmx in (True, False):
        assert "<em>Nine</em>" in hers.submit(url, htmx=htmx, body="*Nine*", version=1).text
        long = hers.submit(url, htmx=htmx, body="*Nine* " * 30_000, version=1)
        assert long.status_code == 422 and "200000 characters" in long.text and "<em>" not in long.text


def test_a_lesson_is_copied_right_after_itself(hers, stars, base):
    lesson = stars.lessons[0]
    hers.submit(f"{base}/lessons/{lesson.uid}/copy")
    assert titles(stars)[:3] == ["Choosing a place", "Choosing a place (copy)", "The Plough"]
    copied = stars.lessons[1]
    assert copied.uid != lesson.uid and copied.body == lesson.body and copied.preview


def test_a_course_is_copied_with_files_of_its_own(hers, stars, ada, base):
    lesson = stars.add_lesson("Map", kind="file")
    stars.enroll(ada)
    db.session.commit()
    upload(hers, stars, lesson, "file", "map.pdf", PDF)
    answer = hers.submit(f"{base}/copy")
    copied = db.session.scalars(select(Course).where(Course.id != stars.id)).one()
    assert answer.location.endswith(copied.slug) and copied.is_draft and copied.title == f"{stars.title} (copy)"
    assert titles(copied) == titles(stars)
    assert not {lesson.uid for lesson in copied.lessons} & {lesson.uid for lesson in stars.lessons}
    files = db.session.scalars(select(CourseFile).order_by(CourseFile.id)).all()
    assert [file.course_id for file in files] == [stars.id, copied.id]
    new = copied.lessons[-1]
    assert new.settings == {"files": [files[1].public_id]}
    assert hers.get(f"/studio/courses/{copied.slug}/lessons/{new.uid}/files/{files[1].public_id}").data == PDF
    assert stars.enrollments and not copied.enrollments


def test_copies_through_the_api(api, ines, ada, stars):  # noqa: F811
    teacher = api(ines)
    copied = teacher.data("POST", f"{COURSES}{stars.id}/copies/", status=201)
    assert (copied["title"], copied["status"], copied["version"]) == (f"{stars.title} (copy)", "draft", 0)
    lesson = teacher.data("POST", f"/api/v1/lms/lessons/{stars.lessons[0].id}/copies/", status=201)
    assert lesson["title"] == "Choosing a place (copy)" and lesson["position"] == 2
    assert api(ada)("POST", f"{COURSES}{stars.id}/copies/").status_code == 403


def test_a_large_film_may_come_and_a_large_form_may_not(hers, stars, base):
    lesson = stars.add_lesson("Night", kind="video")
    db.session.commit()
    film = b"\x00\x00\x00\x20ftypisom" + bytes(17 * 1024 * 1024)
    assert upload(hers, stars, lesson, "video", "night.mp4", film).status_code == 303
    other = hers.submit(f"{base}/lessons/{lesson.uid}", title="Night", version=2, body=(BytesIO(film), "x.txt"))
    assert other.status_code == 413
