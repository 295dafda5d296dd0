from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.models.errors import AlreadyBacking, Frozen, ProjectClosed, SoldOut
from educrowd.blueprints.crowdfunding.pledging.changing import change_pledge
from educrowd.blueprints.crowdfunding.pledging.expiring import expire_drafts
from educrowd.blueprints.crowdfunding.pledging.wishes import Wish
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import finish_setup


def test_a_pledge_counts_once_the_card_is_saved(telescope, visit_card_page, sandbox, ada):
    pledge = visit_card_page(telescope, ada, 50_00)
    assert (pledge.state, telescope.raised.minor) == ("draft", 0)
    sandbox.fill_in_card(pledge.card.url)
    finish_setup(pledge.card_setup_id)
    db.session.commit()
    assert (pledge.state, telescope.raised.minor, telescope.totals.backers_count) == ("active", 50_00, 1)
    assert (pledge.card.brand, pledge.card.last4) == ("visa", "4242")


def test_the_same_form_sent_twice_is_one_pledge_and_one_card_page(telescope, visit_card_page, ada):
    postcard, token = telescope.rewards[0], token_urlsafe(12)
    first = visit_card_page(telescope, ada, 50_00, reward=postcard, token=token)
    second = visit_card_page(telescope, ada, 50_00, reward=postcard, token=token)
    assert (second.id, second.card.url, postcard.taken) == (first.id, first.card.url, 1)


def test_a_second_pledge_of_the_same_backer_is_refused(telescope, back, visit_card_page, ada):
    back(telescope, ada, 50_00)
    with pytest.raises(AlreadyBacking):
        visit_card_page(telescope, ada, 20_00)


def test_of_two_open_card_pages_of_one_backer_the_first_counts(telescope, visit_card_page, sandbox, ada):
    first, second = (visit_card_page(telescope, ada, amount) for amount in (50_00, 20_00))
    for pledge in (first, second):
        sandbox.fill_in_card(pledge.card.url)
        finish_setup(pledge.card_setup_id)
        db.session.commit()
    assert (first.state, second.state) == ("active", "cancelled")
    assert telescope.raised.minor == 50_00


def test_a_card_saved_after_the_deadline_comes_too_late(new_project, visit_card_page, sandbox, ada, pass_deadline):
    telescope = new_project()
    pledge = visit_card_page(telescope, ada, 50_00, reward=telescope.rewards[0])
    sandbox.fill_in_card(pledge.card.url)
    # Nobody has closed the project yet, but the database's clock has passed its deadline.
    pass_deadline(telescope)
    finish_setup(pledge.card_setup_id)
    db.session.commit()
    assert (telescope.state, pledge.state) == ("live", "cancelled")
    assert (telescope.raised.minor, telescope.rewards[0].taken) == (0, 0)


def test_the_application_clock_cannot_reopen_a_project(new_project, back, ada, time_machine, pass_deadline):
    telescope = new_project()
    pass_deadline(telescope)
    time_machine.move_to(utcnow() - timedelta(hours=1), tick=True)
    assert telescope.is_open
    pledge = back(telescope, ada, 50_00)
    assert pledge.state == "cancelled"


def test_a_project_that_has_ended_takes_no_pledges(new_project, visit_card_page, ada, pass_deadline):
    telescope = new_project()
    pass_deadline(telescope)
    with pytest.raises(ProjectClosed):
        visit_card_page(telescope, ada, 50_00)


def test_a_reward_is_never_oversold_and_a_cancelled_pledge_gives_it_back(new_project, back, people):
    telescope = new_project(live=True)
    plaque = add_reward(telescope, title="Plaque", amount=20_00, quantity=1)
    bob, cleo = people(2)
    pledge = back(telescope, bob, 20_00, reward=plaque)
    with pytest.raises(SoldOut):
        back(telescope, cleo, 20_00, reward=plaque)
    db.session.rollback()
    pledge.cancel()
    db.session.commit()
    assert (plaque.taken, telescope.raised.minor) == (0, 0)
    back(telescope, cleo, 20_00, reward=plaque)
    assert plaque.is_sold_out


def test_a_reservation_ends_after_half_an_hour(telescope, visit_card_page, ada):
    pledge = visit_card_page(telescope, ada, 50_00, reward=telescope.rewards[0])
    pledge.reserved_until = utcnow() - timedelta(seconds=1)
    expire_drafts()
    db.session.commit()
    assert (pledge.state, telescope.rewards[0].taken) == ("cancelled", 0)


def test_a_pledge_can_change_its_amount_and_reward_until_the_end(telescope, back, ada):
    plaque = add_reward(telescope, title="Plaque", amount=40_00, quantity=5)
    pledge = back(telescope, ada, 10_00, reward=telescope.rewards[0])
    with pytest.raises(Invalid):
        change_pledge(pledge, Wish(39_99, reward=plaque))
    change_pledge(pledge, Wish(45_00, reward=plaque))
    db.session.commit()
    assert (plaque.taken, telescope.rewards[0].taken, telescope.raised.minor) == (1, 0, 45_00)


def test_a_charged_pledge_can_no_longer_be_changed_or_cancelled(new_project, back, ada):
    telescope = new_project(kind="keep_it_all")
    pledge = back(telescope, ada, 50_00)
    with pytest.raises(Frozen):
        pledge.cancel()
    with pytest.raises(Frozen):
        change_pledge(pledge, Wish(5_00))


@pytest.mark.parametrize("amount", [-1, 0, 1, 49, 2**63, 100_000_000, 0.5, True, "50"])
def test_an_amount_no_card_can_be_charged_is_refused(telescope, visit_card_page, ada, amount):
    with pytest.raises(Invalid):
        visit_card_page(telescope, ada, amount)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ("UPDATE public.pledges SET state = 'collected' WHERE id = :id", "cannot go from active to collected"),
        ("UPDATE public.pledges SET state = 'draft' WHERE id = :id", "cannot go from active to draft"),
        (
            "INSERT INTO public.pledges (tenant_id, public_id, project_id, user_id, amount, currency, state,"
            " reserved_until) SELECT tenant_id, 'stolen', project_id, user_id, 1, currency, 'active', now()"
            " FROM public.pledges WHERE id = :id",
            "starts as draft",
        ),
        ("UPDATE public.pledge_events SET to_state = 'draft' WHERE pledge_id = :id", "immutable|permission denied"),
    ],
)
def test_the_database_refuses_a_way_that_does_not_exist(telescope, back, ada, change, complaint):
    pledge = back(telescope, ada, 50_00)
    with pytest.raises(DBAPIError, match=complaint):
        db.session.execute(text(change), {"id": pledge.id})
    db.session.rollback()


@pytest.mark.parametrize("field", ["goal_amount = 1", "deadline = now()", "currency = 'EUR'", "kind = 'keep_it_all'"])
def test_goal_and_deadline_are_frozen_after_the_launch(telescope, field):
    with pytest.raises(DBAPIError, match="frozen after the launch"):
        db.session.execute(text(f"UPDATE public.projects SET {field} WHERE id = :id"), {"id": telescope.id})
    db.session.rollback()


def test_after_the_launch_a_quantity_may_only_grow(telescope):
    plaque = add_reward(telescope, title="Plaque", amount=40_00, quantity=5)
    plaque.change(quantity=6)
    with pytest.raises(Frozen):
        plaque.change(quantity=4)
    with pytest.raises(Frozen):
        plaque.change(amount=39_00)
    db.session.flush()
    with pytest.raises(DBAPIError, match="quantity only grows"):
        db.session.execute(text("UPDATE public.rewards SET quantity = 5 WHERE id = :id"), {"id": plaque.id})
    db.session.rollback()
