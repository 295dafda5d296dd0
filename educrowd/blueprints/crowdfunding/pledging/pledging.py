"""Pledging: reserve the reward, send the backer to the card page, and count the pledge once the card is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models.user import User
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import CardSetup, GatewayRefused, charge_due, open_card_page, save_card

from ..backing import admit
from ..collecting.collecting import demand_payment
from ..mailers import send_pledge_saved
from ..models import Pledge, PledgeLine, Project, WaitlistEntry
from ..models.errors import LogInFirst, SentOtherwise
from ..models.pledge import PURPOSE, RESERVED_FOR
from ..models.pledge.named import NAMELESS
from ..models.stock import exchange
from ..signals import pledge_created
from .pricing import Quote
from .wishes import Wish, check_wish


def guest(email: str, name: str) -> User:
    """The account behind an address, where a stranger may pledge for it."""
    return as_guest(User.guest(email, name))


def as_guest(person: User) -> User:
    """The same person, where a pledge for them needs no log-in."""
    if person.is_claimed and not person.is_verified:
        raise LogInFirst
    return person


def start_pledge(project: Project, backer: User, wish: Wish, *, page_of: Callable[[str], str]) -> Pledge:
    """A draft with its reward reserved for 30 minutes; `pledge.card.url` is where the card gets saved."""
    if known := _sent_before(project, backer, wish):
        return known
    quote = check_wish(project, backer, wish)
    page = page_of(wish.token)
    setup = open_card_page(
        backer,
        purpose=PURPOSE,
        reference=wish.token,
        currency=project.currency,
        return_url=page,
        cancel_url=page,
    )
    return _draft(project, backer, wish, quote, setup)


def pledge_with_card(project: Project, backer: User, wish: Wish, *, payment_method: str) -> Pledge:
    """Pledge with a card that the client made at the provider: active at once."""
    if known := _sent_before(project, backer, wish):
        return known
    quote = check_wish(project, backer, wish)
    try:
        setup = save_card(backer, purpose=PURPOSE, reference=wish.token, payment_method=payment_method)
    except GatewayRefused as error:
        raise Invalid("payment_method", f"This card cannot be saved: {error}") from error
    pledge = _draft(project, backer, wish, quote, setup)
    activate(pledge)
    return pledge


def activate(pledge: Pledge) -> None:
    """Count the pledge, or cancel it and say why: too late, or a second one of the same backer."""
    project = pledge.project
    is_open = project.hold_selling_late() if pledge.is_late else project.hold_open()
    pledge = Pledge.locked(pledge.id)
    if pledge.state != "draft":
        return
    if not is_open:
        pledge.let_go("cancelled", because="the project took no pledges any more when the card was saved")
    elif not _count(pledge):
        pledge.let_go("cancelled", because="this backer has another pledge for the project")
    else:
        _welcome(pledge)


def _sent_before(project: Project, backer: User, wish: Wish) -> Pledge | None:
    """The pledge that this form has made; SentOtherwise where something else was chosen in it then."""
    known = db.session.scalar(select(Pledge).where(Pledge.public_id == wish.token))
    if known and not _is_same(known, project, backer, wish):
        raise SentOtherwise
    return known


def _is_same(known: Pledge, project: Project, backer: User, wish: Wish) -> bool:
    quote = wish.price_at(project)
    are_facts = all(getattr(known, name) == value for name, value in _facts(project, backer, wish, quote).items())
    is_given = wish.giving.stands_on(known) if wish.giving else True
    return are_facts and is_given and _items(known.lines) == _items(quote.lines)


def _items(lines: Iterable[PledgeLine]) -> list[tuple[Any, ...]]:
    return sorted((line.kind, line.reward_id or 0, line.variant_id or 0, line.quantity, line.amount) for line in lines)


def _facts(project: Project, backer: User, wish: Wish, quote: Quote) -> dict[str, Any]:
    """What the form says, as it is written down."""
    return {
        "project_id": project.id,
        "user_id": backer.id,
        "name": (wish.name or NAMELESS) if wish.is_strangers else backer.name,
        "reward_id": wish.reward.id if wish.reward else None,
        "amount": quote.total.minor,
        "included_tax": quote.included_tax.minor,
        "country": wish.country or None,
        "message": wish.message,
        "currency": project.currency,
        "is_anonymous": wish.is_anonymous,
        "is_gift": wish.giving is not None,
    }


def _draft(project: Project, backer: User, wish: Wish, quote: Quote, setup: CardSetup) -> Pledge:
    """Write the pledge and take its rewards; whoever sent the same form a moment ago wins."""
    made = db.session.scalar(
        insert(Pledge)
        .values(
            tenant_id=current.tenant_id,
            public_id=wish.token,
            is_late=not project.is_open,
            reserved_until=utcnow() + RESERVED_FOR,
            card_setup_id=setup.id,
            **_facts(project, backer, wish, quote),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "public_id"])
        .returning(Pledge.id)
    )
    pledge = db.session.scalars(select(Pledge).where(Pledge.public_id == wish.token)).one()
    if made:
        _take(pledge, wish.places_to_take, quote)
        if wish.giving:
            wish.giving.write_on(pledge)
    pledge.card = setup
    return pledge


def _take(pledge: Pledge, places: list[WaitlistEntry], quote: Quote) -> None:
    """Move what it wants out of the stock; what was kept for its backer stays theirs as long as it was promised."""
    for place in places:
        place.take_up(pledge.id)
        pledge.reserved_until = max(pledge.reserved_until, place.reserved_until or utcnow())
    exchange(places, quote.lines)
    pledge.lines = quote.lines


def _count(pledge: Pledge) -> bool:
    try:
        with db.session.begin_nested():
            pledge.move("active", because="the card was saved")
    except IntegrityError:
        db.session.refresh(pledge)
        return False
    return True


def _welcome(pledge: Pledge) -> None:
    admit(pledge)
    pledge_created.send(pledge_id=pledge.id, project_id=pledge.project_id, user_id=pledge.user_id)
    send_pledge_saved.later(pledge.id)
    if pledge.charges_at_once:
        demand_payment(pledge)
        charge_due.later()
