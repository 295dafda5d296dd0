"""Who teaches a course: asked by letter, let in by its link, a part of the work each, out again at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.crowdfunding.models import Project, ProjectMember
from educrowd.blueprints.lms.assignments.handing_in import hand_in
from educrowd.blueprints.lms.discussions.discussing import ask
from educrowd.blueprints.lms.models import Course, CourseInvitation, CourseMember, CourseReview
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.blueprints.lms.subscriptions.planning import make_plan
from educrowd.blueprints.lms.teams.teaming import change_role, hand_over, invite_to_team, join_team, leave_team
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.outbox import OutboxEntry
from tests.auth.conftest import go_on, path_in
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, unique
from tests.crowdfunding.test_pages import path_of
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.lms.assigned import published, write
from tests.routes import routes_of

LETTERS = {"lead": "l", "teacher": "t", "assistant": "a", "observer": "o"}


@pytest.fixture
def colleague(stars, ines, new_person) -> Callable[..., User]:
    """`colleague("assistant")` teaches the course with Ines; the site gave them no role."""

    def join(role: str, course: Course = stars) -> User:
        person = new_person(role, "student")
        person.is_verified = True
        join_team(_code(invite_to_team(course, person.email, role, by=ines)), person)
        db.session.commit()
        return person

    return join


@pytest.fixture
def client(visit, demo) -> Callable[..., Callable]:
    """`client(ines)` speaks to the API as Ines."""

    def speak(person: User) -> Callable:
        browser = visit(demo)
        login = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
        return lambda method, path, body=None: browser.open(
            f"/api/v1/lms{path}", method=method, json=body, headers=headers
        )

    return speak


@pytest.fixture
def mails(app) -> Callable[[str], list]:
    """The letters whose subject has these words."""
    return lambda words: written_letters(app, about=words)


@pytest.fixture
def invitation_link(mails) -> Callable[[str], str]:
    """Where the letter to an address leads."""

    def read(email: str) -> str:
        run_jobs()
        letters = [letter for letter in mails("asks you to help with") if letter["To"] == email]
        words = " ".join(letter.get_body(("plain",)).get_content() for letter in letters)
        return path_of(re.findall(r"http://\S+/course-invitations/[\w-]+", words)[-1])

    return read


def _code(invitation: CourseInvitation) -> str:
    code = invitation.new_code()
    db.session.flush()
    return code


def member_of(course: Course, person: User) -> CourseMember:
    return db.session.query(CourseMember).filter_by(course_id=course.id, user_id=person.id).one()


# What each may: l(ead), t(eacher), a(ssistant), o(bserver). Who teaches another course may nothing. Reviewed by hand; a
# route that asks for "courses.work" and is not here fails the test below.
MAY = """
lt   GET    /studio/courses/<slug>
l    GET    /studio/courses/<slug>/access
l    POST   /studio/courses/<slug>/access
lta  GET    /studio/courses/<slug>/announcements/
lta  POST   /studio/courses/<slug>/announcements/
lta  GET    /studio/courses/<slug>/announcements/<int:id>
lta  GET    /studio/courses/<slug>/announcements/new
lta  POST   /studio/courses/<slug>/announcements/preview
lt   GET    /studio/courses/<slug>/cartridge
lta  GET    /studio/courses/<slug>/certificates.csv
lta  GET    /studio/courses/<slug>/certificates/
lt   POST   /studio/courses/<slug>/certificates/<code>/renewal
lt   GET    /studio/courses/<slug>/certificates/<code>/revocation
lt   POST   /studio/courses/<slug>/certificates/<code>/revocation
lt   GET    /studio/courses/<slug>/certificates/edit
lt   POST   /studio/courses/<slug>/certificates/edit
lt   POST   /studio/courses/<slug>/certificates/waiting
lta  GET    /studio/courses/<slug>/cohorts/
lt   POST   /studio/courses/<slug>/cohorts/
lt   GET    /studio/courses/<slug>/cohorts/<int:id>
lt   POST   /studio/courses/<slug>/cohorts/<int:id>
lt   POST   /studio/courses/<slug>/cohorts/<int:id>/deletion
l    GET    /studio/courses/<slug>/deletion
l    POST   /studio/courses/<slug>/deletion
lta  GET    /studio/courses/<slug>/discussion
lt   GET    /studio/courses/<slug>/edit
lt   POST   /studio/courses/<slug>/edit
lt   GET    /studio/courses/<slug>/editions
lt   GET    /studio/courses/<slug>/editions/<int:number>
lt   POST   /studio/courses/<slug>/editions/<int:number>/restoration
lta  GET    /studio/courses/<slug>/enrollments
lt   POST   /studio/courses/<slug>/enrollments
lt   POST   /studio/courses/<slug>/enrollments/<int:id>/closure
lt   GET    /studio/courses/<slug>/enrollments/list
lt   POST   /studio/courses/<slug>/enrollments/list
lt   POST   /studio/courses/<slug>/enrollments/list/preview
lt   GET    /studio/courses/<slug>/export
lt   GET    /studio/courses/<slug>/exports/
ltao GET    /studio/courses/<slug>/figures
ltao POST   /studio/courses/<slug>/figures
lta  GET    /studio/courses/<slug>/grades
lta  GET    /studio/courses/<slug>/grades.csv
lta  GET    /studio/courses/<slug>/grades/<int:id>
lta  GET    /studio/courses/<slug>/grades/<int:id>/<uid>
lta  POST   /studio/courses/<slug>/grades/<int:id>/<uid>
lt   GET    /studio/courses/<slug>/grading
lt   POST   /studio/courses/<slug>/grading/groups/
lt   GET    /studio/courses/<slug>/grading/groups/<int:id>
lt   POST   /studio/courses/<slug>/grading/groups/<int:id>
lt   POST   /studio/courses/<slug>/grading/groups/<int:id>/deletion
lt   GET    /studio/courses/<slug>/grading/groups/new
lt   POST   /studio/courses/<slug>/grading/items/
lt   GET    /studio/courses/<slug>/grading/items/<uid>
lt   POST   /studio/courses/<slug>/grading/items/<uid>
lt   POST   /studio/courses/<slug>/grading/items/<uid>/deletion
lt   POST   /studio/courses/<slug>/grading/items/<uid>/release
lt   GET    /studio/courses/<slug>/grading/items/new
lta  GET    /studio/courses/<slug>/learners/<int:id>
lta  GET    /studio/courses/<slug>/learners/<int:id>/adjustments/<uid>
lta  POST   /studio/courses/<slug>/learners/<int:id>/adjustments/<uid>
lta  POST   /studio/courses/<slug>/learners/<int:id>/adjustments/<uid>/deletion
lt   POST   /studio/courses/<slug>/learners/<int:id>/cohort
lt   POST   /studio/courses/<slug>/learners/<int:id>/expiry
lta  POST   /studio/courses/<slug>/learners/<int:id>/pause
lta  POST   /studio/courses/<slug>/learners/<int:id>/resumption
lt   GET    /studio/courses/<slug>/lessons/<uid>
lt   POST   /studio/courses/<slug>/lessons/<uid>
lt   POST   /studio/courses/<slug>/lessons/<uid>/autosave
lt   GET    /studio/courses/<slug>/lessons/<uid>/content
lt   GET    /studio/courses/<slug>/lessons/<uid>/content/choice
lt   POST   /studio/courses/<slug>/lessons/<uid>/content/choice
lt   POST   /studio/courses/<slug>/lessons/<uid>/copy
lt   GET    /studio/courses/<slug>/lessons/<uid>/deletion
lt   POST   /studio/courses/<slug>/lessons/<uid>/deletion
lt   POST   /studio/courses/<slug>/lessons/<uid>/files
lt   GET    /studio/courses/<slug>/lessons/<uid>/files/<public_id>
lt   POST   /studio/courses/<slug>/lessons/<uid>/files/<public_id>/deletion
lt   GET    /studio/courses/<slug>/lessons/<uid>/package
lt   POST   /studio/courses/<slug>/lessons/<uid>/package
lt   POST   /studio/courses/<slug>/lessons/<uid>/pictures
lt   POST   /studio/courses/<slug>/lessons/<uid>/position
lt   POST   /studio/courses/<slug>/lessons/<uid>/preview
lt   GET    /studio/courses/<slug>/lessons/<uid>/slots
lt   POST   /studio/courses/<slug>/lessons/<uid>/slots
lt   POST   /studio/courses/<slug>/lessons/<uid>/slots/draws
lt   POST   /studio/courses/<slug>/lessons/<uid>/slots/questions
lt   POST   /studio/courses/<slug>/lessons/<uid>/title
lt   GET    /studio/courses/<slug>/preview/<uid>
lta  GET    /studio/courses/<slug>/missing/
lta  GET    /studio/courses/<slug>/missing/<uid>
lta  GET    /studio/courses/<slug>/missing/<uid>.csv
lta  GET    /studio/courses/<slug>/progress
lta  GET    /studio/courses/<slug>/progress.csv
lt   GET    /studio/courses/<slug>/publication
lt   POST   /studio/courses/<slug>/publication
lt   GET    /studio/courses/<slug>/question-exports/
lt   GET    /studio/courses/<slug>/question-exports/<format>
lt   GET    /studio/courses/<slug>/question-imports/
lt   POST   /studio/courses/<slug>/question-imports/
lt   GET    /studio/courses/<slug>/question-imports/<uid>
lt   POST   /studio/courses/<slug>/question-imports/<uid>/completion
lta  GET    /studio/courses/<slug>/question-pictures/<digest>.webp
lt   POST   /studio/courses/<slug>/question-imports/<uid>/cancellation
lt   GET    /studio/courses/<slug>/questions/
lt   GET    /studio/courses/<slug>/questions/<uid>
lt   GET    /studio/courses/<slug>/questions/<uid>/edit
lt   POST   /studio/courses/<slug>/questions/<uid>/edit
lt   GET    /studio/courses/<slug>/questions/<uid>/regrade
lt   POST   /studio/courses/<slug>/questions/<uid>/regrade
lt   POST   /studio/courses/<slug>/questions/<uid>/retirement
lt   POST   /studio/courses/<slug>/questions/<uid>/trial
lt   GET    /studio/courses/<slug>/questions/new/<kind>
lt   POST   /studio/courses/<slug>/questions/new/<kind>
lta  GET    /studio/courses/<slug>/quizzes/<uid>/analysis
lta  GET    /studio/courses/<slug>/quizzes/<uid>/analysis.csv
lta  GET    /studio/courses/<slug>/quizzes/<uid>/attempts
lta  GET    /studio/courses/<slug>/quizzes/<uid>/attempts.csv
lta  GET    /studio/courses/<slug>/quizzes/<uid>/attempts/<int:id>
lta  POST   /studio/courses/<slug>/quizzes/<uid>/attempts/<int:id>/claim
lta  POST   /studio/courses/<slug>/quizzes/<uid>/attempts/<int:id>/marks/<int:position>
lta  POST   /studio/courses/<slug>/quizzes/<uid>/attempts/<int:id>/release
lta  POST   /studio/courses/<slug>/quizzes/<uid>/learners/<int:id>/attempts
lta  GET    /studio/courses/<slug>/reviews
lt   GET    /studio/courses/<slug>/schedule
lt   POST   /studio/courses/<slug>/schedule
lt   GET    /studio/courses/<slug>/schedule/<uid>
lt   POST   /studio/courses/<slug>/schedule/<uid>
lt   POST   /studio/courses/<slug>/sections
lt   POST   /studio/courses/<slug>/sections/<uid>
lt   GET    /studio/courses/<slug>/sections/<uid>/deletion
lt   POST   /studio/courses/<slug>/sections/<uid>/deletion
lt   POST   /studio/courses/<slug>/sections/<uid>/lessons
lt   POST   /studio/courses/<slug>/sections/<uid>/position
lt   POST   /studio/courses/<slug>/status
lta  GET    /studio/courses/<slug>/submissions.csv
lta  GET    /studio/courses/<slug>/submissions/
lta  GET    /studio/courses/<slug>/submissions/<int:id>
lta  POST   /studio/courses/<slug>/submissions/<int:id>/assessments
lta  POST   /studio/courses/<slug>/submissions/<int:id>/claim
lta  GET    /studio/courses/<slug>/submissions/<int:id>/files/<public_id>
lta  POST   /studio/courses/<slug>/submissions/<int:id>/release
lta  POST   /studio/courses/<slug>/submissions/<int:id>/reviews/<int:review_id>
ltao GET    /studio/courses/<slug>/team
-    POST   /studio/courses/<slug>/team/handover
l    POST   /studio/courses/<slug>/team/invitations
l    POST   /studio/courses/<slug>/team/invitations/<int:id>/letter
l    POST   /studio/courses/<slug>/team/invitations/<int:id>/revocation
l    POST   /studio/courses/<slug>/team/members/<int:id>/removal
l    POST   /studio/courses/<slug>/team/members/<int:id>/role
lta  POST   /studio/discussion/<int:id>/answers
lta  POST   /studio/discussion/<int:id>/moderation
lta  POST   /studio/course-reviews/<int:id>/answer
lta  POST   /studio/course-reviews/<int:id>/moderation
l    GET    /studio/coupons/<int:id>
l    POST   /studio/coupons/<int:id>
l    POST   /studio/coupons/<int:id>/end
l    GET    /studio/subscriptions/<int:id>
l    POST   /studio/subscriptions/<int:id>
l    GET    /studio/subscriptions/<int:id>/subscribers
l    GET    /studio/subscriptions/<int:id>/subscribers.csv
l    POST   /studio/subscriptions/<int:id>/status
l    POST   /studio/subscriptions/<int:id>/deletion
"""
# Lists of what is theirs, and what belongs to no course.
SHARED = {
    ("GET", "/studio/courses/"),
    ("GET", "/studio/course-reviews/"),
    ("GET", "/studio/discussion/"),
    ("GET", "/studio/grading"),
    ("POST", "/studio/grading/next"),
    ("GET", "/studio/coupons/"),
    ("GET", "/studio/coupons/new"),
    ("POST", "/studio/coupons/"),
    ("GET", "/studio/sales/"),
    ("GET", "/studio/sales.csv"),
    ("GET", "/studio/rubrics/"),
    ("GET", "/studio/rubrics/<uid>"),
    ("GET", "/studio/subscriptions/"),
    ("GET", "/studio/subscriptions/new"),
    ("POST", "/studio/subscriptions/"),
    # To others they answer 404, as what is not there (tests/lms/test_subscription_pages.py).
    ("GET", "/studio/subscribers/<int:id>"),
    ("POST", "/studio/subscribers/<int:id>/cancellation"),
}


def table() -> dict[tuple[str, str], str]:
    lines = (line.split() for line in MAY.strip().splitlines())
    return {(method, path): who for who, method, path in lines}


# ---- asking and joining -------------------------------------------------------------------------------


def test_a_stranger_joins_by_the_letters_link_and_chooses_a_password(stars, ines, visit, demo, invitation_link, mails):
    email, platform = f"{unique('bob')}@example.org", visit(None)
    lead, stranger = visit(demo).sign_in(ines), visit(demo)
    here = f"/studio/courses/{stars.slug}/team"
    assert lead.submit(f"{here}/invitations", email=email, role="assistant").status_code == 303
    assert email in lead.get(here).text
    link = invitation_link(email)
    assert "answers questions" in stranger.get(link).text
    db.session.rollback()
    assert db.session.query(CourseMember).count() == 0
    assert "mailbox" in stranger.submit(link).text
    run_jobs()
    [letter] = [letter for letter in mails("Confirm your address") if letter["To"] == email]
    go_on(platform, send(platform, path_in(letter, "/password/"), new_password=PASSWORD), demo)
    stranger = platform
    assert stranger.get(f"/studio/courses/{stars.slug}/submissions/").status_code == 200
    assert stranger.get(f"/studio/courses/{stars.slug}").status_code == 403
    assert stars.title in stranger.get("/studio/courses/").text
    assert visit(demo).submit(link).status_code == 404


def test_a_link_that_was_taken_back_or_replaced_is_refused(stars, ines, visit, demo, visitor, invitation_link):
    email = f"{unique('bob')}@example.org"
    invite_to_team(stars, email, "observer", by=ines)
    first = invitation_link(email)
    asked = invite_to_team(stars, email.upper(), "teacher", by=ines)
    second = invitation_link(email)
    assert asked.role == "teacher"
    assert visitor.submit(first).status_code == 404
    revoked = f"/studio/courses/{stars.slug}/team/invitations/{asked.id}/revocation"
    assert visit(demo).sign_in(ines).submit(revoked).status_code == 303
    assert visitor.submit(second).status_code == 404
    db.session.rollback()
    assert db.session.query(CourseMember).count() == 0


def test_an_invitation_of_somebody_who_leads_no_more_is_none(stars, ines, visitor, invitation_link):
    email = f"{unique('bob')}@example.org"
    invite_to_team(stars, email, "teacher", by=ines)
    link = invitation_link(email)
    for membership in db.session.scalars(Membership.here().where(Membership.user_id == ines.id)):
        membership.end()
    db.session.commit()
    assert visitor.submit(link).status_code == 404


def test_one_person_has_one_role_in_a_course(stars, ines, colleague):
    person = colleague("observer")
    for email, role in ((person.email, "teacher"), (ines.email, "teacher"), ("a@b.example", "owner")):
        with pytest.raises(Invalid):
            invite_to_team(stars, email, role, by=ines)
    other = invite_to_team(stars, f"{unique('second')}@example.org", "lead", by=ines)
    with pytest.raises(Refused):
        join_team(_code(other), person)
    assert member_of(stars, person).role == "observer"


# ---- who may what -------------------------------------------------------------------------------------


def test_every_route_of_the_studio_for_those_who_teach_is_in_the_table(app):
    here = (route for route in routes_of(app) if route.need == "courses.work" and route.path.startswith("/studio/"))
    assert {(route.method, route.path) for route in here} - SHARED == set(table())


@pytest.fixture
def everything(stars, sketch, adas, ines, ada) -> dict[str, int]:
    """What the table's addresses name by a number."""
    post = ask(stars, published(stars, sketch), ada, "Which pencil?")
    review = CourseReview(
        course_id=stars.id, author_id=ada.id, author_name="Ada", author_face="1", stars=4, body="Good"
    )
    coupon = make_coupon(ines, code=unique("STARS").upper().replace("_", "-"), course_id=stars.id, percent=10)
    stars.change(price_amount=40_00)
    terms = {"every": "month", "price_amount": 9_00, "course_id": stars.id}
    plan = make_plan(ines, title="By the month", **terms)
    db.session.add(review)
    db.session.commit()
    ids = {
        "discussion": post.id,
        "course-reviews": review.id,
        "coupons": coupon.id,
        "subscriptions": plan.id,
        "learners": adas.id,
    }
    return ids | {"enrollments": adas.id, "grades": adas.id}


@pytest.mark.parametrize("role", [*LETTERS, "elsewhere"])
def test_each_of_the_team_may_what_the_table_says(stars, ines, colleague, everything, visit, demo, role):
    if role == "elsewhere":
        person = colleague("lead", Course.draft(ines, title="Another one"))
    else:
        person = colleague(role)
        member_id = member_of(stars, colleague("observer")).id
        everything["members"] = member_id
    db.session.commit()
    browser, wrong = visit(demo).sign_in(person), []
    for (method, path), who in sorted(table().items(), key=lambda row: row[0][1].endswith(("deletion", "removal"))):
        address = _address(path, stars.slug, everything)
        answer = browser.get(address) if method == "GET" else browser.submit(address)
        if (answer.status_code == 403) is (LETTERS.get(role, "?") in who) or answer.status_code in (401, 500):
            wrong.append(f"{role}: {method} {path} → {answer.status_code}")
        db.session.rollback()
    assert wrong == []


def _address(path: str, slug: str, known: dict[str, int]) -> str:
    path = path.replace("<slug>", slug).replace("<format>", "gift").replace("<kind>", "choice")
    path = re.sub(r"([\w-]+)/<int:id>", lambda found: f"{found[1]}/{known.get(found[1], 999999999)}", path)
    return re.sub(r"<(?:(\w+):)?\w+>", lambda found: "999999999" if found[1] == "int" else "nothing", path)


def test_the_api_asks_the_same_questions(stars, adas, colleague, ines, client):
    course, learner = f"/courses/{stars.id}", f"/enrollments/{adas.id}"
    lesson = stars.lessons[0].id
    asked = {
        ("PATCH", f"{course}/", "title"): "lt",
        ("PATCH", f"{course}/", "price"): "l",
        ("PATCH", f"/lessons/{lesson}/", "title"): "lt",
        ("POST", f"{course}/versions/", "note"): "lt",
        ("GET", f"{course}/questions/", None): "lt",
        ("GET", f"{course}/export/", None): "lt",
        ("GET", f"{course}/submissions/", None): "lta",
        ("GET", f"{course}/gradebook/", None): "lta",
        ("GET", f"{course}/progress/", None): "lta",
        ("GET", f"{course}/cohorts/", None): "lta",
        ("GET", f"{learner}/", None): "lta",
        ("GET", f"{learner}/adjustments/", None): "lta",
        ("POST", f"{course}/announcements/", "letter"): "lta",
        ("PUT", f"{learner}/expiry/", "expiry"): "lt",
        ("GET", f"{course}/analytics/", None): "ltao",
        ("GET", f"{course}/team/", None): "ltao",
        ("GET", f"{course}/team-invitations/", None): "l",
        ("PUT", f"{course}/access/", "access"): "l",
        ("DELETE", f"{course}/", None): "l",
        ("DELETE", f"{learner}/", None): "lt",
    }
    bodies = {
        "title": {"title": "Under the Night Sky"},
        "price": {"price_amount": 12_00},
        "letter": {"subject": "Clear sky", "body": "Come at nine."},
        "note": {"note": "Clearer"},
        "expiry": {"expires_at": None},
        "access": {"access_days": 30, "access_until": None},
    }
    speakers = {letter: client(colleague(role)) for role, letter in LETTERS.items()}
    speakers["?"] = client(colleague("lead", Course.draft(ines, title="Another one")))
    wrong = []
    for (method, path, body), who in asked.items():
        for letter, speak in reversed(speakers.items()):
            status = speak(method, path, bodies.get(body)).status_code
            if (status not in (403, 404)) != (letter in who):
                wrong.append(f"{letter}: {method} {path} {body or ''} → {status}")
    assert wrong == []
    listed = {letter: speak("GET", "/enrollments/").json["meta"]["total"] for letter, speak in speakers.items()}
    assert listed == {"l": 1, "t": 1, "a": 1, "o": 0, "?": 0}


def test_a_teacher_edits_the_details_and_not_the_price(stars, colleague, visit, demo):
    browser = visit(demo).sign_in(colleague("teacher"))
    here = f"/studio/courses/{stars.slug}/edit"
    assert 'name="price"' not in browser.get(here).text
    said = {"title": "The Sky", "slug": stars.slug, "summary": "", "description": ""}
    assert browser.submit(here, **said, price="99.00").status_code == 303
    db.session.refresh(stars)
    assert (stars.title, stars.price_amount) == ("The Sky", 0)


def test_each_sees_the_pages_they_may_open_and_no_other(stars, ines, colleague, visit, demo):
    Course.draft(ines, title="Somebody else’s")
    tabs = {
        "lead": ["Content", "Learners", "Talk", "Grading", "Figures", "Team"],
        "assistant": ["Learners", "Talk", "Grading", "Figures", "Team"],
        "observer": ["Figures", "Team"],
    }
    for role, expected in tabs.items():
        browser = visit(demo).sign_in(colleague(role))
        listed = browser.get("/studio/courses/").text
        assert "Somebody else’s" not in listed
        assert "New course" not in listed
        first = re.search(rf'<th scope="row"><a href="([^"]+)">{stars.title}', listed)[1]
        page = browser.get(first)
        shown = re.search(r'aria-label="Parts of the course".*?</nav>', page.text, re.S)[0]
        assert re.findall(r">([A-Z]\w+)</a>", shown) == expected
        menu = re.findall(r'href="(/studio/[a-z]*/?)"', browser.get("/studio/").text)
        assert ("/studio/sales/" in menu, "/studio/projects/" in menu) == (role == "lead", False)


def test_a_collaborator_of_a_project_finds_no_course(stars, new_person, visit, demo):
    person, nell = new_person("paul", "collaborator"), new_person("nell", "creator")
    project = Project(slug=unique("p"), title="P", goal_amount=1, currency="EUR", creator_id=nell.id)
    db.session.add(project)
    db.session.flush()
    db.session.add(ProjectMember(project_id=project.id, user_id=person.id, role="viewer", invited_by_id=nell.id))
    db.session.commit()
    browser = visit(demo).sign_in(person)
    page = browser.get("/studio/")
    assert "/studio/courses/" not in page.text
    assert "/studio/projects/" in page.text
    assert stars.title not in browser.get("/studio/courses/").text
    assert browser.get(f"/studio/courses/{stars.slug}/figures").status_code == 403


def test_another_sites_courses_are_not_there(stars, colleague, new_site, visit, client):
    person = colleague("lead")
    elsewhere = new_site("elsewhere")
    assert visit(elsewhere).sign_in(person).get(f"/studio/courses/{stars.slug}/team").status_code in (403, 404)


# ---- who is told --------------------------------------------------------------------------------------


def test_those_who_may_answer_hear_of_questions_and_work(stars, sketch, adas, ines, ada, colleague, mails):
    told = [ines, colleague("teacher"), colleague("assistant")]
    observer = colleague("observer")
    ask(stars, published(stars, sketch), ada, "Which pencil?")
    lesson = published(stars, sketch)
    write(adas, lesson)
    hand_in(adas, lesson)
    db.session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(run_at=utcnow()))
    db.session.commit()
    run_jobs()
    addresses = {person.email for person in told}
    team = {*addresses, observer.email}
    assert {letter["To"] for letter in mails("in the discussion of")} & team == addresses
    assert {letter["To"] for letter in mails("To be graded")} & team == addresses


def test_the_course_page_and_the_api_say_who_teaches(stars, colleague, visitor, client, ines):
    names = [ines.name, colleague("teacher").name]
    colleague("assistant")
    page = visitor.get(f"/courses/{stars.slug}").text
    assert f"<b>{names[0]}</b> and <b>{names[1]}</b>" in page
    assert client(ines)("GET", f"/courses/{stars.id}/").json["data"]["teachers"] == names


# ---- changing and ending ------------------------------------------------------------------------------


def test_a_changed_role_and_a_removal_count_with_the_next_request(stars, colleague, ines, visit, demo):
    person = colleague("teacher")
    browser, lead = visit(demo).sign_in(person), visit(demo).sign_in(ines)
    here, one = (
        f"/studio/courses/{stars.slug}",
        f"/studio/courses/{stars.slug}/team/members/{member_of(stars, person).id}",
    )
    assert browser.get(here).status_code == 200
    assert browser.submit(f"{one}/role", role="lead").status_code == 403
    assert lead.submit(f"{one}/role", role="observer").status_code == 303
    assert browser.get(here).status_code == 403
    assert browser.get(f"{here}/figures").status_code == 200
    assert lead.submit(f"{one}/removal").status_code == 303
    assert browser.get(f"{here}/figures").status_code == 403
    assert browser.get("/studio/").status_code == 403


def test_who_still_helps_with_a_project_keeps_the_studio(stars, colleague, new_person):
    person, nell = colleague("assistant"), new_person("nell", "creator")
    project = Project(slug=unique("p"), title="P", goal_amount=1, currency="EUR", creator_id=nell.id)
    db.session.add(project)
    db.session.flush()
    db.session.add(ProjectMember(project_id=project.id, user_id=person.id, role="viewer", invited_by_id=nell.id))
    db.session.commit()
    leave_team(member_of(stars, person))
    db.session.commit()
    db.session.expire_all()
    held = db.session.scalars(select(Membership.role).where(Membership.active_for(person.id)))
    assert "collaborator" in set(held)


def test_the_last_lead_stays(stars, ines, colleague, visit, demo):
    browser = visit(demo).sign_in(ines)
    here = f"/studio/courses/{stars.slug}/team/handover"
    second = colleague("teacher")
    browser.submit(here)
    db.session.refresh(stars)
    assert stars.instructor_id == ines.id
    with pytest.raises(Refused):
        hand_over(stars)
    change_role(member_of(stars, second), "lead")
    db.session.commit()
    assert visit(demo).sign_in(second).submit(here).status_code == 403
    assert browser.submit(here).status_code == 303
    db.session.refresh(stars)
    assert (stars.instructor_id, db.session.query(CourseMember).count()) == (second.id, 0)
    assert browser.get(f"/studio/courses/{stars.slug}").status_code == 403
    assert visit(demo).sign_in(second).get(f"/studio/courses/{stars.slug}").status_code == 200


def test_the_team_through_the_api(stars, ines, ada, client, invitation_link):
    ada.is_verified = True
    db.session.commit()
    leads, mine = client(ines), client(ada)
    invited = leads("POST", f"/courses/{stars.id}/team-invitations/", {"email": ada.email, "role": "observer"})
    assert invited.status_code == 201
    code = invitation_link(ada.email).rpartition("/")[2]
    assert mine("POST", "/team-members/", {"code": "wrong"}).status_code == 404
    joined = mine("POST", "/team-members/", {"code": code})
    assert (joined.status_code, joined.json["data"]["role"]) == (201, "observer")
    one = f"/team-members/{joined.json['data']['id']}/"
    assert mine("PATCH", one, {"role": "lead"}).status_code == 403
    assert leads("POST", f"/courses/{stars.id}/handover/").status_code == 409
    assert leads("PATCH", one, {"role": "lead"}).json["data"]["role"] == "lead"
    assert [row["name"] for row in mine("GET", f"/courses/{stars.id}/team/").json["data"]] == [ada.name]
    assert leads("POST", f"/courses/{stars.id}/handover/").status_code == 204
    assert mine("GET", f"/courses/{stars.id}/").json["data"]["instructor_id"] == ada.id
    again = mine("POST", f"/courses/{stars.id}/team-invitations/", {"email": ines.email, "role": "teacher"})
    there = f"/team-invitations/{again.json['data']['id']}/"
    assert leads("GET", there).status_code == 404
    assert mine("DELETE", there).status_code == 204
    assert mine("GET", there).status_code == 404
