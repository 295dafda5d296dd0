"""What backers ask back, for staff: read, give back or decline."""

from __future__ import annotations

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, invalid, paginate, render
from educrowd.core.payments import refundable

from ...models import RefundRequest
from ...refunds.asking_back import approve, decline
from ...refunds.forms import AnswerForm, DeclineForm
from ...refunds.queries import refund_requests as all_requests
from ..blueprint import bp

PAGE = "crowdfunding/studio/refund_requests/show.html"


@bp.get("/studio/refund-requests/")
@needs("money.read")
def refund_requests():
    return render("crowdfunding/studio/refund_requests/index.html", page=paginate(all_requests(), per_page=25))


@bp.get("/studio/refund-requests/<int:request_id>/")
@needs("money.refund")
def refund_request(request_id: int):
    request = find(RefundRequest, id=request_id)
    return render(PAGE, asked=request, form=_filled(request), declining=DeclineForm(_currency(request), formdata=None))


@bp.post("/studio/refund-requests/<int:request_id>/approval")
@needs("money.refund", unpaid=True)
def approve_refund_request(request_id: int):
    request = find(RefundRequest, id=request_id)
    form = AnswerForm(_currency(request))
    if not form.validate_on_submit():
        return _again(request, form=form)
    try:
        approve(request, by=current.user, amount=form.amount.minor, answer=form.answer.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _again(request, form=form)
    flash_ok("Approved. The money goes back, and the backer is told.")
    return go(url_for("crowdfunding.refund_requests"))


@bp.post("/studio/refund-requests/<int:request_id>/refusal")
@needs("money.refund", unpaid=True)
def decline_refund_request(request_id: int):
    request = find(RefundRequest, id=request_id)
    form = DeclineForm(_currency(request))
    if not form.validate_on_submit():
        return _again(request, declining=form)
    try:
        decline(request, by=current.user, answer=form.refusal.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _again(request, declining=form)
    flash_ok("Declined. The backer reads your answer.")
    return go(url_for("crowdfunding.refund_requests"))


def _currency(request: RefundRequest) -> str:
    return request.pledge.currency


def _filled(request: RefundRequest) -> AnswerForm:
    form = AnswerForm(_currency(request), formdata=None)
    form.amount.show(refundable(request.payment), _currency(request))
    return form


def _again(request: RefundRequest, *, form=None, declining=None):
    other = declining or DeclineForm(_currency(request), formdata=None)
    return invalid(PAGE, form or _filled(request), asked=request, declining=other)
