"""Buying a course once more, when access to it ends soon or has ended: more days, the same progress, another order."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

import pytest
from sqlalchemy import update

from educrowd.blueprints.lms.dates.access_terms import remind_of_access, set_access
from educrowd.blueprints.lms.models import Enrollment, Order
from educrowd.blueprints.lms.models.errors import AlreadyBought
from educrowd.blueprints.lms.selling.buying import Wish, payment_address, place_order
from educrowd.blueprints.lms.selling.returned import refund_order
from educrowd.core.db import db, utcnow
from educrowd.core.payments.checking import findings
from tests.conftest import PASSWORD
from tests.jobs import run_jobs
from tests.lms.bought import has_seat, pay

TERMS = {"access_days": 30, "access_until": None, "renewable": False, "also_enrolled": False}


@pytest.fixture
def monthly(stars, sandbox):
    """The course, sold for 40.00 and thirty days."""
    stars.change(price_amount=40_00)
    set_access(stars, **TERMS)
    db.session.commit()
    return stars


@pytest.fixture
def buy(monthly, sandbox):
    """`buy(ada)` is a paid order."""

    def bought(person) -> Order:
        order = place_order(monthly, person, Wish(token_urlsafe(12)))
        db.session.commit()
        pay(order, sandbox)
        db.session.expire_all()
        return order

    return bought


def ends_in(person, course, **span) -> None:
    """Her access ends then, as if she had come long ago."""
    mine = Enrollment.user_id == person.id, Enrollment.course_id == course.id
    past = {"created_at": utcnow() - timedelta(days=29), "expires_at": utcnow() + timedelta(**span)}
    db.session.execute(update(Enrollment).where(*mine).values(**past))
    db.session.commit()
    db.session.expire_all()


def days_left(person, course) -> int:
    return round((course.enrollment_of(person).expires_at - utcnow()).total_seconds() / 86_400)


def test_what_has_ended_is_bought_again_with_all_that_was_done(ada, monthly, buy, visit, demo):
    first = buy(ada)
    enrollment = monthly.enrollment_of(ada)
    enrollment.complete(monthly.edition.lessons[0])
    db.session.commit()
    ends_in(ada, monthly, days=-1)
    browser = visit(demo).sign_in(ada)
    assert "Buy again" in browser.get(f"/courses/{monthly.slug}").text
    assert "Buy again" in browser.get("/account/learning").text
    assert "You have access for 30 days." in browser.get(f"/courses/{monthly.slug}/checkout").text
    second = buy(ada)
    assert second.id != first.id
    assert (first.state, second.state, has_seat(ada, monthly)) == ("paid", "paid", True)
    assert (days_left(ada, monthly), monthly.enrollment_of(ada).progress_percent) == (30, 33)
    assert "Buy again" not in browser.get(f"/courses/{monthly.slug}").text
    assert findings() == []
    with pytest.raises(AlreadyBought):
        place_order(monthly, ada, Wish(token_urlsafe(12)))


def test_a_renewal_before_the_end_is_added_to_what_is_left(ada, monthly, buy, visit, demo):
    buy(ada)
    with pytest.raises(AlreadyBought):
        place_order(monthly, ada, Wish(token_urlsafe(12)))
    ends_in(ada, monthly, days=5)
    browser = visit(demo).sign_in(ada)
    assert "Renew for" in browser.get(f"/courses/{monthly.slug}").text
    assert "Renew it for" in browser.get(f"/learn/{monthly.slug}/").text
    buy(ada)
    assert days_left(ada, monthly) == 35
    assert findings() == []


def test_a_refund_of_the_second_leaves_what_the_first_had(ada, owner, monthly, buy):
    first = buy(ada)
    ends_in(ada, monthly, days=5)
    second = buy(ada)
    refund_order(second, by=owner)
    db.session.commit()
    run_jobs()
    db.session.expire_all()
    assert (first.state, second.state) == ("paid", "refunded")
    assert days_left(ada, monthly) == 5
    assert has_seat(ada, monthly)
    assert findings() == []


def test_a_refund_of_the_first_leaves_what_the_second_gave(ada, owner, monthly, buy):
    first = buy(ada)
    ends_in(ada, monthly, days=-2)
    second = buy(ada)
    refund_order(first, by=owner)
    db.session.commit()
    run_jobs()
    db.session.expire_all()
    assert (first.state, second.state, days_left(ada, monthly)) == ("refunded", "paid", 30)
    assert findings() == []


def test_two_tabs_make_one_order(ada, monthly, buy):
    buy(ada)
    ends_in(ada, monthly, days=-1)
    first = place_order(monthly, ada, Wish(token_urlsafe(12)))
    db.session.commit()
    payment_address(first)
    db.session.commit()
    again = place_order(monthly, ada, Wish(token_urlsafe(12)))
    assert again.id == first.id
    assert Order.live(ada, [monthly]) == [first]


def test_whose_access_was_ended_by_the_staff_buys_nothing(ada, ines, monthly, buy):
    buy(ada)
    ends_in(ada, monthly, days=-1)
    monthly.enrollment_of(ada).close(by=ines)
    db.session.commit()
    with pytest.raises(AlreadyBought):
        place_order(monthly, ada, Wish(token_urlsafe(12)))


def test_the_letter_before_the_end_leads_to_the_checkout(ada, monthly, buy, letters_to):
    buy(ada)
    ends_in(ada, monthly, days=5)
    remind_of_access()
    db.session.commit()
    run_jobs()
    [letter] = [each for each in letters_to(ada) if "ends soon" in each["Subject"]]
    assert f"/courses/{monthly.slug}/checkout" in letter.get_body(("html",)).get_content()


def test_the_api_sells_again_too(ada, monthly, buy, visit, demo):
    buy(ada)
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}", "Idempotency-Key": token_urlsafe(8)}
    body = {"course_id": monthly.id}
    assert browser.post("/api/v1/lms/orders/", json=body, headers=headers).status_code == 409
    ends_in(ada, monthly, days=-1)
    headers["Idempotency-Key"] = token_urlsafe(8)
    sold = browser.post("/api/v1/lms/orders/", json=body, headers=headers)
    assert (sold.status_code, sold.json["data"]["state"]) == (201, "pending")
