"""A member asks a month back: pages, letters and API speak of that month, whatever the present one costs."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.memberships.planning import plan_change
from educrowd.blueprints.crowdfunding.memberships.renewing import renew
from educrowd.blueprints.crowdfunding.models import RefundRequest
from educrowd.blueprints.crowdfunding.pledging import links
from educrowd.blueprints.crowdfunding.refunds.asking_back import approve, ask_back, decline
from educrowd.core.db import db
from educrowd.core.pages import find
from educrowd.core.payments import refund_payment
from tests.conftest import PASSWORD
from tests.crowdfunding.test_changing_memberships import wants
from tests.crowdfunding.test_recurring import renewed
from tests.jobs import run_jobs
from tests.queries import statements

FIRST, NOW = "$20.00", "$45.00"


@pytest.fixture
def asked(member, month_passes, owner):
    """ada asked for her first month, of $20, and pays $45 since."""
    request = ask_back(member, reason="I was away that month.")
    db.session.commit()
    run_jobs()
    plan_change(member, wants(member, amount=45_00))
    db.session.commit()
    month_passes(member)
    renew(member.id)
    db.session.commit()
    renewed()
    assert member.money.minor == 45_00
    return request


@pytest.fixture
def said(visitor, ada, owner):
    """`said("Your refund:")` is the text of the one letter to ada or the staff whose subject begins so."""

    def read(subject: str) -> str:
        mail = visitor.get("/_dev/mail.json").json
        ours = [one for one in mail if {ada.email, owner.email} & {*one["to"].replace(",", " ").split()}]
        [text] = [one["text"] for one in ours if one["subject"].startswith(subject)]
        return " ".join(text.split())

    return read


def test_the_staff_see_the_month_that_was_asked_for(asked, member, visit, demo, owner):
    staff = visit(demo).sign_in(owner)
    for path in ("/studio/refund-requests/", f"/studio/refund-requests/{asked.id}/"):
        shown = staff.get(path).text
        assert FIRST in shown and NOW not in shown and "month from" in shown, path
    refunds = f"/studio/payments/{asked.payment_id}/refunds/"
    for path in (refunds, f"{refunds}confirmation?amount=5&reason=requested"):
        shown = staff.get(path).text
        assert FIRST in shown and NOW not in shown and "month from" in shown, path


def test_the_member_sees_which_month_is_asked_for(asked, member, visitor):
    shown = visitor.get(links.page_of(member.public_id).removeprefix(visitor.origin)).text
    shown = shown.partition("answers by")[2].partition("</p>")[0]
    assert FIRST in shown and "the month from" in shown


def test_letters_speak_of_that_month(asked, member, owner, ada, said):
    approve(asked, by=owner, amount=12_00)
    db.session.commit()
    run_jobs()
    for subject in ("You asked for a refund", "Refund requested", "Your refund request", "Your refund:"):
        assert "the month from" in said(subject) and NOW not in said(subject), subject
    assert "$12.00 of your $20.00" in said("Your refund:")


def test_the_money_of_that_month_goes_back_and_no_more(asked, member, owner):
    approve(asked, by=owner)
    db.session.commit()
    run_jobs()
    assert (asked.refund.amount, asked.payment.state) == (20_00, "refunded")


def test_a_request_that_was_declined_may_be_followed_by_one_for_another_month(asked, member, owner):
    decline(asked, by=owner, answer="You were there.")
    db.session.commit()
    again = ask_back(member, reason="And this one?")
    db.session.commit()
    assert (asked.left.minor, again.left.minor, again.month.number) == (20_00, 45_00, 2)


def test_the_api_says_what_is_asked_for(asked, visit, demo, owner):
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    answer = browser.get(f"/api/v1/crowdfunding/refund-requests/{asked.id}/", headers=headers)
    found = answer.json["data"]
    assert (found["paid_amount"], found["left_amount"], found["currency"]) == (20_00, 20_00, "USD")
    assert found["payment_id"] == asked.payment_id and found["month_from"]


def test_a_refund_ordered_by_the_staff_names_its_month_too(asked, member, owner, said):
    refund_payment(member.payment, 5_00, reason="other", key=uuid4().hex, ordered_by=owner)
    run_jobs()
    assert "$5.00 of your $45.00 for the month from" in said("Your refund:")


def test_what_a_request_asks_for_never_changes(asked, member):
    with pytest.raises(DBAPIError, match="is frozen"):
        db.session.execute(text("UPDATE public.refund_requests SET payment_id = :other"), {"other": member.payment_id})
    db.session.rollback()


def test_a_list_of_requests_costs_no_more_with_every_month(asked, visit, demo, owner):
    staff = visit(demo).sign_in(owner)
    staff.get("/studio/refund-requests/")
    with statements() as asked_for:
        staff.get("/studio/refund-requests/")
    about = [each for each in asked_for if "pledge_months" in each or "FROM public.payments" in each]
    assert len(about) == 1
    assert find(RefundRequest, id=asked.id).month.number == 1
