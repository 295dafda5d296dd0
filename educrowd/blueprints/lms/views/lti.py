"""LTI 1.3 for browsers: a lesson starts a tool, the tool asks who comes, the browser brings the answer."""

from __future__ import annotations

from flask import abort, jsonify, redirect, request

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.addresses import parts_of
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.pages import authorize, find, render
from educrowd.core.security import content_security_policy

from ..gating import gate_of
from ..lti.choosing import word_to_choose
from ..lti.launching import beginning_of, launch_asked, word_for
from ..models import Course, LtiKey, LtiTool
from .blueprint import bp
from .finding import course_at, lesson_of


@bp.get("/learn/<slug>/<uid>/launch")
@needs(SIGNED_IN)
def launch_lesson(slug: str, uid: str):
    course = course_at(slug)
    lesson = _lti_lesson(course, uid)
    _enrollment(course, lesson)
    tool = LtiTool.called(lesson.settings.get("tool", "")) or abort(404)
    return redirect(beginning_of(tool, course, lesson), 303)


@bp.get("/lti/authorization")
@needs(SIGNED_IN)
def authorize_launch():
    """The tool has sent the browser back; whoever is signed in here goes on to it with a signed word."""
    asked = request.args.to_dict()
    try:
        tool, hint = launch_asked(asked)
    except Invalid as refusal:
        abort(400, refusal.message)
    course = find(Course, id=hint["course"])
    word = (_word_to_choose if hint.get("choosing") else _word)(tool, course, hint["lesson"], asked["nonce"])
    db.session.commit()
    shown = {"action": asked["redirect_uri"], "id_token": word, "state": asked.get("state", ""), "tool": tool}
    page = render("lms/lti/launch.html", **shown)
    page.headers["Content-Security-Policy"] = content_security_policy(*_where(asked["redirect_uri"]))
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


def _word(tool: LtiTool, course: Course, uid: str, nonce: str) -> str:
    lesson = _lti_lesson(course, uid, tool)
    return word_for(tool, course, lesson, _enrollment(course, lesson), nonce=nonce)


def _word_to_choose(tool: LtiTool, course: Course, uid: str, nonce: str) -> str:
    authorize(course.editable_by(current.user))
    lesson = lesson_of(course, uid)
    return word_to_choose(tool, course, lesson, nonce=nonce) if _starts(lesson, tool) else abort(404)


@bp.get("/lti/keys")
@needs(PUBLIC)
def lti_keys():
    """The public half of the site's key, for tools."""
    keys = {"keys": [LtiKey.mine().jwk]}
    db.session.commit()
    return jsonify(keys)


def _lti_lesson(course: Course, uid: str, tool: LtiTool | None = None):
    lesson = lesson_of(course.edition, uid)
    is_it = _starts(lesson, tool) if tool else lesson.kind == "lti"
    return lesson if is_it else abort(404)


def _starts(lesson, tool: LtiTool) -> bool:
    return lesson.kind == "lti" and lesson.settings.get("tool") == tool.uid


def _enrollment(course: Course, lesson):
    """The learner's own; None for those who make the course. Others, and those to whom it is closed, get 403."""
    enrollment = course.enrollment_of(current.user)
    if enrollment is None or not enrollment.is_open:
        authorize(course.assisted_by(current.user))
        return None
    authorize(gate_of(lesson, enrollment, current.user).is_open)
    return enrollment


def _where(url: str) -> tuple[str, ...]:
    """Where the form may lead: a tool may send the browser on, within the web that is encrypted."""
    parts = parts_of(url)
    return ("https:",) if parts.scheme == "https" else ("https:", f"http://{parts.netloc}")
