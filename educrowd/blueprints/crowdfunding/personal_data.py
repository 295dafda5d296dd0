"""What projects keep of a backer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.orm import joinedload

from educrowd.core import personal_data
from educrowd.core.db import db
from educrowd.core.personal_data import Part, part

from .models import (
    Follow,
    Gift,
    Message,
    Pledge,
    PledgeAddress,
    Project,
    ProjectComment,
    SurveyAnswer,
    SurveyReply,
    WaitlistEntry,
)

COUNTED_ON = ("live", "funded", "collecting", "cancelling")


@personal_data.parts.offer(order=30)
def backing(user_id: int) -> list[Part]:
    """What somebody pledged and wrote; what creators noted about them is not theirs."""
    return [
        part(
            "pledges",
            _of(Pledge, Pledge.user_id == user_id, Pledge.project, Pledge.reward),
            *("public_id", "project.title", "reward.title", "name", "amount", "refunded_amount", "currency", "state"),
            *("is_anonymous", "message", "country", "created_at"),
        ),
        # Where a gift goes, and what is said about it, is its recipient's.
        part(
            "addresses",
            _of(PledgeAddress, PledgeAddress.pledge_id.in_(_received_by(user_id))),
            *("pledge_id", "name", "line1", "line2", "postal_code", "city", "region", "country"),
        ),
        part(
            "survey_answers",
            _of(SurveyAnswer, SurveyAnswer.reply_id.in_(_replies_of(user_id)), SurveyAnswer.question),
            *("question.label", "value"),
        ),
        part(
            "project_comments",
            _of(ProjectComment, ProjectComment.author_id == user_id, ProjectComment.project),
            *("project.title", "body", "status", "created_at"),
        ),
        part("messages", _of(Message, Message.author_id == user_id), "body", "created_at"),
        part(
            "followed_projects", _of(Follow, Follow.user_id == user_id, Follow.project), "project.title", "created_at"
        ),
        part(
            "waitlists",
            _of(WaitlistEntry, WaitlistEntry.user_id == user_id, WaitlistEntry.reward),
            *("reward.title", "name", "state", "created_at"),
        ),
    ]


@personal_data.keeps_account.offer(order=20)
def promises(user_id: int) -> list[str]:
    """Pledges that will be charged, and projects whose backers count on somebody."""
    mine = select(Pledge).where(Pledge.user_id == user_id)
    waiting = Pledge.state.in_(("active", "charging", "action_required", "errored", "disputed"))
    goes_on = (Pledge.state == "collected") & Pledge.next_month_at.is_not(None) & Pledge.ends_at.is_(None)
    led = select(Project).where(Project.creator_id == user_id, Project.state.in_(COUNTED_ON))
    found = []
    if db.session.scalar(mine.where(waiting | goes_on).limit(1)):
        found.append("A pledge or membership of yours goes on. Cancel it, or wait until it is charged.")
    return found + [f"You lead “{project.title}”. End it first." for project in db.session.scalars(led)]


@personal_data.forget.offer(order=20)
def forget_backer(user_id: int) -> None:
    """Names and addresses beside pledges, and what somebody followed or waited for."""
    db.session.execute(delete(PledgeAddress).where(PledgeAddress.pledge_id.in_(_received_by(user_id))))
    nameless = {"name": "", "message": "", "is_anonymous": True}
    db.session.execute(update(Pledge).where(Pledge.user_id == user_id).values(nameless))
    db.session.execute(delete(Follow).where(Follow.user_id == user_id))
    places = update(WaitlistEntry).where(WaitlistEntry.user_id == user_id)
    in_line = WaitlistEntry.state.in_(("unconfirmed", "waiting", "offered"))
    db.session.execute(places.where(in_line).values(state="left"))
    db.session.execute(places.values(name=""))


def _received_by(user_id: int) -> Select[Any]:
    """The pledges whose rewards come to this person."""
    given_to = select(Gift.pledge_id).where(Gift.recipient_id == user_id)
    own = (Pledge.user_id == user_id) & ~Pledge.is_gift
    return select(Pledge.id).where(or_(own, Pledge.id.in_(given_to)))


def _replies_of(user_id: int) -> Select[Any]:
    return select(SurveyReply.id).where(SurveyReply.pledge_id.in_(_received_by(user_id)))


def _of(model: Any, mine: Any, *about: Any) -> list[Any]:
    wanted: Select[Any] = select(model).where(mine).options(*(joinedload(relation) for relation in about))
    return list(db.session.scalars(wanted.order_by(model.id)).unique())
