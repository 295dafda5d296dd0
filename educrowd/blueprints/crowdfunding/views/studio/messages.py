"""The inbox of those who answer backers, and the threads that the staff is asked to read."""

from __future__ import annotations

from flask import request, url_for

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.pages import authorize, find, flash_error, flash_ok, go, paginate, render

from ...comments.threads import inbox
from ...finding import answered_project
from ...messages.files import HEADING, messages_of, row_of
from ...messages.forms import ConversationReportForm, MessageForm
from ...messages.messaging import close_report, note_reading, report_conversation, write_as_team
from ...models import Broadcast, Conversation, Message, Pledge, Project
from ..blueprint import bp


@bp.get("/studio/messages/")
@needs("projects.work")
def messages_inbox():
    return _inbox(None)


@bp.get("/studio/projects/<int:project_id>/messages")
@needs("projects.work")
def project_messages(project_id: int):
    return _inbox(answered_project(project_id))


@bp.get("/studio/projects/<int:project_id>/messages.csv")
@needs("projects.work")
def messages_csv(project_id: int):
    project = answered_project(project_id)
    return csv_file(f"{project.slug}-messages.csv", HEADING, messages_of(project), row_of)


@bp.get("/studio/messages/reports")
@needs("projects.manage")
def reported_messages():
    page = paginate(Conversation.with_people(Conversation.reported()))
    return render("crowdfunding/studio/messages/reports.html", page=page)


@bp.get("/studio/messages/<int:conversation_id>/")
@needs("projects.work")
def conversation(conversation_id: int):
    found = _readable(conversation_id)
    note_reading(found, by=current.user)
    return _show(found)


@bp.post("/studio/messages/<int:conversation_id>/")
@needs("projects.work")
def answer_message(conversation_id: int):
    found, form = _answerable(conversation_id), MessageForm()
    if not form.validate_on_submit():
        return _show(found, form=form, status=422)
    return _write(found.pledge, form, found)


@bp.post("/studio/projects/<int:project_id>/backers/<int:pledge_id>/messages")
@needs("projects.work")
def write_to_backer(project_id: int, pledge_id: int):
    """Begin a thread from the backer's page, or go on with it."""
    pledge, form = find(Pledge, id=pledge_id, project_id=answered_project(project_id).id), MessageForm()
    if not form.validate_on_submit():
        flash_error("Write something; 4,000 characters at most.")
        return go(url_for("crowdfunding.backer", project_id=project_id, pledge_id=pledge_id))
    return _write(pledge, form, None)


@bp.post("/studio/messages/<int:conversation_id>/unread")
@needs("projects.work")
def mark_unread(conversation_id: int):
    found = _answerable(conversation_id)
    found.note_unread()
    return go(url_for("crowdfunding.messages_inbox"))


@bp.post("/studio/messages/<int:conversation_id>/report")
@needs("projects.work")
def report_backer(conversation_id: int):
    found, form = _answerable(conversation_id), ConversationReportForm()
    if not form.validate_on_submit():
        return _show(found, reporting=form, status=422)
    report_conversation(found, by=current.user, words=form.words.data or "")
    flash_ok("The site’s staff reads this thread now.")
    return go(url_for("crowdfunding.conversation", conversation_id=found.id))


@bp.post("/studio/messages/<int:conversation_id>/report/closure")
@needs("projects.manage")
def close_conversation_report(conversation_id: int):
    found = find(Conversation, id=conversation_id)
    close_report(found)
    flash_ok("Closed. The thread is private again.")
    return go(url_for("crowdfunding.reported_messages"))


def _write(pledge: Pledge, form: MessageForm, found: Conversation | None):
    try:
        message = write_as_team(pledge, form.body.data or "", author=current.user)
    except Refused as refusal:
        if found is None:
            flash_error(refusal.message)
            return go(url_for("crowdfunding.backer", project_id=pledge.project_id, pledge_id=pledge.id))
        form.refuse(refusal)
        return _show(found, form=form, status=refusal.status)
    flash_ok("Sent. A letter with the way to answer goes out in two minutes.")
    return go(url_for("crowdfunding.conversation", conversation_id=message.conversation_id))


def _inbox(project: Project | None):
    view = "unread" if request.args.get("view") == "unread" else "all"
    page = paginate(inbox(current.user, project, is_unread=view == "unread"), per_page=30)
    return render(
        "crowdfunding/studio/messages/index.html",
        page=page,
        view=view,
        project=project,
        unread=Message.unread_in(page.items),
        last=Message.last_of(page.items),
    )


def _show(
    found: Conversation,
    *,
    form: MessageForm | None = None,
    reporting: ConversationReportForm | None = None,
    status: int = 200,
):
    return render(
        "crowdfunding/studio/messages/show.html",
        status=status,
        conversation=found,
        pledge=found.pledge,
        project=found.project,
        messages=found.messages,
        broadcasts=Broadcast.to(found.pledge),
        may_answer=found.answerable_by(current.user),
        form=form or MessageForm(formdata=None),
        reporting=reporting or ConversationReportForm(formdata=None),
    )


def _readable(conversation_id: int) -> Conversation:
    found = find(Conversation, id=conversation_id)
    authorize(found.answerable_by(current.user) or found.is_open_to_staff(current.user))
    return found


def _answerable(conversation_id: int) -> Conversation:
    found = find(Conversation, id=conversation_id)
    authorize(found.answerable_by(current.user))
    return found
