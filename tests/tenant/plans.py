"""For tests of plans that are paid for: a sandbox of their own whose clock may be moved, and what they ask."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any, cast

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.tenant.models import PlanInvoice, Subscription, Tenant
from educrowd.blueprints.tenant.plans.settling import settle_plan
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import platform_book, tenancy
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.migrating import owner_engine
from educrowd.core.payments.gateway import gateway
from tests.gateway import running_sandbox

DAY = 86_400
MONTH = 31 * DAY


@pytest.fixture(scope="session")
def clocked(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("plans")) as sandbox:
        yield sandbox


@contextmanager
def paying_at(app, sandbox):
    """The application with this payment provider."""
    settings = {"SECRET_KEY": "sk_test_sandbox", "WEBHOOK_SECRET": "whsec_tests", "API_BASE": sandbox.origin}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setitem(app.config, f"STRIPE_{name}", value)
        patch.delitem(app.extensions, "payment_gateway", raising=False)
        yield sandbox
        app.extensions.pop("payment_gateway", None)


@pytest.fixture
def bank(app, clocked):
    """The payment provider of these tests; its clock only goes forward."""
    with paying_at(app, clocked):
        yield clocked
        clocked.behave()


@pytest.fixture
def new_bank(app, tmp_path):
    """One whose clock is right, and which has heard of no price yet."""
    forget_prices()
    with running_sandbox(tmp_path) as sandbox, paying_at(app, sandbox):
        yield sandbox
    forget_prices()


def forget_prices():
    with owner_engine().begin() as connection:
        connection.exec_driver_sql("DELETE FROM public.plan_prices")


@pytest.fixture
def boss(visit, demo, owner, bank):
    """The owner of a site whose trial is over."""
    set_site(demo, on_trial=False, paid_until=None)
    return visit(demo).sign_in(owner)


def set_site(site, **values):
    with tenancy.transaction(site.id):
        tenant = db.session.get_one(Tenant, site.id)
        for name, value in values.items():
            setattr(tenant, name, value)
        changed()


def site() -> Any:
    db.session.rollback()
    return db.session.scalars(
        select(Tenant).where(Tenant.id == current.tenant_id).execution_options(populate_existing=True)
    ).one()


def mine() -> Any:
    db.session.rollback()
    return Subscription.mine()


def stripe() -> Any:
    """What the platform's bookkeeper could do in the provider's own dashboard."""
    return cast(Any, gateway()).client


def subscribe(boss, bank, plan="studio", interval="month", card="4242 4242 4242 4242"):
    chosen = boss.submit("/studio/plan/checkout", plan=plan, interval=interval)
    assert chosen.status_code == 303, chosen.text
    page = boss.get(chosen.location).location
    returned = bank.fill_in_card(page, card)
    boss.get(returned.removeprefix(boss.origin))


def pass_time(bank, seconds):
    bank.pass_time(seconds)
    settle_plan()
    db.session.commit()


def spoil_card():
    """The card on file begins to be declined."""
    give_card("chargeCustomerFail")


def give_card(name):
    """The owner's card is another one from now on."""
    client = stripe()
    card = client.payment_methods.attach(f"pm_card_{name}", {"customer": mine().customer_id})
    client.subscriptions.update(mine().gateway_id, {"default_payment_method": card.id})


def invoices():
    return [(each.state, each.total_amount) for each in db.session.scalars(PlanInvoice.latest())][::-1]


def book():
    return {account: amount for account, _, amount in platform_book.balances()}


def letters(topic):
    asked = text("SELECT count(*) FROM public.outbox WHERE job LIKE '%send_plan_letter' AND args->'args'->>0 = :topic")
    return db.session.scalar(asked, {"topic": topic})
