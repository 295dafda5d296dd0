"""Files that are longer than memory: read while they are sent, in a context of their own."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select, text

from educrowd.core.audit import AuditEntry
from educrowd.core.csv_file import INSIDE, ROWS_AT_ONCE, csv_file, csv_lines, csv_list
from educrowd.core.current import current
from educrowd.core.db import db
from tests.queries import queries

MANY = ROWS_AT_ONCE * 3 + 1
ACTS = select(AuditEntry).where(AuditEntry.action == "test.done").order_by(AuditEntry.id)


@pytest.fixture
def acts(demo):
    """More acts than are read at once."""
    db.session.execute(
        text(
            "INSERT INTO public.audit_log (tenant_id, action, actor_name)"
            " SELECT :tenant, 'test.done', 'Ada ' || n FROM generate_series(1, :many) AS n"
        ),
        {"tenant": demo.id, "many": MANY},
    )
    db.session.commit()


def test_rows_are_read_while_the_file_is_sent(app, acts):
    read = []
    with app.test_request_context():
        answer = csv_file("acts.csv", ("name",), ACTS, lambda act: (read.append(1), act.actor_name)[1:])
        assert len(read) == ROWS_AT_ONCE
        lines = answer.get_data(as_text=True).splitlines()
    assert (lines[0], lines[1], lines[-1], len(lines)) == ("name", "Ada 1", f"Ada {MANY}", MANY + 1)


def test_what_is_found_may_have_several_lines_or_none(app, acts):
    with app.test_request_context():
        answer = csv_lines("acts.csv", ("name",), ACTS, lambda act: [("=x",)] * 2 * act.actor_name.endswith(" 7"))
        assert answer.get_data(as_text=True).splitlines() == ["name", "'=x", "'=x"]


def test_nothing_leaks_from_the_file_into_what_is_done_meanwhile(app, acts, demo, new_site):
    seen = set()
    with app.test_request_context():
        answer = csv_file("acts.csv", ("name",), ACTS, lambda act: (seen.add(current.tenant_id), act.tenant_id)[1:])
        binding, session = current.binding, db.session()
    elsewhere = new_site("other")
    assert sum(str(chunk).count("\r\n") for chunk in answer.response) == MANY + 1
    answer.close()
    assert seen == {demo.id}
    assert (current.binding, db.session()) == (binding, session)
    assert elsewhere.id not in seen


def connections() -> int:
    pool: Any = db.engine.pool
    return pool.checkedout()


def test_a_reader_who_leaves_frees_the_connection(app, acts):
    with app.test_request_context():
        before = connections()
        answer = csv_file("acts.csv", ("name",), ACTS, lambda act: (act.actor_name,))
        assert connections() == before + 1
        answer.close()
        assert connections() == before
        answer = csv_file("acts.csv", ("name",), ACTS, lambda act: (act.actor_name,))
        del answer
        assert connections() == before


def test_what_cannot_be_read_is_an_error_and_not_half_a_file(app, demo):
    broken = select(AuditEntry).where(text("1 / (SELECT 0) = 1"))
    with app.test_request_context(), pytest.raises(Exception, match="division by zero"):
        csv_file("acts.csv", ("name",), broken, lambda act: (act.actor_name,))


def test_an_empty_file_has_its_headings(app, demo):
    with app.test_request_context():
        assert csv_file("acts.csv", ("name", "at"), ACTS, tuple).get_data(as_text=True) == "name,at\r\n"


def test_blanks_alone_are_read_once():
    assert len(list(INSIDE.finditer("\n" * 1000 + ";" * 1000))) == 1


def test_a_strangers_cell_is_no_formula(app, demo):
    names = ["=1+1", "+1", "-1", "@x", "\tx", "\n=1", "\uff1d1", "plain", "a, b", "a;=1", 'b; "-1', "c\n@d", "1; 2"]
    for name in names:
        db.session.add(AuditEntry(action="test.done", actor_name=name))
    db.session.commit()
    with app.test_request_context():
        text = csv_file("acts.csv", ("name", "number"), ACTS, lambda act: (act.actor_name, -5)).get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    begun = ["'=1+1", "'+1", "'-1", "'@x", "'\tx", "'\n'=1", "'\uff1d1", "plain", "a, b"]
    assert [row["name"] for row in rows] == [*begun, "a;'=1", "b; \"'-1", "c\n'@d", "1; 2"]
    assert {row["number"] for row in rows} == {"-5"}
    with app.test_request_context():
        assert csv_list("sums.csv", ("=lesson",), [("+1", 1)]).get_data(as_text=True) == "'=lesson\r\n'+1,1\r\n"


def test_one_statement_reads_it_all(app, acts):
    with app.test_request_context(), queries() as asked:
        csv_file("acts.csv", ("name",), ACTS, lambda act: (act.actor_name,)).get_data()
    assert len([one for one in asked if "audit_log" in one]) == 1
