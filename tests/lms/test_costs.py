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


@pytest.mark.parametrize("path", ["/courses/", "/courses/{slug}", "/learn/{slug}/{uid}"])
def test_what_visitors_read(visitor, stars, grow, path):
    path = path.format(slug=stars.slug, uid=stars.lessons[0].uid)
    little = cost(visitor, path)
    grow()
    assert cost(visitor, path) == little > 0


@pytest.mark.parametrize("path", ["courses/", "courses/{id}/lessons/", "courses/{id}/sections/", "enrollments/"])
def test_what_programs_read(visit, demo, stars, ada, owner, grow, path):
    stars.enroll(ada)
    db.session.commit()
    login = {"email": owner.email, "password": PASSWORD}
    browser = visit(demo)
    token = browser.post("/api/v1/auth/login/", json=login).json["data"]["access_token"]

    def read():
        with queries() as asked:
            answer = browser.get(
                "/api/v1/lms/" + path.format(id=stars.id), headers={"Authorization": f"Bearer {token}"}
            )
        assert answer.status_code == 200
        return len(asked), answer.json["meta"]["total"]

    little, few = read()
    grow()
    much, many = read()
    assert many > few and much == little > 0


@pytest.mark.parametrize("path", ["/courses/{slug}", "/learn/{slug}/", "/learn/{slug}/{uid}", "/account/learning"])
def test_what_learners_read(visit, demo, stars, ada, ines, grow, path):
    stars.enroll(ada)
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    path = path.format(slug=stars.slug, uid=stars.lessons[0].uid)
    little = cost(browser, path)
    grow()
    for course in db.session.scalars(Course.published()):
        if course is not stars:
            course.enroll(ada).complete(course.lessons[0])
    for lesson in stars.lessons[:6]:
        stars.enrollment_of(ada).complete(lesson)
    db.session.commit()
    assert cost(browser, path) == little > 0


@pytest.mark.parametrize(
    "path",
    [
        "/studio/courses/",
        "/studio/courses/{slug}",
        "/studio/courses/{slug}/enrollments",
        "/studio/courses/{slug}/publication",
        "/studio/courses/{slug}/editions",
        "/studio/courses/{slug}/editions/1",
    ],
)
def test_what_instructors_read(visit, demo, stars, ada, ines, grow, path):
    stars.enroll(ada)
    db.session.commit()
    browser = visit(demo).sign_in(ines)
    path = path.format(slug=stars.slug)
    little = cost(browser, path)
    grow()
    assert cost(browser, path) == little > 0
