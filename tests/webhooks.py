"""Webhooks for tests: signed as the provider signs, and the inbox worked on."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from uuid import uuid4

import pytest
from sqlalchemy import select

from educrowd.core import jobs, tenancy
from educrowd.core.db import db
from educrowd.core.outbox import OutboxEntry
from educrowd.core.payments.inbox import WebhookEvent
from tests.gateway import WEBHOOK_SECRET


@pytest.fixture
def deliver(visitor):
    """`deliver(event)` posts a signed webhook, as the provider does."""

    def post(event, *, secret=WEBHOOK_SECRET, age=0, tamper=b""):
        body = json.dumps(event).encode()
        moment = int(time.time()) - age
        digest = hmac.new(secret.encode(), b"%d.%b" % (moment, body), hashlib.sha256).hexdigest()
        headers = {"Stripe-Signature": f"t={moment},v1={digest}", "Content-Type": "application/json"}
        return visitor.post("/webhooks/stripe", data=body + tamper, headers=headers)

    return post


def event_about(thing, type="payment_intent.succeeded", **changes):
    """What the provider tells of a payment or payout; `subject=` changes what is said of it."""
    name = getattr(thing, "intent_id", None) or thing.gateway_id
    subject = {"id": name, "amount": thing.amount, "currency": thing.currency.lower()}
    return _event(type, thing.account, subject | changes.pop("subject", {})) | changes


def event_about_account(account):
    """What the provider tells when a connected account has changed."""
    return _event("account.updated", account, {"id": account, "object": "account"})


def _event(type, account, subject):
    return {
        "id": f"evt_{uuid4().hex}",
        "type": type,
        "account": account,
        "created": int(time.time()),
        "livemode": False,
        "data": {"object": subject},
    }


def work_on_inbox():
    """Do the inbox's jobs, which belong to no tenant."""
    with tenancy.bind(None):
        waiting = select(OutboxEntry.id).where(OutboxEntry.tenant_id.is_(None), OutboxEntry.done_at.is_(None))
        entries = db.session.scalars(waiting.where(OutboxEntry.job.endswith(":process"))).all()
    for entry_id in entries:
        jobs.perform(entry_id, None, None)
    db.session.rollback()


def inbox(event):
    with tenancy.bind(None):
        return db.session.get_one(WebhookEvent, ("stripe", event["id"]))
