"""Handing in: a learner's work is kept as it is written, and each version that is handed in stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select

from educrowd.core.db import db, utcnow
from educrowd.core.documents import remove_document, store_stream

from ..dates.windows import Window, effective_window
from ..models import Enrollment, Submission, SubmissionFile, SubmissionVersion
from ..models.errors import NothingToHandIn, NotTaken, WrittenElsewhere
from . import mailers as submission_mailers
from .late import REFUSE, Penalty, penalty
from .terms import Assignment, assignment_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one learner is with an assignment, and what may be done now."""

    assignment: Assignment
    submission: Submission | None
    window: Window
    now: datetime
    zone: Any

    @property
    def handed_in(self) -> int:
        return len(self.submission.versions) if self.submission else 0

    @property
    def is_returned(self) -> bool:
        return self.submission is not None and self.submission.is_returned

    @property
    def refusal(self) -> str:
        """Why nothing can be handed in now; empty where it can. What was asked for again is always taken."""
        if self.is_returned:
            return ""
        if self.handed_in >= self.most_versions:
            return f"You have handed in {self.handed_in} of {self.most_versions} versions."
        if self.window.is_over(self.now):
            return "The time to hand this in is over."
        if self.assignment.policy.name == REFUSE and self.window.is_late(self.now):
            return "It was due, and nothing can be handed in later."
        return ""

    @property
    def most_versions(self) -> int:
        return self.assignment.versions + self.window.extra_attempts

    @property
    def penalty(self) -> Penalty:
        """What comes off if it is handed in now."""
        return self.penalty_of(counts_from(self.submission, self.now))

    def penalty_of(self, moment: datetime) -> Penalty:
        return penalty(self.assignment.policy, self.window.due_at, moment, self.zone)


def standing_of(enrollment: Enrollment, lesson: Any) -> Standing:
    submission = Submission.of(enrollment, lesson.uid)
    window = effective_window(enrollment, lesson)
    return Standing(assignment_of(lesson), submission, window, utcnow(), enrollment.course.clock)


def counts_from(submission: Submission | None, now: datetime) -> datetime:
    """From when lateness is counted: what answers a return is no later than what was returned."""
    latest = submission.latest if submission and submission.is_returned else None
    return latest.counts_from if latest else now


def keep(enrollment: Enrollment, lesson: Any, text: str, *, seq: int) -> Submission:
    """Keep what was written so far; `seq` is what this tab has read last."""
    submission = _open(enrollment, lesson)
    if seq != submission.seq:
        raise WrittenElsewhere()
    submission.text = text
    submission.seq += 1
    return submission


def add_file(enrollment: Enrollment, lesson: Any, *, name: str, stream: BinaryIO) -> SubmissionFile:
    """Put a file to what will be handed in; Invalid where it is none that the assignment takes."""
    submission, assignment = _open(enrollment, lesson), assignment_of(lesson)
    if not assignment.takes_files:
        raise NothingToHandIn("This assignment takes no files.", field="file")
    if len(submission.files) >= assignment.most_files:
        raise NothingToHandIn(f"At most {assignment.most_files} files can be handed in.", field="file")
    stored = store_stream(
        name, stream, kinds=assignment.kinds, words=assignment.kinds_in_words, largest=assignment.largest
    )
    file = SubmissionFile(
        submission=submission,
        public_id=stored.public_id,
        name=stored.name,
        media_type=stored.media_type,
        size_bytes=stored.size_bytes,
    )
    db.session.add(file)
    submission.files = [*submission.files, file.public_id]
    db.session.flush()
    return file


def take_out(enrollment: Enrollment, lesson: Any, public_id: str) -> None:
    """Take a file out of what will be handed in; a version that has it keeps it."""
    submission = _open(enrollment, lesson)
    submission.files = [each for each in submission.files if each != public_id]
    file = submission.file(public_id)
    if file and not any(public_id in version.files for version in submission.versions):
        remove_document(public_id)
        submission.uploads.remove(file)
        db.session.delete(file)


def hand_in(enrollment: Enrollment, lesson: Any) -> SubmissionVersion:
    """Hand in what was written and uploaded; that completes the lesson, and waits for a person from now on."""
    submission = _open(enrollment, lesson)
    _require_work(submission, assignment_of(lesson))
    now = utcnow()
    version = SubmissionVersion(
        submission=submission,
        number=len(submission.versions) + 1,
        text=submission.text,
        files=list(submission.files),
        submitted_at=now,
        counts_from=counts_from(submission, now),
    )
    is_new = submission.state != "submitted"
    submission.state, submission.waiting_since = "submitted", submission.waiting_since or now
    submission.seq, submission.revision = submission.seq + 1, submission.revision + 1
    db.session.add(version)
    db.session.flush()
    enrollment.complete(lesson)
    submission_mailers.send_receipt.later(version.id)
    if is_new and not waits_besides(submission):
        submission_mailers.send_waiting.later(submission.id)
    return version


def waits_besides(submission: Submission) -> bool:
    """Whether something else of the course waits already: its teacher has been written to then."""
    course_id = submission.enrollment.course_id
    others = select(Submission.id).join(Submission.enrollment).where(Enrollment.course_id == course_id)
    waiting = others.where(Submission.waiting_since.is_not(None), Submission.id != submission.id)
    return db.session.scalar(waiting.limit(1)) is not None


def _open(enrollment: Enrollment, lesson: Any) -> Submission:
    """The submission, held, while it takes work."""
    enrollment.hold()
    Submission.held(enrollment, lesson.uid)
    standing = standing_of(enrollment, lesson)
    assert standing.submission
    if standing.refusal:
        raise NotTaken(standing.refusal)
    return standing.submission


def _require_work(submission: Submission, assignment: Assignment) -> None:
    text = submission.text if assignment.takes_text else ""
    if not (text.strip() or _has_files(submission.files, assignment)):
        raise NothingToHandIn("There is nothing to hand in yet.")
    words = len(text.split())
    if assignment.most_words and words > assignment.most_words:
        raise NothingToHandIn(f"This has {words} words; at most {assignment.most_words} are asked for.")


def _has_files(files: Sequence[str], assignment: Assignment) -> bool:
    return assignment.takes_files and bool(files)
