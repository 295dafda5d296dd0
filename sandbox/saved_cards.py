"""Payment methods: made from a test card, attached to one customer."""

from sandbox import cards, clock, objects
from sandbox.errors import InvalidRequest
from sandbox.events import emit

SPENT = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment,"
    " shared with a connected account without Customer attachment, or was detached from a Customer. It may"
    " not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first."
)


def make(card: cards.Card, *, expires: tuple[int, int] | None = None, **values) -> objects.Object:
    """A new payment method for a test card, attached to nobody."""
    month, year = expires or (12, 2034)
    method = objects.shape("payment_method", id=objects.new_id("pm"), card=_details(card, month, year), **values)
    method.hidden.update(number=card.number, set_up=False, spent=False)
    return objects.insert(method)


def resolve(name: str, param: str = "payment_method") -> objects.Object:
    """The payment method a parameter names; `pm_card_visa` and the like make a new one."""
    card = cards.BY_NAME.get(name)
    return make(card) if card else objects.referred("payment_method", name, param)


def card_of(method: objects.Object) -> cards.Card:
    """The test card behind a payment method."""
    return cards.BY_NUMBER[method.hidden["number"]]


def attach(method: objects.Object, customer_id: str) -> objects.Object:
    """Save a payment method for a customer; a card that would be declined cannot be saved."""
    if method["customer"] == customer_id:
        return method
    if method["customer"]:
        raise InvalidRequest("The payment method you provided has already been attached to a customer.")
    if method.hidden["spent"]:
        raise InvalidRequest(SPENT)
    objects.referred("customer", customer_id, "customer")
    card = card_of(method)
    if not card.can_be_saved:
        raise cards.declined(card.declines)
    objects.save(method, customer=customer_id)
    emit("payment_method.attached", method)
    return method


def detach(method: objects.Object) -> objects.Object:
    """Take a payment method from its customer, for good."""
    if not method["customer"]:
        raise InvalidRequest(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    before = method["customer"]
    method.hidden["spent"] = True
    objects.save(method, customer=None)
    emit("payment_method.detached", method, {"customer": before})
    return method


def check_usable(method: objects.Object, customer_id: str | None) -> None:
    """Refuse another customer's card, and one that was used up."""
    if method.hidden["spent"]:
        raise InvalidRequest(SPENT, "payment_method_unexpected_state", "payment_method")
    if method["customer"] and method["customer"] != customer_id:
        raise InvalidRequest(
            f"The PaymentMethod {method['id']} belongs to a Customer. Please include that Customer in the"
            " `customer` parameter.",
            param="payment_method",
        )


def expired(month: int, year: int) -> bool:
    """Whether a card with this expiry is past it."""
    this_year, this_month = clock.today()[:2]
    return (year, month) < (this_year, this_month)


def _details(card: cards.Card, month: int, year: int) -> dict:
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": card.cvc_check,
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": card.fingerprint,
        "funding": card.funding,
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
