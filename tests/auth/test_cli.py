"""`flask user` on the command line."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.exc import ProgrammingError

from educrowd.blueprints.auth.models import Operator, User
from educrowd.core.db import db
from tests.conftest import unique


@pytest.fixture
def flask_user(app, demo):
    """`flask_user("list")` runs the command; the test sees what it committed."""

    def run(*args: str):
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["user", *args])
        db.session.rollback()
        return result

    return run


def test_an_account_is_made_with_a_role_on_a_site(flask_user, demo):
    email = f"{unique('katherine')}@example.org"
    args = ("create", email, "--name", "Katherine Johnson", "--password", "trajectory by hand")
    result = flask_user(*args, "--site", demo.slug, "--role", "instructor", "--json")
    shown = json.loads(result.output)
    assert shown["name"] == "Katherine Johnson" and shown["roles"] == ["instructor"]
    user = db.session.scalars(User.known_as(email)).one()
    assert user.has_password("trajectory by hand") and user.roles == {"instructor"}


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("create", "no address", "--password", "trajectory by hand"), "not an email address"),
        (("create", "k@example.org", "--password", "short"), "characters"),
        (
            ("create", "k@example.org", "--password", "trajectory by hand", "--site", "nowhere"),
            "no site is called nowhere",
        ),
        (("grant", "nobody@example.org", "--operator"), "Nobody is known"),
        (("grant", "nobody@example.org"), "--site or --operator"),
    ],
)
def test_a_mistake_is_one_clear_line(flask_user, args, reason):
    result = flask_user(*args)
    assert result.exit_code != 0 and reason in result.output and "Traceback" not in result.output


def test_members_are_listed_with_their_roles(flask_user, ada, demo):
    people = json.loads(flask_user("list", "--site", demo.slug, "--json").output)
    assert ["student"] in [person["roles"] for person in people if person["email"] == ada.email]
    assert ada.email in flask_user("list", "--site", demo.slug).output


def test_a_role_is_granted(flask_user, ada, demo):
    assert flask_user("grant", ada.username, "--site", demo.slug, "--role", "editor").exit_code == 0
    db.session.expire_all()
    assert db.session.get_one(User, ada.id, populate_existing=True).take("student").user.can("posts.manage")


def test_the_platform_gets_an_operator(flask_user, ada):
    assert not ada.is_operator
    assert flask_user("grant", ada.email, "--operator").exit_code == 0
    assert db.session.get(Operator, ada.id) is not None


def test_the_web_application_can_make_nobody_an_operator(ada):
    db.session.add(Operator(user_id=ada.id))
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.flush()
    db.session.rollback()
