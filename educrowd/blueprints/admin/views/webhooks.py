"""Where the site's news goes."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from educrowd.core.access import needs
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.forms import Form
from educrowd.core.pages import find, flash_error, flash_ok, go, invalid, paginate, render
from educrowd.core.webhooks import MANAGE, WebhookDelivery, WebhookEndpoint, send_test

from ..webhook_forms import WebhookForm
from ..webhooks import change_webhook, delete_webhook, open_webhook, roll_secret, switch_webhook
from . import studio

PER_PAGE = 25
NEW = "admin/webhooks/new.html"
EDIT = "admin/webhooks/edit.html"
SECRET = "admin/webhooks/secret.html"


@studio.get("/webhooks/")
@needs(MANAGE)
def webhooks_index() -> Response:
    endpoints = db.session.scalars(select(WebhookEndpoint).order_by(WebhookEndpoint.id)).all()
    return render("admin/webhooks/index.html", endpoints=endpoints)


@studio.get("/webhooks/new")
@needs(MANAGE)
def new_webhook() -> Response:
    return render(NEW, form=WebhookForm())


@studio.post("/webhooks/")
@needs(MANAGE)
def create_webhook() -> Response:
    """The answer is the one page that shows the secret."""
    form = WebhookForm()
    if not form.validate():
        return invalid(NEW, form)
    try:
        endpoint = open_webhook(**form.values)
    except Refused as refusal:
        return refused(NEW, form, refusal)
    return render(SECRET, status=201, endpoint=endpoint, secret=endpoint.secret, is_new=True)


@studio.get("/webhooks/<int:id>/")
@needs(MANAGE)
def webhook(id: int) -> Response:
    endpoint = find(WebhookEndpoint, id=id)
    sent = WebhookDelivery.of(endpoint).options(selectinload(WebhookDelivery.attempts))
    return render("admin/webhooks/show.html", endpoint=endpoint, page=paginate(sent, per_page=PER_PAGE))


@studio.get("/webhooks/<int:id>/edit")
@needs(MANAGE)
def edit_webhook(id: int) -> Response:
    endpoint = find(WebhookEndpoint, id=id)
    return render(EDIT, form=WebhookForm(formdata=None, obj=endpoint), endpoint=endpoint)


@studio.post("/webhooks/<int:id>/edit")
@needs(MANAGE)
def update_webhook(id: int) -> Response:
    endpoint, form = find(WebhookEndpoint, id=id), WebhookForm()
    if not form.validate():
        return invalid(EDIT, form, endpoint=endpoint)
    try:
        change_webhook(endpoint, **form.values)
    except Refused as refusal:
        return refused(EDIT, form, refusal, endpoint=endpoint)
    flash_ok("Saved.")
    return go(url_for("studio.webhook", id=id))


@studio.post("/webhooks/<int:id>/activation")
@needs(MANAGE)
def activate_webhook(id: int) -> Response:
    switch_webhook(find(WebhookEndpoint, id=id), on=True)
    flash_ok("It is on: it hears what happens from now on.")
    return go(url_for("studio.webhook", id=id))


@studio.post("/webhooks/<int:id>/deactivation")
@needs(MANAGE)
def deactivate_webhook(id: int) -> Response:
    switch_webhook(find(WebhookEndpoint, id=id), on=False)
    flash_ok("It is off: nothing is sent.")
    return go(url_for("studio.webhook", id=id))


@studio.get("/webhooks/<int:id>/secret")
@needs(MANAGE)
def confirm_new_secret(id: int) -> Response:
    return render("admin/webhooks/roll.html", form=Form(), endpoint=find(WebhookEndpoint, id=id))


@studio.post("/webhooks/<int:id>/secret")
@needs(MANAGE)
def roll_webhook_secret(id: int) -> Response:
    """The answer is the one page that shows the new secret."""
    endpoint = find(WebhookEndpoint, id=id)
    return render(SECRET, endpoint=endpoint, secret=roll_secret(endpoint), is_new=False)


@studio.post("/webhooks/<int:id>/tests")
@needs(MANAGE)
def test_webhook(id: int) -> Response:
    try:
        delivery = send_test(find(WebhookEndpoint, id=id))
    except Refused as refusal:
        flash_error(refusal.message)
        return go(url_for("studio.webhook", id=id))
    return go(url_for("studio.webhook_delivery", id=id, delivery_id=delivery.id))


@studio.get("/webhooks/<int:id>/deletion")
@needs(MANAGE)
def confirm_webhook_deletion(id: int) -> Response:
    return render("admin/webhooks/delete.html", form=Form(), endpoint=find(WebhookEndpoint, id=id))


@studio.post("/webhooks/<int:id>/deletion")
@needs(MANAGE)
def remove_webhook(id: int) -> Response:
    delete_webhook(find(WebhookEndpoint, id=id))
    flash_ok("The webhook is deleted.")
    return go(url_for("studio.webhooks_index"))


def refused(template: str, form: WebhookForm, refusal: Refused, **context: Any) -> Response:
    form.refuse(refusal)
    return render(template, status=refusal.status, form=form, **context)
