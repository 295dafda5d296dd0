"""Who teaches a course: asked, changed, taken out; the instructor hands it on."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.blueprints.auth.teams import studio
from educrowd.blueprints.auth.teams.forms import InvitationForm
from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, render

from ...models import Course, CourseInvitation, CourseMember
from ...teams.teaming import TEAM, hand_over, leave_team
from ..blueprint import bp
from ..finding import run_course, seen_course

AT = "/studio/courses/<slug>/team"
INVITATION = f"{AT}/invitations/<int:id>"
MEMBER = f"{AT}/members/<int:id>"


@bp.get(AT)
@needs("courses.work")
def course_team(slug: str):
    return _show(seen_course(slug))


@bp.post(f"{AT}/invitations")
@needs("courses.work")
def invite_teacher(slug: str):
    return studio.ask(TEAM, run_course(slug), show=_show, back=_back)


@bp.post(f"{INVITATION}/letter")
@needs("courses.work")
def resend_course_invitation(slug: str, id: int):
    return studio.ask_again(TEAM, _invitation(slug, id), back=_back)


@bp.post(f"{INVITATION}/revocation")
@needs("courses.work")
def revoke_course_invitation(slug: str, id: int):
    return studio.take_back(TEAM, _invitation(slug, id), back=_back)


@bp.post(f"{MEMBER}/role")
@needs("courses.work")
def change_course_role(slug: str, id: int):
    course = run_course(slug)
    return studio.change_role(TEAM, find(CourseMember, id=id, course_id=course.id), back=_back)


@bp.post(f"{MEMBER}/removal")
@needs("courses.work")
def remove_course_member(slug: str, id: int):
    """Leads take somebody out; everybody may go."""
    course = seen_course(slug)
    member = find(CourseMember, id=id, course_id=course.id)
    is_me = member.user_id == current.user.id
    authorize(is_me or course.run_by(current.user))
    leave_team(member)
    flash_ok("You have left the course." if is_me else "Taken out of the team.")
    return go("/") if is_me else _back(course)


@bp.post(f"{AT}/handover")
@needs("courses.work")
def hand_course_over(slug: str):
    """Whoever made it goes, or the staff see to it; another lead takes it on."""
    course = run_course(slug)
    is_me = course.instructor_id == current.user.id
    authorize(is_me or current.user.can("courses.manage"))
    try:
        hand_over(course)
    except Refused as refusal:
        flash_error(refusal.message)
        return _back(course)
    flash_ok(f"{course.instructor.name} leads “{course.title}” now.")
    return go("/") if is_me and not course.figures_seen_by(current.user) else _back(course)


def _show(course: Course, *, form: InvitationForm | None = None, status: int = 200) -> Response:
    people = studio.people_of(TEAM, course, form)
    return render("lms/studio/team/index.html", status=status, course=course, **people)


def _invitation(slug: str, id: int) -> CourseInvitation:
    return find(CourseInvitation, id=id, course_id=run_course(slug).id, accepted_at=None)


def _back(course: Course) -> Response:
    return go(url_for("lms.course_team", slug=course.slug))
