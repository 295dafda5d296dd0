"""Reviews of a course: read by all, written by those who have learned something there."""

from __future__ import annotations

from flask import Response, abort, url_for

from educrowd.core.access import PUBLIC, SIGNED_IN, needs
from educrowd.core.comments.forms import ReportForm
from educrowd.core.current import current
from educrowd.core.errors import Refused
from educrowd.core.limits import address, throttle
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import authorize, find, flash_ok, go, invalid, paginate, render

from ..models import Course, CourseReview
from ..reviews.forms import ReviewForm
from ..reviews.reviewing import may_review, report, review, spread, withdraw
from .blueprint import bp
from .finding import course_at

FORM = "lms/course_reviews/edit.html"
REPORT = "lms/course_reviews/report.html"


@bp.get("/courses/<slug>/reviews")
@needs(PUBLIC)
@cached_page
def reviews(slug: str):
    course = _visible(slug)
    page = paginate(CourseReview.public(course), per_page=10)
    may = may_review(course, current.user)
    mine = CourseReview.by(current.user, course) if may else None
    shown = {"course": course, "page": page, "spread": spread(course), "may_review": may}
    return render("lms/course_reviews/index.html", has_reviewed=mine and not mine.is_withdrawn, **shown)


@bp.get("/learn/<slug>/review")
@needs(SIGNED_IN)
def edit_review(slug: str):
    course = _reviewable(slug)
    mine = CourseReview.by(current.user, course)
    form = ReviewForm(formdata=None)
    if mine and not mine.is_withdrawn:
        form = ReviewForm(formdata=None, stars=str(mine.stars), body=mine.body)
    return _form(course, form)


@bp.post("/learn/<slug>/review")
@needs(SIGNED_IN)
def save_review(slug: str):
    course, form = _reviewable(slug), ReviewForm()
    if not form.validate_on_submit():
        return _form(course, form, status=422)
    words = {"stars": int(form.stars.data), "body": form.body.data or "", "trap": form.homepage.data or ""}
    try:
        written = review(course, current.user, **words)
    except Refused as refusal:
        form.refuse(refusal)
        return _form(course, form, status=refusal.status)
    flash_ok(
        "Thank you for your review." if written.is_published else "Thank you. It appears once somebody has read it."
    )
    return go(url_for("lms.reviews", slug=course.slug))


@bp.post("/learn/<slug>/review/deletion")
@needs(SIGNED_IN)
def withdraw_review(slug: str):
    course = course_at(slug)
    mine = CourseReview.by(current.user, course)
    if mine is None or mine.is_withdrawn:
        abort(404)
    withdraw(mine)
    flash_ok("Your review is gone.")
    return go(url_for("lms.reviews", slug=course.slug))


@bp.get("/courses/<slug>/reviews/<int:id>/report")
@needs(PUBLIC)
def new_review_report(slug: str, id: int):
    return render(REPORT, review=_published(slug, id), form=ReportForm(formdata=None))


@bp.post("/courses/<slug>/reviews/<int:id>/report")
@needs(PUBLIC)
def report_review(slug: str, id: int):
    throttle("10 per hour", "report", address())
    written, form = _published(slug, id), ReportForm()
    if not form.validate_on_submit():
        return invalid(REPORT, form, review=written)
    who = f"user:{current.user.id}" if current.user.is_authenticated else f"address:{address()}"
    report(written, reporter=who, reason=form.reason.data, words=form.words.data or "")
    flash_ok("Thank you. Somebody looks at it soon.")
    return go(url_for("lms.reviews", slug=written.course.slug))


def _visible(slug: str) -> Course:
    course = course_at(slug)
    return course if course.visible_to(current.user) or course.enrollment_of(current.user) else abort(404)


def _reviewable(slug: str) -> Course:
    course = _visible(slug)
    authorize(may_review(course, current.user))
    return course


def _published(slug: str, id: int) -> CourseReview:
    return find(CourseReview, id=id, course_id=_visible(slug).id, status="published")


def _form(course: Course, form: ReviewForm, *, status: int = 200) -> Response:
    mine = CourseReview.by(current.user, course)
    return render(FORM, status=status, course=course, form=form, mine=None if mine and mine.is_withdrawn else mine)
