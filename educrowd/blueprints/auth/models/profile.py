"""What a person tells about themselves; the sensitive parts are encrypted by the application."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, Timestamps, utcnow
from educrowd.core.encryption import EncryptedText
from educrowd.core.errors import Invalid


class Profile(Timestamps, Model):
    """One person's details beside the account."""

    __tablename__ = "profiles"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    avatar: Mapped[str] = mapped_column(default="", server_default="")
    bio: Mapped[str] = mapped_column(default="", server_default="")
    phone_number: Mapped[str | None] = mapped_column(EncryptedText)
    birthday: Mapped[str | None] = mapped_column("date_of_birth", EncryptedText)
    postal_address: Mapped[str | None] = mapped_column(EncryptedText)
    # What a device makes six digits of; it counts from `totp_since` on, and a code is good for one step of time.
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]

    @property
    def date_of_birth(self) -> date | None:
        return date.fromisoformat(self.birthday) if self.birthday else None

    @date_of_birth.setter
    def date_of_birth(self, day: date | None) -> None:
        if day and day > utcnow().date():
            raise Invalid("date_of_birth", "That day has not come yet.")
        self.birthday = day.isoformat() if day else None
