"""What teachers write to learners, all of them or those in some state, and which letters learners want."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from educrowd.blueprints.lms.letters.announcing import announce
from educrowd.blueprints.lms.letters.learner_states import learners_in
from educrowd.blueprints.lms.letters.topics import TOPICS, wants
from educrowd.blueprints.lms.models import Announcement, Completion, Enrollment
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from tests.jobs import run_jobs
from tests.lms.test_api import Client
from tests.queries import queries

SKY = {"subject": "Clear sky on Friday", "body": "Come to the hill at nine."}


@pytest.fixture
def cleo(new_person):
    """A student who did nothing for a long time."""
    return new_person("cleo", "student")


@pytest.fixture
def everybody(stars, ada, ben, cleo):
    """Ada has done one lesson and stopped ten days ago, Ben began today, Cleo has never begun."""
    for person in (ada, ben, cleo):
        stars.enroll(person)
    first = stars.edition.lessons[0]
    stars.enrollment_of(ada).complete(first)
    stars.enrollment_of(ben).complete(first)
    db.session.flush()
    past = utcnow() - timedelta(days=10)
    of_ada = Completion.enrollment_id == stars.enrollment_of(ada).id
    db.session.execute(update(Completion).where(of_ada).values(completed_at=past))
    long_ago = Enrollment.user_id.in_((ada.id, cleo.id))
    db.session.execute(update(Enrollment).where(long_ago).values(created_at=past))
    db.session.commit()
    run_jobs()
    return stars


def names(course, state, **where):
    found = learners_in(course, state, **where)
    return {enrollment.user.first_name for enrollment in db.session.scalars(found)}


def announced(person, letters_to):
    return [letter for letter in letters_to(person) if letter["Subject"] == SKY["subject"]]


def test_learners_are_found_by_how_it_goes_for_them(everybody):
    second = everybody.edition.lessons[1].uid
    assert names(everybody, "everyone") == {"Ada", "Ben", "Cleo"}
    assert names(everybody, "not_started") == {"Cleo"}
    assert names(everybody, "away") == {"Ada", "Cleo"} and names(everybody, "away", days=11) == set()
    assert names(everybody, "stuck", lesson_uid=second) == {"Ada"}
    assert names(everybody, "stuck", lesson_uid=everybody.edition.lessons[0].uid) == {"Cleo"}
    with pytest.raises(Invalid):
        learners_in(everybody, "stuck", lesson_uid="nothing")


def test_ines_looks_at_it_first_and_then_everybody_gets_it_once(everybody, ines, ada, cleo, visit, demo, letters_to):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{everybody.slug}/announcements/"
    token = re.search(r'name="token"[^>]*value="([^"]+)"', studio.get(at + "new").text)[1]
    form = SKY | {"token": token, "state": "everyone", "days": "7", "lesson_uid": ""}
    looked_at = studio.submit(at + "preview", **form)
    assert "Send to 3 learners" in looked_at.text and db.session.query(Announcement).count() == 0
    sent = studio.submit(at, **form)
    assert studio.submit(at, **form).location == sent.location
    run_jobs()
    assert len(announced(ada, letters_to)) == len(announced(cleo, letters_to)) == 1
    assert "3 delivered" in studio.get(at).text and "Come to the hill" in studio.get(sent.location).text
    assert studio.submit(at + "preview", **form | {"state": "stuck"}).status_code == 422
    assert studio.submit(at, **form | {"state": "completed", "token": "other"}).status_code == 422
    assert studio.submit(at, **form | {"state": "odd", "token": "third"}).status_code == 422


def test_learners_read_what_was_for_them(everybody, ines, ada, cleo, visit, demo, visitor):
    announce(everybody, ines, token="1", state="everyone", **SKY)
    announce(everybody, ines, token="2", state="not_started", subject="Begin!", body="It is easy.")
    db.session.commit()
    at = f"/learn/{everybody.slug}/announcements"
    hers = visit(demo).sign_in(ada).get(at).text
    assert SKY["subject"] in hers and "Begin!" not in hers
    assert "Begin!" in visit(demo).sign_in(cleo).get(at).text
    assert visitor.get(at).status_code == 303
    assert visit(demo).sign_in(ines).get(at).status_code == 404


def test_one_click_ends_the_announcements_of_a_course(everybody, ines, ada, cleo, letters_to, visitor):
    announce(everybody, ines, token="1", state="everyone", **SKY)
    run_jobs()
    (letter,) = announced(ada, letters_to)
    link = re.search(r"<([^>]+)>", letter["List-Unsubscribe"])[1]
    assert letter["List-Unsubscribe-Post"] and visitor.post(link).status_code == 200
    announce(everybody, ines, token="2", state="everyone", **SKY)
    run_jobs()
    assert len(announced(ada, letters_to)) == 1 and len(announced(cleo, letters_to)) == 2


def test_ada_chooses_which_letters_she_gets(everybody, ines, ada, visit, demo, letters_to):
    account = visit(demo).sign_in(ada)
    shown = account.get("/account/letters").text
    assert all(f'value="{topic.name}"' in shown for topic in TOPICS) and shown.count(" checked") > len(TOPICS)
    account.submit("/account/letters", topic="lms:grades")
    shown = account.get("/account/letters").text
    assert shown.count(" checked") == 1 + shown.count(" disabled")
    announce(everybody, ines, token="1", state="everyone", **SKY)
    run_jobs()
    assert announced(ada, letters_to) == []
    account.submit("/account/letters", topic="lms:announcements")
    announce(everybody, ines, token="2", state="everyone", **SKY)
    run_jobs()
    assert len(announced(ada, letters_to)) == 1


def test_a_program_chooses_letters_for_ada(everybody, ada, ben, visit, demo):
    api, at = Client(visit(demo), ada), "/api/v1/lms/letters/"
    wanted = lambda data: [topic["name"] for topic in data["topics"] if topic["is_wanted"]]  # noqa: E731
    assert wanted(api.data("GET", at)) == [topic.name for topic in TOPICS]
    assert wanted(api.data("PUT", at, {"wanted": ["lms:grades"]})) == ["lms:grades"]
    assert api.error("PUT", at, {"wanted": ["lms:nothing"]})[0] == 422
    assert wanted(api.data("GET", at)) == ["lms:grades"]
    assert wants(ben.id, "lms:announcements") and not wants(ada.id, "lms:announcements")


def test_the_api_announces_and_reads(everybody, ines, ada, ben, visit, demo):
    teacher, learner = Client(visit(demo), ines), Client(visit(demo), ada)
    at = f"/api/v1/lms/courses/{everybody.id}/announcements/"
    made = teacher.data("POST", at, SKY, status=201)
    run_jobs()
    assert teacher.data("GET", f"/api/v1/lms/announcements/{made['id']}/")["letters"]["delivered"] == 3
    teacher.data("POST", at, SKY | {"state": "not_started", "subject": "Begin!"}, status=201)
    assert [each["subject"] for each in learner.data("GET", at) or ()] == [SKY["subject"]]
    assert "audience" not in (learner.data("GET", at) or [{}])[0]
    assert teacher.error("POST", at, SKY | {"state": "stuck"})[0] == 422
    assert learner("POST", at, SKY).status_code == 403
    assert learner("GET", f"/api/v1/lms/announcements/{made['id']}/").status_code == 403


def test_lists_ask_as_much_for_many_as_for_one(everybody, ines, visit, demo):
    studio, at = visit(demo).sign_in(ines), f"/studio/courses/{everybody.slug}/announcements/"
    counts = []
    for number in range(3):
        announce(everybody, ines, token=str(number), state="everyone", **SKY)
        run_jobs()
        studio.get(at)
        with queries() as seen:
            studio.get(at)
        counts.append(len(seen))
    assert counts[1] == counts[2]
