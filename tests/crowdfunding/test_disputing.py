"""Answering banks: words and a file, sent once, and the letters around it."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from educrowd.blueprints.crowdfunding.refunds.disputing import facts_of, remind_of_disputes
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid
from educrowd.core.payments import Dispute, DisputeEvidence, Payment, gateway, settle_returns, write_evidence
from educrowd.core.payments.evidence import LARGEST, TooLate, send_evidence
from educrowd.core.payments.gateway import GatewayAway, GatewayRefused
from educrowd.core.payments.stripe_gateway import StripeGateway
from tests.jobs import run_jobs

PDF = b"%PDF-1.7 the parcel's way"
WORDS = "The telescope was delivered on March 3rd."


@pytest.fixture
def staff(visitor, owner):
    return visitor.sign_in(owner)


@pytest.fixture
def dispute(new_project, back, ada, end, sandbox):
    """Ada's bank wants her 30 dollars back."""
    garden = new_project("Garden", goal=10_00)
    back(garden, ada, 30_00)
    end(garden)
    payment = db.session.scalars(select(Payment).where(Payment.income_account == garden.funds_account)).one()
    sandbox.act(payment.account, payment.charge_id, "dispute")
    settle_returns(payment.id)
    db.session.commit()
    run_jobs()
    return db.session.scalars(select(Dispute)).one()


@pytest.fixture
def answer(owner):
    def write(dispute, words=WORDS, **file):
        evidence = write_evidence(dispute, words=words, facts=facts_of(dispute), by=owner, **file)
        db.session.commit()
        return evidence

    return write


def seen(dispute):
    """The dispute as the provider knows it."""
    there = gateway()
    assert isinstance(there, StripeGateway)
    return there.client.disputes.retrieve(dispute.gateway_id, {}, {"stripe_account": dispute.payment.account})


def test_the_staff_answers_a_bank_with_words_and_a_file(staff, dispute, ada, mails):
    address = f"/studio/disputes/{dispute.id}/"
    page = staff.get(address).text
    assert "Answer the bank" in page and ada.email in page
    sent = staff.submit(f"{address}evidence", words=WORDS, file=(BytesIO(PDF), "../../parcel.pdf"))
    assert sent.status_code == 303
    assert "on its way to the bank" in staff.get(address).text
    run_jobs()
    db.session.expire_all()
    there = seen(dispute)
    assert (there.evidence.uncategorized_text, there.evidence.customer_email_address) == (WORDS, ada.email)
    assert there.evidence.uncategorized_file
    assert (dispute.state, dispute.has_evidence) == ("under_review", True)
    evidence = DisputeEvidence.of(dispute)
    assert (evidence.state, evidence.file_name, evidence.file_data) == ("sent", "parcel.pdf", None)
    page = staff.get(address).text
    assert "The bank has your evidence" in page and WORDS in page and "Answer the bank" not in page


def test_a_verdict_reaches_everybody_who_may_give_money_back(staff, dispute, answer, owner, mails):
    answer(dispute, words="winning_evidence")
    run_jobs()
    db.session.expire_all()
    assert dispute.state == "won"
    readers = [letter["To"] for letter in mails("A dispute is won")]
    assert owner.email in readers and len(readers) == len(set(readers))
    assert "The bank decided for you" in staff.get(f"/studio/disputes/{dispute.id}/").text


def test_the_staff_hears_when_it_opens_and_once_before_it_is_due(dispute, mails):
    assert len(mails("A payment is disputed")) == 1
    remind_of_disputes()
    run_jobs()
    assert mails("A dispute waits") == []
    dispute.evidence_due_at = utcnow() + timedelta(days=2)
    db.session.commit()
    for _ in range(2):
        remind_of_disputes()
        db.session.commit()
        run_jobs()
    assert len(mails("A dispute waits for your answer")) == 1


def test_nobody_is_reminded_of_what_was_answered(dispute, answer, mails):
    dispute.evidence_due_at = utcnow() + timedelta(days=2)
    answer(dispute)
    run_jobs()
    remind_of_disputes()
    db.session.commit()
    run_jobs()
    assert mails("A dispute waits") == []


@pytest.mark.parametrize("fault", ["lost_reply", "lost_request", "server_error", "rate_limit"])
def test_whatever_gets_lost_the_bank_reads_it_once(dispute, answer, sandbox, fault):
    evidence = answer(dispute, file_name="parcel.pdf", file_data=PDF)
    sandbox.fault(fault, times=2)
    for _ in range(4):
        send_evidence(evidence.id)
        db.session.commit()
    sandbox.behave()
    run_jobs()
    send_evidence(evidence.id)
    db.session.commit()
    assert evidence.state == "sent"
    there = seen(dispute)
    assert (there.evidence_details.submission_count, there.status) == (1, "under_review")


def test_a_try_whose_key_was_forgotten_is_no_second_answer(dispute, answer, monkeypatch):
    evidence = answer(dispute)
    say = gateway().send_evidence

    def say_and_lose_the_answer(*args, **kwargs):
        say(*args, **kwargs)
        raise GatewayAway()

    with monkeypatch.context() as patch:
        patch.setattr(gateway(), "send_evidence", say_and_lose_the_answer)
        send_evidence(evidence.id)
        db.session.commit()
    monkeypatch.setattr(
        gateway(), "send_evidence", lambda *args, **kwargs: say(*args, **kwargs | {"key": "the old one is gone"})
    )
    send_evidence(evidence.id)
    db.session.commit()
    assert (evidence.state, seen(dispute).evidence_details.submission_count) == ("sent", 1)


def test_what_the_provider_refuses_can_be_written_anew(dispute, answer, monkeypatch, mails, owner):
    def refuse(*args, **kwargs):
        raise GatewayRefused("The words are too long.")

    with monkeypatch.context() as patch:
        patch.setattr(gateway(), "send_evidence", refuse)
        first = answer(dispute)
        run_jobs()
    db.session.expire_all()
    assert (first.state, first.failure) == ("refused", "The words are too long.")
    [letter] = mails("Your evidence was not taken")
    assert letter["To"] == owner.email
    second = answer(dispute, words="Shorter.")
    run_jobs()
    db.session.expire_all()
    assert (second.state, DisputeEvidence.of(dispute)) == ("sent", second)


def test_a_bank_hears_us_once(dispute, answer):
    answer(dispute)
    with pytest.raises(TooLate):
        answer(dispute, words="One more thing.")
    run_jobs()
    db.session.expire_all()
    with pytest.raises(TooLate):
        answer(dispute, words="One more thing.")


def test_what_was_written_stands(dispute, answer):
    evidence = answer(dispute)
    for change in ("words = 'else'", "file_name = 'x'", "dispute_id = dispute_id + 1"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(f"UPDATE public.dispute_evidence SET {change} WHERE id = {evidence.id}"))
        db.session.rollback()


@pytest.mark.parametrize("data", [b"GIF89a", b"PK\x03\x04", PDF + b"x" * LARGEST])
def test_files_that_no_bank_reads_are_refused(dispute, answer, staff, data):
    with pytest.raises(Invalid):
        answer(dispute, file_name="parcel.pdf", file_data=data)
    db.session.rollback()
    address = f"/studio/disputes/{dispute.id}/evidence"
    assert staff.submit(address, words=WORDS, file=(BytesIO(data), "parcel.pdf")).status_code == 422
    assert DisputeEvidence.of(dispute) is None


def test_an_answer_needs_words_and_the_right(staff, dispute, visit, demo, nell):
    address = f"/studio/disputes/{dispute.id}/evidence"
    assert staff.submit(address, words="").status_code == 422
    assert visit(demo).sign_in(nell).submit(address, words=WORDS).status_code == 403


def test_evidence_through_the_api(dispute, client, owner, nell):
    call, address = client(owner), f"/disputes/{dispute.id}/evidence/"
    assert call("GET", address).status_code == 404
    file = {"name": "parcel.pdf", "content": b64encode(PDF).decode()}
    for wrong in (
        {"words": ""},
        {"file": {"name": "a", "content": "no base64!"}},
        {"file": {"name": "a.pdf", "content": "QUJD"}},
    ):
        assert call("POST", address, {"words": WORDS, "file": file} | wrong).status_code == 422
    made = call("POST", address, {"words": WORDS, "file": file})
    assert (made.status_code, made.json["data"]["state"], made.json["data"]["file_name"]) == (
        201,
        "waiting",
        "parcel.pdf",
    )
    run_jobs()
    assert call("GET", address).json["data"]["state"] == "sent"
    assert call("POST", address, {"words": WORDS}).status_code == 409
    assert client(nell)("POST", address, {"words": WORDS}).status_code == 403
    assert client(nell)("GET", address).status_code == 403
