"""Words in a course: full text over what is published, of the lessons that are open to whoever searches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from educrowd.core.db import db

from ..gating import Gates
from ..models import Course, Edition, Enrollment, PublishedLesson, PublishedSection

LONGEST = 100
MOST = 50
# Letters that no text of ours contains, around what was found.
START, STOP = "\ue000", "\ue001"
# What Markdown writes around words: emphasis, headings, quotes, the addresses of links, the lines of tables.
# None runs over its own beginning: else brackets or blanks alone are read once for each of them.
LINK = r"!?\[(?=[^\[\]]*\]\()|\]\((?:[^()]|\([^()]*\))*\)"
MARKS = re.compile(rf"\*+|`+|^#+ |^> |{LINK}|\|[ \t]*:?-[-:| \t]*|[ \t]{{0,20}}\|", re.MULTILINE)
AROUND = f"StartSel={START}, StopSel={STOP}, MaxFragments=2, MaxWords=24, MinWords=8, FragmentDelimiter=' … '"


@dataclass(frozen=True, slots=True)
class Finding:
    """A lesson with the words around what was found."""

    lesson: PublishedLesson
    excerpt: str

    @property
    def html(self) -> Markup:
        """The excerpt with what was found marked."""
        return Markup(str(escape(self.excerpt)).replace(START, "<mark>").replace(STOP, "</mark>"))

    @property
    def text(self) -> str:
        return self.excerpt.replace(START, "").replace(STOP, "")


def search(course: Course, words: str, *, enrollment: Enrollment | None, user: Any) -> list[Finding]:
    """The lessons that have these words, the best first; only those whose gate is open."""
    if not words:
        return []
    sought = func.websearch_to_tsquery("simple", words)
    text = func.concat_ws(" ", PublishedLesson.title, PublishedLesson.body)
    found = func.to_tsvector("simple", text)
    excerpt = func.ts_headline("simple", PublishedLesson.body, sought, AROUND)
    rows = db.session.execute(
        select(PublishedLesson, excerpt)
        .join(PublishedLesson.section)
        .join(PublishedSection.edition)
        .options(contains_eager(PublishedLesson.section))
        .where(Edition.course_id == course.id, Edition.is_out(), found.bool_op("@@")(sought))
        .order_by(func.ts_rank(found, sought).desc(), PublishedSection.position, PublishedLesson.position)
        .limit(MOST)
    )
    gates = Gates(course, enrollment, user)
    return [Finding(lesson, MARKS.sub("", words)) for lesson, words in rows if gates.of(lesson).is_open]
