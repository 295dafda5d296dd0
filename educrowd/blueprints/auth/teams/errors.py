"""Why somebody does not get into a team."""

from __future__ import annotations

from educrowd.core.errors import Refused


class NoInvitation(Refused):
    """A link that was used, has run out or was taken back."""

    code = "not_found"
    status = 404
    message = "This invitation is no longer good. Ask whoever sent it for another one."


class ShutOut(Refused):
    """The staff of the site have ended this person's roles: no team lets them in again."""

    code = "forbidden"
    status = 403
    message = "The staff of this site have ended your access. Ask them to let you in again."


class OnTeam(Refused):
    """This person has a role, and one is all they can have."""

    message = "You are in this team already. Ask whoever invited you to change your role."
