"""LTI 1.3: a lesson starts a tool elsewhere, which learns who comes and sends grades; strangers get nothing."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.grading import gradebook
from educrowd.blueprints.lms.lti.choosing import DL
from educrowd.blueprints.lms.lti.hints import subject_of
from educrowd.blueprints.lms.lti.launching import AGS, CLAIM, LINE, SCORE
from educrowd.blueprints.lms.lti.members import CLAIM as NRPS
from educrowd.blueprints.lms.lti.members import MEDIA_TYPE, MEMBERS, members_of
from educrowd.blueprints.lms.models import LtiResult, LtiTool
from educrowd.core import tenancy
from educrowd.core.cache import redis
from educrowd.core.db import db
from tests.queries import queries

from .test_api import api  # noqa: F401

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
SKY = "https://sky.example"
FACTS = {"title": "Planetarium", "login_url": f"{SKY}/login?x=1", "launch_url": f"{SKY}/launch", "public_key": PEM}
TOKEN = "/lti/services/token"
ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def tool(owner):
    tool = LtiTool.add(by=owner, redirect_urls=[f"{SKY}/deep"], **FACTS)
    db.session.commit()
    return tool


@pytest.fixture
def sky(stars, tool):
    """A published lesson that starts the planetarium."""
    lesson = stars.add_lesson("The sky tonight", kind="lti", settings={"tool": tool.uid, "url": f"{SKY}/tonight"})
    stars.publish()
    db.session.commit()
    return lesson


@pytest.fixture
def learner(sky, stars, ada, visit, demo):
    stars.enroll(ada)
    db.session.commit()
    return visit(demo).sign_in(ada)


def begin(browser, stars, sky):
    """What the tool gets with the browser."""
    answer = browser.get(f"/learn/{stars.slug}/{sky.uid}/launch")
    assert answer.status_code == 303, answer.text
    assert answer.location.startswith(FACTS["login_url"] + "&")
    return dict(parse_qsl(urlsplit(answer.location).query))


def asking(begun, **changes):
    """What the tool sends back with it."""
    asked = {name: begun[name] for name in ("login_hint", "lti_message_hint", "client_id")}
    asked |= {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
    return asked | {"redirect_uri": f"{SKY}/launch", "nonce": "n1", "state": "s1"} | changes


def come_back(browser, asked):
    return browser.get(f"/lti/authorization?{urlencode(asked)}")


def field(page, name):
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page.text)[1])


def read(browser, page, tool):
    """The id token, checked as a tool checks it."""
    token = field(page, "id_token")
    keys = browser.get("/lti/keys").json["keys"]
    key = next(key for key in keys if key["kid"] == jwt.get_unverified_header(token)["kid"])
    return jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], audience=tool.uid)


def assertion(browser, tool, *, key=KEY, kid="", **changes):
    now = int(time.time())
    claims = {"iss": tool.uid, "sub": tool.uid, "aud": f"{browser.origin}{TOKEN}", "iat": now, "exp": now + 60}
    claims |= {"jti": f"{time.monotonic_ns()}"} | changes
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm="RS256", headers={"kid": kid})


def token_of(browser, tool, scope=f"{SCORE} {LINE}", **changes):
    sent = {"grant_type": "client_credentials", "client_assertion_type": ASSERTED, "scope": scope}
    return browser.post(TOKEN, data=sent | {"client_assertion": assertion(browser, tool, **changes)})


def tell(browser, line, token, **changes):
    told = {"userId": "x", "scoreGiven": 8, "scoreMaximum": 10, "timestamp": "2026-03-01T10:00:00Z"}
    told |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded"} | changes
    path = urlsplit(line).path + "/scores"
    kind = "application/vnd.ims.lis.v1.score+json"
    return browser.post(path, data=json.dumps(told), content_type=kind, headers={"Authorization": f"Bearer {token}"})


def launched(learner, stars, sky, tool):
    return read(learner, come_back(learner, asking(begin(learner, stars, sky))), tool)


def test_a_learner_starts_a_tool_which_reads_who_comes(learner, stars, sky, tool, ada):
    page = learner.get(f"/learn/{stars.slug}/{sky.uid}")
    assert "Open Planetarium" in page.text and "neither your name nor your address" in page.text
    begun = begin(learner, stars, sky)
    assert begun["iss"] == learner.origin and begun["target_link_uri"] == f"{SKY}/tonight"
    page = come_back(learner, asking(begun))
    assert page.status_code == 200, page.text
    assert f'action="{SKY}/launch"' in page.text and field(page, "state") == "s1"
    assert "form-action 'self' https:" in page.headers["Content-Security-Policy"]
    said = read(learner, page, tool)
    assert said["nonce"] == "n1" and said["iss"] == learner.origin and said["exp"] - said["iat"] == 300
    assert said[f"{CLAIM}/message_type"] == "LtiResourceLinkRequest" and said[f"{CLAIM}/version"] == "1.3.0"
    assert said[f"{CLAIM}/resource_link"] == {"id": sky.uid, "title": "The sky tonight"}
    assert said[f"{CLAIM}/roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]
    assert said[f"{CLAIM}/target_link_uri"] == f"{SKY}/tonight"
    assert str(ada.id) != said["sub"] and ada.email not in str(said) and "name" not in said


def test_a_tool_learns_the_name_only_where_the_site_says_so(learner, stars, sky, tool, ada):
    tool.change(shares_name=True, shares_email=True)
    db.session.commit()
    assert not {"name", "email"} & launched(learner, stars, sky, tool).keys()
    page = f"/learn/{stars.slug}/{sky.uid}"
    assert "confirmed your address" in learner.get(page).text
    ada.is_verified = True
    db.session.commit()
    said = launched(learner, stars, sky, tool)
    assert (said["name"], said["email"]) == (ada.name, ada.email)
    assert "confirmed your address" not in learner.get(page).text


def test_a_score_becomes_a_grade_and_completes_the_lesson(learner, stars, sky, tool, ada):
    said = launched(learner, stars, sky, tool)
    line = said[f"{AGS}/claim/endpoint"]["lineitem"]
    made = token_of(learner, tool)
    assert made.status_code == 200 and made.json["token_type"] == "Bearer", made.text
    token = made.json["access_token"]
    read_ = learner.get(urlsplit(line).path, headers={"Authorization": f"Bearer {token}"})
    assert read_.json["id"] == line and read_.json["resourceLinkId"] == sky.uid
    assert tell(learner, line, token, userId=said["sub"]).status_code == 204
    db.session.expire_all()
    enrollment = stars.enrollment_of(ada)
    grade = gradebook.grade_of(enrollment)
    assert sky.uid in {done.lesson_uid for done in enrollment.completions}
    assert grade.percent == 80, grade
    assert tell(learner, line, token, userId=said["sub"], scoreGiven=1).status_code == 409
    later = {"timestamp": "2026-03-01T11:00:00Z", "scoreGiven": 9.5}
    assert tell(learner, line, token, userId=said["sub"], **later).status_code == 204
    db.session.expire_all()
    assert gradebook.grade_of(enrollment).percent == 95
    assert "9.5 of 10 points" in learner.get(f"/learn/{stars.slug}/{sky.uid}").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": "nobody"}, 400),
        ({"redirect_uri": "https://evil.example/"}, 400),
        ({"redirect_uri": f"{SKY}/launch/../x"}, 400),
        ({"response_mode": "fragment"}, 400),
        ({"scope": "openid email"}, 400),
        ({"nonce": ""}, 400),
        ({"nonce": "n" * 3000}, 400),
        ({"lti_message_hint": "forged"}, 400),
        ({"login_hint": "somebody"}, 400),
    ],
)
def test_an_odd_request_for_a_launch_is_refused(learner, stars, sky, changes, status):
    page = come_back(learner, asking(begin(learner, stars, sky), **changes))
    assert page.status_code == status and "id_token" not in page.text


def test_a_launch_of_somebody_else_is_refused(learner, stars, sky, visit, demo, ben):
    stars.enroll(ben)
    db.session.commit()
    begun = begin(learner, stars, sky)
    bens = visit(demo).sign_in(ben)
    assert come_back(bens, asking(begun)).status_code == 400
    assert visit(demo).get(f"/lti/authorization?{urlencode(asking(begun))}").status_code in (302, 303, 401)


def test_only_those_who_learn_or_teach_start_a_tool(learner, stars, sky, tool, visit, demo, ben, ines):
    assert visit(demo).sign_in(ben).get(f"/learn/{stars.slug}/{sky.uid}/launch").status_code == 403
    teacher = visit(demo).sign_in(ines)
    said = launched(teacher, stars, sky, tool)
    assert said[f"{CLAIM}/roles"] == ["http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"]
    assert f"{AGS}/claim/endpoint" not in said and db.session.query(LtiResult).count() == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"key": OTHER_KEY},
        {"sub": "somebody"},
        {"iss": "nobody"},
        {"aud": "https://elsewhere.example/token"},
        {"exp": 1},
        {"exp": int(time.time()) + 86_400},
        {"jti": None},
        {"iat": None},
    ],
    ids=["key", "sub", "iss", "aud", "old", "long", "jti", "iat"],
)
def test_a_tool_that_does_not_prove_itself_gets_no_token(learner, tool, changes):
    answer = token_of(learner, tool, **changes)
    assert answer.status_code == 401 and answer.json == {
        "error": "invalid_client",
    }


def test_an_assertion_is_good_once_and_no_other_algorithm_is(learner, tool):
    sent = {"grant_type": "client_credentials", "client_assertion_type": ASSERTED, "scope": SCORE}
    sent["client_assertion"] = assertion(learner, tool)
    assert learner.post(TOKEN, data=sent).status_code == 200
    assert learner.post(TOKEN, data=sent).status_code == 401
    claims = jwt.decode(sent["client_assertion"], options={"verify_signature": False}) | {"jti": "other"}
    for forged in (
        jwt.encode(claims, "", algorithm="none"),
        jwt.encode(claims, "x" * 32, algorithm="HS256"),
        "x.y.z",
        "",
    ):
        assert learner.post(TOKEN, data=sent | {"client_assertion": forged}).status_code == 401
    assert learner.post(TOKEN, data={}).status_code == 400
    assert token_of(learner, tool, scope="everything").json == {"error": "invalid_scope"}


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"userId": "stranger"}, 404),
        ({"timestamp": "yesterday"}, 400),
        ({"scoreGiven": -1}, 400),
        ({"scoreMaximum": 0}, 400),
        ({"scoreMaximum": None}, 400),
        ({"scoreGiven": "NaN"}, 400),
        ({"activityProgress": None}, 400),
    ],
)
def test_an_odd_score_is_refused_and_nothing_is_written(learner, stars, sky, tool, ada, changes, status):
    said = launched(learner, stars, sky, tool)
    line, token = said[f"{AGS}/claim/endpoint"]["lineitem"], token_of(learner, tool).json["access_token"]
    assert tell(learner, line, token, **{"userId": said["sub"]} | changes).status_code == status
    db.session.expire_all()
    assert not stars.enrollment_of(ada).completions and db.session.query(LtiResult).one().told_at is None


def test_tokens_open_their_own_tool_scope_lesson_and_site(learner, stars, sky, tool, owner, new_site, visit):
    said = launched(learner, stars, sky, tool)
    line = said[f"{AGS}/claim/endpoint"]["lineitem"]
    token = token_of(learner, tool).json["access_token"]
    reading = token_of(learner, tool, scope=LINE).json["access_token"]
    assert tell(learner, line, reading, userId=said["sub"]).status_code == 403
    assert tell(learner, line, "forged", userId=said["sub"]).status_code == 401
    other = LtiTool.add(by=owner, **FACTS | {"title": "Other"})
    db.session.commit()
    theirs = token_of(learner, other).json["access_token"]
    assert tell(learner, line, theirs, userId=said["sub"]).status_code == 404
    assert tell(learner, line.replace(sky.uid, stars.lessons[0].uid), token).status_code == 404
    elsewhere = visit(new_site("elsewhere"))
    with tenancy.bind(None):
        assert tell(elsewhere, line, token, userId=said["sub"]).status_code == 401
    tool.remove()
    db.session.commit()
    assert tell(learner, line, token, userId=said["sub"]).status_code == 401


@pytest.fixture
def teacher(sky, ines, visit, demo):
    return visit(demo).sign_in(ines)


def choosing(teacher, stars, sky, tool):
    """What the tool is asked, once Ines has gone there to choose."""
    begun = teacher.get(f"/studio/courses/{stars.slug}/lessons/{sky.uid}/content")
    assert begun.status_code == 303 and begun.location.startswith(FACTS["login_url"] + "&"), begun.text
    query = dict(parse_qsl(urlsplit(begun.location).query))
    assert query["target_link_uri"] == f"{SKY}/launch"
    return read(teacher, come_back(teacher, asking(query)), tool)


def choice(tool, asked, *items, key: Any = KEY, **changes: Any):
    """What the tool answers, signed."""
    now = int(time.time())
    said = {
        "iss": tool.uid,
        "aud": asked["iss"],
        "iat": now,
        "exp": now + 60,
        "nonce": f"{time.monotonic_ns()}",
        f"{CLAIM}/message_type": "LtiDeepLinkingResponse",
        f"{CLAIM}/version": "1.3.0",
        f"{CLAIM}/deployment_id": "1",
        f"{DL}/content_items": list(items or [{"type": "ltiResourceLink", "title": "Moons", "url": f"{SKY}/moons"}]),
        f"{DL}/data": asked[f"{DL}/deep_linking_settings"]["data"],
    }
    kept = {name: value for name, value in (said | changes).items() if value is not None}
    return jwt.encode(kept, key, algorithm="RS256")


def bring(browser, word):
    """The browser comes from the tool: from another site, with no cookie of ours."""
    headers = {"Origin": SKY, "Sec-Fetch-Site": "cross-site"}
    return browser.post("/lti/services/content", data={"JWT": word}, headers=headers)


def test_a_teacher_chooses_in_the_tool_what_the_lesson_opens(teacher, stars, sky, tool, visit, demo):
    page = teacher.get(f"/studio/courses/{stars.slug}/lessons/{sky.uid}")
    assert "Choose in the tool" in page.text
    asked = choosing(teacher, stars, sky, tool)
    settings = asked[f"{DL}/deep_linking_settings"]
    assert asked[f"{CLAIM}/message_type"] == "LtiDeepLinkingRequest" and asked["nonce"] == "n1"
    assert settings["deep_link_return_url"] == f"{teacher.origin}/lti/services/content"
    assert settings["accept_types"] == ["ltiResourceLink"] and not settings["accept_multiple"]
    brought = bring(visit(demo), choice(tool, asked))
    assert brought.status_code == 303, brought.text
    page = teacher.get(brought.location)
    assert page.status_code == 200 and "Moons" in page.text and f"{SKY}/moons" in page.text
    at = urlsplit(brought.location).path
    taken = teacher.submit(at, word=field(page, "word"))
    assert taken.status_code == 303 and "opens “Moons”" in teacher.get(taken.location).text
    db.session.expire_all()
    lesson = next(each for each in stars.lessons if each.uid == sky.uid)
    assert lesson.settings == {"tool": tool.uid, "url": f"{SKY}/moons"}


def test_a_choice_is_good_once_for_who_began_it_and_signed_by_its_tool(teacher, stars, sky, tool, owner, visit, demo):
    asked = choosing(teacher, stars, sky, tool)
    word = choice(tool, asked)
    brought = bring(visit(demo), word)
    assert brought.status_code == 303 and bring(visit(demo), word).status_code == 400
    assert visit(demo).sign_in(owner).get(brought.location).status_code == 400
    other = LtiTool.add(by=owner, **FACTS | {"title": "Other"})
    db.session.commit()
    launched_ = asked | {f"{DL}/deep_linking_settings": {"data": "forged"}}
    odd = (
        choice(tool, asked, key=OTHER_KEY),
        choice(other, asked),
        choice(tool, launched_),
        choice(tool, asked, nonce=None),
        choice(tool, asked, aud="https://elsewhere.example"),
        choice(tool, asked, exp=1),
        choice(tool, asked, **{f"{CLAIM}/message_type": "LtiResourceLinkRequest"}),
        choice(tool, asked, {"type": "html", "html": "<b>"}),
        choice(tool, asked, {"type": "ltiResourceLink", "url": "javascript:alert(1)"}),
        choice(tool, asked, **{f"{DL}/content_items": "x"}),
        "x.y.z",
        "",
    )
    assert [bring(visit(demo), each).status_code for each in odd] == [400] * len(odd)


def test_only_who_makes_the_course_chooses(learner, stars, sky, tool, visit, demo, new_person, teacher):
    at = f"/studio/courses/{stars.slug}/lessons/{sky.uid}/content"
    assert learner.get(at).status_code == 403
    assert visit(demo).sign_in(new_person("otto", "instructor")).get(at).status_code == 403
    assert teacher.get(at.replace(sky.uid, stars.lessons[0].uid)).status_code == 404
    assert teacher.get(f"{at}/choice?word=forged").status_code == 400
    assert teacher.submit(f"{at}/choice", word="").status_code == 400


def members(browser, url, token):
    parts = urlsplit(url)
    headers = {"Authorization": f"Bearer {token}"}
    return browser.get(f"{parts.path}?{parts.query}", headers=headers)


def test_a_tool_reads_who_is_enrolled_where_the_site_lets_it(learner, stars, sky, tool, ada, ben, new_person, ines):
    stars.enroll(ben)
    stars.enroll(gone := new_person("gil", "student"))
    stars.enrollment_of(gone).close(by=ines)
    stars.admit((typed := User.guest("typed@example.net", "Never Came")).id, source="staff")
    db.session.commit()
    assert NRPS not in launched(learner, stars, sky, tool)
    assert token_of(learner, tool, scope=MEMBERS).json == {"error": "invalid_scope"}
    tool.change(shares_members=True)
    db.session.commit()
    said = launched(learner, stars, sky, tool)
    url = said[NRPS]["context_memberships_url"]
    token = token_of(learner, tool, scope=MEMBERS).json["access_token"]
    answer = members(learner, url, token)
    assert answer.status_code == 200 and answer.mimetype == MEDIA_TYPE and answer.json["id"] == url
    listed = answer.json["members"]
    assert [each["user_id"] for each in listed] == [said["sub"], subject_of(tool, ben), subject_of(tool, typed)]
    assert "Link" not in answer.headers and not {"name", "email"} & set(listed[0])
    tool.change(shares_name=True, shares_email=True)
    ada.is_verified = typed.is_verified = True
    db.session.commit()
    first = members(learner, f"{url}?limit=2", token)
    told = [(each.get("name"), each.get("email")) for each in first.json["members"]]
    assert told == [(ada.name, ada.email), (None, None)]
    rest = members(learner, re.search("<(.*)>; rel=.next", first.headers["Link"])[1], token)
    [last] = rest.json["members"]
    assert (last["email"], last.get("name")) == (typed.email, None) and "Link" not in rest.headers
    assert members(learner, f"{url}?role=Instructor", token).json["members"] == []
    assert "who is enrolled in this course" in learner.get(f"/learn/{stars.slug}/{sky.uid}").text


def test_nobody_else_reads_who_is_enrolled(learner, stars, sky, tool, owner, new_site, visit):
    tool.change(shares_members=True)
    other = LtiTool.add(by=owner, **FACTS | {"title": "Other", "shares_members": True})
    db.session.commit()
    url = launched(learner, stars, sky, tool)[NRPS]["context_memberships_url"]
    token = token_of(learner, tool, scope=f"{MEMBERS} {SCORE}").json["access_token"]
    assert members(learner, url, token).status_code == 200
    assert members(learner, url, "forged").status_code == 401
    assert members(learner, url, token_of(learner, tool).json["access_token"]).status_code == 403
    theirs = token_of(learner, other, scope=MEMBERS).json["access_token"]
    assert members(learner, url, theirs).status_code == 404
    assert members(learner, url.replace(str(stars.id), str(2**63)), token).status_code == 404
    with tenancy.bind(None):
        assert members(visit(new_site("elsewhere")), url, token).status_code == 401
    tool.change(shares_members=False)
    db.session.commit()
    assert members(learner, url, token).status_code == 404


def test_a_long_list_of_members_asks_the_database_no_more(stars, sky, tool, ada, new_person):
    def asked() -> int:
        db.session.commit()
        db.session.expire_all()
        with queries() as seen:
            members_of(tool, stars, after=0, most=100)
        return len(seen)

    stars.enroll(ada)
    few = asked()
    for name in ("bea", "cem", "dov"):
        stars.enroll(new_person(name, "student"))
    assert asked() == few


def test_closed_access_takes_no_score(learner, stars, sky, tool, ada, ines):
    said = launched(learner, stars, sky, tool)
    line, token = said[f"{AGS}/claim/endpoint"]["lineitem"], token_of(learner, tool).json["access_token"]
    stars.enrollment_of(ada).close(by=ines)
    db.session.commit()
    assert tell(learner, line, token, userId=said["sub"]).status_code == 403


def test_those_who_run_the_site_add_tools_and_instructors_choose_them(visit, demo, owner, ines, stars, ada):
    staff = visit(demo).sign_in(owner)
    assert "No tools yet" in staff.get("/studio/tools/").text
    assert staff.get("/studio/tools/new").status_code == 200
    form = {
        "title": "Planetarium",
        "login_url": f"{SKY}/login",
        "launch_url": f"{SKY}/launch",
        "jwks_url": f"{SKY}/jwks",
    }
    for odd in ({"login_url": "javascript:alert(1)"}, {"jwks_url": ""}, {"public_key": "x"}, {"redirects": "ftp://x"}):
        assert staff.submit("/studio/tools/", **form | odd).status_code == 422, odd
    made = staff.submit("/studio/tools/", **form)
    page = staff.get(made.location)
    tool = db.session.query(LtiTool).one()
    assert tool.uid in page.text and "/lti/services/token" in page.text and "/lti/keys" in page.text
    assert staff.submit(made.location, **form | {"title": "Sky", "shares_name": "y"}).status_code == 303
    db.session.expire_all()
    assert tool.title == "Sky" and tool.shares_name and "Sky" in staff.get("/studio/tools/").text
    teacher = visit(demo).sign_in(ines)
    assert teacher.get("/studio/tools/").status_code == 403
    lesson = stars.add_lesson("Tonight", kind="lti")
    db.session.commit()
    assert ">Sky</option>" in teacher.get(f"/studio/courses/{stars.slug}/lessons/{lesson.uid}").text
    assert "has not been chosen" in teacher.get(f"/studio/courses/{stars.slug}/preview/{lesson.uid}").text
    assert staff.submit(f"/studio/tools/{tool.uid}/deletion").status_code == 303
    assert "No tools yet" in staff.get("/studio/tools/").text


def test_programs_look_after_tools(api, owner, ines):  # noqa: F811
    staff = api(owner)
    made = staff.data("POST", "/api/v1/lms/tools/", FACTS, status=201)
    at = f"/api/v1/lms/tools/{made['id']}/"
    assert staff.data("GET", "/api/v1/lms/tools/")[0]["uid"] == made["uid"]
    assert staff.data("PATCH", at, {"title": "Sky"})["title"] == "Sky"
    assert staff.error("PATCH", at, {"public_key": ""})[::2] == (422, "jwks_url")
    assert staff.error("POST", "/api/v1/lms/tools/", FACTS | {"launch_url": "x"})[::2] == (422, "launch_url")
    assert api(ines)("GET", "/api/v1/lms/tools/").status_code == 403
    staff.data("DELETE", at, status=204)
    assert staff("GET", at).status_code == 404


def test_programs_start_a_tool_for_their_learner_alone(api, stars, sky, tool, ada, ben):  # noqa: F811
    stars.enroll(ada)
    stars.enroll(ben)
    db.session.commit()
    ids = {each["uid"]: each["id"] for each in api(ada).data("GET", f"/api/v1/lms/courses/{stars.id}/lessons/")}
    at = f"/api/v1/lms/enrollments/{stars.enrollment_of(ada).id}/launches/{ids[sky.uid]}/"
    begun = dict(parse_qsl(urlsplit(api(ada).data("POST", at, status=201)["url"]).query))
    word = api(ada).data("POST", f"{at}authorization/", asking(begun))
    said = jwt.decode(word["id_token"], options={"verify_signature": False})
    assert word["action"] == f"{SKY}/launch" and said["sub"] == begun["login_hint"]
    astray = asking(begun, redirect_uri="https://evil.example/")
    assert api(ada)("POST", f"{at}authorization/", astray).status_code == 422
    assert api(ben)("POST", at).status_code == 404
    his = f"/api/v1/lms/enrollments/{stars.enrollment_of(ben).id}/launches/{ids[sky.uid]}/authorization/"
    assert api(ben)("POST", his, asking(begun)).status_code == 422
    text = next(id for uid, id in ids.items() if uid != sky.uid)
    assert api(ada)("POST", at.replace(f"/{ids[sky.uid]}/", f"/{text}/")).status_code == 404


def jwks(*named):
    keys = [RSAAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": kid} for kid, key in named]
    return json.dumps({"keys": keys})


def test_the_keys_of_a_tool_are_fetched_kept_and_fetched_anew_for_a_new_name(learner, tool, receiver):
    receiver.said = jwks(("a", KEY)).encode()
    tool.change(public_key="", jwks_url=receiver.url)
    db.session.commit()
    assert token_of(learner, tool, kid="a").status_code == 200
    assert token_of(learner, tool, kid="a").status_code == 200 and len(receiver.received) == 1
    assert token_of(learner, tool, kid="b").status_code == 401 and len(receiver.received) == 2
    receiver.said = jwks(("b", OTHER_KEY)).encode()
    assert token_of(learner, tool, kid="b", key=OTHER_KEY).status_code == 401 and len(receiver.received) == 2
    redis().delete(f"t:{tool.tenant_id}:lti:keys:{tool.uid}")
    assert token_of(learner, tool, kid="b", key=OTHER_KEY).status_code == 200 and len(receiver.received) == 3


@pytest.mark.parametrize(
    "said", [b"", b"no", b"[]", b"{}", b'{"keys": 7}', b'{"keys": [7, {"kid": "a", "kty": "RSA"}]}']
)
def test_keys_that_are_none_prove_nothing(learner, tool, receiver, said):
    receiver.said = said
    tool.change(public_key="", jwks_url=receiver.url)
    db.session.commit()
    assert token_of(learner, tool, kid="a").status_code == 401


def test_keys_are_not_fetched_from_our_own_machines(learner, tool):
    tool.change(public_key="", jwks_url="http://127.0.0.1:9/keys")
    db.session.commit()
    assert token_of(learner, tool, kid="a").status_code == 401
