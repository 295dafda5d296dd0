"""Collecting: each pledge of a successful project becomes a payment; what becomes of it comes back here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from educrowd.core import entitlements
from educrowd.core.db import db
from educrowd.core.entitlements import Grant
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, Recovery, begin_recovery, charge_due, owe_refund, platform_fee

from ..backing import close_what_is_over, place_of, seats_of
from ..gifts.giving import promise_gift
from ..mailers import send_receipt
from ..memberships.taking_back import BECAUSE as TAKEN_BACK
from ..models import Pledge, PledgeMonth, Project
from ..models.errors import SoldOut
from ..models.pledge import PURPOSE
from ..models.stock import exchange
from ..refunds.called_off import BECAUSE as CALLED_OFF
from ..refunds.called_off import give_back_again
from ..signals import membership_started, pledge_collected
from .recovering import give_up
from .settling import FELL_SHORT, settle_project, settle_when_done

BATCH = 500
PAID = "the card was charged"


@job(queue="payments")
def start_collecting(project_id: int) -> None:
    """Turn the next pledges into payments, a batch in each run, and see that they are charged."""
    project = Project.locked(project_id)
    if project.state not in ("funded", "collecting"):
        return
    project.state = "collecting"
    pledges = _next_active(project)
    for pledge in pledges:
        demand_payment(pledge)
    charge_due.later()
    if len(pledges) == BATCH:
        start_collecting.later(project_id)
    settle_project.later(project_id)


def demand_payment(pledge: Pledge) -> None:
    """Ask an active pledge for its money; workers charge it."""
    put_payment_behind(pledge)
    if pledge.is_monthly:
        PledgeMonth.begin(pledge)
    pledge.move("charging", because=_why(pledge))


def _why(pledge: Pledge) -> str:
    if pledge.state == "collected":
        return "the next month has begun"
    return "charged at once" if pledge.charges_at_once else "the project was funded"


def put_payment_behind(pledge: Pledge) -> None:
    """A payment of the pledge's amount from its card."""
    card = pledge.card
    assert card is not None and card.payment_method is not None
    payment = Payment(
        purpose=PURPOSE,
        user_id=pledge.user_id,
        description=pledge.project.title,
        income_account=pledge.project.funds_account,
        amount=pledge.amount,
        currency=pledge.currency,
        application_fee=platform_fee(pledge.money).minor,
        account=card.account,
        customer=card.customer,
        payment_method=card.payment_method,
    )
    db.session.add(payment)
    db.session.flush()
    pledge.payment, pledge.payment_id = payment, payment.id


def pledges_settled(payments: Sequence[Payment]) -> None:
    """Carry payments' news over to their pledges; runs in the transaction that wrote them."""
    pledges = _pledges_behind(payments)
    plain = {
        payment.id: pledges[payment.id]
        for payment in payments
        if payment.is_captured and payment.id in pledges and pledges[payment.id].state == "charging"
    }
    Pledge.move_all(plain.values(), "collected", because=PAID)
    _give_what_is_due(plain.values())
    for payment in payments:
        if payment.id not in plain:
            _follow(payment, pledges.get(payment.id))


def _follow(payment: Payment, pledge: Pledge | None) -> None:
    if pledge and pledge.awaits_payment:
        _collect_late(pledge, payment) if payment.is_captured else _note_trouble(pledge, payment)
    elif payment.is_captured:
        # Money that came stands in the books, whatever became of its pledge; then it goes back.
        owe_refund(payment, because="its pledge had ended before the card was charged")


def _pledges_behind(payments: Sequence[Payment]) -> dict[int | None, Pledge]:
    """By payment, with all that is asked of them: thousands come here at one deadline."""
    behind = select(Pledge).where(Pledge.payment_id.in_([payment.id for payment in payments])).order_by(Pledge.id)
    whole = behind.options(joinedload(Pledge.project), selectinload(Pledge.lines)).with_for_update(of=Pledge)
    pledges = db.session.scalars(whole.execution_options(populate_existing=True))
    return {pledge.payment_id: pledge for pledge in pledges}


def _give_what_is_due(pledges: Collection[Pledge]) -> None:
    """Collected pledges: what they open, their receipts, the word to everybody who waits for them."""
    entitlements.grant_all(place_of(pledge, pledge.user_id) for pledge in pledges)
    for pledge in pledges:
        _give_back_what_is_not_due(pledge)
    give_access(pledges)
    for pledge in pledges:
        pledge.announce(pledge_collected)
        if pledge.is_monthly and pledge.months_paid == 1:
            pledge.announce(membership_started)
        send_receipt.later(pledge.id)
        settle_when_done(pledge.project)


def _give_back_what_is_not_due(pledge: Pledge) -> None:
    assert pledge.payment is not None
    if pledge.project.state == "failed":
        owe_refund(pledge.payment, because=FELL_SHORT)
    if pledge.ends_at:
        owe_refund(pledge.payment, because=TAKEN_BACK)
    give_back_again(pledge)


def _collect_late(pledge: Pledge, payment: Payment) -> None:
    """Its card was declined before, or it was even given up."""
    if pledge.state == "dropped":
        _take_again(pledge, payment)
    pledge.move("collected", because=PAID)
    Recovery.end(payment.id)
    _give_what_is_due([pledge])


def _take_again(pledge: Pledge, payment: Payment) -> None:
    """A dropped pledge has given its rewards back; somebody else may have them by now."""
    try:
        with db.session.begin_nested():
            exchange([], pledge.lines, anew=False)
    except SoldOut:
        pledge.has_lost_reward = True
        owe_refund(payment, because="the reward sold out before the late charge")


def give_access(pledges: Iterable[Pledge]) -> None:
    """What paid pledges open at once; a gift opens to whom it is given."""
    seats: list[Grant] = []
    for pledge in pledges:
        if pledge.project.is_called_off:
            continue
        if pledge.is_gift:
            promise_gift(pledge)
        else:
            close_what_is_over(pledge)
            seats += seats_of(pledge, pledge.user_id)
    entitlements.grant_all(seats)


def _note_trouble(pledge: Pledge, payment: Payment) -> None:
    if pledge.state == "dropped":
        payment.next_try_at = None  # paid late by its backer or not at all
        return
    if pledge.needs_its_backer:
        pledge.move("charging", because="the card was tried again")
    state = "action_required" if payment.state == "action_required" else "errored"
    pledge.move(state, because=payment.failure_message or payment.failure_code or "")
    if pledge.project.is_called_off or pledge.ends_at:
        Recovery.begin(payment, days=pledge.project.recovery_days)
        give_up.later(payment.id, TAKEN_BACK if pledge.ends_at else CALLED_OFF)
    elif pledge.card and pledge.has_newer_card_than(payment):
        payment.use_card(str(pledge.card.payment_method))
        charge_due.later()
    else:
        begin_recovery(payment, days=pledge.project.recovery_days)


def _next_active(project: Project) -> list[Pledge]:
    return list(
        db.session.scalars(
            select(Pledge)
            .where(Pledge.project_id == project.id, Pledge.state == "active")
            .order_by(Pledge.id)
            .limit(BATCH)
        )
    )
