"""Assignments: written, handed in, graded, returned, late; and who may see which of it."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.lms.assignments.assessing import assess, claim, send_back
from educrowd.blueprints.lms.assignments.handing_in import add_file, hand_in, keep, standing_of
from educrowd.blueprints.lms.assignments.late import Policy, penalty
from educrowd.blueprints.lms.dates.adjusting import adjust, unadjust
from educrowd.blueprints.lms.grading.gradebook import grade_of
from educrowd.blueprints.lms.models import GradeItem, LessonRule, Submission, SubmissionVersion
from educrowd.blueprints.lms.models.errors import Claimed, GradedMeanwhile, NotTaken
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.queries import queries

from .assigned import handed_in, published, work_of, write
from .test_api import COURSES, ENROLLMENTS, api  # noqa: F401

PDF = b"%PDF-1.7 a sketch"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def hers(visit, demo, ines):
    return visit(demo).sign_in(ines)


@pytest.fixture
def terms(stars, sketch, adas):
    """`terms(late="reduce", due=…)` sets what holds for the assignment and answers it as it is published."""

    def set_to(*, due=None, closes=None, **settings):
        sketch.settings = {**sketch.settings, **settings}
        LessonRule.set(stars, sketch, due_at=due, closes_at=closes)
        stars.publish()
        db.session.commit()
        return published(stars, sketch)

    return set_to


@pytest.mark.parametrize(
    ("hours", "policy", "days", "percent"),
    [
        (0, Policy("reduce", 10, 50), 0, 0),
        (1, Policy("reduce", 10, 50), 1, 10),
        (24, Policy("reduce", 10, 50), 1, 10),
        (25, Policy("reduce", 10, 50), 2, 20),
        (24 * 30, Policy("reduce", 10, 50), 30, 50),
        (1, Policy("accept", 10, 50), 1, 0),
    ],
)
def test_lateness_costs_what_the_policy_says(hours, policy, days, percent):
    due = datetime(2026, 5, 4, 10, tzinfo=UTC)
    late = penalty(policy, due, due + timedelta(hours=hours), BERLIN)
    assert (late.days, late.percent) == (days, percent)


def test_a_day_that_a_clock_change_makes_longer_is_one_day():
    due = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight in Berlin, before the night of 25 hours
    assert penalty(Policy("reduce"), due, due + timedelta(hours=25), BERLIN).days == 1
    assert penalty(Policy("reduce"), due, due + timedelta(hours=25, seconds=1), BERLIN).days == 2


def test_ada_writes_adds_a_file_and_hands_in_without_scripts(
    app, demo, visit, stars, sketch, adas, ada, hers, letters_to
):
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{sketch.uid}"
    page = browser.get(at).text
    assert "Worth</dt><dd>20 points" in page and "Done when submitted" in page
    kept = browser.submit(
        f"{at}/submission", text="Seven stars.", seq=0, files=(BytesIO(PDF), "../sketch.pdf"), then="keep"
    )
    assert kept.status_code == 303
    page = browser.get(at).text
    assert "Seven stars." in page and "sketch.pdf" in page and "What you handed in" not in page
    assert "Nothing has been handed in yet" in hers.get(f"/studio/courses/{stars.slug}/submissions/").text
    sent = browser.submit(f"{at}/submission", text="Seven stars, and one more.", seq=1, then="hand_in")
    assert sent.status_code == 303
    page = browser.get(at).text
    assert "waits to be graded" in page and "Version 1" in page and "8% off" not in page
    db.session.expire_all()
    assert adas.journey.required.done == 1
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.state, submission.latest.text) == ("submitted", "Seven stars, and one more.")
    run_jobs()
    assert "Handed in: “A first sketch”" in [letter["Subject"] for letter in letters_to(ada)]
    listed = hers.get(f"/studio/courses/{stars.slug}/submissions/").text
    assert "Ada" in listed and "To be graded" in listed
    one = f"/studio/courses/{stars.slug}/submissions/{submission.id}"
    file = submission.uploads[0].public_id
    assert hers.get(f"{one}/files/{file}").data == PDF
    graded = hers.submit(f"{one}/assessments", outcome="graded", points="17,5", feedback="Fine *lines*.", revision=1)
    assert graded.status_code == 303
    page = browser.get(at).text
    assert "<strong>17.5</strong>" in page and "Fine *lines*." in page and "of 20 points" in page
    db.session.expire_all()
    assert grade_of(adas).percent == Decimal("87.5")
    run_jobs()
    assert "Your grade for “A first sketch”" in [letter["Subject"] for letter in letters_to(ada)]
    assert "17.5,20" in hers.get(f"/studio/courses/{stars.slug}/submissions.csv").text


def test_what_is_typed_is_kept_and_a_tab_left_behind_overwrites_nothing(visit, demo, stars, sketch, adas, ada):
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{sketch.uid}/submission/draft"
    kept = browser.submit(at, htmx=True, text="First", seq=0)
    assert kept.status_code == 200 and 'id="work-seq" name="seq" type="hidden" value="1"' in kept.text
    stale = browser.submit(at, htmx=True, text="Older tab", seq=0)
    assert stale.status_code == 409 and "another tab" in stale.text
    assert browser.submit(at, htmx=True, text="x" * 100_001, seq=1).status_code == 422
    page = browser.submit(f"/learn/{stars.slug}/{sketch.uid}/submission", text="Older tab", seq=0, then="hand_in")
    assert page.status_code == 409 and "Older tab" in page.text, "what was typed stays in the form"
    db.session.expire_all()
    assert db.session.scalars(select(Submission.text)).all() == ["First"]
    assert db.session.scalars(select(SubmissionVersion)).all() == []


def test_what_is_not_taken_is_refused_with_words_and_nothing_is_half_done(app, demo, visit, stars, terms, ada, adas):
    lesson = terms(accepts="both", endings=["pdf"], most_files=1, most_mb=1, most_words=3)
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{lesson.uid}/submission"
    for files, words, says in [
        ([], "", "nothing to hand in"),
        ([], "four words are many", "at most 3"),
        ([(BytesIO(b"MZ"), "a.exe")], "", "opens as PDF"),
        ([(BytesIO(b"\x89PNG\r\n\x1a\n"), "a.pdf")], "", "opens as PDF"),
        ([(BytesIO(PDF + b"0" * 1024 * 1024), "a.pdf")], "", "at most 1 MB"),
        ([(BytesIO(PDF), "a.pdf"), (BytesIO(PDF), "b.pdf")], "", "At most 1 files"),
    ]:
        refused = browser.submit(at, text=words, seq=0, files=files, then="hand_in")
        assert refused.status_code == 422 and says in refused.text, says
    db.session.expire_all()
    assert db.session.scalars(select(Submission)).all() == []
    kept = Path(app.config["EDUCROWD_HOME"], "files", str(demo.id))
    assert not list(kept.rglob("*.document")), "a refused request leaves no file"
    other = f"/learn/{stars.slug}/{stars.lessons[0].uid}/submission"
    assert browser.submit(other, text="x", seq=0).status_code == 404


def test_dates_and_versions_say_what_is_taken(stars, terms, adas):
    now = utcnow()
    lesson = terms(due=now - timedelta(hours=30), late="reduce", late_percent=10, late_most=15, versions=2)
    submission = handed_in(adas, lesson)
    assess(submission, lesson, by=stars.instructor, points=Decimal(20), over=1)
    mark = grade_of(adas).mark_of(lesson.uid)
    assert mark and mark.points == 17, "15% at most come off"
    assert submission.assessments[0].change.note == "20 of 20, less 15%: 2 days late."
    handed_in(adas, lesson, "Again")
    with pytest.raises(NotTaken, match="2 of 2"):
        write(adas, lesson)
    db.session.rollback()
    refusing = terms(due=now - timedelta(hours=1), late="refuse", versions=9)
    with pytest.raises(NotTaken, match="nothing can be handed in later"):
        write(adas, refusing)
    db.session.rollback()
    closed = terms(due=now - timedelta(hours=2), closes=now - timedelta(hours=1), late="accept")
    with pytest.raises(NotTaken, match="is over"):
        write(adas, closed)


def test_what_is_returned_may_be_handed_in_again_and_is_no_later(stars, terms, adas, ada, letters_to):
    now = utcnow()
    lesson = terms(due=now + timedelta(hours=1), late="refuse", versions=1)
    submission = handed_in(adas, lesson)
    with pytest.raises(Invalid):
        send_back(submission, by=stars.instructor, over=1, feedback=" ")
    send_back(submission, by=stars.instructor, over=1, feedback="Where is north?")
    run_jobs()
    [letter] = [each for each in letters_to(ada) if each["Subject"].startswith("Another version")]
    assert "Where is north?" in letter.as_string()
    lesson = terms(due=now - timedelta(hours=1), closes=now - timedelta(minutes=1), late="refuse")
    submission = handed_in(adas, lesson, "North is up.")
    assert [version.number for version in submission.versions] == [1, 2]
    assert submission.latest.counts_from == submission.versions[0].counts_from
    assert standing_of(adas, lesson).refusal


def test_an_extension_takes_back_what_came_off_and_its_end_brings_it_again(stars, terms, adas, ines):
    now = utcnow()
    lesson = terms(due=now - timedelta(hours=1), late="reduce", late_percent=50, late_most=50)
    submission = handed_in(adas, lesson)
    assess(submission, lesson, by=ines, points=Decimal(20), over=1)
    assert grade_of(adas).mark_of(lesson.uid).points == 10
    adjust(adas, lesson, by=ines, reason="Ill", due_at=now + timedelta(days=1), extra_minutes=0)
    assert grade_of(adas).mark_of(lesson.uid).points == 20
    unadjust(adas, lesson, by=ines)
    assert grade_of(adas).mark_of(lesson.uid).points == 10


def test_one_grades_at_a_time_and_what_one_saw(sketch, stars, adas, ines, ben):
    lesson = published(stars, sketch)
    submission = handed_in(adas, lesson)
    claim(submission, by=ben)
    with pytest.raises(Claimed):
        claim(submission, by=ines)
    with pytest.raises(Claimed):
        assess(submission, lesson, by=ines, points=Decimal(1), over=1)
    claim(submission, by=ines, takes_over=True)
    submission.claimed_at = utcnow() - timedelta(minutes=31)
    assert not submission.is_claimed, "who went away holds up nobody"
    with pytest.raises(Invalid):
        assess(submission, lesson, by=ines, points=Decimal("20.01"), over=1)
    hand_in(adas, lesson)
    with pytest.raises(GradedMeanwhile):
        assess(submission, lesson, by=ines, points=Decimal(1), over=1)
    assess(submission, lesson, by=ines, points=Decimal(1), over=2)
    with pytest.raises(GradedMeanwhile):
        assess(submission, lesson, by=ben, points=Decimal(2), over=2)


def test_a_grade_that_is_held_back_shows_neither_points_nor_words(visit, demo, stars, sketch, adas, ada, ines, api):  # noqa: F811
    lesson = published(stars, sketch)
    submission = handed_in(adas, lesson)
    item = GradeItem.of_lesson(stars.id, lesson.uid, lesson.title)
    item.held = True
    assess(submission, lesson, by=ines, points=Decimal("13.37"), over=1, feedback="Zephyr")
    db.session.commit()
    browser, at = visit(demo).sign_in(ada), f"/learn/{stars.slug}/{sketch.uid}"
    learner = api(ada)
    paths = [f"/api/v1/lms/submissions/{submission.id}/", f"{ENROLLMENTS}{adas.id}/submissions/"]
    for answer in [browser.get(at), *(learner("GET", path) for path in paths)]:
        assert answer.status_code == 200
        assert "13.37" not in answer.text and "Zephyr" not in answer.text
    assert "shown when it is released" in browser.get(at).text
    assert "13.37" in api(ines)("GET", paths[0]).text
    item.release()
    db.session.commit()
    assert "13.37" in browser.get(at).text and "Zephyr" in learner("GET", paths[0]).text


@pytest.mark.parametrize("table", ["submission_versions", "assessments"])
def test_what_was_handed_in_or_said_is_never_changed(stars, sketch, adas, table):
    handed_in(adas, published(stars, sketch))
    for act in (f"UPDATE public.{table} SET tenant_id = tenant_id", f"DELETE FROM public.{table}"):
        with pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(text(act))
        db.session.rollback()


def test_work_is_for_its_learner_and_the_makers_and_the_draft_for_the_learner_alone(
    visit, demo, stars, sketch, adas, ada, ben, hers, new_person
):
    lesson = published(stars, sketch)
    stars.enroll(ben)
    keep(adas, lesson, "Draft words", seq=0)
    draft = add_file(adas, lesson, name="a.pdf", stream=BytesIO(PDF))
    db.session.commit()
    submission = work_of(adas, lesson)
    one = f"/studio/courses/{stars.slug}/submissions/{submission.id}"
    assert hers.get(one).status_code == 404 and hers.get(f"{one}/files/{draft.public_id}").status_code == 404
    hand_in(adas, lesson)
    keep(adas, lesson, "Second thoughts", seq=2)
    db.session.commit()
    assert "Draft words" in hers.get(one).text and "Second thoughts" not in hers.get(one).text
    bens = visit(demo).sign_in(ben)
    assert bens.get(f"/learn/{stars.slug}/{lesson.uid}/submission/files/{draft.public_id}").status_code == 404
    assert bens.get(one).status_code == 403
    kim = visit(demo).sign_in(new_person("kim", "instructor"))
    assert kim.get(one).status_code == 403 and kim.submit(f"{one}/assessments", points=1, revision=1).status_code == 403


def test_the_teacher_gets_one_letter_until_all_is_graded(stars, sketch, adas, ines, ben, letters_to):
    lesson, bens = published(stars, sketch), stars.enroll(ben)
    first = handed_in(adas, lesson)
    handed_in(bens, lesson)
    run_jobs()
    waiting = [each["Subject"] for each in letters_to(ines) if each["Subject"].startswith("To be graded")]
    assert waiting == ["To be graded: “A first sketch”"]
    for submission in (first, work_of(bens, lesson)):
        assess(submission, published(stars, sketch), by=ines, points=Decimal(9), over=1)
    handed_in(adas, published(stars, sketch))
    run_jobs()
    assert len([each for each in letters_to(ines) if each["Subject"].startswith("To be graded")]) == 2


def test_handed_in_and_graded_through_the_api(api, ines, ada, ben, stars, sketch, adas):  # noqa: F811
    teacher, learner = api(ines), api(ada)
    work = f"{ENROLLMENTS}{adas.id}/assignments/{sketch.id}/"
    assert learner.data("GET", work)["state"] == "draft"
    assert learner.data("PUT", work, {"text": "Seven", "seq": 0})["seq"] == 1
    assert learner.error("PUT", work, {"text": "Eight", "seq": 0}) == (409, "conflict", "seq")
    pdf = {"name": "a.pdf", "content": b64encode(PDF).decode()}
    file = learner.data("POST", f"{work}files/", pdf, status=201)
    spare = learner.data("POST", f"{work}files/", pdf, status=201)
    learner.data("DELETE", f"{work}files/{spare['public_id']}/", status=204)
    assert learner("DELETE", f"{work}files/{spare['public_id']}/").status_code == 404
    version = learner.data("POST", f"{work}versions/", status=201)
    assert version["number"] == 1 and version["files"][0]["public_id"] == file["public_id"]
    assert api(ben)("GET", work).status_code == 404
    (shown,) = teacher.data("GET", f"{COURSES}{stars.id}/submissions/?state=submitted")
    at = f"/api/v1/lms/submissions/{shown['id']}/"
    assert teacher.data("PUT", f"{at}claim/")["claimed_by_id"] == ines.id
    teacher.data("DELETE", f"{at}claim/", status=204)
    assert teacher.error("POST", f"{at}assessments/", {"revision": 1}) == (422, "invalid", "feedback")
    assert teacher.error("POST", f"{at}assessments/", {"revision": 7, "points": 3}) == (409, "conflict", "revision")
    assert teacher.error("POST", f"{at}assessments/", {"revision": 1, "points": 21})[0] == 422
    graded = teacher.data("POST", f"{at}assessments/", {"revision": 1, "points": 18, "feedback": "Good."}, status=201)
    assert graded["state"] == "graded" and graded["assessments"][0]["points"] == 18
    assert learner.data("GET", at)["assessments"][0]["feedback"] == "Good."
    assert learner("POST", f"{at}assessments/", {"revision": 2, "points": 20}).status_code == 403
    assert api(ben)("GET", at).status_code == 404
    assert teacher.data("GET", f"{COURSES}{stars.id}/submissions/?state=submitted") == []


def test_a_longer_list_costs_no_more_queries(hers, stars, sketch, adas, new_person):
    lesson = published(stars, sketch)
    handed_in(adas, lesson)
    path, counts = f"/studio/courses/{stars.slug}/submissions/", []
    hers.get(path)
    for _ in range(2):
        with queries() as seen:
            assert hers.get(path).status_code == 200
        counts.append(len(seen))
        for name in ("cleo", "dan"):
            handed_in(stars.enroll(new_person(name, "student")), published(stars, sketch))
    assert counts[0] == counts[1]


def test_terms_are_set_in_the_lesson_editor(hers, stars, sketch):
    at = f"/studio/courses/{stars.slug}/lessons/{sketch.uid}"
    assert "What is handed in after it was due" in hers.get(at).text
    sent = {"title": "A first sketch", "required": "y", "version": sketch.version}
    facts = {
        "accepts": "files",
        "most_words": 0,
        "most_files": 2,
        "most_mb": 5,
        "endings": ["pdf", "png"],
        "out_of": 10,
    }
    facts |= {"versions": 1, "late": "reduce", "late_percent": 20, "late_most": 60, "rubric": ""}
    facts |= {"peer_reviews": 2, "peer_days": 5}
    saved = hers.submit(at, **sent, **{f"settings-{name}": value for name, value in facts.items()})
    assert saved.status_code == 303
    db.session.expire_all()
    assert sketch.settings == facts
    bad = hers.submit(at, **{**sent, "version": sketch.version}, **{f"settings-{name}": "x" for name in facts})
    assert bad.status_code == 422
