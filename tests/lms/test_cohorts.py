"""Cohorts: people who walk through a course together, with dates of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.cohorts.grouping import CohortFull, add_cohort, assign, change_cohort, delete_cohort, join
from educrowd.blueprints.lms.dates.windows import effective_window
from educrowd.blueprints.lms.gating import gate_of
from educrowd.blueprints.lms.letters.announcing import announce
from educrowd.blueprints.lms.models import Announcement, Cohort, GradeItem, LessonRule
from educrowd.blueprints.lms.signals import window_changed
from educrowd.core import tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs

from .test_api import Client
from .test_costs import cost

RULE = {"opens_after_days": None, "due_at": None, "due_after_days": 7, "closes_at": None}
RULE |= {"opens_at": None, "needs_uid": None, "needs_percent": None}


@pytest.fixture
def autumn(stars):
    """It starts in ten days and ends in forty."""
    cohort = add_cohort(
        stars, name="Autumn", starts_at=utcnow() + timedelta(days=10), ends_at=utcnow() + timedelta(days=40), seats=1
    )
    db.session.commit()
    return cohort


def test_nothing_opens_before_the_start_and_days_count_from_it(autumn, stars, ada):
    lesson = stars.edition.lessons[1]
    LessonRule.set(stars, lesson, **RULE)
    enrollment = stars.enroll(ada)
    assert gate_of(lesson, enrollment, ada).is_open
    assign(enrollment, autumn)
    gate = gate_of(lesson, enrollment, ada)
    assert not gate.is_open and gate.opens_at == autumn.starts_at
    assert gate_of(stars.edition.lessons[0], enrollment, ada).is_open, "a preview is for everybody"
    assert effective_window(enrollment, lesson).due_at == autumn.starts_at + timedelta(days=7)
    assert enrollment.expires_at == autumn.ends_at


def test_new_dates_hold_for_everybody_in_it_and_are_told(autumn, stars, ada):
    assign(stars.enroll(ada), autumn)
    heard = []
    with window_changed.connected_to(lambda _sender, *, enrollment_id, **_: heard.append(enrollment_id)):
        change_cohort(autumn, starts_at=utcnow() - timedelta(days=1))
    enrollment = stars.enrollment_of(ada)
    assert heard == [enrollment.id] and gate_of(stars.edition.lessons[1], enrollment, ada).is_open
    delete_cohort(autumn)
    assert (enrollment.cohort_id, enrollment.starts_at, enrollment.expires_at) == (None, None, None)
    assert db.session.scalars(select(Cohort)).all() == []


def test_whoever_has_the_link_joins_while_there_are_seats(autumn, stars, ada, ben, visit, demo, visitor):
    at = f"/courses/{stars.slug}/join/{autumn.join_code}"
    assert "Log in or register" in visitor.get(at).text and visitor.get(f"{at}x").status_code == 404
    adas = visit(demo).sign_in(ada)
    assert "Join</button>" in adas.get(at).text.replace("\n", "").replace("  ", "")
    assert adas.submit(at).status_code == 303
    assert stars.enrollment_of(ada).cohort_id == autumn.id
    assert "You are in this cohort" in adas.get(at).text and adas.submit(at).status_code == 303
    assert "This cohort is full" in visit(demo).sign_in(ben).get(at).text
    with pytest.raises(CohortFull):
        join(autumn, ben)
    assert stars.enrollment_of(ben) is None
    assign(stars.enroll(ben), autumn)
    assert autumn.size == 2, "its makers may put in more"


def test_joining_by_code_moves_no_end_of_access_and_staff_still_do(autumn, stars, ada, ben):
    friday, later = utcnow() + timedelta(days=3), utcnow() + timedelta(days=90)
    change_cohort(autumn, seats=None)
    spring = add_cohort(stars, name="Spring", starts_at=None, ends_at=None, seats=None)
    hers, his = stars.enroll(ada), stars.enroll(ben)
    for seat, end in ((hers, friday), (his, later)):
        seat.expires_at = end
        for cohort in (autumn, spring, autumn):
            assert join(cohort, seat.user).expires_at == end and seat.cohort_id == cohort.id
    hers.close(by=ada)
    assert join(spring, ada).expires_at == friday, "leaving and coming back is no way around"
    change_cohort(autumn, name="Fall")
    assert his.expires_at == later
    change_cohort(autumn, ends_at=utcnow() + timedelta(days=50))
    assert his.expires_at == autumn.ends_at
    assign(hers, autumn)
    assert hers.expires_at == autumn.ends_at


def test_a_paid_course_is_bought_first(autumn, stars, ada, visit, demo):
    stars.price_amount = 50_00
    db.session.commit()
    browser, at = visit(demo).sign_in(ada), f"/courses/{stars.slug}/join/{autumn.join_code}"
    assert "Buy the course first" in browser.get(at).text
    browser.submit(at)
    assert stars.enrollment_of(ada) is None


def test_ines_makes_one_and_sees_only_its_members(stars, ada, ben, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}"
    for person in (ada, ben):
        stars.enroll(person)
    db.session.commit()
    made = studio.submit(f"{at}/cohorts/", name="Autumn", starts_at="2199-01-01T09:00", ends_at="", seats="")
    assert "/join/" in studio.get(made.location).text
    assert studio.submit(f"{at}/cohorts/", name="Autumn").status_code == 422
    wrong = {"name": "Winter", "starts_at": "2199-01-01T09:00", "ends_at": "2198-01-01T09:00"}
    assert studio.submit(f"{at}/cohorts/", **wrong).status_code == 422
    cohort = db.session.scalars(select(Cohort)).one()
    assert studio.submit(made.location, **wrong).status_code == 422 and cohort.name == "Autumn"
    enrollment = stars.enrollment_of(ada)
    GradeItem.add(stars, title="Oral exam")
    db.session.commit()
    studio.submit(f"{at}/learners/{enrollment.id}/cohort", cohort_id=str(cohort.id))
    for page in ("enrollments", "progress", "grades"):
        text = studio.get(f"{at}/{page}?cohort={cohort.id}").text
        assert "Ada" in text and "Ben" not in text, page
    assert "Autumn" in studio.get(f"{at}/learners/{enrollment.id}").text
    assert studio.submit(f"{made.location}/deletion").status_code == 303
    assert stars.enrollment_of(ada).is_open
    assert visit(demo).sign_in(ada).get(f"{at}/cohorts/").status_code == 403


def test_an_announcement_to_a_cohort_is_read_there_alone(autumn, stars, ada, ben, ines, new_person, letters_to):
    for person in (ada, ben):
        stars.enroll(person)
    assign(stars.enrollment_of(ada), autumn)
    sent = announce(stars, ines, subject="Hello Autumn", body="Soon!", token="1", state="everyone", cohort_id=autumn.id)
    run_jobs()
    assert sent.audience == "cohort" and sent.audience_words == "Everybody enrolled, in “Autumn”"
    got = [[each["Subject"] for each in letters_to(person)].count("Hello Autumn") for person in (ada, ben)]
    assert got == [1, 0]
    read = [len(db.session.scalars(Announcement.to(stars.enrollment_of(person))).all()) for person in (ada, ben)]
    assert read == [1, 0]
    with pytest.raises(Invalid):
        announce(stars, ines, subject="x", body="x", token="2", state="everyone", cohort_id=999)


def test_cohorts_through_the_api(stars, ada, ben, ines, visit, demo):
    teacher, adas = Client(visit(demo), ines), Client(visit(demo), ada)
    at = f"/api/v1/lms/courses/{stars.id}/cohorts/"
    made = teacher.data("POST", at, {"name": "Autumn", "seats": 1}, status=201)
    one = f"/api/v1/lms/cohorts/{made['id']}/"
    assert teacher.error("POST", at, {"name": "Autumn"}) == (422, "invalid", "name")
    changed = teacher.data("PATCH", one, {"starts_at": "2199-01-01T00:00:00Z"})
    assert changed["starts_at"] == "2199-01-01T00:00:00Z" and changed["seats"] == 1
    assert teacher.error("PATCH", one, {"ends_at": "2198-01-01T00:00:00Z"}) == (422, "invalid", "ends_at")
    join_at = f"/api/v1/lms/courses/{stars.id}/cohort-membership/"
    assert adas.data("POST", join_at, {"join_code": made["join_code"]})["cohort_id"] == made["id"]
    assert adas.error("POST", join_at, {"join_code": "wrong"}) == (422, "invalid", "join_code")
    bens = Client(visit(demo), ben)
    assert bens.error("POST", join_at, {"join_code": made["join_code"]})[:2] == (409, "sold_out")
    enrollment = stars.enrollment_of(ada)
    moved = teacher.data("PUT", f"/api/v1/lms/enrollments/{enrollment.id}/cohort/", {"cohort_id": None})
    assert moved["cohort_id"] is None
    assert adas("GET", one).status_code == 403 and adas("GET", at).status_code == 403
    teacher.data("DELETE", one, status=204)
    assert teacher("GET", one).status_code == 404


def test_another_sites_cohorts_do_not_exist_here(autumn, new_site):
    with tenancy.bind(new_site("elsewhere")):
        assert db.session.scalars(select(Cohort)).all() == []


def test_the_list_asks_as_much_for_many_as_for_one(autumn, stars, ada, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}/cohorts/"
    little = cost(studio, at)
    for number in range(4):
        add_cohort(stars, name=f"Cohort {number}")
    assign(stars.enroll(ada), autumn)
    db.session.commit()
    assert cost(studio, at) == little
