"""What crowdfunding shows on pages that all modules share."""

from __future__ import annotations

from flask import url_for
from sqlalchemy import func, select

from educrowd.core import allowances, registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.formatting import money
from educrowd.core.payments import ConnectedAccount, Dispute, DisputeEvidence, OwedRefund, Payout
from educrowd.core.registry import Block, Figure, Link, Place, Todo

from .mailers import send_payout_news
from .models import Conversation, Pledge, Project, ProjectReview, RefundRequest, RewardFile
from .models.project.states import RUNNING_STATES
from .queries import pledged_by_day, with_totals
from .refund_mailers import send_evidence_refused
from .refund_news import tell_of_dispute
from .threads import unread_count, waiting_counts


@registry.front_page.offer(order=20)
def open_projects() -> Block | None:
    """Projects that take pledges now, what ends first on top."""
    projects = db.session.scalars(with_totals(Project.open()).limit(3)).all()
    return Block("crowdfunding/projects/_front_page.html", {"projects": projects}) if projects else None


@allowances.counts("storage_mb")
def reward_file_bytes() -> int:
    return int(db.session.scalar(select(func.sum(RewardFile.size_bytes))) or 0)


@registry.sitemap.offer(order=20)
def project_pages() -> list[Place]:
    public = db.session.execute(Project.public().with_only_columns(Project.slug, Project.updated_at))
    pages = [Place(url_for("crowdfunding.project", slug=slug), changed_at) for slug, changed_at in public]
    return [Place(url_for("crowdfunding.projects")), *pages]


@registry.site_menu.offer(order=20)
def projects_link() -> Link:
    return Link("Projects", url_for("crowdfunding.projects"), "rocket")


@registry.account_menu.offer(order=30)
def pledges_link() -> Link | None:
    return Link("My pledges", url_for("crowdfunding.my_pledges"), "heart") if current.tenant else None


@registry.studio_menu.offer(order=30)
def studio_projects_link() -> Link | None:
    if current.user.can("projects.work"):
        also = (url_for("crowdfunding.reviews"), "/studio/rewards/")
        return Link("Projects", url_for("crowdfunding.studio_projects"), "rocket", also=also)
    return None


@registry.studio_menu.offer(order=31)
def studio_comments_link() -> Link | None:
    if current.user.can("projects.work"):
        return Link("Comments", url_for("crowdfunding.comment_queue"), "message")
    return None


@registry.studio_menu.offer(order=31)
def studio_messages_link() -> Link | None:
    if current.user.can("projects.work"):
        return Link("Messages", url_for("crowdfunding.messages_inbox"), "mail", unread_count(current.user))
    return None


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


@registry.studio_menu.offer(order=70)
def money_link() -> Link | None:
    if current.user.can("money.read"):
        return Link("Money", url_for("crowdfunding.ledger"), "wallet")
    return None


@registry.studio_menu.offer(order=71)
def refunds_link() -> Link | None:
    if current.user.can("money.read"):
        also = (url_for("crowdfunding.refund_requests"), url_for("crowdfunding.disputes"), "/studio/payments/")
        return Link("Refunds", url_for("crowdfunding.refunds"), "back", also=also)
    return None


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


registry.dispute_news.offer(order=20)(tell_of_dispute)


@registry.evidence_news.offer(order=20)
def write_about_evidence(evidence: DisputeEvidence) -> None:
    if evidence.written_by:
        send_evidence_refused.later(evidence.id)


@registry.payout_news.offer(order=20)
def write_about_payouts(payout: Payout) -> None:
    if payout.state in ("paid", "failed", "canceled"):
        send_payout_news.later(payout.id)


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


@registry.studio_figures.offer(order=20)
def pledged_lately() -> Figure | None:
    """What was pledged in two weeks."""
    if not current.user.can("money.read"):
        return None
    days = pledged_by_day()
    total = money(sum(days), current.tenant.currency, short=True)
    return Figure("Pledged in 14 days", total, url_for("crowdfunding.studio_projects"), series=tuple(map(float, days)))


@allowances.counts("projects")
def projects_at_a_time() -> int:
    """Those that have not ended."""
    return db.session.scalar(select(func.count()).where(Project.state.in_(RUNNING_STATES))) or 0
