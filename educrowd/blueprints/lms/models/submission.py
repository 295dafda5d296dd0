"""A submission: one learner's work for one assignment, from the first word to the last version."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, select
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, joined, refers

from .claimable import Claimable
from .enrollment import Enrollment
from .submission_file import SubmissionFile
from .submission_version import SubmissionVersion

if TYPE_CHECKING:
    from educrowd.blueprints.auth.models.user import User

    from .assessment import Assessment

STATES = ("draft", "submitted", "graded", "returned")


class Submission(Claimable, TenantOwned, Timestamps, Model):
    """`text` and `files` are what is being written; `seq` counts its changes, `revision` what was handed in or graded.

    `waiting_since` is set while it waits for a person, who may claim it so that nobody else grades it meanwhile.
    """

    __tablename__ = "submissions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "enrollment_id", "lesson_uid"),
        CheckConstraint("state IN ('draft', 'submitted', 'graded', 'returned')", name="state"),
        CheckConstraint("seq >= 0 AND revision >= 0", name="counts"),
        CheckConstraint("(state = 'submitted') = (waiting_since IS NOT NULL)", name="waiting"),
        CheckConstraint("(claimed_by_id IS NULL) = (claimed_at IS NULL)", name="claimed"),
        Index(None, "tenant_id", "waiting_since", postgresql_where=sql("state = 'submitted'")),
    )

    enrollment_id: Mapped[int] = refers("enrollments", ondelete="CASCADE", index=False)
    lesson_uid: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft", server_default="draft")
    text: Mapped[str] = mapped_column(default="", server_default="")
    files: Mapped[list[str]] = mapped_column(default=list, server_default=sql("'[]'"))
    seq: Mapped[int] = mapped_column(default=0, server_default="0")
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    waiting_since: Mapped[datetime | None]
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    claimed_at: Mapped[datetime | None]

    seen: list[Assessment] = []  # what its reader may know of, set where it is shown (seeing.py)

    enrollment: Mapped[Enrollment] = joined("Submission.enrollment_id", "Enrollment")
    claimed_by: Mapped[User | None] = relationship("User")
    versions: Mapped[list[SubmissionVersion]] = joined(
        "SubmissionVersion.submission_id",
        "Submission",
        back_populates="submission",
        order_by="SubmissionVersion.number",
        passive_deletes=True,
    )
    uploads: Mapped[list[SubmissionFile]] = joined(
        "SubmissionFile.submission_id",
        "Submission",
        back_populates="submission",
        order_by="SubmissionFile.id",
        passive_deletes=True,
    )

    @classmethod
    def of(cls, enrollment: Enrollment | None, lesson_uid: str) -> Self | None:
        if enrollment is None:
            return None
        mine = select(cls).where(cls.enrollment_id == enrollment.id, cls.lesson_uid == lesson_uid)
        return db.session.scalars(mine).one_or_none()

    @classmethod
    def held(cls, enrollment: Enrollment, lesson_uid: str) -> Self:
        """The row, made if need be, and held until this transaction ends."""
        row = {"tenant_id": bound_tenant_id(), "enrollment_id": enrollment.id, "lesson_uid": lesson_uid}
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        mine = select(cls).where(cls.enrollment_id == enrollment.id, cls.lesson_uid == lesson_uid)
        return db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one()

    @classmethod
    def in_course(cls, course: Any) -> Select[Self]:
        """All that was handed in for a course, newest change first."""
        inside = select(cls).join(cls.enrollment).where(Enrollment.course_id == course.id, cls.state != "draft")
        return inside.order_by(cls.updated_at.desc(), cls.id.desc())

    def hold(self) -> None:
        """Lock the row: two people, or two tabs, act on it one after the other."""
        db.session.flush()
        mine = select(Submission).where(Submission.id == self.id).with_for_update(of=Submission)
        db.session.scalars(mine.execution_options(populate_existing=True)).one()
        db.session.expire(self, ["versions", "claimed_by"])

    @property
    def latest(self) -> SubmissionVersion | None:
        return self.versions[-1] if self.versions else None

    @property
    def assessments(self) -> list[Assessment]:
        """All that was ever said about it, oldest first."""
        return [assessment for version in self.versions for assessment in version.assessments]

    @property
    def is_returned(self) -> bool:
        return self.state == "returned"

    def files_named(self, public_ids: list[str]) -> list[SubmissionFile]:
        known = {file.public_id: file for file in self.uploads}
        return [known[public_id] for public_id in public_ids if public_id in known]

    def file(self, public_id: str) -> SubmissionFile | None:
        return next((file for file in self.uploads if file.public_id == public_id), None)

    def handed_in_file(self, public_id: str) -> SubmissionFile | None:
        """A file of some version; what is only in the draft is the learner's own."""
        is_in = any(public_id in version.files for version in self.versions)
        return self.file(public_id) if is_in else None
