"""Sensitive fields: unreadable in the database, readable with any listed key, rotatable."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from educrowd.core import encryption
from educrowd.core.db import db

PHONE = "+44 20 7946 0000"


@pytest.fixture
def keys(app, monkeypatch):
    """`keys("new", "old")` lists keys, newest first."""
    made: dict[str, str] = {"given": app.config["FIELD_KEYS"]}

    def use(*names: str) -> None:
        listed = [made.setdefault(name, Fernet.generate_key().decode()) for name in names]
        monkeypatch.setitem(app.config, "FIELD_KEYS", ",".join(listed))

    return use


def stored(user) -> str:
    return db.session.execute(
        text("SELECT phone_number FROM public.profiles WHERE user_id = :id"), {"id": user.id}
    ).scalar_one()


def test_the_same_text_is_never_stored_alike(context):
    assert encryption.encrypt(PHONE) != encryption.encrypt(PHONE)
    assert encryption.decrypt(encryption.encrypt(PHONE)) == PHONE


def test_old_keys_read_and_the_newest_writes(context, keys):
    keys("old")
    written = encryption.encrypt(PHONE)
    keys("new", "old")
    assert encryption.decrypt(written) == PHONE
    rotated = encryption.rotate(written)
    keys("new")
    assert encryption.decrypt(rotated) == PHONE
    with pytest.raises(encryption.Undecipherable):
        encryption.decrypt(written)


def test_after_reencrypting_the_old_key_can_go(app, ada, keys):
    ada.profile.phone_number = PHONE
    db.session.commit()
    before = stored(ada)
    keys("new", "given")
    result = app.test_cli_runner().invoke(args=["reencrypt"])
    assert result.exit_code == 0, result.output
    db.session.rollback()
    assert stored(ada) != before
    keys("new")
    db.session.expire_all()
    assert ada.profile.phone_number == PHONE
    keys("given", "new")
    app.test_cli_runner().invoke(args=["reencrypt"])


def test_the_listed_columns_are_the_sensitive_ones(app):
    names = {f"{column.table.name}.{column.name}" for column in encryption.encrypted_columns()}
    profile = {f"profiles.{name}" for name in ("phone_number", "date_of_birth", "postal_address", "totp_secret")}
    assert profile <= names
