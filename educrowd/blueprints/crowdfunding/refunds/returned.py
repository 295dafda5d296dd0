"""Money that went back to a backer or their bank: what the pledge, its access and the project's books make of it."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from educrowd.core import entitlements, ledger
from educrowd.core.db import db
from educrowd.core.payments import Dispute, Payment, Refund

from ..collecting.collecting import give_access
from ..collecting.settling import settle_project
from ..memberships.taking_back import take_back_since, take_back_what_is_under_way
from ..models import Pledge, Project
from ..signals import membership_continued
from ..signals import pledge_refunded as announced
from .called_off import finish_when_done, give_back_again
from .news import tell_of_refund

FOLLOWS = {"captured": "collected", "refunded": "refunded", "disputed": "disputed"}


def pledge_refunded(refund: Refund) -> None:
    """Carry a refund's news over to its pledge; runs in the transaction that wrote them."""
    because = f"a refund {WORDS[refund.state]}"
    pledge = _follow(refund.payment, f"refund:{refund.reference}:{refund.state}", because=because)
    if pledge and refund.state == "failed":
        give_back_again(pledge)
    if pledge:
        take_back_since(pledge, refund)
        finish_when_done(pledge.project_id)
    tell_of_refund(refund)


def pledge_disputed(dispute: Dispute) -> None:
    """The same for a dispute."""
    reference = f"dispute:{dispute.gateway_id}:{dispute.state}"
    pledge = _follow(dispute.payment, reference, because="the bank disputes the payment")
    if pledge and pledge.state == "collected":
        give_back_again(pledge)
    if pledge:
        _charge_no_more(pledge, dispute)
        finish_when_done(pledge.project_id)


def _charge_no_more(pledge: Pledge, dispute: Dispute) -> None:
    """Who disputes one month of a membership is not charged for another."""
    if dispute.payment.state != "disputed":
        return
    if pledge.may_leave:
        pledge.leave()
    take_back_what_is_under_way(pledge)


WORDS = {"pending": "is on its way", "succeeded": "was made", "failed": "failed"}


def _follow(payment: Payment, reference: str, *, because: str) -> Pledge | None:
    pledge_id = db.session.scalar(Pledge.paid_by(payment.id).with_only_columns(Pledge.id))
    if pledge_id is None:
        return None
    pledge = Pledge.locked(pledge_id)
    if pledge.payment_id == payment.id:  # An earlier month of a membership says nothing about the present one.
        _carry(pledge, payment, because)
    _balance(Project.locked(pledge.project_id), reference)
    return pledge


def _carry(pledge: Pledge, payment: Payment, because: str) -> None:
    pledge.refunded_amount = payment.refunded_amount
    db.session.flush()
    state = FOLLOWS[payment.state]
    # One that ended before its late charge stays as it ended.
    if pledge.state in FOLLOWS.values() and pledge.state != state:
        _move(pledge, state, because)


def _move(pledge: Pledge, state: str, because: str) -> None:
    came_from = pledge.state
    try:
        with db.session.begin_nested():
            pledge.move(state, because=because)
    except IntegrityError:
        # Refunded, pledged again, and now the old refund failed: the checker asks a person to choose.
        db.session.refresh(pledge)
        return
    if state == "refunded":
        pledge.charge_no_more()
        entitlements.revoke(source=f"pledge:{pledge.id}")
        pledge.announce(announced)
        pledge.announce_end()
    elif state == "collected":
        give_access([pledge])
        _announce_return(pledge, came_from)


def _announce_return(pledge: Pledge, came_from: str) -> None:
    """A refund failed: its member is one again."""
    if pledge.is_monthly and came_from == "refunded":
        pledge.announce(membership_continued)


def _balance(project: Project, reference: str) -> None:
    """What was handed to the creator already is owed back by them; what came again is theirs."""
    missing = ledger.balance(project.funds_account, project.currency)
    if missing > 0:
        owed = {"creator_payable": missing, project.funds_account: -missing}
        ledger.post("release_return", reference, owed, currency=project.currency, note=project.title)
    elif project.state == "settled" or project.is_monthly:
        settle_project(project.id)
