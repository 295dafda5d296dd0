"""/studio/: where staff begin."""

from __future__ import annotations

import pytest

from educrowd.core import registry
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.registry import Figure, Todo
from tests.queries import queries


@pytest.mark.parametrize("role", ["owner", "admin", "instructor", "creator", "editor"])
def test_staff_may_enter(as_person, new_person, role):
    assert as_person(new_person("grace", role)).get("/studio/").status_code == 200


@pytest.mark.parametrize("role", ["student", "backer"])
def test_learners_and_backers_may_not(as_person, new_person, role):
    assert as_person(new_person("ada", role)).get("/studio/").status_code == 403


def test_whoever_is_not_signed_in_is_asked_to_first(visitor):
    answer = visitor.get("/studio/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=/studio/"


def test_the_menu_offers_what_one_may(as_person, new_person, studio):
    owners_page = studio.get("/studio/").text
    editors_page = as_person(new_person("erin", "editor")).get("/studio/").text
    for path in ("/studio/members/", "/studio/brand/", "/studio/audit/"):
        assert f'href="{path}"' in owners_page
        assert f'href="{path}"' not in editors_page


def test_it_shows_what_modules_offer(studio, monkeypatch):
    todos, figures = registry.Slot("todos"), registry.Slot("figures")
    todos.offer()(lambda: Todo("Grade 3 answers", "/studio/answers/", count=3))
    figures.offer()(lambda: Figure("Raised", "€420", note="+12%", series=(1, 4, 2)))
    monkeypatch.setattr(registry, "studio_todos", todos)
    monkeypatch.setattr(registry, "studio_figures", figures)
    page = studio.get("/studio/").text
    assert "Grade 3 answers" in page and 'href="/studio/answers/"' in page
    assert "€420" in page and "+12%" in page
    assert 'aria-label="Raised, day by day"' in page


def test_nothing_to_do_is_said(studio, monkeypatch):
    monkeypatch.setattr(registry, "studio_todos", registry.Slot("todos"))
    assert "Nothing waits for you." in studio.get("/studio/").text


def test_a_site_without_words_asks_its_owner_for_some(studio, as_person, new_person):
    assert "Say what your site is about" in studio.get("/studio/").text
    assert "Say what your site is about" not in as_person(new_person("ivy", "instructor")).get("/studio/").text


def test_an_instructor_sees_only_their_own_acts(as_person, new_person, owner, demo):
    from educrowd.core.current import current

    ivy = new_person("ivy", "instructor")
    for person, title in ((owner, "The owner’s plan"), (ivy, "Ivy’s course")):
        current.user = person
        audit("course.published", subject=type("Course", (), {"id": 1, "title": title})())
    db.session.commit()
    page = as_person(ivy).get("/studio/").text
    assert "Ivy’s course" in page
    assert "The owner’s plan" not in page
    assert "The owner’s plan" in as_person(owner).get("/studio/").text


def test_it_asks_few_questions(studio):
    studio.get("/studio/")
    with queries() as asked:
        studio.get("/studio/")
    # Each module counts what waits and what it shows: one question each, however much there is.
    assert len(asked) <= 30, "\n".join(asked)
