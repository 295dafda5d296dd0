"""Rewards on offer from a moment, until another."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.crowdfunding.launching.creating import add_reward, change_reward
from educrowd.blueprints.crowdfunding.launching.scheduling import renew_pages
from educrowd.blueprints.crowdfunding.models import Reward
from educrowd.blueprints.crowdfunding.models.errors import NotOnOffer, SoldOut
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.blueprints.tenant import resolving
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.outbox import OutboxEntry
from educrowd.core.payments import charge_due, finish_setup
from tests.jobs import run_jobs
from tests.queries import queries

HOUR = timedelta(hours=1)


@pytest.fixture
def early(telescope) -> Reward:
    """An early-bird price that ends in an hour."""
    reward = add_reward(telescope, title="Early bird", amount=20_00, quantity=3, closes_at=utcnow() + HOUR)
    db.session.commit()
    return reward


@pytest.fixture
def late(telescope) -> Reward:
    """A reward that opens in an hour."""
    reward = add_reward(telescope, title="Night owl", amount=30_00, opens_at=utcnow() + HOUR)
    db.session.commit()
    return reward


@pytest.fixture
def hour_passes():
    """Every reward's moments come an hour nearer, for the database's clock as well."""

    def pass_() -> None:
        earlier = "UPDATE public.rewards SET opens_at = opens_at - :hour, closes_at = closes_at - :hour"
        db.session.execute(text(earlier), {"hour": HOUR})
        db.session.commit()
        db.session.expire_all()

    return pass_


def test_a_reward_can_be_had_from_its_moment_on(telescope, back, ada, late, hour_passes):
    with pytest.raises(NotOnOffer, match="Night owl"):
        back(telescope, ada, 30_00, reward=late)
    hour_passes()
    assert back(telescope, ada, 30_00, reward=late).state == "active"


def test_a_reward_can_be_had_until_its_moment(telescope, back, ada, people, early, hour_passes):
    back(telescope, ada, 20_00, reward=early)
    hour_passes()
    with pytest.raises(NotOnOffer):
        back(telescope, people(1)[0], 20_00, reward=early)
    assert early.taken == 1


def test_the_application_clock_opens_nothing(telescope, back, ada, late, early, hour_passes, time_machine):
    time_machine.move_to(utcnow() + 2 * HOUR, tick=True)
    assert late.is_on_offer
    with pytest.raises(NotOnOffer):
        late.take()
    hour_passes()
    time_machine.move_to(utcnow() - 4 * HOUR, tick=True)
    assert early.is_on_offer
    with pytest.raises(NotOnOffer):
        early.take()


def test_what_was_reserved_in_time_counts_when_the_card_is_saved(
    telescope, visit_card_page, sandbox, ada, early, hour_passes
):
    pledge = visit_card_page(telescope, ada, 20_00, reward=early)
    hour_passes()
    sandbox.fill_in_card(pledge.card.url)
    finish_setup(pledge.card_setup_id)
    db.session.commit()
    assert (pledge.state, early.taken) == ("active", 1)


def test_who_has_a_reward_whose_time_is_over_keeps_it_through_a_change(
    telescope, back, ada, people, early, hour_passes
):
    pledge = back(telescope, ada, 20_00, reward=early)
    other = back(telescope, people(1)[0], 10_00, reward=telescope.rewards[0])
    hour_passes()
    change_pledge(pledge, Wish(45_00, reward=early))
    assert (pledge.amount, early.taken) == (45_00, 1)
    with pytest.raises(NotOnOffer):
        change_pledge(other, Wish(20_00, reward=early))
    db.session.rollback()


def test_a_late_payment_brings_a_reward_whose_time_is_over(
    new_project, back, ada, people, end, days_pass, sandbox, hour_passes
):
    project = new_project(goal=10_00)
    early = add_reward(project, title="Early bird", amount=20_00, quantity=3, closes_at=utcnow() + HOUR)
    back(project, people(1)[0], 25_00)
    pledge = back(project, ada, 20_00, reward=early, card="chargeCustomerFail")
    end(project)
    days_pass(15)
    hour_passes()
    assert (pledge.state, early.taken) == ("dropped", 0)
    from educrowd.blueprints.crowdfunding.pledging.cards import open_another_card_page

    page = open_another_card_page(pledge, page_of=lambda public_id, card: f"http://x/{public_id}?card={card}")
    db.session.commit()
    sandbox.fill_in_card(page)
    finish_setup(db.session.scalar(text("SELECT max(id) FROM public.card_setups")))
    charge_due.later()
    run_jobs()
    assert (pledge.state, pledge.has_lost_reward, early.taken) == ("collected", False, 1)


def test_one_that_is_sold_out_says_so_and_not_that_it_is_too_early(telescope, back, people):
    plaque = add_reward(telescope, title="Plaque", amount=20_00, quantity=1, opens_at=utcnow() - HOUR)
    bob, cleo = people(2)
    back(telescope, bob, 20_00, reward=plaque)
    with pytest.raises(SoldOut):
        back(telescope, cleo, 20_00, reward=plaque)


def test_an_end_before_the_beginning_is_refused(telescope, early):
    with pytest.raises(Invalid, match="ends before it begins"):
        change_reward(early, opens_at=utcnow() + 2 * HOUR)
    with pytest.raises(Invalid):
        add_reward(telescope, title="Never", amount=5_00, opens_at=utcnow() + HOUR, closes_at=utcnow())


def test_the_page_says_when_a_reward_opens_and_that_another_is_gone(visitor, telescope, early, late, hour_passes):
    address = f"/projects/{telescope.slug}"
    page = visitor.get(address).text
    assert "On offer until" in page and "Opens on" in page
    assert page.count("Choose this") == 2  # the postcard and the early bird
    form = visitor.get(f"{address}/pledge?reward={late.id}").text
    assert "Early bird" in form and "Night owl" not in form
    hour_passes()
    page = visitor.get(address).text
    assert "No longer on offer" in page and "Opens on" not in page
    form = visitor.get(f"{address}/pledge").text
    assert "Early bird" not in form and "Night owl" in form


def test_a_form_that_was_open_too_long_says_that_the_reward_is_gone(visitor, telescope, early, hour_passes):
    from tests.crowdfunding.test_pages import fields_of

    form = fields_of(visitor.get(f"/projects/{telescope.slug}/pledge?reward={early.id}"))
    hour_passes()
    form |= {"amount": "20.00", "email": "grace@example.org", "name": "Grace"}
    answer = visitor.post(f"/projects/{telescope.slug}/pledges", data=form)
    assert answer.status_code == 422
    assert "is not on offer now" in answer.text


def test_shared_pages_are_made_anew_when_a_reward_opens(visitor, telescope, late, monkeypatch):
    monkeypatch.setattr(resolving, "LOOK_EVERY_SECONDS", 60)
    address = f"/projects/{telescope.slug}"
    for _ in "site", "page":  # the first request only learns which site this is
        visitor.get(address)
    waits = select(OutboxEntry).where(OutboxEntry.job == renew_pages.name)
    assert [entry.run_at for entry in db.session.scalars(waits)] == [late.opens_at]
    # Past the ORM, as the clock passes: nothing tells the cache.
    db.session.connection().exec_driver_sql("UPDATE public.rewards SET opens_at = now() - interval '1 minute'")
    db.session.commit()
    assert "Opens on" in visitor.get(address).text
    renew_pages()
    assert "Opens on" not in visitor.get(address).text


def test_the_studio_sets_and_shows_the_moments_on_the_site_clock(visit, demo, nell, telescope):
    creator, postcard = visit(demo).sign_in(nell), telescope.rewards[0]
    page = f"/studio/rewards/{postcard.id}/"
    form = {"title": "Postcard", "amount": "10.00", "opens_at": "2040-05-03T10:00", "closes_at": "2040-05-02T10:00"}
    answer = creator.submit(page, **form)
    assert answer.status_code == 422 and "ends before it begins" in answer.text
    assert creator.submit(page, **form | {"closes_at": "2040-05-04T10:00"}).status_code == 303
    assert 'value="2040-05-03T10:00' in creator.get(page).text
    assert "Opens" in creator.get(f"/studio/projects/{telescope.id}/").text


def test_the_api_tells_and_takes_the_moments(client, nell, telescope, early, late):
    creator, anybody = client(nell), client()
    rows = anybody("GET", f"/projects/{telescope.id}/rewards/").json["data"]
    assert {row["title"]: row["is_on_offer"] for row in rows} == {
        "Postcard": True, "Early bird": True, "Night owl": False,
    }  # fmt: skip
    changed = creator("PATCH", f"/rewards/{late.id}/", {"opens_at": None, "closes_at": "2040-05-04T10:00:00Z"}).json
    assert changed["data"]["closes_at"] == "2040-05-04T10:00:00Z"
    assert changed["data"]["is_on_offer"] is True
    wrong = creator("PATCH", f"/rewards/{late.id}/", {"opens_at": "2041-01-01T00:00:00Z"})
    assert (wrong.status_code, wrong.json["errors"][0]["field"]) == (422, "closes_at")


def test_the_api_refuses_a_reward_before_its_time(client, ada, telescope, late):
    body = {"project_id": telescope.id, "reward_id": late.id, "payment_method": "pm_card_visa"}
    answer = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json["errors"][0]["code"]) == (409, "not_on_offer")


def test_moments_cost_no_further_query(visitor, telescope, early, late):
    with queries() as few:
        visitor.get(f"/projects/{telescope.slug}/pledge")
    for number in range(5):
        add_reward(telescope, title=f"Hour {number}", amount=5_00, opens_at=utcnow() + number * HOUR)
    db.session.commit()
    with queries() as many:
        visitor.get(f"/projects/{telescope.slug}/pledge")
    assert len(many) == len(few)
