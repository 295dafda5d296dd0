"""A course of the demonstration whose makers go on working: files to take home, a second edition, a draft."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from educrowd.core.db import db

from ..lessons.filing import add_file
from ..lessons.noting import note
from ..models import Course, Enrollment

CHART = "A chart of the sky in spring"
STARS = ((120, 640), (180, 655), (245, 640), (300, 610), (310, 540), (400, 535), (415, 615))


def go_on_editing(course: Course, *, by: Any) -> None:
    """A lesson with a chart to print, published as the second edition."""
    lesson = course.add_lesson(
        CHART,
        section=course.sections[-1],
        kind="file",
        body="Print it, take a red light along, and tick off what you find.",
        required=False,
    )
    file = add_file(course, "file", name="spring-sky.pdf", stream=BytesIO(chart()), by=by)
    lesson.settings = {"files": [file.public_id]}
    course.publish(by=by, note="A chart to print")


def leave_a_draft(course: Course, enrollment: Enrollment) -> None:
    """Changes that nobody but the makers sees yet, and what a learner noted for herself."""
    first = course.lessons[0]
    first.change(title=f"{first.title}, and what to bring")
    course.add_lesson("What comets are made of", section=course.sections[-1], body="Dust, ice, and patience.")
    note(enrollment, course.edition.lessons[0], "Try the hill behind the station: no lamps to the south.")
    db.session.flush()


def chart() -> bytes:
    """The seven stars of the Plough on one page: a PDF as small as they come."""
    dots = "".join(f"{x - 4} {y - 4} 8 8 re f\n" for x, y in STARS)
    page = f"BT /F1 20 Tf 72 760 Td (The Plough, looking north in spring) Tj ET\n{dots}".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + table + b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(written)
