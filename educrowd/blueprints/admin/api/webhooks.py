"""Webhooks: set up, read, change, test; and what became of their deliveries."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from educrowd.core.access import needs
from educrowd.core.api import ApiBlueprint, PageQuery, partial
from educrowd.core.pages import find
from educrowd.core.webhooks import EVENTS, MANAGE, EventType, WebhookDelivery, WebhookEndpoint, send_again, send_test

from .. import webhook_schemas as schemas
from ..webhooks import change_webhook, delete_webhook, open_webhook, require_heard, roll_secret

webhooks = ApiBlueprint(
    "webhooks_api", __name__, url_prefix="/api/v1/webhooks", description="News sent to other programs, signed"
)


@webhooks.route("/")
class Webhooks(MethodView):
    @webhooks.arguments(PageQuery, location="query")
    @webhooks.page(schemas.WebhookOut)
    @needs(MANAGE)
    def get(self, query: dict[str, Any]) -> Select[WebhookEndpoint]:
        """Where this site's news goes."""
        return select(WebhookEndpoint).order_by(WebhookEndpoint.id)

    @webhooks.arguments(schemas.WebhookIn)
    @webhooks.created(schemas.WebhookSecretOut)
    @needs(MANAGE)
    def post(self, body: dict[str, Any]) -> WebhookEndpoint:
        """Set one up; the answer holds the secret, which is never shown again."""
        return open_webhook(**body)


@webhooks.route("/events/")
class Events(MethodView):
    @webhooks.arguments(PageQuery, location="query")
    @webhooks.page(schemas.WebhookEventOut)
    @needs(MANAGE)
    def get(self, query: dict[str, Any]) -> list[EventType]:
        """What there is to hear."""
        return sorted(EVENTS.values(), key=lambda event: event.name)


@webhooks.route("/<int:id>/")
class OneWebhook(MethodView):
    @webhooks.response(200, schemas.WebhookOut)
    @needs(MANAGE)
    def get(self, id: int) -> WebhookEndpoint:
        """One webhook."""
        return find(WebhookEndpoint, id=id)

    @webhooks.arguments(partial(schemas.WebhookChanges))
    @webhooks.response(200, schemas.WebhookOut)
    @needs(MANAGE)
    def patch(self, body: dict[str, Any], id: int) -> WebhookEndpoint:
        """Change what is sent, or switch it on or off; whoever does answers for it from now on."""
        endpoint = find(WebhookEndpoint, id=id)
        change_webhook(endpoint, **body)
        return endpoint

    @webhooks.response(204)
    @needs(MANAGE)
    def delete(self, id: int) -> None:
        """Delete it, with its deliveries."""
        delete_webhook(find(WebhookEndpoint, id=id))


@webhooks.route("/<int:id>/secret/")
class Secret(MethodView):
    @webhooks.response(200, schemas.WebhookSecretOut)
    @needs(MANAGE)
    def post(self, id: int) -> WebhookEndpoint:
        """Roll the secret: the answer holds the new one; for a day everything is signed with both."""
        endpoint = find(WebhookEndpoint, id=id)
        roll_secret(endpoint)
        return endpoint


@webhooks.route("/<int:id>/tests/")
class Tests(MethodView):
    @webhooks.created(schemas.WebhookDeliveryOut, at="/api/v1/webhooks/{webhook_id}/deliveries/{id}/")
    @needs(MANAGE)
    def post(self, id: int) -> WebhookDelivery:
        """Send a delivery that says nothing, of type webhook.test."""
        return send_test(find(WebhookEndpoint, id=id))


@webhooks.route("/<int:id>/deliveries/")
class Deliveries(MethodView):
    @webhooks.arguments(schemas.DeliveryQuery, location="query")
    @webhooks.page(schemas.WebhookDeliveryOut)
    @needs(MANAGE)
    def get(self, query: dict[str, Any], id: int) -> Select[WebhookDelivery]:
        """What was sent in the last 30 days, with every try."""
        filters = {name: query[name] for name in ("state", "event") if name in query}
        sent = WebhookDelivery.of(find(WebhookEndpoint, id=id)).filter_by(**filters)
        return sent.options(selectinload(WebhookDelivery.attempts))


@webhooks.route("/<int:id>/deliveries/<int:delivery_id>/")
class OneDelivery(MethodView):
    @webhooks.response(200, schemas.WholeWebhookDeliveryOut)
    @needs(MANAGE)
    def get(self, id: int, delivery_id: int) -> WebhookDelivery:
        """One delivery, with what was sent."""
        return _heard(id, delivery_id)


@webhooks.route("/<int:id>/deliveries/<int:delivery_id>/redelivery/")
class Redelivery(MethodView):
    @webhooks.response(200, schemas.WebhookDeliveryOut)
    @needs(MANAGE)
    def post(self, id: int, delivery_id: int) -> WebhookDelivery:
        """Send it once more, with the same id and body."""
        delivery = _heard(id, delivery_id)
        send_again(delivery)
        return delivery


def _heard(id: int, delivery_id: int) -> WebhookDelivery:
    delivery = find(WebhookDelivery, id=delivery_id, endpoint_id=id)
    require_heard([delivery.event])
    return delivery
