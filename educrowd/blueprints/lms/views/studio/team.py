"""Who teaches a course: asked, changed, taken out; the instructor hands it on."""

from __future__ import annotations

from flask import Response, url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, render

from ...models import Course, CourseInvitation, CourseMember
from ...teams.forms import InvitationForm, RoleForm
from ...teams.teaming import ROLE_WORDS, change_role, hand_over, invite_to_team, leave_team, send_again, take_back
from ..blueprint import bp
from ..finding import run_course, seen_course

TEAM = "/studio/courses/<slug>/team"
INVITATION = f"{TEAM}/invitations/<int:id>"
MEMBER = f"{TEAM}/members/<int:id>"


@bp.get(TEAM)
@needs("courses.work")
def course_team(slug: str):
    return _show(seen_course(slug))


@bp.post(f"{TEAM}/invitations")
@needs("courses.work")
def invite_teacher(slug: str):
    course, form = run_course(slug), InvitationForm()
    if not form.validate():
        return _show(course, form=form, status=422)
    try:
        invitation = invite_to_team(course, form.email.data, form.role.data, by=current.user)
    except Refused as refusal:
        form.refuse(refusal)
        return _show(course, form=form, status=refusal.status)
    flash_ok(f"A letter to {invitation.email} is on its way.")
    return _back(course)


@bp.post(f"{INVITATION}/letter")
@needs("courses.work")
def resend_course_invitation(slug: str, id: int):
    course, invitation = _invitation(slug, id)
    send_again(invitation, by=current.user)
    flash_ok(f"Another letter to {invitation.email} is on its way.")
    return _back(course)


@bp.post(f"{INVITATION}/revocation")
@needs("courses.work")
def revoke_course_invitation(slug: str, id: int):
    course, invitation = _invitation(slug, id)
    take_back(invitation)
    flash_ok("Taken back: its link leads nowhere any more.")
    return _back(course)


@bp.post(f"{MEMBER}/role")
@needs("courses.work")
def change_course_role(slug: str, id: int):
    course, form = run_course(slug), RoleForm()
    member = find(CourseMember, id=id, course_id=course.id)
    if not form.validate():
        flash_error("Choose one of the roles.")
        return _back(course)
    change_role(member, form.role.data)
    flash_ok(f"{member.name}: {member.role} from now on.")
    return _back(course)


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


@bp.post(f"{TEAM}/handover")
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
    is_run = course.run_by(current.user)
    return render(
        "lms/studio/team/index.html",
        status=status,
        course=course,
        is_run=is_run,
        members=db.session.scalars(CourseMember.of(course)).all(),
        invitations=db.session.scalars(CourseInvitation.open(course)).all() if is_run else [],
        form=form or InvitationForm(formdata=None),
        role_words=ROLE_WORDS,
    )


def _invitation(slug: str, id: int) -> tuple[Course, CourseInvitation]:
    course = run_course(slug)
    return course, find(CourseInvitation, id=id, course_id=course.id, accepted_at=None)


def _back(course: Course) -> Response:
    return go(url_for("lms.course_team", slug=course.slug))
