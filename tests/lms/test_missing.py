"""Who has not handed in: counted, listed, as a file, and written to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from educrowd.blueprints.lms.grading.missing import missing, missing_counts
from educrowd.blueprints.lms.models import Announcement
from educrowd.blueprints.lms.quizzes.attempting import begin, submit
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs

from .assigned import handed_in, published, write
from .quizzes import add_quiz, questions_of
from .test_api import Client


@pytest.fixture
def everybody(stars, sketch, ines, ada, ben, new_person):
    """Ada has handed in both, Ben has begun both, Cleo nothing; Dora has no access any more."""
    questions = questions_of(stars, ines)
    quiz = published(stars, add_quiz(stars, [questions["choice"]]))
    lesson = published(stars, sketch)
    cleo, dora = new_person("cleo", "student"), new_person("dora", "student")
    for person in (ada, ben, cleo, dora):
        stars.enroll(person)
    db.session.commit()
    handed_in(stars.enrollment_of(ada), lesson)
    submit(begin(stars.enrollment_of(ada), quiz))
    write(stars.enrollment_of(ben), lesson)
    begin(stars.enrollment_of(ben), quiz)
    stars.enrollment_of(dora).expires_at = utcnow() - timedelta(days=1)
    db.session.commit()
    return {"sketch": lesson, "quiz": quiz, "missing": {ben.first_name, cleo.first_name}}


def test_those_with_access_who_have_only_begun_or_nothing_are_missing(stars, everybody):
    for lesson in (everybody["sketch"], everybody["quiz"]):
        found = {each.user.first_name for each in db.session.scalars(missing(stars, lesson))}
        assert found == everybody["missing"]
    counts = {lesson.uid: count for lesson, count in missing_counts(stars)}
    assert counts == {everybody["sketch"].uid: 2, everybody["quiz"].uid: 2}


def test_ines_lists_them_takes_them_along_and_writes_to_them(stars, everybody, ines, ada, ben, visit, demo, letters_to):
    browser, uid = visit(demo).sign_in(ines), everybody["sketch"].uid
    here = f"/studio/courses/{stars.slug}/missing/"
    assert everybody["sketch"].title in browser.get(here).text
    page = browser.get(f"{here}{uid}").text
    assert ben.email not in page
    assert all(name in page for name in everybody["missing"])
    table = browser.get(f"{here}{uid}.csv").text
    assert ben.email in table
    assert ada.email not in table
    assert browser.get(f"{here}{stars.edition.lessons[0].uid}").status_code == 404
    written = f"/studio/courses/{stars.slug}/announcements/new?state=missing&lesson={uid}"
    assert f'<option selected value="{uid}">' in browser.get(written).text
    letter = {"state": "missing", "lesson_uid": uid, "subject": "Your sketch", "body": "Until Friday.", "token": "abc"}
    sent = browser.submit(f"/studio/courses/{stars.slug}/announcements/", **letter, cohort_id="0", days="7")
    assert sent.status_code == 303
    run_jobs()
    db.session.rollback()
    assert "not handed in" in db.session.query(Announcement).one().audience_words
    assert [each["Subject"] for each in letters_to(ben) if "sketch" in each["Subject"]]
    assert not [each for each in letters_to(ada) if each["Subject"] == "Your sketch"]


def test_programs_list_them_as_a_state_of_progress(stars, everybody, ines, visit, demo):
    client = Client(visit(demo), ines)
    uid = everybody["quiz"].uid
    listed = client("GET", f"/api/v1/lms/courses/{stars.id}/progress/?state=missing&lesson_uid={uid}")
    assert listed.json["meta"]["total"] == 2
    lesson = stars.edition.lessons[0].uid
    refused = client("GET", f"/api/v1/lms/courses/{stars.id}/progress/?state=missing&lesson_uid={lesson}")
    assert refused.status_code == 422
