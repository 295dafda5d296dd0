"""What learners read of a course as a Common Cartridge 1.1, and what has no place there."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from html import escape
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, tostring

from sqlalchemy import select
from sqlalchemy.orm import undefer_group

from educrowd.core.db import db

from ..exchange.qti1_writer import write_test
from ..lessons.filing import files_of, named_in
from ..models import Course, CourseFile, Lesson, PublishedLesson, PublishedSection, QuizQuestion, Section
from ..models.pictures import by_name, pictures_in, placed
from .archive import IN_MEMORY, MOMENT
from .assets import OfSite
from .report import Report

CC = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
LINK = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
TEST = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment"
PAGE = (
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n{html}</body></html>\n'
)


class Cartridge:
    """One being written: its manifest and members, and a report of what is left out."""

    def __init__(self, course: Course):
        self.course, self.report = course, Report()
        self._held: Any = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (closed by whoever sends it)
        self._archive = zipfile.ZipFile(self._held, "w")
        self._root = Element("manifest", xmlns=CC, identifier=f"course-{course.id}")
        self._items = self._begin()
        self._resources = Element("resources")

    def write(self) -> BinaryIO:
        """All of it, in a file that is gone once it is closed."""
        _load_texts(self.course)
        for section in self.course.edition.sections:
            item = SubElement(self._items, "item", identifier=f"s-{section.uid}")
            SubElement(item, "title").text = section.title
            for lesson in section.lessons:
                for title, resource in self._parts(lesson):
                    leaf = SubElement(item, "item", identifier=f"i-{resource}", identifierref=resource)
                    SubElement(leaf, "title").text = title
        self._name_unasked()
        self._root.append(self._resources)
        self._put("imsmanifest.xml", tostring(self._root, encoding="utf-8", xml_declaration=True))
        self._archive.close()
        self._held.seek(0)
        return self._held

    def _begin(self) -> Element:
        metadata = SubElement(self._root, "metadata")
        SubElement(metadata, "schema").text = "IMS Common Cartridge"
        SubElement(metadata, "schemaversion").text = "1.1.0"
        general = SubElement(SubElement(metadata, "lom"), "general")
        SubElement(SubElement(general, "title"), "string").text = self.course.title
        organizations = SubElement(self._root, "organizations")
        outline = SubElement(organizations, "organization", identifier="outline", structure="rooted-hierarchy")
        return SubElement(outline, "item", identifier="root")

    def _parts(self, lesson: Any) -> Iterator[tuple[str, str]]:
        """Title and resource of each thing that a lesson becomes; its text comes first."""
        if lesson.html.strip() or lesson.kind in ("text", "assignment"):
            self._add_pictures(pictures_in(lesson.html))
            html = placed(lesson.html, lambda digest: f"../{by_name(digest)}")
            page = PAGE.format(title=escape(lesson.title), html=html)
            yield lesson.title, self._add(f"p-{lesson.uid}", "webcontent", f"pages/{lesson.uid}.html", page.encode())
        if lesson.kind == "assignment":
            self.report.add("lesson", lesson.title, "changed", "It comes as a page: what is handed in stays here.")
        elif lesson.kind == "embed" and lesson.settings.get("url"):
            link = Element("webLink", xmlns=LINK)
            SubElement(link, "title").text = lesson.title
            SubElement(link, "url", href=lesson.settings["url"], target="_blank")
            data = tostring(link, encoding="utf-8", xml_declaration=True)
            yield lesson.title, self._add(f"l-{lesson.uid}", "imswl_xmlv1p1", f"links/{lesson.uid}.xml", data)
        elif lesson.kind == "quiz":
            yield lesson.title, self._test(lesson)
        elif lesson.kind in ("file", "video"):
            yield from self._files(lesson)
        elif lesson.kind in ("scorm", "lti"):
            what = "SCORM packages" if lesson.kind == "scorm" else "tools of LTI 1.3"
            self.report.add("lesson", lesson.title, "left_out", f"Common Cartridges have no place for {what}.")

    def _files(self, lesson: Any) -> Iterator[tuple[str, str]]:
        known, assets = files_of(self.course.id, lesson.settings), OfSite(self.course)
        for file in [known[id] for id in named_in(lesson.settings) if id in known]:
            stream = assets.file(file.public_id)
            if stream is not None:
                with stream:
                    title = lesson.title if len(known) == 1 else f"{lesson.title}: {file.name}"
                    yield title[:200], self._file(file, stream)

    def _file(self, file: CourseFile, stream: BinaryIO) -> str:
        return self._add(f"f-{file.public_id}", "webcontent", f"files/{file.public_id}/{file.name}", stream.read())

    def _test(self, lesson: Any) -> str:
        slots = lesson.settings.get("slots", [])
        uids = [slot["question"] for slot in slots if slot.get("question")]
        asked = {each.uid: each for each in db.session.scalars(QuizQuestion.of(self.course)) if each.uid in uids}
        questions = [asked[uid] for uid in uids if uid in asked]
        data, losses = write_test(f"t-{lesson.uid}", lesson.title, questions)
        said = [each.current for each in questions]
        self._add_pictures(pictures_in([[now.text, now.content, now.feedback] for now in said]))
        for loss in losses:
            self.report.add("question", loss.name, loss.row["outcome"], *loss.words)
        if len(uids) < len(slots):
            self.report.add("lesson", lesson.title, "changed", "Questions that are drawn by chance are left out.")
        return self._add(f"t-{lesson.uid}", TEST, f"tests/{lesson.uid}.xml", data)

    def _add_pictures(self, digests: set[str]) -> None:
        assets = OfSite(self.course)
        for digest in sorted(digests):
            data = assets.picture(digest)
            if data is not None:
                self._add(f"g-{digest}", "webcontent", by_name(digest), data)

    def _name_unasked(self) -> None:
        """Questions come along in the quizzes that ask them."""
        lessons = self.course.edition.lessons
        asked = {slot.get("question") for lesson in lessons for slot in lesson.settings.get("slots", [])}
        left = [each for each in db.session.scalars(QuizQuestion.of(self.course)) if each.uid not in asked]
        if left:
            self.report.add("question", f"{len(left)} of the bank", "left_out", "No quiz asks them by name.")

    def _add(self, identifier: str, type: str, path: str, data: bytes) -> str:
        if self._resources.find(f"resource[@identifier='{identifier}']") is None:
            resource = SubElement(self._resources, "resource", identifier=identifier, type=type)
            if type == "webcontent":
                resource.set("href", path)
            SubElement(resource, "file", href=path)
            self._put(path, data)
        return identifier

    def _put(self, path: str, data: bytes) -> None:
        member = zipfile.ZipInfo(path, MOMENT)
        member.compress_type = zipfile.ZIP_DEFLATED
        self._archive.writestr(member, data)


def losses_of(course: Course) -> Report:
    """What a cartridge of the course would leave out or change."""
    cartridge = Cartridge(course)
    cartridge.write().close()
    return cartridge.report


def _load_texts(course: Course) -> None:
    """Texts in one query, not one for each lesson."""
    if course.published_edition is None:
        texts: Any = select(Lesson).join(Lesson.section).where(Section.course_id == course.id)
    else:
        inside = PublishedSection.version_id == course.published_edition.id
        texts = select(PublishedLesson).join(PublishedLesson.section).where(inside)
    db.session.scalars(texts.options(undefer_group("text"))).all()
