"""What runs with the commit: once, as part of it or after it, and never with a savepoint alone."""

import pytest
from sqlalchemy import text

from educrowd.core import jobs
from educrowd.core.db import after_commit, ask_once, before_commit, db
from tests.core import work


@pytest.fixture
def rung(demo, monkeypatch) -> list[int]:
    """The entries whose bell was rung."""
    bells: list[int] = []
    monkeypatch.setattr(jobs, "ring", lambda entry_id, *_: bells.append(entry_id))
    return bells


def test_a_last_step_runs_once_however_often_it_is_asked_for(demo):
    done: list[str] = []
    for name in ("telescope", "telescope", "garden"):
        before_commit(done.append, name)
    assert done == []
    db.session.commit()
    assert done == ["telescope", "garden"]
    db.session.commit()
    assert len(done) == 2


def test_a_last_step_belongs_to_its_transaction(demo, rung):
    before_commit(work.note.later, "promised at the end")
    db.session.commit()
    [entry_id] = rung
    assert db.session.scalar(text("SELECT job FROM public.outbox WHERE id = :id"), {"id": entry_id})


def test_a_rollback_forgets_what_was_to_come(demo):
    done: list[str] = []
    before_commit(done.append, "before")
    after_commit(lambda: done.append("after"))
    db.session.execute(text("SELECT 1"))
    db.session.rollback()
    db.session.commit()
    assert done == []


def test_a_savepoint_rings_no_bell(demo, rung):
    work.note.later("outside")
    with db.session.begin_nested():
        work.note.later("inside")
    assert rung == []
    db.session.commit()
    assert len(rung) == 2


def test_an_undone_savepoint_forgets_its_own_bell_alone(demo, rung):
    kept = work.note.later("outside")
    with pytest.raises(KeyError), db.session.begin_nested():
        work.note.later("inside")
        raise KeyError
    db.session.commit()
    assert rung == [kept.id]


def test_a_question_is_asked_once_in_a_transaction(demo):
    asked: list[str] = []

    def length(word: str) -> int:
        asked.append(word)
        return len(word)

    assert [ask_once(length, word) for word in ("moon", "moon", "stars")] == [4, 4, 5]
    assert asked == ["moon", "stars"]
    for end in (db.session.commit, db.session.rollback):
        db.session.execute(text("SELECT 1"))
        end()
        ask_once(length, "moon")
    assert asked == ["moon", "stars", "moon", "moon"]
