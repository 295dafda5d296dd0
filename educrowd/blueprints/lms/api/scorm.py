"""SCORM packages of a course, and how far learners are in them."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import abort
from flask.views import MethodView
from sqlalchemy import Select, select

from educrowd.core.access import SIGNED_IN, needs
from educrowd.core.api import PageQuery
from educrowd.core.errors import Invalid

from ..models import ScormPackage, ScormRun
from ..scorm.lessons import package_of
from ..scorm.packing import take_in
from ..scorm.running import commit
from ..scorm.schemas import CommitIn, PackageIn, PackageOut, RunOut
from .blueprint import lms, own_course
from .enrollments import enrollment_at, learning


@lms.route("/courses/<int:id>/packages/")
class Packages(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(PackageOut)
    @needs("courses.work")
    def get(self, query: dict[str, Any], id: int) -> Select[ScormPackage]:
        """The packages of a course, the newest first."""
        return select(ScormPackage).where(ScormPackage.course_id == own_course(id).id).order_by(ScormPackage.id.desc())

    @lms.arguments(PackageIn)
    @lms.created(PackageOut)
    @needs("courses.work")
    def post(self, body: dict[str, Any], id: int) -> ScormPackage:
        """Upload a package; name its `public_id` in the settings of a lesson to have it played there."""
        try:
            data = base64.b64decode(body["content"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise Invalid("content", "This is no Base64.") from error
        try:
            return take_in(own_course(id), data)
        except Invalid as refusal:
            refusal.field = "content"
            raise


@lms.route("/enrollments/<int:id>/scorm/<int:lesson_id>/")
class OneRun(MethodView):
    @lms.response(200, RunOut)
    @needs(SIGNED_IN)
    def get(self, id: int, lesson_id: int) -> ScormRun:
        """How far a learner is; 404 before the package has told anything."""
        enrollment = enrollment_at(id)
        lesson = next((each for each in enrollment.course.edition.lessons if each.lesson_id == lesson_id), None)
        return (lesson and ScormRun.of(enrollment, lesson.uid)) or abort(404)

    @lms.arguments(CommitIn)
    @lms.response(200, RunOut)
    @needs(SIGNED_IN)
    def patch(self, body: dict[str, Any], id: int, lesson_id: int) -> ScormRun:
        """Keep what the package tells; it may complete the lesson and give a grade."""
        enrollment, lesson = learning(id, lesson_id)
        package = package_of(lesson)
        if package is None:
            abort(404)
        return commit(enrollment, lesson, package, body["values"], seq=body["seq"], begins=body["begins"])
