"""Whole courses as archives."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, BinaryIO

from flask.views import MethodView
from sqlalchemy import Select

from educrowd.core import imports
from educrowd.core.access import needs
from educrowd.core.api import PageQuery
from educrowd.core.current import current
from educrowd.core.errors import Invalid
from educrowd.core.imports import Import
from educrowd.core.pages import find

from ..bank.import_schemas import CartridgeOut, CourseExportOut, CourseImportIn, CourseImportOut, file_of
from ..transfer.archive import write_archive
from ..transfer.cartridge_writer import Cartridge
from ..transfer.importing import KIND, look_into_course
from .blueprint import lms, own_course

AT = "/api/v1/lms/course-imports/{id}/"
LARGEST = 10 * 1024 * 1024


@lms.route("/courses/<int:id>/export/")
class CourseExport(MethodView):
    @lms.response(200, CourseExportOut)
    @needs("courses.work")
    def get(self, id: int) -> dict[str, Any]:
        """The course with all that its makers made, as an archive; one of over 10 MB is downloaded in the studio."""
        course = own_course(id)
        return _file(f"{course.slug}.course.zip", write_archive(course))


@lms.route("/courses/<int:id>/cartridge/")
class CourseCartridge(MethodView):
    @lms.response(200, CartridgeOut)
    @needs("courses.work")
    def get(self, id: int) -> dict[str, Any]:
        """What learners read of the course as a Common Cartridge 1.1, and what has no place there."""
        cartridge = Cartridge(own_course(id))
        return _file(f"{cartridge.course.slug}.imscc", cartridge.write()) | {"report": cartridge.report.rows}


@lms.route("/course-imports/")
class CourseImports(MethodView):
    @lms.arguments(PageQuery, location="query")
    @lms.page(CourseImportOut)
    @needs("courses.create")
    def get(self, query: dict[str, Any]) -> Select[Import]:
        """One's own imports of whole courses, newest first."""
        return Import.of(KIND).where(Import.imported_by_id == current.user.id)

    @lms.arguments(CourseImportIn)
    @lms.begun(CourseImportOut, "{id}/", done=201)
    @needs("courses.create")
    def post(self, body: dict[str, Any]) -> Import:
        """Send an archive and read what its import would do; nothing is written. Large ones take a worker."""
        file = file_of(body)
        try:
            return look_into_course(name=file["name"], stream=file["stream"], by=current.user)
        except Invalid as refusal:
            refusal.field = "content"
            raise


@lms.route("/course-imports/<int:id>/")
class OneCourseImport(MethodView):
    @lms.response(200, CourseImportOut)
    @needs("courses.create")
    def get(self, id: int) -> Import:
        """One's own import: how far it is, what it would do, or what it did."""
        return _own(id)


@lms.route("/course-imports/<int:id>/completion/")
class CourseImportCompletion(MethodView):
    @lms.begun(CourseImportOut, AT)
    @needs("courses.create")
    def post(self, id: int) -> Import:
        """Do it; `course_id` is the course once it is done. 409 the second time."""
        made = _own(id)
        imports.confirm(made, by=current.user)
        return made


@lms.route("/course-imports/<int:id>/cancellation/")
class CourseImportCancellation(MethodView):
    @lms.response(200, CourseImportOut)
    @needs("courses.create")
    def post(self, id: int) -> Import:
        """Stop it, or let go of what was only looked at; 409 once it is over."""
        made = _own(id)
        imports.cancel(made)
        return made


def _file(name: str, stream: BinaryIO) -> dict[str, Any]:
    with stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid(None, "This course has more than 10 MB: export it in the studio.")
    return {"name": name, "size_bytes": len(data), "content": b64encode(data).decode()}


def _own(id: int) -> Import:
    return find(Import, id=id, kind=KIND, imported_by_id=current.user.id)
