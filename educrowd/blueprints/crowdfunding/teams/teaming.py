"""A project's team: what its roles may, and the verbs that every team has."""

from __future__ import annotations

from educrowd.blueprints.auth.teams.errors import NoInvitation, ShutOut
from educrowd.blueprints.auth.teams.keeping import Team
from educrowd.core.mail import mailer

from ..models import ProjectInvitation, ProjectMember

__all__ = [
    "ROLE_WORDS",
    "NoInvitation",
    "ShutOut",
    "change_role",
    "invite_to_team",
    "join_team",
    "leave_team",
    "take_back",
]

ROLE_WORDS = {
    "editor": "Editor: story, rewards, updates and comments",
    "fulfillment": "Fulfillment: backers, deliveries, surveys and messages",
    "viewer": "Viewer: the figures",
}


@mailer
def send_team_invitation(invitation_id: int) -> None:
    """Ask by letter."""
    TEAM.deliver(invitation_id, template="crowdfunding/mail/team_invitation", where="team-invitations")


TEAM = Team(
    "project",
    ProjectMember,
    ProjectInvitation,
    ROLE_WORDS,
    owner="creator_id",
    owner_words="This is the project’s creator.",
    letter=send_team_invitation,
)
invite_to_team, join_team, leave_team = TEAM.invite, TEAM.join, TEAM.leave
change_role, take_back = TEAM.change_role, TEAM.take_back
