"""The day from which addresses stand, and the backers it does not hold for."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db

from ..address_locking import lock_addresses, lock_again, release_addresses, unlock
from ..models import AddressLock, Pledge
from ..queries import pledges_visible_to
from ..schemas.surveys import AddressLockIn, AddressLockOut
from .blueprint import crowdfunding, own_project


@crowdfunding.route("/projects/<int:id>/address-lock/")
class ProjectAddressLock(MethodView):
    @crowdfunding.response(200, AddressLockOut)
    @needs("projects.create")
    def get(self, id: int) -> AddressLock:
        """When addresses stand; 404 while no day is set."""
        return AddressLock.of(own_project(id)) or abort(404)

    @crowdfunding.arguments(AddressLockIn)
    @crowdfunding.response(200, AddressLockOut)
    @needs("projects.create")
    def put(self, body: dict[str, Any], id: int) -> AddressLock:
        """Set the last day for addresses, at least two days ahead; backers are warned a week and a day before."""
        return lock_addresses(own_project(id), on=body["locks_on"])

    @crowdfunding.response(204)
    @needs("projects.create")
    def delete(self, id: int) -> None:
        """Let everybody change addresses."""
        release_addresses(own_project(id))


@crowdfunding.route("/pledges/<int:id>/unlock/")
class UnlockPledge(MethodView):
    @crowdfunding.response(204)
    @needs("projects.create")
    def put(self, id: int) -> None:
        """Let this backer change address and answers, whatever has locked."""
        unlock(_run_by_me(id))

    @crowdfunding.response(204)
    @needs("projects.create")
    def delete(self, id: int) -> None:
        """Lock this backer's again."""
        lock_again(_run_by_me(id))


def _run_by_me(id: int) -> Pledge:
    pledge = db.session.scalar(pledges_visible_to(current.user).where(Pledge.id == id)) or abort(404)
    own_project(pledge.project_id)
    return pledge
