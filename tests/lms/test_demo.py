"""What new and demonstration sites begin with."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.demo import first_course
from educrowd.blueprints.lms.demo.reading import PART, read
from educrowd.blueprints.lms.models import Course
from educrowd.core.db import db


def test_a_new_site_has_a_published_course_to_walk_through(visitor, owner):
    first_course(owner)
    db.session.commit()
    page = visitor.get("/courses/how-to-make-a-good-course")
    assert page.status_code == 200 and "What a lesson is" in page.text
    course = db.session.scalars(select(Course)).one()
    assert course.editable_by(owner) and course.version == 1
    assert "<table>" in course.lessons[1].html


def test_a_course_is_read_from_one_file(tmp_path, ines):
    path = tmp_path / "moons.md"
    path.write_text(
        "Title: Moons\nSummary: All of them.\nStatus: draft\n\nAbout.\n\n@section Near\n\n"
        "@lesson Io {preview}\n\nHot.\n\n@lesson Europa {optional}\n\nCold.\n\n"
        "@section Far\n\n@lesson Charon\n\nDark.\n"
    )
    course = read(path, instructor=ines)
    db.session.commit()
    assert (course.title, course.summary, course.description, course.status) == (
        "Moons",
        "All of them.",
        "About.",
        "draft",
    )
    assert [(lesson.title, lesson.preview, lesson.required) for lesson in course.lessons] == [
        ("Io", True, True),
        ("Europa", False, False),
        ("Charon", False, True),
    ]
    assert course.lessons[2].html == "<p>Dark.</p>\n"


@pytest.mark.parametrize("line", ["@lesson One", "@section Two words", "@lesson Three {preview}"])
def test_parts_are_marked_by_lines(line):
    assert PART.match(line)
