"""Letters about discussions: what is new to those who teach, answers to those who asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from educrowd.blueprints.auth.models.user import User
from educrowd.core import mail
from educrowd.core.comments.forms import REASON_WORDS
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.mail import mailer

from ..letters.topics import DISCUSSIONS, discussion_of, wants, ways_out
from ..models import Course, DiscussionPost, DiscussionReport

STANDING = ("held", "published")


@mailer
def tell_of_posts(course_id: int) -> None:
    """Gather what is new in a course, and promise a letter to each who teaches it."""
    new = select(DiscussionPost).where(DiscussionPost.course_id == course_id, DiscussionPost.told_at.is_(None))
    new = new.where(DiscussionPost.status.in_(STANDING)).order_by(DiscussionPost.id)
    posts = db.session.scalars(new.with_for_update(skip_locked=True, of=DiscussionPost)).all()
    for post in posts:
        post.told_at = utcnow()
    for reader in _course(course_id).teachers if posts else ():
        send_new_posts.later(course_id, [post.id for post in posts], reader.id)


@mailer
def send_new_posts(course_id: int, post_ids: list[int], reader_id: int) -> None:
    """One letter about all of them, without the reader's own."""
    wanted = select(DiscussionPost).where(DiscussionPost.id.in_(post_ids), DiscussionPost.author_id != reader_id)
    present = wanted.where(DiscussionPost.status.in_(STANDING)).order_by(DiscussionPost.id)
    posts = db.session.scalars(present).all()
    if not posts:
        return
    course = _course(course_id)
    count = f"{len(posts)} new posts" if len(posts) > 1 else "A new post"
    studio_url = f"{current.tenant.origin}/studio/courses/{course.slug}/discussion"
    subject = f"{count} in the discussion of “{course.title}”"
    _tell(reader_id, course, subject, "new_posts", posts=posts, studio_url=studio_url)


@mailer
def tell_of_answer(post_id: int) -> None:
    """Promise a letter to whoever asked and, when a teacher answers, to all who wrote in that thread; once."""
    answer = db.session.scalar(select(DiscussionPost).where(DiscussionPost.id == post_id).with_for_update())
    if answer is None or not answer.is_published or answer.answer_told_at or answer.is_question:
        return
    answer.answer_told_at = utcnow()
    for reader_id in sorted(_listeners(answer)):
        send_answer.later(answer.id, reader_id)


@mailer
def send_answer(post_id: int, reader_id: int) -> None:
    """Show somebody who is still in the course what was answered."""
    answer = db.session.scalar(select(DiscussionPost).where(DiscussionPost.id == post_id))
    if answer is None or not answer.is_published:
        return
    course, reader = answer.course, db.session.get_one(User, reader_id)
    enrollment = course.enrollment_of(reader)
    if not (enrollment and enrollment.is_open) and not course.assisted_by(reader):
        return
    subject = f"{answer.author_name} answered in “{course.title}”"
    _tell(reader_id, course, subject, "answered", answer=answer, post_url=current.tenant.origin + answer.path)


@mailer
def send_post_reported(post_id: int) -> None:
    """Tell those who teach and the staff that somebody objects to a post."""
    post = db.session.scalar(select(DiscussionPost).where(DiscussionPost.id == post_id))
    if post is None or not post.has_open_reports:
        return
    staff = db.session.scalars(User.able_to("courses.manage")).all()
    for reader_id in sorted({person.id for person in (*post.course.teachers, *staff)}):
        send_report.later(post.id, reader_id)


@mailer
def send_report(post_id: int, reader_id: int) -> None:
    """Show one of them what is reported, and why."""
    post = db.session.scalars(select(DiscussionPost).where(DiscussionPost.id == post_id)).one()
    mail.deliver(
        to=db.session.get_one(User, reader_id).email,
        subject=f"A post in “{post.course.title}” was reported",
        template="lms/mail/post_reported",
        post=post,
        course=post.course,
        reports=DiscussionReport.on([post])[post.id],
        words=REASON_WORDS,
        studio_url=f"{current.tenant.origin}/studio/courses/{post.course.slug}/discussion?view=reported",
    )


def _listeners(answer: DiscussionPost) -> set[int]:
    thread = select(DiscussionPost.author_id).where(DiscussionPost.status == "published")
    asked = set(db.session.scalars(thread.where(DiscussionPost.id == answer.parent_id)))
    if answer.is_by_team:
        asked |= set(db.session.scalars(thread.where(DiscussionPost.parent_id == answer.parent_id)))
    return asked - {answer.author_id}


def _tell(reader_id: int, course: Course, subject: str, template: str, **context: Any) -> None:
    topic = discussion_of(course.id)
    if not wants(reader_id, DISCUSSIONS, topic):
        return
    mail.deliver_if_taken(
        to=db.session.get_one(User, reader_id).email,
        subject=subject,
        template=f"lms/mail/{template}",
        course=course,
        **ways_out(reader_id, topic),
        **context,
    )


def _course(course_id: int) -> Course:
    return db.session.scalars(select(Course).where(Course.id == course_id)).one()
