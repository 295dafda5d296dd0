"""Crowds at one row: a limited reward is never oversold, and nobody pledges after the deadline."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from typing import Any, TypeVar

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.models import Pledge, Project, Reward, WaitlistEntry
from educrowd.blueprints.crowdfunding.models.errors import SoldOut
from educrowd.blueprints.crowdfunding.pledging.pledging import activate, pledge_with_card
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.crowdfunding.waitlists.waiting import join, leave
from educrowd.core import tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.payments import CardSetup
from educrowd.core.payments.checking import findings
from tests.faults.conftest import SIZE
from tests.faults.crowd import move_deadline, new_guests
from tests.jobs import run_jobs

T = TypeVar("T")
LIMIT = 100
CLIENTS = 50
HELD = 15
BUSY = (NoConnection, OperationalError)

pytestmark = pytest.mark.xdist_group("faults")


def all_at_once(app: Any, work: Callable[[T], Any], items: Sequence[T]) -> list[Any]:
    """Each in a thread and a transaction of its own; who finds the house full comes again, as after a 503."""
    site, together = current.tenant, threading.Barrier(len(items), timeout=60)

    def do(item: T) -> Any:
        together.wait()
        with app.app_context():
            while True:
                try:
                    with tenancy.transaction(site):
                        return work(item)
                except BUSY:
                    time.sleep(random.uniform(0.01, 0.1))

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(do, items))


@pytest.fixture
def saved_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards are at the provider already: what races here is the stock, not the provider's answers."""

    def saved(user: User, *, reference: str, **_: Any) -> CardSetup:
        setup = CardSetup(
            reference=reference, purpose="pledge", user_id=user.id, account="acct_x", customer="cus_x",
            state="saved", payment_method=f"pm_{reference}",
        )  # fmt: skip
        db.session.add(setup)
        db.session.flush()
        return setup

    monkeypatch.setattr("educrowd.blueprints.crowdfunding.pledging.pledging.save_card", saved)


def test_of_a_hundred_rewards_a_hundred_are_sold_however_many_want_one(
    new_project,
    app,
    saved_cards,
    figure,
):
    guests = new_guests(SIZE.buyers)
    sold = []
    for number in range(SIZE.rounds):
        project = new_project(f"Plaques {number}", goal=10_000_00)
        plaque = add_reward(project, title="Plaque", amount=20_00, quantity=LIMIT)
        db.session.commit()
        project_id, plaque_id = project.id, plaque.id

        def buy(guest: int, project_id: int = project_id, plaque_id: int = plaque_id) -> bool:
            project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
            reward = db.session.scalars(select(Reward).where(Reward.id == plaque_id)).one()
            wish = Wish(20_00, token_urlsafe(12), reward)
            try:
                with db.session.begin_nested():
                    pledge_with_card(project, db.session.get_one(User, guest), wish, payment_method="pm_card_visa")
            except SoldOut:
                return False
            return True

        sold.append(sum(all_at_once(app, buy, guests)))
        db.session.expire_all()
        assert (plaque.taken, project.totals.backers_count) == (LIMIT, LIMIT)
    assert sold == [LIMIT] * SIZE.rounds
    # Nobody takes jobs here, so what was promised when the site was made waits.
    assert [found for found in findings() if not found.startswith("nothing waits in the outbox")] == []
    figure(f"{SIZE.rounds} × {SIZE.buyers} buyers at once for {LIMIT} rewards: {LIMIT} sold each time")


def test_what_comes_free_goes_to_those_who_wait_while_a_crowd_wants_it(new_project, app, saved_cards, figure):
    project = new_project("Lamps", goal=10_000_00)
    lamp = add_reward(project, title="Lamp", amount=20_00, quantity=HELD)
    holders, waiting, buyers = (new_guests(count) for count in (HELD, 2 * HELD, SIZE.buyers // 3))
    for guest in holders:
        wish = Wish(20_00, token_urlsafe(12), lamp)
        pledge_with_card(project, db.session.get_one(User, guest), wish, payment_method="pm_card_visa")
    for guest in waiting:
        join(lamp, db.session.get_one(User, guest), variant=None, is_proven=True)
    db.session.commit()
    project_id, lamp_id = project.id, lamp.id

    def go(guest: int) -> None:
        mine = select(Pledge).where(Pledge.project_id == project_id, Pledge.user_id == guest)
        db.session.scalars(mine).one().cancel()

    def stay_no_longer(guest: int) -> None:
        leave(db.session.scalars(select(WaitlistEntry).where(WaitlistEntry.user_id == guest)).one())

    def buy(guest: int) -> bool:
        project = db.session.scalars(select(Project).where(Project.id == project_id)).one()
        reward = db.session.scalars(select(Reward).where(Reward.id == lamp_id)).one()
        wish = Wish(20_00, token_urlsafe(12), reward)
        try:
            with db.session.begin_nested():
                pledge_with_card(project, db.session.get_one(User, guest), wish, payment_method="pm_card_visa")
        except SoldOut:
            return False
        return True

    acts = [(go, guest) for guest in holders]
    acts += [(stay_no_longer, guest) for guest in waiting[::2]] + [(buy, guest) for guest in buyers]
    random.shuffle(acts)
    bought = sum(bool(done) for done in all_at_once(app, lambda act: act[0](act[1]), acts))
    db.session.expire_all()
    states = Counter(db.session.scalars(select(WaitlistEntry.state).where(WaitlistEntry.reward_id == lamp_id)))
    assert (bought, lamp.taken, states) == (0, HELD, {"offered": HELD, "left": HELD})
    assert findings() == []
    figure(f"{HELD} lamps freed, {HELD} of {2 * HELD} in line leave, {len(buyers)} buyers: {HELD} kept in line, 0 sold")


def test_nobody_pledges_after_the_deadline(new_project, people, visit_card_page, app, database_urls, figure):
    project = new_project(ends_in=600, goal=10_00)
    drafts = [visit_card_page(project, backer, 25_00).id for backer in people(CLIENTS)]
    project_id = project.id
    move_deadline(project, database_urls.superuser, seconds=4)
    left = select(func.extract("epoch", Project.deadline - func.clock_timestamp())).where(Project.id == project_id)
    until = float(db.session.scalar(left) or 0)

    def hurry(draft: int) -> tuple[int, bool]:
        time.sleep(max(0.0, until + random.uniform(-1, 1)))
        is_late = db.session.scalar(select(func.clock_timestamp() >= Project.deadline).where(Project.id == project_id))
        activate(db.session.scalars(select(Pledge).where(Pledge.id == draft)).one())
        return draft, bool(is_late)

    def close(_: int) -> tuple[int, bool]:
        time.sleep(max(0.0, until + 0.2))
        close_project(project_id)
        return 0, True

    late = {draft for draft, is_late in all_at_once(app, lambda job: job[0](job[1]), [
        *((hurry, draft) for draft in drafts), (close, 0),
    ]) if is_late}  # fmt: skip
    db.session.expire_all()
    close_project(project.id)
    run_jobs()
    pledges = db.session.scalars(select(Pledge).where(Pledge.project_id == project.id)).all()
    counted = {pledge.id for pledge in pledges if pledge.activated_at}
    assert {pledge.state for pledge in pledges if pledge.id not in counted} <= {"cancelled"}
    assert counted & late == set()
    assert counted, "nobody came in time: the race was none"
    assert late - {0}, "nobody came late: the race was none"
    assert project.close_record.backers_count == len(counted)
    assert findings() == []
    figure(
        f"{CLIENTS} clients within a second of the deadline: {len(counted)} in time, {len(late) - 1} late, 0 of them in"
    )
