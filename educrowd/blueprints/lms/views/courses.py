"""The catalogue and a course's own page."""

from __future__ import annotations

from typing import Any

from flask import request

from educrowd.core.access import PUBLIC, needs
from educrowd.core.current import current
from educrowd.core.forms import tidy
from educrowd.core.page_cache import cached_page
from educrowd.core.pages import is_htmx, paginate, render

from ..models import Bundle, Course, SubscriptionPlan
from ..queries import having_words
from ..reviews.reviewing import latest
from ..selling.bundling import on_sale
from ..structured import about
from ..subscriptions.queries import joinable
from .blueprint import bp
from .finding import course_to_look_at, my_enrollment


@bp.get("/courses/")
@needs(PUBLIC)
@cached_page
def courses():
    q = (tidy(request.args.get("q")) or "")[:100]
    page = paginate(having_words(Course.published(), q).options(Course.card_option()), per_page=12)
    context = {"page": page, "q": q}
    if is_htmx():
        return render("lms/courses/_results.html", **context)
    if not q:
        context |= {"bundles": on_sale(Bundle.published()), "plans": joinable(SubscriptionPlan.of_all())}
    return render("lms/courses/index.html", **context)


@bp.get("/courses/<slug>")
@needs(PUBLIC)
@cached_page
def course(slug: str):
    course = course_to_look_at(slug)
    enrollment = my_enrollment(course)
    reviews = latest(course) if course.reviews_count else []
    return render(
        "lms/courses/show.html",
        course=course,
        enrollment=enrollment,
        is_theirs=not course.is_free and course.belongs_to(current.user),
        reviews=reviews,
        about=about(course, reviews),
        **_sold_with_others(course),
    )


def _sold_with_others(course: Course) -> dict[str, Any]:
    """Its bundles and subscriptions; what is free is in none."""
    if course.is_free:
        return {}
    return {"bundles": on_sale(Bundle.having(course)), "plans": joinable(SubscriptionPlan.opening(course))}
