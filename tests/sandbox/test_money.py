"""Refunds, disputes, payouts and transfers move the balance by the documented sums."""

import pytest
import stripe


def retrieve(shop, resource, id, **params):
    return getattr(shop.v1, resource).retrieve(id, params, shop.options())


def entries(shop):
    """The types and nets of the account's balance transactions, oldest first."""
    listed = shop.v1.balance_transactions.list({"limit": 100}, shop.options()).data
    return [(entry.type, entry.net) for entry in reversed(listed)]


def act(controls, shop, id, action):
    answer = controls("POST", f"objects/{shop.id}/{id}", {"action": action})
    assert answer.status_code == 200, answer.text


def test_a_refund_returns_its_share_of_the_application_fee(shop):
    intent = shop.pay(amount=100_00, application_fee_amount=5_00)
    shop.refund(intent, amount=40_00, refund_application_fee=True)
    assert entries(shop) == [("charge", 100_00 - 3_20 - 5_00), ("refund", -40_00 + 2_00)]
    charge = retrieve(shop, "charges", intent.latest_charge, expand=["refunds"])
    assert (charge.amount_refunded, charge.refunded, len(charge.refunds.data)) == (40_00, False, 1)


def test_the_last_refund_returns_the_rest_of_the_application_fee(shop, platform):
    intent = shop.pay(amount=10_01, application_fee_amount=1_01)
    for amount in (3_33, 3_33, 3_35):
        shop.refund(intent, amount=amount, refund_application_fee=True)
    charge = retrieve(shop, "charges", intent.latest_charge)
    fee = platform.v1.application_fees.retrieve(charge.application_fee)
    assert (charge.refunded, fee.refunded, fee.amount_refunded) == (True, True, 1_01)


def test_nothing_is_refunded_beyond_what_was_paid(shop):
    intent = shop.pay(amount=5_00)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
        shop.refund(intent, amount=8_00)
    shop.refund(intent)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.refund(intent)
    assert refusal.value.code == "charge_already_refunded"


def test_a_refund_that_fails_later_returns_the_money(shop, listener):
    intent = shop.pay("pm_card_refundFail")
    refund = shop.refund(intent)
    assert refund.status == "succeeded"
    (event,) = listener.wait_for("refund.failed", refund.id)
    assert event.data.object.failure_reason == "expired_or_canceled_card"
    assert entries(shop)[1:] == [("refund", -50_00), ("refund_failure", 50_00)]
    assert retrieve(shop, "charges", intent.latest_charge).amount_refunded == 0


def test_a_pending_refund_succeeds_later(shop, listener):
    refund = shop.refund(shop.pay("pm_card_pendingRefund"))
    assert (refund.status, refund.pending_reason) == ("pending", "processing")
    (event,) = listener.wait_for("refund.updated", refund.id)
    assert event.data.object.status == "succeeded"


def disputed(shop, listener, card="pm_card_createDispute"):
    charge = shop.pay(card).latest_charge
    for _ in range(500):
        found = shop.v1.disputes.list({"charge": charge}, shop.options()).data
        if found:
            return found[0]
    raise AssertionError("no dispute came")


def test_a_dispute_withdraws_the_money_and_a_fee(shop, listener):
    dispute = disputed(shop, listener)
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 50_00)
    assert listener.wait_for("charge.dispute.funds_withdrawn", dispute.id)
    assert entries(shop)[1:] == [("adjustment", -50_00 - 15_00)]


def test_a_dispute_won_gives_the_money_back_but_not_the_fee(shop, listener):
    dispute = disputed(shop, listener)
    evidence = {"evidence": {"uncategorized_text": "winning_evidence"}}
    won = shop.v1.disputes.update(dispute.id, evidence, shop.options())
    assert (won.status, won.evidence_details.has_evidence) == ("won", True)
    assert listener.wait_for("charge.dispute.funds_reinstated", dispute.id)
    assert entries(shop)[1:] == [("adjustment", -65_00), ("adjustment", 50_00)]


def test_a_dispute_lost_stays_lost(shop, listener):
    dispute = disputed(shop, listener)
    assert shop.v1.disputes.close(dispute.id, {}, shop.options()).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="already closed"):
        shop.v1.disputes.close(dispute.id, {}, shop.options())


def test_a_disputed_charge_is_not_refunded(shop, listener):
    dispute = disputed(shop, listener)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.refunds.create({"charge": dispute.charge}, shop.options())
    assert refusal.value.code == "charge_disputed"


def test_an_inquiry_moves_no_money(shop, listener):
    dispute = disputed(shop, listener, "pm_card_createDisputeInquiry")
    assert dispute.status == "warning_needs_response"
    assert [kind for kind, _ in entries(shop)] == ["charge"]


def test_a_developer_disputes_any_charge(shop, controls):
    charge = shop.pay().latest_charge
    act(controls, shop, charge, "dispute")
    assert retrieve(shop, "charges", charge).disputed


def test_a_payout_is_paid(shop, listener):
    shop.pay(amount=100_00)
    payout = shop.v1.payouts.create({"amount": 90_00, "currency": "usd"}, shop.options())
    assert (payout.status, payout.automatic) == ("pending", False)
    (event,) = listener.wait_for("payout.paid", payout.id)
    assert event.data.object.status == "paid"
    assert shop.available() == 100_00 - 3_20 - 90_00


def test_a_payout_beyond_the_balance_is_refused(shop):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.payouts.create({"amount": 1, "currency": "usd"}, shop.options())
    assert refusal.value.code == "balance_insufficient"


def test_a_payout_to_a_closed_bank_account_comes_back(shop, listener):
    shop.v1.accounts.update(shop.id, {"external_account": "btok_us_accountClosed"})
    shop.pay(amount=100_00)
    payout = shop.v1.payouts.create({"amount": 90_00, "currency": "usd"}, shop.options())
    (event,) = listener.wait_for("payout.failed", payout.id)
    assert event.data.object.failure_code == "account_closed"
    assert shop.available() == 100_00 - 3_20


def test_a_transfer_reaches_the_connected_account_and_can_be_reversed(shop, platform):
    funded = {"amount": 100_00, "currency": "usd", "payment_method_types": ["card"], "payment_method": "pm_card_visa"}
    platform.v1.payment_intents.create(funded | {"confirm": True})
    transfer = platform.v1.transfers.create({"amount": 30_00, "currency": "usd", "destination": shop.id})
    assert shop.available() == 30_00
    platform.v1.transfers.reversals.create(transfer.id, {"amount": 10_00})
    assert shop.available() == 20_00
    assert platform.v1.transfers.retrieve(transfer.id).amount_reversed == 10_00


def test_an_authorization_is_captured_in_part_and_the_rest_released(shop):
    held = shop.pay(amount=50_00, capture_method="manual")
    assert (held.status, held.amount_capturable, shop.available()) == ("requires_capture", 50_00, 0)
    taken = shop.v1.payment_intents.capture(held.id, {"amount_to_capture": 20_00}, shop.options())
    assert (taken.status, taken.amount_received) == ("succeeded", 20_00)
    assert shop.available() == 20_00 - 88


def test_a_canceled_intent_cannot_be_confirmed(shop):
    intent = shop.intent(payment_method="pm_card_visa")
    shop.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "abandoned"}, shop.options())
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.v1.payment_intents.confirm(intent.id, {}, shop.options())
    assert refusal.value.code == "payment_intent_unexpected_state"


@pytest.mark.parametrize(
    ("currency", "amount", "fee"),
    [("usd", 50_00, 1_75), ("eur", 10_00, 59), ("jpy", 5000, 175), ("kwd", 5_000, 450), ("isk", 50000, 1500)],
)
def test_the_processing_fee_fits_the_currency(shop, currency, amount, fee):
    intent = shop.pay(amount=amount, currency=currency, expand=["latest_charge.balance_transaction"])
    assert intent.latest_charge.balance_transaction.fee == fee


@pytest.mark.parametrize(
    ("currency", "amount", "code"),
    [
        ("usd", 49, "amount_too_small"),
        ("usd", 0, "parameter_invalid_integer"),
        ("usd", -5, "parameter_invalid_integer"),
        ("usd", "0.5", "parameter_invalid_integer"),
        ("usd", 10**9, "amount_too_large"),
        ("kwd", 1001, "parameter_invalid_integer"),
        ("isk", 1050, "parameter_invalid_integer"),
        ("zzz", 500, "parameter_invalid"),
    ],
)
def test_an_amount_that_the_currency_does_not_take_is_refused(shop, currency, amount, code):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.intent(amount, currency)
    assert refusal.value.code == code


PDF = b"%PDF-1.7 a receipt"


def test_evidence_may_come_with_a_file_and_is_heard_once(shop, listener):
    dispute, file = disputed(shop, listener), shop.upload_evidence(PDF)
    assert (file.type, file.size, file.filename) == ("pdf", len(PDF), "receipt.pdf")
    words = {"uncategorized_text": "We sent it.", "uncategorized_file": file.id}
    answered = shop.v1.disputes.update(dispute.id, {"evidence": words, "submit": True}, shop.options())
    assert (answered.status, answered.evidence_details.submission_count) == ("under_review", 1)
    with pytest.raises(stripe.InvalidRequestError, match="no more evidence"):
        shop.v1.disputes.update(dispute.id, {"evidence": words, "submit": True}, shop.options())


def test_a_bank_reads_no_other_files(shop, listener):
    for wrong in (b"GIF89a", b"%PDF-" + b"x" * (5 * 1024 * 1024)):
        with pytest.raises(stripe.InvalidRequestError):
            shop.upload_evidence(wrong)
    dispute = disputed(shop, listener)
    with pytest.raises(stripe.InvalidRequestError, match="No such file"):
        shop.v1.disputes.update(dispute.id, {"evidence": {"receipt": "file_unknown"}}, shop.options())


def test_a_file_sent_twice_with_one_key_is_one_file(shop):
    assert shop.upload_evidence(PDF, idempotency_key="once").id == shop.upload_evidence(PDF, idempotency_key="once").id
    with pytest.raises(stripe.IdempotencyError):
        shop.upload_evidence(PDF + b" of another day", idempotency_key="once")
