"""Letters about reviews: a new one to those who teach, an answer to whoever wrote it, a report to those who judge."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.mail import mailer

from ..letters.topics import REVIEWS, wants, ways_out
from ..models import CourseReview, CourseReviewReport


@mailer
def send_new_review(review_id: int) -> None:
    """Promise a letter to each who teaches the course."""
    for reader in _review(review_id).course.teachers:
        send_new_review_to.later(review_id, reader.id)


@mailer
def send_new_review_to(review_id: int, reader_id: int) -> None:
    """Show one of them what was written."""
    review = _review(review_id)
    if review.status in ("held", "published"):
        _tell(review, reader_id, f"{review.stars} of 5 stars for “{review.course.title}”", "new_review")


@mailer
def send_review_answered(review_id: int) -> None:
    """Show its author what was answered."""
    review = _review(review_id)
    if review.answer and review.is_published:
        _tell(review, review.author_id, f"An answer to your review of “{review.course.title}”", "review_answered")


@mailer
def send_review_reported(review_id: int) -> None:
    """Promise a letter to those who teach and to the staff."""
    review = _review(review_id)
    staff = db.session.scalars(User.able_to("courses.manage")).all()
    for reader_id in sorted({person.id for person in (*review.course.teachers, *staff)}):
        send_review_report.later(review_id, reader_id)


@mailer
def send_review_report(review_id: int, reader_id: int) -> None:
    """Show one of them what is reported, and why."""
    review = _review(review_id)
    mail.deliver(
        to=db.session.get_one(User, reader_id).email,
        subject=f"A review of “{review.course.title}” was reported",
        template="lms/mail/review_reported",
        reports=CourseReviewReport.on([review])[review.id],
        words=REASON_WORDS,
        **_shown(review),
    )


def _tell(review: CourseReview, reader_id: int, subject: str, template: str) -> None:
    if not wants(reader_id, REVIEWS):
        return
    to = db.session.get_one(User, reader_id).email
    shown = _shown(review) | ways_out(reader_id, REVIEWS)
    mail.deliver_if_taken(to=to, subject=subject, template=f"lms/mail/{template}", **shown)


def _shown(review: CourseReview) -> dict[str, Any]:
    site, slug = current.tenant.origin, review.course.slug
    return {
        "review": review,
        "course": review.course,
        "reviews_url": f"{site}/courses/{slug}/reviews",
        "studio_url": f"{site}/studio/courses/{slug}/reviews",
    }


def _review(review_id: int) -> CourseReview:
    return db.session.scalars(select(CourseReview).where(CourseReview.id == review_id)).one()
