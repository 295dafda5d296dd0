"""Money that is not where it belongs yet: while there is any, its site cannot be deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import literal, select

from .. import ledger, personal_data
from ..db import db
from ..registry import keeps_site
from .dispute import CLOSED, Dispute
from .payment import Payment
from .payout import Payout
from .recovery import Recovery
from .refund import Refund

UNDER_WAY = ("due", "charging", "action_required")


@keeps_site.offer(order=10)
def money_under_way() -> list[str]:
    """What of it there is, each with what to do."""
    questions = {
        "Payments are under way. Wait until they are decided.": Payment.state.in_(UNDER_WAY),
        "Declined payments may still be made good. Wait until their time is over.": Recovery.ended_at.is_(None),
        "Refunds are under way. Wait until they have arrived.": Refund.state.in_(("requested", "pending")),
        "A dispute about a payment is open. Wait for the bank’s word.": ~Dispute.state.in_(CLOSED),
        "A payout is on its way. Wait until it has arrived.": Payout.state.in_(("created", "in_transit")),
    }
    found = [
        words for words, question in questions.items() if db.session.scalar(select(literal(1)).where(question).limit(1))
    ]
    if any(amount > 0 for code, _, amount in ledger.balances() if code == "psp_balance"):
        found.append("Money lies at the payment provider. Pay it out first.")
    return found


@personal_data.keeps_account.offer(order=10)
def charges_under_way(user_id: int) -> str | None:
    """Money of one person that is not decided yet."""
    refunding = Payment.id.in_(select(Refund.payment_id).where(Refund.state.in_(("requested", "pending"))))
    is_open = (Payment.user_id == user_id) & (Payment.state.in_(UNDER_WAY) | refunding)
    return "A payment of yours is under way. Wait until it is decided." if _is_any(is_open) else None


def _is_any(question: Any) -> bool:
    return db.session.scalar(select(literal(1)).where(question).limit(1)) is not None
