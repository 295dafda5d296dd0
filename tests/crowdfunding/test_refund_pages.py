import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from educrowd.blueprints.crowdfunding.models import RefundRequest, refund_request
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.refunds.asking_back import approve, ask_back, remind_of_requests
from educrowd.core.db import db, utcnow
from educrowd.core.payments import Dispute, Payment, Refund, owe_refund, refund_payment, settle_returns
from tests.browser.test_studio import examine, log_in
from tests.conftest import PASSWORD
from tests.jobs import run_jobs

API = "/api/v1/crowdfunding"


@pytest.fixture
def paid(new_project, back, ada, end):
    telescope = new_project(goal=10_00)
    pledge = back(telescope, ada, 50_00, reward=telescope.rewards[0])
    end(telescope)
    return pledge


@pytest.fixture
def staff(visitor, owner):
    return visitor.sign_in(owner)


@pytest.fixture
def letters_to(visit, demo):
    """The subjects of what a person was written."""

    def subjects(person):
        return [one["subject"] for one in visit(demo).get("/_dev/mail.json").json if person.email in one["to"]]

    return subjects


def test_what_has_to_go_back_waits_in_the_studio_until_it_has(staff, paid):
    owe_refund(paid.payment, because="the reward sold out")
    db.session.commit()
    assert 'href="/studio/refunds/"' in staff.get("/studio/").text.partition("Payments to give back")[0][-900:]
    run_jobs()
    assert "Payments to give back" not in staff.get("/studio/").text


def test_staff_see_exactly_what_follows_and_refund_once(staff, paid, ada):
    address = f"/studio/payments/{paid.payment_id}/refunds/"
    assert "At most $50.00" in staff.get(address).text
    page = staff.get(f"{address}confirmation?amount=20&reason=requested&note=")
    fee = paid.payment.application_fee * 20 // 50
    for figure in ("$20.00", f"${fee / 100:.2f}", f"${(20_00 - fee) / 100:.2f}", "The pledge stays, with $30.00"):
        assert figure in page.text
    confirmed = {"amount": "20.00", "reason": "requested", "note": "", "token": "one"}
    for _ in range(2):
        assert staff.submit(address, **confirmed).status_code == 303
    run_jobs()
    [refund] = db.session.scalars(select(Refund)).all()
    assert (refund.state, refund.amount, refund.fee_returned, paid.refunded_amount) == ("succeeded", 20_00, fee, 20_00)
    assert "Given back" in staff.get("/studio/refunds/").text


@pytest.mark.parametrize("amount", ["0", "-1", "50.01", "NaN", "1e3", "", "9" * 30])
def test_more_than_is_left_or_nonsense_is_refused_before_the_confirmation(staff, paid, amount):
    address = f"/studio/payments/{paid.payment_id}/refunds/"
    assert staff.get(f"{address}confirmation?amount={amount}&reason=other").status_code == 422
    assert staff.submit(address, amount=amount, reason="other", note="", token="t").status_code == 422
    assert db.session.scalars(select(Refund)).all() == []


def test_refunds_are_a_csv_that_no_formula_gets_into(staff, paid):
    note = "=1+1"
    staff.submit(
        f"/studio/payments/{paid.payment_id}/refunds/", amount="5", reason="other", note=note, token=uuid4().hex
    )
    run_jobs()
    [row] = csv.DictReader(io.StringIO(staff.get("/studio/refunds.csv").text))
    assert (row["amount"], row["currency"], row["state"], row["note"]) == ("500", "USD", "succeeded", "'=1+1")


def test_creators_may_not_give_money_back(visitor, nell, paid):
    creator = visitor.sign_in(nell)
    for path in ("/studio/refunds/", f"/studio/payments/{paid.payment_id}/refunds/", "/studio/disputes/"):
        assert creator.get(path).status_code == 403


def test_a_dispute_is_shown_with_its_day_and_told_to_the_staff(staff, owner, paid, sandbox, letters_to):
    sandbox.act(paid.payment.account, paid.payment.charge_id, "dispute")
    settle_returns(paid.payment_id)
    run_jobs()
    page = staff.get("/studio/disputes/")
    assert "Needs evidence" in page.text and "$15.00" in page.text
    shown = staff.get(re.findall(r'href="(/studio/disputes/\d+/)"', page.text)[0])
    assert "Send your evidence by" in shown.text
    assert "A payment is disputed: Telescope" in letters_to(owner)
    assert "Disputes that wait for evidence" in staff.get("/studio/").text


def test_the_letters_of_a_refund_that_fails(paid, owner, ada, sandbox, staff, letters_to):
    staff.submit(f"/studio/payments/{paid.payment_id}/refunds/", amount="50", reason="other", note="", token="x")
    run_jobs()
    assert "Your refund: Telescope" in letters_to(ada)
    [refund] = db.session.scalars(select(Refund)).all()
    sandbox.act(paid.payment.account, refund.gateway_id, "fail")
    settle_returns(paid.payment_id)
    run_jobs()
    assert "Your refund did not arrive: Telescope" in letters_to(ada)
    assert "A refund failed: Telescope" in letters_to(owner)


@pytest.fixture
def asked(paid, visitor, owner):
    """ada has asked for her money by the link of her pledge."""
    address = links.page_of(paid.public_id).removeprefix(visitor.origin)
    page = visitor.get(address.replace("?", "/refund-request?"))
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]
    fields = {"csrf_token": token, "reason": "I moved to the mountains."}
    assert visitor.post(address.replace("?", "/refund-request?"), data=fields).status_code == 303
    run_jobs()
    assert "You asked for your money back" in visitor.get(address).text
    return db.session.scalars(select(RefundRequest)).one()


def test_a_backer_asks_and_both_sides_are_told_by_when(asked, ada, owner, letters_to):
    assert timedelta(days=13) < asked.due_at - utcnow() <= timedelta(days=14)
    assert "You asked for a refund: Telescope" in letters_to(ada)
    assert "Refund requested: Telescope" in letters_to(owner)


def test_what_is_answered_at_once_is_not_asked_by_letter(paid, ada, owner, letters_to):
    # Their amount would be what is left afterwards: nothing.
    approve(ask_back(paid, reason="I moved."), by=owner)
    db.session.commit()
    run_jobs()
    told = (*letters_to(ada), *letters_to(owner))
    assert "Your refund request: Telescope" in told and "Your refund: Telescope" in told
    assert not [subject for subject in told if subject.startswith(("You asked for", "Refund requested"))]


def test_an_approved_request_gives_the_money_back(asked, paid, ada, visit, demo, owner, letters_to):
    staff = visit(demo).sign_in(owner)
    assert "I moved to the mountains." in staff.get(f"/studio/refund-requests/{asked.id}/").text
    answer = staff.submit(f"/studio/refund-requests/{asked.id}/approval", amount="50", answer="Good luck!")
    assert answer.status_code == 303
    run_jobs()
    assert (asked.state, asked.refund.state, paid.state) == ("approved", "succeeded", "refunded")
    assert "Your refund request: Telescope" in letters_to(ada)
    again = staff.submit(f"/studio/refund-requests/{asked.id}/refusal", refusal="No.")
    assert again.status_code == 422 and "approved already" in again.text


def test_a_declined_request_says_why_and_can_be_asked_again(asked, paid, visitor, visit, demo, owner):
    staff = visit(demo).sign_in(owner)
    assert staff.submit(f"/studio/refund-requests/{asked.id}/refusal", refusal="").status_code == 422
    assert staff.submit(f"/studio/refund-requests/{asked.id}/refusal", refusal="It ships soon.").status_code == 303
    run_jobs()
    page = visitor.get(links.page_of(paid.public_id).removeprefix(visitor.origin))
    assert "It ships soon." in page.text and "Ask for your money back" in page.text
    assert (asked.state, paid.state) == ("declined", "collected")


def test_staff_are_reminded_once_when_the_day_is_near(paid, owner, monkeypatch, letters_to):
    ask_back(paid, reason="Please.")
    run_jobs()
    for days, count in ((5, 0), (11, 1), (12, 1)):
        monkeypatch.setattr(refund_request, "utcnow", lambda days=days: utcnow() + timedelta(days=days))
        remind_of_requests()
        run_jobs()
        assert letters_to(owner).count("A refund request waits for you: Telescope") == count


def test_only_a_paid_pledge_can_ask_and_only_with_its_key(visitor, telescope, back, ada, paid):
    fresh = back(telescope, ada, 20_00)
    address = links.page_of(fresh.public_id, "refund-request").removeprefix(visitor.origin)
    assert visitor.get(address).status_code == 303
    assert visitor.get(f"/pledges/{paid.public_id}/refund-request?key=guess").status_code == 404


@pytest.fixture
def api(visit, demo):
    def speak(person):
        browser = visit(demo)
        body = {"email": person.email, "password": PASSWORD}
        token = browser.post("/api/v1/auth/login/", json=body).json["data"]["access_token"]

        def call(method, path, body=None, **extra):
            headers = {"Authorization": f"Bearer {token}"} | extra
            return browser.open(f"{API}{path}", method=method, json=body, headers=headers)

        return call

    return speak


def test_the_api_refunds_once_for_a_key(api, owner, nell, paid):
    call, key = api(owner), {"Idempotency-Key": uuid4().hex}
    assert call("POST", f"/pledges/{paid.id}/refunds/", {"amount": 5_00}).status_code == 422
    made = [call("POST", f"/pledges/{paid.id}/refunds/", {"amount": 5_00}, **key) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    run_jobs()
    [listed] = call("GET", f"/refunds/?state=succeeded&payment_id={paid.payment_id}").json["data"]
    assert (listed["id"], listed["amount"], listed["currency"]) == (made[0].json["data"]["id"], 5_00, "USD")
    assert call("GET", f"/refunds/{listed['id']}/").json["data"] == listed
    assert api(nell)("GET", "/refunds/").status_code == 403


@pytest.mark.parametrize("amount", [-1, 0, 0.001, True, 2**63, "5", 50_01])
def test_the_api_refuses_hostile_amounts(api, owner, paid, amount):
    answer = api(owner)("POST", f"/pledges/{paid.id}/refunds/", {"amount": amount}, **{"Idempotency-Key": uuid4().hex})
    assert answer.status_code == 422


def test_a_backer_asks_through_the_api(api, owner, ada, paid, new_person):
    asked = api(ada)("POST", f"/pledges/{paid.id}/refund-requests/", {"reason": "Please."})
    assert asked.status_code == 201 and asked.json["data"]["state"] == "open"
    path = f"/refund-requests/{asked.json['data']['id']}/"
    assert api(ada)("GET", path).status_code == 200
    assert api(new_person("bob", "student"))("GET", path).status_code == 404
    assert api(owner)("POST", f"{path}answer/", {"approve": False}).status_code == 422
    answered = api(owner)("POST", f"{path}answer/", {"approve": True}).json["data"]
    assert answered["state"] == "approved"
    run_jobs()
    assert paid.state == "refunded"


def test_disputes_are_listed_by_the_api(api, owner, paid, sandbox):
    sandbox.act(paid.payment.account, paid.payment.charge_id, "dispute")
    settle_returns(paid.payment_id)
    db.session.commit()
    [listed] = api(owner)("GET", "/disputes/").json["data"]
    assert (listed["state"], listed["held_amount"], listed["fee_amount"]) == ("needs_response", 50_00, 15_00)
    assert api(owner)("GET", f"/disputes/{listed['id']}/").json["data"] == listed


@pytest.fixture
def disputed(new_project, back, ada, end, sandbox):
    """The id of a dispute that waits for evidence."""
    garden = new_project("Garden", goal=10_00)
    back(garden, ada, 30_00)
    end(garden)
    payment = db.session.scalars(select(Payment).where(Payment.income_account == garden.funds_account)).one()
    sandbox.act(payment.account, payment.charge_id, "dispute")
    settle_returns(payment.id)
    run_jobs()
    return db.session.scalars(select(Dispute.id)).one()


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_are_accessible_and_fit(page, live, demo, owner, paid, disputed, width, scheme):
    refund_payment(paid.payment, 20_00, reason="requested", key=uuid4().hex, ordered_by=owner)
    run_jobs()
    asked = ask_back(paid, reason="I moved to the mountains, and the sky is dark enough there.")
    db.session.commit()
    log_in(page, live, demo, owner)
    payment = f"/studio/payments/{paid.payment_id}/refunds/"
    project = f"/studio/projects/{paid.project_id}/"
    for path in (
        *("/studio/refunds/", "/studio/refund-requests/", "/studio/disputes/", f"/studio/disputes/{disputed}/"),
        *(payment, f"{payment}confirmation?amount=10&reason=requested", f"/studio/refund-requests/{asked.id}/"),
        *(f"{project}refunds", f"{project}backers", links.page_of(paid.public_id).removeprefix(demo.origin)),
    ):
        examine(page, live.url(demo, path), width, scheme)
