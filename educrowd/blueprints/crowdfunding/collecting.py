"""Collecting: each pledge of a successful project becomes a payment; what becomes of it comes back here."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from sqlalchemy import literal, select

from educrowd.core import entitlements, ledger
from educrowd.core.db import db, utcnow
from educrowd.core.jobs import job
from educrowd.core.payments import Payment, abandon, charge_due

from .mailers import send_card_problem, send_receipt
from .models import Pledge, Project, ProjectClose
from .models.pledge import PURPOSE
from .signals import pledge_collected

BATCH = 500
UNDER_WAY = ("active", "charging", "action_required", "errored")


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
    """Put a payment behind an active pledge; workers charge it."""
    card = pledge.card
    assert card is not None and card.payment_method is not None
    payment = Payment(
        purpose=PURPOSE,
        user_id=pledge.user_id,
        description=pledge.project.title,
        income_account=pledge.project.funds_account,
        amount=pledge.amount,
        currency=pledge.currency,
        application_fee=pledge.money.share(current_app.config["PLATFORM_FEE_BPS"]).minor,
        account=card.account,
        customer=card.customer,
        payment_method=card.payment_method,
    )
    db.session.add(payment)
    db.session.flush()
    pledge.payment, pledge.payment_id = payment, payment.id
    pledge.move("charging", because="the project was funded" if not pledge.project.is_open else "charged at once")


def pledge_settled(payment: Payment) -> None:
    """Carry a payment's news over to its pledge; runs in the transaction that wrote them."""
    pledge = Pledge.locked(db.session.scalars(select(Pledge.id).where(Pledge.payment_id == payment.id)).one())
    if payment.is_captured:
        _collect(pledge)
    else:
        _note_trouble(pledge, payment)


def _collect(pledge: Pledge) -> None:
    if pledge.state == "dropped" and pledge.reward:
        pledge.reward.take()
    pledge.move("collected", because="the card was charged")
    if pledge.project.course_id and (pledge.reward is None or pledge.reward.gives_course):
        entitlements.grant(
            pledge.user_id, kind="course", subject_id=pledge.project.course_id, source=f"pledge:{pledge.id}"
        )
    pledge_collected.send(pledge_id=pledge.id, project_id=pledge.project_id, user_id=pledge.user_id)
    send_receipt.later(pledge.id)
    settle_project.later(pledge.project_id)


def _note_trouble(pledge: Pledge, payment: Payment) -> None:
    state = "action_required" if payment.state == "action_required" else "errored"
    if pledge.needs_its_backer:
        pledge.move("charging", because="the card was tried again")
    pledge.move(state, because=payment.failure_message or payment.failure_code or "")
    send_card_problem.later(pledge.id)


@job(queue="payments")
def drop_unpaid() -> None:
    """Let go of pledges whose recovery window is over, and offer their rewards again."""
    late = (
        select(Pledge)
        .join(Pledge.project)
        .join(Project.close_record)
        .where(Pledge.state.in_(("action_required", "errored")))
        .where(ProjectClose.closed_at + Project.recovery_days * literal(timedelta(days=1)) < utcnow())
        .limit(BATCH)
    )
    for pledge in db.session.scalars(late).all():
        if pledge.payment_id is None or not abandon(pledge.payment_id):
            continue
        pledge.let_go("dropped", because="the card could not be charged in time")
        settle_project.later(pledge.project_id)


@job(queue="payments")
def settle_project(project_id: int) -> None:
    """When no pledge waits any more, hand what was collected to the creator, in the books."""
    project = Project.locked(project_id)
    if project.state not in ("collecting", "settled") or _is_under_way(project):
        return
    project.state = "settled"
    collected = -ledger.balance(project.funds_account, project.currency)
    if collected > 0:
        ledger.post(
            "release",
            f"{project.funds_account}:{project.totals.collected_amount}",
            {project.funds_account: collected, "creator_payable": -collected},
            currency=project.currency,
            note=project.title,
        )


def _next_active(project: Project) -> list[Pledge]:
    return list(
        db.session.scalars(
            select(Pledge)
            .where(Pledge.project_id == project.id, Pledge.state == "active")
            .order_by(Pledge.id)
            .limit(BATCH)
        )
    )


def _is_under_way(project: Project) -> bool:
    waiting = select(Pledge.id).where(Pledge.project_id == project.id, Pledge.state.in_(UNDER_WAY))
    return db.session.scalar(waiting.limit(1)) is not None
