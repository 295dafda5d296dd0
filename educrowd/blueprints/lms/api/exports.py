"""Questions of a bank in the formats of other systems."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from flask import abort
from flask.views import MethodView

from educrowd.core.access import needs

from ..bank.exporting import export_questions
from ..bank.import_schemas import QuestionExportOut
from ..exchange.formats import WRITTEN
from .blueprint import lms, own_course


@lms.route("/courses/<int:id>/question-exports/<format>/")
class OneQuestionExport(MethodView):
    @lms.response(200, QuestionExportOut)
    @needs("courses.work")
    def get(self, id: int, format: str) -> dict[str, Any]:
        """All questions of the bank as `gift`, `moodle_xml` or `qti` (2.1), and what is lost there."""
        course = own_course(id)
        if format not in WRITTEN:
            abort(404)
        made = export_questions(course, format)
        facts = {"format": format, "name": made.name, "media_type": made.format.media_type, "count": made.count}
        return facts | {"content": b64encode(made.data).decode(), "report": made.report}
