"""Charging thousands, each exactly once: lease a batch, write down what will be asked, ask, settle.

What a call needs is committed before it is made, so a crash anywhere leaves rows that say how to go on: the lease
ends, somebody else takes the payments up and asks again with the very same keys. The database is not held while the
provider thinks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import structlog

from ..db import db
from ..jobs import job, stood_in_line
from .asking import ask_all
from .gateway import Failure, GatewayAway, GatewayRefused, Intent, gateway
from .gateway_call import GatewayCall
from .leasing import Lease
from .payment import Payment
from .purposes import PURPOSES
from .settlement import settle_seen

# So many are written in one transaction; few enough that nobody waits long for the project's totals.
BATCH = 50
log = structlog.get_logger()


@job(queue="payments")
def charge_due() -> None:
    """Charge a leased batch of what is due on this site, and promise the next: between them others have their turn."""
    lease = Lease.take(BATCH)
    if lease.payment_ids:
        charge(lease)
    if len(lease.payment_ids) == BATCH:
        charge_due.later()


def charge(lease: Lease) -> None:
    """Bring leased payments to an end, or leave them to whoever takes the lease over."""
    intents = ask_all(make_intent, without_intent(lease))
    charges = write_down(lease, intents)
    settle_all(lease, ask_all(confirm, charges))


@dataclass(frozen=True, slots=True)
class Charge:
    """What one call needs to know of a payment."""

    account: str
    intent: str
    payment_method: str
    key: str


def without_intent(lease: Lease) -> dict[int, dict[str, Any]]:
    """What the provider has to know to make the charges that it does not know yet."""
    facts = {payment.id: _facts_of(payment) for payment in lease.payments() if not payment.intent_id}
    db.session.commit()
    return facts


def _facts_of(payment: Payment) -> dict[str, Any]:
    return {
        "account": payment.account,
        "amount": payment.amount,
        "currency": payment.currency,
        "application_fee": payment.application_fee,
        "customer": payment.customer,
        "payment_method": payment.payment_method,
        "description": payment.description,
        "reference": str(payment.reference),
        "key": f"payment:{payment.reference}:create",
    }


def make_intent(facts: dict[str, Any]) -> str:
    """An unconfirmed charge at the provider: it moves nothing; an orphan holds no money."""
    return gateway().create_intent(**facts)


def write_down(lease: Lease, intents: dict[int, str | Exception]) -> dict[int, Charge]:
    """The calls that will move money, and of which charges: committed before they are made."""
    ready, failed = [], []
    for payment in lease.payments():
        made = intents.get(payment.id, payment.intent_id)
        if isinstance(made, GatewayRefused):
            give_up(payment, str(made))
        elif isinstance(made, Exception):
            failed.append((payment.id, made))
        else:
            payment.intent_id = made
            ready.append(payment)
    keys = GatewayCall.begin(ready, "confirm")
    charges = {p.id: Charge(p.account, str(p.intent_id), p.payment_method, keys[p.id]) for p in ready}
    db.session.commit()
    for payment_id, error in failed:
        come_again(lease, payment_id, error)
    return charges


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider said to a call, and how the charge stands since."""

    key: str
    outcome: str
    intent: Intent


def confirm(charge: Charge) -> Answer:
    """The call that moves money."""
    outcome, seen = "answered", None
    try:
        seen = gateway().confirm_intent(
            charge.account, charge.intent, payment_method=charge.payment_method, key=charge.key
        )
    except GatewayRefused as error:
        # Most often it is through already; reading it will tell.
        outcome = f"refused: {error}"
    return Answer(charge.key, outcome, seen or gateway().read_intent(charge.account, charge.intent))


def settle_all(lease: Lease, answers: dict[int, Answer | Exception]) -> None:
    """Write what came of the calls; what was not answered comes again."""
    heard = {payment_id: answer for payment_id, answer in answers.items() if isinstance(answer, Answer)}
    if heard:
        settle_together(lease, heard)
    for payment_id, answer in answers.items():
        if isinstance(answer, Exception):
            come_again(lease, payment_id, answer)


def settle_together(lease: Lease, heard: dict[int, Answer]) -> None:
    """All in one transaction or, should one stand in the way, each by itself."""
    try:
        GatewayCall.answer((answer.key, answer.outcome) for answer in heard.values())
        settle_seen({payment_id: answer.intent for payment_id, answer in heard.items()}, lease.token)
        db.session.commit()
    except Exception as error:
        db.session.rollback()
        for payment_id, answer in heard.items():
            if len(heard) == 1:
                come_again(lease, payment_id, error)
            else:
                settle_together(lease, {payment_id: answer})


def come_again(lease: Lease, payment_id: int, error: Exception) -> None:
    """Try it again soon where nothing is wrong with it; else its lease ends, and a person can read why."""
    if isinstance(error, GatewayAway) or stood_in_line(error):
        lease.shorten(payment_id)
    else:
        log.error("charge_failed", payment=payment_id, exc_info=error)


def give_up(payment: Payment, reason: str) -> None:
    """The provider will never make this charge as it stands."""
    payment.decline(Failure("refused", reason))
    PURPOSES[payment.purpose].settled([payment])
