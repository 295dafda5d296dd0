"""LTI 1.3 for tools: a token for who proves itself, and scores of learners who came from a lesson."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for
from marshmallow import ValidationError
from sqlalchemy import select

from educrowd.core.access import PUBLIC, TOKEN, needs
from educrowd.core.db import db
from educrowd.core.errors import Refused

from ..lti.hints import TOKEN_SECONDS, read_token, token_for
from ..lti.launching import LINE, SCORE, lineitem_of
from ..lti.members import LEARNER, MEDIA_TYPE, MEMBERS, MOST, members_of, members_url
from ..lti.proving import tool_behind
from ..lti.scoring import ScoreIn, take_score
from ..models import Course, LtiTool
from .blueprint import bp

ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LINE_TYPE = "application/vnd.ims.lis.v2.lineitem+json"
MOST_BYTES = 20_000


@bp.post("/lti/services/token")
@needs(PUBLIC)
def lti_token():
    """A token for the scopes that the tool asks for, as far as there are such."""
    request.max_content_length = MOST_BYTES
    if request.form.get("grant_type") != "client_credentials" or request.form.get("client_assertion_type") != ASSERTED:
        return _error(400, "unsupported_grant_type")
    try:
        here = url_for("lms.lti_token", _external=True)
        tool = tool_behind(request.form.get("client_assertion", ""), audience=here)
    except Refused as refusal:
        return _error(refusal.status, refusal.code)
    open_to_it = (SCORE, LINE, MEMBERS) if tool.shares_members else (SCORE, LINE)
    scopes = [scope for scope in request.form.get("scope", "").split() if scope in open_to_it]
    if not scopes:
        return _error(400, "invalid_scope")
    token = {"access_token": token_for(tool, scopes), "token_type": "Bearer", "expires_in": TOKEN_SECONDS}
    return _answer(200, token | {"scope": " ".join(scopes)})


@bp.get("/lti/services/courses/<int:course_id>/lessons/<uid>/lineitem")
@needs(TOKEN)
def lti_lineitem(course_id: int, uid: str):
    """What is graded: one line for the lesson."""
    lesson = _lesson(course_id, uid, LINE)
    if isinstance(lesson, Response):
        return lesson
    line = {"id": lineitem_of(course_id, uid), "scoreMaximum": 100, "label": lesson.title, "resourceLinkId": uid}
    answer = _answer(200, line)
    answer.mimetype = LINE_TYPE
    return answer


@bp.post("/lti/services/courses/<int:course_id>/lessons/<uid>/lineitem/scores")
@needs(TOKEN)
def lti_score(course_id: int, uid: str):
    """What a learner reached."""
    request.max_content_length = MOST_BYTES
    lesson = _lesson(course_id, uid, SCORE)
    if isinstance(lesson, Response):
        return lesson
    try:
        told: Any = ScoreIn().load(request.get_json(force=True, silent=True) or {})
        take_score(lesson, course_id, told)
    except ValidationError as error:
        return _error(400, "invalid", str(error)[:500])
    except Refused as refusal:
        return _error(refusal.status, refusal.code, refusal.message)
    db.session.commit()
    return Response(status=204)


@bp.get("/lti/services/courses/<int:course_id>/members")
@needs(TOKEN)
def lti_members(course_id: int):
    """Who learns in a course that starts the tool, page by page."""
    tool = _tool(MEMBERS)
    if isinstance(tool, Response):
        return tool
    course = _course(course_id)
    if course is None or not tool.shares_members or not any(_starts(each, tool) for each in course.edition.lessons):
        return _error(404, "not_found")
    most = min(max(1, request.args.get("limit", MOST, type=int)), MOST)
    after = min(max(0, request.args.get("after", 0, type=int)), 2**63 - 1)
    members, next_after = members_of(tool, course, after=after, most=most)
    if request.args.get("role") not in (None, LEARNER, "Learner"):
        members, next_after = [], None
    about = {"id": str(course.id), "label": course.slug, "title": course.title}
    answer = _answer(200, {"id": members_url(course), "context": about, "members": members})
    answer.mimetype = MEDIA_TYPE
    if next_after:
        answer.headers["Link"] = f'<{members_url(course, limit=most, after=next_after)}>; rel="next"'
    return answer


def _lesson(course_id: int, uid: str, scope: str) -> Any:
    """The lesson that starts the tool whose token this is; an answer that says no otherwise."""
    tool = _tool(scope)
    if isinstance(tool, Response):
        return tool
    course = _course(course_id)
    lessons = course.edition.lessons if course else ()
    lesson = next((each for each in lessons if each.uid == uid and _starts(each, tool)), None)
    return lesson or _error(404, "not_found")


def _course(course_id: int) -> Course | None:
    known = select(Course).where(Course.id == course_id).options(Course.edition_option())
    return db.session.scalars(known).one_or_none() if course_id < 2**63 else None


def _starts(lesson: Any, tool: LtiTool) -> bool:
    return lesson.kind == "lti" and lesson.settings.get("tool") == tool.uid


def _tool(scope: str) -> Any:
    """The tool whose token this is, if it is good for this; an answer that says no otherwise."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    facts = read_token(token) if scheme.lower() == "bearer" else None
    tool = LtiTool.called(facts["tool"]) if facts else None
    if tool is None or facts is None:
        return _error(401, "invalid_token")
    if scope not in facts["scopes"]:
        return _error(403, "insufficient_scope")
    return tool


def _error(status: int, code: str, message: str = "") -> Response:
    return _answer(status, {"error": code} | ({"error_description": message} if message else {}))


def _answer(status: int, said: dict[str, Any]) -> Response:
    answer = jsonify(said)
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer
