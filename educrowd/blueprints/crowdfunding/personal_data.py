"""What projects keep of a backer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select
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
    ProjectComment,
    SurveyAnswer,
    SurveyReply,
    WaitlistEntry,
)


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
