"""A plan by /api/v1/plan/…: subscribe, change, cancel, another card, invoices."""

from __future__ import annotations

import pytest

from educrowd.blueprints.auth.models import User
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.migrating import owner_engine
from educrowd.core.payments.checking import findings
from tests.conftest import PASSWORD
from tests.jobs import run_jobs
from tests.tenant.plans import forget_prices, pass_time, set_site, site, spoil_card

PLAN = "/api/v1/plan"


@pytest.fixture
def api(visit, demo, owner, bank):
    """`api.get("/requests/")` asks in the owner's name, on a site whose trial is over."""
    set_site(demo, on_trial=False, paid_until=None)
    return Api(visit(demo), owner)


class Api:
    def __init__(self, browser, person):
        self.browser = browser
        login = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        self.headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}

    def get(self, path):
        return self.browser.get(f"{PLAN}{path}", headers=self.headers)

    def delete(self, path):
        return self.browser.delete(f"{PLAN}{path}", headers=self.headers)

    def ask(self, kind, key=None, **body):
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        return self.browser.post(f"{PLAN}/requests/", json={"kind": kind, **body}, headers=headers)

    def subscribe(self, bank):
        made = self.ask("checkout", plan="studio")
        bank.fill_in_card(made.json["data"]["url"])
        return self.get(f"/requests/{made.json['data']['reference']}/").json["data"]


def error_of(answer):
    return answer.status_code, answer.json["errors"][0]["code"], answer.json["errors"][0]["field"]


def test_a_program_subscribes_and_reads_what_became_of_it(api, bank):
    assert api.get("/subscription/").status_code == 404
    made = api.ask("checkout", plan="studio", return_url="https://app.example.org/back")
    data = made.json["data"]
    assert (made.status_code, data["state"], data["plan"], data["interval"]) == (201, "open", "studio", "month")
    assert made.headers["Location"].endswith(f"{PLAN}/requests/{data['reference']}/")
    assert bank.fill_in_card(data["url"]).startswith("https://app.example.org/back")
    assert api.get(f"/requests/{data['reference']}/").json["data"]["state"] == "done"
    found = api.get("/subscription/").json["data"]
    assert (found["plan"], found["state"], found["amount"], found["currency"]) == ("studio", "active", 29_00, "USD")
    [invoice] = api.get("/invoices/").json["data"]
    assert (invoice["state"], invoice["total_amount"], invoice["paid_amount"]) == ("paid", 29_00, 29_00)
    assert (site().subscription_plan, findings()) == ("studio", [])


def test_asking_twice_with_one_key_or_with_two_is_asking_once(api):
    first, again, other = (api.ask("checkout", key=key, plan="studio") for key in ("a", "a", "b"))
    assert len({answer.json["data"]["url"] for answer in (first, again, other)}) == 1
    assert api.get("/requests/").json["meta"]["total"] == 1


def test_another_plan_costs_what_was_said_and_holds_when_the_worker_has_asked(api, bank):
    api.subscribe(bank)
    cost = api.get("/cost/?plan=academy&interval=month").json["data"]
    assert abs(cost["amount"] - 70_00) <= 1 and cost["currency"] == "USD"
    made = api.ask("change", plan="academy").json["data"]
    assert made["state"] == "open"
    run_jobs()
    assert api.get(f"/requests/{made['reference']}/").json["data"]["state"] == "done"
    assert (site().subscription_plan, findings()) == ("academy", [])


def test_what_the_card_does_not_pay_is_refused_in_the_request(api, bank):
    api.subscribe(bank)
    spoil_card()
    made = api.ask("change", plan="academy").json["data"]
    run_jobs()
    seen = api.get(f"/requests/{made['reference']}/").json["data"]
    assert (seen["state"], site().subscription_plan) == ("refused", "studio") and "declined" in seen["failure"]


def test_a_plan_is_cancelled_and_kept(api, bank):
    api.subscribe(bank)
    for kind, ends in (("cancel", True), ("resume", False)):
        api.ask(kind)
        run_jobs()
        assert api.get("/subscription/").json["data"]["cancels_at_period_end"] is ends
    assert error_of(api.delete("/subscription/")) == (409, "conflict", None)


def test_an_unpaid_site_pays_with_another_card_or_goes_on_free(api, bank, demo):
    api.subscribe(bank)
    spoil_card()
    pass_time(bank, 31 * 86_400)
    set_site(demo, status="past_due")
    made = api.ask("card").json["data"]
    bank.fill_in_card(made["url"])
    seen = api.get(f"/requests/{made['reference']}/").json["data"]
    assert (seen["state"], seen["failure"], site().status) == ("done", "", "active")
    spoil_card()
    pass_time(bank, 31 * 86_400)
    set_site(demo, status="past_due")
    assert api.delete("/subscription/").status_code == 204
    assert (site().subscription_plan, site().status, findings()) == ("free", "active", [])


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ({"kind": "checkout"}, (422, "invalid", "plan")),
        ({"kind": "checkout", "plan": "free"}, (422, "invalid", "plan")),
        ({"kind": "checkout", "plan": "studio", "interval": "week"}, (422, "invalid", "interval")),
        ({"kind": "checkout", "plan": "studio", "coupon": "x"}, (422, "unknown_field", "coupon")),
        ({"kind": "checkout", "plan": "studio", "return_url": "javascript:x"}, (422, "invalid", "return_url")),
        ({"kind": "gift"}, (422, "invalid", "kind")),
        ({"kind": "change", "plan": "academy"}, (409, "conflict", None)),
        ({"kind": "cancel"}, (409, "conflict", None)),
        ({"kind": "card"}, (409, "conflict", None)),
    ],
)
def test_what_cannot_be_asked_for_is_refused_and_not_written(api, body, answer):
    assert error_of(api.ask(**body)) == answer
    assert api.get("/requests/").json["data"] == []


def test_the_plan_of_another_site_is_not_there(api, bank, new_site, visit):
    mine = api.subscribe(bank)
    atelier = new_site("atelier")
    with tenancy.bind(atelier):
        theirs = Api(visit(atelier), db.session.scalars(User.owners()).one())
    assert theirs.get(f"/requests/{mine['reference']}/").status_code == 404
    assert theirs.get("/subscription/").status_code == 404
    assert theirs.get("/invoices/").json["data"] == []


def test_who_only_teaches_has_no_business_with_the_plan(demo, new_person, visit):
    ines = Api(visit(demo), new_person("ines", "instructor"))
    assert {ines.get(path).status_code for path in ("/subscription/", "/invoices/", "/requests/")} == {403}
    assert ines.ask("checkout", plan="studio").status_code == 403


def test_a_key_whose_request_failed_midway_asks_again(visit, demo, owner, new_bank):
    api = Api(visit(demo), owner)
    with owner_engine().begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO public.plan_prices VALUES ('studio', 'month', 2900, 'USD', 'price_wrong')"
        )
    assert api.ask("checkout", key="a", plan="studio").status_code == 409
    forget_prices()
    again = api.ask("checkout", key="a", plan="studio")
    assert (again.status_code, again.json["data"]["state"]) == (201, "open")
    assert api.ask("checkout", key="a", plan="studio").json == again.json
    assert api.ask("checkout", key="a", plan="academy").status_code == 409
