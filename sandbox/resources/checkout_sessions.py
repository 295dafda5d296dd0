"""https://docs.stripe.com/api/checkout/sessions"""

from sandbox import checking_out, clock, current, objects, pricing, setting_up, terms
from sandbox.api import get, listing, post
from sandbox.currencies import check_amount
from sandbox.errors import InvalidRequest, StripeError
from sandbox.expanding import includable
from sandbox.params import Params
from sandbox.settings import settings

SHORTEST_SECONDS = 1800
MODES = ("payment", "setup", "subscription")
TEXTS = (
    "client_reference_id",
    "customer_email",
    "locale",
    "submit_type",
    "billing_address_collection",
    "customer_creation",
)


@post("/checkout/sessions")
def create(params: Params):
    now = clock.now()
    mode = params.choice("mode", MODES) or "payment"
    params.choice("ui_mode", ("hosted", "hosted_page"))
    id = f"cs_test_{objects.new_id('a')[2:]}"
    session = objects.shape(
        "checkout.session",
        id=id,
        mode=mode,
        allow_promotion_codes=params.maybe("allow_promotion_codes"),
        cancel_url=params.text("cancel_url"),
        currency=params.text("currency"),
        customer=_customer(params),
        expires_at=params.integer("expires_at", least=now + SHORTEST_SECONDS, most=now + clock.DAY) or now + clock.DAY,
        metadata=params.metadata(),
        payment_method_types=params.texts("payment_method_types", ["card"]),
        success_url=params.need("success_url"),
        url=f"{settings.origin}/checkout/{current.account()}/{id}",
        **{name: params.text(name) for name in TEXTS},
    )
    session.hidden.update(items=pricing.lines(params, "line_items"))
    _ready(session, params)
    objects.insert(session)
    checking_out.expire_later(session)
    return session


@get("/checkout/sessions/<id>")
def retrieve(params: Params, id: str):
    return objects.find("checkout.session", id)


@post("/checkout/sessions/<id>/expire")
def expire(params: Params, id: str):
    session = objects.find("checkout.session", id)
    if session["status"] != "open":
        raise StripeError(f"Only an open Checkout Session can be expired. This one is {session['status']}.")
    return checking_out.expire_session(session)


@get("/checkout/sessions")
def index(params: Params):
    return listing("checkout.session", params, "customer", "payment_intent", "status", "subscription")


@get("/checkout/sessions/<id>/line_items")
def line_items(params: Params, id: str):
    params.integer("limit")
    return lines_of(objects.find("checkout.session", id))


@includable("checkout.session", "line_items")
def lines_of(session: dict) -> dict:
    """What is bought, when asked for."""
    items = objects.find("checkout.session", session["id"]).hidden["items"]
    data = [_line(item, f"li_{session['id'][-16:]}{number}") for number, item in enumerate(items)]
    return {
        "object": "list",
        "data": data,
        "has_more": False,
        "url": f"/v1/checkout/sessions/{session['id']}/line_items",
    }


def _customer(params: Params) -> str | None:
    id = params.text("customer")
    return id and objects.referred("customer", id, "customer")["id"]


def _ready(session: objects.Object, params: Params) -> None:
    """Check what the mode needs and keep what its intent is to be made of."""
    mode, items = session["mode"], session.hidden["items"]
    if mode == "setup":
        data = params.hash("setup_intent_data")
        intent = setting_up.new(
            customer=session["customer"], description=data.text("description"), metadata=data.metadata()
        )
        session["setup_intent"] = intent["id"]
        session["payment_status"] = "no_payment_required"
        return
    if not items:
        raise InvalidRequest("You must pass at least one line item.", "parameter_missing", "line_items")
    if (mode == "subscription") != any(item["price"]["recurring"] for item in items):
        raise InvalidRequest(f"A session in `{mode}` mode cannot be made of these prices.", param="line_items")
    session.hidden["data"] = params.plain("payment_intent_data" if mode == "payment" else "subscription_data")
    amount = pricing.total(items)
    session.update(
        amount_subtotal=amount,
        amount_total=amount,
        currency=items[0]["price"]["currency"],
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
    )
    if mode == "subscription":
        terms.given(params.hash("subscription_data"), session["customer"])
        return
    check_amount(amount, session["currency"])
    checking_out.draft(session, params.hash("payment_intent_data"))


def _line(item: dict, id: str) -> dict:
    price, amount = item["price"], item["price"]["unit_amount"] * item["quantity"]
    return objects.shape(
        "item",
        id=id,
        amount_subtotal=amount,
        amount_total=amount,
        currency=price["currency"],
        description=objects.find("product", price["product"])["name"],
        price=price,
        quantity=item["quantity"],
    )
