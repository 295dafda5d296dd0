"""Courses that grow: a gradebook of a thousand learners, a long catalogue, a long course, beside small ones."""

from __future__ import annotations

import statistics

from sqlalchemy import text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Course, GradeItem
from educrowd.blueprints.tenant.founding import founding
from educrowd.core import tenancy
from educrowd.core.current import BoundTenant, current
from educrowd.core.db import db

from .ground import LESSON, PASSWORD, Ground, ground
from .pages import Case, cookie_of

LEARNERS, ITEMS, MOST_SECONDS = 1_000, 50, 1.0
COURSES, LESSONS, MOST_TIMES = (10, 1_000), (10, 300), 1.5
TURNS = 7
OWNER = "owner@learning.example"


def run() -> list[str]:
    """Print the figures; answers the targets that were missed."""
    with ground() as place:
        place.app.config["RATELIMIT_ENABLED"] = False
        small, large = (
            academy(f"bench-{courses}", courses, lessons) for courses, lessons in zip(COURSES, LESSONS, strict=True)
        )
        gradebook = fill_gradebook(large)
        catalogue = times(place, small, large, "/courses/")
        course = times(place, small, large, "/courses/long")
        seconds = wall_seconds(place, large, gradebook)
    return report(seconds, catalogue, course)


def report(seconds: float, catalogue: float, course: float) -> list[str]:
    figures = [
        (f"gradebook, {LEARNERS} learners × {ITEMS} items, seconds", seconds, MOST_SECONDS),
        (f"catalogue, {COURSES[1]} courses against {COURSES[0]}", catalogue, MOST_TIMES),
        (f"course page, {LESSONS[1]} lessons against {LESSONS[0]}", course, MOST_TIMES),
    ]
    print(f"\n{'learning':<52}{'measured':>12}{'target':>12}")
    for name, measured, target in figures:
        print(f"{name:<52}{measured:>12.2f}{f'≤ {target}':>12}")
    return [f"{name}: {measured:.2f}, target ≤ {target}" for name, measured, target in figures if measured > target]


def academy(slug: str, courses: int, lessons: int) -> BoundTenant:
    """A site with that many short courses and one of that many lessons."""
    with founding(slug=slug, name="Bench") as tenant:
        owner = User.register(email=f"{slug}-{OWNER}", password=PASSWORD, first_name="Olga")
        owner.take("owner")
        current.user = owner
        long = Course.draft(owner, title="Long", slug="long")
        for number in range(lessons):
            long.add_lesson(f"Lesson {number}", section=long.sections[0], body=LESSON)
        long.publish()
        for number in range(courses):
            course = Course.draft(owner, title=f"Course number {number}")
            course.add_lesson("One", section=course.sections[0], body=LESSON)
            course.publish()
        return tenant.snapshot()


def fill_gradebook(site: BoundTenant) -> str:
    """Learners and grades in the long course; answers where its gradebook is."""
    with tenancy.transaction(site):
        course = db.session.query(Course).filter_by(slug="long").one()
        for number in range(ITEMS):
            GradeItem.add(course, title=f"Item {number}")
        db.session.flush()
        db.session.execute(
            text("""WITH people AS (
              INSERT INTO public.users (email, username, password_hash, first_name, last_name)
              SELECT format('l%s@bench.example', n), format('bench-l%s', n), '', 'L', n::text
              FROM generate_series(1, :learners) n RETURNING id)
              INSERT INTO public.enrollments (tenant_id, course_id, user_id) SELECT :site, :course, id FROM people"""),
            {"learners": LEARNERS, "site": site.id, "course": course.id},
        )
        db.session.execute(
            text("""INSERT INTO public.grade_changes (tenant_id, enrollment_id, item_uid, change, points, out_of)
              SELECT :site, e.id, i.uid, 'graded', (e.id * 7 + i.id) % 101, 100
              FROM public.enrollments e CROSS JOIN public.grade_items i
              WHERE e.course_id = :course AND i.course_id = :course"""),
            {"site": site.id, "course": course.id},
        )
    return "/studio/courses/long/grades"


def times(place: Ground, small: BoundTenant, large: BoundTenant, path: str) -> float:
    """The page's CPU on the large site, as times of that on the small one."""
    few, many = (Case(path, place.app.wsgi_app, path, {"Host": host_of(place, site)}) for site in (small, large))
    for _ in range(TURNS):
        few.turn()
        many.turn()
    return statistics.median(many.turns) / statistics.median(few.turns)


def wall_seconds(place: Ground, site: BoundTenant, path: str) -> float:
    """How long the server takes for one page of the gradebook."""
    headers = {"Host": host_of(place, site), "Cookie": cookie_of(place, site, f"{site.slug}-{OWNER}")}
    case = Case(path, place.app.wsgi_app, path, headers)
    case.turn()
    return statistics.median(case.wall)


def host_of(place: Ground, site: BoundTenant) -> str:
    return f"{site.host}:{place.app.config['PORT']}"
