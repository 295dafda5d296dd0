"""Access that is paid by the month goes to another site to the end of what is paid, and no day further."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from educrowd.blueprints.lms.models import Enrollment
from educrowd.blueprints.tenant.leaving.exporting import export
from educrowd.blueprints.tenant.leaving.importing import take_in
from educrowd.core import entitlements, tenancy
from educrowd.core.db import db
from educrowd.core.entitlements import Entitlement, end_access
from tests.conftest import unique
from tests.lms.subscribed import renewed, subscribe
from tests.lms.test_subscriptions import break_card
from tests.tenant.sites import rows_of

ENDED = "SELECT app.tenants_with_ended_access()"


@pytest.fixture
def learner(monthly, ada, sandbox):
    """Ada subscribes to the stars."""
    return subscribe(monthly, ada, sandbox)


def sites_with_ended_access() -> list[int]:
    with tenancy.bind(None):
        return list(db.session.scalars(text(ENDED)))


def test_a_subscription_opens_its_course_elsewhere_until_its_month_is_over(learner, ada, stars, tmp_path):
    paid_until, course, person = learner.next_period_at, stars.id, ada.id
    path = tmp_path / "site.zip"
    export(path)
    with path.open("rb") as stream:
        there = take_in(stream, slug=unique("elsewhere"))
    has_access = lambda: entitlements.holds(person, kind="course", subject_id=course)  # noqa: E731
    with tenancy.transaction(there):
        access = db.session.scalars(select(Entitlement).where(Entitlement.user_id == person)).one()
        assert (access.source, access.ends_at) == (f"elsewhere.subscription:{learner.id}", paid_until)
        assert has_access() and there not in sites_with_ended_access()
        access.ends_at = access.granted_at
        db.session.flush()
        assert not has_access(), "over is over, whether or not somebody has swept"
    assert there in sites_with_ended_access()
    with tenancy.transaction(there):
        end_access()
        enrollment = db.session.scalars(select(Enrollment).where(Enrollment.user_id == person)).one()
        assert (enrollment.status, has_access()) == ("closed", False)
    assert there not in sites_with_ended_access()
    second = tmp_path / "again.zip"
    with tenancy.bind(there):
        export(second)
    assert rows_of(second, "tables/entitlements.jsonl")[0]["source"] == f"elsewhere.subscription:{learner.id}"


def test_a_month_that_is_not_paid_opens_nothing_elsewhere(learner, ada, period_passes, tmp_path):
    person = ada.id
    break_card(learner)
    period_passes(learner)
    renewed()
    assert learner.state == "past_due"
    path = tmp_path / "site.zip"
    export(path)
    assert rows_of(path, "tables/entitlements.jsonl") == []
    assert len(rows_of(path, "records/entitlements.jsonl")) == 1
    with path.open("rb") as stream:
        there = take_in(stream, slug=unique("elsewhere"))
    with tenancy.transaction(there):
        enrollment = db.session.scalars(select(Enrollment).where(Enrollment.user_id == person)).one()
        assert not enrollment.is_open, "what its gates ask"
