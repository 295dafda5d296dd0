"""The project, the pledge and the people that all made-up letters tell of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from markupsafe import Markup

from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import utcnow
from educrowd.core.money import Money
from educrowd.core.specimens import Made

from ..teams.teaming import ROLE_WORDS

# Of whoever has become a member.
MONTH = Made(due_at=datetime(2031, 2, 14, 18, 30, tzinfo=UTC))
NEXT_MONTH = datetime(2031, 3, 14, 18, 30, tzinfo=UTC)
URLS = (
    "project_url", "pledge_url", "studio_url", "leave_url", "answer_url", "comment_url", "confirm_url", "survey_url",
    "address_url", "match_url", "take_url", "waitlist_url", "payout_url", "invoice_url", "gift_url", "join_url",
)  # fmt: skip


def contents() -> dict[str, Any]:
    """Everything that a letter about a project may name; each takes what it needs."""
    project, now = _project(), utcnow()
    pledge = _pledge(project)
    refund = Made(money=_money(35_00), payment=pledge.payment, failure="the card has expired")
    said = Made(author=project.creator, body="It leaves on Monday.", html=Markup("<p>It leaves on Monday.</p>"))
    comment = Made(
        project=project, author_name="Ada Lovelace", author_role="", status="held", body="How heavy will it be?"
    )
    return {
        "project": project,
        "pledge": pledge,
        "gift": Made(message="For your birthday. Look up!"),
        "invitation": Made(subject=project, invited_by=project.creator),
        "role_words": ROLE_WORDS["fulfillment"],
        "evidence": Made(failure="The file is larger than the bank takes."),
        "recovery": Made(ends_at=now + timedelta(days=5)),
        "day": 0,
        "status": "shipped",
        "step": 0,
        "survey": Made(
            title="Sizes and colors", intro="So that it fits, and looks right.", locks_at=now + timedelta(days=14)
        ),
        "files": [Made(name="grinding-a-mirror.pdf", size_bytes=2_400_000)],
        "reward": pledge.reward,
        "last_day": (now + timedelta(days=7)).date(),
        "refund": refund,
        "month": None,
        "request": Made(
            due_at=now + timedelta(days=3), reason="I chose the wrong reward.", answer="", refund=refund, pledge=pledge,
            left=_money(35_00), month=None,
        ),
        "dispute": Made(
            money=_money(35_00), fee=_money(15_00), withdrawn_amount=35_00, state="won", waits_for_us=True,
            payment=pledge.payment, evidence_due_at=now + timedelta(days=8),
        ),
        "entry": Made(label="Lens, 60 mm", reserved_until=now + timedelta(days=1), reward=pledge.reward),
        "match": _match(),
        "messages": [said],
        "conversation": Made(
            project=project,
            pledge=pledge,
            reported_by=project.creator,
            report_words="Please read what was written here.",
        ),
        "broadcast": Made(subject="A word before we ship", author=project.creator, body=said.body, html=said.html),
        "comment": comment,
        "comments": [comment],
        "answer": Made(author_name="Nell Arden", author_role="creator", body="Four kilograms."),
        "reports": [Made(reason="spam", words="It sells something else.")],
        "words": REASON_WORDS,
        "amount": _money(5_600_00),
        "count": 143,
        "reason": "The story promises what the rewards do not hold.",
        "review": Made(
            verdict="approved", words="A fine story. Good luck!", decided_by=Made(name="Ines Weber")
        ),
        "payout": Made(state="paid", money=_money(4_812_50), created_at=now - timedelta(days=2), failure_message=""),
        "invoice": _invoice(),
        **dict.fromkeys(URLS, current.tenant.origin),
    }  # fmt: skip


def _money(minor: int) -> Money:
    return Money(minor, current.tenant.currency)


def _project() -> Made:
    return Made(
        title="A telescope for every school",
        summary="Twenty centimeters of mirror that every class in town may borrow.",
        state="live",
        creator=Made(name="Nell Arden"),
        goal=_money(5_000_00),
        raised=_money(6_125_00),
        collected=_money(3_900_00),
        collected_percent=80,
        currency=current.tenant.currency,
        deadline=utcnow() + timedelta(days=2),
        launch_at=utcnow() + timedelta(days=2),
        course_id=1,
        charges_at_once=False,
        is_monthly=False,
        is_open=False,
        is_called_off=False,
        cancel_reason="The workshop had to close.",
        close_record=Made(outcome="funded", pledged_amount=6_125_00, backers_count=143),
    )


def _pledge(project: Made) -> Made:
    reward = Made(title="Lens", price=_money(30_00), gives_course=True, files_count=1)
    planned = Made(money=_money(50_00), lines=[Made(label="Lens", quantity=1, amount=50_00, reward=reward)])
    return Made(
        planned=planned,
        next_month_at=NEXT_MONTH,
        project=project,
        name="Ada Lovelace",
        first_name="Ada",
        user=Made(email="ada@example.org"),
        reward=reward,
        state="collected",
        gift=None,
        is_monthly=False,
        charges_next_at=None,
        ends_at=None,
        leaves_at=None,
        money=_money(35_00),
        refunded=_money(0),
        currency=current.tenant.currency,
        lines=[
            Made(label="Lens", quantity=1, amount=30_00, reward=reward),
            Made(label="Shipping", quantity=1, amount=5_00, reward=None),
        ],
        included_tax=5_59,
        included_tax_money=_money(5_59),
        card=Made(last4="4242"),
        payment=Made(
            money=_money(35_00),
            charge_id="ch_3PExample",
            captured_at=utcnow(),
            description=project.title,
            failure_message="Your card has insufficient funds.",
            next_try_at=utcnow() + timedelta(days=2),
        ),
        delivery=Made(tracking="LX 204 118 553 DE"),
        address=Made(lines=["Ada Lovelace", "Am Kanal 1", "10115 Berlin"]),
        ships=True,
        charges_at_once=False,
        gives_course=True,
    )


def _match() -> Made:
    return Made(
        sponsor_name="The Observatory",
        sponsor="The Observatory",
        percent=100,
        cap=_money(2_000_00),
        matched=_money(1_480_00),
        per_pledge=_money(50_00),
        is_ahead=False,
        starts_at=utcnow(),
        ends_at=utcnow() + timedelta(days=20),
        counts_to_goal=True,
        state="active",
        pledge=Made(),
        because="the project did not reach its goal",
    )


def _invoice() -> Made:
    lines = [Made(name="Platform fee, 5% of 3,900.00", refers="", amount=195_00)]
    return Made(
        kind="invoice",
        title="Invoice 2026-0042",
        month=utcnow().date().replace(day=1),
        currency=current.tenant.currency,
        lines=lines,
        issuer=Made(name="EduCrowd"),
        money=lambda _: _money(195_00),
    )
