"""Buying: an order with its price kept, then the provider's page; the order follows its payment."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models import User
from educrowd.core.db import db
from educrowd.core.money import Money
from educrowd.core.payments import (
    GatewayRefused,
    Payment,
    PaymentPage,
    close_payment_page,
    finish_page,
    open_payment_page,
    plan_payment,
    platform_fee,
)

from ..mailers import send_order_receipt
from ..models import Bundle, Course, Order, OrderLine
from ..models.errors import AlreadyBought, LogInFirst, NoSuchCoupon, PriceChanged, SentOtherwise
from ..models.order import PURPOSE
from .links import page_of
from .quoting import Quote, courses_of, had_of, quote

INCOME = "course_income"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the buyer saw and sent: `total_seen` in minor units of `currency_seen`, `token` made once for each form.

    `name` is what a guest typed; the account's own name is no guest's to show.
    """

    token: str
    total_seen: int | None = None
    coupon: str = ""
    name: str | None = None
    currency_seen: str = ""

    def has_seen(self, total: Money) -> bool:
        """Whether this is what the buyer was shown, as far as they say."""
        return self.total_seen in (None, total.minor) and self.currency_seen in ("", total.currency)


def guest(offer: Course | Bundle, email: str, name: str, *, token: str = "") -> User:
    """The account behind an address, where a stranger may buy for it; LogInFirst says no more than it must.

    What the owner of an account is paying for is nobody else's to open or to end; only the same form comes twice.
    """
    person = User.guest(email, name)
    is_theirs = person.is_claimed and (not person.is_verified or _is_buying(offer, person, besides=token))
    if is_theirs or _has_any(offer, person):
        raise LogInFirst()
    return person


def place_order(offer: Course | Bundle, buyer: User, wish: Wish) -> Order:
    """One order for an offer and person, however often it is sent; paid at once where nothing is left to pay."""
    if known := _sent_before(offer, buyer, wish):
        return known
    offered = quote(offer, wish.coupon, had=had_of(offer, buyer))
    if not wish.has_seen(offered.total):
        raise PriceChanged(str(offered.total))
    others = Order.live(buyer, offered.courses)
    if known := next((order for order in others if _is_same(order, offered)), None):
        return known
    for other in others:
        Order.locked(other.id).give_way(offered.courses) if other.is_paid else _replace(other)
    return _write(buyer, wish, offered)


def payment_address(order: Order) -> str:
    """Where the buyer goes now: the provider's page, or the order's own when there is nothing to pay."""
    here = page_of(order.public_id)
    page = _page(order)
    if page is None or not page.can_be_opened:
        return here
    try:
        return open_payment_page(page, order.user, return_url=page_of(order.public_id, "return"), cancel_url=here)
    except GatewayRefused as error:
        current_app.logger.error("order %s cannot be paid: %s", order.id, error)
        fail(order)
        return here


def look_again(order: Order) -> None:
    """Ask the provider what became of the page; the webhook may have been quicker."""
    if page := _page(order):
        finish_page(page.id)


def fail(order: Order) -> None:
    """The provider does not take this order: nothing was charged, and its coupon is free again."""
    order = Order.locked(order.id)
    if order.is_pending and order.payment_id:
        order.let_go("failed", because="This site cannot take payments at the moment.")
        close_payment_page(PaymentPage.of(order.payment_id))


def _sent_before(offer: Course | Bundle, buyer: User, wish: Wish) -> Order | None:
    """What this form has made; SentOtherwise where something else stood in it then."""
    known = db.session.scalar(select(Order).where(Order.public_id == wish.token))
    if known is None:
        return None
    code = known.coupon.code if known.coupon else ""
    if (known.user_id, known.offer, code) != (buyer.id, offer, wish.coupon.strip().upper()):
        raise SentOtherwise()
    return known


def _is_buying(offer: Course | Bundle, person: User, *, besides: str) -> bool:
    return any(order.is_pending and order.public_id != besides for order in Order.live(person, courses_of(offer)))


def _has_any(offer: Course | Bundle, person: User) -> bool:
    try:
        return bool(had_of(offer, person))
    except AlreadyBought:
        return True


def _is_same(order: Order, offered: Quote) -> bool:
    page = _page(order)
    coupon_id = offered.coupon.id if offered.coupon else None
    seen = (order.offer, order.price_amount, order.discount_amount, order.currency, order.coupon_id)
    asked = (offered.offer, offered.price.minor, offered.discount.minor, offered.price.currency, coupon_id)
    is_alike = seen == asked and {line.course_id for line in order.lines} == {course.id for course in offered.courses}
    return is_alike and page is not None and page.can_be_opened


def _replace(order: Order) -> None:
    """Nobody pays the old order any more; AlreadyBought where somebody has at this moment."""
    page = _page(order)
    if page:
        close_payment_page(page)
    if Order.locked(order.id).state == "paid":
        raise AlreadyBought()


def _write(buyer: User, wish: Wish, offered: Quote) -> Order:
    """The database says who was first, and who takes a coupon's last use."""
    try:
        with db.session.begin_nested():
            return _insert(buyer, wish, offered)
    except IntegrityError as error:
        return _sent_at_once(buyer, offered, reason=str(error.orig))


def _insert(buyer: User, wish: Wish, offered: Quote) -> Order:
    payment = None if offered.is_free else _plan(buyer, offered)
    order = Order(
        public_id=wish.token,
        user_id=buyer.id,
        name=buyer.name if wish.name is None else wish.name or "A guest",
        course_id=offered.offer.id if isinstance(offered.offer, Course) else None,
        bundle_id=offered.offer.id if isinstance(offered.offer, Bundle) else None,
        coupon_id=offered.coupon.id if offered.coupon else None,
        payment_id=payment.id if payment else None,
        title=offered.offer.title,
        price_amount=offered.price.minor,
        discount_amount=offered.discount.minor,
        total_amount=offered.total.minor,
        currency=offered.price.currency,
        # In one order everywhere, so that two tabs do not wait for each other.
        lines=[_line(buyer, course, amount) for course, amount in sorted(offered.lines, key=lambda line: line[0].id)],
    )
    db.session.add(order)
    db.session.flush()
    if payment is None:
        order.pay()
        send_order_receipt.later(order.id)
    return order


def _line(buyer: User, course: Course, amount: Money) -> OrderLine:
    price = course.price_amount
    return OrderLine(course_id=course.id, user_id=buyer.id, title=course.title, price_amount=price, amount=amount.minor)


def _sent_at_once(buyer: User, offered: Quote, *, reason: str) -> Order:
    """The same order from another tab is this one; else the refusal that the database's words mean."""
    if "ck_coupons_uses" in reason:
        raise NoSuchCoupon("This coupon has just been used up.")
    if "uq_orders_coupon_once" in reason:
        raise NoSuchCoupon("You have used this coupon before.")
    live = Order.live(buyer, offered.courses)
    known = next((order for order in live if _is_same(order, offered)), None)
    if known is None:
        raise AlreadyBought("You are buying this in another window. Go on there.")
    return known


def _plan(buyer: User, offered: Quote) -> Payment:
    return plan_payment(
        buyer,
        purpose=PURPOSE,
        description=offered.offer.title,
        income_account=INCOME,
        amount=offered.total.minor,
        currency=offered.total.currency,
        application_fee=platform_fee(offered.total).minor,
    )


def _page(order: Order) -> PaymentPage | None:
    return PaymentPage.of(order.payment_id) if order.payment_id and order.is_pending else None
