"""Choosing in a tool what a lesson opens there: Deep Linking 2.0."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.current import current
from educrowd.core.errors import Invalid

from ..limits import TITLE
from ..models import Course, LtiTool
from .hints import choice_of, read_choice, subject_of
from .launching import CLAIM, DEPLOYMENT, TEACHER, signed
from .lessons import LONGEST, is_web
from .proving import said_by_tool

DL = "https://purl.imsglobal.org/spec/lti-dl/claim"
LINK = "ltiResourceLink"
STALE = "This choice was not begun here, or too long ago. Go back to the lesson and choose anew."


def word_to_choose(tool: LtiTool, course: Course, lesson: Any, *, nonce: str) -> str:
    """The signed id token that asks a tool to let a teacher choose one thing of it."""
    begun = choice_of(user=current.user.id, tool=tool.uid, course=course.slug, lesson=lesson.uid)
    settings = {
        "deep_link_return_url": url_for("lms.lti_chosen", _external=True),
        "accept_types": [LINK],
        "accept_presentation_document_targets": ["window"],
        "accept_multiple": False,
        "auto_create": False,
        "data": begun,
    }
    message = {
        f"{CLAIM}/message_type": "LtiDeepLinkingRequest",
        f"{CLAIM}/version": "1.3.0",
        f"{CLAIM}/deployment_id": DEPLOYMENT,
        f"{CLAIM}/roles": [TEACHER],
        f"{CLAIM}/context": {"id": str(course.id), "label": course.slug, "title": course.title},
        f"{DL}/deep_linking_settings": settings,
    }
    return signed(tool, subject_of(tool, current.user), message, nonce=nonce)


def chosen_in(word: str) -> dict[str, Any]:
    """What was begun, with the title and address that a tool's word says were chosen; Refused for anything odd."""
    tool, said = said_by_tool(word)
    begun = read_choice(str(said.get(f"{DL}/data", "")))
    kind = said.get(f"{CLAIM}/message_type"), said.get(f"{CLAIM}/version"), said.get(f"{CLAIM}/deployment_id")
    if begun is None or begun["tool"] != tool.uid or "url" in begun:
        raise Invalid(None, STALE)
    if kind != ("LtiDeepLinkingResponse", "1.3.0", DEPLOYMENT):
        raise Invalid(None, "This is no answer to what was asked.")
    return begun | _item(said.get(f"{DL}/content_items"))


def _item(items: Any) -> dict[str, str]:
    links = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    link = next((each for each in links if each.get("type") == LINK), None)
    if link is None:
        raise Invalid(None, "Nothing was chosen that a lesson can open.")
    url = str(link.get("url") or "")
    if len(url) > LONGEST or (url and not is_web(url)):
        raise Invalid(None, "What was chosen has no address that a browser can open.")
    return {"url": url, "title": str(link.get("title") or "")[:TITLE]}
