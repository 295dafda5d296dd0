"""So many calls a second over all processes: two paces on one Redis are two processes."""

import time
from threading import Thread

import pytest

from educrowd.core.payments import GatewayAway, gateway
from educrowd.core.payments.pace import Pace
from educrowd.core.payments.stripe_gateway import pacing


@pytest.fixture
def storage(app):
    app.extensions["redis"].delete(*app.extensions["redis"].keys("LIMITS*gateway*") or ["none"])
    return app.config["RATELIMIT_STORAGE_URI"]


def test_two_processes_share_one_count(storage):
    paces = [Pace(80, storage), Pace(80, storage)]
    began = time.monotonic()
    taken = sum(paces[turn % 2].take() for turn in range(400))
    spent = time.monotonic() - began
    assert 80 <= taken <= 80 * (1 + int(spent + 1))
    assert taken < 400


def test_whoever_comes_too_soon_waits_instead_of_failing(storage):
    paces = [Pace(20, storage), Pace(20, storage)]
    began = time.monotonic()
    threads = [Thread(target=lambda pace=pace: [pace.wait() for _ in range(25)]) for pace in paces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began >= 2  # 50 calls at 20 a second: the third second has begun


def test_without_redis_a_process_keeps_to_a_part_of_its_own():
    pace = Pace(80, "redis://127.0.0.1:1")
    assert sum(pace.take() for _ in range(60)) == 20


def test_no_number_means_as_fast_as_it_goes(storage):
    Pace(0, storage).wait()


def test_a_429_is_asked_again_after_a_pause(sandbox, demo, monkeypatch):
    pauses = []
    monkeypatch.setattr(pacing.time, "sleep", pauses.append)
    sandbox.fault("rate_limit", match="/v1/accounts", times=2)
    assert gateway().open_account(name="Demo", email="demo@example.org", key="pace").startswith("acct_")
    assert len(pauses) == 2 and all(0 <= pause <= 0.5 for pause in pauses)


def test_a_question_is_asked_again_whatever_went_wrong(sandbox, demo, monkeypatch):
    monkeypatch.setattr(pacing.time, "sleep", lambda seconds: None)
    account = gateway().open_account(name="Demo", email="demo@example.org", key="asked-again")
    for fault in ("server_error", "lost_request", "lost_reply"):
        sandbox.fault(fault, match=f"/v1/accounts/{account}", times=1)
    assert gateway().read_account(account).details_submitted in (True, False)


def test_what_may_have_moved_money_is_not_asked_again_here(sandbox, demo, monkeypatch):
    monkeypatch.setattr(pacing.time, "sleep", lambda seconds: None)
    sandbox.fault("lost_reply", match="/v1/accounts", times=1)
    with pytest.raises(GatewayAway):
        gateway().open_account(name="Demo", email="demo@example.org", key="asked-once")
