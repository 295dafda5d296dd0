"""Taking back months of a membership that were demanded although an earlier one goes back to its member."""

from __future__ import annotations

from sqlalchemy import select

from educrowd.core.db import db
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, Refund, owe_refund

from ..collecting.recovering import IDLE, give_up
from ..models import Pledge, PledgeMonth, RefundRequest

BECAUSE = "an earlier month goes back to the member"


def take_back_since(pledge: Pledge, refund: Refund) -> None:
    """End a membership whose earlier month was given back in full, and whatever was demanded after that was asked."""
    if refund.payment.state != "refunded" or pledge.payment_id == refund.payment_id or not pledge.is_monthly:
        return
    since = RefundRequest.asked_at(refund)
    months = select(PledgeMonth.payment_id).where(PledgeMonth.pledge_id == pledge.id, PledgeMonth.demanded_at > since)
    for payment_id in db.session.scalars(months.where(PledgeMonth.payment_id != refund.payment_id)):
        pledge.charge_no_more()
        take_back.later(payment_id)


def take_back_what_is_under_way(pledge: Pledge) -> None:
    """The same for the month that is being asked for at this moment, and no other."""
    if pledge.is_asked_for_a_month and pledge.payment_id:
        pledge.charge_no_more()
        take_back.later(pledge.payment_id)


@job(queue="payments")
def take_back(payment_id: int) -> None:
    """Ask no more for a month, or give it back.

    One that is being charged is told apart when that ends: the end of its membership is set by now.
    """
    payment = Payment.locked(payment_id)
    if payment.state in IDLE:
        give_up(payment_id, BECAUSE)
    elif payment.state == "captured":
        owe_refund(payment, because=BECAUSE)
