"""Subscribers from a list: whoever brings them says how they agreed, or each is asked by a letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from educrowd.blueprints.auth import names
from educrowd.core.audit import audit
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.people_lists import LONGEST_NAME, Wanted

from ..models import Subscriber
from ..models.subscriber import CLOSED
from .mailers import send_confirmation

MOST_LINES = 2_000
LONGEST_LIST = 400_000
CONSENT = 500
OUTCOMES = {
    "subscribe": "Will get the newsletter",
    "ask": "Will be asked by a letter",
    "already": "Gets it already",
    "closed": "Left, complained, or takes no letters: stays out",
    "twice": "Stands in the list a second time",
    "invalid": "Is no email address",
}
DOES = ("subscribe", "ask")


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and what becomes of it: one of OUTCOMES."""

    number: int
    email: str
    name: str
    outcome: str

    @property
    def words(self) -> str:
        return OUTCOMES[self.outcome]


def look(wanted: Iterable[Wanted], *, consent: str) -> list[Line]:
    """What would become of each line; without words on how they agreed, each is asked."""
    addressed = [(each, address_of(each.email)) for each in wanted]
    states = _states([address for _, address in addressed if address])
    fresh = "subscribe" if consent else "ask"
    seen: set[str] = set()
    lines = []
    for each, address in addressed:
        outcome = "twice" if address in seen else _outcome(address, states, fresh)
        lines.append(Line(each.number, address or each.email[:254], each.name[:LONGEST_NAME], outcome))
        seen |= {address} if address else set()
    return lines


def bring_in(wanted: Iterable[Wanted], *, consent: str) -> list[Line]:
    """Do for each line what a look says."""
    lines = look(wanted, consent=consent)
    _subscribe([line for line in lines if line.outcome == "subscribe"], consent)
    for line in lines:
        if line.outcome == "ask":
            send_confirmation.later(line.email, "import", line.name)
    counts = Counter(line.outcome for line in lines)
    if counts["subscribe"] + counts["ask"]:
        audit("newsletter.imported", subscribed=counts["subscribe"], asked=counts["ask"])
    return lines


def address_of(email: str) -> str | None:
    try:
        return names.email_address(email)
    except Invalid:
        return None


def _states(addresses: list[str]) -> dict[str, str]:
    found = db.session.execute(select(Subscriber.email, Subscriber.state).where(Subscriber.email.in_(addresses)))
    return dict(found.all())


def _outcome(address: str | None, states: dict[str, str], fresh: str) -> str:
    if address is None:
        return "invalid"
    state = states.get(address)
    if state == "confirmed":
        return "already"
    return "closed" if state in CLOSED else fresh


def _subscribe(lines: list[Line], consent: str) -> None:
    """All of them in one statement; who left in this very moment stays out."""
    if not lines:
        return
    granted = {"state": "confirmed", "source": "import", "consent": consent, "confirmed_at": utcnow()}
    wanted = insert(Subscriber).values([{"email": line.email, "name": line.name, **granted} for line in lines])
    spent = {"code_hash": None, "code_expires_at": None, "updated_at": utcnow()}
    is_open = Subscriber.state.in_(("account", "pending"))
    db.session.execute(wanted.on_conflict_do_update(index_elements=["email"], set_=granted | spent, where=is_open))
