"""What is due: on the learner's page, in calendars elsewhere, and in letters before it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text

from educrowd.blueprints.lms.assignments.peer_reviewing import review, take_piece
from educrowd.blueprints.lms.dates.adjusting import adjust, pause
from educrowd.blueprints.lms.dates.due_dates import upcoming
from educrowd.blueprints.lms.dates.feeds import address_of
from educrowd.blueprints.lms.dates.ical import escaped, folded
from educrowd.blueprints.lms.dates.reminding import remind_of_due_dates
from educrowd.blueprints.lms.models import CalendarSetting, Course, DueReminder, LessonRule
from educrowd.core import schedule, tenancy, unsubscribing
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs
from tests.queries import queries

from .assigned import handed_in, published
from .test_api import api  # noqa: F401


@pytest.fixture
def due(stars, sketch, adas):
    """`due(hours=30)` makes the sketch due then, for everybody."""

    def set_to(**later):
        LessonRule.set(stars, sketch, due_at=utcnow() + timedelta(**later))
        db.session.commit()
        return published(stars, sketch)

    return set_to


@pytest.fixture
def her(visit, demo, ada):
    """Ada's browser."""
    return visit(demo).sign_in(ada)


def reminders_to(person, letters_to):
    return [letter for letter in letters_to(person) if letter["Subject"].startswith("Due soon")]


def remind():
    remind_of_due_dates()
    run_jobs()


def test_a_long_line_is_folded_and_what_would_end_it_escaped():
    line = "SUMMARY:" + "ü" * 100
    parts = list(folded(line))
    assert all(len(part.encode()) <= 75 for part in parts) and len(parts) > 2
    assert "".join([parts[0], *(part.removeprefix(" ") for part in parts[1:])]) == line
    assert escaped("a;b,c\\d\r\ne") == "a\\;b\\,c\\\\d\\ne"


def test_the_calendar_shows_what_comes_and_what_is_overdue(her, stars, due, adas):
    assert "Nothing is due" in her.get("/account/calendar").text
    due(hours=30)
    page = her.get("/account/calendar").text
    assert "A first sketch" in page and "Due" in page and "Overdue" not in page
    lesson = due(hours=-1)
    assert "Overdue" in her.get("/account/calendar").text
    handed_in(adas, lesson)
    assert "Overdue" not in her.get("/account/calendar").text


def test_a_learners_own_date_counts_and_a_pause_takes_all_away(stars, due, adas, ada, ines):
    lesson = due(hours=30)
    adjust(adas, lesson, by=ines, reason="Ill", due_at=utcnow() + timedelta(days=9), extra_minutes=0)
    [date] = upcoming(ada.id)[1]
    assert date.moment > utcnow() + timedelta(days=8)
    pause(adas, by=ines, reason="Ill")
    db.session.commit()
    assert upcoming(ada.id) == ([], [])


def test_days_count_from_when_the_course_begins_for_a_learner(stars, sketch, adas, ada):
    LessonRule.set(stars, sketch, due_after_days=2)
    adas.starts_at = utcnow() + timedelta(days=10)
    db.session.commit()
    opens, due_then = upcoming(ada.id)[1]
    assert (opens.kind, opens.moment) == ("opens", adas.starts_at)
    assert due_then.kind == "due" and due_then.moment > utcnow() + timedelta(days=11)


def test_dates_of_drafts_of_courses_one_left_and_of_seats_that_wait_are_nowhere(stars, due, adas, ada):
    due(hours=30)
    adas.source = "staff"
    assert upcoming(ada.id)[1] == []
    adas.source = "self"
    assert upcoming(ada.id)[1] != []
    stars.become("draft")
    db.session.commit()
    assert upcoming(ada.id)[1] == []
    stars.become("published")
    adas.close()
    db.session.commit()
    assert upcoming(ada.id)[1] == []


def test_the_feed_opens_by_its_address_alone_until_it_is_renewed(her, visitor, due, ada):
    due(hours=30)
    assert "Get an address" in her.get("/account/calendar").text
    her.submit("/account/calendar/feed")
    first = re.search(r'value="https?://[^/]+(/calendar/[^"]+\.ics)"', her.get("/account/calendar").text)[1]
    got = visitor.get(first)
    assert got.status_code == 200 and got.mimetype == "text/calendar" and "no-store" in got.headers["Cache-Control"]
    assert "SUMMARY:Due: A first sketch\r\n" in got.text and got.text.endswith("END:VCALENDAR\r\n")
    assert got.text.count("\r\n") == got.text.count("\n")
    her.submit("/account/calendar/feed")
    assert visitor.get(first).status_code == 404, "the old address is dead"
    second = address_of(CalendarSetting.of(ada.id))
    assert visitor.get(second).status_code == 200
    her.submit("/account/calendar/feed/closure")
    assert visitor.get(second).status_code == 404
    for forged in ("/calendar/nonsense.ics", "/calendar/WzEsMV0.abc.ics", "/calendar/.ics"):
        assert visitor.get(forged).status_code == 404


def test_an_address_of_one_site_opens_nothing_on_another(visit, demo, new_site, due, ada):
    due(hours=30)
    CalendarSetting.held(ada.id).open_feed()
    db.session.commit()
    path = address_of(CalendarSetting.of(ada.id)).removeprefix(demo.origin)
    elsewhere = new_site("elsewhere")
    with tenancy.bind(elsewhere):
        CalendarSetting.held(ada.id).open_feed()
        db.session.commit()
    assert visit(elsewhere).get(path).status_code == 404
    assert visit(demo).get(path).status_code == 200


def test_one_letter_comes_before_each_due_date_and_none_when_it_is_done(her, stars, due, adas, ada, letters_to):
    due(days=5)
    remind()
    assert reminders_to(ada, letters_to) == [], "two days before is early enough"
    her.submit("/account/calendar/reminders", remind_days=7)
    remind()
    remind()
    [letter] = reminders_to(ada, letters_to)
    assert letter["Subject"] == "Due soon: “A first sketch”" and "List-Unsubscribe" in letter
    lesson = due(days=6)
    remind()
    assert len(reminders_to(ada, letters_to)) == 2, "another date is reminded of anew"
    handed_in(adas, lesson)
    due(days=4)
    remind()
    assert len(reminders_to(ada, letters_to)) == 2
    assert her.submit("/account/calendar/reminders", remind_days=99).status_code == 422


def test_who_wants_no_reminders_gets_none_and_all_that_is_due_is_one_letter(stars, sketch, adas, ada, ben, letters_to):
    stars.enroll(ben)
    unsubscribing.leave(ben.id, "lms:reminders")
    for lesson in (sketch, stars.lessons[1]):
        LessonRule.set(stars, lesson, due_at=utcnow() + timedelta(hours=20))
    db.session.commit()
    remind()
    [letter] = reminders_to(ada, letters_to)
    assert letter["Subject"].endswith("and 1 more") and reminders_to(ben, letters_to) == []


def test_the_end_of_reviewing_is_in_the_calendar_and_in_a_letter_before_it(
    her, visitor, stars, sketch, due, adas, ada, ben, ines, letters_to
):
    sketch.settings = {**sketch.settings, "peer_reviews": 1, "peer_days": 1}
    stars.publish()
    bens = stars.enroll(ben)
    lesson = due(hours=30)
    assert "Reviews due" not in her.get("/account/calendar").text, "whoever handed nothing in reviews nothing"
    handed_in(adas, lesson)
    handed_in(bens, lesson)
    LessonRule.set(stars, sketch, due_at=utcnow() - timedelta(hours=1))
    db.session.commit()
    assert "Reviews due" in her.get("/account/calendar").text
    her.submit("/account/calendar/feed")
    db.session.expire_all()
    path = re.search(r"(/calendar/.*)", address_of(CalendarSetting.of(ada.id)))[1]
    feed = visitor.get(path).text
    assert "SUMMARY:Reviews due: A first sketch" in feed
    taken = take_piece(bens, lesson)
    review(taken, lesson, points=Decimal(10), feedback="Clear.")
    db.session.commit()
    remind()
    remind()
    [letter] = [each for each in letters_to(ada) if each["Subject"].startswith("Reviews due")]
    assert letter["Subject"] == "Reviews due soon: “A first sketch”"
    assert not [each for each in letters_to(ben) if each["Subject"].startswith("Reviews due")], "Ben has reviewed"
    with queries() as seen:
        dates = upcoming(ada.id)[1]
    assert [date.kind for date in dates] == ["review"] and len(seen) < 12


def test_the_job_looks_only_after_sites_with_due_dates(demo, new_site, due):
    assert [line.tenants for line in schedule.LINES if line.job is remind_of_due_dates] == [
        "app.tenants_with_due_dates"
    ]
    due(hours=30)
    new_site("quiet")
    with tenancy.transaction(None):
        found = set(db.session.scalars(text("SELECT app.tenants_with_due_dates()")))
    assert demo.id in found
    with tenancy.bind(new_site("other")):
        remind_of_due_dates()
        assert db.session.scalar(select(func.count(DueReminder.id))) == 0


def test_more_courses_and_learners_cost_no_more_queries(her, ines, ada, due):
    due(hours=30)
    her.get("/account/calendar")
    counts = []
    for title in ("Comets", "Moons"):
        with queries() as seen:
            assert her.get("/account/calendar").status_code == 200
        counts.append(len(seen))
        course = Course.draft(ines, title=title)
        lesson = course.add_lesson("Tails")
        course.publish()
        course.enroll(ada)
        LessonRule.set(course, lesson, due_at=utcnow() + timedelta(days=3))
        db.session.commit()
    assert counts[0] == counts[1]


def test_due_dates_and_the_feed_through_the_api(api, visitor, ada, stars, sketch, due):  # noqa: F811
    due(hours=30)
    learner = api(ada)
    [date] = learner.data("GET", "/api/v1/lms/due-dates/")
    assert (date["kind"], date["lesson_id"], date["is_done"]) == ("due", sketch.id, False)
    calendar = "/api/v1/lms/calendar/"
    assert learner.data("GET", calendar) == {"feed_url": "", "remind_days": 2}
    assert learner.data("PUT", calendar, {"remind_days": 3})["remind_days"] == 3
    assert learner.error("PUT", calendar, {"remind_days": 0})[0] == 422
    url = learner.data("POST", f"{calendar}feed/", status=201)["feed_url"]
    assert visitor.get(url).status_code == 200
    learner.data("DELETE", f"{calendar}feed/", status=204)
    assert visitor.get(url).status_code == 404
    assert api()("GET", calendar).status_code == 401
