"""Disputes, for staff: what the bank holds, until when it hears us, and what it is told."""

from __future__ import annotations

from typing import Any

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render
from educrowd.core.payments import Dispute, DisputeEvidence, write_evidence

from ...refunds.disputing import facts_of
from ...refunds.forms import EvidenceForm
from ...refunds.queries import disputes as all_disputes
from ...refunds.queries import payer_of, pledge_of
from ..blueprint import bp

SHOW = "crowdfunding/studio/disputes/show.html"


@bp.get("/studio/disputes/")
@needs("money.read")
def disputes():
    return render("crowdfunding/studio/disputes/index.html", page=paginate(all_disputes(), per_page=25))


@bp.get("/studio/disputes/<int:dispute_id>/")
@needs("money.read")
def dispute(dispute_id: int):
    dispute = find(Dispute, id=dispute_id)
    return render(SHOW, form=EvidenceForm(formdata=None), **_shown(dispute))


@bp.post("/studio/disputes/<int:dispute_id>/evidence")
@needs("money.refund", unpaid=True)
def create_evidence(dispute_id: int):
    dispute, form = find(Dispute, id=dispute_id), EvidenceForm()
    if not form.validate_on_submit():
        return invalid(SHOW, form, **_shown(dispute))
    answer = {"words": form.words.data or "", "facts": facts_of(dispute), "by": current.user}
    try:
        write_evidence(dispute, **answer, **form.sent_file)
    except Refused as refusal:
        form.refuse(refusal)
        return invalid(SHOW, form, **_shown(dispute))
    flash_ok("Your evidence is on its way to the bank.")
    return go(url_for("crowdfunding.dispute", dispute_id=dispute.id))


def _shown(dispute: Dispute) -> dict[str, Any]:
    payment = dispute.payment
    return {
        "dispute": dispute,
        "payment": payment,
        "payer": payer_of(payment),
        "pledge": pledge_of(payment),
        "evidence": DisputeEvidence.of(dispute),
        "facts": facts_of(dispute),
    }
