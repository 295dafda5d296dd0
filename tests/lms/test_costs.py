"""How many questions a page asks the database: as many for much content as for little."""

from __future__ import annotations

import pytest

from educrowd.blueprints.lms.models import Course
from educrowd.core.db import db
from tests.conftest import PASSWORD
from tests.queries import queries


@pytest.fixture
def grow(stars, ines, new_person):
    """More of everything: courses, sections, lessons, learners, and what they have done."""

    def more():
        for number in range(4):
            course = Course.draft(ines, title=f"Course {number}")
            course.add_lesson("Only one")
            course.publish()
            section = stars.add_section(f"Part {number}")
            for place in range(5):
                stars.add_lesson(f"Lesson {place}", section=section)
            stars.publish()
            learner = new_person(f"learner{number}", "student")
            for taken in (course, stars):
                taken.enroll(learner).complete(taken.lessons[0])
        db.session.commit()

    return more


def cost(browser, path):
    browser.get(path)
    with queries() as asked:
        answer = browser.get(path + ("&" if "?" in path else "?") + "fresh=1")
    assert answer.status_code == 200, answer.text
    return len(asked)


def costs(browser, paths, course):
    """What each page costs, as far as one looks into the course."""
    paths = [path.format(slug=course.slug, uid=course.lessons[0].uid) for path in paths]
    found = {path: cost(browser, path) for path in paths}
    assert all(found.values()), found
    return found


def test_what_visitors_read(visitor, stars, grow):
    paths = ["/courses/", "/courses/{slug}", "/learn/{slug}/{uid}"]
    little = costs(visitor, paths, stars)
    assert list(little.values()) == [4, 3, 3]
    grow()
    assert costs(visitor, paths, stars) == little


def test_what_programs_read(visit, demo, stars, ada, owner, grow):
    stars.enroll(ada)
    db.session.commit()
    login = {"email": owner.email, "password": PASSWORD}
    browser = visit(demo)
    token = browser.post("/api/v1/auth/login/", json=login).json["data"]["access_token"]

    def read(path):
        with queries() as asked:
            answer = browser.get(
                "/api/v1/lms/" + path.format(id=stars.id), headers={"Authorization": f"Bearer {token}"}
            )
        assert answer.status_code == 200
        return len(asked), answer.json["meta"]["total"]

    paths = ["courses/", "courses/{id}/lessons/", "courses/{id}/sections/", "enrollments/"]
    little = {path: read(path) for path in paths}
    grow()
    for path, (cost_of_few, few) in little.items():
        cost_of_many, many = read(path)
        assert many > few and cost_of_many == cost_of_few > 0, path


def test_what_learners_read(visit, demo, stars, ada, ines, grow):
    stars.enroll(ada)
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    paths = ["/courses/{slug}", "/learn/{slug}/", "/learn/{slug}/{uid}", "/account/learning"]
    little = costs(browser, paths, stars)
    assert list(little.values()) == [6, 8, 11, 6]
    grow()
    for course in db.session.scalars(Course.published()):
        if course is not stars:
            course.enroll(ada).complete(course.lessons[0])
    for lesson in stars.lessons[:6]:
        stars.enrollment_of(ada).complete(lesson)
    db.session.commit()
    assert costs(browser, paths, stars) == little


def test_what_instructors_read(visit, demo, stars, ada, ines, grow):
    stars.enroll(ada)
    db.session.commit()
    browser = visit(demo).sign_in(ines)
    parts = ["", "/enrollments", "/publication", "/editions", "/editions/1"]
    paths = ["/studio/courses/", *("/studio/courses/{slug}" + part for part in parts)]
    little = costs(browser, paths, stars)
    grow()
    assert costs(browser, paths, stars) == little
