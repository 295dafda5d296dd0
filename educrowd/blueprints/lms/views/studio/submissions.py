"""What learners of a course handed in: all of it, and one piece to be graded or returned."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from sqlalchemy import select

from educrowd.core.access import needs
from educrowd.core.csv_file import csv_list
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.pages import flash_error, flash_ok, go, paginate, render

from ...assignments.assessing import assess, claim, let_go, penalty_of, send_back
from ...assignments.forms import AssessmentForm
from ...assignments.peer_reviewing import reviews_of
from ...assignments.rubric_forms import ByRubric, form_for
from ...assignments.rubric_stands import anew, is_outdated
from ...assignments.seeing import let_see, with_all
from ...assignments.terms import assignment_of
from ...grading.folding import plain
from ...grading.queue import take_next
from ...models import Course, Rubric, Submission
from ...models.submission import STATES
from ...queries import published_once
from ..blueprint import bp
from ..finding import assisted_course
from ..submissions import send_upload

LIST = "lms/studio/submissions/index.html"
ONE = "lms/studio/submissions/show.html"


@bp.get("/studio/courses/<slug>/submissions/")
@needs("courses.work")
def submissions(slug: str):
    course, state = assisted_course(slug), request.args.get("state", "")
    handed_in = Submission.in_course(course)
    if state in STATES[1:]:
        handed_in = handed_in.where(Submission.state == state)
    page = paginate(with_all(handed_in), per_page=50)
    titles = {lesson.uid: lesson.title for lesson in course.edition.lessons}
    return render(LIST, course=course, page=page, state=state, titles=titles)


@bp.get("/studio/courses/<slug>/submissions.csv")
@needs("courses.work")
def submissions_file(slug: str):
    course = assisted_course(slug)
    heading = ["Learner", "Email", "Assignment", "State", "Version", "Handed in", "Points", "Out of", "Feedback"]
    return csv_list(f"work-{course.slug}.csv", heading, _rows(course))


@bp.get("/studio/courses/<slug>/submissions/<int:id>")
@needs("courses.work")
def submission(slug: str, id: int):
    course, submission, lesson = piece(slug, id)
    form = form_for(_rubric_of(lesson))(formdata=None, data={"revision": submission.revision})
    return _page(course, submission, lesson, form)


@bp.post("/studio/courses/<slug>/submissions/<int:id>/assessments")
@needs("courses.work")
def assess_submission(slug: str, id: int):
    course, submission, lesson = piece(slug, id)
    rubric = _rubric_of(lesson)
    if is_outdated(request.form, rubric):
        return _page(course, submission, lesson, anew(form_for(rubric), request.form), status=409)
    form = form_for(rubric)()
    if not form.validate():
        return _page(course, submission, lesson, form, status=422)
    try:
        _assess(submission, lesson, form)
    except Refused as refusal:
        form.refuse(refusal)
        form.revision.raw_data = None
        form.revision.process_data(submission.revision)
        return _page(course, submission, lesson, form, status=refusal.status)
    flash_ok("Returned. The learner gets a letter." if form.is_return else "Graded.")
    following = take_next(current.user) if request.form.get("then") == "next" else None
    return go(following.url if following else url_for("lms.submission", slug=course.slug, id=id))


@bp.post("/studio/courses/<slug>/submissions/<int:id>/claim")
@needs("courses.work")
def claim_submission(slug: str, id: int):
    course, submission, _ = piece(slug, id)
    try:
        claim(submission, by=current.user, takes_over="takes_over" in request.form)
    except Refused as refusal:
        flash_error(refusal.message)
    return go(url_for("lms.submission", slug=course.slug, id=id))


@bp.post("/studio/courses/<slug>/submissions/<int:id>/release")
@needs("courses.work")
def release_submission(slug: str, id: int):
    course, submission, _ = piece(slug, id)
    if not submission.claimed_by_other(current.user):
        let_go(submission)
    return go(url_for("lms.submissions", slug=course.slug))


@bp.get("/studio/courses/<slug>/submissions/<int:id>/files/<public_id>")
@needs("courses.work")
def submission_file(slug: str, id: int, public_id: str):
    _, submission, _ = piece(slug, id)
    return send_upload(submission.handed_in_file(public_id))


def piece(slug: str, id: int) -> tuple[Course, Submission, Any]:
    """What was handed in, with its lesson as it was published last, also one that is gone since."""
    course = assisted_course(slug)
    found = with_all(select(Submission).where(Submission.id == id, Submission.state != "draft"))
    submission = db.session.scalars(found).unique().one_or_none()
    if submission is None or submission.enrollment.course_id != course.id:
        abort(404)
    return course, submission, published_once(course, submission.lesson_uid) or abort(404)


def _assess(submission: Submission, lesson: Any, form: AssessmentForm) -> None:
    over, feedback = form.revision.data, form.feedback.data
    if form.is_return:
        send_back(submission, by=current.user, over=over, feedback=feedback)
    else:
        given: dict[str, Any] = {"chosen": form.chosen} if isinstance(form, ByRubric) else {"points": form.points.data}
        assess(submission, lesson, by=current.user, over=over, feedback=feedback, **given)


def _rubric_of(lesson: Any) -> Rubric | None:
    return Rubric.called(assignment_of(lesson).rubric)


def _page(course: Course, submission: Submission, lesson: Any, form: AssessmentForm, *, status: int = 200):
    let_see([submission], is_staff=True)
    latest = submission.latest
    return render(
        ONE,
        status=status,
        course=course,
        submission=submission,
        lesson=lesson,
        form=form,
        assignment=assignment_of(lesson),
        reviews=reviews_of(latest) if latest else [],
        is_gone=all(each.uid != lesson.uid for each in course.edition.lessons),
        late=latest and penalty_of(submission, lesson, latest),
    )


def _rows(course: Course) -> Any:
    titles = {lesson.uid: lesson.title for lesson in course.edition.lessons}
    for each in db.session.scalars(with_all(Submission.in_course(course))).unique():
        version, said = each.versions[-1], each.assessments
        graded = next((one for one in reversed(said) if not one.is_return), None)
        points = (plain(graded.points), plain(graded.out_of)) if graded else ("", "")
        about = each.enrollment.user.shown_name, each.enrollment.user.email, titles.get(each.lesson_uid, "Removed")
        yield [*about, each.state, version.number, version.submitted_at, *points, said[-1].feedback if said else ""]
