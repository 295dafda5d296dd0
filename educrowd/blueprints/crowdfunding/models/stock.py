"""Stock: what there is of a reward or a variant, and one statement that never gives more than that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import db

from ..signals import stock_freed
from .errors import NotOnOffer, SoldOut

if TYPE_CHECKING:
    from .line import PledgeLine
    from .planned_line import PlannedLine
    from .waitlist_entry import WaitlistEntry

    Held = PledgeLine | PlannedLine.Kept | WaitlistEntry


class Stocked:
    """Never oversold: `taken` moves by one conditional statement with a CHECK behind it."""

    if TYPE_CHECKING:
        id: Mapped[int]

    quantity: Mapped[int | None]
    taken: Mapped[int] = mapped_column(server_default="0", default=0)

    @classmethod
    def on_offer(cls) -> ColumnElement[bool]:
        """Whether it can be taken at this moment, as long as there is any."""
        return true()

    @property
    def left(self) -> int | None:
        """How many remain; None where there is no limit."""
        return None if self.quantity is None else self.quantity - self.taken

    @property
    def is_sold_out(self) -> bool:
        return self.left == 0

    def take(self, count: int = 1) -> None:
        """Reserve some; SoldOut when there are fewer, NotOnOffer outside of its time."""
        _move(type(self), self.id, count, anew=True)
        _forget_counts()

    def give_back(self, count: int = 1) -> None:
        """Return some to the stock."""
        _move(type(self), self.id, -count, anew=True)
        _forget_counts()


def exchange(old: Iterable[Held], new: Iterable[Held], *, anew: bool = True) -> None:
    """Give back what the old lines hold and take what the new ones do: all of it, or SoldOut.

    Only differences move, and always in the same order, so that two exchanges cannot wait for one another.
    What is not taken anew was chosen in time, so that its time may be over. What came free is announced.
    """
    old = list(old)
    wanted = _held(new)
    wanted.subtract(_held(old))
    swaps_variants = any(count for (name, _), count in wanted.items() if name == "variant")
    for (name, stocked_id), count in sorted(wanted.items(), key=lambda each: each[0]):
        if count:
            _move(_classes()[name], stocked_id, count, anew=anew)
        elif name == "reward" and swaps_variants:
            hold(stocked_id)
    _forget_counts()
    for reward_id in _freed(old, wanted):
        stock_freed.send(reward_id=reward_id)


def hold(reward_id: int) -> None:
    """Let nobody else move the stock of a reward, its variants included, before this transaction ends."""
    reward = _classes()["reward"]
    db.session.execute(select(reward.id).where(reward.id == reward_id).with_for_update())


def _freed(old: Iterable[Held], wanted: Counter[tuple[str, int]]) -> list[int]:
    """The rewards of which, or of whose variants, there are more than before."""
    goods = [(line.reward_id, line.variant_id or 0) for line in old if line.reward_id]
    return sorted({it for it, variant in goods if wanted["reward", it] < 0 or wanted["variant", variant] < 0})


def _held(lines: Iterable[Held]) -> Counter[tuple[str, int]]:
    held: Counter[tuple[str, int]] = Counter()
    for line in lines:
        if line.reward_id:
            held["reward", line.reward_id] += line.quantity
        if line.variant_id:
            held["variant", line.variant_id] += line.quantity
    return held


def _move(stocked: Any, stocked_id: int, count: int, *, anew: bool) -> None:
    is_there = or_(stocked.quantity.is_(None), stocked.taken + count <= stocked.quantity)
    can_be_taken = and_(is_there, stocked.on_offer() if anew else true())
    moved = (
        update(stocked)
        .where(stocked.id == stocked_id, can_be_taken if count > 0 else stocked.taken >= -count)
        .values(taken=stocked.taken + count)
        .execution_options(synchronize_session=False)
    )
    if db.session.scalar(moved.returning(stocked.id)) is None:
        raise _why_not(stocked, stocked_id)


def _why_not(stocked: Any, stocked_id: int) -> NotOnOffer | SoldOut:
    """Of what can't be taken: its time, or the last one gone."""
    out_of_time = select(stocked).where(stocked.id == stocked_id, ~stocked.on_offer())
    found = db.session.scalar(out_of_time)
    return NotOnOffer(found.title) if found else SoldOut()


def _forget_counts() -> None:
    for known in db.session.identity_map.values():
        if isinstance(known, Stocked):
            db.session.expire(known, ["taken"])


def _classes() -> dict[str, Any]:
    from .reward import Reward
    from .variant import RewardVariant

    return {"reward": Reward, "variant": RewardVariant}
