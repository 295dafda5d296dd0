"""Every kind of object has the documented keys, with the documented types.

The keys that must be there are those of Stripe's published example objects (documented_keys.json, from
https://github.com/stripe/openapi, MIT); the keys and types that may be there are what the official library declares.
"""

import json
from pathlib import Path

import pytest
import stripe
from stripe._transfer_reversal import TransferReversal

from tests.sandbox.annotations import differences
from tests.sandbox.history import live_through

DOCUMENTED = json.loads(Path(__file__).with_name("documented_keys.json").read_text())
CLASSES = {
    "account": stripe.Account,
    "account_link": stripe.AccountLink,
    "application_fee": stripe.ApplicationFee,
    "balance": stripe.Balance,
    "balance_transaction": stripe.BalanceTransaction,
    "bank_account": stripe.BankAccount,
    "charge": stripe.Charge,
    "checkout.session": stripe.checkout.Session,
    "customer": stripe.Customer,
    "dispute": stripe.Dispute,
    "event": stripe.Event,
    "fee_refund": stripe.ApplicationFeeRefund,
    "file": stripe.File,
    "invoice": stripe.Invoice,
    "invoice_payment": stripe.InvoicePayment,
    "item": stripe.LineItem,
    "line_item": stripe.InvoiceLineItem,
    "payment_intent": stripe.PaymentIntent,
    "payment_method": stripe.PaymentMethod,
    "payout": stripe.Payout,
    "plan": stripe.Plan,
    "price": stripe.Price,
    "product": stripe.Product,
    "refund": stripe.Refund,
    "setup_intent": stripe.SetupIntent,
    "subscription": stripe.Subscription,
    "subscription_item": stripe.SubscriptionItem,
    "transfer": stripe.Transfer,
    "transfer_reversal": TransferReversal,
    "webhook_endpoint": stripe.WebhookEndpoint,
}


@pytest.fixture(scope="module")
def everything(start) -> dict[str, list[dict]]:
    """Every object of a sandbox in which everything has happened, by kind."""
    return live_through(start(SANDBOX_LATER_SECONDS="0"))


@pytest.mark.parametrize("kind", CLASSES)
def test_an_object_has_the_documented_keys_and_types(everything, kind):
    assert everything.get(kind), f"nothing of kind {kind} came about"
    for obj in everything[kind]:
        missing = set(DOCUMENTED[kind].split()) - obj.keys()
        assert not missing, f"{kind} {obj.get('id')} lacks {sorted(missing)}"
        assert differences(obj, CLASSES[kind], kind) == []


def test_no_kind_is_left_out(everything):
    assert everything.keys() == CLASSES.keys()
