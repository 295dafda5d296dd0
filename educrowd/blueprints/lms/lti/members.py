"""Who learns in a course, as a tool may read it: Names and Role Provisioning Services 2.0."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db, utcnow

from ..models import Course, Enrollment, LtiTool
from .hints import subject_of

MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
MOST = 500


def service_for(tool: LtiTool, course: Course) -> dict[str, Any]:
    """Where a tool that may asks who learns here; nothing for all others."""
    if not tool.shares_members:
        return {}
    return {CLAIM: {"context_memberships_url": members_url(course), "service_versions": ["2.0"]}}


def members_url(course: Course, **query: Any) -> str:
    return url_for("lms.lti_members", course_id=course.id, _external=True, **query)


def members_of(tool: LtiTool, course: Course, *, after: int, most: int) -> tuple[list[dict[str, Any]], int | None]:
    """Learners whose access is open, each as much as the tool is given; then where the next page begins.

    Who was enrolled by address and never came has no name here; who has not proven the address, no address either.
    """
    is_open = Enrollment.status != "closed", or_(Enrollment.expires_at.is_(None), Enrollment.expires_at > utcnow())
    found = select(Enrollment).where(Enrollment.course_id == course.id, Enrollment.id > after, *is_open)
    people = joinedload(Enrollment.user).undefer(User.has_come)
    rows = list(db.session.scalars(found.options(people).order_by(Enrollment.id).limit(most + 1)))
    members = [_member(tool, row.user) for row in rows[:most]]
    return members, rows[most - 1].id if len(rows) > most else None


def _member(tool: LtiTool, user: Any) -> dict[str, Any]:
    told = {"status": "Active", "user_id": subject_of(tool, user), "roles": [LEARNER]}
    if not user.is_verified:
        return told
    named = {"name": user.name} if tool.shares_name and user.has_come else {}
    return told | named | ({"email": user.email} if tool.shares_email else {})
