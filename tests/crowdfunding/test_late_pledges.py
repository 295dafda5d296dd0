"""Late pledges: a funded project sells chosen rewards on, each charged at once, and stays what it was."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.collecting.recovering import cancel_pledge
from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.models import Project
from educrowd.blueprints.crowdfunding.models.errors import Frozen, NotOnOffer, ProjectClosed, SoldOut
from educrowd.blueprints.crowdfunding.rewards.selling_late import close_late_sale, open_late_sale
from educrowd.blueprints.crowdfunding.waitlists.waiting import join
from educrowd.core import entitlements, ledger
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import finish_setup, refund_payment
from educrowd.core.payments.checking import findings
from tests.crowdfunding.test_pages import fields_of, path_of
from tests.jobs import run_jobs


@pytest.fixture
def funded(new_project, back, people, end, course) -> Project:
    """Funded with 50.00 of 50.00, settled; it opens a course, and has a plaque and a poster."""
    project = new_project(goal=50_00, course_id=course.id)
    add_reward(project, title="Plaque", amount=20_00, quantity=2)
    add_reward(project, title="Poster", amount=30_00)
    back(project, people(1)[0], 50_00)
    end(project)
    assert project.state == "settled"
    return project


def called(project, title):
    return next(reward for reward in project.rewards if reward.title == title)


@pytest.fixture
def sell(nell):
    """`sell(project, "Plaque")` sells it on."""

    def open_(project: Project, *titles: str, ends_at=None):
        ids = [called(project, title).id for title in titles]
        sale = open_late_sale(project, reward_ids=ids, ends_at=ends_at, by=nell)
        db.session.commit()
        return sale

    return open_


def test_a_late_pledge_is_charged_at_once_and_changes_nothing_about_the_outcome(funded, sell, back, ada, letters):
    close = (funded.close_record.pledged_amount, funded.close_record.backers_count, funded.close_record.outcome)
    creator_had = ledger.balance("creator_payable", "USD")
    sell(funded, "Plaque")
    pledge = back(funded, ada, 20_00, reward=called(funded, "Plaque"))
    assert (pledge.is_late, pledge.state) == (True, "charging")
    run_jobs()
    assert (pledge.state, funded.state) == ("collected", "settled")
    assert (funded.raised.minor, funded.collected.minor, funded.late_money.minor) == (70_00, 70_00, 20_00)
    again = (funded.close_record.pledged_amount, funded.close_record.backers_count, funded.close_record.outcome)
    assert again == close
    assert entitlements.holds(ada.id, kind="course", subject_id=funded.course_id)
    assert ledger.balance("creator_payable", "USD") == creator_had - 20_00
    assert letters(ada, "Receipt") == 1
    assert findings() == []


def test_nothing_but_the_chosen_rewards_is_sold_on(funded, sell, back, ada):
    sell(funded, "Plaque")
    with pytest.raises(NotOnOffer):
        back(funded, ada, 30_00, reward=called(funded, "Poster"))
    with pytest.raises(Invalid, match="has ended"):
        back(funded, ada, 30_00)


def test_stock_is_the_limit_of_late_pledges_as_well(funded, sell, back, people):
    sell(funded, "Plaque")
    plaque = called(funded, "Plaque")
    *two, third = people(3)
    for person in two:
        back(funded, person, 20_00, reward=plaque)
    with pytest.raises(SoldOut):
        back(funded, third, 20_00, reward=plaque)
    db.session.rollback()
    run_jobs()
    assert (plaque.taken, plaque.quantity) == (2, 2)


def test_a_late_sale_ends_by_the_database_clock(funded, sell, visit_card_page, back, people, sandbox, time_machine):
    sale = sell(funded, "Plaque", ends_at=utcnow() + timedelta(hours=1))
    ada, bob = people(2)
    draft = visit_card_page(funded, ada, 20_00, reward=called(funded, "Plaque"))
    sandbox.fill_in_card(draft.card.url)
    db.session.execute(text("UPDATE public.late_sales SET ends_at = clock_timestamp() - interval '1 second'"))
    db.session.commit()
    time_machine.move_to(utcnow() - timedelta(hours=1), tick=True)
    db.session.expire_all()
    assert sale.is_open
    finish_setup(draft.card_setup_id)
    db.session.commit()
    assert (draft.state, called(funded, "Plaque").taken) == ("cancelled", 0)
    assert back(funded, bob, 20_00, reward=called(funded, "Plaque")).state == "cancelled"


def test_a_closed_sale_takes_nothing_and_can_be_opened_again(funded, sell, back, ada):
    sell(funded, "Plaque")
    close_late_sale(funded)
    db.session.commit()
    with pytest.raises(ProjectClosed):
        back(funded, ada, 20_00, reward=called(funded, "Plaque"))
    with pytest.raises(Frozen):
        close_late_sale(funded)
    sell(funded, "Poster")
    assert back(funded, ada, 30_00, reward=called(funded, "Poster")).state == "charging"


def test_only_a_funded_project_sells_on(new_project, nell, funded, sell):
    live = new_project("Live")
    with pytest.raises(Frozen):
        open_late_sale(live, reward_ids=[live.rewards[0].id], ends_at=None, by=nell)
    with pytest.raises(Invalid):
        sell(funded, "Plaque", ends_at=utcnow() - timedelta(seconds=1))
    with pytest.raises(Invalid):
        open_late_sale(funded, reward_ids=[live.rewards[0].id], ends_at=None, by=nell)
    db.session.rollback()


def test_a_late_pledge_that_goes_back_takes_its_share_and_its_seat(funded, sell, back, ada):
    sell(funded, "Plaque")
    pledge = back(funded, ada, 20_00, reward=called(funded, "Plaque"))
    run_jobs()
    refund_payment(pledge.payment, 5_00, reason="requested", key="part")
    run_jobs()
    assert (funded.late_money.minor, funded.raised.minor) == (15_00, 65_00)
    refund_payment(pledge.payment, 15_00, reason="requested", key="rest")
    run_jobs()
    assert (pledge.state, funded.late_money.minor, funded.raised.minor) == ("refunded", 0, 50_00)
    assert not entitlements.holds(ada.id, kind="course", subject_id=funded.course_id)
    assert findings() == []


def test_a_declined_late_card_keeps_nobody_waiting(new_project, back, people, end, sell, days_pass):
    project = new_project(goal=50_00)
    add_reward(project, title="Plaque", amount=20_00, quantity=1)
    ann, ben, cid = people(3)
    back(project, ann, 50_00)
    troubled = back(project, ben, 10_00, card="chargeCustomerFail")
    end(project)
    assert (project.state, troubled.state) == ("collecting", "errored")
    sell(project, "Plaque")
    late = back(project, cid, 20_00, reward=called(project, "Plaque"), card="chargeCustomerFail")
    run_jobs()
    assert (late.state, project.at_risk.minor, late.is_cancellable) == ("errored", 30_00, True)
    cancel_pledge(troubled) if troubled.is_cancellable else days_pass(15)
    run_jobs()
    assert project.state == "settled"
    days_pass(15)
    assert (late.state, called(project, "Plaque").taken, project.late_money.minor) == ("dropped", 0, 0)


def test_late_money_does_not_save_a_project_that_collected_too_little(new_project, back, people, end, sell, days_pass):
    project = new_project(goal=50_00, collected_percent=80)
    add_reward(project, title="Plaque", amount=60_00, quantity=1)
    ann, ben, cid = people(3)
    back(project, ann, 30_00)
    back(project, ben, 20_00, card="chargeCustomerFail")
    end(project)
    sell(project, "Plaque")
    late = back(project, cid, 60_00, reward=called(project, "Plaque"))
    run_jobs()
    assert late.state == "collected"
    days_pass(15)
    run_jobs()
    assert (project.state, late.state) == ("failed", "refunded")
    assert not project.is_selling_late
    assert findings() == []


def test_a_keep_it_all_project_that_missed_its_goal_still_missed_it(new_project, back, people, end, sell):
    project = new_project(goal=50_00, kind="keep_it_all")
    add_reward(project, title="Plaque", amount=40_00)
    ann, ben = people(2)
    back(project, ann, 20_00)
    end(project)
    sell(project, "Plaque")
    back(project, ben, 40_00, reward=called(project, "Plaque"))
    run_jobs()
    assert (project.raised.minor, project.has_reached_goal, project.state) == (60_00, False, "settled")


def test_who_waited_until_the_end_gets_what_is_sold_on(new_project, back, people, end, sell):
    project = new_project(goal=20_00)
    plaque = add_reward(project, title="Plaque", amount=20_00, quantity=1)
    ann, ben = people(2)
    back(project, ann, 20_00, reward=plaque)
    entry = join(plaque, ben, variant=None, is_proven=True)
    end(project)
    plaque.change(quantity=2)
    assert entry.state == "waiting"
    sell(project, "Plaque")
    assert (entry.state, plaque.taken) == ("offered", 2)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [("is_late = true", "stands"), ("state = 'active'", "takes no late pledges")],
)
def test_the_database_refuses_what_is_late_and_is_not(funded, telescope, sell, visit_card_page, ada, change, complaint):
    sell(funded, "Plaque")
    is_late = complaint != "stands"
    project, reward = (funded, called(funded, "Plaque")) if is_late else (telescope, None)
    draft = visit_card_page(project, ada, 20_00, reward=reward)
    if is_late:
        close_late_sale(funded)
        db.session.commit()
    with pytest.raises(DBAPIError, match=complaint):
        db.session.execute(text(f"UPDATE public.pledges SET {change} WHERE id = :id"), {"id": draft.id})
    db.session.rollback()


def test_the_studio_opens_and_closes_it_and_a_stranger_pledges_late(visit, demo, visitor, nell, funded, sandbox):
    creator, page = visit(demo).sign_in(nell), f"/studio/projects/{funded.id}/late"
    plaque = called(funded, "Plaque")
    assert "Plaque (2 left)" in creator.get(page).text
    assert creator.submit(page).status_code == 422
    assert "Pledge late" not in visitor.get(f"/projects/{funded.slug}").text
    assert creator.submit(page, reward_ids=plaque.id).status_code == 303
    shown = visitor.get(f"/projects/{funded.slug}").text
    assert "Pledge late" in shown and shown.count("Choose this") == 1
    form = fields_of(visitor.get(f"/projects/{funded.slug}/pledge?reward={plaque.id}"))
    form |= {"email": "grace@example.org", "name": "Grace Hopper"}
    answer = visitor.post(f"/projects/{funded.slug}/pledges", data=form)
    assert answer.status_code == 303
    visitor.get(path_of(sandbox.fill_in_card(answer.location)))
    run_jobs()
    assert funded.late_money.minor == 20_00
    assert "came in late pledges" in visitor.get(f"/projects/{funded.slug}").text
    assert creator.submit(f"{page}/end").status_code == 303
    assert "Pledge late" not in visitor.get(f"/projects/{funded.slug}").text


def test_the_api_opens_shows_and_closes_it(client, nell, ada, funded):
    plaque, creator = called(funded, "Plaque"), client(nell)
    address = f"/projects/{funded.id}/late-sale/"
    assert client()("GET", address).status_code == 404
    assert client(ada)("PUT", address, {"reward_ids": [plaque.id]}).status_code == 403
    opened = creator("PUT", address, {"reward_ids": [plaque.id]}).json["data"]
    assert (opened["is_open"], opened["reward_ids"]) == (True, [plaque.id])
    body = {"project_id": funded.id, "reward_id": plaque.id, "payment_method": "pm_card_visa"}
    made = client(ada)("POST", "/pledges/", body, **{"Idempotency-Key": "k"}).json["data"]
    assert (made["is_late"], made["state"]) == (True, "charging")
    run_jobs()
    assert client()("GET", f"/projects/{funded.id}/").json["data"]["late_amount"] == 20_00
    assert creator("DELETE", address).status_code == 204
    assert client()("GET", address).json["data"]["is_open"] is False
    again = creator("DELETE", address)
    assert again.status_code == 409
