"""The first course of a new site, and the courses of the demonstration sites with people at every stage."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from educrowd.core import registry
from educrowd.core.db import db, utcnow
from educrowd.core.registry import DemoSite

from ..analytics import compute_figures
from ..models import Completion, Course, Enrollment
from .assigning import give_assignment, hand_in_work
from .awarding import award_and_announce
from .conversing import converse
from .editing import go_on_editing, leave_a_draft
from .grading import make_due, weigh
from .quizzing import add_quizzes, take_quizzes
from .reading import lines_of, read
from .selling import announce_coupon, offer_bundle, sell
from .subscribing import offer_plan, subscribe

COURSES = Path(__file__).parent / "courses"
# How far each learner has come, in percent of the lessons; the first one is halfway through.
PACES = (45, 100, 70, 0, 100, 30, 85, 15, 100, 55, 0, 65)


@registry.samples.offer(order=20)
def first_course(owner: Any) -> None:
    """A new site has a course to walk through and to change."""
    read(COURSES / "first.md", instructor=owner)


@registry.demo.offer(order=20)
def fill(site: DemoSite) -> None:
    """The courses of this demonstration site, and who takes them."""
    for number, path in enumerate(sorted((COURSES / site.slug).glob("*.md"))):
        course = read(path, instructor=site.instructor)
        is_lively = site.slug == "demo" and number == 0
        if is_lively:
            add_quizzes(course, by=site.instructor)
            give_assignment(course, by=site.instructor)
            go_on_editing(course, by=site.instructor)
        if course.is_published:
            # Where it costs something the first one buys it, so that student@ has an order.
            people = site.members[0 if course.is_free else 1 : len(site.members) - 2 * number]
            _enroll(course, people, first_pace=number * 5)
            if number == 0:
                award_and_announce(course)
            compute_figures(course.id)
        _mark(course, path)
        if is_lively:
            take_quizzes(course)
            hand_in_work(course)
            converse(course)
            leave_a_draft(course, course.enrollments[0])
        _sell(course, path, site)


def _sell(course: Course, path: Path, site: DemoSite) -> None:
    """Coupons, bundles, plans, orders and subscribers that the file names."""
    for parts in lines_of(path, "Coupon"):
        announce_coupon(course, *parts)
    for parts in lines_of(path, "Bundle"):
        offer_bundle(site.instructor, *parts)
    plans = {parts[0]: offer_plan(course, site.owner, *parts) for parts in lines_of(path, "Plan")}
    buyers = {"student": [site.members[0].name, site.members[0].email]}
    for title, who in lines_of(path, "Subscriber"):
        subscribe.later(plans[title].id, *buyers.get(who, [who, ""]))
    if orders := lines_of(path, "Order"):
        sell.later(course.id, [buyers.get(who, [who, ""]) + rest for who, *rest in orders], site.owner.id)


def _mark(course: Course, path: Path) -> None:
    """Grades and dates that the file names."""
    for parts in lines_of(path, "Grades"):
        weigh(course, *parts)
    for parts in lines_of(path, "Due"):
        make_due(course, *parts)


def _enroll(course: Course, people: tuple[Any, ...], *, first_pace: int) -> None:
    """Written as rows: nobody is greeted by mail for what happened months ago."""
    assert course.published_at
    open_days = (utcnow() - course.published_at).days
    paces = cycle(PACES[first_pace % len(PACES) :] + PACES[: first_pace % len(PACES)])
    for number, (person, pace) in enumerate(zip(people, paces, strict=False)):
        # Most came lately, as they do where a course is talked about.
        days_ago = max(1, int(open_days * (number / len(people)) ** 2.2))
        _learn(course, person, lessons=len(course.lessons) * pace // 100, days_ago=days_ago)


def _learn(course: Course, person: Any, *, lessons: int, days_ago: int) -> None:
    began = utcnow() - timedelta(days=days_ago, hours=number_of_hours(person))
    enrollment = Enrollment(course=course, user_id=person.id, created_at=began)
    db.session.add(enrollment)
    step = (utcnow() - began) / (len(course.lessons) + 1)
    for place, lesson in enumerate(course.lessons[:lessons], start=1):
        when = began + step * place
        enrollment.completions.append(Completion(lesson_uid=lesson.uid, completed_at=when))
        enrollment.updated_at = when
    if lessons == len(course.lessons):
        enrollment.status, enrollment.course_version = "completed", course.version
        enrollment.completed_at = began + step * lessons
    db.session.flush()


def number_of_hours(person: Any) -> int:
    """So that not everybody comes at the same time of day."""
    return person.id % 7
