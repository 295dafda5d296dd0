"""A live course is edited as a draft, published with its impact shown, and rolled back."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from educrowd.blueprints.lms.editions.impact import impact_of
from educrowd.blueprints.lms.models import Course, Edition, PublishedLesson
from educrowd.blueprints.lms.models.changes import changes_of
from educrowd.core.db import db
from tests.jobs import run_jobs

from .test_api import COURSES, ENROLLMENTS, api  # noqa: F401


@pytest.fixture
def hers(visit, demo, ines):
    """Ines's browser."""
    return visit(demo).sign_in(ines)


def changed(course):
    return [(change.what, change.of, change.title, change.parts) for change in changes_of(course)]


def read(course):
    db.session.expire_all()
    return [lesson.title for lesson in course.edition.lessons]


def test_learners_read_what_was_published_until_the_draft_is(visit, demo, stars, ada):
    stars.enroll(ada)
    plough, paper = stars.lessons[1], stars.lessons[2]
    plough.change(title="The Dipper", body="Another text.")
    stars.remove_lesson(paper)
    stars.add_lesson("Comets", body="Ice.")
    db.session.commit()
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/"
    before = browser.get(at + plough.uid).text
    assert "<h1>The Plough</h1>" in before and "Seven stars." in before and "of 4" in before
    assert browser.get(at + paper.uid).status_code == 200
    assert browser.get(at + stars.lessons[-1].uid).status_code == 404
    assert "Comets" not in browser.get(f"/courses/{stars.slug}").text
    stars.publish()
    db.session.commit()
    after = browser.get(at + plough.uid).text
    assert "<h1>The Dipper</h1>" in after and "Another text." in after and "Comets" in after
    assert browser.get(at + paper.uid).status_code == 404


def test_each_kind_of_change_is_named(stars):
    assert changed(stars) == []
    place, plough, paper, reading = stars.lessons
    plough.change(title="The Dipper", body="New.")
    stars.require(reading, True)
    stars.remove_lesson(place)
    stars.move_lesson(paper, by=-1)
    stars.add_section("Later")
    stars.sections[0].title = "Looking up"
    stars.add_lesson("Comets", kind="embed")
    assert changed(stars) == [
        ("added", "section", "Later", ()),
        ("changed", "section", "Looking up", ("title",)),
        ("changed", "lesson", "The Dipper", ("title", "text")),
        ("moved", "lesson", "Paper and red light", ()),
        ("changed", "lesson", "Further reading", ("required or optional",)),
        ("added", "lesson", "Comets", ()),
        ("removed", "lesson", "Choosing a place", ()),
    ]


def test_order_is_a_change_and_saving_the_same_is_none(stars):
    stars.lessons[0].change(body="Find a **dark** hill.")
    assert changed(stars) == []
    stars.move_lesson(stars.lessons[0], by=1)
    assert changed(stars) == [("reordered", "course", "The order of the lessons", ())]
    stars.move_lesson(stars.lessons[0], by=1)
    stars.move_section(stars.sections[0], by=1)
    assert changed(stars) == [("reordered", "course", "The order of the sections", ())]


def test_the_impact_is_shown_before_and_is_what_happens(hers, stars, ada, ben, new_person):
    place, plough, paper, _reading = stars.lessons
    cleo = new_person("cleo", "student")
    done, nearly, begun = stars.enroll(ada), stars.enroll(ben), stars.enroll(cleo)
    for lesson in (place, plough, paper):
        done.complete(lesson)
    for lesson in (place, plough):
        nearly.complete(lesson)
    begun.complete(paper)
    stars.remove_lesson(paper)
    db.session.commit()
    finished = done.completed_at, done.course_version
    impact = impact_of(stars)
    assert (impact.learners, impact.rising, impact.falling) == (3, 1, 1)
    assert (impact.finishing, impact.finished) == (1, 1)
    page = hers.get(f"/studio/courses/{stars.slug}/publication").text
    assert "Paper and red light" in page and "Publish edition 2" in page and "and stay so" in page
    assert "1 unpublished change:" in hers.get(f"/studio/courses/{stars.slug}").text
    assert nearly.progress_percent == 66
    hers.submit(f"/studio/courses/{stars.slug}/publication", note="Shorter")
    run_jobs()
    db.session.expire_all()
    assert (nearly.progress_percent, begun.progress_percent) == (100, 0)
    assert nearly.status == "completed" and nearly.course_version == 2
    assert (done.completed_at, done.course_version) == finished
    assert stars.published_edition.note == "Shorter" and stars.published_edition.published_by.first_name == "Ines"
    assert "unpublished change" not in hers.get(f"/studio/courses/{stars.slug}").text
    assert "Nothing to publish" in hers.get(f"/studio/courses/{stars.slug}/publication").text


def test_rolling_back_makes_an_old_edition_the_draft_and_then_a_new_edition(hers, stars):
    first, uids = read(stars), [lesson.uid for lesson in stars.lessons]
    stars.remove_section(stars.sections[1])
    stars.lessons[0].change(title="Any place", body="Anywhere.")
    stars.add_lesson("Comets")
    stars.publish()
    db.session.commit()
    base = f"/studio/courses/{stars.slug}/editions"
    history = hers.get(base).text
    assert "Out now" in history and "Look at edition 1" in history
    assert "Paper and red light" in hers.get(f"{base}/1").text
    answer = hers.submit(f"{base}/1/restoration")
    assert answer.location.endswith("/publication")
    db.session.expire_all()
    assert [lesson.uid for lesson in stars.lessons] == uids
    assert stars.lessons[0].body == "Find a **dark** hill." and stars.lessons[0].version == 3
    assert read(stars) == ["Any place", "The Plough", "Comets"], "learners see nothing of it yet"
    hers.submit(f"/studio/courses/{stars.slug}/publication", note="Back")
    assert read(stars) == first and stars.version == 3
    assert hers.get(f"{base}/9").status_code == 404


def test_changes_are_thrown_away(stars):
    stars.lessons[0].change(title="Worse")
    stars.move_lesson(stars.lessons[1], by=1)
    stars.move_section(stars.sections[0], by=1)
    stars.restore(stars.edition)
    db.session.commit()
    db.session.expire_all()
    assert changed(stars) == [] and stars.lessons[0].title == "Choosing a place"


def test_editions_are_published_and_restored_through_the_api(api, ines, ada, stars):  # noqa: F811
    teacher, learner, at = api(ines), api(ada), f"{COURSES}{stars.id}/"
    plough = stars.lessons[1]
    assert teacher.data("GET", at + "changes/")["changes"] == []
    assert teacher.error("POST", at + "versions/", {}) == (409, "conflict", None)
    teacher.data("DELETE", f"/api/v1/lms/lessons/{plough.id}/", status=204)
    (change,) = teacher.data("GET", at + "changes/")["changes"]
    assert (change["what"], change["title"]) == ("removed", "The Plough")
    assert len(teacher.data("GET", at + "lessons/")) == 3
    read = learner.data("GET", at + "lessons/")
    assert [lesson["title"] for lesson in read][1] == "The Plough" and read[1]["id"] == plough.id
    enrollment = learner.data("POST", ENROLLMENTS, {"course_id": stars.id}, status=201)
    assert learner.data("GET", f"/api/v1/lms/lessons/{plough.id}/")["body"] == "Seven stars."
    learner.data("PUT", f"{ENROLLMENTS}{enrollment['id']}/completions/{plough.id}/")
    assert learner.data("GET", f"/api/v1/lms/sections/{read[0]['section_id']}/")["title"] == "Getting started"
    made = teacher.data("POST", at + "versions/", {"note": "Shorter"}, status=201)
    assert (made["number"], made["note"], made["published_by_id"]) == (2, "Shorter", ines.id)
    assert learner("GET", f"/api/v1/lms/lessons/{plough.id}/").status_code == 404
    assert [edition["number"] for edition in teacher.data("GET", at + "versions/")] == [2, 1]
    assert teacher.data("GET", at + "versions/1/")["number"] == 1
    back = teacher.data("POST", at + "versions/1/restoration/")
    assert [change["what"] for change in back["changes"]] == ["added"]
    assert learner("GET", at + "versions/").status_code == 403
    assert learner("POST", at + "versions/", {}).status_code == 403
    assert learner("GET", at + "changes/").status_code == 403
    assert teacher("POST", at + "versions/9/restoration/").status_code == 404


def test_not_even_the_application_changes_what_was_published(stars):
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(update(PublishedLesson).values(title="Never said"))
    db.session.rollback()
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("DELETE FROM public.course_versions"))
    db.session.rollback()


def test_a_deleted_course_takes_its_editions_along(stars):
    stars.delete()
    db.session.commit()
    assert db.session.scalars(select(Edition)).all() == []


def test_a_draft_is_seen_by_its_makers_as_learners_will(hers, ines):
    course = Course.draft(ines, title="Moons")
    io = course.add_lesson("Io", body="Hot.")
    db.session.commit()
    assert "Io" in hers.get("/courses/moons").text
    assert "Hot." in hers.get(f"/learn/moons/{io.uid}").text
    assert "Nothing to publish" not in hers.get("/studio/courses/moons/publication").text
