"""Taking money: one gateway, one row for each charge, one function that settles it."""

from __future__ import annotations

from flask import Flask

from .. import schedule
from .abandoning import abandon
from .authenticating import finish_authentication, start_authentication
from .card_setup import CardSetup, finish_setup, open_another_card_page, open_card_page, save_card
from .charging import charge_due
from .connected_account import ConnectedAccount, connect_account, connected_account, onboarding_url
from .dispute import Dispute
from .dispute_evidence import DisputeEvidence
from .evidence import write_evidence
from .fees import platform_fee
from .gateway import GatewayAway, GatewayRefused, gateway
from .gateway_call import GatewayCall
from .inbox import WebhookEvent
from .owed_refund import OwedRefund, owe_refund
from .paying_out import request_payout
from .payment import Payment
from .payment_page import (
    PaymentPage,
    close_payment_page,
    finish_page,
    finish_stale_pages,
    open_payment_page,
    plan_payment,
)
from .payout import Payout
from .purposes import purpose
from .reconciling import reconcile, reconcile_month, sweep_events, sweep_platform_events
from .recovering import begin_recovery
from .recovery import Recovery, RecoveryLetter
from .refund import Refund
from .refunding import refund_payment, refundable, returned_fee, send_due_refunds
from .returning import settle_returns
from .settlement import settle

CHECKOUT = "https://checkout.stripe.com"
CONNECT = "https://connect.stripe.com"

__all__ = [
    "CardSetup",
    "ConnectedAccount",
    "Dispute",
    "DisputeEvidence",
    "GatewayAway",
    "GatewayCall",
    "GatewayRefused",
    "OwedRefund",
    "Payment",
    "PaymentPage",
    "Payout",
    "Recovery",
    "RecoveryLetter",
    "Refund",
    "WebhookEvent",
    "abandon",
    "begin_recovery",
    "charge_due",
    "close_payment_page",
    "connect_account",
    "connected_account",
    "finish_authentication",
    "finish_page",
    "finish_setup",
    "finish_stale_pages",
    "gateway",
    "onboarding_url",
    "open_another_card_page",
    "open_card_page",
    "open_payment_page",
    "owe_refund",
    "plan_payment",
    "platform_fee",
    "purpose",
    "refund_payment",
    "refundable",
    "request_payout",
    "returned_fee",
    "save_card",
    "settle",
    "settle_returns",
    "start_authentication",
    "write_evidence",
]


def init_app(app: Flask) -> None:
    from . import fee_checks, open_money  # noqa: F401 -- they fill the slots money_checks and keeps_site
    from .checking import check_money, check_month
    from .cli import money
    from .paying_out import reconcile_payouts
    from .recovering import look_after_recoveries
    from .views import webhooks

    # Our forms end on the provider's pages for cards and accounts, so the content policy must let them lead there.
    app.config["FORM_ACTION_ORIGINS"] = (
        (app.config["STRIPE_API_BASE"],) if app.config["STRIPE_API_BASE"] else (CHECKOUT, CONNECT)
    )
    app.register_blueprint(webhooks)
    app.cli.add_command(money)
    # What a bell missed, the day of a retry, a dead lease.
    schedule.every(charge_due, seconds=15, tenants="app.tenants_with_due_payments")
    schedule.every(look_after_recoveries, minutes=10, tenants="app.tenants_with_recoveries")
    schedule.every(send_due_refunds, seconds=30, tenants="app.tenants_with_due_refunds")
    schedule.every(sweep_events, minutes=15, tenants="app.tenants_with_money")
    schedule.every(sweep_platform_events, minutes=15)
    schedule.every(check_money, minutes=10, tenants="app.tenants_with_money")
    schedule.every(reconcile, minutes=15, tenants="app.tenants_with_money")
    schedule.every(check_month, hours=24, tenants="app.tenants_with_money")
    schedule.every(reconcile_month, hours=24, tenants="app.tenants_with_money")
    schedule.every(reconcile_payouts, hours=1, tenants="app.tenants_with_payouts")
    schedule.every(finish_stale_pages, minutes=5, tenants="app.tenants_with_stale_pages")
