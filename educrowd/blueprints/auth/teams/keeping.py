"""Teams of whatever kind: asked by letter, joined with its link, changed and ended at once.

A team lets its people into the studio by the role of a collaborator; what they may do in which project or course, that
says itself: it has `run_by(user)`, `roles_of(user)`, `members` and a title.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.core import mail
from educrowd.core.allowances import require_room
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.limits import throttle

from .. import names, roles
from ..models import Membership, User
from ..models.helping import Helper, Invitation
from ..signals import member_joined
from .errors import NoInvitation, OnTeam, ShutOut

MOST = 50
RATE = "30 per hour"


@dataclass(frozen=True, eq=False)
class Team:
    """A kind of team; `words` say what each role may, `owner` names the column of whoever has it all."""

    noun: str
    helper: Any
    invitation: Any
    words: dict[str, str]
    owner: str
    owner_words: str
    letter: Any
    one_role: bool = False

    def __post_init__(self) -> None:
        TEAMS.append(self)

    def invite(self, subject: Any, email: str, role: str, *, by: User) -> Any:
        """Ask somebody to help; asking again sends another letter, and only the last one's link is good."""
        email = names.email_address(email)
        self._check(role)
        self._refuse_who_has_it(subject, email, role)
        throttle(RATE, "team-invitation", f"user:{by.id}")
        invitation = db.session.scalar(self._same(subject, email, role)) or self._asked(subject, email, role, by)
        invitation.role = role
        audit(f"{self.noun}.invited", subject=subject, role=role)
        self.letter.later(invitation.id)
        return invitation

    def send_again(self, invitation: Invitation, *, by: User) -> None:
        """Another letter; the link of the last one is good no more."""
        throttle(RATE, "team-invitation", f"user:{by.id}")
        self.letter.later(invitation.id)

    def take_back(self, invitation: Invitation) -> None:
        """The letter's link leads nowhere from now on."""
        audit(f"{self.noun}.uninvited", subject=invitation.subject, role=invitation.role)
        db.session.delete(invitation)

    def join(self, code: str, user: User | None = None) -> Any:
        """Use the link up; without a person of proven account, for the account of the address it was mailed to."""
        invitation = self.invitation.redeem(code)
        if invitation is None:
            raise NoInvitation
        inviter, subject = invitation.invited_by, invitation.subject
        if not subject.run_by(inviter):  # Whoever may not invite any more has not invited.
            raise NoInvitation
        person = user or User.guest(invitation.email)
        if self.one_role and subject.roles_of(person) - {invitation.role}:
            raise OnTeam
        _let_in(person, inviter)
        helper = self._helper(invitation, person)
        db.session.expire(subject, ["members"])
        audit(f"{self.noun}.joined", subject=subject, role=invitation.role)
        return helper

    def change_role(self, helper: Helper, role: str) -> None:
        """Another part of the work."""
        self._check(role)
        subject, before = helper.subject, helper.role
        if role != before and role in subject.roles_of(helper.user):
            raise Refused("This person has that role already.", field="role")
        audit(f"{self.noun}.team_changed", subject=subject, person=helper.name, before=before, role=role)
        try:
            with db.session.begin_nested():
                helper.role = role
        except IntegrityError:  # Another change of the same moment was faster.
            raise Refused("This person has that role already.", field="role") from None

    def leave(self, helper: Helper) -> None:
        """End it, by oneself or by those who decide; who helps nowhere any more has no business in the studio."""
        subject, user = helper.subject, helper.user
        audit(f"{self.noun}.left", subject=subject, person=helper.name, role=helper.role)
        db.session.delete(helper)
        db.session.flush()
        db.session.expire(subject, ["members"])
        end_collaboration(user)

    def deliver(self, invitation_id: int, *, template: str, where: str) -> None:
        """The letter; its link is made here, so that no queue ever holds it."""
        kind = self.invitation
        invitation = db.session.scalar(select(kind).where(kind.id == invitation_id))
        if invitation is None or invitation.accepted_at:
            return
        code = invitation.new_code()
        mail.deliver(
            to=invitation.email,
            subject=f"{invitation.invited_by.name} asks you to help with “{invitation.subject.title}”",
            template=template,
            invitation=invitation,
            role_words=self.words[invitation.role],
            join_url=f"{current.tenant.origin}/{where}/{code}",
        )

    def _check(self, role: str) -> None:
        if role not in self.words:
            raise Invalid("role", "Choose one of the roles.")

    def _refuse_who_has_it(self, subject: Any, email: str, role: str) -> None:
        person = db.session.scalar(User.known_as(email))
        if person is None:
            return
        if person.id == getattr(subject, self.owner):
            raise Invalid("email", self.owner_words)
        held = subject.roles_of(person)
        if role in held:
            raise Invalid("email", "This person has that role already.")
        if held and self.one_role:
            raise Invalid("email", "This person is in the team already: change their role in the list.")

    def _same(self, subject: Any, email: str, role: str) -> Select[Any]:
        asked = self.invitation.open(subject).where(self.invitation.email == email)
        return asked if self.one_role else asked.where(self.invitation.role == role)

    def _asked(self, subject: Any, email: str, role: str, by: User) -> Any:
        if len(db.session.scalars(self.invitation.open(subject)).all()) + len(subject.members) >= MOST:
            raise Invalid(None, f"A team has room for {MOST} people.")
        facts = {self.invitation.subject_key: subject.id, "email": email, "role": role, "invited_by_id": by.id}
        invitation = self.invitation(**facts)
        try:
            with db.session.begin_nested():
                db.session.add(invitation)
        except IntegrityError:  # The other click of two was faster.
            invitation = db.session.scalars(self._same(subject, email, role)).one()
        return invitation

    def _helper(self, invitation: Invitation, person: User) -> Any:
        subject, role = invitation.subject, invitation.role
        row = {"tenant_id": bound_tenant_id(), self.helper.subject_key: subject.id, "user_id": person.id, "role": role}
        wanted = insert(self.helper).values(**row, invited_by_id=invitation.invited_by_id)
        db.session.execute(wanted.on_conflict_do_nothing())
        mine = self.helper.of(subject).where(self.helper.user_id == person.id, self.helper.role == role)
        found = db.session.scalars(mine).one_or_none()
        if found is None:  # Two links of one person, used in the same moment.
            raise OnTeam
        return found


TEAMS: list[Team] = []


def end_collaboration(user: User) -> None:
    """Close the studio to whoever is in no team any more."""
    if any(db.session.scalar(team.helper.subjects_of(user).limit(1)) for team in TEAMS):
        return
    held = Membership.here().where(Membership.user_id == user.id, Membership.role == roles.COLLABORATOR)
    for membership in db.session.scalars(held):
        membership.end()


def _let_in(person: User, inviter: User) -> None:
    is_new = not person.is_member
    if is_new and person.was_removed:
        raise ShutOut
    if is_new:
        require_room("members", words="This site has no room for more members. Ask whoever invited you.")
    person.take(roles.COLLABORATOR, assigned_by=inviter, is_accepted=True)
    if is_new and person.is_member:
        member_joined.send(user_id=person.id)
