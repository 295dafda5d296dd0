"""A learner in a SCORM package: what it tells is kept, and may complete the lesson and give a grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from educrowd.core.errors import Refused

from ..grading import gradebook
from ..models import Enrollment, ScormPackage, ScormRun
from .data import DONE, merged, score_of, seconds_of, status_of, timespan

SOURCE = "scorm"
# Said anew at each sitting.
MOMENTARY = ("cmi.core.session_time", "cmi.core.exit")


class OpenElsewhere(Refused):
    """A tab that was left behind must not undo what was done in a newer one."""

    status = 409
    message = "This lesson was opened again in another tab or window. Go on there, or load this page anew."


def state_of(run: ScormRun | None, package: ScormPackage, user: Any) -> dict[str, str]:
    """What a package reads when it begins."""
    values = {name: value for name, value in (run.values if run else {}).items() if name not in MOMENTARY}
    is_back = bool(run and run.values.get("cmi.core.exit") == "suspend")
    return {
        **values,
        "cmi.core.student_id": str(user.id or ""),
        "cmi.core.student_name": user.name or "",
        "cmi.core.credit": "credit" if run is None or run.status not in DONE else "no-credit",
        "cmi.core.lesson_status": run.status if run else "not attempted",
        "cmi.core.entry": "resume" if is_back else ("" if run else "ab-initio"),
        "cmi.core.total_time": timespan(run.total_seconds + run.sitting_seconds if run else 0),
        "cmi.launch_data": package.launch_data,
        "cmi.student_data.mastery_score": "" if package.mastery_score is None else str(package.mastery_score),
    }


def commit(
    enrollment: Enrollment,
    lesson: Any,
    package: ScormPackage,
    sent: Mapping[str, object],
    *,
    seq: int,
    begins: bool = False,
) -> ScormRun:
    """Keep what the package tells; `seq` is what this tab has read last, `begins` is said once by each sitting."""
    enrollment.hold()
    run = ScormRun.held(enrollment, lesson.uid)
    if seq != run.seq:
        raise OpenElsewhere()
    if begins:
        run.total_seconds, run.sitting_seconds = run.total_seconds + run.sitting_seconds, 0
    run.values = merged(run.values, sent)
    run.seq += 1
    if "cmi.core.session_time" in sent:
        run.sitting_seconds = seconds_of(run.values)
    _follow(run, enrollment, lesson, package)
    return run


def _follow(run: ScormRun, enrollment: Enrollment, lesson: Any, package: ScormPackage) -> None:
    """What was once passed stays so; a score counts as soon as the package says that it is over."""
    status = status_of(run.values, package.mastery_score)
    if run.status not in DONE or status in DONE:
        run.status = status
    if run.status in DONE:
        enrollment.complete(lesson)
    score = score_of(run.values)
    if status in (*DONE, "failed") and score and score != (run.points, run.out_of):
        run.points, run.out_of = score
        gradebook.record(enrollment, lesson.uid, *score, source=SOURCE)
