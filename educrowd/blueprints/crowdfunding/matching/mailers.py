"""Letters about matches: to the sponsor, and to the creator."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.core import mail
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer
from educrowd.core.money import display

from ..models import Match
from ..pledging.links import page_of, sponsor_page_of


@mailer
def send_match_invitation(match_id: int) -> None:
    """Ask a sponsor to agree to what the creator wrote down; nothing once that was taken back."""
    match = _match(match_id)
    if match.state == "invited":
        _to_sponsor(match, "Will you match pledges for “{title}”?", "match_invitation")


@mailer
def send_match_thanks(match_id: int) -> None:
    """Thank a sponsor who agreed, and say what follows."""
    _to_sponsor(_match(match_id), "You match pledges for “{title}”", "match_thanks")


@mailer
def send_match_answer(match_id: int) -> None:
    """Tell the creator what a sponsor answered."""
    match = _match(match_id)
    words = "matches pledges for" if match.state == "active" else "does not match pledges for"
    mail.deliver(
        to=match.project.creator.email,
        subject=f"{match.sponsor_name} {words} “{match.project.title}”",
        template="crowdfunding/mail/match_answer",
        match=match,
        project=match.project,
        studio_url=f"{current.tenant.origin}/studio/projects/{match.project_id}/matches",
    )


@mailer
def send_match_news(match_id: int) -> None:
    """Tell a sponsor what their match came to: an amount that is charged now, or nothing."""
    match = _match(match_id)
    pledge = match.pledge
    if pledge is None:
        _to_sponsor(match, "“{title}”: nothing was charged", "match_news")
        return
    amount = display(match.matched.minor, match.currency)
    pledge_url = page_of(pledge.public_id)
    _to_sponsor(match, f"Your match for “{{title}}” comes to {amount}", "match_news", pledge_url=pledge_url)


def _match(match_id: int) -> Match:
    return db.session.scalars(select(Match).where(Match.id == match_id)).one()


def _to_sponsor(match: Match, subject: str, template: str, **context: Any) -> None:
    mail.deliver(
        to=match.user.email,
        subject=subject.format(title=match.project.title),
        template=f"crowdfunding/mail/{template}",
        match=match,
        project=match.project,
        match_url=sponsor_page_of(match.public_id),
        project_url=f"{current.tenant.origin}/projects/{match.project.slug}",
        **context,
    )
