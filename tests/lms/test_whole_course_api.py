"""A course from its first lesson to a verified certificate, and on into its next edition, by the API alone."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from tests.browser.test_lti import Planetarium
from tests.gateway import Sandbox
from tests.stranger import PASSWORD, Api, Town
from tests.up import eventually

from .packages import package
from .test_lti import PEM

pytestmark = pytest.mark.xdist_group("town")

BANK = """$CATEGORY: $course$/top/Knots

::Loop:: Which knot makes a loop that holds? {=The bowline ~The granny knot}

::End:: What is the loose end of a rope called? {=tail =working end}

::Hitch:: A clove hitch ties a rope to a post. {T}
"""
RIGHT, WRONG = {"Loop": "The bowline", "End": "tail", "Hitch": True}, {"Loop": "The granny knot", "End": "knot"}
FILM, CAPTIONS = b"\x1aE\xdf\xa3 a film", b"WEBVTT\n\n00:00.000 --> 00:02.000\nOver and under.\n"
SHEET, PHOTO = b"%PDF-1.7 All knots on one sheet", b"\xff\xd8\xff My bowline"
DONE = {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "90"}
CRITERIA = [
    {"title": "The loop", "levels": [{"points": 10, "title": "Holds"}, {"points": 0, "title": "Slips"}]},
    {"title": "The tail", "levels": [{"points": 10, "title": "Long enough"}, {"points": 4, "title": "Short"}]},
]


@dataclass
class Harbor:
    """A site, the people on it, and the course that they are about."""

    town: Town
    slug: str
    owner: Api
    tool: Planetarium
    teacher: Api = field(init=False)
    learner: Api = field(init=False)
    course: dict[str, Any] = field(init=False)
    lessons: dict[str, dict[str, Any]] = field(default_factory=dict)
    seat: dict[str, Any] = field(init=False)
    rubric: dict[str, Any] = field(init=False)

    def email(self, name: str) -> str:
        return f"{name}-{self.slug}@example.org"

    @property
    def at(self) -> str:
        return f"lms/courses/{self.course['id']}/"

    def mine(self, part: str, kind: str) -> str:
        """Where the learner's own work in the lesson of this kind is."""
        return f"lms/enrollments/{self.seat['id']}/{part}/{self.lessons[kind]['id']}/"

    def add(self, kind: str, title: str, settings: dict[str, Any] | None = None) -> None:
        lesson = {"title": title, "kind": kind, "body": f"About {kind}.", "settings": settings or {}}
        self.lessons[kind] = self.teacher("POST", f"{self.at}lessons/", lesson)

    def upload(self, purpose: str, name: str, content: bytes) -> str:
        sent = {"purpose": purpose, "name": name, "content": b64encode(content).decode()}
        return self.teacher("POST", f"{self.at}files/", sent)["public_id"]


@pytest.fixture
def harbor(town: Town) -> Iterator[Harbor]:
    with Planetarium() as tool:
        yield Harbor(town, *town.new_site(), tool)


def test_a_whole_course_by_the_api_alone(harbor: Harbor):
    bring_in_a_teacher(harbor)
    build(harbor)
    buy(harbor)
    prove_address(harbor)
    learn(harbor)
    fail_and_retake_the_quiz(harbor)
    hand_in_late_with_leave(harbor)
    assert harbor.learner("GET", grade_of(harbor))["percent"] == 88  # 0.4 × 100 + 0.6 × (90 + 70) ÷ 2
    grade_by_rubric(harbor)
    read_why(harbor)
    certified = receive_and_verify(harbor)
    edit_and_publish(harbor)
    assert harbor.town.api(harbor.slug)("GET", f"lms/certificates/{certified['code']}/") == certified
    assert harbor.town.check_money().returncode == 0


def bring_in_a_teacher(harbor: Harbor) -> None:
    ines = harbor.email("ines")
    harbor.owner("POST", "members/", {"email": ines, "name": "Ines", "role": "instructor"})
    assert harbor.town.has_told(ines, "asks you to join as")
    letter = next(each["text"] for each in harbor.town.letters_to(ines) if "asks you" in each["subject"])
    token = re.search(r"/password/([^\s)?]+)", letter)[1]
    harbor.teacher = harbor.town.api(harbor.slug)
    harbor.town.api()("POST", "auth/password/reset/confirm/", {"token": token, "new_password": PASSWORD})
    harbor.teacher.log_in(ines)


def build(harbor: Harbor) -> None:
    """All kinds of lessons, a bank from a file, a rubric, what counts, a certificate, a price."""
    teacher = harbor.teacher
    harbor.course = teacher("POST", "lms/courses/", {"title": "Knots", "summary": "Tie them.", "price_amount": 40_00})
    harbor.add("text", "What a knot is")
    captions = [{"language": "en", "file": harbor.upload("captions", "en.vtt", CAPTIONS)}]
    harbor.add("video", "The bowline", {"video": harbor.upload("video", "knot.webm", FILM), "captions": captions})
    harbor.add("file", "All knots", {"files": [harbor.upload("file", "knots.pdf", SHEET)]})
    harbor.add("embed", "At sea", {"url": "https://vimeo.com/76979871"})
    harbor.add("quiz", "What do you know?", {"slots": asked(harbor), "minutes": 10, "attempts": 2, "pass_percent": 60})
    harbor.rubric = teacher("POST", "lms/rubrics/", {"title": "Loops", "criteria": CRITERIA})
    harbor.add("assignment", "Tie one", {"rubric": harbor.rubric["uid"], "out_of": 20})
    packed = teacher("POST", f"{harbor.at}packages/", {"content": b64encode(package()).decode()})
    harbor.add("scorm", "Find north", {"package": packed["public_id"]})
    urls = {"login_url": f"{harbor.tool.url}/login", "launch_url": f"{harbor.tool.url}/launch"}
    tool = harbor.owner("POST", "lms/tools/", {"title": "Planetarium", "public_key": PEM, "shares_name": True, **urls})
    harbor.add("lti", "The sky tonight", {"tool": tool["uid"]})
    count(harbor)
    teacher("PUT", f"{harbor.at}certificate/", {"signatory": "Ines", "minimum_grade": 50})
    past = datetime.now(UTC) - timedelta(days=1)
    closed = {"due_at": past.isoformat(), "closes_at": past.isoformat()}
    teacher("PUT", f"{harbor.at}rules/{harbor.lessons['assignment']['uid']}/", closed)
    assert teacher("POST", f"{harbor.at}versions/", {"note": "The first"})["number"] == 1


def asked(harbor: Harbor) -> list[dict[str, Any]]:
    """The bank comes from a file: looked into, then written."""
    sent = {"name": "knots.gift.txt", "content": b64encode(BANK.encode()).decode()}
    looked = harbor.teacher("POST", f"{harbor.at}question-imports/", sent)
    assert looked["counts"] == {"new": 3, "changed": 0, "same": 0, "left_out": 0} and looked["done_at"] is None
    assert harbor.teacher("GET", f"{harbor.at}questions/") == []
    harbor.teacher("POST", f"lms/question-imports/{looked['id']}/completion/")
    return [{"question": each["uid"]} for each in harbor.teacher("GET", f"{harbor.at}questions/")]


def count(harbor: Harbor) -> None:
    """Two fifths for the quiz, three for the rest."""
    for title, weight, kinds in (("Quiz", 40, ["quiz"]), ("Work", 60, ["assignment", "scorm", "lti"])):
        group = harbor.teacher("POST", f"{harbor.at}grade-groups/", {"title": title, "weight": weight})
        for kind in kinds:
            item = f"{harbor.at}grade-items/{harbor.lessons[kind]['uid']}/"
            harbor.teacher("PATCH", item, {"group_id": group["id"]})


def buy(harbor: Harbor) -> None:
    harbor.learner = learner = harbor.town.api(harbor.slug)
    bo = {"email": harbor.email("bo"), "password": PASSWORD, "first_name": "Bo", "last_name": "Boatman"}
    learner.enter_as(learner("POST", "auth/register/", bo))
    [found] = learner("GET", "lms/courses/?q=knots")
    wish = {"course_id": found["id"]}
    assert learner("POST", "lms/quotes/", wish)["total_amount"] == 40_00
    assert learner.ask("POST", "/api/v1/lms/enrollments/", json=wish).status_code == 409
    order = learner("POST", "lms/orders/", wish | {"total_amount": 40_00}, **{"Idempotency-Key": harbor.slug})
    to_provider = learner.ask("GET", path_of(order["payment_url"])).headers["Location"]
    back = Sandbox("").fill_in_card(to_provider)
    assert learner.ask("GET", path_of(back)).status_code == 303
    assert eventually(lambda: learner("GET", f"lms/orders/{order['id']}/")["state"] == "paid", seconds=60)
    assert eventually(lambda: learner("GET", "lms/enrollments/"), seconds=60)
    [harbor.seat] = learner("GET", "lms/enrollments/")
    assert harbor.town.has_told(bo["email"], "Receipt", "Welcome to “Knots”")


def prove_address(harbor: Harbor) -> None:
    """Until then no tool learns the learner's name."""
    bo, at_home = harbor.email("bo"), harbor.town.api()
    harbor.learner("POST", "auth/email/proof/")
    assert harbor.town.has_told(bo, "Is this your address?")
    letter = next(each["text"] for each in harbor.town.letters_to(bo) if "Is this your address?" in each["subject"])
    at_home.log_in(bo)
    at_home("POST", "auth/email/proof/confirm/", {"token": re.search(r"/account/proof/([^\s)?]+)", letter)[1]})


def path_of(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


def learn(harbor: Harbor) -> None:
    """Everything but the quiz and the assignment."""
    learner, lessons = harbor.learner, harbor.lessons
    for kind in ("text", "file", "embed"):
        shown = learner("GET", f"lms/lessons/{lessons[kind]['id']}/")
        assert f"About {kind}." in shown["html"]
        learner("PUT", harbor.mine("completions", kind))
    assert [bytes_of(harbor, "video", each) for each in files_of(harbor, "video")] == [FILM, CAPTIONS]
    assert [bytes_of(harbor, "file", each) for each in files_of(harbor, "file")] == [SHEET]
    learner("PUT", harbor.mine("positions", "video"), {"seconds": 8, "watched_percent": 95})
    learner("PATCH", harbor.mine("scorm", "scorm"), {"values": DONE, "seq": 0, "begins": True})
    launch(harbor)
    assert progress(harbor) == 75


def files_of(harbor: Harbor, kind: str) -> list[dict[str, Any]]:
    return harbor.learner("GET", f"lms/lessons/{harbor.lessons[kind]['id']}/files/")


def bytes_of(harbor: Harbor, kind: str, file: dict[str, Any]) -> bytes:
    path = f"/api/v1/lms/lessons/{harbor.lessons[kind]['id']}/files/{file['public_id']}/"
    assert harbor.town.api(harbor.slug).ask("GET", path).status_code == 403
    return harbor.learner.ask("GET", path).content


def launch(harbor: Harbor) -> None:
    """The program stands where else a browser does: between the site and the tool, which sends a grade back."""
    begun = harbor.learner("POST", harbor.mine("launches", "lti"))
    asks = requests.get(begun["url"], allow_redirects=False, timeout=20).headers["Location"]
    wanted = dict(parse_qsl(urlsplit(asks).query))
    word = harbor.learner("POST", f"{harbor.mine('launches', 'lti')}authorization/", wanted)
    told = requests.post(word["action"], {"id_token": word["id_token"], "state": word["state"]}, timeout=20)
    assert "Welcome, Bo Boatman." in told.text


def progress(harbor: Harbor) -> int:
    return harbor.learner("GET", f"lms/enrollments/{harbor.seat['id']}/")["progress_percent"]


def fail_and_retake_the_quiz(harbor: Harbor) -> None:
    failed = take(harbor, WRONG)
    assert failed["score"]["percent"] == 0 and not failed["score"]["passed"]
    assert any("bowline" in line["right"] for line in failed["review"])
    assert progress(harbor) == 75
    passed = take(harbor, RIGHT)
    assert passed["score"]["percent"] == 100 and passed["score"]["passed"]
    quiz = harbor.learner("GET", f"lms/quizzes/{harbor.lessons['quiz']['id']}/")
    assert quiz["attempts_left"] == 0 and progress(harbor) == 87


def take(harbor: Harbor, answers: dict[str, Any]) -> dict[str, Any]:
    """A timed attempt, in which nothing that is sent before its end tells an answer."""
    attempt = harbor.learner("POST", f"lms/quizzes/{harbor.lessons['quiz']['id']}/attempts/")
    assert moment(attempt["deadline_at"]) - moment(attempt["started_at"]) == timedelta(minutes=10)
    assert attempt["score"] is None and "tail" not in str(attempt)
    at = f"lms/attempts/{attempt['id']}/"
    for question in attempt["questions"]:
        answer = given(question, answers)
        if answer is not None:
            harbor.learner("PUT", f"{at}answers/{question['question_id']}/", {"answer": answer})
    return harbor.learner("POST", f"{at}submission/")


def given(question: dict[str, Any], answers: dict[str, Any]) -> Any:
    name = {"choice": "Loop", "short": "End"}.get(question["kind"], "Hitch")
    if name != "Loop":
        return answers.get(name)
    return next(each["id"] for each in question["parts"]["choices"] if answers["Loop"] in each["text"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hand_in_late_with_leave(harbor: Harbor) -> None:
    learner, work = harbor.learner, harbor.mine("assignments", "assignment")
    kept = learner("GET", work)
    assert kept["refusal"] == "The time to hand this in is over."
    assert learner.ask("PUT", f"/api/v1/{work}", json={"text": "Late", "seq": kept["seq"]}).status_code == 409
    leave = (datetime.now(UTC) + timedelta(days=2)).isoformat()
    granted = {"due_at": leave, "closes_at": leave, "reason": "A storm"}
    uid = harbor.lessons["assignment"]["uid"]
    harbor.teacher("PUT", f"lms/enrollments/{harbor.seat['id']}/adjustments/{uid}/", granted)
    assert harbor.town.has_told(harbor.email("bo"), "Granted to you: “Tie one”")
    kept = learner("GET", work)
    assert (kept["refusal"], kept["late_percent"]) == ("", 0)
    learner("PUT", work, {"text": "My bowline, tied twice.", "seq": kept["seq"]})
    photo = learner("POST", f"{work}files/", {"name": "bowline.jpg", "content": b64encode(PHOTO).decode()})
    assert learner.ask("GET", f"/api/v1/{work}files/{photo['public_id']}/").content == PHOTO
    assert learner("POST", f"{work}versions/")["number"] == 1


def grade_by_rubric(harbor: Harbor) -> None:
    teacher = harbor.teacher
    [waiting] = teacher("GET", "lms/grading-queue/")
    teacher("PUT", f"lms/submissions/{waiting['id']}/claim/")
    piece = teacher("GET", f"lms/submissions/{waiting['id']}/")
    [version] = piece["versions"]
    path = f"/api/v1/lms/submissions/{piece['id']}/files/{version['files'][0]['public_id']}/"
    assert version["text"] == "My bowline, tied twice." and teacher.ask("GET", path).content == PHOTO
    loop, tail = harbor.rubric["criteria"]
    marks = [{"criterion": loop["id"], "level": 1}, {"criterion": tail["id"], "level": 2, "comment": "A hand more."}]
    said = {"marks": marks, "feedback": "It holds.", "revision": piece["revision"]}
    teacher("POST", f"lms/submissions/{piece['id']}/assessments/", said)
    assert teacher("GET", "lms/grading-queue/") == []


def grade_of(harbor: Harbor) -> str:
    return f"lms/enrollments/{harbor.seat['id']}/grade/"


def read_why(harbor: Harbor) -> None:
    """Quiz 100; work (70 + 90 + 70) ÷ 3; two fifths of one and three of the other."""
    grade = harbor.learner("GET", grade_of(harbor))
    assert grade["percent"] == 86, grade
    assert {mark["title"]: mark["percent"] for mark in grade["marks"]}["Tie one"] == 70
    assert any("0.4" in step["expression"] and step["result"] == 86 for step in grade["steps"]), grade["steps"]
    [piece] = harbor.learner("GET", f"lms/enrollments/{harbor.seat['id']}/submissions/")
    assessment = piece["assessments"][0]
    assert assessment["feedback"] == "It holds."
    assert [(mark["level"], mark["points"]) for mark in assessment["marks"]] == [("Holds", 10), ("Short", 4)]


def receive_and_verify(harbor: Harbor) -> dict[str, Any]:
    """The certificate as anybody reads it."""
    assert harbor.town.has_told(harbor.email("bo"), "certificate")
    [mine] = harbor.learner("GET", "lms/certificates/")
    stranger = harbor.town.api(harbor.slug)
    seen = stranger("GET", f"lms/certificates/{mine['code']}/")
    assert (seen["state"], seen["learner"], seen["course"]) == ("valid", "Bo Boatman", "Knots")
    assert stranger.ask("GET", f"/certificates/{mine['code']}.pdf").content.startswith(b"%PDF-")
    assert stranger.ask("GET", "/api/v1/lms/certificates/unknown/").status_code == 404
    return seen


def edit_and_publish(harbor: Harbor) -> None:
    """A lesson more in a course that is out: what it means is said first, and who has finished stays so."""
    before = harbor.learner("GET", f"lms/enrollments/{harbor.seat['id']}/")
    assert before["status"] == "completed" and before["progress_percent"] == 100
    harbor.add("text", "The sheet bend")
    impact = harbor.teacher("GET", f"{harbor.at}changes/")
    assert [(each["what"], each["title"]) for each in impact["changes"]] == [("added", "The sheet bend")]
    assert (impact["learners"], impact["finished"]) == (1, 1)
    unseen = harbor.learner.ask("GET", f"/api/v1/lms/lessons/{harbor.lessons['text']['id']}/")
    assert unseen.status_code == 404
    assert harbor.teacher("POST", f"{harbor.at}versions/", {"note": "One more"})["number"] == 2
    after = harbor.learner("GET", f"lms/enrollments/{harbor.seat['id']}/")
    assert (after["status"], after["completed_at"]) == ("completed", before["completed_at"])
    done = [step["is_done"] for step in harbor.learner("GET", f"lms/enrollments/{harbor.seat['id']}/lessons/")]
    assert done == [True] * 8 + [False]
