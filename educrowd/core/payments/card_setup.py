"""Saving a card now to charge it later: the person types it on the provider's page, never on ours."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_urlsafe
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Model, TenantOwned, Timestamps, bound_tenant_id, db
from ..jobs import job
from .connected_account import connected_account
from .gateway import Card, gateway
from .purposes import PURPOSES


class CardSetup(TenantOwned, Timestamps, Model):
    """One visit to the card page, or one card an API client saved for somebody."""

    __tablename__ = "card_setups"
    __constraints__ = (
        UniqueConstraint("tenant_id", "reference"),
        UniqueConstraint("tenant_id", "session_id"),
        CheckConstraint("state IN ('open', 'saved', 'expired')", name="state"),
        CheckConstraint("(state = 'saved') = (payment_method IS NOT NULL)", name="saved"),
    )

    reference: Mapped[str]
    purpose: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    account: Mapped[str]
    customer: Mapped[str]
    session_id: Mapped[str | None]
    url: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="open", default="open")
    payment_method: Mapped[str | None]
    brand: Mapped[str] = mapped_column(server_default="", default="")
    last4: Mapped[str] = mapped_column(server_default="", default="")

    client_secret: ClassVar[str | None] = None  # known only to the request that opened the page

    @classmethod
    def referring_to(cls, reference: str) -> CardSetup | None:
        return db.session.scalars(select(cls).where(cls.reference == reference)).one_or_none()

    @property
    def is_saved(self) -> bool:
        return self.state == "saved"

    def save(self, card: Card) -> None:
        self.state = "saved"
        self.payment_method, self.brand, self.last4 = card.payment_method, card.brand, card.last4


class GatewayCustomer(TenantOwned, Model):
    """How the provider names a person on the site's account."""

    __tablename__ = "gateway_customers"
    __constraints__ = (UniqueConstraint("tenant_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    gateway_id: Mapped[str]


def open_card_page(
    user: Any, *, purpose: str, reference: str, currency: str, return_url: str, cancel_url: str
) -> CardSetup:
    """A page where `user` saves a card; the same reference answers the same page, however often it is sent."""
    account = connected_account().gateway_id
    customer = customer_of(user, account, reference)
    page = gateway().open_card_page(
        account,
        customer=customer,
        reference=reference,
        return_url=return_url,
        cancel_url=cancel_url,
        currency=currency,
        key=f"setup:{reference}:page",
    )
    values = {"account": account, "customer": customer, "session_id": page.session, "url": page.url}
    setup = _write(user, purpose, reference, values)
    setup.client_secret = page.client_secret  # pyright: ignore[reportAttributeAccessIssue]
    return setup


def open_another_card_page(payer: Any, *, purpose: str, page_of: Callable[..., str]) -> str:
    """Where who pays for a pledge, or the like, brings another card; the old one stays until that is done.

    Each visit has its own reference, `<public id>:<visit>`; `page_of(public_id, card=visit)` is where it comes back.
    """
    visit = token_urlsafe(9)
    page = page_of(payer.public_id, card=visit)
    card = open_card_page(
        payer.user,
        purpose=purpose,
        reference=f"{payer.public_id}:{visit}",
        currency=payer.currency,
        return_url=page,
        cancel_url=page,
    )
    return str(card.url)


def save_card(user: Any, *, purpose: str, reference: str, payment_method: str) -> CardSetup:
    """Keep a card that a client already made at the provider."""
    account = connected_account().gateway_id
    customer = customer_of(user, account, reference)
    card = gateway().save_card(account, customer=customer, payment_method=payment_method, key=f"setup:{reference}:card")
    setup = _write(user, purpose, reference, {"account": account, "customer": customer})
    setup.save(card)
    return setup


@job(queue="payments")
def finish_setup(setup_id: int) -> None:
    """Learn from the provider what became of a card page; the return page and the webhook both ask."""
    setup = db.session.scalars(select(CardSetup).where(CardSetup.id == setup_id)).one()
    if setup.state != "open" or setup.session_id is None:
        return
    page = gateway().read_card_page(setup.account, setup.session_id)
    setup = CardSetup.locked(setup_id)
    if setup.state != "open":
        return
    if page.card:
        setup.save(page.card)
        PURPOSES[setup.purpose].card_saved(setup)
    elif page.is_expired:
        setup.state = "expired"


def _write(user: Any, purpose: str, reference: str, values: dict[str, Any]) -> CardSetup:
    db.session.execute(
        insert(CardSetup)
        .values(tenant_id=bound_tenant_id(), purpose=purpose, reference=reference, user_id=user.id, **values)
        .on_conflict_do_nothing(index_elements=["tenant_id", "reference"])
    )
    return db.session.scalars(select(CardSetup).where(CardSetup.reference == reference)).one()


def customer_of(user: Any, account: str, reference: str) -> str:
    found = select(GatewayCustomer.gateway_id).where(GatewayCustomer.user_id == user.id)
    return db.session.scalar(found) or _make_customer(user, account, reference, found)


def _make_customer(user: Any, account: str, reference: str, found: Any) -> str:
    key = f"setup:{reference}:customer"
    # The site's owner reads it at the provider: no name, as a guest may have typed somebody else's address.
    gateway_id = gateway().create_customer(account, email=user.email, key=key)
    db.session.execute(
        insert(GatewayCustomer)
        .values(tenant_id=bound_tenant_id(), user_id=user.id, gateway_id=gateway_id)
        .on_conflict_do_nothing(index_elements=["tenant_id", "user_id"])
    )
    return db.session.scalars(found).one()
