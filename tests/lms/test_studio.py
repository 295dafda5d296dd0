"""Ines builds a course in the studio, without JavaScript."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course, Enrollment
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db


@pytest.fixture
def hers(visit, demo, ines):
    """Ines's browser."""
    return visit(demo).sign_in(ines)


def course_at(slug):
    db.session.expire_all()
    return db.session.scalars(select(Course).where(Course.slug == slug)).one()


def titles(course):
    db.session.expire_all()
    return [lesson.title for lesson in course.lessons]


def test_a_course_from_nothing_to_published(hers, visitor):
    assert "No courses yet" in hers.get("/studio/courses/").text
    answer = hers.submit("/studio/courses/", title="Comets", summary="Dirty snow.")
    assert answer.status_code == 303 and answer.location.endswith("/studio/courses/comets")
    section = course_at("comets").sections[0]
    hers.submit(f"/studio/courses/comets/sections/{section.uid}/lessons", title="What they are")
    hers.submit("/studio/courses/comets/sections", title="Where to look")
    assert [part.title for part in course_at("comets").sections] == ["Getting started", "Where to look"]
    lesson = course_at("comets").lessons[0]
    saved = hers.submit(
        f"/studio/courses/comets/lessons/{lesson.uid}", title="What they are", body="*Ice*.", required="y", version=1
    )
    assert saved.status_code == 303
    assert "Saved." in hers.get(f"/studio/courses/comets/lessons/{lesson.uid}").text
    assert visitor.get("/courses/comets").status_code == 404
    hers.submit("/studio/courses/comets/status", status="published")
    assert "What they are" in visitor.get("/courses/comets").text
    assert "Published" in hers.get("/studio/courses/").text


def test_a_course_needs_a_title(hers):
    answer = hers.submit("/studio/courses/", title="  ", summary="Kept.")
    assert answer.status_code == 422
    assert "This field is required" in answer.text and "Kept." in answer.text
    assert hers.submit("/studio/courses/", title="x" * 201).status_code == 422
    assert db.session.scalars(select(Course)).all() == []


def test_details_change_and_a_taken_address_is_refused_with_everything_kept(hers, ines, stars):
    Course.draft(ines, title="Moons")
    db.session.commit()
    page = hers.get(f"/studio/courses/{stars.slug}/edit").text
    assert 'value="reading-the-night-sky"' in page
    refused = hers.submit(f"/studio/courses/{stars.slug}/edit", title="Stars", slug="moons", summary="New.")
    assert refused.status_code == 422 and "Another course has this address" in refused.text and "New." in refused.text
    assert course_at("reading-the-night-sky").title == "Reading the Night Sky"
    hers.submit(f"/studio/courses/{stars.slug}/edit", title="Stars", slug="stars", summary="New.", description="# Hi")
    assert course_at("stars").description_html == "<h2>Hi</h2>\n"


def test_lessons_and_sections_move_by_buttons(hers, stars):
    base = f"/studio/courses/{stars.slug}"
    first, second = stars.lessons[0].uid, stars.lessons[1].uid
    answer = hers.submit(f"{base}/lessons/{second}/position", direction="up")
    assert answer.status_code == 303 and answer.location.endswith(f"#lesson-{second}")
    assert titles(stars)[:2] == ["The Plough", "Choosing a place"]
    hers.submit(f"{base}/sections/{stars.sections[0].uid}/position", direction="down")
    assert titles(stars)[0] == "Paper and red light"
    moved = hers.submit(f"{base}/lessons/{first}/position", htmx=True, direction="up")
    assert moved.status_code == 200 and 'id="outline"' in moved.text and "<html" not in moved.text
    assert hers.submit(f"{base}/lessons/{first}/position", direction="sideways").status_code == 400
    assert hers.submit(f"{base}/lessons/nonsense/position", direction="up").status_code == 404


def test_the_first_up_and_the_last_down_button_are_disabled(hers, stars):
    page = hers.get(f"/studio/courses/{stars.slug}").text
    assert page.count('aria-disabled="true"') == 4


def test_renaming_and_deleting(hers, stars):
    base = f"/studio/courses/{stars.slug}"
    section, lesson = stars.sections[1].uid, stars.lessons[0].uid
    hers.submit(f"{base}/sections/{section}", title="Charts")
    hers.submit(f"{base}/sections/{section}", title=" ")
    assert course_at(stars.slug).sections[1].title == "Charts"
    assert "Delete “Choosing a place”?" in hers.get(f"{base}/lessons/{lesson}/deletion").text
    hers.submit(f"{base}/lessons/{lesson}/deletion")
    assert "2 lessons go" in hers.get(f"{base}/sections/{section}/deletion").text
    hers.submit(f"{base}/sections/{section}/deletion")
    assert titles(stars) == ["The Plough"]


def test_the_preview_is_safe_and_works_with_and_without_htmx(hers, stars):
    url = f"/studio/courses/{stars.slug}/lessons/{stars.lessons[0].uid}/preview"
    text = "**bold** <script>alert(1)</script>"
    assert hers.submit(url, htmx=True, body=text).text == "<p><strong>bold</strong> </p>\n"
    page = hers.submit(url, title="Kept", body=text).text
    assert "Preview, not saved yet" in page and "<strong>bold</strong>" in page and 'value="Kept"' in page
    assert titles(stars)[0] == "Choosing a place"


def test_a_lesson_is_made_optional_and_a_free_preview(hers, stars):
    lesson = stars.lessons[1]
    hers.submit(
        f"/studio/courses/{stars.slug}/lessons/{lesson.uid}", title="The Dipper", body="x", preview="y", version=1
    )
    db.session.expire_all()
    assert lesson.title == "The Dipper" and lesson.preview and not lesson.required
    too_long = hers.submit(
        f"/studio/courses/{stars.slug}/lessons/{lesson.uid}", title="T", body="x" * 200_001, version=2
    )
    assert too_long.status_code == 422


def test_two_tabs_on_one_lesson_lose_no_words(hers, stars):
    lesson = stars.lessons[0]
    url = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    assert 'name="version" type="hidden" value="1"' in hers.get(url).text
    hers.submit(url, title="First tab", body="Mornings.", version=1)
    late = hers.submit(url, title="Second tab", body="Evenings.", version=1)
    assert late.status_code == 409 and "Mornings." in late.text and "Evenings." in late.text
    assert titles(stars)[0] == "First tab"
    hers.submit(url, title="Second tab", body="Mornings and evenings.", version=2)
    assert titles(stars)[0] == "Second tab"


def test_moving_a_lesson_is_no_new_version_and_no_version_is_no_answer(hers, stars):
    lesson = stars.lessons[0]
    base = f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"
    hers.submit(f"{base}/position", direction="down")
    assert hers.submit(base, title="Still the first text", body="x", version=1).status_code == 303
    assert hers.submit(base, title="From nowhere", body="x").status_code == 422
    assert hers.submit(base, title="From nowhere", body="x", version="nonsense").status_code == 422


def test_status_changes_are_audited_and_nonsense_is_refused(hers, stars):
    url = f"/studio/courses/{stars.slug}/status"
    assert hers.submit(url, status="exploded").status_code == 400
    hers.submit(url, status="archived")
    assert course_at(stars.slug).status == "archived"
    hers.submit(url, status="archived")
    assert acts().count("course.archived") == 1


def test_what_is_done_in_the_studio_is_audited_as_through_the_api(hers, stars):
    base, before = f"/studio/courses/{stars.slug}", len(acts())
    details = {"slug": stars.slug, "summary": stars.summary, "description": stars.description}
    hers.submit(f"{base}/edit", title=stars.title, **details)
    assert len(acts()) == before, "nothing was changed"
    hers.submit(f"{base}/edit", title="Finding the Plough", **details)
    hers.submit(f"{base}/status", status="draft")
    hers.submit(f"{base}/deletion")
    assert acts()[before:] == ["course.changed", "course.unpublished", "course.deleted"]


def acts():
    """What the audit log tells of courses, in its order."""
    db.session.rollback()
    told = select(AuditEntry.action).where(AuditEntry.subject_type == "course").order_by(AuditEntry.id)
    return list(db.session.scalars(told))


def test_learners_are_listed_enrolled_and_let_go(hers, stars, ada, ben):
    url = f"/studio/courses/{stars.slug}/enrollments"
    assert "Nobody has enrolled yet" in hers.get(url).text
    assert hers.submit(url, email=ada.email.upper()).status_code == 303
    page = hers.get(url).text
    assert "Ada" in page and "0%" in page
    twice = hers.submit(url, email=ada.email)
    assert twice.status_code == 422 and "already" in twice.text
    stranger = hers.submit(url, email="nobody@example.org")
    assert stranger.status_code == 422 and "Nobody with this address" in stranger.text
    assert "Nobody found" in hers.get(url + "?q=zzz").text
    enrollment = db.session.scalars(select(Enrollment)).one()
    hers.submit(f"{url}/{enrollment.id}/closure")
    db.session.expire_all()
    assert not enrollment.is_open and enrollment.source == "staff"


def test_a_course_with_learners_is_not_deleted_and_an_empty_one_is(hers, ines, stars, ada):
    stars.enroll(ada)
    Course.draft(ines, title="Moons")
    db.session.commit()
    assert hers.submit(f"/studio/courses/{stars.slug}/deletion").status_code == 409
    assert "for good" in hers.get("/studio/courses/moons/deletion").text
    assert hers.submit("/studio/courses/moons/deletion").status_code == 303
    assert [course.title for course in db.session.scalars(select(Course))] == [stars.title]


def test_another_instructor_and_a_student_get_nowhere(visit, demo, new_person, stars, ada):
    ivo = visit(demo).sign_in(new_person("ivo", "instructor"))
    adas = visit(demo).sign_in(ada)
    base = f"/studio/courses/{stars.slug}"
    for path in ("", "/edit", "/enrollments", "/figures", "/deletion", f"/lessons/{stars.lessons[0].uid}"):
        assert ivo.get(base + path).status_code == 403, path
        assert adas.get(base + path).status_code == 403, path
    for path in ("/status", "/deletion", "/sections", f"/sections/{stars.sections[0].uid}/lessons"):
        assert ivo.submit(base + path, status="draft", title="Mine now").status_code == 403, path
    assert stars.title not in ivo.get("/studio/courses/").text
    assert adas.get("/studio/courses/").status_code == 403


def test_an_admin_edits_any_course(visit, demo, owner, stars):
    browser = visit(demo).sign_in(owner)
    assert stars.title in browser.get("/studio/courses/").text
    assert browser.get(f"/studio/courses/{stars.slug}").status_code == 200
