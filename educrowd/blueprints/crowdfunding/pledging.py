"""Pledging: reserve the reward, send the backer to the card page, and count the pledge once the card is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models.user import Taken, User
from educrowd.core import money
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.jobs import job
from educrowd.core.payments import CardSetup, GatewayRefused, Payment, charge_due, open_card_page, save_card
from educrowd.core.tenancy import transaction

from .collecting import demand_payment
from .mailers import send_pledge_saved
from .models import Pledge, Project, Reward
from .models.pledge import RESERVED_FOR
from .models.refusals import AlreadyBacking, Frozen, ProjectClosed

PURPOSE = "pledge"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a backer wants; `token` is the form's own, so that sending it twice makes one pledge."""

    amount: int
    token: str
    reward: Reward | None = None
    is_anonymous: bool = False


def guest(email: str, name: str) -> User:
    """The account behind an address; of two requests that make it at once, the second finds the first one's."""
    try:
        with db.session.begin_nested():
            return User.guest(email, name)
    except (IntegrityError, Taken):
        return User.guest(email, name)


def start_pledge(project: Project, backer: User, wish: Wish, *, page_of: Callable[[str], str]) -> Pledge:
    """A draft with its reward reserved for 30 minutes; `pledge.card.url` is where the card gets saved."""
    if known := _sent_before(wish.token, backer):
        return known
    check_wish(project, backer, wish)
    page = page_of(wish.token)
    setup = open_card_page(
        backer,
        purpose=PURPOSE,
        reference=wish.token,
        currency=project.currency,
        return_url=page,
        cancel_url=page,
    )
    return _draft(project, backer, wish, setup)


def pledge_with_card(project: Project, backer: User, wish: Wish, *, payment_method: str) -> Pledge:
    """Pledge with a card that the client made at the provider: active at once."""
    if known := _sent_before(wish.token, backer):
        return known
    check_wish(project, backer, wish)
    try:
        setup = save_card(backer, purpose=PURPOSE, reference=wish.token, payment_method=payment_method)
    except GatewayRefused as error:
        raise Invalid("payment_method", f"This card cannot be saved: {error}") from error
    pledge = _draft(project, backer, wish, setup)
    activate(pledge)
    return pledge


def change_pledge(pledge: Pledge, *, reward: Reward | None, amount: int | None = None, **changes: bool) -> None:
    """Another amount or reward, until the deadline; the stock follows."""
    if pledge.state not in ("draft", "active") or not pledge.project.hold_open():
        raise Frozen("This pledge can no longer be changed.")
    check_amount(pledge.project, amount or pledge.amount, reward)
    if reward is not pledge.reward:
        _exchange(pledge, reward)
    pledge.amount = amount or pledge.amount
    pledge.is_anonymous = changes.get("is_anonymous", pledge.is_anonymous)


def check_wish(project: Project, backer: User, wish: Wish) -> None:
    """Refuse early what the database would refuse at the end."""
    if not project.is_open:
        raise ProjectClosed
    check_amount(project, wish.amount, wish.reward)
    if is_backing(project, backer):
        raise AlreadyBacking


def check_amount(project: Project, amount: int, reward: Reward | None) -> None:
    """Refuse what no card can be charged, and less than the reward costs."""
    money.chargeable(amount, project.currency)
    if reward and reward.project_id != project.id:
        raise Invalid("reward_id", "Choose one of this project's rewards.")
    if reward and amount < reward.amount:
        raise Invalid("amount", f"This reward is for {money.display(reward.amount, project.currency)} or more.")


def is_backing(project: Project, backer: User) -> bool:
    """Whether a pledge of this person already counts."""
    mine = Pledge.backing().where(Pledge.project_id == project.id, Pledge.user_id == backer.id)
    return db.session.scalar(mine.with_only_columns(Pledge.id)) is not None


def card_saved(setup: CardSetup) -> None:
    """The provider says that the card is kept: the pledge counts from now on."""
    pledge = db.session.scalar(select(Pledge).where(Pledge.card_setup_id == setup.id))
    if pledge is None:
        return
    if pledge.needs_its_backer:
        charge_new_card(pledge, setup)
    else:
        activate(pledge)


def open_another_card_page(pledge: Pledge, *, page_of: Callable[[str], str]) -> str:
    """Where the backer of a declined pledge brings another card, or confirms with the bank."""
    if not pledge.needs_its_backer:
        raise Frozen("This pledge does not wait for a card.")
    page = page_of(pledge.public_id)
    card = open_card_page(
        pledge.user,
        purpose=PURPOSE,
        reference=f"{pledge.public_id}:{token_urlsafe(9)}",
        currency=pledge.currency,
        return_url=page,
        cancel_url=page,
    )
    pledge.card, pledge.card_setup_id = card, card.id
    return str(card.url)


def charge_new_card(pledge: Pledge, setup: CardSetup) -> None:
    """Try the card that the backer just brought."""
    assert pledge.payment_id is not None
    payment = Payment.locked(pledge.payment_id)
    if payment.lease_token is None:  # else a worker is trying the old card at this moment
        payment.use_card(str(setup.payment_method))
    charge_due.later()


def activate(pledge: Pledge) -> None:
    """Count the pledge, or cancel it and say why: too late, or a second one of the same backer."""
    project = pledge.project
    is_open = project.hold_open()
    pledge = Pledge.locked(pledge.id)
    if pledge.state != "draft":
        return
    if not is_open:
        pledge.let_go("cancelled", because="the project had ended before the card was saved")
    elif not _count(pledge):
        pledge.let_go("cancelled", because="this backer has another pledge for the project")
    else:
        _welcome(pledge)


@job
def expire_drafts_everywhere() -> None:
    """Promise a run for each site where a reservation is over."""
    for tenant_id in db.session.scalars(text("SELECT app.tenants_with_stale_drafts()")).all():
        with transaction(tenant_id):
            expire_drafts.later()


@job
def expire_drafts() -> None:
    """Give back what was reserved for a card that never came."""
    stale = select(Pledge).where(Pledge.state == "draft", Pledge.reserved_until < utcnow())
    for pledge in db.session.scalars(stale.with_for_update(skip_locked=True).limit(500)).all():
        pledge.let_go("cancelled", because="no card was saved within 30 minutes")


def _exchange(pledge: Pledge, reward: Reward | None) -> None:
    if reward:
        reward.take()
    if pledge.reward:
        pledge.reward.give_back()
    pledge.reward_id = reward.id if reward else None


def _welcome(pledge: Pledge) -> None:
    send_pledge_saved.later(pledge.id)
    if pledge.project.charges_at_once:
        demand_payment(pledge)
        charge_due.later()


def _sent_before(token: str, backer: User) -> Pledge | None:
    return db.session.scalar(select(Pledge).where(Pledge.public_id == token, Pledge.user_id == backer.id))


def _draft(project: Project, backer: User, wish: Wish, setup: CardSetup) -> Pledge:
    """Write the pledge and take its reward; whoever sent the same form a moment ago wins."""
    made = db.session.scalar(
        insert(Pledge)
        .values(
            tenant_id=current.tenant_id,
            public_id=wish.token,
            project_id=project.id,
            user_id=backer.id,
            reward_id=wish.reward.id if wish.reward else None,
            amount=wish.amount,
            currency=project.currency,
            is_anonymous=wish.is_anonymous,
            reserved_until=utcnow() + RESERVED_FOR,
            card_setup_id=setup.id,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "public_id"])
        .returning(Pledge.id)
    )
    if made and wish.reward:
        wish.reward.take()
    pledge = db.session.scalars(select(Pledge).where(Pledge.public_id == wish.token)).one()
    pledge.card = setup
    return pledge


def _count(pledge: Pledge) -> bool:
    try:
        with db.session.begin_nested():
            pledge.move("active", because="the card was saved")
    except IntegrityError:
        db.session.refresh(pledge)
        return False
    return True
