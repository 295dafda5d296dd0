"""Following a project."""

from __future__ import annotations

from flask import abort
from flask.views import MethodView

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.current import current
from educrowd.core.pages import find

from ..launching.following import follow
from ..models import Follow, Project
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/following/")
class Following(MethodView):
    @crowdfunding.response(204)
    @needs(SIGNED_IN)
    def put(self, id: int) -> None:
        """Be told at the launch and two days before the end; an address that is not confirmed gets a letter first."""
        follow(_followable(id), current.user, is_proven=current.user.is_verified)

    @crowdfunding.response(204)
    @needs(SIGNED_IN, unpaid=True)
    def delete(self, id: int) -> None:
        """No more."""
        Follow.end(_followable(id), current.user)


def _followable(id: int) -> Project:
    project = find(Project, id=id)
    if not (project.is_announced or project.is_open):
        abort(404)
    return project
