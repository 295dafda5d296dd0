"""A subscription plan's own page, and joining it: the price once more, then off to the card page."""

from __future__ import annotations

from flask import Response, abort

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.auth.names import fold
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import go, invalid, privately, render

from ..models import Course, LearnerSubscription, SubscriptionPlan
from ..models.errors import SentOtherwise
from ..selling.links import new_token, public_id_in
from ..subscriptions.forms import SubscribeForm
from ..subscriptions.links import page_of, return_of
from ..subscriptions.subscribing import Wish, guest, start_subscription
from .blueprint import bp
from .finding import plan_at

PAGE = "lms/subscriptions/join.html"
MOST_SHOWN = 12


@bp.get("/subscriptions/<slug>")
@needs(PUBLIC)
@cached_page
def plan(slug: str):
    plan = plan_at(slug)
    return render("lms/subscriptions/show.html", plan=plan, courses=_courses(plan), mine=_mine(plan))


@bp.get("/subscriptions/<slug>/checkout")
@needs(PUBLIC)
def join_plan(slug: str):
    plan = plan_at(slug)
    if (mine := _mine(plan)) and mine.state != "draft":
        return go(page_of(mine.public_id))
    form = SubscribeForm(
        current.user, formdata=None, token=new_token(), price=plan.price_amount, currency=plan.currency
    )
    return privately(render(PAGE, plan=plan, form=form))


@bp.post("/subscriptions/<slug>/checkout")
@needs(PUBLIC)
def subscribe(slug: str):
    throttle("60 per hour", "order", address())
    plan, form = plan_at(slug), SubscribeForm(current.user)
    if not form.validate():
        return _once_more(plan, form)
    public_id = public_id_in(form.token.data)
    if public_id is None:
        abort(400, "This form is a day old. Load the page again and send it once more.")
    try:
        wish = Wish(public_id, form.price.data, form.currency.data)
        subscription = start_subscription(plan, _learner(plan, form, public_id), wish, page_of=return_of)
    except Refused as refusal:
        if refusal.status >= 500:
            raise
        form.refuse(refusal)
        if isinstance(refusal, SentOtherwise):
            form.token.data = new_token()
        return _once_more(plan, form)
    card = subscription.card
    return go(card.url if subscription.state == "draft" and card and card.url else page_of(public_id))


def _learner(plan: SubscriptionPlan, form: SubscribeForm, public_id: str) -> User:
    """Who joins; a form that is sent twice is its sender's."""
    if current.user.is_authenticated:
        return current.user
    sent, email = LearnerSubscription.sent_as(public_id), form.email.data or ""
    return sent.user if sent and sent.user.email == fold(email) else guest(plan, email, form.name.data or "")


def _once_more(plan: SubscriptionPlan, form: SubscribeForm) -> Response:
    """The form again with the price of now."""
    for field, value in ((form.price, plan.price_amount), (form.currency, plan.currency)):
        field.process_data(value)
        field.raw_data = None
    return privately(invalid(PAGE, form, plan=plan))


def _courses(plan: SubscriptionPlan) -> list[Course]:
    """What it opens: one, or the newest of all that cost something."""
    if plan.course:
        return [plan.course]
    sold = Course.published().where(Course.price_amount > 0).options(Course.card_option())
    return list(db.session.scalars(sold.limit(MOST_SHOWN)))


def _mine(plan: SubscriptionPlan) -> LearnerSubscription | None:
    return LearnerSubscription.live(current.user, plan) if current.user.is_authenticated else None
