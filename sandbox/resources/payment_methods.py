"""https://docs.stripe.com/api/payment_methods"""

from sandbox import cards, current, objects, saved_cards
from sandbox.api import get, listing, post
from sandbox.errors import InvalidRequest, RawCardNumber
from sandbox.events import emit
from sandbox.params import Params
from sandbox.settings import PLATFORM

RAW_NUMBER = (
    "Sending credit card numbers directly to the Stripe API is generally unsafe. To continue processing"
    " use Stripe.js, the Stripe mobile bindings, or Stripe Elements."
)


@post("/payment_methods")
def create(params: Params):
    if "payment_method" in params:
        return _cloned(params)
    params.need_choice("type", ("card",))
    card = params.hash("card")
    if "number" in card:
        raise RawCardNumber(RAW_NUMBER)
    token = card.need("token")
    found = cards.BY_NAME.get(token.replace("tok_", "pm_card_", 1))
    if found is None:
        raise InvalidRequest(f"No such token: '{token}'", "resource_missing", "card[token]")
    return saved_cards.make(
        found,
        billing_details=objects.shape("payment_method")["billing_details"] | _billing(params),
        metadata=params.metadata(),
    )


@get("/payment_methods/<id>")
def retrieve(params: Params, id: str):
    return objects.find("payment_method", id)


@post("/payment_methods/<id>")
def update(params: Params, id: str):
    method = objects.find("payment_method", id)
    changes = {
        "billing_details": method["billing_details"] | _billing(params),
        "metadata": params.metadata(method["metadata"]),
    }
    objects.save(method, **changes)
    emit("payment_method.updated", method)
    return method


@get("/payment_methods")
def index(params: Params):
    return listing("payment_method", params, "customer", "type")


@post("/payment_methods/<id>/attach")
def attach(params: Params, id: str):
    return saved_cards.attach(saved_cards.resolve(id, "id"), params.need("customer"))


@post("/payment_methods/<id>/detach")
def detach(params: Params, id: str):
    return saved_cards.detach(objects.find("payment_method", id))


def _cloned(params: Params) -> objects.Object:
    """A platform customer's card, copied onto the connected account that asks."""
    with current.acting_as(PLATFORM):
        original = objects.referred("payment_method", params.need("payment_method"), "payment_method")
    if original["customer"] != params.text("customer"):
        raise InvalidRequest("The customer must be the one the PaymentMethod is attached to.", param="customer")
    copy = saved_cards.make(saved_cards.card_of(original), billing_details=original["billing_details"])
    copy.hidden["set_up"] = original.hidden["set_up"]
    return objects.save(copy)


def _billing(params: Params) -> dict:
    given = params.hash("billing_details")
    billing = {name: given.text(name) for name in ("email", "name", "phone", "tax_id") if name in given}
    return billing | ({"address": given.plain("address")} if "address" in given else {})
