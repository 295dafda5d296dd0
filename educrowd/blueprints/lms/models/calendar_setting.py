"""What a learner wants of the calendar: a feed, and how many days before a due date to be reminded."""

from __future__ import annotations

from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db

REMIND_DAYS = 2


class CalendarSetting(TenantOwned, Timestamps, Model):
    """The feed's address is signed over person and `link_number`: a higher number, and older addresses are dead."""

    __tablename__ = "calendar_settings"
    __constraints__ = (
        UniqueConstraint("tenant_id", "user_id"),
        CheckConstraint("link_number >= 0", name="link_number"),
        CheckConstraint("remind_days BETWEEN 1 AND 14", name="remind_days"),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    is_on: Mapped[bool] = mapped_column(default=False, server_default="false")
    link_number: Mapped[int] = mapped_column(default=0, server_default="0")
    remind_days: Mapped[int] = mapped_column(default=REMIND_DAYS, server_default="2")

    @classmethod
    def of(cls, user_id: int) -> Self | None:
        return db.session.scalars(select(cls).where(cls.user_id == user_id)).one_or_none()

    @classmethod
    def held(cls, user_id: int) -> Self:
        """The row, made if need be, and held until this transaction ends."""
        row = {"tenant_id": bound_tenant_id(), "user_id": user_id}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        mine = select(cls).where(cls.user_id == user_id).with_for_update()
        return db.session.scalars(mine.execution_options(populate_existing=True)).one()

    def open_feed(self) -> None:
        """A feed under a new address; the one before, if there was any, is dead."""
        self.is_on, self.link_number = True, self.link_number + 1

    def close_feed(self) -> None:
        self.is_on = False
