"""The link of a letter that asks somebody to teach a course with others."""

from __future__ import annotations

from flask import url_for

from educrowd.blueprints.auth.teams.pages import accept_invitation, show_invitation
from educrowd.core.access import PUBLIC, needs

from ..models import CourseMember
from ..teams.teaming import TEAM
from .blueprint import bp


@bp.get("/course-invitations/<code>")
@needs(PUBLIC)
def course_invitation(code: str):
    return show_invitation(TEAM, code)


@bp.post("/course-invitations/<code>")
@needs(PUBLIC)
def accept_course_invitation(code: str):
    return accept_invitation(TEAM, code, home=_home, studio=url_for("lms.studio_courses"))


def _home(member: CourseMember) -> str:
    return url_for("lms.course_team", slug=member.course.slug)
