"""A backer's thread with those who run the project, by the signed address of the pledge."""

from __future__ import annotations

from flask import Response

from educrowd.core.access import PUBLIC, needs
from educrowd.core.csv_file import csv_file
from educrowd.core.errors import Refused
from educrowd.core.pages import find, flash_ok, go, privately, render

from ..messages.files import HEADING, messages_of, row_of
from ..messages.forms import ConversationReportForm, MessageForm
from ..messages.messaging import report_conversation, write_as_backer
from ..models import Broadcast, Conversation, Pledge
from ..pledging import links
from .blueprint import bp
from .signed_links import pledge_behind_link


@bp.get("/pledges/<public_id>/messages")
@needs(PUBLIC)
def pledge_messages(public_id: str):
    return _show(pledge_behind_link(public_id))


@bp.post("/pledges/<public_id>/messages")
@needs(PUBLIC)
def message_by_link(public_id: str):
    pledge, form = pledge_behind_link(public_id), MessageForm()
    if not form.validate_on_submit():
        return _show(pledge, form=form, status=422)
    try:
        write_as_backer(pledge, form.body.data or "")
    except Refused as refusal:
        form.refuse(refusal)
        return _show(pledge, form=form, status=refusal.status)
    flash_ok("Sent.")
    return go(links.page_of(public_id, "messages"))


@bp.post("/pledges/<public_id>/messages/report")
@needs(PUBLIC)
def report_by_link(public_id: str):
    pledge, form = pledge_behind_link(public_id), ConversationReportForm()
    conversation = find(Conversation, pledge_id=pledge.id)
    if not form.validate_on_submit():
        return _show(pledge, reporting=form, status=422)
    report_conversation(conversation, by=pledge.user, words=form.words.data or "")
    flash_ok("Thank you. The site’s staff reads these messages now.")
    return go(links.page_of(public_id, "messages"))


@bp.get("/pledges/<public_id>/messages.csv")
@needs(PUBLIC)
def my_messages_csv(public_id: str):
    pledge = pledge_behind_link(public_id)
    found = messages_of(pledge.project, pledge)
    return privately(csv_file(f"{pledge.project.slug}-messages.csv", HEADING, found, row_of))


def _show(
    pledge: Pledge,
    *,
    form: MessageForm | None = None,
    reporting: ConversationReportForm | None = None,
    status: int = 200,
) -> Response:
    conversation = Conversation.of(pledge)
    page = {
        "pledge": pledge,
        "project": pledge.project,
        "key": links.key_of(pledge.public_id),
        "conversation": conversation,
        "messages": conversation.messages if conversation else [],
        "broadcasts": Broadcast.to(pledge),
        "form": form or MessageForm(formdata=None),
        "reporting": reporting or ConversationReportForm(formdata=None),
    }
    return privately(render("crowdfunding/messages/show.html", status=status, **page))
