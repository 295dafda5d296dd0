"""The waitlist of a reward: what comes free is kept for who came first, for a day, and then goes on to the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func

from educrowd.blueprints.auth.models.user import User
from educrowd.core.db import bound_tenant_id, db
from educrowd.core.errors import Invalid, Refused
from educrowd.core.jobs import job

from ..models import Reward, RewardVariant, WaitlistEntry
from ..models.errors import InStock, NotOnOffer, ProjectClosed
from ..models.stock import exchange, hold
from ..queries import pledge_of
from .mailers import send_place_lapsed, send_place_offered, send_waitlist_confirm

KEPT_FOR = timedelta(hours=24)
BATCH = 500


def join(
    reward: Reward, person: User, *, variant: RewardVariant | None, is_proven: bool, name: str | None = None
) -> WaitlistEntry:
    """Stand in line for what is gone; an address that nobody has proven gets a letter first.

    `name` is what a stranger typed: the account's own is none of theirs to show.
    """
    _require_gone(reward, variant)
    entry = WaitlistEntry.begin(reward, person, variant, name=person.name if name is None else name or "A guest")
    if is_proven:
        confirm(entry)
    elif not entry.confirmed_at:
        send_waitlist_confirm.later(entry.id)
    return entry


def confirm(entry: WaitlistEntry) -> None:
    """The address is theirs: from now on they are in line, and get what came free meanwhile at once."""
    if entry.state != "unconfirmed":
        return
    _refuse_who_has_it(entry)
    entry.state, entry.confirmed_at = "waiting", func.clock_timestamp()
    db.session.flush()
    offer_freed(entry.reward_id)


def leave(entry: WaitlistEntry) -> None:
    """Wait no longer; what was kept goes on to the next."""
    entry = WaitlistEntry.locked(entry.id)
    if entry.is_open:
        _end(entry, "left")


def offer_freed(reward_id: int) -> None:
    """Keep what is there of a reward for those who wait, in the transaction that freed it, and write to each."""
    reward = db.session.get_one(Reward, (bound_tenant_id(), reward_id))
    if not reward.takes_pledges:
        return
    hold(reward_id)
    while entry := WaitlistEntry.next_for(reward_id):
        entry.state, entry.offered_at = "offered", func.clock_timestamp()
        entry.reserved_until = func.least(func.clock_timestamp() + KEPT_FOR, *_ends(reward))
        db.session.flush()
        exchange([], [entry])
        send_place_offered.later(entry.id)


@job
def end_lapsed_places() -> None:
    """Let what was not taken in time go on to the next in line."""
    lapsed = WaitlistEntry.lapsed().order_by(WaitlistEntry.reward_id, WaitlistEntry.id).limit(BATCH)
    for entry in db.session.scalars(lapsed.with_for_update(skip_locked=True)).all():
        _end(entry, "lapsed")
        send_place_lapsed.later(entry.id)


def _end(entry: WaitlistEntry, state: str) -> None:
    was_kept = entry.state == "offered"
    entry.state = state
    db.session.flush()
    if was_kept:
        exchange([entry], [])


def _ends(reward: Reward) -> list[datetime]:
    """No place outlasts what it is a place for."""
    return [moment for moment in (reward.closes_at, reward.project.pledges_end_at) if moment]


def _require_gone(reward: Reward, variant: RewardVariant | None) -> None:
    if not reward.takes_pledges:
        raise ProjectClosed
    if not reward.is_on_offer:
        raise NotOnOffer(reward.title)
    if reward.variants and variant is None:
        raise Invalid("variant_id", f"Choose which “{reward.title}” you would like.")
    if not reward.is_sold_out and not (variant and variant.is_sold_out):
        raise InStock


def _refuse_who_has_it(entry: WaitlistEntry) -> None:
    pledge = pledge_of(entry.reward.project, entry.user)
    held = [(line.reward_id, line.variant_id) for line in pledge.lines] if pledge else []
    if (entry.reward_id, entry.variant_id) in held:
        raise Refused("You have this reward already.")
