"""People, projects and a clock-driven world for the crowdfunding tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import create_engine, text

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.launching.creating import add_reward, create_project, launch_project
from educrowd.blueprints.crowdfunding.models import Pledge, Project, Reward
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.pledging.pledging import pledge_with_card, start_pledge
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.lms.models import Course
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.payments import charge_due
from educrowd.core.payments.checking import findings
from educrowd.core.payments.recovering import look_after_recoveries
from tests.conftest import PASSWORD
from tests.gateway import Sandbox
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.services import DatabaseUrls

RECOVERIES_EARLIER = "UPDATE public.recoveries SET started_at = started_at - :days, ends_at = ends_at - :days"
# As if it had begun so many months ago that the next one begins now.
EARLIER = """
UPDATE public.pledges p SET activated_at = moved.since, next_month_at = app.month_begins(moved.since, moved.last + 1)
FROM (
    SELECT max(number) AS last,
        clock_timestamp() - interval '1 second' - make_interval(months => max(number)::int - 1 + :months) AS since
    FROM public.pledge_months WHERE pledge_id = :id
) moved WHERE p.id = :id
"""
MONTHS_EARLIER = """
UPDATE public.pledge_months m SET due_at = app.month_begins(p.activated_at, m.number)
FROM public.pledges p WHERE p.id = m.pledge_id AND p.id = :id
"""
ENDS_EARLIER = "UPDATE public.pledges SET ends_at = next_month_at WHERE id = :id AND ends_at IS NOT NULL"
BASE = "/api/v1/crowdfunding"
STORY = "We grind a mirror of twenty centimeters together, and every school in town may borrow the telescope. " * 2


@pytest.fixture
def nell(new_person) -> User:
    """A creator."""
    return new_person("nell", "creator")


@pytest.fixture
def new_project(sandbox: Sandbox, nell: User) -> Callable[..., Project]:
    """`new_project(goal=50_00)` is live and ends in an hour; `live=False` leaves a draft."""

    def make(title: str = "Telescope", goal: int = 100_00, *, live: bool = True, ends_in: float = 3600, **details):
        project = create_project(
            creator=nell,
            title=title,
            goal_amount=goal,
            currency=details.pop("currency", "USD"),
            summary="A telescope for every school in town.",
            story=STORY,
            risks="The mirror may crack; then we grind a second one.",
            deadline=details.pop("deadline", utcnow() + timedelta(seconds=ends_in)),
            **details,
        )
        add_reward(project, title="Postcard", amount=10_00)
        if live:
            launch_project(project)
        db.session.commit()
        return project

    return make


@pytest.fixture
def telescope(new_project) -> Project:
    return new_project()


@pytest.fixture
def course(new_person) -> Course:
    """A course that does not exist yet: a draft that waits for its backers."""
    course = Course.draft(new_person("ines", "instructor"), title="Grinding a Mirror")
    course.add_lesson("Choosing the glass", section=course.sections[0], body="Look for bubbles.")
    db.session.commit()
    return course


@pytest.fixture
def back(sandbox: Sandbox) -> Callable[..., Pledge]:
    """`back(telescope, ada, 50_00, card="visa")` pledges with one of the provider's test cards."""

    def pledge(project: Project, backer: User, amount: int, *, card: str = "visa", reward: Reward | None = None):
        wish = Wish(amount, token_urlsafe(12), reward)
        made = pledge_with_card(project, backer, wish, payment_method=f"pm_card_{card}")
        db.session.commit()
        return made

    return pledge


@pytest.fixture
def visit_card_page(sandbox: Sandbox) -> Callable[..., Pledge]:
    """`visit_card_page(telescope, ada, 50_00)` leaves a draft whose backer looks at the card page."""

    def visit(project: Project, backer: User, amount: int, *, reward: Reward | None = None, token: str = "") -> Pledge:
        wish = Wish(amount, token or token_urlsafe(12), reward)
        draft = start_pledge(project, backer, wish, page_of=lambda public_id: f"{current.tenant.origin}/{public_id}")
        db.session.commit()
        return draft

    return visit


@pytest.fixture
def people(demo) -> Callable[[int], list[User]]:
    """`people(10)` registers that many guests."""

    def register(count: int) -> list[User]:
        guests = [User.guest(f"guest-{token_urlsafe(6).lower()}@example.org", f"Guest {n}") for n in range(count)]
        db.session.commit()
        return guests

    return register


@pytest.fixture
def pass_deadline(database_urls: DatabaseUrls) -> Iterator[Callable[[Project], None]]:
    """Move a project's deadline into the past: only a superuser can, for everybody else it is frozen."""
    superuser = create_engine(database_urls.superuser)

    def move(project: Project) -> None:
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            moved = text("UPDATE public.projects SET deadline = clock_timestamp() - interval '1 second' WHERE id = :id")
            connection.execute(moved, {"id": project.id})
        db.session.expire_all()

    yield move
    superuser.dispose()


@pytest.fixture
def end(pass_deadline: Callable[[Project], None]) -> Callable[[Project], None]:
    """`end(telescope)` lets the deadline pass, closes, and does all that follows."""

    def close(project: Project) -> None:
        pass_deadline(project)
        close_project(project.id)
        run_jobs()

    return close


@pytest.fixture
def half_paid(new_project, back, ada, people, end):
    """A funded project: ada has paid, bob's card was declined."""
    telescope = new_project(goal=60_00)
    paid = back(telescope, ada, 50_00, reward=telescope.rewards[0])
    owed = back(telescope, people(1)[0], 20_00, card="chargeCustomerFail", reward=telescope.rewards[0])
    end(telescope)
    return telescope, paid, owed


@pytest.fixture
def days_pass(sandbox: Sandbox) -> Callable[[int], None]:
    """`days_pass(3)`: windows, retries and dues come three days nearer, and what is due then is done."""

    def pass_(days: int) -> None:
        earlier = {"days": timedelta(days=days)}
        db.session.execute(text(RECOVERIES_EARLIER), earlier)
        db.session.execute(text("UPDATE public.payments SET next_try_at = next_try_at - :days"), earlier)
        db.session.commit()
        look_after_recoveries()
        charge_due.later()
        run_jobs()

    return pass_


@pytest.fixture(autouse=True)
def books_stay_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test that moved money, the checker must find nothing."""
    yield
    if "sandbox" in request.fixturenames and current.tenant is not None:
        request.getfixturevalue("sandbox").behave()
        db.session.rollback()
        assert findings() == []


@pytest.fixture
def letters(app):
    """How many letters with these words in their subject went to this person."""
    return lambda person, words: len(written_letters(app, to=person.email, about=words))


@pytest.fixture
def client(visit, demo):
    """`client(nell)` speaks to the API as nell, `client()` as nobody."""

    def speak(person=None):
        browser = visit(demo)
        headers = {}
        if person is not None:
            body = {"email": person.email, "password": PASSWORD}
            token = browser.post("/api/v1/auth/login/", json=body).json["data"]["access_token"]
            headers = {"Authorization": f"Bearer {token}"}

        def call(method, path, body=None, **extra):
            return browser.open(f"{BASE}{path}", method=method, json=body, headers=headers | extra)

        return call

    return speak


@pytest.fixture
def mails(app):
    """`mails("The glass")` are the mails of this site with those words in their subject."""
    return lambda subject: written_letters(app, about=subject, from_site=current.tenant.slug)


@pytest.fixture
def ask_for(visitor):
    """`ask_for(pledge, "card")` presses the button of the pledge's page, as who holds its signed link."""

    def press(pledge, step):
        address = links.page_of(pledge.public_id).removeprefix(visitor.origin)
        token = re.findall(r'name="csrf_token" value="([^"]+)"', visitor.get(address).text)[0]
        return visitor.post(address.replace("?", f"/{step}?"), data={"csrf_token": token})

    return press


@pytest.fixture
def bring_card(ask_for, visitor, sandbox):
    """`bring_card(pledge)` types another card into the page that the signed link leads to."""

    def type_card(pledge, number="4242 4242 4242 4242"):
        answer = ask_for(pledge, "card")
        visitor.get(sandbox.fill_in_card(answer.location, number).removeprefix(visitor.origin))
        run_jobs()

    return type_card


@pytest.fixture
def club(new_project, course):
    return new_project("Club", goal=500_00, kind="recurring", deadline=None, course_id=course.id)


@pytest.fixture
def month_passes(database_urls):
    """`month_passes(pledge)`: what it has paid for is over; only a superuser can turn its clock."""
    superuser = create_engine(database_urls.superuser)

    def turn(pledge: Pledge, months: int = 1) -> None:
        db.session.commit()
        with superuser.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in (EARLIER, MONTHS_EARLIER, ENDS_EARLIER):
                connection.execute(text(statement), {"id": pledge.id, "months": months})
        db.session.expire_all()

    yield turn
    superuser.dispose()


@pytest.fixture
def member(club, back, ada):
    pledge = back(club, ada, 20_00, reward=club.rewards[0])
    run_jobs()
    return pledge
