"""People and courses of the lms tests."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from educrowd.blueprints.lms.models import Course
from educrowd.core.db import db


@pytest.fixture
def ines(new_person):
    """An instructor of the demo site."""
    return new_person("ines", "instructor")


@pytest.fixture
def ben(new_person):
    """Another student of the demo site."""
    return new_person("ben", "student")


@pytest.fixture
def stars(ines):
    """Ines's published course: two sections, four lessons, the last one optional, the first one a preview."""
    course = Course.draft(ines, title="Reading the Night Sky", summary="Find your way among the stars.")
    looking = course.sections[0]
    course.add_lesson("Choosing a place", section=looking, body="Find a **dark** hill.", preview=True)
    course.add_lesson("The Plough", section=looking, body="Seven stars.")
    mapping = course.add_section("Drawing a map")
    course.add_lesson("Paper and red light", section=mapping, body="Bring a pencil.")
    course.add_lesson("Further reading", section=mapping, body="Books.", required=False)
    course.publish()
    db.session.commit()
    return course


@pytest.fixture
def letters_to(app):
    """`letters_to(ada)` lists her mail."""

    def found(person):
        folder = Path(urlsplit(app.config["MAIL_URL"]).path)
        letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml")]
        return [letter for letter in letters if letter["To"] == person.email]

    return found


@pytest.fixture
def sketch(stars):
    """An assignment of the course: a sketch of what one saw."""
    lesson = stars.add_lesson("A first sketch", kind="assignment", settings={"out_of": 20})
    stars.publish()
    db.session.commit()
    return lesson


@pytest.fixture
def adas(stars, sketch, ada):
    """Ada's enrollment."""
    enrollment = stars.enroll(ada)
    db.session.commit()
    return enrollment
