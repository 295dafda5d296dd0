"""Matching: a creator invites a sponsor, the sponsor agrees by saving a card, the success of the project charges it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from educrowd.blueprints.auth.mailers import send_reset
from educrowd.blueprints.auth.models.user import User
from educrowd.core import money
from educrowd.core.audit import audit
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.limits import throttle
from educrowd.core.payments import CardSetup, GatewayRefused, open_another_card_page, save_card

from ..models import Match, Project
from ..models.errors import Frozen
from ..models.match import PURPOSE
from .mailers import send_match_answer, send_match_invitation, send_match_thanks

if TYPE_CHECKING:
    from sqlalchemy.sql import ColumnElement

TOO_LATE = "the project ended before a card was saved"


def invite_sponsor(
    project: Project,
    *,
    email: str,
    sponsor_name: str,
    percent: int,
    cap_amount: int,
    per_pledge_amount: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    counts_to_goal: bool = True,
) -> Match:
    """Write down what was agreed and mail it to the sponsor; it runs once they have saved a card."""
    if not project.hold_unfinished():
        raise Frozen("This project has ended.")
    if project.is_monthly:
        raise Frozen("A membership has no end at which a sponsor could be charged.")
    money.chargeable(cap_amount, project.currency, "cap_amount")
    if per_pledge_amount is not None:
        money.whole(per_pledge_amount, "per_pledge_amount")
    if starts_at and ends_at and ends_at <= starts_at:
        raise Invalid("ends_at", "It ends after it has started.")
    match = Match(
        project_id=project.id,
        user_id=User.guest(email, sponsor_name).id,
        sponsor_name=sponsor_name,
        percent=percent,
        cap_amount=cap_amount,
        per_pledge_amount=per_pledge_amount,
        currency=project.currency,
        starts_at=starts_at,
        ends_at=ends_at,
        counts_to_goal=counts_to_goal,
    )
    db.session.add(match)
    db.session.flush()
    audit("match.invited", subject=match, project=project.title, cap=cap_amount)
    send_match_invitation.later(match.id)
    return match


def open_sponsor_card_page(match: Match, *, is_anonymous: bool, page_of: Callable[..., str]) -> str:
    """Where the sponsor saves a card, which is how they agree; an earlier card stays until that is done."""
    _require_card_taken(match)
    _require_proven(match.user)
    match.is_anonymous = is_anonymous
    return open_another_card_page(match, purpose=PURPOSE, page_of=page_of)


def agree_with_card(match: Match, *, payment_method: str, is_anonymous: bool) -> None:
    """Agree with a card that the client made at the provider."""
    _require_card_taken(match)
    reference = f"{match.public_id}:{token_urlsafe(9)}"
    try:
        setup = save_card(match.user, purpose=PURPOSE, reference=reference, payment_method=payment_method)
    except GatewayRefused as error:
        raise Invalid("payment_method", f"This card cannot be saved: {error}") from error
    match.is_anonymous = is_anonymous
    sponsor_card_saved(setup)


def sponsor_card_saved(setup: CardSetup) -> None:
    """The provider says that the card is kept: the match runs from now on, or uses the new card."""
    found = select(Match).where(Match.public_id == setup.reference.partition(":")[0])
    match = db.session.scalar(found)
    if match is None:
        return
    is_in_time = match.project.hold_unfinished()
    match = Match.locked(match.id)
    if match.state == "invited" and not is_in_time:
        match.end("withdrawn", because=TOO_LATE)
    elif match.takes_card:
        match.card, match.card_setup_id = setup, setup.id
        if match.state == "invited":
            _begin(match)


def stop_matching(match: Match) -> None:
    """Take an invitation back, or match no pledge from now on; what is matched stays so."""
    match = Match.locked(match.id)
    if not match.is_stoppable:
        raise Frozen("This match has ended.")
    if match.state == "invited":
        match.end("withdrawn", because="the invitation was taken back")
    else:
        match.ends_at = func.least(Match.ends_at, func.greatest(Match.starts_at, func.clock_timestamp()))
    audit("match.stopped", subject=match, project=match.project.title)


def decline_invitation(match: Match) -> None:
    """The sponsor says no."""
    match = Match.locked(match.id)
    if match.state != "invited":
        raise Frozen("This invitation is no longer open.")
    match.end("withdrawn", because="the sponsor declined")
    send_match_answer.later(match.id)


def _begin(match: Match) -> None:
    match.state = "active"
    match.confirmed_at = func.clock_timestamp()
    match.starts_at = _first_moment(match)
    db.session.flush()
    audit("match.confirmed", subject=match, project=match.project.title)
    send_match_answer.later(match.id)
    send_match_thanks.later(match.id)


def _first_moment(match: Match) -> datetime | ColumnElement[datetime]:
    if match.starts_at:
        return match.starts_at
    # An invitation that lay until its window was over matches nothing.
    return func.least(func.clock_timestamp(), Match.ends_at)


def _require_proven(sponsor: User) -> None:
    """Whoever registered the address must not get the pledge that somebody else pays."""
    if sponsor.is_claimed and not sponsor.is_verified:
        throttle("3 per hour", "claim", str(sponsor.id))
        send_reset.later(sponsor.email)
        raise Frozen("Your account here was never confirmed. We mailed you a link to do that: come back afterwards.")


def _require_card_taken(match: Match) -> None:
    if not match.takes_card:
        raise Frozen("This match takes no card now.")
