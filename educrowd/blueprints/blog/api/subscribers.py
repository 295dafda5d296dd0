"""Who gets the newsletter, for programs: asked for by visitors, kept by the staff."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core.access import PUBLIC, needs
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import address, throttle
from educrowd.core.pages import find
from educrowd.core.people_lists import listed

from ..models import Subscriber
from ..newsletter.importing import MOST_LINES, bring_in, look
from ..newsletter.managing import add, remove
from ..newsletter.schemas import (
    SubscriberIn,
    SubscriberListIn,
    SubscriberListOut,
    SubscriberOut,
    SubscriberQuery,
    SubscriptionCodeIn,
    SubscriptionIn,
    SubscriptionTokenIn,
)
from ..newsletter.subscribing import ask, behind_link, confirm, leave
from .blueprint import blog


@blog.route("/subscriptions/")
class Subscriptions(MethodView):
    @blog.arguments(SubscriptionIn)
    @blog.accepted("The same for every address: a letter to it says the rest.")
    @needs(PUBLIC)
    def post(self, body: dict[str, Any]) -> None:
        """Ask for the newsletter; it begins once the code of a letter is shown."""
        ask(body["email"])


@blog.route("/subscriptions/confirm/")
class SubscriptionConfirmation(MethodView):
    @blog.arguments(SubscriptionCodeIn)
    @blog.response(204)
    @needs(PUBLIC)
    def post(self, body: dict[str, Any]) -> None:
        """Show the code of the letter, once."""
        throttle("60 per hour", "newsletter-confirm", address())
        if confirm(body["code"]) is None:
            raise Invalid("code", "This code is used up, or was never good.")


@blog.route("/subscriptions/leave/")
class SubscriptionEnd(MethodView):
    @blog.arguments(SubscriptionTokenIn)
    @blog.response(204)
    @needs(PUBLIC, unpaid=True)
    def post(self, body: dict[str, Any]) -> None:
        """Leave by the token of a letter's way out."""
        subscriber_id, post_id = behind_link(body["token"]) or _refuse()
        if subscriber := db.session.get(Subscriber, subscriber_id):
            leave(subscriber, post_id)


@blog.route("/subscribers/")
class Subscribers(MethodView):
    @blog.arguments(SubscriberQuery, location="query")
    @blog.page(SubscriberOut)
    @needs("posts.manage")
    def get(self, query: dict[str, Any]) -> Select[Subscriber]:
        """All addresses that were on the list, newest first."""
        return Subscriber.listed(query.get("state", ""), query.get("q", ""))

    @blog.arguments(SubscriberIn)
    @blog.created(SubscriberOut)
    @needs("posts.manage")
    def post(self, body: dict[str, Any]) -> Subscriber:
        """Put an address on the list; one that left, complained or takes no letters answers 409."""
        return add(**body)


@blog.route("/subscribers/<int:id>/")
class OneSubscriber(MethodView):
    @blog.response(200, SubscriberOut)
    @needs("posts.manage")
    def get(self, id: int) -> Subscriber:
        """One address."""
        return find(Subscriber, id=id)

    @blog.response(204)
    @needs("posts.manage")
    def delete(self, id: int) -> None:
        """Forget an address, and all that is known of it."""
        remove(find(Subscriber, id=id))


@blog.route("/subscribers/lists/")
class SubscriberLists(MethodView):
    @blog.arguments(SubscriberListIn)
    @blog.response(200, SubscriberListOut)
    @needs("posts.manage")
    def post(self, body: dict[str, Any]) -> dict[str, Any]:
        """Bring many at once, or only look what would become of each."""
        wanted = listed(body["people"], most=MOST_LINES)
        lines = (look if body["dry_run"] else bring_in)(wanted, consent=body["consent"])
        return {"dry_run": body["dry_run"], "lines": lines}


def _refuse() -> Any:
    raise Invalid("token", "This is no letter’s way out.")
