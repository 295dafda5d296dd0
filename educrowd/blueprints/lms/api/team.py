"""Who teaches a course."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find

from ..models import CourseInvitation, CourseMember
from ..teams.schemas import CourseInvitationIn, CourseInvitationOut, CourseJoiningIn, CourseMemberOut, CourseRoleIn
from ..teams.teaming import change_role, hand_over, invite_to_team, join_team, leave_team, take_back
from .blueprint import lms, run_course, seen_course


@lms.route("/courses/<int:id>/team/")
class CourseTeam(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(CourseMemberOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[CourseMember]:
        """Everybody who teaches it with the instructor; for those who do."""
        return CourseMember.of(seen_course(id))


@lms.route("/courses/<int:id>/handover/")
class Handover(MethodView):
    @lms.response(204)
    @needs("courses.work")
    def post(self, id: int) -> None:
        """The instructor leaves, or the staff see to it; the longest lead takes the course on; 409: nobody leads."""
        course = run_course(id)
        authorize(course.instructor_id == current.user.id or current.user.can("courses.manage"))
        hand_over(course)


@lms.route("/courses/<int:id>/team-invitations/")
class CourseInvitations(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(CourseInvitationOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[CourseInvitation]:
        """Those that nobody has answered yet."""
        return CourseInvitation.open(run_course(id))

    @lms.arguments(CourseInvitationIn)
    @lms.created(CourseInvitationOut, at="/api/v1/lms/team-invitations/{id}/")
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> CourseInvitation:
        """Ask somebody to teach with you, by letter; its link is good once, for two weeks."""
        return invite_to_team(run_course(id), **body, by=current.user)


@lms.route("/team-invitations/<int:id>/")
class OneCourseInvitation(MethodView):
    @lms.response(200, CourseInvitationOut)
    @needs("courses.work")
    def get(self, id: int) -> CourseInvitation:
        """One invitation."""
        return _own_invitation(id)

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Take it back: its link leads nowhere any more."""
        take_back(_own_invitation(id))


@lms.route("/team-members/")
class JoiningCourse(MethodView):
    @lms.arguments(CourseJoiningIn)
    @lms.response(201, CourseMemberOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any]) -> CourseMember:
        """Join with the code of a letter; 404 where it is no longer good. One's address has to be proven first."""
        if not current.user.is_verified:
            raise Refused("Confirm your email address first.", code="forbidden", status=403)
        return join_team(body["code"], current.user)


@lms.route("/team-members/<int:id>/")
class OneCourseMember(MethodView):
    @lms.response(200, CourseMemberOut)
    @needs("courses.work")
    def get(self, id: int) -> CourseMember:
        """One person's role."""
        return _member(id)

    @lms.arguments(CourseRoleIn)
    @lms.response(200, CourseMemberOut)
    @needs("courses.work")
    def patch(self, body: dict[str, Any], id: int) -> CourseMember:
        """Another role; it counts with the next request."""
        member = _member(id)
        authorize(member.course.run_by(current.user))
        change_role(member, body["role"])
        return member

    @lms.response(204)
    @needs("courses.work")
    def delete(self, id: int) -> None:
        """Take somebody out of the team, or leave it."""
        member = _member(id)
        authorize(member.user_id == current.user.id or member.course.run_by(current.user))
        leave_team(member)


def _member(id: int) -> CourseMember:
    member = find(CourseMember, id=id)
    return member if member.course.figures_seen_by(current.user) else abort(404)


def _own_invitation(id: int) -> CourseInvitation:
    invitation = find(CourseInvitation, id=id, accepted_at=None)
    return invitation if invitation.course.run_by(current.user) else abort(404)
