"""Certificates of those who have completed the first course of a demonstration site, and what its teacher announced."""

from __future__ import annotations

from educrowd.core.db import db

from ..certificates.certifying import award, waiting
from ..models import Announcement, CertificateScheme, Course

SUBJECT = "A question many of you asked"
BODY = """Several of you asked how long this course takes.

Take it at your own pace: your place is kept, and nothing runs away. An hour each week is a good beginning.
If you are stuck, read the lesson before once more, and write to me."""


def award_and_announce(course: Course) -> None:
    """Written as rows: nobody gets a letter for what happened months ago."""
    scheme = CertificateScheme.of(course)
    scheme.change(is_on=True, signatory=course.instructor.name, signatory_role="Teacher", valid_months=36)
    for enrollment in db.session.scalars(waiting(course)).all():
        award(enrollment, tell=False)
    words = {"subject": SUBJECT, "body": BODY, "audience": "everyone", "audience_words": "Everybody enrolled"}
    db.session.add(Announcement(course_id=course.id, author_id=course.instructor_id, token="demo", **words))
    db.session.flush()
