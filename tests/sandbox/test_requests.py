"""Keys, parameters, lists and expansion, as the API documents them."""

import pytest
import requests
import stripe

from tests.sandbox.listener import Listener


def call(origin, method, path, body="", **headers):
    headers = {"Authorization": "Bearer sk_test_1", "Content-Type": "application/x-www-form-urlencoded"} | headers
    return requests.request(method, f"{origin}/v1/{path}", data=body, headers=headers, timeout=10)


@pytest.mark.parametrize("key", ["", "Bearer ", "Bearer sk_live_1", "Bearer pk_test_1", "Basic eDo="])
def test_a_key_that_is_no_test_key_is_refused(origin, key):
    answer = call(origin, "GET", "customers", Authorization=key)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_an_account_that_does_not_exist_is_refused(platform):
    with pytest.raises(stripe.PermissionError):
        platform.v1.customers.list({}, {"stripe_account": "acct_none"})


def test_an_unknown_parameter_is_named(shop):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        shop.customer(favourite_color="red")
    assert (refusal.value.code, refusal.value.param) == ("parameter_unknown", "favourite_color")
    assert shop.v1.customers.list({}, shop.options()).data == []


@pytest.mark.parametrize(
    "body",
    [
        "email[x]=1",
        "metadata=text",
        "metadata[a][b]=1",
        "expand=email",
        "expand[]=nothing",
        "expand[]=a.b.c.d.e.f",
        "a[b=1",
        "a[b]c=1",
        "x" * 50 + "[y]" * 30 + "=1",
        "metadata[a]=1&metadata[a][b]=1",
        "preferred_locales=de",
        "invoice_settings[default_payment_method][x]=1",
        "balance=0.5",
    ],
)
def test_a_malformed_body_is_refused_and_nothing_is_written(shop, origin, body):
    answer = call(origin, "POST", "customers", body, **{"Stripe-Account": shop.id})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]["message"]
    assert shop.v1.customers.list({}, shop.options()).data == []


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("accounts", "business_profile capabilities controller external_account individual settings tos_acceptance"),
        ("checkout/sessions", "line_items payment_intent_data setup_intent_data subscription_data expires_at"),
        ("customers", "address shipping invoice_settings preferred_locales tax_exempt"),
        ("payment_intents", "automatic_payment_methods payment_method_options shipping payment_method_types amount"),
        ("payment_methods", "billing_details card type"),
        ("payouts", "amount currency"),
        ("prices", "product_data recurring unit_amount unit_amount_decimal"),
        ("refunds", "charge payment_intent amount"),
        ("setup_intents", "automatic_payment_methods payment_method payment_method_types"),
        ("subscriptions", "items application_fee_percent trial_end default_payment_method"),
        ("transfers", "amount destination source_transaction"),
        ("webhook_endpoints", "enabled_events connect url"),
    ],
)
def test_a_parameter_of_the_wrong_kind_is_refused(origin, path, names):
    forms = ("{}=x", "{}=-1", "{}[]=x", "{}[x]=y", "{}[0][x]=y", "{}[x][y][z]=q", "{}=" + "9" * 30)
    for name in names.split():
        answers = [call(origin, "POST", path, form.format(name)) for form in forms]
        assert max(answer.status_code for answer in answers) < 500
        assert any(answer.status_code == 400 for answer in answers)


def test_an_unknown_address_is_refused_in_json(origin):
    answer = call(origin, "GET", "unicorns")
    assert answer.status_code == 404
    assert "Unrecognized request URL" in answer.json()["error"]["message"]


def test_lists_are_paged_newest_first(shop):
    names = [f"Ada {number}" for number in range(5)]
    for name in names:
        shop.customer(name=name)
    first = shop.v1.customers.list({"limit": 2}, shop.options())
    assert ([customer.name for customer in first.data], first.has_more) == (["Ada 4", "Ada 3"], True)
    assert [customer.name for customer in first.auto_paging_iter()] == names[::-1]
    back = shop.v1.customers.list({"limit": 1, "ending_before": first.data[1].id}, shop.options())
    assert [customer.name for customer in back.data] == ["Ada 4"]


def test_lists_are_filtered_by_time_and_field(shop):
    ada = shop.customer(name="Ada")
    intent = shop.intent(customer=ada.id)
    later = {"created": {"gt": intent.created}}
    assert shop.v1.payment_intents.list(later, shop.options()).data == []
    found = shop.v1.payment_intents.list({"customer": ada.id, "created": {"gte": intent.created}}, shop.options())
    assert [each.id for each in found.data] == [intent.id]


def test_a_list_is_expanded_in_depth(shop):
    shop.pay(customer=shop.customer(name="Ada").id)
    paths = {"expand": ["data.customer", "data.latest_charge.balance_transaction"]}
    (intent,) = shop.v1.payment_intents.list(paths, shop.options()).data
    assert intent.customer.name == "Ada"
    assert intent.latest_charge.balance_transaction.amount == 50_00


def test_metadata_is_merged_and_unset(shop):
    customer = shop.customer(metadata={"a": "1", "b": "2"})
    changed = shop.v1.customers.update(customer.id, {"metadata": {"a": "", "c": "3"}}, shop.options())
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}


def test_events_are_listed_by_type_and_since(shop):
    customer = shop.customer()
    shop.v1.customers.update(customer.id, {"name": "Ada"}, shop.options())
    both = shop.v1.events.list({"types": ["customer.created", "customer.updated"]}, shop.options()).data
    assert [event.type for event in both] == ["customer.updated", "customer.created"]
    since = shop.v1.events.list({"ending_before": both[1].id}, shop.options()).data
    assert [event.id for event in since] == [both[0].id]


def test_a_raw_card_number_is_refused(shop):
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2034, "cvc": "123"}
    with pytest.raises(stripe.CardError, match="generally unsafe"):
        shop.v1.payment_methods.create({"type": "card", "card": card}, shop.options())


def test_a_card_belongs_to_one_customer(shop):
    ada, nell = shop.customer(name="Ada"), shop.customer(name="Nell")
    method = shop.save_card(ada).payment_method
    with pytest.raises(stripe.InvalidRequestError, match="belongs to a Customer"):
        shop.pay(method, customer=nell.id)
    shop.v1.payment_methods.detach(method, {}, shop.options())
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        shop.pay(method, customer=ada.id)


def test_an_automatic_payment_needs_a_return_url(shop):
    automatic = {"payment_method_types": [], "automatic_payment_methods": {"enabled": True}}
    with pytest.raises(stripe.InvalidRequestError, match="you must provide a `return_url`"):
        shop.pay(**automatic)
    assert shop.pay(**automatic, return_url="https://shop.example").status == "succeeded"


def test_a_webhook_endpoint_of_ones_own_is_signed_with_its_secret(platform, shop):
    with Listener("") as mine:
        hook = {"url": mine.url, "enabled_events": ["customer.created"], "connect": True}
        endpoint = platform.v1.webhook_endpoints.create(hook)
        mine.secret = endpoint.secret
        customer = shop.customer()
        shop.v1.customers.update(customer.id, {"name": "Ada"}, shop.options())
        (event,) = mine.wait_for("customer.created", customer.id)
        assert event.account == shop.id
        assert [event.type for event in mine.of(customer.id)] == ["customer.created"]
        platform.v1.webhook_endpoints.delete(endpoint.id)
