"""Subscriptions: each period charged once, access while it is paid, history for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe

import pytest
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.lms.models import Course, LearnerSubscription, SubscriptionPeriod
from educrowd.blueprints.lms.models.errors import (
    AlreadyBought,
    AlreadySubscribed,
    InPlan,
    NotFree,
    NotRefundable,
    NotSubscribed,
    PlanJoined,
    PriceChanged,
)
from educrowd.blueprints.lms.selling.buying import Wish as Order
from educrowd.blueprints.lms.selling.buying import place_order
from educrowd.blueprints.lms.selling.returned import refund_order
from educrowd.blueprints.lms.subscriptions.figures import figures_of
from educrowd.blueprints.lms.subscriptions.leaving import cancel_subscription, keep_subscription
from educrowd.blueprints.lms.subscriptions.links import return_of
from educrowd.blueprints.lms.subscriptions.planning import change_plan, delete_plan, make_plan
from educrowd.blueprints.lms.subscriptions.renewing import renew_due_subscriptions, renew_subscription
from educrowd.blueprints.lms.subscriptions.returned import refund_period
from educrowd.blueprints.lms.subscriptions.subscribing import (
    Wish,
    another_card_page,
    start_subscription,
    subscribe_with_card,
)
from educrowd.core import ledger
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.payments import (
    CardSetup,
    charge_due,
    finish_authentication,
    save_card,
    settle_returns,
    start_authentication,
)
from educrowd.core.payments.checking import findings
from educrowd.core.payments.leasing import Lease
from educrowd.core.tenancy import bind
from tests.gateway import succeeded_at_provider
from tests.jobs import run_jobs
from tests.lms.bought import has_seat, pay
from tests.lms.subscribed import come_back, days_paid, days_pass, period_of, periods_of, renewed, subscribe

BROKEN = "pm_card_chargeCustomerFail"
ASKS_EACH_TIME = "4000 0027 6000 3184"


@pytest.fixture(autouse=True)
def books_stay_right(request):
    """After every test that moved money, the checker must find nothing."""
    yield
    if "sandbox" in request.fixturenames and current.tenant is not None:
        db.session.commit()
        assert findings() == []


@pytest.fixture
def learner(monthly, ada, sandbox):
    """Ada subscribes to the stars."""
    return subscribe(monthly, ada, sandbox)


def break_card(subscription: LearnerSubscription) -> None:
    """The card behind it is declined from now on."""
    setup = save_card(subscription.user, purpose="subscription", reference=token_urlsafe(6), payment_method=BROKEN)
    subscription.use(setup)
    db.session.commit()


def bring_card(subscription: LearnerSubscription, sandbox, card: str = "5555 5555 5555 4444") -> None:
    another_card_page(subscription, page_of=return_of)
    db.session.commit()
    setup = db.session.scalars(select(CardSetup).order_by(CardSetup.id.desc())).first()
    come_back(subscription, sandbox, setup, card)


def charged(subscription: LearnerSubscription) -> list[int]:
    return succeeded_at_provider(subscription.payment.account)


def test_joining_charges_the_first_month_and_opens_the_course(app, ada, stars, monthly, learner, letters_to):
    assert (learner.state, periods_of(learner)) == ("active", [(1, "captured")])
    assert charged(learner) == [15_00] and has_seat(ada, stars)
    assert ledger.balance("course_income", "USD") == -15_00
    [receipt] = [letter for letter in letters_to(ada) if letter["Subject"] == "Receipt: Stars, monthly"]
    assert "$15.00" in receipt.get_body(("plain",)).get_content()


def test_nothing_is_charged_or_opened_before_there_is_a_card(ada, stars, monthly):
    draft = start_subscription(monthly, ada, Wish(token_urlsafe(12)), page_of=return_of)
    run_jobs()
    assert (draft.state, periods_of(draft), has_seat(ada, stars)) == ("draft", [], False)


def test_a_month_later_the_card_is_charged_again_exactly_once(learner, period_passes):
    renewed()
    assert periods_of(learner) == [(1, "captured")]
    period_passes(learner)
    renew_due_subscriptions()
    renew_due_subscriptions()
    renew_subscription(learner.id)
    run_jobs()
    renewed()
    assert periods_of(learner) == [(2, "captured"), (1, "captured")]
    assert charged(learner) == [15_00, 15_00] and not learner.is_period_over


def test_a_year_is_charged_once_a_year(ada, everything, sandbox, period_passes):
    yearly = subscribe(everything, ada, sandbox)
    assert days_paid(yearly) in (365, 366)
    period_passes(yearly)
    renewed()
    assert days_paid(yearly) in (730, 731) and charged(yearly) == [99_00, 99_00]


def test_two_workers_at_once_charge_one_month(app, learner, period_passes):
    period_passes(learner)
    tenant, id = current.tenant, learner.id
    db.session.commit()

    def work(_: int) -> None:
        with app.app_context(), bind(tenant):
            renew_subscription(id)
            db.session.commit()
            charge_due()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    run_jobs()
    assert periods_of(learner) == [(2, "captured"), (1, "captured")]
    assert charged(learner) == [15_00, 15_00]


def test_a_worker_killed_between_the_call_and_the_commit_charges_once(learner, period_passes, sandbox):
    period_passes(learner)
    renew_subscription(learner.id)
    db.session.commit()
    sandbox.fault("lost_reply", match="*/confirm", times=1)
    charge_due()
    db.session.commit()
    sandbox.behave()
    assert learner.payment.state == "charging"
    db.session.execute(text("UPDATE public.payments SET next_try_at = clock_timestamp() WHERE state = 'charging'"))
    db.session.commit()
    charge_due()
    run_jobs()
    assert periods_of(learner) == [(2, "captured"), (1, "captured")] and charged(learner) == [15_00, 15_00]


def test_a_dead_lease_is_taken_over_with_the_same_key(learner, period_passes):
    period_passes(learner)
    renew_subscription(learner.id)
    db.session.commit()
    dead = Lease.take(10)
    assert dead.payment_ids == [learner.payment_id]
    db.session.execute(text("UPDATE public.payments SET next_try_at = clock_timestamp() WHERE state = 'charging'"))
    db.session.commit()
    charge_due()
    run_jobs()
    assert charged(learner) == [15_00, 15_00] and learner.payment.attempt == 1


def test_who_cancels_keeps_the_paid_month_and_is_charged_no_more(ada, stars, learner, period_passes, letters_to):
    cancel_subscription(learner)
    run_jobs()
    assert learner.state == "active" and learner.ends_at == learner.next_period_at and has_seat(ada, stars)
    with pytest.raises(NotSubscribed):
        cancel_subscription(learner)
    stars.enrollment_of(ada).complete(stars.edition.lessons[0])
    period_passes(learner)
    renewed()
    assert (learner.state, has_seat(ada, stars), charged(learner)) == ("ended", False, [15_00])
    enrollment = stars.enrollment_of(ada)
    assert enrollment.status == "closed" and len(enrollment.completions) == 1
    subjects = [letter["Subject"] for letter in letters_to(ada)]
    assert "Your subscription ends: Stars, monthly" in subjects
    assert "Your subscription has ended: Stars, monthly" in subjects


def test_who_thinks_again_goes_on(learner, period_passes):
    cancel_subscription(learner)
    keep_subscription(learner)
    period_passes(learner)
    renewed()
    assert (learner.state, charged(learner)) == ("active", [15_00, 15_00])


def test_who_comes_back_finds_what_was_done(ada, stars, monthly, learner, period_passes, sandbox):
    stars.enrollment_of(ada).complete(stars.edition.lessons[0])
    cancel_subscription(learner)
    period_passes(learner)
    renewed()
    again = subscribe(monthly, ada, sandbox)
    assert again.state == "active" and has_seat(ada, stars)
    assert len(stars.enrollment_of(ada).completions) == 1


def test_a_declined_month_leaves_the_course_open_until_another_card_pays(
    ada, stars, learner, period_passes, sandbox, letters_to
):
    break_card(learner)
    period_passes(learner)
    renewed()
    assert (learner.state, has_seat(ada, stars)) == ("past_due", True)
    assert "Your card for “Stars, monthly” needs you" in [letter["Subject"] for letter in letters_to(ada)]
    bring_card(learner, sandbox)
    assert (learner.state, charged(learner)) == ("active", [15_00, 15_00])


def test_a_month_that_is_not_paid_in_its_window_closes_the_course(ada, stars, learner, period_passes, letters_to):
    break_card(learner)
    period_passes(learner)
    renewed()
    for _ in range(3):
        days_pass(5)
    assert (learner.state, has_seat(ada, stars), charged(learner)) == ("ended", False, [15_00])
    subjects = [letter["Subject"] for letter in letters_to(ada)]
    assert subjects.count("“Stars, monthly” still waits for your card") == 2
    assert "Your subscription has ended: Stars, monthly" in subjects
    period_passes(learner)
    renewed()
    assert charged(learner) == [15_00]


def test_a_bank_that_asks_each_time_is_answered_on_joining(app, ada, stars, monthly, sandbox):
    subscription = subscribe(monthly, ada, sandbox, ASKS_EACH_TIME)
    assert (subscription.state, subscription.awaits_bank, has_seat(ada, stars)) == ("past_due", True, False)
    bank = start_authentication(subscription.payment.id, return_url=return_of(subscription.public_id))
    db.session.commit()
    sandbox._post(str(bank), {"answer": "complete"})
    finish_authentication(subscription.payment.id)
    run_jobs()
    assert (subscription.state, has_seat(ada, stars), charged(subscription)) == ("active", True, [15_00])


def test_the_time_until_the_first_payment_is_not_taken_from_the_first_month(ada, monthly, sandbox):
    setup = save_card(ada, purpose="subscription", reference="first", payment_method=BROKEN)
    assert setup.is_saved
    late = subscribe_with_card(monthly, ada, Wish("late-token"), payment_method=BROKEN)
    run_jobs()
    assert (late.state, late.joined_at) == ("past_due", None)
    days_pass(3)
    bring_card(late, sandbox)
    assert late.state == "active" and days_paid(late) >= 28


def test_cancelling_what_is_not_paid_ends_it_at_once(ada, stars, learner, period_passes):
    break_card(learner)
    period_passes(learner)
    renewed()
    cancel_subscription(learner)
    run_jobs()
    assert (learner.state, learner.because, has_seat(ada, stars)) == ("ended", "cancelled", False)
    assert periods_of(learner) == [(2, "dropped"), (1, "captured")]


def test_a_refund_of_the_running_month_ends_it_and_closes_the_course(ada, owner, stars, learner, letters_to):
    refund_period(period_of(learner), by=owner)
    refund_period(period_of(learner), by=owner)
    run_jobs()
    assert (learner.state, has_seat(ada, stars)) == ("ended", False)
    assert ledger.balance("course_income", "USD") == 0
    assert [letter["Subject"] for letter in letters_to(ada)].count("Refunded: Stars, monthly") == 1


def test_a_refund_that_fails_later_opens_it_again_and_charges_no_more(
    ada, owner, stars, learner, sandbox, period_passes
):
    refund = refund_period(period_of(learner), by=owner)
    run_jobs()
    sandbox.act(learner.payment.account, refund.gateway_id, "fail")
    settle_returns(learner.payment_id)
    run_jobs()
    assert (learner.state, has_seat(ada, stars)) == ("active", True) and learner.ends_at == learner.next_period_at
    again = [refund_period(period_of(learner), by=owner, amount=5_00) for _ in range(2)]
    run_jobs()
    assert again[0] is again[1] and (again[0].state, learner.payment.refunded_amount) == ("succeeded", 5_00)
    period_passes(learner)
    renewed()
    assert (learner.state, charged(learner)) == ("ended", [15_00])


def test_a_refund_of_an_earlier_month_or_of_a_part_closes_nothing(ada, owner, stars, learner, period_passes):
    period_passes(learner)
    renewed()
    refund_period(period_of(learner, 1), by=owner)
    refund_period(period_of(learner, 2), by=owner, amount=5_00)
    run_jobs()
    assert (learner.state, has_seat(ada, stars)) == ("active", True)
    assert ledger.balance("course_income", "USD") == -10_00


def test_what_was_never_paid_is_not_given_back(ada, owner, monthly, sandbox):
    late = subscribe_with_card(monthly, ada, Wish("unpaid-token"), payment_method=BROKEN)
    run_jobs()
    with pytest.raises(NotRefundable):
        refund_period(period_of(late), by=owner)


def test_whoever_has_joined_keeps_their_price_and_is_told(
    ada, ben, monthly, learner, sandbox, period_passes, letters_to
):
    change_plan(monthly, price_amount=20_00)
    run_jobs()
    assert [letter["Subject"] for letter in letters_to(ada)].count("Your price stays: Stars, monthly") == 1
    period_passes(learner)
    renewed()
    assert charged(learner) == [15_00, 15_00]
    assert subscribe(monthly, ben, sandbox).amount == 20_00


def test_nobody_joins_at_another_price_than_they_saw(ada, monthly):
    for wish in (Wish("t-price", 14_00, "USD"), Wish("t-currency", 15_00, "EUR")):
        with pytest.raises(PriceChanged):
            start_subscription(monthly, ada, wish, page_of=return_of)
    assert db.session.query(LearnerSubscription).count() == 0


def test_a_subscription_to_all_opens_each_course_when_it_is_entered(
    ada, ines, stars, everything, sandbox, period_passes
):
    moon = Course.draft(ines, title="Drawing the Moon", price_amount=20_00)
    moon.publish()
    with pytest.raises(NotFree):
        stars.enroll(ada)
    yearly = subscribe(everything, ada, sandbox)
    assert not has_seat(ada, stars)
    stars.enroll(ada)
    moon.enroll(ada)
    later = Course.draft(ines, title="Grinding a Mirror", price_amount=30_00)
    later.publish()
    later.enroll(ada)
    db.session.commit()
    cancel_subscription(yearly)
    period_passes(yearly)
    renewed()
    assert not any(has_seat(ada, course) for course in (stars, moon, later))
    with pytest.raises(NotFree):
        stars.enroll(ada)


def test_what_was_bought_stays_open_when_the_subscription_ends(ada, ines, stars, everything, sandbox, period_passes):
    yearly = subscribe(everything, ada, sandbox)
    stars.enroll(ada)
    db.session.commit()
    order = place_order(stars, ada, Order(token_urlsafe(12)))
    pay(order, sandbox)
    assert order.is_paid
    cancel_subscription(yearly)
    period_passes(yearly)
    renewed()
    assert yearly.state == "ended" and has_seat(ada, stars)


def test_a_refunded_order_leaves_open_what_the_subscription_opens(ada, owner, stars, everything, sandbox):
    order = place_order(stars, ada, Order(token_urlsafe(12)))
    pay(order, sandbox)
    subscribe(everything, ada, sandbox)
    refund_order(order, by=owner)
    run_jobs()
    assert order.state == "refunded" and has_seat(ada, stars)


def test_access_for_some_days_lasts_as_long_as_the_subscription(ada, stars, monthly, sandbox):
    stars.change(access_days=10)
    db.session.commit()
    subscribe(monthly, ada, sandbox)
    assert stars.enrollment_of(ada).expires_at is None


def test_nobody_subscribes_twice_or_to_what_they_have(ada, ben, stars, monthly, learner):
    with pytest.raises(AlreadySubscribed):
        start_subscription(monthly, ada, Wish(token_urlsafe(12)), page_of=return_of)
    stars.admit(ben.id, source="staff")
    with pytest.raises(AlreadyBought):
        start_subscription(monthly, ben, Wish(token_urlsafe(12)), page_of=return_of)


def test_a_form_that_was_left_behind_gives_way_and_charges_nothing(ada, monthly, sandbox):
    left = start_subscription(monthly, ada, Wish(token_urlsafe(12)), page_of=return_of)
    db.session.commit()
    page = left.card
    joined = subscribe(monthly, ada, sandbox)
    come_back(left, sandbox, page)
    assert (left.state, joined.state, charged(joined)) == ("expired", "active", [15_00])


def test_two_windows_at_once_make_one_subscription(app, demo, ada, monthly):
    tenant, plan_id, ada_id = demo, monthly.id, ada.id
    start_subscription(monthly, ada, Wish("the-first"), page_of=return_of)  # the site has its customer at the provider
    db.session.commit()

    def join(number: int) -> None:
        from educrowd.blueprints.auth.models import User
        from educrowd.blueprints.lms.models import SubscriptionPlan

        with app.app_context(), bind(tenant):
            plan = db.session.get_one(SubscriptionPlan, (tenant.id, plan_id))
            try:
                subscribe_with_card(
                    plan, db.session.get_one(User, ada_id), Wish(f"window-{number}"), payment_method="pm_card_visa"
                )
                db.session.commit()
            except AlreadySubscribed:
                db.session.rollback()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(join, range(4)))
    run_jobs()
    states = sorted(each.state for each in db.session.query(LearnerSubscription))
    assert states == ["active", "expired"] and db.session.query(SubscriptionPeriod).count() == 1


def test_a_plan_is_for_a_course_of_ones_own_that_costs_something(ines, new_person, stars, monthly):
    with pytest.raises(Invalid, match="one of your courses"):
        make_plan(ines, title="All", every="month", price_amount=10_00)
    with pytest.raises(Invalid, match="one of your courses"):
        make_plan(new_person("otto", "instructor"), title="X", every="month", price_amount=10_00, course_id=stars.id)
    free = Course.draft(ines, title="Free")
    with pytest.raises(Invalid, match="is free"):
        make_plan(ines, title="X", every="month", price_amount=10_00, course_id=free.id)
    with pytest.raises(Invalid, match="smallest"):
        make_plan(ines, title="X", every="month", price_amount=1, course_id=stars.id)


def test_what_was_joined_is_archived_and_not_deleted(stars, monthly, learner, period_passes):
    with pytest.raises(PlanJoined):
        delete_plan(monthly)
    empty = Course.draft(stars.instructor, title="Nobody", price_amount=10_00)
    make_plan(stars.instructor, title="N", every="month", price_amount=5_00, course_id=empty.id)
    with pytest.raises(InPlan):
        empty.delete()
    change_plan(monthly, status="archived")
    db.session.commit()
    period_passes(learner)
    renewed()
    assert charged(learner) == [15_00, 15_00]


def test_figures_tell_who_subscribes_and_what_came_of_it(ada, ben, owner, monthly, learner, sandbox):
    other = subscribe(monthly, ben, sandbox)
    refund_period(period_of(other), by=owner)
    run_jobs()
    counted = figures_of([monthly])[monthly.id]
    assert (counted.subscribers, counted.past_due, counted.income.minor) == (1, 0, 15_00)


def test_the_database_refuses_a_second_charge_for_a_period_and_another_price(learner):
    statements = (
        "INSERT INTO public.subscription_periods (tenant_id, subscription_id, number, payment_id)"
        " SELECT tenant_id, id, 1, payment_id FROM public.learner_subscriptions",
        "INSERT INTO public.subscription_periods (tenant_id, subscription_id, number, payment_id)"
        " SELECT tenant_id, id, 2, payment_id FROM public.learner_subscriptions",
        "UPDATE public.learner_subscriptions SET amount = 1",
        "UPDATE public.learner_subscriptions SET state = 'draft'",
        "UPDATE public.learner_subscriptions SET joined_at = now()",
        "UPDATE public.subscription_periods SET number = 5",
        "DELETE FROM public.subscription_periods",
        "DELETE FROM public.learner_subscriptions",
    )
    for statement in statements:
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(statement))


def test_the_check_finds_access_that_is_missing(learner):
    db.session.execute(text("UPDATE public.entitlements SET revoked_at = now()"))
    assert [each for each in findings() if "who pays has access by the subscription" in each]
    db.session.rollback()


def test_another_sites_subscriptions_are_neither_seen_nor_renewed(app, learner, period_passes, new_site):
    period_passes(learner)
    id = learner.id
    other = new_site("elsewhere")
    with bind(other):
        assert db.session.query(LearnerSubscription).count() == 0
        with pytest.raises(Exception, match="No row was found"):
            renew_subscription(id)
        db.session.rollback()


THOUSAND_WAITING = """
INSERT INTO public.learner_subscriptions (tenant_id, public_id, user_id, plan_id, title, every, amount, currency, state,
  payment_id, joined_at, next_period_at)
SELECT :tenant_id, 'waits-' || n, n, plan_id, title, every, amount, currency, 'active', n,
  joined_at - interval '1 year', next_period_at - interval '1 year'
FROM public.learner_subscriptions, generate_series(1, 1000) n WHERE id = :id
"""


def test_what_waits_on_one_site_holds_up_no_other(demo, learner, period_passes, new_site, database_urls):
    period_passes(learner)
    id = learner.id
    other = new_site("waiting")
    superuser = create_engine(database_urls.superuser, poolclass=NullPool)
    with superuser.connect() as connection:
        # A thousand real ones would take minutes; nothing of this is kept.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(THOUSAND_WAITING), {"tenant_id": other.id, "id": id})
        due = connection.execute(text("SELECT tenant_id, id FROM app.due_subscriptions()")).all()
    assert len(due) == 1000 and (demo.id, id) in due
