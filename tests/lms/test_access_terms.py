"""Access to a course for some days or until a day: what people are promised, told, and let do when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from educrowd.blueprints.lms.dates.access_terms import remind_of_access, set_access
from educrowd.blueprints.lms.enrolling.from_lists import enroll_all, read
from educrowd.blueprints.lms.models import Enrollment
from educrowd.blueprints.lms.models.errors import AccessOver, NotForSale, NotOpen
from educrowd.blueprints.lms.selling.quoting import quote
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs

from .test_api import Client

NEVER: dict[str, Any] = {"access_days": None, "access_until": None, "renewable": False, "also_enrolled": False}


def terms(**said: Any) -> dict[str, Any]:
    return NEVER | said


def days_until(moment):
    return round((moment - utcnow()).total_seconds() / 86_400)


@pytest.fixture
def ninety_days(stars):
    set_access(stars, **terms(access_days=90))
    db.session.commit()
    return stars


def run_out(course, person):
    """The time is over, as if it had been enrolled long ago."""
    past = {"created_at": utcnow() - timedelta(days=91), "expires_at": utcnow() - timedelta(days=1)}
    db.session.execute(update(Enrollment).where(Enrollment.user_id == person.id).values(**past))
    db.session.commit()
    db.session.expire_all()


def letters(found):
    return [letter for letter in found if "ends soon" in letter["Subject"]]


def test_whoever_enrolls_has_so_many_days_or_until_the_day(ninety_days, ada, ben, new_person):
    assert days_until(ninety_days.enroll(ada).expires_at) == 90
    set_access(ninety_days, **terms(access_days=90, access_until=utcnow() + timedelta(days=30)))
    assert days_until(ninety_days.enroll(ben).expires_at) == 30
    assert days_until(ninety_days.enrollment_of(ada).expires_at) == 90, "what was promised stays"
    set_access(ninety_days, **NEVER)
    assert ninety_days.enroll(new_person("cleo", "student")).expires_at is None


def test_makers_may_change_it_for_those_who_are_in(ninety_days, ada, ben):
    ninety_days.enroll(ada)
    ninety_days.enroll(ben).close(by=ben)
    set_access(ninety_days, **terms(access_days=10, also_enrolled=True))
    assert days_until(ninety_days.enrollment_of(ada).expires_at) == 10
    set_access(ninety_days, **terms(also_enrolled=True))
    assert ninety_days.enrollment_of(ada).expires_at is None


def test_days_are_those_on_the_wall_of_the_course(stars):
    stars.timezone, stars.access_days = "Europe/Berlin", 2
    start = datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert stars.access_end(start).astimezone(ZoneInfo("Europe/Berlin")).hour == 12


def test_leaving_and_coming_back_gains_no_time(ninety_days, ada):
    ends = utcnow() + timedelta(days=3)
    enrollment = ninety_days.enroll(ada)
    enrollment.expires_at = ends
    enrollment.close(by=ada)
    assert ninety_days.enroll(ada).expires_at == ends


def test_whose_access_is_over_does_not_come_back_alone(ninety_days, ada, ines, visit, demo):
    ninety_days.enroll(ada)
    run_out(ninety_days, ada)
    with pytest.raises(AccessOver):
        ninety_days.enroll(ada)
    browser = visit(demo).sign_in(ada)
    page = browser.get(f"/courses/{ninety_days.slug}").text
    assert "Your access ended on" in page and "Enroll for free" not in page
    assert browser.submit(f"/courses/{ninety_days.slug}/enrollment").status_code == 409
    enroll_all(ninety_days, read(ada.email), ines)
    assert days_until(ninety_days.enrollment_of(ada).expires_at) == 90


def test_whoever_paid_does_not_return_for_nothing_after_the_end(ninety_days, ada, monkeypatch):
    ninety_days.price_amount = 50_00
    ninety_days.admit(ada.id, source="entitlement")
    run_out(ninety_days, ada)
    monkeypatch.setattr(type(ninety_days), "belongs_to", lambda self, user: True)
    with pytest.raises(AccessOver):
        ninety_days.enroll(ada)


def test_a_free_course_may_let_people_begin_anew(ninety_days, ada, visit, demo):
    ninety_days.enroll(ada).complete(ninety_days.edition.lessons[0])
    ninety_days.renewable = True
    run_out(ninety_days, ada)
    assert "Enroll for free" in visit(demo).sign_in(ada).get(f"/courses/{ninety_days.slug}").text
    again = ninety_days.enroll(ada)
    assert days_until(again.expires_at) == 90 and again.journey.required.done == 1


def test_a_course_that_is_over_takes_and_sells_nothing(stars, ada, visitor):
    stars.access_until = utcnow() - timedelta(hours=1)
    db.session.commit()
    with pytest.raises(NotOpen):
        stars.enroll(ada)
    assert "takes no new learners" in visitor.get(f"/courses/{stars.slug}").text
    stars.price_amount = 50_00
    with pytest.raises(NotForSale):
        quote(stars)


def test_the_page_says_how_long_it_is_before_anybody_buys(ninety_days, visitor):
    ninety_days.price_amount = 50_00
    db.session.commit()
    page = visitor.get(f"/courses/{ninety_days.slug}").text
    assert "have access for 90 days" in page and "keep it for good" not in page


def test_a_letter_comes_a_week_before_the_end_and_once(ninety_days, ada, ben, letters_to):
    for person in (ada, ben):
        ninety_days.enroll(person)
    soon = {"created_at": utcnow() - timedelta(days=84), "expires_at": utcnow() + timedelta(days=6)}
    db.session.execute(update(Enrollment).where(Enrollment.user_id == ada.id).values(**soon))
    for _ in range(2):
        remind_of_access.later()
        run_jobs()
    assert len(letters(letters_to(ada))) == 1 and letters(letters_to(ben)) == []
    later = utcnow() + timedelta(days=5)
    db.session.execute(update(Enrollment).where(Enrollment.user_id == ada.id).values(expires_at=later))
    remind_of_access.later()
    run_jobs()
    assert len(letters(letters_to(ada))) == 2, "another end is another letter"


def test_a_short_access_is_told_of_the_day_before(stars, ada, letters_to):
    set_access(stars, **terms(access_days=5))
    stars.enroll(ada)
    remind_of_access.later()
    run_jobs()
    assert letters(letters_to(ada)) == []
    tomorrow = utcnow() + timedelta(hours=20)
    db.session.execute(update(Enrollment).values(expires_at=tomorrow))
    remind_of_access.later()
    run_jobs()
    assert len(letters(letters_to(ada))) == 1


def test_ines_sets_it_in_the_studio(stars, ada, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{stars.slug}/access"
    stars.enroll(ada)
    db.session.commit()
    form = {"access_days": "30", "access_until": "2199-01-01T12:00", "also_enrolled": "y"}
    assert studio.submit(at, **form).status_code == 303
    db.session.expire_all()
    assert (stars.access_days, stars.access_until.year, stars.renewable) == (30, 2199, False)
    assert days_until(stars.enrollment_of(ada).expires_at) == 30
    assert 'value="30"' in studio.get(at).text
    assert "30 days from enrolling" in studio.get(f"/studio/courses/{stars.slug}/schedule").text
    for wrong in ({"access_days": "0"}, {"access_days": "x"}, {"access_until": "9999-01-01T00:00"}):
        assert studio.submit(at, **wrong).status_code == 422
    assert visit(demo).sign_in(ada).get(at).status_code == 403


def test_access_through_the_api(stars, ines, ada, visit, demo):
    teacher, at = Client(visit(demo), ines), f"/api/v1/lms/courses/{stars.id}/access/"
    assert teacher.data("GET", at)["access_days"] is None
    set_to = {"access_days": 90, "access_until": None, "renewable": True}
    assert teacher.data("PUT", at, set_to) == set_to
    assert teacher.error("PUT", at, {"access_days": 0, "access_until": None})[0] == 422
    assert Client(visit(demo), ada)("PUT", at, set_to).status_code == 403
