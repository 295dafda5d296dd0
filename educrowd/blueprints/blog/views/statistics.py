"""How often the site is read: a chart, what is read most, and who led here."""

from __future__ import annotations

from flask import Blueprint, Response, request

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_file
from educrowd.core.current import current
from educrowd.core.formatting import number
from educrowd.core.pages import render

from ..statistics.reading import SPANS, all_counts, days_of, most

bp = Blueprint("statistics", __name__, url_prefix="/studio/statistics")


@bp.get("/")
@needs("posts.manage")
def index() -> Response:
    span = request.args.get("days", 30, type=int)
    span = span if span in SPANS else 30
    days = days_of(span)
    shown = {
        "views": sum(day.views for day in days),
        "visitors": round(sum(day.visitors for day in days) / span),
        "chart": [(f"{day.day:%-d %b}", day.views) for day in days],
        "pages": most("page", span),
        "referrers": most("referrer", span),
    }
    return render("blog/studio/statistics/index.html", span=span, spans=SPANS, show=number, days=days, **shown)


@bp.get("/visits.csv")
@needs("posts.manage")
def download() -> Response:
    heading = ("Day", "Kind", "What", "How often")
    return csv_file(
        f"{current.tenant.slug}-visits.csv", heading, all_counts(), lambda one: (one.day, one.kind, one.name, one.count)
    )
