"""Buying a course: the price, a coupon, the provider's page, and a seat."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from threading import Event
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Coupon, Course, Order
from educrowd.blueprints.lms.models.errors import AlreadyBought, LogInFirst, NoSuchCoupon, PriceChanged
from educrowd.blueprints.lms.selling.buying import Wish, guest, look_again, payment_address, place_order
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.blueprints.lms.selling.returned import refund_order
from educrowd.blueprints.lms.selling.sales import figures, row_of
from educrowd.core import ledger, tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.payments import (
    PaymentPage,
    Refund,
    close_payment_page,
    finish_page,
    finish_stale_pages,
    gateway,
    settle_returns,
)
from educrowd.core.payments.checking import findings
from educrowd.core.payments.reconciling import reconcile
from educrowd.core.payments.stripe_gateway.calls import on
from educrowd.core.payments.stripe_gateway.pages import Pages
from tests.gateway import Sandbox
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.lms.bought import has_seat, pay


@pytest.fixture
def priced(stars: Course, sandbox: Sandbox) -> Course:
    """The course, sold for 40.00."""
    stars.change(price_amount=40_00)
    db.session.commit()
    return stars


@pytest.fixture
def order_of(priced: Course) -> Callable[..., Order]:
    """`order_of(ada, coupon="SPRING")` is written and committed, as the edge would."""

    def place(buyer: User, coupon: str = "", total_seen: int | None = None) -> Order:
        order = place_order(priced, buyer, Wish(token_urlsafe(12), total_seen, coupon))
        db.session.commit()
        return order

    return place


def test_a_paid_order_opens_the_course_and_stands_in_the_books(ada, priced, order_of, sandbox):
    order = order_of(ada)
    assert (order.state, order.total.minor) == ("pending", 40_00) and not has_seat(ada, priced)
    pay(order, sandbox)
    assert order.is_paid and has_seat(ada, priced)
    payment = order.payment
    assert payment.application_fee == 2_00 and payment.processing_fee > 0
    assert ledger.balance("course_income", "USD") == -40_00
    assert ledger.balance("psp_balance", "USD") == 40_00 - 2_00 - payment.processing_fee
    assert findings() == []


def test_coming_back_twice_and_hearing_late_pays_once(ada, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    for _ in range(2):
        look_again(order)
        db.session.commit()
    assert ledger.balance("course_income", "USD") == -40_00 and findings() == []


def test_a_second_tab_gets_the_same_order_and_page(ada, order_of):
    first, second = order_of(ada), order_of(ada)
    assert second.id == first.id
    assert payment_address(second) == payment_address(first)


def test_another_coupon_in_a_second_tab_closes_the_first_page(ada, ines, priced, order_of, sandbox):
    make_coupon(ines, code="spring", percent=25, course_id=priced.id)
    first = order_of(ada)
    url = payment_address(first)
    db.session.commit()
    second = order_of(ada, coupon="SPRING")
    db.session.refresh(first)
    assert (first.state, second.state, second.total.minor) == ("expired", "pending", 30_00)
    assert sandbox.http.get(url).status_code != 200 or "expired" in sandbox.http.get(url).text.lower()
    pay(second, sandbox)
    assert second.is_paid and findings() == []


def test_what_was_paid_a_moment_before_wins_over_a_second_order(ada, ines, priced, order_of, sandbox):
    make_coupon(ines, code="spring", percent=25, course_id=priced.id)
    first = order_of(ada)
    sandbox.fill_in_card(payment_address(first))
    db.session.commit()
    with pytest.raises(AlreadyBought):
        order_of(ada, coupon="SPRING")
    db.session.commit()
    assert Order.locked(first.id).is_paid and has_seat(ada, priced)


def test_nobody_buys_what_they_have(ada, ben, priced, order_of, sandbox):
    pay(order_of(ada), sandbox)
    priced.admit(ben.id, source="staff")
    for person in (ada, ben):
        with pytest.raises(AlreadyBought):
            order_of(person)


def test_who_leaves_a_course_they_bought_comes_back_for_nothing(ada, priced, order_of, sandbox):
    pay(order_of(ada), sandbox)
    priced.enrollment_of(ada).close()
    assert priced.enroll(ada).is_open


def test_a_price_that_changed_after_it_was_seen_is_refused_and_one_that_was_ordered_holds(ada, ben, priced, order_of):
    held = order_of(ada, total_seen=40_00)
    priced.change(price_amount=50_00)
    with pytest.raises(PriceChanged, match="50"):
        order_of(ben, total_seen=40_00)
    assert held.total.minor == 40_00


@pytest.mark.parametrize("amount", [1, 49, 100_000_000])
def test_a_price_must_be_chargeable(priced, amount):
    with pytest.raises(Invalid):
        priced.change(price_amount=amount)


def test_a_guests_seat_waits_in_an_account_that_is_theirs_to_claim(priced, sandbox):
    gina = guest(priced, "gina@example.net", "Gina Guest")
    order = place_order(priced, gina, Wish(token_urlsafe(12)))
    db.session.commit()
    pay(order, sandbox)
    assert has_seat(gina, priced) and not gina.is_claimed
    with pytest.raises(LogInFirst):
        guest(priced, "gina@example.net", "Somebody Else")


def test_a_stranger_buys_nothing_into_an_account_that_nobody_has_proven(ada, priced):
    assert ada.is_claimed and not ada.is_verified
    with pytest.raises(LogInFirst):
        guest(priced, ada.email, "Mallory")


def test_a_stranger_neither_opens_nor_ends_what_the_owner_of_an_address_is_buying(ada, priced, order_of):
    ada.is_verified = True
    held = order_of(ada)
    for coupon in ("", "OTHER"):
        with pytest.raises(LogInFirst):
            place_order(priced, guest(priced, ada.email, "Mallory"), Wish("mallorys", coupon=coupon))
    assert held.is_pending
    assert guest(priced, ada.email, "Ada", token=held.public_id) == ada, "a second click is the first"


def test_a_coupon_for_everything_charges_nothing(ada, owner, priced, order_of):
    make_coupon(owner, code="GIFT", percent=100)
    order = order_of(ada, coupon="gift")
    assert order.is_paid and order.payment_id is None and has_seat(ada, priced)
    assert ledger.balances() == [] and findings() == []


def test_a_rest_too_small_to_be_charged_is_waived(ada, owner, order_of):
    make_coupon(owner, code="ALMOST", amount=39_80)
    assert order_of(ada, coupon="ALMOST").total.minor == 0


def test_a_coupon_holds_for_its_course_its_days_and_once_for_each_person(
    ada, ben, ines, owner, priced, order_of, sandbox
):
    other = Course.draft(ines, title="Another")
    make_coupon(ines, code="OTHER", percent=50, course_id=other.id)
    late = make_coupon(owner, code="LATE", percent=50, max_uses=2)
    late.end()
    make_coupon(owner, code="ONCE", percent=50)
    for code in ("OTHER", "LATE", "NOBODY"):
        with pytest.raises(NoSuchCoupon):
            order_of(ada, coupon=code)
    pay(order_of(ada, coupon="once"), sandbox)
    again = Course.draft(ines, title="Later", price_amount=10_00)
    again.publish()
    with pytest.raises(NoSuchCoupon, match="before"):
        place_order(again, ada, Wish(token_urlsafe(12), None, "ONCE"))
    assert order_of(ben, coupon="ONCE").discount.minor == 20_00


def test_an_instructor_makes_coupons_for_their_own_courses_only(ines, new_person, priced):
    with pytest.raises(Invalid):
        make_coupon(ines, code="ALL", percent=10)
    with pytest.raises(Invalid):
        make_coupon(new_person("igor", "instructor"), code="HERS", percent=10, course_id=priced.id)


def test_an_order_that_is_never_paid_expires_and_frees_its_coupon(ada, ben, owner, order_of, sandbox):
    coupon = make_coupon(owner, code="LAST", percent=50, max_uses=1)
    order = order_of(ada, coupon="LAST")
    payment_address(order)
    with pytest.raises(NoSuchCoupon):
        order_of(ben, coupon="LAST")
    db.session.rollback()
    PaymentPage.of(order.payment_id).expires_at = utcnow()
    db.session.commit()
    finish_stale_pages()
    db.session.expire_all()
    assert (order.state, coupon.uses, order.payment.state) == ("expired", 0, "dropped")
    assert order_of(ben, coupon="LAST").coupon_id == coupon.id
    assert findings() == []


def test_a_lost_reply_opens_the_same_page_once(ada, order_of, sandbox):
    order = order_of(ada)
    sandbox.fault("lost_reply", match="/v1/checkout/sessions", times=1)
    with pytest.raises(Refused):
        payment_address(order)
    db.session.rollback()
    pay(order, sandbox)
    assert order.is_paid and findings() == []


def test_a_declined_card_leaves_the_page_open_for_another(ada, order_of, sandbox):
    order = order_of(ada)
    url = payment_address(order)
    db.session.commit()
    fields = {"number": "4000 0000 0000 0002", "expiry": "12/34", "cvc": "123", "name": "Ada", "email": "a@example.org"}
    sandbox.http.post(url, data=fields)
    look_again(order)
    assert order.is_pending
    pay(order, sandbox)
    assert order.is_paid and findings() == []


def test_the_last_uses_of_a_coupon_are_given_once_each_however_many_want_them(app, demo, new_person, owner, priced):
    coupon = make_coupon(owner, code="FIVE", percent=10, max_uses=5)
    buyers = [new_person(f"buyer{number}", "student").id for number in range(16)]
    place_order(priced, owner, Wish(token_urlsafe(12)))  # the site has its account at the provider
    db.session.commit()
    course_id = priced.id

    def buy(buyer_id: int) -> bool:
        with app.app_context(), tenancy.bind(demo):
            course, buyer = db.session.get_one(Course, (demo.id, course_id)), db.session.get_one(User, buyer_id)
            try:
                place_order(course, buyer, Wish(token_urlsafe(12), None, "FIVE"))
                db.session.commit()
            except NoSuchCoupon:
                db.session.rollback()
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(buy, buyers)) == 5
    db.session.expire_all()
    assert coupon.uses == 5 and findings() == []


def test_two_tabs_at_once_make_one_order(app, demo, ada, priced, sandbox):
    place_order(priced, priced.instructor, Wish(token_urlsafe(12)))
    db.session.commit()
    course_id, ada_id = priced.id, ada.id

    def buy(_: int) -> int:
        with app.app_context(), tenancy.bind(demo):
            course, buyer = db.session.get_one(Course, (demo.id, course_id)), db.session.get_one(User, ada_id)
            order_id = place_order(course, buyer, Wish(token_urlsafe(12))).id
            db.session.commit()
            return order_id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(buy, range(6)))) == 1


def test_the_receipt_and_the_claim_leave_by_mail(app, priced, sandbox):
    gina = guest(priced, f"gina-{token_urlsafe(4).lower()}@example.net", "Gina")
    order = place_order(priced, gina, Wish(token_urlsafe(12)))
    db.session.commit()
    pay(order, sandbox)
    [receipt] = written_letters(app, to=gina.email, about="Receipt: Reading the Night Sky")
    assert "$40.00" in receipt.get_body(("plain",)).get_content()
    assert written_letters(app, to=gina.email, about="Your account at")


def test_a_refund_closes_the_course_and_keeps_what_was_learned(ada, owner, priced, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    priced.enrollment_of(ada).complete(priced.lessons[0])
    for _ in range(2):
        refund_order(order, by=owner)
    run_jobs()
    assert (order.state, order.payment.refunded_amount) == ("refunded", 40_00)
    assert not has_seat(ada, priced) and priced.enrollment_of(ada).progress_percent == 33
    assert ledger.balance("course_income", "USD") == 0 and findings() == []
    assert order_of(ada).id != order.id


def test_a_fee_that_came_back_with_a_refund_is_no_cost(ada, owner, priced, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    [before] = figures(Order.sold_by(owner))
    refund_order(order, by=owner)
    run_jobs()
    [after] = figures(Order.sold_by(owner))
    assert order.payment is not None and order.payment.application_fee > 0
    assert before.fees.minor - after.fees.minor == order.payment.application_fee
    assert after.left.minor == -order.payment.processing_fee == ledger.balance("psp_balance", "USD")


def test_a_refund_that_fails_later_opens_the_course_again(ada, owner, priced, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    refund_order(order, by=owner)
    run_jobs()
    assert order.state == "refunded"
    [refund] = Refund.of(order.payment)
    sandbox.act(order.payment.account, refund.gateway_id, "fail")
    settle_returns(order.payment_id)
    run_jobs()
    assert order.is_paid and has_seat(ada, priced) and findings() == []
    for _ in range(2):
        again = refund_order(order, by=owner)
        assert again.id != refund.id and again.state == "requested"
    run_jobs()
    assert (order.state, order.payment.refunded_amount) == ("refunded", 40_00)
    assert [each.state for each in Refund.of(order.payment)] == ["failed", "succeeded"] and findings() == []


def test_money_for_an_order_that_has_ended_goes_back(ada, priced, order_of, sandbox):
    order = order_of(ada)
    sandbox.fill_in_card(payment_address(order))
    order.let_go("expired", because="It was not paid in time.")
    db.session.commit()
    finish_page(PaymentPage.of(order.payment_id).id)
    run_jobs()
    assert (order.state, order.payment.refunded_amount) == ("expired", 40_00)
    assert not has_seat(ada, priced) and findings() == []


def test_a_page_given_up_while_it_opens_takes_no_money_that_nobody_knows_of(
    app, demo, ada, ines, priced, order_of, sandbox, monkeypatch
):
    make_coupon(ines, code="spring", percent=25, course_id=priced.id)
    order = order_of(ada)
    order_id, opens, was_given_up, urls = order.id, Event(), Event(), []
    ask = Pages.open_payment_page

    def slowly(self, *args, **details):
        seen = ask(self, *args, **details)
        urls.append(seen.url)
        opens.set()
        assert was_given_up.wait(20)
        return seen

    def go() -> str:
        with app.test_request_context(), tenancy.bind(demo):
            address = payment_address(db.session.get_one(Order, (demo.id, order_id)))
            db.session.commit()
            return address

    monkeypatch.setattr(Pages, "open_payment_page", slowly)
    with ThreadPoolExecutor(1) as pool:
        tab = pool.submit(go)
        assert opens.wait(20)
        second = order_of(ada, coupon="SPRING")
        was_given_up.set()
        assert urlsplit(tab.result()).path == f"/orders/{order.public_id}"
    # Nobody is sent to that page; should somebody pay there all the same, it is booked and goes back.
    sandbox.fill_in_card(urls[0])
    run_jobs()
    db.session.expire_all()
    assert (order.state, second.state, order.payment.refunded_amount) == ("expired", "pending", 40_00)
    assert not has_seat(ada, priced) and findings() == []


def test_what_was_paid_on_a_page_we_never_heard_of_is_found_and_goes_back(ada, priced, order_of, sandbox):
    order = order_of(ada)
    sandbox.fill_in_card(payment_address(order))
    db.session.rollback()
    close_payment_page(PaymentPage.of(order.payment_id))
    db.session.commit()
    assert (order.state, order.payment.state, order.payment.intent_id) == ("expired", "dropped", None)
    reconcile()
    db.session.commit()
    run_jobs()
    assert order.payment.refunded_amount == 40_00 and not has_seat(ada, priced) and findings() == []


def test_the_check_finds_a_coupon_that_was_counted_wrong(ada, owner, order_of):
    make_coupon(owner, code="WRONG", percent=10)
    order_of(ada, coupon="WRONG")
    db.session.execute(update(Coupon).values(uses=0))
    assert "coupon WRONG: used 0 times, 1 orders hold it" in " ".join(findings())
    db.session.rollback()


def test_a_guests_order_goes_by_the_name_that_was_typed(priced, ada):
    """Whoever types somebody's address tells the seller no name that belongs to it."""
    ada.is_verified = True
    order = place_order(priced, guest(priced, ada.email, "Mallory Grey"), Wish(token_urlsafe(9), name="Mallory Grey"))
    assert order.name == "Mallory Grey" and ada.name not in row_of(order)
    payment_address(order)
    payment = order.payment
    told = gateway().client.customers.retrieve(payment.customer, {}, on(payment.account))  # pyright: ignore[reportAttributeAccessIssue]
    assert (told.email, told.name) == (ada.email, None)
    assert place_order(priced, ada, Wish(token_urlsafe(9))).name == "Mallory Grey", "it is the order they had begun"
