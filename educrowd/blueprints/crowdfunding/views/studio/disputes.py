"""Disputes, for staff: what the bank holds, and until when it hears us."""

from __future__ import annotations

from educrowd.core.access import needs
from educrowd.core.pages import find, paginate, render
from educrowd.core.payments import Dispute

from ...refund_queries import disputes as all_disputes
from ...refund_queries import payer_of, pledge_of
from ..blueprint import bp


@bp.get("/studio/disputes/")
@needs("money.read")
def disputes():
    return render("crowdfunding/studio/disputes/index.html", page=paginate(all_disputes(), per_page=25))


@bp.get("/studio/disputes/<int:dispute_id>/")
@needs("money.read")
def dispute(dispute_id: int):
    dispute = find(Dispute, id=dispute_id)
    payment = dispute.payment
    shown = {"dispute": dispute, "payment": payment, "payer": payer_of(payment), "pledge": pledge_of(payment)}
    return render("crowdfunding/studio/disputes/show.html", **shown)
