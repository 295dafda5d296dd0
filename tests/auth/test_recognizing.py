"""Who is behind a request: Flask-Login loads the person from the sign-in's row, and keeps no cookie of its own."""

from __future__ import annotations

import pytest
from flask_login import current_user, user_accessed

from educrowd.blueprints.auth.entering import signing_in
from educrowd.blueprints.auth.models import User
from educrowd.core.current import current
from educrowd.core.db import db
from tests.auth.conftest import bearer
from tests.queries import queries


@pytest.fixture
def asked(app):
    """Notes each time that Flask-Login is asked for the person."""
    times: list[object] = []
    with user_accessed.connected_to(lambda *_: times.append(1), app):
        yield times


def test_a_visitor_is_nobody_without_any_question(visitor, asked):
    assert visitor.get("/login").status_code == 200
    assert not asked
    with queries() as sent:  # Now with the cookie that holds the form's token.
        assert visitor.get("/login").status_code == 200
    assert not sent


def test_the_person_and_the_sign_in_are_one_question(visitor, ada, asked, count_queries):
    visitor.sign_in(ada)
    asked.clear()
    assert count_queries(lambda: visitor.get("/account/"), about="users") == 1
    assert len(asked) == 1


def test_a_program_is_asked_for_its_token_alone(visitor, ada, log_in, asked):
    visitor.sign_in(ada)
    asked.clear()
    assert visitor.get("/api/v1/auth/me/").status_code == 401 and not asked
    assert visitor.get("/api/v1/auth/me/", headers=bearer(log_in(ada)["access_token"])).status_code == 200
    assert len(asked) == 1


def test_the_cookie_holds_a_secret_and_nobodys_id(app, visitor, ada, demo):
    visitor.sign_in(ada)
    assert [cookie.key for cookie in visitor._cookies.values()] == ["device", "session"]
    cookie = visitor.get_cookie("session", domain=demo.host)
    kept = app.session_interface.get_signing_serializer(app).loads(cookie.value)
    assert set(kept) == {"sid", "_permanent", "csrf_token"}


def test_a_remember_cookie_is_worth_nothing_and_hides_nobody(visitor, ada, demo):
    visitor.set_cookie("remember_token", f"{ada.id}|forged", domain=demo.host)
    assert visitor.get("/account/").status_code == 303
    visitor.sign_in(ada)
    assert "Ada" in visitor.get("/account/").text


def test_signing_in_and_out_is_the_same_person_for_all(app, demo, ada):
    with app.test_request_context(base_url=demo.origin):
        signing_in.sign_in(db.session.get_one(User, ada.id))
        assert current_user.id == current.user.id == ada.id
        signing_in.sign_out()
        assert not current_user.is_authenticated and not current.user.is_authenticated
        db.session.rollback()
