"""What crowdfunding shows on pages that all modules share."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from sqlalchemy import exists, func, or_, select

from educrowd.core import allowances, letter_topics, registry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.formatting import money
from educrowd.core.letter_topics import Topic
from educrowd.core.payments import DisputeEvidence, Payout
from educrowd.core.registry import Block, Figure, Link, Newest, Place, Showcase, Wanted

from .comments.threads import unread_count
from .launching.suspending import resume_project
from .mailers import send_payout_news
from .models import Pledge, Project, RewardFile
from .models.project.states import RUNNING_STATES
from .queries import pledged_by_day, with_totals
from .refunds.mailers import send_evidence_refused
from .refunds.news import tell_of_dispute

letter_topics.offer(
    "Projects",
    Topic("project:*", "News of projects", "Updates and letters about what you back or follow."),
    Topic("answers:*", "Answers below projects", "That somebody answered a comment of yours."),
    Topic("comments:*", "Comments on your projects", "For creators: what people write below them."),
    Topic("messages:*", "Messages from backers", "For creators: that a backer wrote to you."),
    order=30,
)
CAME_TO_NOTHING = ("failed", "cancelled")
WITHOUT_PROMISE = ("draft", "dropped", "released", "cancelled", "refunded")


@registry.front_page.offer(order=20)
def open_projects() -> Block | None:
    """Projects that take pledges now, what ends first on top."""
    projects = db.session.scalars(with_totals(Project.open()).limit(3)).all()
    return Block("crowdfunding/projects/_front_page.html", {"projects": projects}) if projects else None


@registry.newest.offer(order=20)
def newest_project() -> Newest | None:
    """Of those that take pledges now."""
    latest = Project.open().order_by(None).order_by(Project.launched_at.desc(), Project.id.desc()).limit(1)
    told = db.session.execute(latest.with_only_columns(Project.slug, Project.title)).first()
    return Newest("project", told.title, url_for("crowdfunding.project", slug=told.slug)) if told else None


@registry.reopened.offer()
def give_time_back(since: datetime) -> None:
    """What ran on a closed site was suspended with it, and has the time back."""
    running = select(Project).where(Project.state == "live", Project.suspended_at.is_(None), Project.deadline > since)
    for project in db.session.scalars(running.order_by(Project.id).with_for_update()):
        project.suspended_at = max(since, project.launched_at or since)
        db.session.flush()
        resume_project(project, gives_time_back=True)


@registry.promised.offer()
def seats_of_projects(kind: str, subject_id: int) -> list[str]:
    """What comes with a project; of one that came to nothing nobody has it to expect."""
    if kind != "course":
        return []
    promised = select(Project.title).where(Project.course_id == subject_id, Project.state.not_in(CAME_TO_NOTHING))
    return list(db.session.scalars(promised.order_by(Project.id)))


@registry.showcases.offer(order=20)
def shown_projects() -> Showcase:
    """Projects in blocks of a front page that the site arranges."""
    return Showcase("projects", {"live": "Those that take pledges now", "chosen": "Those you choose"}, _titles, _fill)


def _titles() -> dict[int, str]:
    return dict(db.session.execute(Project.public().with_only_columns(Project.id, Project.title).limit(200)).all())


def _fill(wanted: list[Wanted]) -> list[Block | None]:
    most = max((one.count for one in wanted if one.source == "live"), default=0)
    live = list(db.session.scalars(with_totals(Project.open()).limit(most))) if most else []
    ids = {id for one in wanted for id in one.ids}
    public = with_totals(Project.public().where(Project.id.in_(ids)))
    chosen = {project.id: project for project in db.session.scalars(public)} if ids else {}
    return [_projects(one, _wanted_of(one, chosen, live)) for one in wanted]


def _wanted_of(one: Wanted, chosen: dict[int, Project], live: list[Project]) -> list[Project]:
    if one.source == "chosen":
        return [chosen[id] for id in one.ids if id in chosen]
    return live[: one.count]


def _projects(wanted: Wanted, projects: list[Project]) -> Block | None:
    shown = {"projects": projects, "title": wanted.title}
    return Block("crowdfunding/projects/_front_page.html", shown) if projects else None


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
    if _works_on_projects():
        also = (url_for("crowdfunding.reviews"), "/studio/rewards/")
        return Link("Projects", url_for("crowdfunding.studio_projects"), "rocket", also=also)
    return None


@registry.studio_menu.offer(order=31)
def studio_comments_link() -> Link | None:
    if _works_on_projects():
        return Link("Comments", url_for("crowdfunding.comment_queue"), "message")
    return None


@registry.studio_menu.offer(order=31)
def studio_messages_link() -> Link | None:
    if _works_on_projects():
        return Link("Messages", url_for("crowdfunding.messages_inbox"), "mail", unread_count(current.user))
    return None


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


registry.dispute_news.offer(order=20)(tell_of_dispute)


@registry.evidence_news.offer(order=20)
def write_about_evidence(evidence: DisputeEvidence) -> None:
    if evidence.written_by:
        send_evidence_refused.later(evidence.id)


@registry.payout_news.offer(order=20)
def write_about_payouts(payout: Payout) -> None:
    if payout.state in ("paid", "failed", "canceled"):
        send_payout_news.later(payout.id)


@registry.keeps_site.offer(order=20)
def money_that_was_promised() -> list[str]:
    """Projects whose pledges will be, or are being, charged."""
    promised = exists().where(Pledge.project_id == Project.id, ~Pledge.state.in_(WITHOUT_PROMISE))
    open_ones = or_(Project.state.in_(("funded", "collecting", "cancelling")), (Project.state == "live") & promised)
    titles = db.session.scalars(select(Project.title).where(open_ones).order_by(Project.id).limit(5)).all()
    return [f"“{title}” has pledges. End it first, or call it off." for title in titles]


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


def _works_on_projects() -> bool:
    """Whether this person has projects of theirs, or helps with one; whoever helps with courses alone has not."""
    if current.user.can("projects.create") or not current.user.can("projects.work"):
        return current.user.can("projects.work")
    worked_on = Project.worked_on(current.user).with_only_columns(Project.id).order_by(None)
    return db.session.scalar(worked_on.limit(1)) is not None
