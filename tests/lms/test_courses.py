"""A course is drafted, arranged, published, moved and retired."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Course, CourseAddress
from educrowd.blueprints.lms.models.errors import HasLearners
from educrowd.core.db import db
from educrowd.core.errors import Invalid


def titles(course):
    return [lesson.title for lesson in course.lessons]


def test_ines_drafts_a_course_that_only_she_and_the_staff_see(ines, owner, ada):
    course = Course.draft(ines, title="Reading the Night Sky")
    assert course.slug == "reading-the-night-sky"
    assert course.is_draft and course.is_free
    assert course.visible_to(ines) and course.visible_to(owner)
    assert not course.visible_to(ada)
    assert course.editable_by(ines) and course.editable_by(owner)
    assert not course.editable_by(ada)


def test_another_instructor_may_not_edit_it(stars, new_person):
    ivo = new_person("ivo", "instructor")
    assert not stars.editable_by(ivo)
    assert stars not in db.session.scalars(Course.editable(ivo)).all()


def test_a_second_course_of_the_same_title_gets_an_address_of_its_own(ines, stars):
    assert Course.draft(ines, title=stars.title).slug == "reading-the-night-sky-2"
    assert Course.draft(ines, title="New").slug == "new-2", "/studio/courses/new is the form"


def test_the_description_is_markdown_made_safe(ines):
    course = Course.draft(ines, title="Stars", description="For **everyone**.<script>alert(1)</script>")
    assert course.description_html == "<p>For <strong>everyone</strong>.</p>\n"


def test_positions_run_from_one_without_gaps(stars):
    stars.remove_lesson(stars.lessons[0])
    db.session.commit()
    assert [(lesson.section.position, lesson.position) for lesson in stars.lessons] == [(1, 1), (2, 1), (2, 2)]


def test_a_lesson_moves_within_its_section_and_over_its_edge(stars):
    plough = stars.lessons[1]
    stars.move_lesson(plough, by=-1)
    assert titles(stars)[:2] == ["The Plough", "Choosing a place"]
    stars.move_lesson(plough, by=1)
    stars.move_lesson(plough, by=1)
    assert plough.section.title == "Drawing a map"
    assert titles(stars) == ["Choosing a place", "The Plough", "Paper and red light", "Further reading"]
    stars.move_lesson(plough, by=-1)
    assert plough.section.title == "Getting started" and plough.position == 2
    db.session.commit()


def test_the_first_lesson_moves_up_no_further(stars):
    before = titles(stars)
    stars.move_lesson(stars.lessons[0], by=-1)
    stars.move_lesson(stars.lessons[-1], by=1)
    assert titles(stars) == before


def test_sections_move_with_their_lessons(stars):
    stars.move_section(stars.sections[1], by=-1)
    db.session.commit()
    assert titles(stars)[0] == "Paper and red light"


@pytest.mark.parametrize(("position", "place"), [(1, 0), (2, 1), (99, 1)])
def test_a_lesson_is_placed_by_position(stars, position, place):
    stars.place_lesson(stars.lessons[1], position)
    db.session.commit()
    assert titles(stars)[place] == "The Plough"


def test_a_uid_never_changes(stars):
    lesson = stars.lessons[0]
    uid = lesson.uid
    with pytest.raises(ValueError, match="never changes"):
        lesson.uid = "another"
    stars.move_lesson(lesson, by=1)
    assert lesson.uid == uid


def test_what_is_published_raises_the_version_and_drafting_does_not(ines, stars):
    before = stars.version
    stars.add_lesson("Comets")
    stars.require(stars.lessons[0], False)
    assert stars.version == before
    stars.publish()
    assert stars.version == before + 1
    stars.publish()
    assert stars.version == before + 1, "nothing has changed"
    draft = Course.draft(ines, title="Moons")
    draft.add_lesson("Io")
    assert draft.version == 0


def test_a_course_moves_and_its_old_address_is_remembered(stars):
    stars.move_to("night-sky")
    stars.move_to("stars")
    db.session.flush()
    assert Course.once_at("reading-the-night-sky") is stars
    assert Course.once_at("night-sky") is stars
    stars.move_to("night-sky")
    assert db.session.scalars(select(CourseAddress.slug)).all() == ["reading-the-night-sky", "stars"]


def test_another_course_may_take_an_old_address(ines, stars):
    stars.move_to("stars")
    moons = Course.draft(ines, title="Moons")
    moons.move_to("reading-the-night-sky")
    db.session.commit()
    assert Course.once_at("reading-the-night-sky") is None


@pytest.mark.parametrize("slug", ["", "Stars", "a b", "../x", "new", "-a", "ünder", "x" * 81])
def test_no_course_moves_to_what_is_no_address(stars, slug):
    with pytest.raises(Invalid):
        stars.move_to(slug)


def test_two_courses_never_share_an_address(ines, stars):
    moons = Course.draft(ines, title="Moons")
    with pytest.raises(Invalid, match="Another course"):
        moons.move_to(stars.slug)


def test_a_course_with_learners_is_not_deleted(stars, ada):
    stars.enroll(ada)
    with pytest.raises(HasLearners):
        stars.delete()


def test_a_deleted_course_takes_its_lessons_along(stars):
    stars.move_to("stars")
    stars.delete()
    db.session.commit()
    assert db.session.scalars(select(Course)).all() == []
    assert db.session.scalars(select(CourseAddress)).all() == []
