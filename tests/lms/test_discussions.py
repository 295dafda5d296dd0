"""Questions about lessons: asked, answered, accepted, kept in order, and told to those who wait for them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from educrowd.blueprints.lms.discussions import discussing
from educrowd.blueprints.lms.discussions.discussing import NotTaken, answer, ask, forget_deleted_posts
from educrowd.blueprints.lms.discussions.reading import waiting_counts
from educrowd.blueprints.lms.models import DiscussionPost
from educrowd.core import tenancy
from educrowd.core.db import db, utcnow
from tests.jobs import run_jobs
from tests.queries import queries

from .test_api import Client

ASKED = "Why seven stars, and not eight?"
ANSWERED = "The eighth is too faint for city eyes."


@pytest.fixture
def lesson(stars):
    return stars.edition.lessons[1]


@pytest.fixture(autouse=True)
def no_gathering(monkeypatch):
    monkeypatch.setattr(discussing, "GATHER", timedelta(0))


@pytest.fixture
def learners(stars, ada, ben):
    """Ada and Ben learn here, and have done something."""
    for person in (ada, ben):
        stars.enroll(person).complete(stars.edition.lessons[0])
    db.session.commit()
    run_jobs()


@pytest.fixture
def question(learners, stars, lesson, ada):
    post = ask(stars, lesson, ada, ASKED)
    db.session.commit()
    return post


def thread(question):
    return f"/learn/{question.course.slug}/discussion/{question.id}"


def about(letters, words):
    return [letter for letter in letters if words in letter["Subject"]]


def test_ada_asks_below_a_lesson_and_ines_answers(learners, stars, lesson, ada, ben, ines, visit, demo):
    at = f"/learn/{stars.slug}/{lesson.uid}"
    adas = visit(demo).sign_in(ada)
    assert "Nobody has asked anything yet" in adas.get(f"{at}/discussion").text
    asked = adas.submit(f"{at}/discussion", body=ASKED)
    page = asked.location.partition("#")[0]
    assert "Questions about this lesson (1)" in adas.get(at).text
    assert "No answers yet" in adas.get(page).text
    teacher = visit(demo).sign_in(ines)
    assert teacher.submit(f"{page}/answers", body=ANSWERED).status_code == 303
    seen = visit(demo).sign_in(ben).get(page).text
    assert ANSWERED in seen and "Instructor" in seen and "Answers it" in seen
    assert "Answered" in adas.get(f"/learn/{stars.slug}/discussion").text
    assert ASKED not in adas.get(f"/learn/{stars.slug}/discussion?view=open").text
    assert adas.submit(f"{at}/discussion", body=" ").status_code == 422
    assert adas.submit(f"{page}/answers", body="x" * 4_001).status_code == 422


def test_with_scripts_the_questions_open_below_the_lesson(question, lesson, ada, visit, demo):
    at = f"/learn/{question.course.slug}/{lesson.uid}"
    part = visit(demo).sign_in(ada).get(f"{at}/discussion", headers={"HX-Request": "true"}).text
    assert ASKED in part and "<html" not in part


def test_only_learners_and_teachers_read_and_write(
    question, stars, lesson, new_person, owner, ines, visit, demo, visitor
):
    stranger = new_person("eve", "student")
    hers = visit(demo).sign_in(stranger)
    for path in (thread(question), f"/learn/{stars.slug}/discussion", f"/learn/{stars.slug}/{lesson.uid}/discussion"):
        assert hers.get(path).status_code == 404
        assert visitor.get(path).status_code == 303
    assert hers.submit(f"{thread(question)}/answers", body="Hello").status_code == 404
    assert "Questions about this lesson" not in hers.get(f"/learn/{stars.slug}/{stars.edition.lessons[0].uid}").text
    with pytest.raises(NotTaken):
        ask(stars, lesson, stranger, ASKED)
    assert ASKED in visit(demo).sign_in(owner).get(thread(question)).text
    other = new_person("ivo", "instructor")
    assert visit(demo).sign_in(other).get(f"/studio/courses/{stars.slug}/discussion").status_code == 403


def test_who_left_or_is_locked_out_of_a_lesson_reads_nothing_about_it(question, stars, lesson, ada, ben, visit, demo):
    stars.enrollment_of(ben).close()
    stars.in_order = True
    late = stars.edition.lessons[2]
    db.session.execute(update(DiscussionPost).values(lesson_uid=late.uid))
    db.session.commit()
    assert visit(demo).sign_in(ben).get(thread(question)).status_code == 404
    cleo_sees = visit(demo).sign_in(ada)
    assert cleo_sees.get(thread(question)).status_code == 200, "her own"
    assert cleo_sees.get(f"/learn/{stars.slug}/{late.uid}/discussion").status_code == 403
    stars.enrollment_of(ben).reopen("self")
    db.session.commit()
    assert visit(demo).sign_in(ben).get(thread(question)).status_code == 404


def test_whoever_asked_says_which_answer_it_is(question, ada, ben, new_person, stars, visit, demo):
    first, second = answer(question, ben, "Count again."), answer(question, ben, "There is an eighth.")
    db.session.commit()
    adas, bens = visit(demo).sign_in(ada), visit(demo).sign_in(ben)
    at = f"/learn/{stars.slug}/discussion/{{}}/acceptance"
    assert bens.submit(at.format(first.id), accepted="1").status_code == 403
    adas.submit(at.format(first.id), accepted="1")
    shown = adas.submit(at.format(second.id), htmx=True, accepted="1").text
    assert shown.count("Answers it") == 1 and shown.index("an eighth") < shown.index("Count again")
    db.session.expire_all()
    assert second.is_accepted and not first.is_accepted and question.is_answered
    adas.submit(at.format(second.id), accepted="0")
    db.session.expire_all()
    assert not question.is_answered
    assert adas.submit(at.format(question.id), accepted="1").status_code == 404


def test_the_first_words_of_somebody_unknown_in_a_free_course_wait(stars, lesson, ada, ben, ines, visit, demo):
    stars.enroll(ada)
    stars.enroll(ben).complete(lesson)
    db.session.commit()
    post = ask(stars, lesson, ada, ASKED)
    db.session.commit()
    assert post.status == "held" and visit(demo).sign_in(ben).get(thread(post)).status_code == 404
    assert "waits until somebody has read it" in visit(demo).sign_in(ada).get(thread(post)).text
    assert waiting_counts(ines) == {"open": 0, "waiting": 1, "reported": 0}
    teacher = visit(demo).sign_in(ines)
    assert "Posts that wait to appear" in teacher.get("/studio/").text
    assert ASKED in teacher.get("/studio/discussion/?view=waiting").text
    teacher.submit(f"/studio/discussion/{post.id}/answers", body=ANSWERED)
    seen = visit(demo).sign_in(ben).get(thread(post)).text
    assert ASKED in seen and ANSWERED in seen
    assert ask(stars, lesson, ada, "And the ninth?").is_published


def test_a_teacher_hides_and_undoes_with_and_without_scripts(question, ben, ines, visit, demo):
    teacher, at = visit(demo).sign_in(ines), f"/studio/discussion/{question.id}/moderation"
    assert "Hidden." in teacher.submit(at, htmx=True, verb="hide").text
    assert visit(demo).sign_in(ben).get(thread(question)).status_code == 404
    back = teacher.submit(at, verb="undo", next=f"/studio/courses/{question.course.slug}/discussion")
    assert ASKED in teacher.get(back.location).text
    done = teacher.submit(at, verb="delete", next="/studio/discussion/?view=open")
    assert "Undo" in teacher.get(done.location).text
    assert teacher.submit(at, verb="burn").status_code == 303
    assert "discussion" in teacher.get(f"/studio/courses/{question.course.slug}/discussion?view=deleted").text


def test_a_reader_reports_once_and_teachers_hear_of_it(question, ben, ines, owner, visit, demo, letters_to):
    bens = visit(demo).sign_in(ben)
    for _ in range(2):
        assert bens.submit(f"{thread(question)}/report", reason="spam", words="Stars are sold.").status_code == 303
    assert bens.submit(f"{thread(question)}/report", reason="dull").status_code == 422
    run_jobs()
    assert question.reports_count == 1
    for person in (ines, owner):
        (letter,) = about(letters_to(person), "was reported")
        assert "Stars are sold." in letter.get_body(("plain",)).get_content()
    assert "Stars are sold." in visit(demo).sign_in(ines).get("/studio/discussion/?view=reported").text


def test_its_author_takes_it_back_and_it_is_gone_after_a_month(question, ada, ben, visit, demo):
    below = answer(question, ben, ANSWERED)
    db.session.commit()
    assert visit(demo).sign_in(ben).submit(f"{thread(question)}/deletion").status_code == 403
    assert visit(demo).sign_in(ada).submit(f"{thread(question)}/deletion").status_code == 303
    assert visit(demo).sign_in(ben).get(thread(question)).status_code == 404
    forget_deleted_posts.later()
    run_jobs()
    assert db.session.scalars(select(DiscussionPost)).all()
    db.session.execute(update(DiscussionPost).values(updated_at=utcnow() - timedelta(days=31)))
    forget_deleted_posts.later()
    run_jobs()
    assert db.session.scalars(select(DiscussionPost)).all() == [] and below is not None


def test_a_trap_and_blocked_words_and_double_clicks(question, stars, lesson, ada, ben, monkeypatch):
    assert ask(stars, lesson, ada, ASKED).id == question.id
    assert ask(stars, lesson, ada, "Buy!", trap="http://x").status == "hidden"
    monkeypatch.setattr(discussing, "blocked_words", lambda: ["astrology"])
    held = answer(question, ben, "Astrology, of course.")
    assert held.status == "held" and "astrology" in held.because


def test_ines_gets_one_letter_for_what_is_new_and_those_who_asked_the_answers(
    question, stars, lesson, ada, ben, ines, letters_to, visitor
):
    ask(stars, lesson, ben, "Where is north?")
    run_jobs()
    (letter,) = about(letters_to(ines), "in the discussion")
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"].startswith("2 new posts") and ASKED in text and "Where is north?" in text
    answer(question, ben, "I wonder too.")
    run_jobs()
    answer(question, ines, ANSWERED)
    run_jobs()
    to_ada, to_ben = (about(letters_to(person), "answered in") for person in (ada, ben))
    assert len(to_ada) == 2 and len(to_ben) == 1, "a teacher's answer reaches all who wrote in the thread"
    link = re.search(r"<([^>]+)>", to_ada[0]["List-Unsubscribe"])[1]
    visitor.post(link)
    answer(question, ben, "Ah!")
    run_jobs()
    assert len(about(letters_to(ada), "answered in")) == 2


def test_who_chose_no_such_letters_gets_none(question, ada, ben, visit, demo, letters_to):
    visit(demo).sign_in(ada).submit("/account/letters", topic="lms:grades")
    answer(question, ben, ANSWERED)
    run_jobs()
    assert about(letters_to(ada), "answered in") == []


def test_discussions_through_the_api(learners, stars, lesson, ada, ben, ines, new_person, visit, demo):
    adas, bens, teacher = (Client(visit(demo), person) for person in (ada, ben, ines))
    at, one = f"/api/v1/lms/courses/{stars.id}/discussion/", "/api/v1/lms/discussion/{}/"
    asked = adas.data("POST", at, {"body": ASKED, "lesson_uid": lesson.uid}, status=201)
    said = bens.data("POST", at, {"body": ANSWERED, "parent_id": asked["id"]}, status=201)
    assert said["lesson_title"] == lesson.title and not bens.data("GET", one.format(asked["id"]))["is_answered"]
    assert bens("PUT", one.format(said["id"]) + "acceptance/").status_code == 403
    assert adas.data("PUT", one.format(said["id"]) + "acceptance/")["accepted_at"]
    assert [each["id"] for each in (adas.data("GET", at + "?answered=true") or ())] == [asked["id"]]
    assert adas.data("GET", at + "?answered=false") == []
    adas.data("DELETE", one.format(said["id"]) + "acceptance/", status=204)
    assert adas.error("PUT", one.format(asked["id"]) + "acceptance/")[0] == 422
    assert adas.error("POST", at, {"body": "x"}) == (422, "invalid", "lesson_uid")
    assert adas.error("POST", at, {"body": "x", "parent_id": 999}) == (422, "invalid", "parent_id")
    assert adas.error("POST", at, {"body": "x", "parent_id": said["id"]}) == (422, "invalid", "parent_id")
    bens.data("POST", one.format(asked["id"]) + "reports/", {"reason": "other"}, status=204)
    reported = teacher.data("GET", "/api/v1/lms/discussion/?reported=true") or ()
    assert [each["id"] for each in reported] == [asked["id"]]
    assert teacher.data("POST", one.format(asked["id"]) + "moderation/", {"verb": "hide"})["status"] == "hidden"
    assert bens("GET", one.format(asked["id"])).status_code == 404
    assert adas("POST", one.format(asked["id"]) + "moderation/", {"verb": "approve"}).status_code == 403
    bens.data("DELETE", one.format(said["id"]), status=204)
    stranger = Client(visit(demo), new_person("eve", "student"))
    assert stranger("GET", at).status_code == 403 and stranger("GET", one.format(said["id"])).status_code == 404


def test_another_sites_discussion_does_not_exist_here(question, new_site, visit, new_person):
    elsewhere = new_site("elsewhere")
    with tenancy.bind(elsewhere):
        assert db.session.scalars(select(DiscussionPost)).all() == []


def test_lists_ask_as_much_for_many_as_for_one(question, stars, lesson, ada, ben, ines, visit, demo):
    hers, teacher = visit(demo).sign_in(ben), visit(demo).sign_in(ines)
    pages = [(hers, f"/learn/{stars.slug}/discussion"), (hers, f"/learn/{stars.slug}/{lesson.uid}/discussion")]
    pages += [(hers, thread(question)), (teacher, f"/studio/courses/{stars.slug}/discussion?view=published")]

    def costs():
        found = []
        for browser, path in pages:
            browser.get(path)
            with queries() as seen:
                assert browser.get(path).status_code == 200
            found.append(len(seen))
        return found

    answer(question, ben, ANSWERED)
    db.session.commit()
    little = costs()
    for number in range(5):
        answer(ask(stars, lesson, ada, f"Question {number}?"), ines, ANSWERED)
        answer(question, ines, f"More {number}")
        db.session.commit()
    assert costs() == little
