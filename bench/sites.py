"""A site among a thousand others beside the same site among ten: its pages shall cost the same.

The two moments lie minutes apart, so each page is told as times of what Flask with one question costs in its moment.
"""

from __future__ import annotations

import gc
import statistics

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import Post
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.tenant.founding import founding
from educrowd.core.current import current
from educrowd.core.db import db

from .ground import LESSON, PASSWORD, FilledSite, Ground, analyze, filled_site, ground
from .pages import FLOOR, Case, cookie_of, flask_floor

FEW, MANY = 10, 1_000
LIMIT = 1.1
TURNS = 15


def run() -> list[str]:
    """Measure and print; answers what missed its target."""
    with ground() as place:
        place.app.config["RATELIMIT_ENABLED"] = False
        site = filled_site()
        for number in range(1, FEW):
            neighbor(number)
        few = costs(place, site)
        for number in range(FEW, MANY):
            neighbor(number)
        many = costs(place, site)
    print(f"\n{'page, times of the floor':<28}{f'{FEW} sites':>12}{f'{MANY:,} sites':>14}{'ratio':>8}{'target':>9}")
    return [missed for page in few if (missed := compared(page, few[page], many[page]))]


def neighbor(number: int) -> None:
    """Another site with two courses and two posts."""
    with founding(slug=f"neighbor-{number}", name=f"Neighbor {number}"):
        owner = User.register(email=f"owner@neighbor-{number}.example", password=PASSWORD, first_name="Nora")
        owner.take("owner")
        current.user = owner
        for title in ("Bread", "Cheese"):
            Post.draft(title, body_markdown=LESSON).publish()
            course = Course.draft(owner, title=title)
            course.add_lesson("One", section=course.sections[0], body=LESSON)
            course.publish()


def costs(place: Ground, site: FilledSite) -> dict[str, float]:
    """What the site's pages take, as times of the floor at this moment."""
    analyze(place)
    forget_the_founding()
    ours, host = place.app.wsgi_app, {"Host": f"{site.tenant.host}:{place.app.config['PORT']}"}
    learner = host | {"Cookie": cookie_of(place, site.tenant, site.learner_email)}
    floor = Case(FLOOR, flask_floor(place.app.config["DATABASE_URL"]).wsgi_app, "/")
    cases = [
        Case("front page", ours, "/", host),
        Case("post", ours, site.post, host),
        Case("list of posts", ours, "/blog/", host),
        Case("catalogue", ours, "/courses/", host),
        Case("course", ours, site.course, host),
        Case("lesson, signed in", ours, site.lesson, learner),
        Case("post from the cache", ours, site.post, host, is_cached=True),
    ]
    for _ in range(TURNS):
        for case in (floor, *cases):
            case.turn()
    return {case.name: statistics.median(case.wall) / statistics.median(floor.wall) for case in cases}


def forget_the_founding() -> None:
    """Who serves pages has founded no thousand sites: neither their rows nor a backend's notes on their schemas."""
    db.session.remove()
    db.engine.dispose()
    gc.collect()
    gc.freeze()


def compared(page: str, few: float, many: float) -> str:
    print(f"{page:<28}{few:>12.2f}{many:>14.2f}{many / few:>8.2f}{f'≤ {LIMIT}':>9}")
    return f"{page}: {many / few:.2f} × as slow among {MANY:,} sites, target {LIMIT}" if many > few * LIMIT else ""
