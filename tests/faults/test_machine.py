"""Hypothesis plays backer, creator, bank and clock in any order; after each step the books must be right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from educrowd.blueprints.crowdfunding.collecting.closing import close_project
from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge, give_up
from educrowd.blueprints.crowdfunding.models import Pledge, Project
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.core.db import db
from educrowd.core.errors import Refused
from educrowd.core.payments import charge_due, gateway, refund_payment
from educrowd.core.payments.checking import findings
from educrowd.core.payments.returning import settle_returns
from tests.faults.conftest import SIZE
from tests.faults.crowd import move_deadline
from tests.jobs import run_jobs

AMOUNTS = st.integers(10_00, 80_00)


class World:
    """The fixtures that the machine stands on."""

    def __init__(self, **fixtures: Any):
        self.new_project: Callable[..., Project] = fixtures["new_project"]
        self.back: Callable[..., Pledge] = fixtures["back"]
        self.people: Callable[[int], list[Any]] = fixtures["people"]
        self.sandbox = fixtures["sandbox"]
        self.superuser_url: str = fixtures["superuser_url"]


class Funding(RuleBasedStateMachine):
    """One project from its first pledge to its last dispute."""

    pledges = Bundle("pledges")

    def __init__(self, world: World):
        super().__init__()
        self.world = world
        self.project = world.new_project(goal=100_00)
        self.backers = iter(world.people(SIZE.steps + 1))
        self.disputed: set[str] = set()

    @rule(
        target=pledges, amount=AMOUNTS, card=st.sampled_from(["visa", "visa", "chargeCustomerFail"]), tier=st.booleans()
    )
    def pledge(self, amount, card, tier):
        reward = self.project.rewards[0] if tier else None
        return self.attempt(lambda: self.world.back(self.project, next(self.backers), amount, card=card, reward=reward))

    @rule(pledge=pledges, amount=AMOUNTS, tier=st.booleans())
    def change(self, pledge, amount, tier):
        self.attempt(
            lambda: change_pledge(pledge, Wish(amount, reward=self.project.rewards[0] if tier else None)), pledge
        )

    @rule(pledge=pledges)
    def cancel(self, pledge):
        self.attempt(lambda: cancel_pledge(pledge), pledge)

    @precondition(lambda self: self.project.state == "live")
    @rule()
    def end(self):
        move_deadline(self.project, self.world.superuser_url, seconds=0)
        close_project(self.project.id)
        run_jobs()

    @rule()
    def close_too_often(self):
        self.attempt(lambda: close_project(self.project.id))

    @rule()
    def charge(self):
        self.attempt(charge_due)

    @rule(pledge=pledges, share=st.integers(1, 120))
    def refund(self, pledge, share):
        def give_back():
            amount = max(1, pledge.amount * share // 100)
            refund_payment(pledge.payment, amount, reason="requested", key=uuid4().hex)

        self.attempt(give_back, pledge if pledge and pledge.payment_id else None)

    @rule(pledge=pledges, verdict=st.sampled_from(["win", "lose", ""]))
    def dispute(self, pledge, verdict):
        if not (pledge and pledge.state == "collected") or pledge.payment.charge_id in self.disputed:
            return
        payment = pledge.payment
        self.disputed.add(payment.charge_id)  # a bank takes up a charge once
        self.world.sandbox.act(payment.account, payment.charge_id, "dispute")
        for seen in gateway().list_disputes(payment.account, charge=payment.charge_id):
            if verdict:
                self.world.sandbox.act(payment.account, seen.id, verdict)
        settle_returns(payment.id)
        run_jobs()

    @rule(pledge=pledges)
    def lose_patience(self, pledge):
        if pledge and pledge.needs_its_backer:
            self.attempt(lambda: give_up(pledge.payment_id))

    @invariant()
    def the_books_are_right(self):
        db.session.rollback()
        assert findings() == []

    def attempt(self, act: Callable[[], Any], pledge: Pledge | bool | None = True) -> Any:
        """Do it if there is something to do it with; a refusal changes nothing, and that is checked as well."""
        if not pledge:
            return None
        try:
            made = act()
            db.session.commit()
        except Refused:
            db.session.rollback()
            return None
        run_jobs()
        return made


def test_whatever_people_and_banks_do_the_books_are_right(new_project, back, people, sandbox, database_urls, figure):
    world = World(
        new_project=new_project, back=back, people=people, sandbox=sandbox, superuser_url=database_urls.superuser
    )
    how = settings(
        max_examples=SIZE.examples,
        stateful_step_count=SIZE.steps,
        deadline=None,
        derandomize=SIZE.examples < 10,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    run_state_machine_as_test(partial(Funding, world), settings=how)  # pyright: ignore[reportArgumentType]
    figure(f"{SIZE.examples} stories of up to {SIZE.steps} steps: the books were right after each")
