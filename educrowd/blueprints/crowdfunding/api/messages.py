"""Messages between backers and those who run a project."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize, find

from ..messages.messaging import close_report, note_reading, report_conversation, write_as_backer, write_as_team
from ..models import Conversation, Message, Pledge
from ..queries import pledges_visible_to
from ..schemas.messages import ConversationOut, ConversationQuery, ConversationReportIn, MessageIn, MessageOut
from .blueprint import crowdfunding


@crowdfunding.route("/conversations/")
class Conversations(MethodView):
    @crowdfunding.arguments(ConversationQuery, location="query")
    @crowdfunding.page(ConversationOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any]) -> Select[Conversation]:
        """One's own as a backer and those of the projects whose backers one answers; the last written in on top."""
        if query.get("reported"):
            authorize(current.user.can("projects.manage"))
            return Conversation.with_people(Conversation.reported())
        listed = Conversation.with_people(Conversation.one_is_in(current.user))
        if query.get("unread"):
            listed = listed.where(Message.exists_unread(Conversation.id))
        return listed.where(Pledge.project_id == query["project_id"]) if "project_id" in query else listed


@crowdfunding.route("/conversations/<int:id>/messages/")
class Messages(MethodView):
    @crowdfunding.arguments(PageQuery, location="query")
    @crowdfunding.page(MessageOut)
    @needs(SIGNED_IN)
    def get(self, query: dict[str, Any], id: int) -> Select[Message]:
        """The messages, newest first; the staff reads them only while they are reported, and that is noted."""
        conversation = _readable(id)
        if conversation.pledge.user_id != current.user.id:
            note_reading(conversation, by=current.user)
        found = select(Message).where(Message.conversation_id == conversation.id)
        return found.options(joinedload(Message.author)).order_by(Message.id.desc())

    @crowdfunding.arguments(MessageIn)
    @crowdfunding.response(201, MessageOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> Message:
        """Write; the other side gets a letter with the way to answer."""
        conversation = _readable(id)
        authorize(conversation.is_with(current.user))
        return _write(conversation.pledge, body["body"])


@crowdfunding.route("/conversations/<int:id>/report/")
class ConversationReport(MethodView):
    @crowdfunding.arguments(ConversationReportIn)
    @crowdfunding.response(204)
    @needs(SIGNED_IN)
    def put(self, body: dict[str, Any], id: int) -> None:
        """Ask the site's staff to read it."""
        conversation = _readable(id)
        authorize(conversation.is_with(current.user))
        report_conversation(conversation, by=current.user, words=body["words"])

    @crowdfunding.response(204)
    @needs("projects.manage")
    def delete(self, id: int) -> None:
        """The staff has seen to it: the conversation is private again."""
        close_report(find(Conversation, id=id))


@crowdfunding.route("/pledges/<int:id>/messages/")
class PledgeMessages(MethodView):
    @crowdfunding.arguments(MessageIn)
    @crowdfunding.response(201, MessageOut)
    @needs(SIGNED_IN)
    def post(self, body: dict[str, Any], id: int) -> Message:
        """Begin the conversation of a pledge, or go on with it: for its backer and for those who answer backers."""
        pledge = db.session.scalar(pledges_visible_to(current.user).where(Pledge.id == id)) or abort(404)
        authorize(pledge.user_id == current.user.id or pledge.project.answerable_by(current.user))
        return _write(pledge, body["body"])


def _write(pledge: Pledge, body: str) -> Message:
    if pledge.user_id == current.user.id:
        return write_as_backer(pledge, body.strip())
    return write_as_team(pledge, body.strip(), author=current.user)


def _readable(id: int) -> Conversation:
    conversation = find(Conversation, id=id)
    return conversation if conversation.readable_by(current.user) else abort(404)
