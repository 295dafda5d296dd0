"""How a course is doing."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import url_for

from educrowd.core.access import needs
from educrowd.core.pages import flash_ok, go, render

from ...analytics import compute_figures
from ..blueprint import bp
from ..finding import seen_course


@bp.get("/studio/courses/<slug>/figures")
@needs("courses.work")
def figures(slug: str):
    course = seen_course(slug)
    counted_at = datetime.fromisoformat(course.meta["computed_at"]) if course.meta else None
    shown = {"figures": course.meta, "counted_at": counted_at, "days": _days(course.meta)}
    return render("lms/studio/figures/show.html", course=course, **shown)


@bp.post("/studio/courses/<slug>/figures")
@needs("courses.work")
def refresh_figures(slug: str):
    compute_figures.later(seen_course(slug).id)
    flash_ok("The figures are being counted again. Load this page anew in a moment.")
    return go(url_for("lms.figures", slug=slug))


def _days(meta: dict) -> list[tuple[str, int]]:
    """The days of the chart, each with its enrollments."""
    if not meta:
        return []
    numbers = meta["enrolled_by_day"]
    first = datetime.fromisoformat(meta["computed_at"]).date() - timedelta(days=len(numbers) - 1)
    return [(f"{first + timedelta(days=place):%b %d}", number) for place, number in enumerate(numbers)]
