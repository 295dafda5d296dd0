"""Building a document into a course: what is new is made, what differs changed, what is there left alone.

The same document a second time changes nothing. Parts that only this course has stay.
"""

from __future__ import annotations

import re
from typing import Any

from educrowd.core.db import db

from ..bank.comparing import steps_of
from ..bank.importing import carry_out
from ..exchange.found import Found
from ..exchange.pictures import Pictures
from ..models import Course
from ..models.pictures import SIGN
from . import grading, outline, storing, terms
from .assets import Assets
from .illustrating import illustrate
from .names import Names
from .report import Report

Document = dict[str, Any]


def build(course: Course, document: Document, assets: Assets, *, report: Report, by: Any, keeps: bool = True) -> None:
    """Do it and report what was done; with `keeps=False` without writing bytes, for a look that is taken back."""
    names = Names(course)
    renamed = storing.store_files(course, document["files"], assets, names, report, by=by, keeps=keeps)
    renamed |= storing.store_packages(course, document["packages"], assets, names, report, keeps=keeps)
    renamed |= grading.find_rubrics(document["rubrics"], report, by=by)
    renamed |= _questions(course, document["questions"], assets, report, by=by, keeps=keeps)
    illustrate(course, document, assets, keeps=keeps)
    edition, is_new = document["edition"], not course.sections
    if edition and not course.version:
        outline.lay_out(course, edition["sections"] or document["sections"], names, renamed, Report())
        course.freeze(by=by, note=edition["note"])
        db.session.flush()
    rows = report.aside()
    lessons = outline.lay_out(course, document["sections"], names, renamed, rows)
    report.take(rows, as_new=is_new)
    grading.set_rules(course, document["rules"], lessons, report)
    grading.set_items(course, document["groups"], document["items"], lessons, names, report)
    grading.set_certificate(course, document["certificate"], report)
    terms.set_terms(course, document["access"], report, by=by, is_new=is_new)
    terms.set_cohorts(course, document["cohorts"], report)


def parts_of(document: Document) -> int:
    """How many parts a report of it will have, the course itself aside."""
    alone = ("files", "packages", "rubrics", "questions", "sections", "rules", "groups", "items", "cohorts")
    once = bool(document["certificate"]) + bool(document["access"])
    lessons = sum(len(section["lessons"]) for section in document["sections"])
    return sum(len(document[name]) for name in alone) + lessons + once


def _questions(
    course: Course, rows: list[Document], assets: Assets, report: Report, *, by: Any, keeps: bool
) -> dict[str, str]:
    """New uids by the old ones."""
    pictures = Pictures()
    found = [_found(place, row, pictures, assets).fit() for place, row in enumerate(rows, start=1)]
    renamed = {}
    for step in steps_of(course, found):
        question = carry_out(course, step, by=by, keeps=keeps)
        if question is not None:
            renamed[step.found.id] = question.uid
        report.add("question", step.row["name"], step.outcome, *step.row["notes"])
    return renamed


def _found(place: int, row: Document, pictures: Pictures, assets: Assets) -> Found:
    said = {name: value for name, value in row.items() if name != "uid"}
    found = Found(place, id=row["uid"], pictures=pictures, brings=lambda digest: assets.picture(digest), **said)
    found.text, found.feedback = _taken(found.text, found), _taken(found.feedback, found)
    found.content = _taken(found.content, found)
    return found


def _taken(said: Any, found: Found, depth: int = 8) -> Any:
    """The same, each picture judged and under the name that it has here; no content of ours is deeper."""
    if isinstance(said, str):
        return SIGN.sub(lambda sign: _again(sign, found), said)
    if isinstance(said, dict) and depth:
        return {name: _taken(each, found, depth - 1) for name, each in said.items()}
    return [_taken(each, found, depth - 1) for each in said] if isinstance(said, list) and depth else said


def _again(picture: re.Match[str], found: Found) -> str:
    digest = found.hold(picture[2])
    return picture[0].replace(picture[2], digest) if digest else picture[1]
