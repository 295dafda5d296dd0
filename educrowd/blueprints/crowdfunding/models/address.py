"""Where a pledge's things are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.countries import country_name
from educrowd.core.db import Model, TenantOwned, Timestamps, joined, refers
from educrowd.core.encryption import EncryptedText

if TYPE_CHECKING:
    from .pledge import Pledge


class PledgeAddress(TenantOwned, Timestamps, Model):
    """One address for a pledge, unreadable in the database; its country is the one that shipping was paid for."""

    __tablename__ = "pledge_addresses"
    __constraints__ = (UniqueConstraint("tenant_id", "pledge_id"),)

    pledge_id: Mapped[int] = refers("pledges", ondelete="CASCADE", index=False)
    name: Mapped[str] = mapped_column(EncryptedText)
    line1: Mapped[str] = mapped_column(EncryptedText)
    line2: Mapped[str] = mapped_column(EncryptedText, default="")
    postal_code: Mapped[str] = mapped_column(EncryptedText, default="")
    city: Mapped[str] = mapped_column(EncryptedText)
    region: Mapped[str] = mapped_column(EncryptedText, default="")
    country: Mapped[str] = mapped_column(CHAR(2))

    pledge: Mapped[Pledge] = joined("PledgeAddress.pledge_id", "Pledge", back_populates="address")

    @property
    def lines(self) -> list[str]:
        """As it is written on a parcel."""
        town = f"{self.postal_code} {self.city}".strip()
        return [line for line in (self.name, self.line1, self.line2, town, self.region, self.country_name) if line]

    @property
    def country_name(self) -> str:
        return country_name(self.country)
