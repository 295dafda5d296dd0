"""The pages of bundles, to buy and to make, and the same as JSON."""

from __future__ import annotations

import re
from secrets import token_urlsafe

import pytest

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Bundle, Course, Order
from educrowd.blueprints.lms.selling.bundling import change_bundle, make_bundle
from educrowd.blueprints.lms.selling.buying import Wish, place_order
from educrowd.core.db import db
from tests.jobs import run_jobs
from tests.structured import structured

from .test_api import Client
from .test_costs import cost


@pytest.fixture
def courses(stars, ines, sandbox) -> list[Course]:
    """Two courses of Ines's for 40 and 30 dollars."""
    stars.change(price_amount=40_00)
    mirror = Course.draft(ines, title="Grinding a Mirror", price_amount=30_00)
    mirror.publish()
    db.session.commit()
    return [stars, mirror]


@pytest.fixture
def sky(courses, ines) -> Bundle:
    facts = {"summary": "Look, then build.", "price_amount": 56_00, "status": "published"}
    made = make_bundle(ines, title="All of the sky", course_ids=[course.id for course in courses], **facts)
    db.session.commit()
    return made


def value_of(name: str, html: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def sent(page, **fields) -> dict[str, str]:
    """The fields of a checkout page with the answers of a person."""
    return {name: value_of(name, page.text) for name in ("token", "total")} | fields


def test_a_guest_finds_and_buys_a_bundle_without_scripts(visitor, sky, sandbox):
    assert f"/bundles/{sky.slug}" in visitor.get("/courses/").text
    assert f"/bundles/{sky.slug}" in visitor.get("/courses/grinding-a-mirror").text
    assert f"/bundles/{sky.slug}" in visitor.get("/sitemap.xml").text
    told = visitor.get(f"/bundles/{sky.slug}").text
    assert "$70.00" in told and "−$14.00" in told and "$56.00" in told
    page = visitor.get(f"/bundles/{sky.slug}/checkout")
    guest = {"email": "gina@example.net", "name": "Gina Guest", "coupon": ""}
    answer = visitor.submit(f"/bundles/{sky.slug}/orders", **sent(page, **guest))
    assert answer.status_code == 303
    payment = visitor.get(answer.location)
    back = visitor.get(sandbox.fill_in_card(payment.location))
    run_jobs()
    shown = visitor.get(back.location).text
    assert "Your seats are ready" in shown and "Grinding a Mirror" in shown and "$56.00" in shown


def test_search_engines_read_what_a_bundle_costs_and_holds(visitor, ines, courses, sky):
    page = visitor.get(f"/bundles/{sky.slug}").text
    about = structured(page)
    offer = about["offers"]
    assert (about["name"], offer["price"], offer["priceCurrency"]) == ("All of the sky", "56.00", "USD")
    assert offer["availability"].endswith("/InStock")
    assert [each["name"] for each in offer["itemOffered"]] == [course.title for course in courses]
    courses[1].archive()
    db.session.commit()
    assert "schema.org/OutOfStock" in visitor.get(f"/bundles/{sky.slug}").text


def test_a_coupon_for_a_bundle_is_made_in_the_studio_and_read_through_the_api(visit, demo, ines, sky):
    studio = visit(demo).sign_in(ines)
    assert "All of the sky (bundle)" in studio.get("/studio/coupons/new").text
    coupon = {"code": "SKY-5", "kind": "amount", "amount": "5", "offer": f"bundle-{sky.id}"}
    assert studio.submit("/studio/coupons/", **coupon).status_code == 303
    assert "All of the sky" in studio.get("/studio/coupons/").text
    teacher = Client(visit(demo), ines)
    listed = teacher.data("GET", f"/api/v1/lms/coupons/?bundle_id={sky.id}")
    assert [(each["code"], each["bundle_id"], each["course_id"]) for each in listed or ()] == [("SKY-5", sky.id, None)]


def test_who_has_a_course_is_told_the_lower_price_before_paying(visit, demo, ada, courses, sky):
    courses[0].admit(ada.id, source="staff")
    db.session.commit()
    browser = visit(demo).sign_in(ada)
    for path in ("", "/checkout", "/quote"):
        told = browser.get(f"/bundles/{sky.slug}{path}").text
        assert "Yours already: Reading the Night Sky" in told and "−$32.00" in told and "$24.00" in told
    fields = sent(browser.get(f"/bundles/{sky.slug}/checkout"), coupon="")
    assert browser.submit(f"/bundles/{sky.slug}/orders", **fields).status_code == 303
    assert db.session.query(Order).one().total_amount == 24_00
    courses[1].admit(ada.id, source="staff")
    db.session.commit()
    assert "You have all of these courses already" in browser.get(f"/bundles/{sky.slug}").text
    assert browser.get(f"/bundles/{sky.slug}/checkout").status_code == 409


def test_a_course_that_is_no_longer_sold_stops_the_bundle_in_words(visitor, visit, demo, ines, courses, sky):
    courses[1].archive()
    db.session.commit()
    assert "cannot be bought now" in visitor.get(f"/bundles/{sky.slug}").text
    assert visitor.get(f"/bundles/{sky.slug}/checkout").status_code == 409
    assert f"/bundles/{sky.slug}" not in visitor.get("/courses/").text
    assert "is not published" in visit(demo).sign_in(ines).get("/studio/bundles/").text


def test_an_instructor_makes_publishes_and_archives_a_bundle(visit, demo, ines, new_person, courses):
    studio = visit(demo).sign_in(ines)
    assert "Grinding a Mirror · $30" in studio.get("/studio/bundles/new").text
    ids = [str(course.id) for course in courses]
    facts = {"title": "All of the sky", "summary": "", "course_ids": ids, "price": "56"}
    for wrong in ({"course_ids": ids[:1]}, {"price": "71"}, {"price": ""}, {"title": " "}, {"course_ids": [*ids, "x"]}):
        assert studio.submit("/studio/bundles/", **facts | wrong).status_code == 422, wrong
    assert studio.submit("/studio/bundles/", **facts).status_code == 303
    made = db.session.query(Bundle).one()
    assert (made.status, made.price_amount) == ("draft", 56_00)
    page = f"/studio/bundles/{made.id}"
    assert visit(demo).get(f"/bundles/{made.slug}").status_code == 404
    assert studio.submit(page, **facts | {"price": "50"}).status_code == 303
    assert studio.submit(f"{page}/status", status="nonsense").status_code == 400
    assert studio.submit(f"{page}/status", status="published").status_code == 303
    assert visit(demo).get(f"/bundles/{made.slug}").status_code == 200
    stranger = visit(demo).sign_in(new_person("igor", "instructor"))
    assert stranger.get(page).status_code == 403 and stranger.submit(page, **facts).status_code == 403
    assert "All of the sky" not in stranger.get("/studio/bundles/").text
    assert studio.submit(f"{page}/status", status="archived").status_code == 303
    assert studio.submit(f"{page}/deletion").status_code == 303 and db.session.query(Bundle).count() == 0


def test_pages_ask_as_much_for_many_bundles_as_for_one(visit, demo, ada, ines, courses, sky):
    """The catalogue, a bundle of two and of four, the studio's list, and sales with an order of one and of several."""
    learner, studio, ids = visit(demo).sign_in(ada), visit(demo).sign_in(ines), [course.id for course in courses]
    read = [(learner, "/courses/"), (learner, f"/bundles/{sky.slug}"), (studio, "/studio/bundles/")]
    read += [(studio, "/studio/sales/"), (studio, "/studio/sales.csv")]
    place_order(sky, ada, Wish(token_urlsafe(12)))
    db.session.commit()
    little = [cost(browser, path) for browser, path in read]
    for number in range(3):
        course = Course.draft(ines, title=f"More {number}", price_amount=20_00)
        course.publish()
        ids.append(course.id)
        made = make_bundle(ines, title=f"Also {number}", course_ids=ids, price_amount=50_00, status="published")
        place_order(made, User.guest(f"buyer{number}@example.net", "Bo"), Wish(token_urlsafe(12)))
    change_bundle(sky, by=ines, course_ids=ids)
    db.session.commit()
    assert [cost(browser, path) for browser, path in read] == little


def test_the_api_makes_quotes_and_sells_bundles(visit, demo, ines, new_person, courses, sandbox):
    teacher, visitor = Client(visit(demo), ines), Client(visit(demo))
    at, ids = "/api/v1/lms/bundles/", [course.id for course in courses]
    facts = {"title": "All of the sky", "price_amount": 56_00, "course_ids": ids, "status": "published"}
    assert teacher.error("POST", at, facts | {"price_amount": 70_01}) == (422, "invalid", "price_amount")
    bundle = teacher.data("POST", at, facts, status=201)
    assert (bundle["sum_amount"], bundle["course_ids"], bundle["is_for_sale"]) == (70_00, ids, True)
    assert [each["id"] for each in visitor.data("GET", at) or ()] == [bundle["id"]]
    assert visitor.error("POST", "/api/v1/lms/quotes/", {"course_id": 1, "bundle_id": 1})[0] == 422
    assert visitor.error("POST", "/api/v1/lms/quotes/", {}) == (422, "invalid", "course_id")
    coupon = {"code": "SKY-10", "percent": 10, "bundle_id": bundle["id"]}
    assert teacher.error("POST", "/api/v1/lms/coupons/", coupon | {"course_id": ids[0]})[:2] == (422, "invalid")
    assert teacher.data("POST", "/api/v1/lms/coupons/", coupon, status=201)["bundle_id"] == bundle["id"]
    seen = {"bundle_id": bundle["id"], "email": "g@example.net", "total_amount": 56_00, "currency": "EUR"}
    seen_elsewhere = visitor("POST", "/api/v1/lms/orders/", seen, Idempotency_Key=token_urlsafe(8))
    assert seen_elsewhere.json["errors"][0]["code"] == "price_changed"
    quoted = visitor.data("POST", "/api/v1/lms/quotes/", {"bundle_id": bundle["id"]})
    assert (quoted["total_amount"], quoted["course_ids"], quoted["course_id"]) == (56_00, ids, None)
    wanted = {"bundle_id": bundle["id"], "email": "gina@example.net", "name": "Gina", "total_amount": 56_00}
    order = visitor("POST", "/api/v1/lms/orders/", wanted, Idempotency_Key=token_urlsafe(8))
    assert order.status_code == 201, order.text
    assert [line["amount"] for line in order.json["data"]["lines"]] == [32_00, 24_00]
    listed = teacher.data("GET", f"/api/v1/lms/orders/?bundle_id={bundle['id']}")
    assert [each["bundle_id"] for each in listed or ()] == [bundle["id"]]
    one = f"{at}{bundle['id']}/"
    assert teacher.data("PATCH", one, {"price_amount": 60_00})["price_amount"] == 60_00
    assert teacher.error("DELETE", one)[0] == 409
    assert Client(visit(demo), new_person("igor", "instructor"))("PATCH", one, {"title": "Mine"}).status_code == 403
    teacher.data("PATCH", one, {"status": "archived"})
    assert visitor("GET", one).status_code == 404


def test_another_sites_bundles_do_not_exist_here(visit, sky, new_site):
    other = new_site("elsewhere")
    assert visit(other).get(f"/bundles/{sky.slug}").status_code == 404
    assert Client(visit(other))("GET", f"/api/v1/lms/bundles/{sky.id}/").status_code == 404
