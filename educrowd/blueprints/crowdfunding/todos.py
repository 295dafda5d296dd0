"""What waits for those who run projects, on the first page of the studio."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select

from educrowd.core import registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import ConnectedAccount, Dispute, OwedRefund
from educrowd.core.registry import Todo

from .comments.threads import waiting_counts
from .models import Conversation, Pledge, Project, ProjectReview, RefundRequest


@registry.studio_todos.offer(order=27)
def reported_conversations() -> Todo | None:
    """Conversations that one of the two asks the staff to read."""
    if not current.user.can("projects.manage"):
        return None
    count = db.session.scalar(select(func.count()).where(Conversation.reported_at.is_not(None))) or 0
    return Todo("Reported conversations", url_for("crowdfunding.reported_messages"), count, "flag") if count else None


@registry.studio_todos.offer(order=28)
def comments_to_read() -> list[Todo]:
    """What people wrote that waits for a word, and what readers object to."""
    if not current.user.can("projects.work"):
        return []
    counts = waiting_counts(current.user)
    words = {"waiting": "Comments that wait to appear", "reported": "Comments that were reported"}
    return [
        Todo(words[view], url_for("crowdfunding.comment_queue", view=view), count, "message")
        for view, count in counts.items()
        if count
    ]


@registry.studio_todos.offer(order=29)
def projects_to_review() -> Todo | None:
    """Projects that wait for the staff's word."""
    if not current.user.can("projects.manage"):
        return None
    count = db.session.scalar(select(func.count()).where(ProjectReview.verdict.is_(None))) or 0
    return Todo("Projects to review", url_for("crowdfunding.reviews"), count, "rocket") if count else None


@registry.studio_todos.offer(order=30)
def drafts_to_launch() -> list[Todo]:
    """Drafts that lack nothing but the launch."""
    if not current.user.can("projects.work"):
        return []
    drafts = db.session.scalars(Project.run(current.user).where(Project.state == "draft").limit(20)).all()
    ready = [draft for draft in drafts if draft.is_ready]
    return [
        Todo(f"Launch “{draft.title}”", url_for("crowdfunding.edit_project", project_id=draft.id), icon="rocket")
        for draft in ready
    ]


@registry.studio_todos.offer(order=29)
def account_to_finish() -> Todo | None:
    """While the provider lacks something, nobody can pay or be paid."""
    if not current.user.can("money.payout"):
        return None
    account = ConnectedAccount.mine()
    if account is None or account.is_ready:
        return None
    return Todo("Finish getting paid", url_for("crowdfunding.getting_paid"), icon="wallet")


@registry.studio_todos.offer(order=31)
def cards_in_trouble() -> list[Todo]:
    """Projects with pledges whose card was declined: worth a word to their backers."""
    if not current.user.can("money.read"):
        return []
    troubled = select(Project.id, Project.title, func.count()).join(Pledge.project).group_by(Project.id, Project.title)
    rows = db.session.execute(troubled.where(Pledge.state.in_(("errored", "action_required"))).order_by(Project.id))
    return [
        Todo(f"Declined cards in “{title}”", url_for("crowdfunding.at_risk", project_id=project_id), count, "card")
        for project_id, title, count in rows
    ]


@registry.studio_todos.offer(order=32)
def refunds_owed() -> Todo | None:
    """Money that came although nothing can be given for it."""
    if not current.user.can("money.refund"):
        return None
    count = db.session.scalar(select(func.count()).select_from(OwedRefund.open().subquery())) or 0
    return Todo("Payments to give back", url_for("crowdfunding.refunds"), count, "wallet") if count else None


@registry.studio_todos.offer(order=33)
def money_asked_back() -> list[Todo]:
    """Backers who asked for a refund, and disputes that wait for evidence."""
    if not current.user.can("money.refund"):
        return []
    requests = db.session.scalar(select(func.count()).where(RefundRequest.state == "open")) or 0
    waiting = Dispute.state.in_(("needs_response", "warning_needs_response"))
    disputes = db.session.scalar(select(func.count()).where(waiting, Dispute.has_evidence.is_(False))) or 0
    todos = [
        Todo("Refund requests to answer", url_for("crowdfunding.refund_requests"), requests, "receipt"),
        Todo("Disputes that wait for evidence", url_for("crowdfunding.disputes"), disputes, "alert"),
    ]
    return [todo for todo in todos if todo.count]
