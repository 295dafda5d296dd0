"""Subscribing to a plan on the provider's page: the wish is written down first, and settled by what the provider says.

Two clicks are one wish, two wishes one open page: whoever opens a page closes the others before.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.dialects.postgresql import insert

from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.errors import Refused
from educrowd.core.payments.gateway import GatewayRefused, gateway

from ..billing import billing_details
from ..models import PlanRequest, Subscription, Tenant
from .keeping import find_plan
from .paying import finish_card
from .pricing import price_of, require_price
from .settling import settle_plan

# The provider takes no trial that ends sooner.
SHORTEST_TRIAL = timedelta(hours=49)


def start_checkout(user: Any, code: str, interval: str) -> PlanRequest:
    """Write down that somebody wants to subscribe; its page is opened by `open_checkout`."""
    require_price(find_plan(code), interval)
    _require_none(_held())
    wished = (each for each in PlanRequest.open_pages() if (each.plan_code, each.interval) == (code, interval))
    return next(wished, None) or PlanRequest.write_down("checkout", user, plan_code=code, interval=interval)


def open_checkout(request: PlanRequest, *, return_url: str, cancel_url: str) -> str:
    """Where it is paid; other pages are closed first, so that nobody pays twice."""
    subscription = _held()
    db.session.refresh(request)
    if request.state != "open":
        raise Refused("This page has been closed. Choose the plan again.")
    if request.url is None:
        _close_others(request)
        _require_none(subscription)
        _open_page(request, subscription, return_url, cancel_url)
    return str(request.url)


def finish_checkout(request: PlanRequest) -> None:
    """Back from the page, or somebody asks what became of it."""
    if request.state == "open" and request.session_id is not None:
        page = gateway().read_plan_page(request.session_id)
        if page.is_complete or page.is_expired:
            request.end("done" if page.is_complete else "expired")
    settle_plan()


def finish_page(request: PlanRequest) -> None:
    """Learn what became of a visit to the provider; return page, event and API all ask."""
    (finish_card if request.kind == "card" else finish_checkout)(request)


def look_again(request: PlanRequest) -> None:
    """Learn what became of whatever is done on the provider's pages."""
    if request.is_visit:
        finish_page(request)
    else:
        settle_plan()


def _require_none(subscription: Subscription) -> None:
    if subscription.is_live:
        raise Refused("This site has a subscription already; change it instead.")


def _held() -> Subscription:
    """The site's row, made by whoever comes first and held until the end: whoever comes second waits."""
    row = insert(Subscription).values(tenant_id=bound_tenant_id(), reference=uuid4())
    db.session.execute(row.on_conflict_do_nothing(index_elements=["tenant_id"]))
    return Subscription.mine(lock=True)  # pyright: ignore[reportReturnType]


def _close_others(request: PlanRequest) -> None:
    for other in PlanRequest.open_pages():
        if other.id != request.id:
            _close(other)


def _close(request: PlanRequest) -> None:
    """See that nobody pays there any more, or settle what was paid a moment before."""
    if request.session_id is None:
        request.end("expired")
        return
    with suppress(GatewayRefused):
        gateway().expire_plan_page(request.session_id)
    finish_checkout(request)


def _open_page(request: PlanRequest, subscription: Subscription, return_url: str, cancel_url: str) -> None:
    try:
        _require_customer(subscription)
        page = gateway().open_plan_page(
            customer=str(subscription.customer_id),
            price=price_of(find_plan(str(request.plan_code)), str(request.interval)).gateway_id,
            reference=str(request.reference),
            trial_end=_end_of_trial(),
            return_url=return_url,
            cancel_url=cancel_url,
            key=request.key,
        )
    except GatewayRefused as error:
        # Kept, so that the next wish begins anew with a key of its own.
        request.end("refused", str(error))
        db.session.commit()
        raise Refused("The payment provider did not open its page. Choose the plan again.") from error
    request.session_id, request.url = page.session, page.url


def _require_customer(subscription: Subscription) -> None:
    if subscription.customer_id is None:
        email = billing_details().email or current.user.email
        key = f"plan:{subscription.reference}:customer"
        details = {"email": email, "name": current.tenant.name, "reference": str(subscription.reference)}
        subscription.customer_id = gateway().create_billing_customer(key=key, **details)
        db.session.flush()


def _end_of_trial() -> datetime | None:
    """Who chooses early loses nothing of the trial."""
    tenant = db.session.get_one(Tenant, current.tenant_id)
    if not tenant.on_trial or tenant.paid_until is None:
        return None
    ends = datetime.combine(tenant.paid_until + timedelta(days=1), time(), UTC)
    return ends if ends - utcnow() > SHORTEST_TRIAL else None
