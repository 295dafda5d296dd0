"""Asking for a refund by the signed address of a pledge."""

from __future__ import annotations

from typing import Any

from educrowd.core.access import PUBLIC, needs
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.pages import flash_error, flash_ok, go, invalid, privately, render

from ..models import Pledge
from ..pledging import links
from ..refunds.asking_back import ask_back, may_ask_back
from ..refunds.forms import AskForm
from ..refunds.queries import month_of
from .blueprint import bp
from .signed_links import pledge_behind_link

PAGE = "crowdfunding/pledges/ask_back.html"


@bp.get("/pledges/<public_id>/refund-request")
@needs(PUBLIC)
def new_refund_request(public_id: str):
    pledge = pledge_behind_link(public_id)
    if not may_ask_back(pledge):
        return go(links.page_of(public_id))
    form = AskForm(pledge.currency, formdata=None)
    return privately(render(PAGE, form=form, **_shown(pledge)))


@bp.post("/pledges/<public_id>/refund-request")
@needs(PUBLIC, unpaid=True)
def request_refund(public_id: str):
    pledge = pledge_behind_link(public_id)
    throttle("10 per hour", "refund-request", address())
    form = AskForm(pledge.currency)
    if not form.validate_on_submit():
        return privately(invalid(PAGE, form, **_shown(pledge)))
    try:
        request = ask_back(pledge, reason=form.reason.data or "")
    except Refused as refusal:
        flash_error(refusal.message)
        return go(links.page_of(public_id))
    flash_ok(f"We have your request, and answer it by {request.due_at:%Y-%m-%d}.")
    return go(links.page_of(public_id))


def _shown(pledge: Pledge) -> dict[str, Any]:
    month = month_of(pledge.payment) if pledge.payment else None
    return {"pledge": pledge, "month": month, "key": links.key_of(pledge.public_id)}
