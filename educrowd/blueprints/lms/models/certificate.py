"""A certificate: that somebody has completed a course, as it was called and as they were called on that day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow

from .course import Course
from .enrollment import Enrollment
from .errors import AlreadyRevoked

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .signing_key import SigningKey

STATES = ("valid", "expired", "revoked")


class Certificate(TenantOwned, Timestamps, Model):
    """Frozen: the application may only revoke it, and note that its end was told.

    Each renewal is another one, of the next cycle. `snapshot` is what is printed; `token` is the same, signed, as an
    Open Badge.
    """

    __tablename__ = "certificates"
    __constraints__ = (
        UniqueConstraint("tenant_id", "code"),
        UniqueConstraint("tenant_id", "user_id", "course_id", "cycle"),
        CheckConstraint("cycle > 0", name="cycle"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_reason = '')", name="revoked"),
        Index(None, "tenant_id", "course_id"),
        Index(None, "tenant_id", "expires_at", postgresql_where=text("reminded_at IS NULL AND revoked_at IS NULL")),
    )

    code: Mapped[str]
    course_id: Mapped[int] = refers("courses", index=False)
    enrollment_id: Mapped[int] = refers("enrollments")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=False)
    key_id: Mapped[int] = refers("signing_keys")
    cycle: Mapped[int] = mapped_column(default=1, server_default="1")
    issued_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())
    expires_at: Mapped[datetime | None]
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSONB)
    token: Mapped[str]
    reminded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_reason: Mapped[str] = mapped_column(default="", server_default="")

    course: Mapped[Course] = joined("Certificate.course_id", "Course")
    enrollment: Mapped[Enrollment] = joined("Certificate.enrollment_id", "Enrollment")
    key: Mapped[SigningKey] = joined("Certificate.key_id", "SigningKey")
    user: Mapped[User] = relationship("User", foreign_keys=user_id)

    @classmethod
    def coded(cls, code: str) -> Self | None:
        """The one with this code, however it was typed."""
        plain = "".join(letter for letter in code.lower() if letter.isalnum())
        return db.session.scalar(select(cls).where(cls.code == plain))

    @classmethod
    def of_course(cls, course: Course) -> Select[Self]:
        """All that a course has awarded, newest first."""
        return select(cls).where(cls.course_id == course.id).order_by(cls.issued_at.desc(), cls.id.desc())

    @classmethod
    def earned_by(cls, user: Any) -> Select[Self]:
        return select(cls).where(cls._held_by(user)).order_by(cls.issued_at.desc(), cls.id.desc())

    @classmethod
    def newest_of(cls, enrollment: Enrollment) -> Self | None:
        """The latest cycle."""
        mine = select(cls).where(cls.enrollment_id == enrollment.id)
        return db.session.scalar(mine.order_by(cls.cycle.desc()).limit(1))

    @classmethod
    def ending(cls, within: timedelta) -> Select[Self]:
        """Those that expire so soon, that no renewal follows, and whose learners were not told."""
        later = aliased(cls)
        renewed = select(later.id).where(later.enrollment_id == cls.enrollment_id, later.cycle > cls.cycle).exists()
        soon = cls.expires_at.between(utcnow(), utcnow() + within)
        return select(cls).where(soon, cls.reminded_at.is_(None), cls.revoked_at.is_(None), ~renewed)

    @classmethod
    def visible(cls, user: Any) -> Select[Self]:
        """One's own, those of the courses one makes, and all of them for the staff."""
        if user.can("courses.manage"):
            return select(cls)
        return select(cls).where(or_(cls._held_by(user), cls.course_id.in_(Course.ids(Course.assisted(user)))))

    @classmethod
    def _held_by(cls, user: Any) -> ColumnElement[bool]:
        mine = cls.user_id == user.id
        if user.is_verified:
            return mine
        return and_(mine, cls.enrollment_id.in_(select(Enrollment.id).where(Enrollment.held_by(user))))

    @property
    def state(self) -> str:
        if self.revoked_at is not None:
            return "revoked"
        return "expired" if self.expires_at is not None and self.expires_at <= utcnow() else "valid"

    @property
    def is_valid(self) -> bool:
        return self.state == "valid"

    @property
    def printed_code(self) -> str:
        """In groups of four, as people read it aloud."""
        return "-".join(self.code[place : place + 4] for place in range(0, len(self.code), 4))

    @property
    def title(self) -> str:
        return f"{self.snapshot['learner']}, {self.snapshot['course']}"

    def revoke(self, *, by: User, reason: str) -> None:
        """Take it back, for all to see; the reason is for the learner and the staff."""
        db.session.refresh(self, with_for_update=True)
        if self.revoked_at is not None:
            raise AlreadyRevoked()
        self.revoked_at, self.revoked_by_id, self.revoked_reason = utcnow(), by.id, reason
        audit("certificate.revoked", subject=self, code=self.code, reason=reason)
