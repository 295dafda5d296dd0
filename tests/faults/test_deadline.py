"""One deadline, thousands of pledges, and everything that can break breaks: each card is charged exactly once.

Two workers that die at every step, two schedulers, lost requests and replies, refusals for haste, webhooks twice and
in any order. Afterwards the provider itself is asked what it has taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from educrowd.blueprints.crowdfunding.models import Pledge, Project
from educrowd.blueprints.tenant.founding import founding
from educrowd.core import tenancy
from educrowd.core.db import db, utcnow
from educrowd.core.payments import Payment, connected_account, gateway
from educrowd.core.payments.checking import findings
from tests.conftest import unique
from tests.faults.arena import Arena, arena
from tests.faults.conftest import SIZE
from tests.faults.crowd import AMOUNT, backed_project, move_deadline
from tests.services import new_database, settings_for

# Of each twenty cards one is declined at the deadline.
CARDS = ("visa",) * 19 + ("chargeCustomerFail",)
PATIENCE_SECONDS = 300 + SIZE.pledges / 5
MONEY_STEPS = {
    *("before create_intent", "after create_intent", "before confirm_intent", "after confirm_intent"),
    *("before read_intent", "after read_intent"),
    *(f"{moment} the commit in {where}" for moment in ("before", "after") for where in (
        "take", "without_intent", "write_down", "settle_together", "shorten", "_attempt", "transaction"
    )),
}  # fmt: skip

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def place(services, worker, tmp_path_factory) -> Iterator[Arena]:
    """A platform apart from the other tests: its workers would take up their promises, too."""
    folder = tmp_path_factory.mktemp("arena")
    urls = new_database(services, f"educrowd_faults_{worker}")
    environment = settings_for(urls, f"{services.redis_url}?db={15 - worker}", folder)
    fate = folder / "fate"
    fate.mkdir()
    environment |= {"SUPERUSER_URL": urls.superuser, "FATE_FOLDER": str(fate), "FATE_RATE": str(SIZE.death_rate)}
    if SIZE.everywhere:
        environment["FATE_EVERYWHERE"] = "1"
    with arena(environment, folder) as place:
        place.start("flask", "web", "--workers", "1")
        for part in ("scheduler", "scheduler", "worker", "worker"):
            place.start("tests.faults.mortal", part)
        yield place


def misbehave(place: Arena, seed: int) -> None:
    """Of a hundred calls about charges eight fail, each in its own way; webhooks come as they like."""
    for fault in ("lost_reply", "lost_request", "rate_limit", "server_error"):
        place.sandbox.fault(fault, match="/v1/payment_intents*", rate=0.02, seed=seed)
    place.sandbox.fault("duplicate_webhooks", rate=0.3)
    place.sandbox.fault("shuffle_webhooks", rate=1, seconds=3)
    place.sandbox.fault("drop_webhooks", rate=0.03)


def is_over(project_id: int) -> bool:
    waiting = select(func.count()).where(Pledge.project_id == project_id, Pledge.state.in_(("active", "charging")))
    state = db.session.scalar(select(Project.state).where(Project.id == project_id))
    return state not in ("live", "funded") and db.session.scalar(waiting) == 0


def is_idle() -> bool:
    """Nothing promised for now, nothing unread."""
    open_entries = """SELECT count(*) FROM public.outbox WHERE queue = 'payments' AND done_at IS NULL
        AND dead_at IS NULL AND run_at < clock_timestamp()"""
    with tenancy.bind(None):
        unread = db.session.scalar(text("SELECT count(*) FROM public.webhook_inbox WHERE processed_at IS NULL"))
    return unread == 0 and db.session.scalar(text(open_entries)) == 0


def taken_at_provider() -> Counter[str]:
    """How often the provider has taken the money of each payment."""
    account = connected_account().gateway_id
    hour_ago = utcnow() - timedelta(hours=1)
    return Counter(i.reference for i in gateway().list_intents(account, since=hour_ago) if i.status == "succeeded")


@pytest.mark.parametrize(("seed", "forgetful"), [(seed, seed == SIZE.seeds - 1) for seed in range(SIZE.seeds)])
def test_at_the_deadline_each_card_is_charged_once_whatever_dies(place: Arena, figure: Callable, seed, forgetful):
    with founding(slug=unique("deadline"), name="Deadline") as tenant:
        site = tenant.snapshot()
    with tenancy.bind(site):
        project = backed_project(SIZE.pledges, cards=CARDS)
        misbehave(place, seed)
        move_deadline(project, place.environment["SUPERUSER_URL"], seconds=0)

        def is_charged() -> bool:
            if forgetful:
                place.sandbox.forget_idempotency_keys()
            return is_over(project.id)

        seconds = place.until(is_charged, PATIENCE_SECONDS)
        place.sandbox.behave()
        place.until(is_idle, PATIENCE_SECONDS)

        assert findings() == []
        assert db.session.scalars(text("SELECT job FROM public.outbox WHERE dead_at IS NOT NULL")).all() == []
        taken = taken_at_provider()
        assert set(taken.values()) == {1}, "a card was charged twice"
        captured = db.session.scalars(select(Payment.reference).where(Payment.captured_at.is_not(None))).all()
        assert set(taken) == {str(reference) for reference in captured}
        states = Counter(db.session.scalars(select(Pledge.state).where(Pledge.project_id == project.id)))
        declined = len(range(19, SIZE.pledges, 20))
        assert states == {"collected": SIZE.pledges - declined, "errored": declined}, "somebody was missed"
        assert project.totals.collected_amount == AMOUNT * (SIZE.pledges - declined)
        died = deaths(place)
        assert not SIZE.everywhere or set(died) >= MONEY_STEPS
    figure(
        f"{SIZE.pledges} pledges at one deadline, seed {seed}{', keys forgotten' if forgetful else ''}: "
        f"0 charged twice, 0 missed; {sum(died.values())} deaths so far at {len(died)} steps, "
        f"{place.falls} of whole workers; "
        f"{SIZE.pledges / seconds:.0f}/s"
    )


def deaths(place: Arena) -> dict[str, int]:
    """How many processes have died at which step, since the first seed."""
    return {step.name: step.stat().st_size for step in Path(place.environment["FATE_FOLDER"]).iterdir()}
