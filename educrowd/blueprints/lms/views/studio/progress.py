"""How far the learners of a course are, on a page and as a file."""

from __future__ import annotations

from flask import request

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_list
from educrowd.core.forms import tidy
from educrowd.core.pages import paginate, render

from ...enrolling.progress_report import HEADING, ORDERS, learners, rows, standings
from ...letters.learner_states import STATES
from ...models import Cohort
from ..blueprint import bp
from ..finding import assisted_course

SHOWN = {name: words for name, words in STATES.items() if name not in ("stuck", "missing")}


@bp.get("/studio/courses/<slug>/progress")
@needs("courses.work")
def progress(slug: str):
    course = assisted_course(slug)
    asked = {
        "state": _chosen("state", SHOWN),
        "order": _chosen("order", ORDERS),
        "q": (tidy(request.args.get("q")) or "")[:100],
    }
    cohort_id = request.args.get("cohort", type=int) or None
    page = paginate(learners(course, **asked, cohort_id=cohort_id), per_page=50)
    shown = {"cohort_id": cohort_id, "cohorts": Cohort.choices(course)}
    shown |= {"page": page, "standings": standings(page.items), "states": SHOWN, "orders": ORDERS}
    return render("lms/studio/progress/show.html", course=course, asked=asked, **shown)


@bp.get("/studio/courses/<slug>/progress.csv")
@needs("courses.work")
def progress_file(slug: str):
    course = assisted_course(slug)
    heading = [*HEADING, *(f"{lesson.title} (done)" for lesson in course.edition.lessons)]
    return csv_list(f"progress-{course.slug}.csv", heading, rows(course))


def _chosen(name: str, choices: dict[str, str]) -> str:
    """What the address asks for, else the first."""
    asked = request.args.get(name, "")
    return asked if asked in choices else next(iter(choices))
