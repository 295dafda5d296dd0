"""Disputes: opened by the bank, answered with evidence, won or lost."""

from sandbox import clock, currencies, funds, later, objects, saved_cards
from sandbox.errors import InvalidRequest
from sandbox.events import emit
from sandbox.settings import settings

REASONS = ("fraudulent", "product_not_received", "inquiry")
EVIDENCE_DAYS = 9
VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}
# Evidence that is the id of an uploaded file.
FILES = {
    "cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation", "receipt",
    "refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file",
}  # fmt: skip


def open_later(charge_id: str) -> None:
    """Let the bank open a dispute shortly after the charge."""
    later.schedule(open_dispute, charge_id, settings.later_seconds)


@later.task
def open_dispute(charge_id: str) -> None:
    """The bank opens the dispute that the charge's test card stands for."""
    charge = objects.find("charge", charge_id)
    method = objects.find("payment_method", charge["payment_method"])
    then = saved_cards.card_of(method).then
    open_on(charge, reason=then if then in REASONS else "fraudulent")


def open_on(charge: objects.Object, reason: str = "fraudulent") -> objects.Object:
    """Dispute a charge; unless it is only an inquiry, its money and a fee are withdrawn."""
    if charge["disputed"] or not charge["captured"] or charge["amount_refunded"] == charge["amount"]:
        raise InvalidRequest(f"Charge {charge['id']} cannot be disputed (again).", "charge_disputed")
    inquiry = reason == "inquiry"
    dispute = objects.shape(
        "dispute",
        id=objects.new_id("du"),
        amount=charge["amount_captured"] - charge["amount_refunded"],
        charge=charge["id"],
        currency=charge["currency"],
        evidence_details=_evidence_details(),
        is_charge_refundable=inquiry,
        payment_intent=charge["payment_intent"],
        payment_method_details=_card_details(charge, inquiry),
        reason="general" if inquiry else reason,
        status="warning_needs_response" if inquiry else "needs_response",
    )
    if not inquiry:
        fee = funds.fee("stripe_fee", currencies.dispute_fee(charge["currency"]), charge["currency"], "Dispute fee")
        _move(dispute, -dispute["amount"], "dispute", [fee])
    objects.insert(dispute)
    objects.save(charge, disputed=True)
    emit("charge.dispute.created", dispute)
    if not inquiry:
        emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def require_open(dispute: objects.Object) -> None:
    """Evidence is heard once, and not after the bank has decided."""
    if dispute["status"] not in ("needs_response", "warning_needs_response"):
        raise InvalidRequest("This dispute takes no more evidence.", "dispute_already_submitted")


def submit(dispute: objects.Object) -> None:
    """Send the evidence; `winning_evidence` and `losing_evidence` in `uncategorized_text` decide at once."""
    verdict = VERDICTS.get(dispute["evidence"]["uncategorized_text"])
    warning = dispute["status"].startswith("warning")
    dispute["evidence_details"]["submission_count"] += 1
    dispute["evidence_details"]["submission_method"] = "manual"
    objects.save(dispute, status="warning_under_review" if warning else "under_review")
    if verdict:
        close(dispute, "warning_closed" if warning else verdict)


def close(dispute: objects.Object, status: str) -> None:
    """Close a dispute as won, lost or (an inquiry) closed; a won one gives the money back, not the fee."""
    if dispute["status"] in ("won", "lost", "warning_closed"):
        raise InvalidRequest("This dispute is already closed.", "dispute_already_closed")
    if status == "won":
        _move(dispute, dispute["amount"], "dispute_reversal", [])
    objects.save(dispute, status=status)
    emit("charge.dispute.closed", dispute)
    if status == "won":
        emit("charge.dispute.funds_reinstated", dispute)


def _move(dispute: objects.Object, amount: int, category: str, fees: list[dict]) -> None:
    verb = "reversal" if amount > 0 else "withdrawal"
    entry = funds.move(
        "adjustment",
        amount,
        dispute,
        fees=fees,
        at_once=True,
        reporting_category=category,
        description=f"Chargeback {verb} for {dispute['charge']}",
    )
    dispute["balance_transactions"].append(entry)


def _evidence_details() -> dict:
    return {
        "due_by": clock.now() + EVIDENCE_DAYS * clock.DAY,
        "enhanced_eligibility": {},
        "has_evidence": False,
        "past_due": False,
        "submission_count": 0,
        "submission_method": "not_submitted",
    }


def _card_details(charge: dict, inquiry: bool) -> dict:
    card = charge["payment_method_details"]["card"]
    case = "inquiry" if inquiry else "chargeback"
    return {
        "card": {
            "brand": card["brand"],
            "case_type": case,
            "network": card["brand"],
            "network_reason_code": "10.4",
        },
        "type": "card",
    }
