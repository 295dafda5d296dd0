"""The pages of subscriptions, to take and to offer, and the same as JSON."""

from __future__ import annotations

import re
from secrets import token_urlsafe

import pytest

from educrowd.blueprints.lms.models import Course, LearnerSubscription, SubscriptionPlan
from educrowd.blueprints.lms.subscriptions.planning import change_plan, make_plan
from educrowd.core.db import db
from educrowd.core.payments import finish_authentication, finish_setup
from tests.jobs import run_jobs

from .bought import has_seat
from .subscribed import period_of, renewed, subscribe
from .test_api import Client
from .test_costs import cost


def value_of(name: str, html: str) -> str:
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def sent(page) -> dict[str, str]:
    return {name: value_of(name, page.text) for name in ("token", "price", "currency")}


def the_one() -> LearnerSubscription:
    db.session.expire_all()
    return db.session.query(LearnerSubscription).filter(LearnerSubscription.state != "expired").one()


def test_a_learner_subscribes_learns_cancels_and_thinks_again_without_scripts(
    visit, visitor, demo, ada, stars, monthly, sandbox
):
    at = f"/subscriptions/{monthly.slug}"
    assert at in visitor.get(f"/courses/{stars.slug}").text and at in visitor.get("/sitemap.xml").text
    assert "$15 a month" in visitor.get(at).text
    browser = visit(demo).sign_in(ada)
    page = browser.get(f"{at}/checkout")
    assert "$15.00" in page.text and page.headers["Cache-Control"] == "private, no-store"
    answer = browser.submit(f"{at}/checkout", **sent(page))
    assert answer.status_code == 303 and answer.location.startswith(sandbox.origin)
    back = browser.get(sandbox.fill_in_card(answer.location))
    run_jobs()
    mine = browser.get(back.location)
    assert "Active" in mine.text and "Next charge" in mine.text and "4242" in mine.text and has_seat(ada, stars)
    here = mine.request.path
    assert here in browser.get("/account/subscriptions").text
    assert f"{here}?" in browser.get(f"{at}/checkout").location
    assert "and you can think again until then" in browser.get(f"{here}/cancellation").text
    assert browser.submit(f"{here}/cancellation").status_code == 303
    assert "Your card is not charged again" in browser.get(here).text
    assert browser.submit(f"{here}/continuation").status_code == 303
    assert the_one().ends_at is None


def test_a_guest_joins_without_an_account_and_leaves_by_the_signed_address(
    visitor, visit, demo, stars, monthly, sandbox, letters_to, ada
):
    at = f"/subscriptions/{monthly.slug}/checkout"
    page = visitor.get(at)
    assert 'name="email"' in page.text and "by the link in your receipts" in page.text
    assert visitor.submit(at, **sent(page)).status_code == 422, "an address is needed"
    assert visitor.submit(at, **sent(page), email="no address", name="Gina").status_code == 422
    visitor.submit(at, **sent(page), email="gina@example.net", name="Gina Guest")
    page = visitor.get(at)
    answer = visitor.submit(at, **sent(page), email="gina@example.net", name="Gina Guest")
    assert answer.status_code == 303 and answer.location.startswith(sandbox.origin), "a form left behind is begun anew"
    assert visitor.submit(at, **sent(page), email="gina@example.net", name="Gina").location == answer.location
    corrected = visitor.submit(at, **sent(page), email="gina@example.com", name="Gina")
    assert corrected.status_code == 422 and "with something else" in corrected.text
    assert sent(corrected)["token"] != sent(page)["token"]
    back = visitor.get(sandbox.fill_in_card(answer.location))
    run_jobs()
    subscription = the_one()
    here = f"/account/subscriptions/{subscription.public_id}"
    assert (subscription.state, period_of(subscription).payment.amount) == ("active", 15_00)
    mine = visitor.get(back.location)
    assert "You are in" in mine.text and "Gina" not in mine.text and "Start learning" not in mine.text
    for path in ("", "/cancellation", "/return"):
        assert visitor.get(f"{here}{path}").status_code == 404, "without its key nobody sees it"
    assert visit(demo).sign_in(ada).get(f"{here}?key=x").status_code == 404
    letters = {letter["Subject"]: letter for letter in letters_to(subscription.user)}
    receipt = letters[f"Receipt: {monthly.title}"].get_body(("plain",)).get_content()
    assert "joined without an account" in receipt and f"{here}?key=" in receipt and len(letters) >= 2
    again = visitor.submit(at, **sent(visitor.get(at)), email="gina@example.net", name="Mallory")
    assert again.status_code in (409, 422) and "log in" in again.text.lower()
    known = visitor.submit(at, **sent(visitor.get(at)), email=ada.email, name="Ada")
    assert known.status_code in (303, 409, 422)
    leave = re.search(r'href="([^"]*/cancellation[^"]*)"', mine.text)[1].replace("&amp;", "&")
    form = visitor.get(leave).text
    action = re.search(r'action="([^"]*/cancellation[^"]*)"', form)[1].replace("&amp;", "&")
    assert visitor.submit(here + "/cancellation").status_code == 404
    assert visitor.submit(action).status_code == 303
    db.session.refresh(subscription)
    assert subscription.ends_at


def test_a_program_joins_for_a_guest(visitor, monthly, sandbox):
    body, keys = {"plan_id": monthly.id, "price_amount": 15_00}, {"Idempotency-Key": token_urlsafe(8)}
    without = visitor.post("/api/v1/lms/subscriptions/", json=body, headers=keys)
    assert (without.status_code, without.json["errors"][0]["field"]) == (422, "email")
    keys = {"Idempotency-Key": token_urlsafe(8)}
    made = visitor.post("/api/v1/lms/subscriptions/", json=body | {"email": "gil@example.net"}, headers=keys)
    assert made.status_code == 201 and made.json["data"]["setup"]["url"].startswith(sandbox.origin)
    assert visitor.get("/api/v1/lms/subscriptions/").status_code == 401


def test_a_changed_price_is_shown_before_anybody_joins(visit, demo, ada, monthly):
    browser = visit(demo).sign_in(ada)
    page = browser.get(f"/subscriptions/{monthly.slug}/checkout")
    change_plan(monthly, price_amount=18_00)
    db.session.commit()
    answer = browser.submit(f"/subscriptions/{monthly.slug}/checkout", **sent(page))
    assert answer.status_code == 422 and "The price has changed" in answer.text
    assert value_of("price", answer.text) == "1800" and db.session.query(LearnerSubscription).count() == 0


def test_a_bank_is_answered_on_its_own_page(visit, demo, ada, monthly, sandbox):
    subscription = subscribe(monthly, ada, sandbox, "4000 0027 6000 3184")
    browser, here = visit(demo).sign_in(ada), f"/account/subscriptions/{subscription.public_id}"
    assert "Your bank wants to hear from you" in browser.get(here).text
    page = browser.submit(f"{here}/confirmation")
    bank = re.search(r'href="([^"]*3d-secure[^"]*)"', page.text)[1].replace("&amp;", "&")
    browser.get(sandbox._post(bank, {"answer": "complete"}))
    run_jobs()
    assert the_one().state == "active"


def test_a_program_brings_another_card_and_its_learner_to_the_bank(visit, demo, ada, ines, monthly, sandbox):
    subscription = subscribe(monthly, ada, sandbox, "4000 0027 6000 3184")
    learner, at = Client(visit(demo), ada), f"/api/v1/lms/subscriptions/{subscription.id}/"
    assert learner.data("POST", f"{at}card/")["url"].startswith(sandbox.origin)
    assert Client(visit(demo), ines).error("POST", f"{at}card/")[0] == 403
    sandbox._post(learner.data("POST", f"{at}confirmation/")["url"], {"answer": "complete"})
    finish_authentication(subscription.payment_id or 0)
    run_jobs()
    assert learner.data("GET", at)["state"] == "active"
    assert learner.error("POST", f"{at}confirmation/")[0] == 409


def test_a_subscription_is_its_learners_alone(visit, demo, ada, ben, monthly, sandbox):
    subscription = subscribe(monthly, ada, sandbox)
    browser, here = visit(demo).sign_in(ben), f"/account/subscriptions/{subscription.public_id}"
    assert browser.get(here).status_code == 404
    for step in ("card", "confirmation", "cancellation", "continuation"):
        assert browser.submit(f"{here}/{step}").status_code == 404
    assert "No subscriptions" in browser.get("/account/subscriptions").text
    assert the_one().ends_at is None


def test_an_instructor_offers_publishes_and_archives_a_plan(visit, demo, ines, new_person, stars, sandbox):
    stars.change(price_amount=40_00)
    db.session.commit()
    studio = visit(demo).sign_in(ines)
    facts = {"title": "Stars, monthly", "summary": "", "offer": str(stars.id), "every": "month", "price": "15"}
    assert studio.submit("/studio/subscriptions/", **(facts | {"offer": "all"})).status_code == 422
    assert studio.submit("/studio/subscriptions/", **(facts | {"price": "0.01"})).status_code == 422
    assert studio.submit("/studio/subscriptions/", **(facts | {"every": "week"})).status_code == 422
    assert studio.submit("/studio/subscriptions/", **facts).status_code == 303
    plan = db.session.query(SubscriptionPlan).one()
    at = f"/studio/subscriptions/{plan.id}"
    assert studio.submit(f"{at}/status", status="published").status_code == 303
    assert studio.submit(at, title="Stars", summary="Each month.", price="16").status_code == 303
    assert "$16 a month" in studio.get("/studio/subscriptions/").text
    assert "Nobody yet" in studio.get(f"{at}/subscribers").text
    other = visit(demo).sign_in(new_person("otto", "instructor"))
    assert other.get(at).status_code == 403 and other.submit(f"{at}/status", status="draft").status_code == 403
    assert studio.submit(f"{at}/status", status="archived").status_code == 303
    assert studio.submit(f"{at}/deletion").status_code == 303
    assert db.session.query(SubscriptionPlan).count() == 0


def test_the_studio_shows_who_subscribes_and_gives_a_period_back(
    visit, demo, ada, ines, owner, stars, monthly, sandbox
):
    subscription = subscribe(monthly, ada, sandbox)
    teacher = visit(demo).sign_in(ines)
    listed = teacher.get(f"/studio/subscriptions/{monthly.id}/subscribers").text
    assert ada.email in listed and "Active" in listed
    file = teacher.get(f"/studio/subscriptions/{monthly.id}/subscribers.csv")
    assert file.text.splitlines()[1].startswith(f"{ada.name},{ada.email},active,1500,USD,month,")
    assert visit(demo).sign_in(ada).get(file.request.path).status_code == 403
    here = f"/studio/subscribers/{subscription.id}"
    refund = f"{here}/periods/{period_of(subscription).id}/refund"
    assert teacher.get(here).status_code == 200 and teacher.get(refund).status_code == 403
    boss = visit(demo).sign_in(owner)
    assert "what it opened closes" in boss.get(refund).text
    assert boss.submit(refund).status_code == 303
    run_jobs()
    assert the_one().state == "ended" and not has_seat(ada, stars)
    assert "Refunded" in boss.get(here).text
    assert boss.submit(refund).status_code in (303, 409)


def test_pages_ask_as_much_for_many_plans_and_subscribers_as_for_one(
    visit, demo, ada, ben, ines, owner, stars, monthly, everything, sandbox
):
    subscribe(monthly, ada, sandbox)
    boss, mine = visit(demo).sign_in(owner), visit(demo).sign_in(ada)
    read = (
        *((boss, path) for path in ("/studio/subscriptions/", f"/studio/subscriptions/{monthly.id}/subscribers")),
        *((mine, path) for path in ("/account/subscriptions", "/courses/", f"/courses/{stars.slug}")),
    )
    little = [cost(browser, path) for browser, path in read]
    for number in range(3):
        other = Course.draft(ines, title=f"Course {number}", price_amount=10_00)
        other.publish()
        facts = {"every": "month", "price_amount": 5_00, "status": "published"}
        plan = make_plan(owner, title=f"Plan {number}", course_id=other.id, **facts)
        make_plan(owner, title=f"All {number}", **facts)
        make_plan(owner, title=f"Stars {number}", course_id=stars.id, **facts)
        db.session.commit()
        subscribe(plan, ada, sandbox)
    subscribe(monthly, ben, sandbox)
    assert [cost(browser, path) for browser, path in read] == little


def test_the_api_offers_subscribes_cancels_and_gives_back(
    visit, demo, ada, ines, owner, new_person, stars, sandbox, period_passes
):
    stars.change(price_amount=40_00)
    db.session.commit()
    teacher, learner, boss = (Client(visit(demo), person) for person in (ines, ada, owner))
    plans, at = "/api/v1/lms/subscription-plans/", "/api/v1/lms/subscriptions/"
    facts = {"title": "Stars, monthly", "every": "month", "price_amount": 15_00, "status": "published"}
    assert teacher.error("POST", plans, facts) == (422, "invalid", "course_id")
    plan = teacher.data("POST", plans, facts | {"course_id": stars.id}, status=201)
    assert (plan["is_open"], plan["currency"], plan["every"]) == (True, "USD", "month")
    assert boss.data("POST", plans, facts, status=201)["course_id"] is None
    assert Client(visit(demo)).data("GET", f"{plans}{plan['id']}/")["slug"] == plan["slug"]
    wanted = {"plan_id": plan["id"], "price_amount": 15_00, "currency": "USD"}
    assert learner.error("POST", at, wanted) == (422, "invalid", "Idempotency-Key")
    answer = learner("POST", at, wanted, Idempotency_Key="once")
    assert answer.status_code == 201 and answer.json["data"]["setup"]["url"].startswith(sandbox.origin), answer.text
    assert learner("POST", at, wanted, Idempotency_Key="once").json["data"]["id"] == answer.json["data"]["id"]
    sandbox.fill_in_card(answer.json["data"]["setup"]["url"])
    finish_setup(the_one().card_setup_id)
    run_jobs()
    one = f"{at}{answer.json['data']['id']}/"
    assert (learner.data("GET", one)["state"], learner.data("GET", one)["setup"]) == ("active", None)
    assert learner("POST", at, wanted, Idempotency_Key="twice").status_code == 409
    stranger = Client(visit(demo), new_person("otto", "student"))
    assert stranger.error("GET", one)[0] == stranger.error("PUT", f"{one}ending/")[0] == 404
    assert learner.data("PUT", f"{one}ending/")["ends_at"] is not None
    assert teacher.error("DELETE", f"{one}ending/")[0] == 403
    assert learner.data("DELETE", f"{one}ending/")["ends_at"] is None
    period_passes(the_one())
    renewed()
    periods = teacher.data("GET", f"{one}periods/") or []
    assert [(each["number"], each["amount"]) for each in periods] == [(2, 15_00), (1, 15_00)]
    back = {"period_id": periods[0]["id"]}
    assert teacher.error("POST", f"{one}refunds/", back)[0] == 403
    assert boss.error("POST", f"{one}refunds/", {"period_id": 1})[0] == 422
    boss.data("POST", f"{one}refunds/", back, status=202)
    run_jobs()
    assert learner.data("GET", one)["state"] == "ended"
    assert teacher.error("DELETE", f"{plans}{plan['id']}/")[0] == 409
    teacher.data("PATCH", f"{plans}{plan['id']}/", {"status": "archived"})
    assert Client(visit(demo)).error("GET", f"{plans}{plan['id']}/")[0] == 404


def test_a_card_that_a_client_made_is_charged_at_once(visit, demo, ada, stars, monthly, sandbox):
    learner = Client(visit(demo), ada)
    wanted = {"plan_id": monthly.id, "payment_method": "pm_card_visa"}
    answer = learner("POST", "/api/v1/lms/subscriptions/", wanted, Idempotency_Key=token_urlsafe(8))
    assert (answer.status_code, answer.json["data"]["state"]) == (201, "joining"), answer.text
    run_jobs()
    assert the_one().state == "active" and has_seat(ada, stars)


@pytest.mark.parametrize("path", ["/api/v1/lms/subscriptions/{}/", "/api/v1/lms/subscription-plans/{}/"])
def test_another_sites_do_not_exist_here(visit, ada, monthly, new_site, sandbox, path):
    subscription = subscribe(monthly, ada, sandbox)
    other = new_site("elsewhere")
    visitor = visit(other)
    id = subscription.id if "subscriptions" in path else monthly.id
    assert visitor.get(f"/subscriptions/{monthly.slug}").status_code == 404
    assert visitor.open(path.format(id), method="GET").status_code in (401, 404)
