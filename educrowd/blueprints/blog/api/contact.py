"""Writing to the site, and what was written."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.blueprints.tenant.settling import set_setting
from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.pages import find

from ..contact.schemas import (
    ContactFormState,
    ContactMessageIn,
    ContactMessageOut,
    ContactMessageQuery,
    ContactMessageTaken,
    ContactMessageUpdate,
)
from ..contact.writing import handle, write
from ..models import ContactMessage
from ..models.contact_message import SETTING, STATES, is_open
from .blueprint import blog


@blog.route("/contact-form/")
class ContactFormSwitch(MethodView):
    @blog.response(200, ContactFormState)
    @needs("site.manage")
    def get(self) -> dict[str, bool]:
        """Whether the site has a contact form."""
        return {"is_open": is_open()}

    @blog.arguments(ContactFormState)
    @blog.response(200, ContactFormState)
    @needs("site.manage")
    def put(self, body: dict[str, bool]) -> dict[str, bool]:
        """Open or close it."""
        set_setting(SETTING, body["is_open"], called="contact form")
        return body


@blog.route("/contact-messages/")
class ContactMessages(MethodView):
    @blog.arguments(ContactMessageQuery, location="query")
    @blog.page(ContactMessageOut)
    @needs("site.manage")
    def get(self, query: dict[str, Any]) -> Select[ContactMessage]:
        """What was written, newest first."""
        return ContactMessage.in_state(*([query["state"]] if "state" in query else STATES))

    @blog.arguments(ContactMessageIn)
    @blog.response(201, ContactMessageTaken)
    @needs(PUBLIC)
    def post(self, body: dict[str, str]) -> dict[str, bool]:
        """Write to the site; 403 where it has no contact form."""
        write(**body)
        return {"taken": True}


@blog.route("/contact-messages/<int:id>/")
class OneContactMessage(MethodView):
    @blog.response(200, ContactMessageOut)
    @needs("site.manage")
    def get(self, id: int) -> ContactMessage:
        """One message."""
        return find(ContactMessage, id=id)

    @blog.arguments(ContactMessageUpdate)
    @blog.response(200, ContactMessageOut)
    @needs("site.manage")
    def patch(self, body: dict[str, str], id: int) -> ContactMessage:
        """Note what was done with it; deleted ones are gone for good after a month."""
        message = find(ContactMessage, id=id)
        handle(message, body["state"], by=current.user)
        return message
