"""A launch: the browser asks the tool to begin, the tool sends it back, and gets a signed word on who comes."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

import jwt
from flask import url_for

from educrowd.core.current import current
from educrowd.core.errors import Invalid

from ..models import Course, Enrollment, LtiKey, LtiResult, LtiTool
from .hints import hint_of, read_hint, subject_of
from .members import LEARNER, service_for

CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
AGS = "https://purl.imsglobal.org/spec/lti-ags"
SCORE, LINE = f"{AGS}/scope/score", f"{AGS}/scope/lineitem.readonly"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
DEPLOYMENT = "1"
LASTS_SECONDS = 300
WANTED = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
LONGEST = 2_000


def beginning_of(tool: LtiTool, course: Course, lesson: Any, *, choosing: bool = False) -> str:
    """Where a browser goes first: the tool's own log-in, with what it has to bring back."""
    hint = hint_of(user=current.user.id, tool=tool.uid, course=course.id, lesson=lesson.uid, choosing=choosing)
    asked = {
        "iss": current.tenant.origin,
        "login_hint": subject_of(tool, current.user),
        "target_link_uri": tool.launch_url if choosing else _target(tool, lesson),
        "lti_message_hint": hint,
        "client_id": tool.uid,
        "lti_deployment_id": DEPLOYMENT,
    }
    return f"{tool.login_url}{'&' if '?' in tool.login_url else '?'}{urlencode(asked)}"


def launch_asked(asked: dict[str, str]) -> tuple[LtiTool, dict[str, Any]]:
    """The tool and what was started, from what the tool sent back with the browser; Invalid for anything odd."""
    tool = LtiTool.called(asked.get("client_id", "")[:40])
    if tool is None or not tool.may_be_told(asked.get("redirect_uri", "")):
        raise Invalid(None, "This tool is not known here, or asks to be told at an address that is not its own.")
    for name, value in WANTED.items():
        if asked.get(name) != value:
            raise Invalid(name, f"The tool must ask for {name}={value}.")
    if not asked.get("nonce") or any(len(asked.get(name, "")) > LONGEST for name in ("nonce", "state")):
        raise Invalid("nonce", "The tool sent no nonce, or one that is too long.")
    hint = read_hint(asked.get("lti_message_hint", "")) or {}
    if hint.get("tool") != tool.uid or asked.get("login_hint") != subject_of(tool, current.user):
        raise Invalid(None, "This launch was not started here, or too long ago. Go back to the lesson and start anew.")
    if hint.get("user") != current.user.id:
        raise Invalid(None, "Somebody else has started this launch.")
    return tool, hint


def word_for(tool: LtiTool, course: Course, lesson: Any, enrollment: Enrollment | None, *, nonce: str) -> str:
    """The signed id token; a learner's tool may send grades from now on."""
    subject = subject_of(tool, current.user)
    if enrollment is not None:
        LtiResult.expect(enrollment, lesson.uid, subject)
    message = _message(tool, course, lesson, is_learner=enrollment is not None)
    return signed(tool, subject, message, nonce=nonce)


def signed(tool: LtiTool, subject: str, message: dict[str, Any], *, nonce: str) -> str:
    """A message to a tool about the person who is signed in, in a token that only we can make."""
    now = int(time.time())
    key = LtiKey.mine()
    claims = {
        "iss": current.tenant.origin,
        "aud": tool.uid,
        "sub": subject,
        "iat": now,
        "exp": now + LASTS_SECONDS,
        "nonce": nonce,
    }
    whole = claims | _person(tool) | message
    return jwt.encode(whole, key.signer, algorithm="RS256", headers={"kid": key.name})


def lineitem_of(course_id: int, lesson_uid: str) -> str:
    return url_for("lms.lti_lineitem", course_id=course_id, uid=lesson_uid, _external=True)


def _person(tool: LtiTool) -> dict[str, str]:
    """As much of the person as the tool is given: nothing while anybody might have typed the address."""
    if not current.user.is_verified:
        return {}
    named = {"name": current.user.name} if tool.shares_name else {}
    return named | ({"email": current.user.email} if tool.shares_email else {})


def _message(tool: LtiTool, course: Course, lesson: Any, *, is_learner: bool) -> dict[str, Any]:
    back = url_for("lms.lesson", slug=course.slug, uid=lesson.uid, _external=True)
    service = {"scope": [SCORE, LINE], "lineitem": lineitem_of(course.id, lesson.uid)}
    return {
        f"{CLAIM}/message_type": "LtiResourceLinkRequest",
        f"{CLAIM}/version": "1.3.0",
        f"{CLAIM}/deployment_id": DEPLOYMENT,
        f"{CLAIM}/target_link_uri": _target(tool, lesson),
        f"{CLAIM}/resource_link": {"id": lesson.uid, "title": lesson.title},
        f"{CLAIM}/roles": [LEARNER if is_learner else TEACHER],
        f"{CLAIM}/context": {"id": str(course.id), "label": course.slug, "title": course.title},
        f"{CLAIM}/launch_presentation": {"document_target": "window", "return_url": back},
        f"{CLAIM}/tool_platform": {"guid": current.tenant.origin, "name": current.tenant.name},
        **({f"{AGS}/claim/endpoint": service} if is_learner else {}),
        **service_for(tool, course),
    }


def _target(tool: LtiTool, lesson: Any) -> str:
    return lesson.settings.get("url") or tool.launch_url
