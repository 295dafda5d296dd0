"""Locking addresses: from a day on they stand, after warnings by mail; single backers may be let in again."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core import mail
from educrowd.core.audit import audit
from educrowd.core.current import current
from educrowd.core.db import bound_tenant_id, db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.letters import send_in_batches
from educrowd.core.mail import mailer

from ..models import AddressLock, Pledge, PledgeLetter, PledgeLine, PledgeUnlock, Project
from ..models.errors import Frozen
from ..models.pledge import LIVE_STATES
from ..pledging.receiving import has_receiver, receivers_page
from ..surveys.surveying import day_before, end_of

KIND = "address_lock"
WARNED_DAYS_BEFORE = (1, 7)
NOTICE = timedelta(days=2)


def lock_addresses(project: Project, *, on: date) -> AddressLock:
    """From the end of this day on addresses stand; another day takes the place of the one that was set."""
    locks_at = end_of(on)
    assert locks_at is not None
    if locks_at < utcnow() + NOTICE:
        raise Invalid("locks_on", "Give your backers two days: they are warned by mail.")
    known = AddressLock.of(project)
    if known and known.locks_at == locks_at:
        return known
    _drop(known)
    lock = AddressLock(project_id=project.id, locks_at=locks_at)
    db.session.add(lock)
    db.session.flush()
    audit("project.addresses_locked", subject=project, on=str(on))
    return lock


def release_addresses(project: Project) -> None:
    """Backers may change their addresses again."""
    if known := AddressLock.of(project):
        _drop(known)
        audit("project.addresses_released", subject=project)


def unlock(pledge: Pledge) -> None:
    """Let this backer change address and answers once more, whatever has locked."""
    if pledge.state != "collected":
        raise Frozen("Only who has paid has something to change.")
    values = {"tenant_id": bound_tenant_id(), "pledge_id": pledge.id, "unlocked_by": current.user.id}
    added = insert(PledgeUnlock).values(values).on_conflict_do_nothing().returning(PledgeUnlock.id)
    if db.session.scalar(added):
        audit("pledge.unlocked", subject=pledge)


def lock_again(pledge: Pledge) -> None:
    """What holds for all holds for this backer, too."""
    if found := PledgeUnlock.of(pledge):
        db.session.delete(found)
        audit("pledge.locked", subject=pledge)


def warn(lock: AddressLock) -> None:
    """Promise the warning whose day has come; after an outage the latest one speaks for all."""
    left = lock.locks_at - utcnow()
    due = next((days for days in WARNED_DAYS_BEFORE if left <= timedelta(days=days)), None)
    if due and PledgeLetter.address(_whose_address_it_is(lock), kind=KIND, about_id=lock.id, step=due):
        send_lock_warnings.later(lock.id)


@mailer
def send_lock_warnings(lock_id: int) -> None:
    """Send the next warnings about a lock."""
    send_in_batches(send_lock_warnings, lock_id, partial(_send_next, lock_id))


def _whose_address_it_is(lock: AddressLock) -> Select[Any]:
    shipped = Pledge.lines.any(PledgeLine.kind == "shipping")
    is_excepted = exists().where(PledgeUnlock.pledge_id == Pledge.id)
    backing = select(Pledge.id).where(Pledge.project_id == lock.project_id, Pledge.state.in_(LIVE_STATES))
    return backing.where(shipped, ~is_excepted, has_receiver())


def _send_next(lock_id: int) -> PledgeLetter | None:
    """The next one; needless where the lock was taken back, or has fallen meanwhile."""
    letter = PledgeLetter.next_waiting(KIND, lock_id)
    if letter is None:
        return None
    coming = select(AddressLock).where(AddressLock.id == lock_id, AddressLock.locks_at > func.clock_timestamp())
    lock, pledge = db.session.scalar(coming), letter.pledge
    if lock is None or not pledge.takes_address:
        return letter.become("left")
    letter.hand_over(partial(_mail, lock, pledge, letter.step))
    return letter


def _mail(lock: AddressLock, pledge: Pledge, step: int) -> str:
    return mail.deliver(
        to=pledge.receiver_email,
        subject=f"“{pledge.project.title}”: is your address right?",
        template="crowdfunding/mail/address_lock",
        message_key=f"address_lock:{lock.id}:{step}:{pledge.id}",
        pledge=pledge,
        project=pledge.project,
        last_day=day_before(lock.locks_at),
        address_url=receivers_page(pledge, "address"),
    )


def _drop(lock: AddressLock | None) -> None:
    if lock:
        db.session.delete(lock)
        db.session.flush()
