"""How far learners are, and on Mondays who is stuck."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from sqlalchemy import update

from educrowd.blueprints.lms.dates.adjusting import pause
from educrowd.blueprints.lms.enrolling.progress_report import learners, standings
from educrowd.blueprints.lms.letters import stuck_mailers
from educrowd.blueprints.lms.letters.stuck import stuck_counts
from educrowd.blueprints.lms.letters.stuck_mailers import is_digest_day, send_stuck_digests
from educrowd.blueprints.lms.models import Completion, Enrollment
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs

from .test_api import Client
from .test_costs import cost


@pytest.fixture
def everybody(stars, ada, ben, new_person):
    """Ada did one lesson ten days ago, Ben one today, Cleo has not begun in ten days; Dora has finished."""
    cleo, dora = new_person("cleo", "student"), new_person("dora", "student")
    for person in (ada, ben, cleo, dora):
        stars.enroll(person)
    first = stars.edition.lessons[0]
    for person in (ada, ben):
        stars.enrollment_of(person).complete(first)
    for lesson in stars.edition.lessons:
        stars.enrollment_of(dora).complete(lesson)
    db.session.flush()
    past = utcnow() - timedelta(days=10)
    of_ada = Completion.enrollment_id == stars.enrollment_of(ada).id
    db.session.execute(update(Completion).where(of_ada).values(completed_at=past))
    long_ago = Enrollment.user_id.in_((ada.id, cleo.id))
    db.session.execute(update(Enrollment).where(long_ago).values(created_at=past - timedelta(hours=1)))
    db.session.commit()
    run_jobs()
    return stars


@pytest.fixture
def monday(monkeypatch):
    monkeypatch.setattr(stuck_mailers, "is_digest_day", lambda now: True)


def firsts(course, **how):
    return [each.user.first_name for each in db.session.scalars(learners(course, **how))]


def digests(letters):
    return [letter for letter in letters if "stuck" in letter["Subject"]]


def send():
    send_stuck_digests.later()
    run_jobs()


def test_learners_stand_where_they_left_off(everybody, ada):
    assert firsts(everybody) == ["Cleo", "Ada", "Ben", "Dora"]
    assert firsts(everybody, order="name") == ["Ada", "Ben", "Cleo", "Dora"]
    assert firsts(everybody, state="away") == ["Cleo", "Ada"] and firsts(everybody, q="ben") == ["Ben"]
    (standing,) = standings(list(db.session.scalars(learners(everybody, q=ada.email))))
    assert standing.journey.required.done == 1 and standing.next_lesson.title == "The Plough"
    assert standing.last_at and standing.last_at < utcnow() - timedelta(days=9)


def test_the_report_is_a_page_and_a_file(everybody, ada, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{everybody.slug}/progress"
    page = studio.get(at).text
    assert "33%" in page and "The Plough" in page and "Completed" in page
    away = studio.get(f"{at}?state=away").text
    assert "Cleo" in away and "Dora" not in away and "Write to them" in away
    form = studio.get(f"/studio/courses/{everybody.slug}/announcements/new?state=away").text
    assert re.search(r'<input checked[^>]*value="away"', form)
    assert studio.get(f"{at}?state=nonsense&order=odd").status_code == 200
    file = studio.get(f"{at}.csv")
    lines = list(csv.reader(StringIO(file.text)))
    assert lines[0][:2] == ["Learner", "Email"] and lines[0][-4] == "Choosing a place (done)"
    hers = next(line for line in lines if line[1] == ada.email)
    assert hers[4] == "33" and hers[10] == "The Plough" and hers[-4] and not hers[-3]
    assert visit(demo).sign_in(ada).get(f"{at}.csv").status_code == 403


def test_page_file_and_api_count_what_is_required_and_name_the_rest_beside_it(everybody, ada, ines, visit, demo):
    second, last = everybody.lessons[1], everybody.lessons[-1]
    everybody.require(second, False)
    everybody.publish()
    for lesson in (second, last):
        everybody.enrollment_of(ada).complete(lesson)
    db.session.commit()
    browser, studio = visit(demo), f"/studio/courses/{everybody.slug}/progress"
    assert "(1 of 2 required lessons done, 2 of 2 optional)" in browser.sign_in(ines).get(studio).text
    heading, *lines = csv.reader(StringIO(browser.get(f"{studio}.csv").text))
    hers = dict(zip(heading, next(line for line in lines if line[1] == ada.email), strict=True))
    at = f"/api/v1/lms/courses/{everybody.id}/progress/"
    shown = next(each for each in Client(visit(demo), ines).data("GET", at) or () if each["user_id"] == ada.id)
    for part, named, value in [
        ("progress_percent", "Progress (percent)", 50),
        ("lessons_done", "Lessons done", 1),
        ("lessons_required", "Lessons required", 2),
        ("optional_lessons_done", "Optional lessons done", 2),
        ("optional_lessons", "Optional lessons", 2),
    ]:
        assert (shown[part], hers[named]) == (value, str(value)), part


def test_on_mondays_a_teacher_reads_who_is_stuck(everybody, ines, monday, letters_to):
    send()
    (letter,) = digests(letters_to(ines))
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "2 learners are stuck" and "Cleo" in text and "at “The Plough”" in text
    assert "Ben" not in text and "Dora" not in text and letter["List-Unsubscribe"]


def test_on_other_days_nobody_gets_a_letter(everybody, ines, letters_to, monkeypatch):
    monkeypatch.setattr(stuck_mailers, "is_digest_day", lambda now: False)
    send()
    assert digests(letters_to(ines)) == []


def test_monday_is_where_the_site_is(demo):
    assert demo.timezone == "UTC"
    assert is_digest_day(datetime(2026, 11, 30, 0, 5, tzinfo=UTC))
    assert not is_digest_day(datetime(2026, 11, 29, 23, 55, tzinfo=UTC))


def test_who_is_paused_or_out_or_in_a_draft_is_not_stuck(everybody, ada, ines, monday, letters_to):
    pause(everybody.enrollment_of(ada), by=ines, reason="Ill.")
    assert [count for _, count in stuck_counts(type(everybody).published())] == [1]
    db.session.execute(update(Enrollment).values(expires_at=utcnow() - timedelta(days=1)))
    assert stuck_counts(type(everybody).published()) == []
    db.session.execute(update(Enrollment).values(expires_at=None))
    everybody.become("archived")
    send()
    assert digests(letters_to(ines)) == []


def test_a_teacher_who_wants_no_such_letter_gets_none(everybody, ines, monday, visit, demo, letters_to):
    visit(demo).sign_in(ines).submit("/account/letters", topic="lms:grades")
    send()
    assert digests(letters_to(ines)) == []


def test_the_first_page_of_the_studio_lists_them(everybody, ines, owner, visit, demo):
    assert f"Stuck in “{everybody.title}”" in visit(demo).sign_in(ines).get("/studio/").text
    assert "Stuck in" not in visit(demo).sign_in(owner).get("/studio/").text, "it is not their course"


def test_progress_through_the_api(everybody, ada, ines, visit, demo):
    teacher, at = Client(visit(demo), ines), f"/api/v1/lms/courses/{everybody.id}/progress/"
    first, second = list(teacher.data("GET", at) or ())[:2]
    assert first["last_done_at"] is None and second["user_id"] == ada.id
    assert (second["progress_percent"], second["lessons_done"]) == (33, 1)
    assert second["next_lesson_title"] == "The Plough"
    done = teacher.data("GET", at + "?state=completed") or ()
    assert [each["next_lesson_uid"] for each in done] == [None]
    assert teacher.error("GET", at + "?state=stuck") == (422, "invalid", "lesson_uid")
    assert Client(visit(demo), ada)("GET", at).status_code == 403


def test_the_report_asks_as_much_for_many_as_for_one(everybody, ines, new_person, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{everybody.slug}/progress"
    little = cost(studio, at), cost(studio, f"{at}.csv")
    for number in range(5):
        everybody.enroll(new_person(f"l{number}", "student")).complete(everybody.edition.lessons[1])
    db.session.commit()
    assert (cost(studio, at), cost(studio, f"{at}.csv")) == little
