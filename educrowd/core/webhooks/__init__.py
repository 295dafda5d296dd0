"""Outgoing webhooks: modules say what may be told, sites say where to, jobs carry it there and try again."""

from flask import Flask

from .. import schedule
from .announcing import announces
from .by_hand import TEST, send_again, send_test
from .delivering import endpoint_switched_off
from .delivery import WebhookAttempt, WebhookDelivery
from .documenting import document
from .endpoint import MANAGE, MOST_ENDPOINTS, WebhookEndpoint
from .events import EVENTS, EventType
from .keeping import forget_old_deliveries

__all__ = [
    "EVENTS",
    "MANAGE",
    "MOST_ENDPOINTS",
    "TEST",
    "EventType",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
    "announces",
    "document",
    "endpoint_switched_off",
    "init_app",
    "send_again",
    "send_test",
]


def init_app(app: Flask) -> None:
    schedule.every(forget_old_deliveries, hours=24, tenants="app.tenants_with_old_deliveries")
