"""What becomes of matches when their project ends: a pledge of the sponsor's own, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from educrowd.core.audit import audit
from educrowd.core.currencies import currencies
from educrowd.core.db import db

from ..models import Match, Pledge, PledgeLine, Project
from .mailers import send_match_news
from .matched import matched
from .matching import TOO_LATE


@dataclass(frozen=True, slots=True)
class Due:
    """What a sponsor would add if the project succeeds."""

    match: Match
    amount: int


def due_matches(project: Project) -> list[Due]:
    """Each running match with what it comes to; whoever asks holds the project's row."""
    running = Match.of(project).where(Match.state == "active").with_for_update()
    return [Due(match, _amount_of(match)) for match in db.session.scalars(running)]


def fulfill(due: Sequence[Due]) -> None:
    """Let each sponsor pledge what was matched, to be charged as all pledges are."""
    for each in due:
        if each.amount:
            _pledge(each.match, each.amount)
    release([each.match for each in due if not each.amount], because="no pledge came for it to match")


def release(matches: Sequence[Match], *, because: str) -> None:
    """Nobody is charged for these, and their sponsors are told so."""
    for match in matches:
        match.end("released", because=because)
        audit("match.released", subject=match, because=because)
        send_match_news.later(match.id)


def release_all(project: Project, *, because: str) -> None:
    """The project will not happen: no sponsor is charged."""
    release([each.match for each in due_matches(project)], because=because)


def forget_invitations(project: Project) -> None:
    """Who has not agreed by now is asked no longer."""
    for match in db.session.scalars(Match.of(project).where(Match.state == "invited").with_for_update()):
        match.end("withdrawn", because=TOO_LATE)


def _amount_of(match: Match) -> int:
    amounts = db.session.scalars(
        select(Pledge.amount - Pledge.refunded_amount).join(Match, Match.takes()).where(Match.id == match.id)
    )
    rules = currencies()[match.currency]
    terms = {"percent": match.percent, "cap": match.cap_amount, "per_pledge": match.per_pledge_amount}
    total = matched(amounts, step=rules.step, **terms)
    return total if total >= rules.smallest else 0


def _pledge(match: Match, amount: int) -> None:
    match.state, match.matched_amount, match.ended_at = "fulfilled", amount, func.clock_timestamp()
    db.session.flush()
    pledge = Pledge(
        project_id=match.project_id,
        user_id=match.user_id,
        name=match.sponsor_name,
        match_id=match.id,
        amount=amount,
        currency=match.currency,
        is_anonymous=match.is_anonymous,
        card_setup_id=match.card_setup_id,
        lines=[PledgeLine(kind="match", label="Matching what others pledged", unit_amount=amount, amount=amount)],
    )
    db.session.add(pledge)
    db.session.flush()
    pledge.move("active", because="the project succeeded")
    audit("match.fulfilled", subject=match, amount=amount)
    send_match_news.later(match.id)
