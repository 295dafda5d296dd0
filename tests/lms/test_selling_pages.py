"""The pages of buying and selling, and the same as JSON."""

from __future__ import annotations

import re
from secrets import token_urlsafe

import pytest

from educrowd.blueprints.lms.models import Coupon, Course, Order
from educrowd.blueprints.lms.selling.buying import Wish, place_order
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.core.db import db
from tests.gateway import Sandbox
from tests.jobs import run_jobs


@pytest.fixture
def priced(stars: Course, sandbox: Sandbox) -> Course:
    stars.change(price_amount=40_00)
    db.session.commit()
    return stars


def value_of(name: str, html: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def sent(page, **fields) -> dict[str, str]:
    """The fields of a checkout page with the answers of a person."""
    return {name: value_of(name, page.text) for name in ("token", "total")} | fields


def order_here() -> Order:
    db.session.expire_all()
    return db.session.query(Order).one()


def test_a_guest_buys_without_scripts_and_without_an_account(visitor, priced, sandbox):
    assert "/courses/reading-the-night-sky/checkout" in visitor.get(f"/courses/{priced.slug}").text
    page = visitor.get(f"/courses/{priced.slug}/checkout")
    assert "$40.00" in page.text and page.headers["Cache-Control"] == "private, no-store"
    answer = visitor.submit(
        f"/courses/{priced.slug}/orders", **sent(page, email="gina@example.net", name="Gina Guest", coupon="")
    )
    assert answer.status_code == 303 and "/payment?key=" in answer.location
    payment = visitor.get(answer.location)
    assert payment.location.startswith(sandbox.origin)
    back = visitor.get(sandbox.fill_in_card(payment.location))
    run_jobs()
    shown = visitor.get(back.location)
    assert "Paid. Thank you!" in shown.text and "Gina" not in shown.text
    assert visitor.get(shown.request.path).status_code == 404  # without the key


def test_an_order_that_was_sent_and_corrected_is_sent_once_more(visitor, owner, priced):
    make_coupon(owner, code="SPRING", percent=25)
    db.session.commit()
    at = f"/courses/{priced.slug}/orders"
    fields = sent(visitor.get(f"/courses/{priced.slug}/checkout"), email="gina@example.net", name="Gina", coupon="")
    first = visitor.submit(at, **fields)
    assert visitor.submit(at, **fields).location == first.location, "a double click is one order"
    for change in ({"email": "gina@example.com"}, {"coupon": "spring", "total": "3000"}):
        corrected = visitor.submit(at, **fields | change)
        assert corrected.status_code == 422 and "with something else" in corrected.text
        anew = sent(corrected, **{"email": "gina@example.net", "name": "Gina", "coupon": ""} | change)
        assert visitor.submit(at, **anew).status_code == 303
    made = db.session.query(Order).order_by(Order.id)
    bought = [(order.user.email, order.total_amount, order.state) for order in made]
    mine, other = "gina@example.net", "gina@example.com"
    assert bought == [(mine, 40_00, "expired"), (other, 40_00, "pending"), (mine, 30_00, "pending")]


def test_the_total_follows_the_coupon_with_and_without_scripts(visitor, owner, priced):
    make_coupon(owner, code="SPRING", percent=25)
    db.session.commit()
    fragment = visitor.get(f"/courses/{priced.slug}/quote?coupon=spring")
    assert "$30.00" in fragment.text and value_of("total", fragment.text) == "3000" and "<html" not in fragment.text
    page = visitor.get(f"/courses/{priced.slug}/checkout")
    applied = visitor.submit(f"/courses/{priced.slug}/orders", **sent(page, coupon="spring", then="quote"))
    assert applied.status_code == 200 and "$30.00" in applied.text
    wrong = visitor.get(f"/courses/{priced.slug}/quote?coupon=nobody")
    assert "This coupon does not exist" in wrong.text and value_of("total", wrong.text) == "4000"


def test_a_changed_price_is_shown_before_anything_is_ordered(visitor, priced):
    page = visitor.get(f"/courses/{priced.slug}/checkout")
    priced.change(price_amount=45_00)
    db.session.commit()
    fields = sent(page, email="gina@example.net", name="Gina")
    answer = visitor.submit(f"/courses/{priced.slug}/orders", **fields)
    assert answer.status_code == 422 and "The price has changed" in answer.text
    assert value_of("total", answer.text) == "4500" and db.session.query(Order).count() == 0


def test_the_same_number_in_another_currency_is_another_price(visitor, priced):
    page = visitor.get(f"/courses/{priced.slug}/checkout")
    assert value_of("currency", page.text) == "USD"
    priced.change(currency="EUR")
    db.session.commit()
    fields = sent(page, email="gina@example.net", name="Gina", currency="USD")
    answer = visitor.submit(f"/courses/{priced.slug}/orders", **fields)
    assert answer.status_code == 422 and "The price has changed" in answer.text and "€40.00" in answer.text
    assert value_of("currency", answer.text) == "EUR" and db.session.query(Order).count() == 0


def test_a_form_sent_twice_orders_once(visit, demo, ada, priced):
    browser = visit(demo).sign_in(ada)
    fields = sent(browser.get(f"/courses/{priced.slug}/checkout"))
    answers = [browser.submit(f"/courses/{priced.slug}/orders", **fields) for _ in range(2)]
    assert answers[0].location == answers[1].location and order_here().user_id == ada.id


@pytest.mark.parametrize(
    ("field", "bad"),
    [("token", "forged"), ("total", "-1"), ("total", "1e9"), ("email", "nobody"), ("coupon", "x" * 41), ("name", "")],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(visitor, priced, field, bad):
    page = visitor.get(f"/courses/{priced.slug}/checkout")
    fields = sent(page, email="gina@example.net", name="Gina") | {field: bad}
    assert visitor.submit(f"/courses/{priced.slug}/orders", **fields).status_code in (400, 422)
    assert db.session.query(Order).count() == 0


def test_a_free_course_and_one_that_is_had_have_no_checkout(visit, visitor, demo, ada, stars):
    assert visitor.get(f"/courses/{stars.slug}/checkout").status_code == 409
    stars.change(price_amount=40_00)
    stars.admit(ada.id, source="staff")
    db.session.commit()
    assert visit(demo).sign_in(ada).get(f"/courses/{stars.slug}/checkout").status_code == 409


def test_orders_are_listed_for_their_buyer_alone(visit, demo, ada, ben, priced):
    order = place_order(priced, ada, Wish(token_urlsafe(12)))
    db.session.commit()
    assert priced.title in visit(demo).sign_in(ada).get("/account/orders").text
    other = visit(demo).sign_in(ben)
    assert "Nothing bought yet" in other.get("/account/orders").text
    assert other.get(f"/orders/{order.public_id}").status_code == 404


def test_an_instructor_sets_the_price_and_makes_a_coupon(visit, demo, ines, stars):
    studio = visit(demo).sign_in(ines)
    told = {"title": stars.title, "slug": stars.slug, "summary": "", "description": ""}
    assert studio.submit(f"/studio/courses/{stars.slug}/edit", **told, price="0.10").status_code == 422
    assert studio.submit(f"/studio/courses/{stars.slug}/edit", **told, price="40").status_code == 303
    db.session.expire_all()
    assert stars.price_amount == 40_00
    coupon = {"code": "spring", "kind": "percent", "percent": "20", "offer": f"course-{stars.id}", "max_uses": "3"}
    assert studio.submit("/studio/coupons/", **coupon, ends_at="2020-01-01T10:00").status_code == 422
    assert studio.submit("/studio/coupons/", **(coupon | {"offer": "all"})).status_code == 422
    assert studio.submit("/studio/coupons/", **coupon).status_code == 303
    assert studio.submit("/studio/coupons/", **coupon).status_code == 422
    made = db.session.query(Coupon).one()
    assert (made.code, made.percent, made.max_uses) == ("SPRING", 20, 3)
    assert "20% off" in studio.get("/studio/coupons/").text
    assert studio.submit(f"/studio/coupons/{made.id}", ends_at="", max_uses="9").status_code == 303
    assert studio.submit(f"/studio/coupons/{made.id}/end").status_code == 303
    db.session.expire_all()
    assert (made.max_uses, made.state) == (9, "over")


def test_sales_show_figures_and_leave_as_a_file_without_formulas(visit, demo, ines, new_person, ada, priced):
    ada.first_name = "=HYPERLINK(1)"
    place_order(priced, ada, Wish(token_urlsafe(12)))
    db.session.commit()
    studio = visit(demo).sign_in(ines)
    assert ada.email in studio.get(f"/studio/sales/?course={priced.slug}&state=pending").text
    assert ada.email not in studio.get("/studio/sales/?state=refunded").text
    file = studio.get("/studio/sales.csv").text
    assert ",40.00,0.00,40.00,0.00,USD" in file and "'=HYPERLINK(1)" in file
    stranger = visit(demo).sign_in(new_person("igor", "instructor"))
    assert ada.email not in stranger.get("/studio/sales/").text + stranger.get("/studio/sales.csv").text


def test_the_api_quotes_orders_and_lists(visitor, owner, priced, sandbox):
    make_coupon(owner, code="SPRING", percent=25)
    db.session.commit()
    wanted = {"course_id": priced.id, "coupon": "spring"}
    quote = visitor.post("/api/v1/lms/quotes/", json=wanted).json["data"]
    assert (quote["price_amount"], quote["discount_amount"], quote["total_amount"]) == (40_00, 10_00, 30_00)
    guest = wanted | {"email": "gina@example.net", "name": "Gina", "total_amount": 30_00}
    assert visitor.post("/api/v1/lms/orders/", json=guest).status_code == 422
    keys = {"Idempotency-Key": token_urlsafe(8)}
    made = visitor.post("/api/v1/lms/orders/", json=guest, headers=keys)
    assert made.status_code == 201 and made.json["data"]["state"] == "pending"
    page = visitor.get(made.json["data"]["payment_url"])
    assert page.location.startswith(sandbox.origin)
    changed = visitor.post("/api/v1/lms/orders/", json=guest | {"total_amount": 1}, headers={"Idempotency-Key": "x1"})
    assert (changed.status_code, changed.json["errors"][0]["code"]) == (409, "price_changed")
    assert visitor.get("/api/v1/lms/orders/").status_code == 401
