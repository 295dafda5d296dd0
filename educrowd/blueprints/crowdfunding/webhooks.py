"""What webhooks may tell of projects, pledges and disputes."""

from __future__ import annotations

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import Dispute
from educrowd.core.payments.returning import dispute_opened
from educrowd.core.webhooks import announces

from .models import Pledge, Project
from .queries import pledges_visible_to, with_lines, with_totals
from .refunds.queries import disputes
from .schemas.disputes import DisputeOut
from .schemas.pledges import PledgeOut
from .schemas.projects import ProjectOut
from .signals import (
    membership_changed,
    membership_continued,
    membership_leaving,
    membership_left,
    membership_started,
    membership_stopped,
    pledge_collected,
    pledge_created,
    pledge_refunded,
    project_failed,
    project_funded,
    project_launched,
    project_settled,
)


class PledgeNews(PledgeOut):
    """A pledge without the links that are its backer's alone."""

    class Meta(PledgeOut.Meta):
        exclude = ("setup", "url")


def project(id: int) -> Project | None:
    return db.session.scalar(with_totals(Project.visible(current.user)).where(Project.id == id))


def pledge(id: int) -> Pledge | None:
    return db.session.scalar(with_lines(pledges_visible_to(current.user)).where(Pledge.id == id))


def dispute(id: int) -> Dispute | None:
    if not current.user.can("money.read"):
        return None
    return db.session.scalar(disputes().where(Dispute.id == id))


for signal, name, words in (
    (project_launched, "project.launched", "A project takes pledges."),
    (project_funded, "project.funded", "A project has reached its goal and is over."),
    (project_failed, "project.failed", "A project did not come about, or was cancelled."),
    (project_settled, "project.settled", "All cards of a project are charged or given up."),
    (membership_stopped, "membership.stopped", "A creator stops a membership: nobody is charged again."),
):
    announces(signal, name, words, id="project_id", schema=ProjectOut(), find=project, path="crowdfunding/projects")

for signal, name, words in (
    (pledge_created, "pledge.created", "A backer’s card is saved: the pledge counts."),
    (pledge_collected, "pledge.collected", "A backer’s card was charged."),
    (pledge_refunded, "pledge.refunded", "All of a pledge’s money went back."),
    (membership_started, "membership.started", "A member’s first month was paid."),
    (membership_changed, "membership.changed", "A member has another amount or reward from the next month on."),
    (membership_leaving, "membership.leaving", "A membership ends with the month that is paid."),
    (membership_continued, "membership.continued", "A membership that was to end goes on."),
    (membership_left, "membership.left", "A membership has ended: left, stopped, not paid or given back."),
):
    announces(signal, name, words, id="pledge_id", schema=PledgeNews(), find=pledge, path="crowdfunding/pledges")

announces(
    dispute_opened,
    "dispute.opened",
    "A bank disputes a payment.",
    id="dispute_id",
    schema=DisputeOut(),
    find=dispute,
    path="crowdfunding/disputes",
)
