"""A project's team: asked by letter, joined with its link, changed and ended at once."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth import names, roles
from educrowd.blueprints.auth.models import Membership, User
from educrowd.blueprints.auth.signals import member_joined
from educrowd.core import mail
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import throttle
from educrowd.core.mail import mailer

from ..models import Project, ProjectInvitation, ProjectMember
from ..models.team import TEAM_ROLES

ROLE_WORDS = {
    "editor": "Editor: story, rewards, updates and comments",
    "fulfillment": "Fulfillment: backers, deliveries, surveys and messages",
    "viewer": "Viewer: the figures",
}
MOST = 50


class NoInvitation(Refused):
    """A link that was used, has run out or was taken back."""

    code = "not_found"
    status = 404

    def __init__(self):
        super().__init__("This invitation is no longer good. Ask whoever sent it for another one.")


class ShutOut(Refused):
    """The staff of the site have ended this person's roles: no creator lets them in again."""

    code = "forbidden"
    status = 403

    def __init__(self):
        super().__init__("The staff of this site have ended your access. Ask them to let you in again.")


def invite_to_team(project: Project, email: str, role: str, *, by: User) -> ProjectInvitation:
    """Ask somebody to help; asking again sends another letter, and only the last one's link is good."""
    email = names.email_address(email)
    if role not in TEAM_ROLES:
        raise Invalid("role", "Choose one of the roles.")
    _refuse_who_has_it(project, email, role)
    throttle("30 per hour", "team-invitation", f"user:{by.id}")
    invitation = _open_invitation(project, email, role) or _new_invitation(project, email, role, by)
    audit("project.invited", subject=project, role=role)
    send_team_invitation.later(invitation.id)
    return invitation


def send_again(invitation: ProjectInvitation, *, by: User) -> None:
    """Another letter; the link of the last one is good no more."""
    throttle("30 per hour", "team-invitation", f"user:{by.id}")
    send_team_invitation.later(invitation.id)


def take_back(invitation: ProjectInvitation) -> None:
    """The letter's link leads nowhere from now on."""
    audit("project.uninvited", subject=invitation.project, role=invitation.role)
    db.session.delete(invitation)


def join_team(code: str, user: User | None = None) -> ProjectMember:
    """Use the link up; without a person whose account is proven, for the account of the address it was mailed to."""
    invitation = ProjectInvitation.redeem(code)
    if invitation is None:
        raise NoInvitation
    inviter = invitation.invited_by
    if not invitation.project.run_by(inviter):  # Whoever may not invite any more has not invited.
        raise NoInvitation
    person = user or User.guest(invitation.email)
    _let_in(person, inviter)
    member = _member(invitation, person)
    db.session.expire(invitation.project, ["members"])
    audit("project.joined", subject=invitation.project, role=invitation.role)
    return member


def change_role(member: ProjectMember, role: str) -> None:
    """Another part of the work."""
    if role not in TEAM_ROLES:
        raise Invalid("role", "Choose one of the roles.")
    if role != member.role and role in member.project.roles_of(member.user):
        raise Refused("This person has that role already.", field="role")
    audit("project.team_changed", subject=member.project, name=member.name, before=member.role, role=role)
    try:
        with db.session.begin_nested():
            member.role = role
    except IntegrityError:  # Another change of the same moment was faster.
        raise Refused("This person has that role already.", field="role") from None


def leave_team(member: ProjectMember) -> None:
    """End it, by oneself or by those who decide; who helps nowhere any more has no business in the studio."""
    audit("project.left", subject=member.project, person=member.name, role=member.role)
    project, user = member.project, member.user
    db.session.delete(member)
    db.session.flush()
    db.session.expire(project, ["members"])
    if db.session.scalar(ProjectMember.projects_of(user).limit(1)) is None:
        _end_collaboration(user)


@mailer
def send_team_invitation(invitation_id: int) -> None:
    """The link is made here, so that no queue ever holds it."""
    invitation = db.session.scalar(select(ProjectInvitation).where(ProjectInvitation.id == invitation_id))
    if invitation is None or invitation.accepted_at:
        return
    code = invitation.new_code()
    mail.deliver(
        to=invitation.email,
        subject=f"{invitation.invited_by.name} asks you to help with “{invitation.project.title}”",
        template="crowdfunding/mail/team_invitation",
        invitation=invitation,
        role_words=ROLE_WORDS[invitation.role],
        join_url=f"{current.tenant.origin}/team-invitations/{code}",
    )


def _refuse_who_has_it(project: Project, email: str, role: str) -> None:
    person = db.session.scalar(User.known_as(email))
    if person and person.id == project.creator_id:
        raise Invalid("email", "This is the project’s creator.")
    if person and role in project.roles_of(person):
        raise Invalid("email", "This person has that role already.")


def _open_invitation(project: Project, email: str, role: str) -> ProjectInvitation | None:
    return db.session.scalar(_same(project, email, role))


def _same(project: Project, email: str, role: str) -> Select[ProjectInvitation]:
    return ProjectInvitation.open(project).where(ProjectInvitation.email == email, ProjectInvitation.role == role)


def _new_invitation(project: Project, email: str, role: str, by: User) -> ProjectInvitation:
    if len(db.session.scalars(ProjectInvitation.open(project)).all()) + len(project.members) >= MOST:
        raise Invalid(None, f"A team has room for {MOST} people.")
    invitation = ProjectInvitation(project_id=project.id, email=email, role=role, invited_by_id=by.id)
    try:
        with db.session.begin_nested():
            db.session.add(invitation)
    except IntegrityError:  # The other click of two was faster.
        invitation = db.session.scalars(_same(project, email, role)).one()
    return invitation


def _let_in(person: User, inviter: User) -> None:
    is_new = not person.is_member
    if is_new and person.was_removed:
        raise ShutOut
    if is_new:
        require_room("members", words="This site has no room for more members. Ask whoever invited you.")
    person.take(roles.COLLABORATOR, assigned_by=inviter, is_accepted=True)
    if is_new and person.is_member:
        member_joined.send(user_id=person.id)


def _member(invitation: ProjectInvitation, person: User) -> ProjectMember:
    whose = {"tenant_id": bound_tenant_id(), "project_id": invitation.project_id, "user_id": person.id}
    wanted = insert(ProjectMember).values(**whose, role=invitation.role, invited_by_id=invitation.invited_by_id)
    db.session.execute(wanted.on_conflict_do_nothing())
    mine = ProjectMember.of(invitation.project).where(ProjectMember.user_id == person.id)
    return db.session.scalars(mine.where(ProjectMember.role == invitation.role)).one()


def _end_collaboration(user: User) -> None:
    held = Membership.here().where(Membership.user_id == user.id, Membership.role == roles.COLLABORATOR)
    for membership in db.session.scalars(held):
        membership.end()
