"""A course's team: what its roles may, the verbs that every team has, and how the instructor hands it on."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.blueprints.auth.teams.errors import NoInvitation, ShutOut
from educrowd.blueprints.auth.teams.keeping import Team, end_collaboration
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.mail import mailer

from ..models import Course, CourseInvitation, CourseMember
from ..models.team import LEAD

__all__ = [
    "ROLE_WORDS",
    "TEAM",
    "LastLead",
    "NoInvitation",
    "ShutOut",
    "change_role",
    "hand_over",
    "invite_to_team",
    "join_team",
    "leave_team",
    "take_back",
]

ROLE_WORDS = {
    "lead": "Lead: all of it, with price, sales and team",
    "teacher": "Teacher: lessons, publishing, learners and grades",
    "assistant": "Assistant: grades work, answers questions and writes to learners",
    "observer": "Observer: the figures",
}


class LastLead(Refused):
    """A course is never without a lead."""

    message = "Nobody else leads this course. Make somebody a lead first."


@mailer
def send_course_invitation(invitation_id: int) -> None:
    """Ask by letter."""
    TEAM.deliver(invitation_id, template="lms/mail/team_invitation", where="course-invitations")


TEAM = Team(
    "course",
    CourseMember,
    CourseInvitation,
    ROLE_WORDS,
    owner="instructor_id",
    owner_words="This person leads the course already.",
    letter=send_course_invitation,
    one_role=True,
)
invite_to_team, join_team, leave_team = TEAM.invite, TEAM.join, TEAM.leave
change_role, take_back = TEAM.change_role, TEAM.take_back


def hand_over(course: Course) -> None:
    """The instructor leaves; the lead who has been there longest takes the course on. LastLead where there is none."""
    leads = select(CourseMember).where(CourseMember.course_id == course.id, CourseMember.role == LEAD)
    lead = db.session.scalars(leads.order_by(CourseMember.id).limit(1).with_for_update()).one_or_none()
    if lead is None:
        raise LastLead
    before = course.instructor
    audit("course.handed_over", subject=course, person=lead.name)
    course.instructor = lead.user
    db.session.delete(lead)
    db.session.flush()
    db.session.expire(course, ["members"])
    end_collaboration(before)
