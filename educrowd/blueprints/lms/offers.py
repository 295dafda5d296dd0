"""What courses put on shared pages."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from sqlalchemy import Date, cast, func, select

from educrowd.core import allowances
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.registry import (
    Block,
    Figure,
    Link,
    Newest,
    Place,
    Showcase,
    Todo,
    Wanted,
    account_menu,
    front_page,
    keeps_site,
    newest,
    showcases,
    site_menu,
    sitemap,
    studio_figures,
    studio_menu,
    studio_todos,
)

from .models import Bundle, Course, CourseFile, CoursePicture, Enrollment, LearnerSubscription, SubscriptionPlan
from .models.learner_subscription import OPEN
from .queries import any_of

DAYS = 14


@allowances.counts("storage_mb")
def course_file_bytes() -> int:
    return int(db.session.scalar(select(func.sum(CourseFile.size_bytes))) or 0)


@allowances.counts("storage_mb")
def course_picture_bytes() -> int:
    return int(db.session.scalar(select(func.sum(CoursePicture.size_bytes))) or 0)


@front_page.offer(order=10)
def newest_courses() -> Block | None:
    courses = db.session.scalars(Course.published().options(Course.card_option()).limit(3)).all()
    if not courses:
        return None
    return Block("lms/courses/_front_page.html", {"courses": courses})


@newest.offer(order=10)
def newest_course() -> Newest | None:
    told = db.session.execute(Course.published().with_only_columns(Course.slug, Course.title).limit(1)).first()
    return Newest("course", told.title, url_for("lms.course", slug=told.slug)) if told else None


@showcases.offer(order=10)
def shown_courses() -> Showcase:
    """Courses in blocks of a front page that the site arranges."""
    return Showcase("courses", {"newest": "The newest", "chosen": "Those you choose"}, _titles, _fill)


def _titles() -> dict[int, str]:
    return dict(db.session.execute(Course.published().with_only_columns(Course.id, Course.title).limit(200)).all())


def _fill(wanted: list[Wanted]) -> list[Block | None]:
    public = Course.published().options(Course.card_option())
    most = max((one.count for one in wanted if one.source == "newest"), default=0)
    newest = list(db.session.scalars(public.limit(most))) if most else []
    ids = {id for one in wanted for id in one.ids}
    chosen = {course.id: course for course in db.session.scalars(public.where(Course.id.in_(ids)))} if ids else {}
    return [_courses(one, _wanted_of(one, chosen, newest)) for one in wanted]


def _wanted_of(one: Wanted, chosen: dict[int, Course], newest: list[Course]) -> list[Course]:
    if one.source == "chosen":
        return [chosen[id] for id in one.ids if id in chosen]
    return newest[: one.count]


def _courses(wanted: Wanted, courses: list[Course]) -> Block | None:
    shown = {"courses": courses, "title": wanted.title}
    return Block("lms/courses/_front_page.html", shown) if courses else None


@sitemap.offer(order=10)
def course_pages() -> list[Place]:
    published = Course.published().with_only_columns(Course.slug, Course.updated_at)
    pages = [Place(url_for("lms.course", slug=slug), changed_at) for slug, changed_at in db.session.execute(published)]
    bundles = Bundle.published().with_only_columns(Bundle.slug, Bundle.updated_at)
    pages += [Place(url_for("lms.bundle", slug=slug), changed_at) for slug, changed_at in db.session.execute(bundles)]
    plans = SubscriptionPlan.published().with_only_columns(SubscriptionPlan.slug, SubscriptionPlan.updated_at)
    pages += [Place(url_for("lms.plan", slug=slug), changed_at) for slug, changed_at in db.session.execute(plans)]
    return [Place(url_for("lms.courses")), *pages]


@site_menu.offer(order=10)
def courses() -> Link:
    return Link("Courses", url_for("lms.courses"))


@account_menu.offer(order=10)
def my_learning() -> Link | None:
    return Link("My learning", url_for("lms.learning"), icon="book") if current.tenant else None


@account_menu.offer(order=10)
def my_calendar() -> Link | None:
    return Link("Calendar", url_for("lms.calendar"), icon="calendar") if current.tenant else None


@account_menu.offer(order=11)
def my_certificates() -> Link | None:
    return Link("My certificates", url_for("lms.my_certificates"), icon="star") if current.tenant else None


@account_menu.offer(order=12)
def my_orders() -> Link | None:
    return Link("My orders", url_for("lms.my_orders"), icon="receipt") if current.tenant else None


@account_menu.offer(order=12)
def my_subscriptions() -> Link | None:
    return Link("My subscriptions", url_for("lms.my_subscriptions"), icon="calendar") if current.tenant else None


@allowances.counts("courses")
def courses_kept() -> int:
    """Drafts and published ones; the archive costs nobody anything."""
    return db.session.scalar(select(func.count()).where(Course.status != "archived")) or 0


@studio_menu.offer(order=22)
def sales() -> Link | None:
    if current.user.can("courses.create") or any_of(Course.run(current.user)):
        besides = (url_for("lms.bundles"), url_for("lms.plans"), "/studio/subscribers/", url_for("lms.coupons"))
        return Link("Sales", url_for("lms.sales"), icon="receipt", also=besides)
    return None


@studio_menu.offer(order=20)
def builder() -> Link | None:
    if not (current.user.can("courses.create") or any_of(Course.worked_on(current.user))):
        return None
    besides = (url_for("lms.course_imports"), url_for("lms.lti_tools"))
    return Link("Courses", url_for("lms.studio_courses"), icon="book", also=besides)


@studio_todos.offer(order=20)
def drafts() -> list[Todo]:
    """My drafts, the one last worked on first."""
    if not current.user.can("courses.create"):
        return []
    mine = Course.editable(current.user).where(Course.status == "draft", Course.instructor_id == current.user.id)
    return [
        Todo(f"Finish “{course.title}”", url_for("lms.outline", slug=course.slug), icon="edit")
        for course in db.session.scalars(mine.limit(3))
    ]


@keeps_site.offer(order=30)
def subscriptions_that_are_paid() -> str | None:
    paid = LearnerSubscription.state.in_(("joining", *OPEN))
    found = db.session.scalar(select(LearnerSubscription.id).where(paid).limit(1))
    return "Learners pay subscriptions. They have to end first." if found else None


@studio_figures.offer(order=20)
def enrolled_lately() -> Figure | None:
    if not (current.user.can("courses.create") or any_of(Course.worked_on(current.user))):
        return None
    series = _enrolled_by_day()
    return Figure("Enrolled", str(sum(series)), url_for("lms.studio_courses"), f"last {DAYS} days", series)


def _enrolled_by_day() -> tuple[int, ...]:
    today = utcnow().date()
    day = cast(func.timezone("UTC", Enrollment.created_at), Date)
    recent = select(day, func.count()).where(Enrollment.created_at > utcnow() - timedelta(days=DAYS))
    seen = recent.where(Enrollment.course_id.in_(Course.ids(Course.worked_on(current.user))))
    by_day = dict(db.session.execute(seen.group_by(day)).all())
    return tuple(by_day.get(today - timedelta(days=back), 0) for back in range(DAYS - 1, -1, -1))
