"""The site's own account at the provider: it is the merchant, charges fall there."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlalchemy import UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from ..current import current
from ..db import Model, TenantOwned, Timestamps, bound_tenant_id, db
from ..jobs import job
from .gateway import gateway
from .requirements import requirement_words


class ConnectedAccount(TenantOwned, Timestamps, Model):
    """One for each site."""

    __tablename__ = "connected_accounts"
    __constraints__ = (UniqueConstraint("tenant_id"), UniqueConstraint("tenant_id", "gateway_id"))

    gateway_id: Mapped[str]
    charges_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    payouts_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    details_submitted: Mapped[bool] = mapped_column(server_default=text("false"))
    requirements: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    disabled_reason: Mapped[str] = mapped_column(server_default="")
    # When the last sweep and the last reconciliation began: the next ones look no further back.
    events_swept_at: Mapped[datetime | None]
    reconciled_at: Mapped[datetime | None]

    @classmethod
    def mine(cls) -> ConnectedAccount | None:
        return db.session.scalars(select(cls)).one_or_none()

    def refresh(self) -> None:
        """Note what the provider lets this account do now."""
        state = gateway().read_account(self.gateway_id)
        self.charges_enabled = state.charges_enabled
        self.payouts_enabled = state.payouts_enabled
        self.details_submitted = state.details_submitted
        self.requirements = list(state.requirements)
        self.disabled_reason = state.disabled_reason

    @property
    def is_ready(self) -> bool:
        """Whether people can pay the site, and the site be paid out."""
        return self.charges_enabled and self.payouts_enabled

    @property
    def is_rejected(self) -> bool:
        return self.disabled_reason.startswith("rejected")

    @property
    def missing(self) -> list[str]:
        """What the provider still asks for, in words."""
        return requirement_words(self.requirements)


@job(queue="payments")
def refresh_account() -> None:
    """Note what the provider says of this site's account: whoever tells that it changed is not believed."""
    account = ConnectedAccount.mine()
    if account:
        account.refresh()


@job(queue="payments")
def connect_account() -> None:
    """See that this site has its account."""
    connected_account()


def connected_account() -> ConnectedAccount:
    """The site's account, opened when it is first needed."""
    return ConnectedAccount.mine() or _open()


def _open() -> ConnectedAccount:
    tenant = current.tenant
    email = f"payments@{tenant.host}"
    gateway_id = gateway().open_account(name=tenant.name, email=email, key=f"account:{uuid4()}")
    db.session.execute(
        insert(ConnectedAccount)
        .values(tenant_id=bound_tenant_id(), gateway_id=gateway_id)
        .on_conflict_do_nothing(index_elements=["tenant_id"])
    )
    account = db.session.scalars(select(ConnectedAccount)).one()
    account.refresh()
    return account


def onboarding_url(*, return_url: str, refresh_url: str) -> str:
    """Where the provider asks who is being paid; good for one visit within minutes."""
    account = connected_account()
    return gateway().open_onboarding(account.gateway_id, return_url=return_url, refresh_url=refresh_url)
