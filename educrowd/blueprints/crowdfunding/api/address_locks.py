"""The day from which addresses stand, and the backers it does not hold for."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.db import db

from ..finding import fulfilled_project
from ..models import AddressLock, Pledge
from ..queries import pledges_visible_to
from ..rewards.address_locking import lock_addresses, lock_again, release_addresses, unlock
from ..schemas.surveys import AddressLockIn, AddressLockOut
from .blueprint import crowdfunding


@crowdfunding.route("/projects/<int:id>/address-lock/")
class ProjectAddressLock(MethodView):
    @crowdfunding.response(200, AddressLockOut)
    @needs("projects.work")
    def get(self, id: int) -> AddressLock:
        """When addresses stand; 404 while no day is set."""
        return AddressLock.of(fulfilled_project(id)) or abort(404)

    @crowdfunding.arguments(AddressLockIn)
    @crowdfunding.response(200, AddressLockOut)
    @needs("projects.work")
    def put(self, body: dict[str, Any], id: int) -> AddressLock:
        """Set the last day for addresses, at least two days ahead; backers are warned a week and a day before."""
        return lock_addresses(fulfilled_project(id), on=body["locks_on"])

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Let everybody change addresses."""
        release_addresses(fulfilled_project(id))


@crowdfunding.route("/pledges/<int:id>/unlock/")
class UnlockPledge(MethodView):
    @crowdfunding.response(204)
    @needs("projects.work")
    def put(self, id: int) -> None:
        """Let this backer change address and answers, whatever has locked."""
        unlock(_fulfilled_by_me(id))

    @crowdfunding.response(204)
    @needs("projects.work")
    def delete(self, id: int) -> None:
        """Lock this backer's again."""
        lock_again(_fulfilled_by_me(id))


def _fulfilled_by_me(id: int) -> Pledge:
    pledge = db.session.scalar(pledges_visible_to(current.user).where(Pledge.id == id)) or abort(404)
    fulfilled_project(pledge.project_id)
    return pledge
