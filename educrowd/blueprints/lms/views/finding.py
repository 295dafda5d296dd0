"""From an address to a course or lesson."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import abort, redirect, request, url_for
from sqlalchemy import Select, select

from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.pages import authorize

from ..models import (
    Bundle,
    Course,
    DiscussionPost,
    Enrollment,
    LearnerSubscription,
    PublishedLesson,
    Section,
    SubscriptionPlan,
)
from ..subscriptions.links import opens


def course_at(slug: str) -> Course:
    """The course with what is published of it; an old slug redirects, an unknown one is 404."""
    return _course(slug, Course.edition_option())


def course_to_look_at(slug: str) -> Course:
    """The same with all that its own page says: of its lessons the names alone, as there may be hundreds."""
    shown = PublishedLesson.uid, PublishedLesson.title, PublishedLesson.preview, PublishedLesson.required
    edition = Course.edition_option().load_only(*shown)
    return _course(slug, edition, Course.card_option(), Course.team_option())


def visible_course(slug: str) -> Course:
    """The course with what is published of it, for those who may see it."""
    course = course_at(slug)
    return course if course.visible_to(current.user) else abort(404)


def my_enrollment(course: Course, *options: Any) -> Enrollment | None:
    """One's own, if there is one; 404 where one may not see the course either."""
    enrollment = course.enrollment_of(current.user, *options)
    return enrollment if enrollment or course.visible_to(current.user) else abort(404)


def own_course(slug: str) -> Course:
    """The course with its draft, for those who may edit it."""
    return _allowed(slug, Course.editable_by)


def run_course(slug: str) -> Course:
    """The course with its draft, for those who decide about it."""
    return _allowed(slug, Course.run_by)


def assisted_course(slug: str) -> Course:
    """The course with its draft, for those who look after its learners."""
    return _allowed(slug, Course.assisted_by)


def seen_course(slug: str) -> Course:
    """The course with its draft, for everybody who works on it."""
    return _allowed(slug, Course.figures_seen_by)


def bundle_at(slug: str) -> Bundle:
    """The bundle with its courses, for those who may see it."""
    found = select(Bundle).where(Bundle.slug == slug).options(Bundle.cards_option())
    bundle = db.session.scalars(found).one_or_none()
    if bundle is None or not bundle.visible_to(current.user):
        abort(404)
    return bundle


def plan_at(slug: str) -> SubscriptionPlan:
    """The plan, for whoever may see it."""
    plan = db.session.scalars(select(SubscriptionPlan).where(SubscriptionPlan.slug == slug)).one_or_none()
    return plan if plan and plan.visible_to(current.user) else abort(404)


def my_subscription_at(public_id: str) -> LearnerSubscription:
    """The subscription, for its learner and for whoever holds its signed address."""
    subscription = LearnerSubscription.sent_as(public_id)
    if subscription is None or subscription.state == "expired":
        abort(404)
    is_mine = current.user.is_authenticated and subscription.user_id == current.user.id
    return subscription if is_mine or opens(request.args.get("key", ""), public_id) else abort(404)


def lesson_of(outline: Any, uid: str) -> Any:
    """A lesson of the draft, `lesson_of(course, uid)`, or of what is published, `lesson_of(course.edition, uid)`."""
    return _with_uid(outline.lessons, uid)


def section_of(course: Course, uid: str) -> Section:
    return _with_uid(course.sections, uid)


def post_in(course: Course, id: int, posts: Select[DiscussionPost] | None = None) -> DiscussionPost:
    """A post of the course's discussion, of these or of all."""
    found = DiscussionPost.of(course) if posts is None else posts
    return db.session.scalars(found.where(DiscussionPost.id == id)).one_or_none() or abort(404)


def _allowed(slug: str, may: Callable[[Course, Any], bool]) -> Course:
    course = _course(slug, Course.outline_option())
    authorize(may(course, current.user))
    return course


def _course(slug: str, *options: Any) -> Course:
    found = select(Course).where(Course.slug == slug).options(*options)
    return db.session.scalars(found).one_or_none() or _moved(slug)


def _moved(slug: str) -> Course:
    course = Course.once_at(slug)
    if course is None:
        abort(404)
    here = url_for(request.endpoint or "", **{**(request.view_args or {}), "slug": course.slug})
    # Never given to url_for: words of visitors, such as `_scheme`, would be orders there.
    asked = f"?{urlencode(request.args.to_dict())}" if request.args else ""
    abort(redirect(here + asked, 301 if request.method == "GET" else 308))


def _with_uid(items, uid: str):
    found = next((item for item in items if item.uid == uid), None)
    if found is None:
        abort(404)
    return found
