"""Work for later: done once, in the right name, whatever dies on the way. Real workers, real Valkey."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select, text

from educrowd.core import bells, cache, jobs, migrating, schedule, tenancy
from educrowd.core.audit import AuditEntry
from educrowd.core.current import current
from educrowd.core.db import db
from educrowd.core.outbox import MAX_TRIES, QUEUES, OutboxEntry
from tests.core import work
from tests.workers import eventually, kill, running_worker

pytestmark = [pytest.mark.xdist_group("jobs"), pytest.mark.usefixtures("empty_queues")]


def notes(word: str) -> list[AuditEntry]:
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "test.noted")).all()
    return [row for row in rows if row.details["word"] == word]


def entry_of(entry_id: int) -> OutboxEntry:
    return db.session.scalars(select(OutboxEntry).where(OutboxEntry.id == entry_id)).one()


def promised(job: jobs.Job, *args: object) -> int:
    entry = job.later(*args)
    db.session.commit()
    return entry.id


def make_due(entry_id: int) -> None:
    db.session.execute(text("UPDATE public.outbox SET run_at = now() WHERE id = :id"), {"id": entry_id})
    db.session.commit()


def test_a_promise_is_kept_for_its_tenant_in_its_persons_name(environment, demo, ada):
    current.user = ada
    entry_id = promised(work.note, "hello")
    with running_worker(environment):
        eventually(lambda: entry_of(entry_id).done_at)
    [kept] = notes("hello")
    assert kept.actor_id == ada.id
    assert kept.details["tenant"] == demo.slug


def test_what_happens_at_a_set_time_is_nobodys_deed(demo, ada):
    current.user = ada
    assert work.note.later("when told").actor_id == ada.id
    assert work.note.later("on its day", _at=jobs.utcnow() + timedelta(days=1)).actor_id is None


def test_a_forged_bell_runs_a_job_in_nobody_elses_name(demo, ada, owner):
    current.user = ada
    entry_id = promised(work.note, "forged")
    jobs.perform(entry_id, demo.id, owner.id)
    [kept] = notes("forged")
    assert kept.actor_id == ada.id


def test_what_is_rolled_back_was_never_promised(demo):
    work.note.later("never")
    db.session.rollback()
    assert sum(len(Queue(name, connection=cache.redis(), serializer=JSONSerializer)) for name in QUEUES) == 0
    assert db.session.scalars(select(OutboxEntry)).all() == []


def test_an_emptied_redis_loses_no_promise(environment, demo):
    entry_id = promised(work.note, "kept")
    cache.redis().flushdb()
    assert bells.sweep() >= 1
    with running_worker(environment):
        eventually(lambda: entry_of(entry_id).done_at)
    assert len(notes("kept")) == 1


def test_an_absent_redis_does_not_fail_the_request(app, demo, monkeypatch):
    monkeypatch.setitem(app.extensions, "redis", bells.Redis(port=1, socket_connect_timeout=0.2))
    entry_id = promised(work.note, "later")
    assert entry_of(entry_id).done_at is None


def test_a_killed_workers_job_is_done_again_and_once(environment, demo):
    entry_id = promised(work.note_slowly, "once", 5.0)
    with running_worker(environment) as worker:
        eventually(lambda: is_running(entry_id))
        kill(worker)
    eventually(lambda: not is_running(entry_id))
    assert notes("once") == []
    bells.sweep()
    with running_worker(environment):
        eventually(lambda: entry_of(entry_id).done_at, seconds=30)
    assert len(notes("once")) == 1


def is_running(entry_id: int) -> bool:
    """Whether a worker holds the entry's row."""
    free = db.session.scalar(select(OutboxEntry.id).where(OutboxEntry.id == entry_id).with_for_update(skip_locked=True))
    db.session.rollback()
    return free is None


def test_ringing_twenty_times_does_it_once(environment, demo):
    entry_id = promised(work.note, "twenty")
    for _ in range(20):
        bells.ring(entry_id, demo.id, None, "default")
    with running_worker(environment):
        eventually(lambda: not Queue("default", connection=cache.redis(), serializer=JSONSerializer).count)
        eventually(lambda: entry_of(entry_id).done_at)
    assert len(notes("twenty")) == 1


def test_poison_becomes_a_dead_letter_and_leaves_no_effect(environment, demo):
    entry_id = promised(work.fail, "poison")
    with running_worker(environment):
        for tries in range(1, MAX_TRIES + 1):
            eventually(lambda tries=tries: entry_of(entry_id).tries == tries)
            make_due(entry_id)
            bells.sweep()
    dead = entry_of(entry_id)
    assert dead.dead_at
    assert "poison: poison" in (dead.error or "")
    assert notes("poison") == []
    with tenancy.bind(None):
        letters = db.session.execute(text("SELECT tenant_id, id FROM app.outbox_dead(1000)")).all()
    assert (demo.id, entry_id) in [tuple(row) for row in letters]


def test_a_job_that_kills_its_worker_is_given_up(demo):
    entry_id = promised(work.kill_the_worker)
    for _ in range(12):
        cache.redis().flushdb()  # a worker took the bell, and has never been seen again
        bells.sweep()
    given_up = entry_of(entry_id)
    assert given_up.dead_at
    assert "died" in (given_up.error or "")


def test_a_bell_that_waits_in_a_long_queue_is_not_rung_again(demo):
    entry_id = promised(work.note, "late")
    for _ in range(12):
        bells.sweep()
    queue = Queue("default", connection=cache.redis(), serializer=JSONSerializer)
    assert [job_id.split("-")[1] for job_id in queue.get_job_ids()].count(str(entry_id)) == 1
    assert entry_of(entry_id).dead_at is None


def test_an_absent_redis_makes_no_dead_letters(app, demo, monkeypatch):
    monkeypatch.setitem(app.extensions, "redis", bells.Redis(port=1, socket_connect_timeout=0.2))
    entry_id = promised(work.note, "patient")
    assert bells.sweep() == 0
    assert (entry_of(entry_id).dead_at, entry_of(entry_id).rings) == (None, 0)


def test_a_revived_dead_letter_gets_its_tries_back(environment, demo):
    entry_id = promised(work.note, "revived")
    entry = entry_of(entry_id)
    entry.tries, entry.dead_at = MAX_TRIES, entry.created_at
    db.session.commit()
    entry_of(entry_id).revive()
    db.session.commit()
    bells.sweep()
    with running_worker(environment):
        eventually(lambda: entry_of(entry_id).done_at)
    assert len(notes("revived")) == 1


def test_a_job_that_meets_a_locked_row_comes_again_and_loses_no_try(app, demo, ada):
    entry_id = promised(work.rename, ada.id, "Augusta")
    with ThreadPoolExecutor(1) as somebody:
        db.session.execute(text("SELECT 1 FROM public.users WHERE id = :id FOR UPDATE"), {"id": ada.id})
        somebody.submit(perform_apart, app, entry_id, demo.id).result()
        db.session.rollback()
    assert (entry_of(entry_id).tries, entry_of(entry_id).error) == (0, None)
    make_due(entry_id)
    jobs.perform(entry_id, demo.id, None)
    db.session.expire_all()
    assert ada.first_name == "Augusta"


def perform_apart(app, entry_id: int, tenant_id: int) -> None:
    with app.app_context():
        jobs.perform(entry_id, tenant_id, None)


def test_many_small_jobs_share_a_process(environment, demo):
    last = [promised(work.note, "many") for _ in range(20)][-1]
    with running_worker(environment):
        eventually(lambda: entry_of(last).done_at, 60)
    assert len(notes("many")) == 20
    assert len({note.details["process"] for note in notes("many")}) < 5


def test_a_bell_whose_job_is_gone_stops_nobody(environment, demo):
    lost, kept = promised(work.note, "lost"), promised(work.note, "kept")
    [lost_bell] = [bell for bell in waiting_bells() if bell.startswith(f"outbox-{lost}-")]
    cache.redis().delete(f"rq:job:{lost_bell}")
    with running_worker(environment):
        eventually(lambda: entry_of(kept).done_at)
        bells.sweep()
        eventually(lambda: entry_of(lost).done_at)
    assert (len(notes("lost")), len(notes("kept"))) == (1, 1)


def waiting_bells() -> list[str]:
    return Queue("default", connection=cache.redis(), serializer=JSONSerializer).get_job_ids()


def test_a_job_without_a_tenants_metadata_is_refused(app):
    with pytest.raises(RuntimeError, match="metadata"):
        jobs.run(1)


def test_a_suspended_persons_job_acts_for_nobody(demo, ada):
    ada.is_active = False
    db.session.commit()
    with tenancy.bind(demo):
        from educrowd.core import people

        assert people.acting(ada.id).can("studio.enter") is False


def test_two_schedulers_do_each_thing_once(app, demo, monkeypatch):
    line = schedule.Line(work.every_now_and_then, timedelta(days=3650), per_tenant=True)
    monkeypatch.setattr(schedule, "LINES", [line])
    with migrating.owner_engine().begin() as owner:
        owner.execute(text("DELETE FROM public.schedule_runs WHERE line = :line"), {"line": line.name})

    def tick(_: int) -> int:
        with app.app_context():
            return schedule.tick()

    with ThreadPoolExecutor(4) as schedulers:
        assert sum(schedulers.map(tick, range(12))) == 1
    db.session.rollback()
    [mine] = db.session.scalars(select(OutboxEntry).where(OutboxEntry.job == line.name)).all()
    entry_id = mine.id
    jobs.perform(entry_id, demo.id, None)
    db.session.rollback()
    assert entry_of(entry_id).done_at


def test_later_waits_for_its_time(demo):
    entry = work.note.later("tomorrow", _at=jobs.utcnow() + timedelta(days=1))
    db.session.commit()
    entry_id = entry.id
    bells.sweep()
    assert entry_of(entry_id).enqueued_at is None
    make_due(entry_id)
    assert bells.sweep() >= 1
    assert entry_of(entry_id).enqueued_at
