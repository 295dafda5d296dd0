import re

from sqlalchemy import select

from educrowd.blueprints.crowdfunding.collecting.recovering import give_up
from educrowd.blueprints.crowdfunding.launching.creating import add_reward
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.core import ledger
from educrowd.core.db import db
from educrowd.core.payments import OwedRefund, RecoveryLetter, finish_setup, gateway, settle
from educrowd.core.payments.charging import charge
from educrowd.core.payments.leasing import Lease
from educrowd.core.payments.recovering import remind
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs

THREE_D_SECURE = "4000 0027 6000 3184"


def test_another_card_pays_what_the_first_one_could_not(half_paid, bring_card):
    telescope, _, owed = half_paid
    bring_card(owed)
    assert (owed.state, telescope.state, telescope.collected.minor) == ("collected", "settled", 70_00)
    assert succeeded_at_provider(owed.payment.account) == [20_00, 50_00]


def test_while_another_card_is_tried_the_page_says_so(half_paid, ask_for, visitor, sandbox):
    _, _, owed = half_paid
    answer = ask_for(owed, "card")
    back = visitor.get(sandbox.fill_in_card(answer.location).removeprefix(visitor.origin))
    page = visitor.get(back.location.removeprefix(visitor.origin)).text
    assert "We are trying your card now" in page and "We try again" not in page


def test_after_the_recovery_window_the_pledge_is_dropped_and_the_project_settled(half_paid, days_pass, letters):
    telescope, _, owed = half_paid
    days_pass(13)
    assert owed.state == "errored"
    days_pass(1)
    assert (owed.state, telescope.state, telescope.rewards[0].taken) == ("dropped", "settled", 1)
    assert ledger.balance("creator_payable", "USD") == -50_00
    assert succeeded_at_provider(owed.payment.account) == [50_00]
    assert letters(owed.user, "was let go") == 1


def test_a_crash_after_the_provider_cancelled_does_not_keep_the_pledge_waiting(half_paid, days_pass):
    telescope, _, owed = half_paid
    gateway().cancel_intent(owed.payment.account, owed.payment.intent_id)
    days_pass(14)
    assert (owed.state, owed.payment.state, telescope.state) == ("dropped", "dropped", "settled")


def test_each_letter_leaves_once_on_its_day(half_paid, days_pass, letters):
    _, _, owed = half_paid
    assert letters(owed.user, "needs you") == 1
    counts = []
    for days in (1, 1, 3, 4, 4):
        days_pass(days)
        remind()
        run_jobs()
        counts.append(letters(owed.user, "still waits"))
    assert counts == [0, 1, 2, 3, 4]
    assert sorted(db.session.scalars(select(RecoveryLetter.day))) == [0, 2, 5, 9, 13]


def test_after_an_outage_one_letter_speaks_for_all(half_paid, days_pass, letters):
    _, _, owed = half_paid
    days_pass(10)
    assert letters(owed.user, "still waits") == 1


def test_a_soft_decline_is_tried_four_times_in_its_window_and_no_more(half_paid, days_pass):
    _, _, owed = half_paid
    attempts = []
    for days in (2, 4, 6, 1):
        days_pass(days)
        attempts.append(owed.payment.attempt)
    assert attempts == [2, 3, 4, 4]
    assert owed.payment.next_try_at is None


def test_the_creator_sets_the_window(new_project, back, ada, end, days_pass):
    telescope = new_project(goal=10_00, recovery_days=7)
    owed = back(telescope, ada, 20_00, card="chargeCustomerFail")
    end(telescope)
    days_pass(7)
    assert owed.state == "dropped"


def test_three_d_secure_is_finished_on_the_banks_page(
    new_project, visit_card_page, sandbox, ada, end, ask_for, visitor
):
    telescope = new_project(goal=10_00)
    pledge = visit_card_page(telescope, ada, 50_00)
    sandbox.fill_in_card(pledge.card.url, THREE_D_SECURE)
    finish_setup(pledge.card_setup_id)
    db.session.commit()
    end(telescope)
    assert (pledge.state, pledge.payment.next_try_at) == ("action_required", None)
    page = ask_for(pledge, "confirmation").text
    bank = re.findall(r'href="([^"]+/3d-secure/[^"]+)"', page)[0].replace("&amp;", "&")
    failed = sandbox.http.post(bank, data={"answer": "fail"}, allow_redirects=False).headers["Location"]
    visitor.get(failed.removeprefix(visitor.origin))
    db.session.expire_all()
    assert pledge.state == "action_required"
    page = ask_for(pledge, "confirmation").text
    assert re.findall(r'href="([^"]+/3d-secure/[^"]+)"', ask_for(pledge, "confirmation").text)[0] in page
    bank = re.findall(r'href="([^"]+/3d-secure/[^"]+)"', page)[0].replace("&amp;", "&")
    passed = sandbox.http.post(bank, data={"answer": "complete"}, allow_redirects=False).headers["Location"]
    assert visitor.get(passed.removeprefix(visitor.origin)).status_code == 303
    run_jobs()
    assert (pledge.state, telescope.state) == ("collected", "settled")
    assert succeeded_at_provider(pledge.payment.account) == [50_00]


def test_a_dropped_pledge_can_be_paid_late_while_stock_lasts(half_paid, days_pass, bring_card):
    telescope, _, owed = half_paid
    days_pass(14)
    first = owed.payment_id
    bring_card(owed)
    assert (owed.state, owed.payment.state, telescope.rewards[0].taken) == ("collected", "captured", 2)
    assert owed.payment_id != first
    assert ledger.balance("creator_payable", "USD") == -70_00
    assert succeeded_at_provider(owed.payment.account) == [20_00, 50_00]


def test_a_late_card_that_is_declined_is_not_tried_again(half_paid, days_pass, bring_card):
    _, _, owed = half_paid
    days_pass(14)
    bring_card(owed, "4000 0000 0000 0341")
    assert (owed.state, owed.payment.state, owed.payment.next_try_at) == ("dropped", "declined", None)
    bring_card(owed)
    assert owed.state == "collected"


def test_what_sold_out_meanwhile_cannot_be_paid_late(new_project, back, ada, end, days_pass, visitor):
    telescope = new_project(goal=10_00)
    plaque = add_reward(telescope, title="Plaque", amount=20_00, quantity=1)
    owed = back(telescope, ada, 20_00, card="chargeCustomerFail", reward=plaque)
    end(telescope)
    days_pass(14)
    plaque.take()
    db.session.commit()
    page = visitor.get(links.page_of(owed.public_id).removeprefix(visitor.origin)).text
    assert "has sold out meanwhile" in page and "another card" not in page
    plaque.give_back()
    db.session.commit()


def test_money_that_comes_after_the_drop_is_booked_even_when_the_reward_is_gone(
    new_project, back, ada, end, days_pass, monkeypatch
):
    telescope = new_project(goal=10_00)
    plaque = add_reward(telescope, title="Plaque", amount=20_00, quantity=1)
    owed = back(telescope, ada, 20_00, card="chargeCustomerFail", reward=plaque)
    end(telescope)
    charge_at_the_provider(owed.payment)
    with monkeypatch.context() as blind:
        blind.setattr(gateway(), "cancel_intent", lambda *_: None)
        give_up(owed.payment_id)
    db.session.commit()
    assert (owed.state, plaque.taken) == ("dropped", 0)
    plaque.take()
    db.session.commit()
    settle(owed.payment_id)
    run_jobs()
    # The money goes back by itself.
    assert (owed.state, owed.has_lost_reward, plaque.taken) == ("refunded", True, 1)
    assert (ledger.balance(telescope.funds_account, "USD"), owed.payment.refunded_amount) == (0, 20_00)
    assert db.session.scalars(OwedRefund.open()).all() == []
    plaque.give_back()
    db.session.commit()


def charge_at_the_provider(payment):
    """A card that works reaches the provider, and nobody here hears of it."""
    good = gateway().save_card(payment.account, customer=payment.customer, payment_method="pm_card_visa", key="good")
    gateway().confirm_intent(
        payment.account, payment.intent_id, payment_method=good.payment_method, key=f"late:{payment.reference}"
    )


def test_a_card_brought_while_the_old_one_is_tried_gets_its_turn(half_paid, sandbox, monkeypatch, bring_card):
    _, _, owed = half_paid
    owed.payment.use_card(owed.payment.payment_method)
    db.session.commit()
    lease = Lease.take(1)
    bring_card(owed)
    db.session.expire_all()
    assert owed.payment.state == "charging"
    charge(lease)
    run_jobs()
    assert (owed.state, owed.payment.state) == ("collected", "captured")


def test_a_project_that_collects_too_little_gives_everything_back(
    new_project, back, ada, people, end, days_pass, letters
):
    telescope = new_project(goal=60_00, collected_percent=90)
    paid = back(telescope, ada, 50_00)
    back(telescope, people(1)[0], 20_00, card="chargeCustomerFail")
    end(telescope)
    assert telescope.state == "collecting"
    days_pass(14)
    assert telescope.state == "failed"
    assert letters(ada, "your money comes back") == 1
    assert ledger.balance("creator_payable", "USD") == 0
    assert (paid.state, paid.payment.refunded_amount) == ("refunded", 50_00)
    assert db.session.scalars(OwedRefund.open()).all() == []


def test_a_project_that_collects_enough_is_settled(new_project, back, ada, people, end, days_pass):
    telescope = new_project(goal=60_00, collected_percent=80)
    back(telescope, ada, 50_00)
    back(telescope, people(1)[0], 20_00, card="chargeCustomerFail")
    end(telescope)
    days_pass(14)
    assert telescope.state == "settled"


def test_the_creator_sees_who_is_at_risk_and_when_the_next_try_is(half_paid, visit, demo, nell, new_person):
    telescope, paid, owed = half_paid
    studio = visit(demo).sign_in(nell)
    page = studio.get(f"/studio/projects/{telescope.id}/recovery").text
    assert owed.user.email in page and paid.user.email not in page
    assert owed.payment.next_try_at.isoformat(timespec="seconds") in page
    table = studio.get(f"/studio/projects/{telescope.id}/recovery.csv").text
    assert table.splitlines()[1].startswith(f"{owed.user.name},{owed.user.email},Postcard,2000,USD,errored,")
    rival = visit(demo).sign_in(new_person("rita", "creator"))
    assert rival.get(f"/studio/projects/{telescope.id}/recovery").status_code == 403
    assert rival.get(f"/studio/projects/{telescope.id}/recovery.csv").status_code == 403


def test_the_public_page_tells_pledged_collected_and_at_risk(half_paid, visitor):
    telescope, *_ = half_paid
    page = " ".join(re.sub("<[^>]+>", " ", visitor.get(f"/projects/{telescope.slug}").text).split())
    assert "Pledged $70 Collected $50 At risk $20" in page
