"""What a payment provider tells us, in our words; amounts in minor units of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccountState:
    """What a connected account may do at this moment."""

    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements: tuple[str, ...] = ()
    disabled_reason: str = ""


@dataclass(frozen=True, slots=True)
class Funds:
    """What lies on an account in one currency: ready to be paid out, and still on its way in."""

    available: int
    pending: int


@dataclass(frozen=True, slots=True)
class Transfer:
    """A payout as the provider sees it; `moved` is what it has really taken off the balance."""

    id: str
    status: str
    amount: int
    currency: str
    reference: str
    livemode: bool
    moved: int
    arrives_at: datetime | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an account's balance: what it was for, and how much came or went."""

    id: str
    kind: str
    source: str
    net: int
    currency: str


@dataclass(frozen=True, slots=True)
class Card:
    """A saved card: the provider's name for it and what a person may see."""

    customer: str
    payment_method: str
    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class CardPage:
    """The provider's own page where a person types a card; `card` once that was done."""

    session: str
    url: str | None
    client_secret: str | None = None
    card: Card | None = None
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a charge did not go through; `code` is the decline code where there is one."""

    code: str
    message: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """A charge as the provider sees it; amounts in minor units of ours."""

    id: str
    status: str
    amount: int
    currency: str
    reference: str
    livemode: bool
    charge: str | None = None
    processing_fee: int = 0
    application_fee: int = 0
    failure: Failure | None = None
    action_url: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentPageSeen:
    """The provider's page where something is paid at once; `intent` once somebody has tried to."""

    session: str
    url: str | None
    intent: Intent | None = None
    is_complete: bool = False
    is_expired: bool = False
