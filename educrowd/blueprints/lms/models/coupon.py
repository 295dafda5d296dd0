"""A coupon: a code that makes a course cheaper, or free."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, or_, select
from sqlalchemy.dialects.postgresql import CHAR
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.currencies import currencies
from educrowd.core.currency_row import CurrencyRow
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.formatting import percent
from educrowd.core.money import Money, display

from .bundle import Bundle
from .course import Course
from .errors import NoSuchCoupon


class Coupon(TenantOwned, Timestamps, Model):
    """Percent or a fixed amount off, for a course, a bundle or all of the site; the database counts its uses."""

    __tablename__ = "coupons"
    __constraints__ = (
        UniqueConstraint("tenant_id", "code"),
        CheckConstraint("code ~ '^[A-Z0-9-]{3,40}$'", name="code"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("(percent IS NULL) <> (amount IS NULL)", name="discount"),
        CheckConstraint("max_uses > 0", name="max_uses"),
        CheckConstraint("uses >= 0 AND (max_uses IS NULL OR uses <= max_uses)", name="uses"),
        CheckConstraint("ends_at > starts_at", name="ends_at"),
        CheckConstraint("course_id IS NULL OR bundle_id IS NULL", name="offer"),
    )

    code: Mapped[str]
    percent: Mapped[int | None]
    amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(CHAR(3), ForeignKey(CurrencyRow.code))
    course_id: Mapped[int | None] = refers("courses", ondelete="CASCADE")
    bundle_id: Mapped[int | None] = refers("bundles", ondelete="CASCADE")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    max_uses: Mapped[int | None]
    uses: Mapped[int] = mapped_column(server_default="0", default=0)
    creator_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    course: Mapped[Course | None] = joined("Coupon.course_id", "Course")
    bundle: Mapped[Bundle | None] = joined("Coupon.bundle_id", "Bundle")

    @classmethod
    def called(cls, code: str) -> Coupon:
        """The coupon with this code, however it was typed; NoSuchCoupon where there is none."""
        found = db.session.scalars(select(cls).where(cls.code == code.strip().upper())).one_or_none()
        if found is None:
            raise NoSuchCoupon()
        return found

    @classmethod
    def editable(cls, user: Any) -> Select[Self]:
        """Those this person may change: all, or those of their own courses and bundles; newest first."""
        newest_first = select(cls).order_by(cls.id.desc())
        if user.can("courses.manage"):
            return newest_first
        bundles = Bundle.run(user).with_only_columns(Bundle.id).order_by(None)
        return newest_first.where(or_(cls.course_id.in_(Course.ids(Course.run(user))), cls.bundle_id.in_(bundles)))

    @property
    def title(self) -> str:
        return self.code

    @property
    def offer(self) -> Course | Bundle | None:
        """What it was made for; None where it holds for all that the site sells."""
        return self.course or self.bundle

    @property
    def words(self) -> str:
        """What it takes off, in words."""
        return f"{percent(self.percent)} off" if self.percent else f"{display(self.amount or 0, self.currency)} off"

    @property
    def is_used_up(self) -> bool:
        return self.max_uses is not None and self.uses >= self.max_uses

    @property
    def state(self) -> str:
        """open, later, over or used_up."""
        now = utcnow()
        if self.ends_at and self.ends_at <= now:
            return "over"
        if self.is_used_up:
            return "used_up"
        return "later" if self.starts_at and self.starts_at > now else "open"

    def editable_by(self, user: Any) -> bool:
        return user.can("courses.manage") or (self.offer is not None and self.offer.run_by(user))

    def fits(self, offer: Course | Bundle) -> bool:
        """Whether it was made for this, or for all that the site sells."""
        is_for_it = self.offer is None or self.offer is offer
        return is_for_it and (self.amount is None or self.currency == offer.currency)

    def discount_on(self, price: Money) -> Money:
        """What it takes off: never more than the price, and what is left can be charged."""
        off = price.share(self.percent * 100).minor if self.percent else min(self.amount or 0, price.minor)
        known = currencies()[price.currency]
        left = (price.minor - off) // known.step * known.step
        return price - Money(left if left >= known.smallest else 0, price.currency)

    def end(self) -> None:
        """No more orders with it; those that were made keep it."""
        if self.state == "over":
            return
        now = utcnow()
        if self.starts_at and self.starts_at >= now:
            self.starts_at = None
        self.ends_at = now
        audit("coupon.ended", subject=self)
