"""Texts of courses that may show pictures of the site."""

from __future__ import annotations

from sqlalchemy import Select, case, literal, select

from educrowd.core import registry
from educrowd.core.current import current

from .models import Course, Lesson, PublishedLesson, PublishedSection, QuestionVersion, QuizQuestion, Section


@registry.picture_texts.offer(order=30)
def texts_of_courses() -> list[Select]:
    """Descriptions, lessons as they are written and in every edition, and all that questions say and said."""
    lessons = select(Lesson.body.label("text"), *_course("Course")).select_from(Lesson)
    published = select(PublishedLesson.body.label("text"), *_course("Course")).select_from(PublishedLesson)
    words = QuestionVersion.text + " " + QuestionVersion.feedback
    questions = select(words.label("text"), *_course("Questions of")).select_from(QuestionVersion)
    return [
        select(Course.description.label("text"), *_course("Course")),
        lessons.join(Lesson.section).join(Section.course),
        published.join(PublishedLesson.section).join(PublishedSection.course),
        questions.join(QuestionVersion.question).join(QuizQuestion.course),
    ]


def _course(kind: str) -> tuple:
    is_known = Course.id.in_(Course.ids(Course.visible(current.user)))
    title = case((is_known, Course.title), else_="")
    is_mine = Course.id.in_(Course.ids(Course.editable(current.user)))
    url = case((is_mine, literal("/studio/courses/") + Course.slug), else_="")
    return literal(kind).label("kind"), title.label("title"), url.label("url")
