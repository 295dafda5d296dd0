"""Amounts from people who mean no good, at every door that takes one: refused by name, and nothing is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from educrowd.blueprints.crowdfunding.models import Pledge, Project, Reward
from educrowd.core import money
from educrowd.core.currencies import currencies
from educrowd.core.db import db
from tests.crowdfunding.test_api import key, wanted
from tests.crowdfunding.test_pages import fields_of

ODD = [-1, 0, 0.001, True, False, "25", "NaN", None, 2**63, -(2**63) - 1, 10**30, [], {}]
YEN_CENTS = [10.5, "1000.50", 1000.0]


@pytest.fixture
def speak(client, nell, ada):
    """`speak(nell, …)` has logged in once."""
    return {"creator": client(nell), "backer": client(ada)}


def written() -> tuple[int | None, ...]:
    db.session.rollback()
    return tuple(db.session.scalar(select(func.count()).select_from(model)) for model in (Pledge, Project, Reward))


@pytest.mark.parametrize("amount", ODD)
def test_no_door_of_the_api_takes_an_odd_amount(speak, new_project, amount):
    project = new_project(live=False)
    before = written()
    answers = {
        "goal_amount": speak["creator"]("POST", "/projects/", wanted() | {"goal_amount": amount}),
        "amount": speak["creator"]("POST", f"/projects/{project.id}/rewards/", {"title": "Mug", "amount": amount}),
    }
    assert {field: answer.status_code for field, answer in answers.items()} == dict.fromkeys(answers, 422)
    assert {field: answer.json["errors"][0]["field"] for field, answer in answers.items()} == {f: f for f in answers}
    assert written() == before


@pytest.mark.parametrize(
    ("currency", "amount"),
    [*(("JPY", amount) for amount in YEN_CENTS), ("JPY", 49), ("KWD", 1_255), ("KWD", 9), ("MGA", 150)],
)
def test_an_amount_that_its_currency_does_not_know_is_422(speak, new_project, currency, amount):
    project = new_project("Sensu", goal=100_000, currency=currency)
    before = written()
    body = {"project_id": project.id, "amount": amount, "payment_method": "pm_card_visa"}
    answer = speak["backer"]("POST", "/pledges/", body, **key())
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "amount")
    assert written() == before


@pytest.mark.parametrize(
    ("currency", "typed"), [("JPY", "1000.50"), ("JPY", "1e3"), ("KWD", "1.2555"), ("KWD", "1.255")]
)
def test_the_form_takes_no_more_decimals_than_there_are(visitor, new_project, currency, typed):
    project = new_project("Sensu", goal=100_000, currency=currency)
    before = written()
    page = visitor.get(f"/projects/{project.slug}/pledge")
    form = fields_of(page) | {"amount": typed, "email": "grace@example.org", "name": "Grace"}
    assert visitor.post(f"/projects/{project.slug}/pledges", data=form).status_code == 422
    assert written() == before


@given(
    st.sampled_from(sorted(currencies())), st.integers(0, money.GREATEST), st.lists(st.integers(0, 10_000), min_size=1)
)
def test_the_parts_of_a_split_sum_to_the_whole_in_every_currency(code, whole, weights):
    if not any(weights):
        weights = [1, *weights]
    parts = money.Money(whole, code).split(weights)
    assert sum(part.minor for part in parts) == whole
    assert all(part.currency == code and part.minor >= 0 for part in parts)
    pairs = zip(parts, weights, strict=True)
    assert all(abs(part.minor * sum(weights) - whole * weight) < sum(weights) for part, weight in pairs)
