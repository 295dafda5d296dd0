"""People and courses of the lms tests."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.lms.subscriptions.planning import make_plan
from educrowd.core.db import db
from tests.letters import written_letters
from tests.lms.subscribed import EARLIER


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
    return lambda person: written_letters(app, to=person.email)


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


@pytest.fixture
def period_passes(database_urls):
    """`period_passes(subscription)`: its paid period is over now; only a superuser can move what is frozen."""
    superuser = create_engine(database_urls.superuser)

    def turn(subscription):
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text(EARLIER), {"id": subscription.id})
        db.session.expire_all()

    yield turn
    superuser.dispose()


@pytest.fixture
def monthly(stars, ines, sandbox):
    """Ines's course for 15 dollars a month; it costs 40 for good."""
    stars.change(price_amount=40_00)
    facts = {"every": "month", "price_amount": 15_00, "status": "published"}
    plan = make_plan(ines, title="Stars, monthly", course_id=stars.id, **facts)
    db.session.commit()
    return plan


@pytest.fixture
def everything(stars, owner, sandbox):
    """All courses for 99 dollars a year."""
    stars.change(price_amount=40_00)
    plan = make_plan(owner, title="All courses", every="year", price_amount=99_00, status="published")
    db.session.commit()
    return plan
