"""How people come into a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from educrowd.core import entitlements
from educrowd.core.db import bound_tenant_id, db, utcnow

from ..signals import course_enrolled
from .enrollment import Enrollment
from .errors import AccessOver, AlreadyEnrolled, Barred, NotFree, NotOpen
from .given import ELSEWHERE

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Mapped


# The one subject of entitlements of kind "catalogue": every course that costs something.
ALL_OF_IT = 0


class Taught:
    """The course's verbs for its learners; its figures stand in figures.py."""

    if TYPE_CHECKING:
        lessons_count: Mapped[int]
        learners_count: Mapped[int]
        rating: Mapped[Decimal | None]
        reviews_count: Mapped[int]

    def enroll(self: Any, user: Any) -> Enrollment:
        """What a person does alone: enters a published course that is free, or theirs already."""
        if not self.is_published or self.is_over:
            raise NotOpen()
        if not (self.is_free or self.belongs_to(user)):
            raise NotFree()
        known = self.enrollment_of(user)
        if known and known.is_barred:
            raise Barred()
        if known and known.is_expired and not self.renewable_by(known):
            raise AccessOver()
        return self.admit(user.id, source=self._way_in(user), anew=False)

    def _way_in(self: Any, user: Any) -> str:
        """What was bought at another site and came along with its file opens to whoever has proven the address."""
        if self.is_free:
            return "self"
        if user.is_verified:
            return "entitlement"
        subjects = {"course": self.id, "catalogue": ALL_OF_IT}
        here = (
            entitlements.held_by(user.id, kind=kind, subject_ids=[id], besides="elsewhere.")
            for kind, id in subjects.items()
        )
        return "entitlement" if any(here) else ELSEWHERE

    def renewable_by(self: Any, known: Enrollment) -> bool:
        """Whether this person begins anew by themselves, now that their days are over."""
        is_offered = (self.is_free and self.renewable) or self.is_subscribed_by(known.user_id)
        return known.is_expired and is_offered

    def belongs_to(self: Any, user: Any) -> bool:
        """Whether this person has bought it, backed a project that gives it, or subscribes to all of the site."""
        if not user.is_authenticated:
            return False
        return entitlements.holds(user.id, kind="course", subject_id=self.id) or self.comes_with_all(user.id)

    def is_subscribed_by(self: Any, user_id: int) -> bool:
        """Whether a subscription gives it to this person, whatever else does."""
        is_alone = entitlements.holds(user_id, kind="course", subject_id=self.id, source="subscription:")
        return is_alone or self.comes_with_all(user_id)

    def comes_with_all(self: Any, user_id: int) -> bool:
        """Whether a subscription to all that costs something opens it for this person."""
        return not self.is_free and entitlements.holds(user_id, kind="catalogue", subject_id=ALL_OF_IT)

    def admit(self: Any, user_id: int, *, source: str, anew: bool = True) -> Enrollment:
        """Let a person in, for the first time or again; AlreadyEnrolled where they are in.

        Whoever comes back by themselves, and not `anew`, gets no more time by it.
        """
        enrollment = self._add(user_id, source) or self._reopen(user_id, source, anew=anew)
        course_enrolled.send(self, course_id=self.id, enrollment_id=enrollment.id, user_id=user_id)
        return enrollment

    def enrollment_of(self: Any, user: Any, *options: Any) -> Enrollment | None:
        if not user.is_authenticated:
            return None
        theirs = select(Enrollment).where(Enrollment.course_id == self.id, Enrollment.user_id == user.id)
        return db.session.scalars(theirs.options(*options)).unique().one_or_none()

    def _add(self: Any, user_id: int, source: str) -> Enrollment | None:
        row = {"tenant_id": bound_tenant_id(), "course_id": self.id, "user_id": user_id, "source": source}
        row["expires_at"] = self._end_for(user_id)
        added = insert(Enrollment).values(row).on_conflict_do_nothing().returning(Enrollment)
        return db.session.scalars(added).one_or_none()

    def _reopen(self: Any, user_id: int, source: str, *, anew: bool) -> Enrollment:
        known = select(Enrollment).where(Enrollment.course_id == self.id, Enrollment.user_id == user_id)
        fresh = known.with_for_update().execution_options(populate_existing=True)
        enrollment = db.session.scalars(fresh).one()
        if enrollment.is_open:
            raise AlreadyEnrolled()
        left_with = None if anew or enrollment.is_expired else enrollment.expires_at
        enrollment.reopen(source)
        enrollment.expires_at = left_with or self._end_for(user_id)
        return enrollment

    def _end_for(self: Any, user_id: int) -> datetime | None:
        """Days are counted for who bought it; a subscription lasts as long as it is paid."""
        return self.access_until if self.is_subscribed_by(user_id) else self.access_end(utcnow())
