"""A question of a course's bank: who it is, and each version of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, UniqueConstraint, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from educrowd.core.db import Model, TenantOwned, Timestamps, db, joined, refers, utcnow
from educrowd.core.markdown import render

from .errors import StaleQuestion
from .pictures import called
from .uid import Identified

if TYPE_CHECKING:
    from .course import Course

GAP = re.compile(r"\[\[\d{1,2}\]\]")
SAID = ("kind", "title", "text", "content", "feedback")


class QuestionVersion(TenantOwned, Model):
    """What a question said at one time; the database lets nobody change it."""

    __tablename__ = "quiz_question_versions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "question_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(
            "kind IN ('choice', 'multiple', 'truefalse', 'short', 'numeric', 'match', 'order', 'cloze', 'essay')",
            name="kind",
        ),
    )

    question_id: Mapped[int] = refers("quiz_questions", ondelete="CASCADE", index=False)
    number: Mapped[int]
    kind: Mapped[str]
    title: Mapped[str] = mapped_column(default="", server_default="")
    text: Mapped[str]
    html: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    feedback: Mapped[str] = mapped_column(default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now())

    question: Mapped[QuizQuestion] = joined("QuestionVersion.question_id", "QuizQuestion", back_populates="versions")

    @property
    def name(self) -> str:
        """Its title, or how its text begins."""
        words = self.title or GAP.sub("…", called(self.text))
        return words if len(words) <= 80 else words[:79].rstrip() + "…"


class QuizQuestion(Identified, TenantOwned, Timestamps, Model):
    """`version` is the number of the one that is asked now; a retired question is asked nowhere any more.

    `imported_as` is what the file that it came from calls it, if it does: the same file finds it again.
    """

    __tablename__ = "quiz_questions"
    __constraints__ = (
        UniqueConstraint("tenant_id", "uid"),
        CheckConstraint("version > 0", name="version"),
        Index(None, "tenant_id", "course_id", "category"),
        Index(
            "ix_quiz_questions_imported_as",
            "tenant_id",
            "course_id",
            "imported_as",
            unique=True,
            postgresql_where=text("retired_at IS NULL"),
        ),
    )

    course_id: Mapped[int] = refers("courses", ondelete="CASCADE", index=False)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    category: Mapped[str] = mapped_column(default="", server_default="")
    tags: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    imported_as: Mapped[str | None]
    retired_at: Mapped[datetime | None]

    course: Mapped[Course] = joined("QuizQuestion.course_id", "Course")
    versions: Mapped[list[QuestionVersion]] = joined(
        "QuestionVersion.question_id",
        "QuizQuestion",
        back_populates="question",
        order_by="QuestionVersion.number",
        passive_deletes=True,
    )
    current: Mapped[QuestionVersion] = relationship(
        "QuestionVersion",
        primaryjoin="and_(QuizQuestion.tenant_id == QuestionVersion.tenant_id,"
        " QuizQuestion.id == foreign(QuestionVersion.question_id),"
        " QuizQuestion.version == foreign(QuestionVersion.number))",
        uselist=False,
        viewonly=True,
    )

    @classmethod
    def of(cls, course: Course) -> Select[Self]:
        """The questions of a course that can be asked, with what they say now, oldest first."""
        now_said = select(cls).join(cls.current).options(contains_eager(cls.current))
        return now_said.where(cls.course_id == course.id, cls.retired_at.is_(None)).order_by(cls.id)

    @classmethod
    def known(cls, course: Course, uids: Iterable[str]) -> list[Self]:
        """Those of the course that have one of these uids."""
        return list(db.session.scalars(cls.of(course).where(cls.uid.in_(list(uids)))))

    @staticmethod
    def matching(found: Select[Any], *, q: str = "", kind: str = "", category: str = "", tag: str = "") -> Select[Any]:
        """Of these questions the ones that have every word, this kind, this category or this tag."""
        for word in q.split():
            texts = (QuestionVersion.title, QuestionVersion.text)
            found = found.where(or_(*(each.icontains(word, autoescape=True) for each in texts)))
        if kind:
            found = found.where(QuestionVersion.kind == kind)
        if category:
            found = found.where(QuizQuestion.category == category)
        return found.where(QuizQuestion.tags.contains([tag])) if tag else found

    @classmethod
    def categories(cls, course: Course) -> list[str]:
        """The categories in use, without the nameless one."""
        used = select(cls.category).where(cls.course_id == course.id, cls.retired_at.is_(None), cls.category != "")
        return list(db.session.scalars(used.distinct().order_by(cls.category)))

    @classmethod
    def write(cls, course: Course, *, by: Any, category: str = "", tags: Any = (), **said: Any) -> QuizQuestion:
        """A new question, in its first version."""
        question = cls(course_id=course.id, category=category, tags=list(tags))
        db.session.add(question)
        db.session.flush()
        question._say(by=by, **said)
        return question

    def revise(self, *, by: Any, over: int | None = None, **facts: Any) -> None:
        """Change what is given; a new version only where what it says differs. StaleQuestion where `over` is past."""
        db.session.flush()
        db.session.refresh(self, with_for_update=True)
        if over is not None and self.version != over:
            raise StaleQuestion()
        for name in ("category", "tags"):
            if name in facts:
                setattr(self, name, facts.pop(name))
        said = {name: getattr(self.current, name) for name in SAID}
        if said != said | facts:
            self.version += 1
            self._say(by=by, **(said | facts))

    def retire(self) -> None:
        """Ask it nowhere any more; attempts that have it keep it."""
        self.retired_at = self.retired_at or utcnow()

    def _say(self, *, by: Any, **said: Any) -> None:
        version = QuestionVersion(
            question_id=self.id, number=self.version, html=render(said["text"]), author_id=by.id if by else None, **said
        )
        db.session.add(version)
        db.session.flush()
        db.session.expire(self, ["current", "versions"])
