"""Stripe's published test cards: numbers, `pm_card_*` names and how each behaves."""

import hashlib
from dataclasses import dataclass

from sandbox.errors import CardError

OK = ""
MESSAGES = {
    "card_declined": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "incorrect_number": "Your card number is incorrect.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}
CODES_OF_THEIR_OWN = ("expired_card", "incorrect_cvc", "processing_error", "incorrect_number")
DO_NOT_TRY_AGAIN = ("lost_card", "stolen_card", "fraudulent", "expired_card", "incorrect_number")


@dataclass(frozen=True)
class Card:
    """One test card.

    `declines` is the decline code of charges; `attaches` says whether it can be saved in spite of that.
    `asks` says when 3-D Secure is required: never, "unless_set_up", "on_session" or "always".
    `then` is what happens after a charge: a dispute's reason, or how its refunds end.
    """

    number: str
    names: str
    brand: str = "visa"
    funding: str = "credit"
    country: str = "US"
    declines: str = OK
    attaches: bool = False
    asks: str = ""
    then: str = ""
    cvc_check: str = "pass"
    risk: str = "normal"

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def fingerprint(self) -> str:
        """The same for the same number."""
        return hashlib.sha256(self.number.encode()).hexdigest()[:16]

    @property
    def can_be_saved(self) -> bool:
        """Whether setting the card up succeeds."""
        return not self.declines or self.attaches

    def asks_on_setup(self) -> bool:
        """Whether saving the card takes 3-D Secure."""
        return self.asks in ("unless_set_up", "always")

    def asks_on_charge(self, *, off_session: bool, set_up: bool) -> bool:
        """Whether this charge takes 3-D Secure."""
        if self.asks == "unless_set_up":
            return not (off_session and set_up)
        return self.asks == "always" or (self.asks == "on_session" and not off_session)


def declined(decline_code: str, **details) -> CardError:
    """Stripe's 402 for a decline code."""
    if decline_code in CODES_OF_THEIR_OWN or decline_code == "authentication_required":
        code, message = decline_code, MESSAGES[decline_code]
    else:
        code, message = "card_declined", MESSAGES.get(decline_code, MESSAGES["card_declined"])
    param = {"incorrect_number": "number", "incorrect_cvc": "cvc", "expired_card": "exp_month"}.get(decline_code)
    advice = "do_not_try_again" if decline_code in DO_NOT_TRY_AGAIN else "try_again_later"
    if code != "processing_error":
        details["decline_code"] = decline_code
    return CardError(message, code, param, advice_code=advice, **details)


TABLE = (
    # They succeed.
    Card("4242424242424242", "pm_card_visa pm_card_us"),
    Card("4000056655665556", "pm_card_visa_debit", funding="debit"),
    Card("5555555555554444", "pm_card_mastercard", "mastercard"),
    Card("2223003122003222", "", "mastercard"),
    Card("5200828282828210", "pm_card_mastercard_debit", "mastercard", "debit"),
    Card("5105105105105100", "pm_card_mastercard_prepaid", "mastercard", "prepaid"),
    Card("378282246310005", "pm_card_amex", "amex"),
    Card("371449635398431", "", "amex"),
    Card("6011111111111117", "pm_card_discover", "discover"),
    Card("6011000990139424", "", "discover"),
    Card("3056930009020004", "pm_card_diners", "diners"),
    Card("36227206271667", "", "diners"),
    Card("3566002020360505", "pm_card_jcb", "jcb"),
    Card("6200000000000005", "pm_card_unionpay", "unionpay"),
    Card("4000000760000002", "pm_card_br", country="BR"),
    Card("4000001240000000", "pm_card_ca", country="CA"),
    Card("4000004840008001", "pm_card_mx", country="MX"),
    Card("4000000400000008", "pm_card_at", country="AT"),
    Card("4000000560000004", "pm_card_be", country="BE"),
    Card("4000002760000016", "pm_card_de", country="DE"),
    Card("4000007240000007", "pm_card_es", country="ES"),
    Card("4000002500000003", "pm_card_fr", country="FR"),
    Card("4000008260000000", "pm_card_gb", country="GB"),
    Card("4000003720000005", "pm_card_ie", country="IE"),
    Card("4000003800000008", "pm_card_it", country="IT"),
    Card("4000005280000002", "pm_card_nl", country="NL"),
    Card("4000007560000009", "pm_card_ch", country="CH"),
    Card("4000000360000006", "pm_card_au", country="AU"),
    Card("4000003560000008", "pm_card_in", country="IN"),
    Card("4000003920000003", "pm_card_jp", "jcb", country="JP"),
    # They are declined.
    Card("4000000000000002", "pm_card_visa_chargeDeclined pm_card_chargeDeclined", declines="generic_decline"),
    Card(
        "4000000000009995",
        "pm_card_visa_chargeDeclinedInsufficientFunds pm_card_chargeDeclinedInsufficientFunds",
        declines="insufficient_funds",
    ),
    Card("4000000000009987", "pm_card_visa_chargeDeclinedLostCard", declines="lost_card"),
    Card("4000000000009979", "pm_card_visa_chargeDeclinedStolenCard", declines="stolen_card"),
    Card("4000000000000069", "pm_card_chargeDeclinedExpiredCard", declines="expired_card"),
    Card("4000000000000127", "pm_card_chargeDeclinedIncorrectCvc", declines="incorrect_cvc", cvc_check="fail"),
    Card("4000000000000119", "pm_card_chargeDeclinedProcessingError", declines="processing_error"),
    Card("4242424242424241", "", declines="incorrect_number"),
    Card(
        "4000000000006975",
        "pm_card_visa_chargeDeclinedVelocityLimitExceeded pm_card_chargeDeclinedVelocityLimitExceeded",
        declines="card_velocity_exceeded",
    ),
    Card("4000000000000341", "pm_card_chargeCustomerFail", declines="generic_decline", attaches=True),
    # They are judged a risk.
    Card("4100000000000019", "pm_card_radarBlock", declines="fraudulent", attaches=True, risk="highest"),
    Card("4000000000004954", "pm_card_riskLevelHighest", declines="fraudulent", attaches=True, risk="highest"),
    Card("4000000000009235", "pm_card_riskLevelElevated", risk="elevated"),
    Card("4000000000000101", "pm_card_cvcCheckFail", cvc_check="fail"),
    # They ask for 3-D Secure.
    Card("4000002500003155", "pm_card_authenticationRequiredOnSetup", asks="unless_set_up"),
    Card("4000002760003184", "pm_card_authenticationRequired", asks="always"),
    Card("4000003800000446", "pm_card_authenticationRequiredSetupForOffSession", asks="on_session"),
    Card(
        "4000008260003178",
        "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
        declines="insufficient_funds",
        attaches=True,
        asks="unless_set_up",
    ),
    Card("4000000000003220", "pm_card_threeDSecure2Required", asks="always"),
    Card("4000000000003063", "pm_card_threeDSecureRequired", asks="always"),
    Card(
        "4000008400001629",
        "pm_card_threeDSecureRequiredChargeDeclined",
        declines="generic_decline",
        attaches=True,
        asks="always",
    ),
    Card("4000000000003055", "pm_card_threeDSecureOptional"),
    # They end in a dispute or an odd refund.
    Card("4000000000000259", "pm_card_createDispute", then="fraudulent"),
    Card("4000000000002685", "pm_card_createDisputeProductNotReceived", then="product_not_received"),
    Card("4000000000001976", "pm_card_createDisputeInquiry", then="inquiry"),
    Card("4000000000007726", "pm_card_pendingRefund", then="pending_refund"),
    Card("4000000000005126", "pm_card_refundFail", then="failed_refund"),
    # Its money is available at once.
    Card("4000000000000077", "pm_card_bypassPending", then="available_at_once"),
)
BY_NUMBER = {card.number: card for card in TABLE}
BY_NAME = {name: card for card in TABLE for name in card.names.split()}
