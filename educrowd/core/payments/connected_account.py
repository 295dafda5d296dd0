"""The site's own account at the provider: it is the merchant, charges fall there."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ..current import current
from ..db import Model, TenantOwned, Timestamps, bound_tenant_id, db
from ..jobs import job
from .gateway import gateway


class ConnectedAccount(TenantOwned, Timestamps, Model):
    """One for each site."""

    __tablename__ = "connected_accounts"
    __constraints__ = (UniqueConstraint("tenant_id"), UniqueConstraint("tenant_id", "gateway_id"))

    gateway_id: Mapped[str]
    charges_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    payouts_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    details_submitted: Mapped[bool] = mapped_column(server_default=text("false"))

    @classmethod
    def mine(cls) -> ConnectedAccount | None:
        return db.session.scalars(select(cls)).one_or_none()

    def refresh(self) -> None:
        """Note what the provider lets this account do now."""
        state = gateway().read_account(self.gateway_id)
        self.charges_enabled = state.charges_enabled
        self.payouts_enabled = state.payouts_enabled
        self.details_submitted = state.details_submitted


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
