"""Two factors for those who run the platform, where its settings ask for them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

import config
from educrowd.blueprints.auth.models import Session
from educrowd.core import tenancy
from educrowd.core.db import db
from tests.auth.conftest import bearer
from tests.auth.test_second_step import PAGE, switch_on
from tests.conftest import PASSWORD, tenant_called
from tests.core.test_config import PRODUCTION

SUSPEND = "/operator/tenants/{}/suspension"


@pytest.fixture(autouse=True)
def asked(app, monkeypatch):
    monkeypatch.setitem(app.config, "OPERATORS_SECOND_FACTOR", True)


def test_an_operator_with_a_password_alone_is_led_to_the_second_step(operate, demo):
    answer = operate.get("/operator/")
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)
    shown = operate.get(PAGE).text
    assert "Whoever runs the platform logs in with a second step" in shown and "/account/passkeys" in shown
    assert operate.submit(SUSPEND.format(demo.id), reason="mine now").headers["Location"] == PAGE
    assert tenancy.tenant_by_id(demo.id).status == "active"
    assert "/operator/" in operate.get("/account/").text, "the way there is shown"
    switch_on(operate)
    assert operate.get("/operator/").status_code == 200
    assert operate.submit(f"{PAGE}/end", current_password=PASSWORD).status_code == 303
    assert operate.get("/operator/").headers["Location"] == PAGE


def test_others_hear_nothing_of_it(visit, owner):
    stranger = visit(None).sign_in(owner)
    assert stranger.get("/operator/").status_code == 403
    assert "runs the platform" not in stranger.get(PAGE).text


def test_the_api_shows_an_operator_no_more_than_their_own(visit, robin, demo):
    platform = visit(None)
    said = platform.post("/api/v1/auth/login/", json={"email": robin.email, "password": PASSWORD})
    token = bearer(said.json["data"]["access_token"])
    assert platform.get(f"/api/v1/tenants/{demo.id}/", headers=token).status_code == 404
    refused = platform.post("/api/v1/tenants/arrivals/1/refusal/", json={"reason": "x"}, headers=token)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (403, "second_factor_required")
    db.session.execute(update(Session).where(Session.user_id == robin.id).values(is_strong=True))
    db.session.commit()
    assert platform.get(f"/api/v1/tenants/{demo.id}/", headers=token).status_code == 200


def test_staff_who_are_held_back_are_so_from_the_platform_too(visit, owner, demo):
    with tenancy.transaction(demo):
        site = tenant_called(demo.slug)
        site.settings = site.settings | {"staff_second_factor": True}
    platform = visit(None)
    said = platform.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    token = bearer(said.json["data"]["access_token"])
    change = lambda: platform.patch(f"/api/v1/tenants/{demo.id}/", json={"name": "Mine"}, headers=token)  # noqa: E731
    assert change().status_code == 403
    db.session.execute(update(Session).where(Session.user_id == owner.id).values(is_strong=True))
    db.session.commit()
    assert change().status_code == 200


def test_production_asks_for_it_and_development_does_not(tmp_path):
    assert config.load(env=PRODUCTION).OPERATORS_SECOND_FACTOR
    assert not config.load(env={"EDUCROWD_ENV": "testing", "EDUCROWD_HOME": str(tmp_path)}).OPERATORS_SECOND_FACTOR
