"""The settings: what the environment decides, and what production refuses."""

import re
from pathlib import Path

import pytest

import config

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"

STRONG = "k3V9-p0w2_Zr7tQx5LmN8bYc4HdFgJsA1eUiOo6"
FIELD_KEY = config.new_field_key()
PRODUCTION = {
    "EDUCROWD_ENV": "production",
    "SECRET_KEY": STRONG,
    "FIELD_KEYS": FIELD_KEY,
    "DATABASE_URL": "postgres://educrowd_app:pw@db.example.org/educrowd",
    "REDIS_URL": "redis://cache.example.org",
    "MAIL_URL": "smtps://mail.example.org",
    "BASE_DOMAIN": "Learn.Example.org",
}


class Noting(dict[str, str]):
    """An environment that notes what is asked of it."""

    def __init__(self, given: dict[str, str]):
        super().__init__(given)
        self.asked: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # pyright: ignore[reportIncompatibleMethodOverride]
        self.asked.add(name)
        return super().get(name, default)


def reason(env: dict[str, str]) -> str:
    """The one line with which the settings refuse to load."""
    with pytest.raises(SystemExit) as refusal:
        config.load(env=env)
    line = str(refusal.value)
    assert "\n" not in line
    return line


def test_production_starts_when_everything_is_given():
    settings = config.load(env=PRODUCTION)
    assert settings.DATABASE_URL == "postgresql+psycopg2://educrowd_app:pw@db.example.org/educrowd"
    assert settings.BASE_DOMAIN == "learn.example.org"
    assert settings.SESSION_COOKIE_SECURE
    assert not settings.DEBUG
    assert not settings.DEMO


def test_every_setting_is_documented(tmp_path: Path):
    for given in (PRODUCTION, PRODUCTION | {"EDUCROWD_ENV": "development", "EDUCROWD_HOME": str(tmp_path)}):
        environment = Noting(given)
        config.load(env=environment)
        documented = set(re.findall(r"`([A-Z_]+)`", OPERATIONS.read_text()))
        assert environment.asked <= documented, environment.asked - documented
        assert {"EDUCROWD_ENV", "SECRET_KEY", "LOG_LEVEL"} <= environment.asked


def test_a_setting_outside_its_choices_is_refused_with_the_choices():
    assert "LOG_LEVEL must be one of DEBUG, INFO" in reason(PRODUCTION | {"LOG_LEVEL": "loud"})


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "MAIL_URL", "BASE_DOMAIN", "SECRET_KEY", "FIELD_KEYS"])
def test_production_names_what_is_missing(name: str):
    assert f"{name} is not set" in reason(PRODUCTION | {name: ""})


@pytest.mark.parametrize("secret", ["password", "changeme", "short-but-not-listed", "a" * 64, "ab" * 32])
def test_production_refuses_a_secret_that_could_be_guessed(secret: str):
    line = reason(PRODUCTION | {"SECRET_KEY": secret})
    assert "SECRET_KEY is too weak" in line
    assert secret not in line


@pytest.mark.parametrize(
    "keys", ["not-a-key", f"{FIELD_KEY},nonsense", f"{FIELD_KEY},"], ids=["no key", "a bad second", "an empty second"]
)
def test_production_refuses_field_keys_that_cannot_encrypt(keys: str):
    assert "FIELD_KEYS" in reason(PRODUCTION | {"FIELD_KEYS": keys})


def test_production_takes_a_new_and_an_old_field_key():
    assert config.load(env=PRODUCTION | {"FIELD_KEYS": f"{config.new_field_key()}, {FIELD_KEY}"})


def test_production_refuses_debug():
    assert "debug is on" in reason(PRODUCTION | {"FLASK_DEBUG": "1"})


def test_production_refuses_demonstration_accounts():
    assert "DEMO" in reason(PRODUCTION | {"DEMO": "1"})


def test_production_refuses_payments_whose_events_could_be_forged():
    assert "STRIPE_WEBHOOK_SECRET" in reason(PRODUCTION | {"STRIPE_SECRET_KEY": "sk_live_1"})


@pytest.mark.parametrize("short", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_spelling_of_a_database_url_gets_its_driver(short: str):
    assert config.database_url(f"{short}://ada@db/educrowd") == "postgresql+psycopg2://ada@db/educrowd"


@pytest.mark.parametrize("url", ["mysql://db/educrowd", "educrowd"])
def test_another_database_is_refused(url: str):
    assert "postgresql://" in reason(PRODUCTION | {"DATABASE_URL": url})


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "http"), ("PORT", "-1"), ("PORT", "²"), ("PORT", "65536"), ("DEMO", "maybe")]
)
def test_a_setting_of_the_wrong_kind_is_named(name: str, value: str):
    assert name in reason(PRODUCTION | {name: value})


def test_an_unknown_environment_is_refused():
    assert "prod" in reason({"EDUCROWD_ENV": "prod"})


def test_development_keeps_its_secrets(tmp_path):
    env = {"EDUCROWD_HOME": str(tmp_path), "DATABASE_URL": "postgres://db/x", "REDIS_URL": "redis://x"}
    first, second = config.load(env=env), config.load(env=env)
    assert len(first.SECRET_KEY) >= config.SHORTEST_SECRET
    assert (first.SECRET_KEY, first.FIELD_KEYS) == (second.SECRET_KEY, second.FIELD_KEYS)
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_development_pays_in_the_sandbox_unless_a_key_is_given(tmp_path):
    env = {"EDUCROWD_HOME": str(tmp_path), "DATABASE_URL": "postgres://db/x", "REDIS_URL": "redis://x", "PORT": "9000"}
    assert config.load(env=env).STRIPE_API_BASE == "http://localhost:9001"
    given = config.load(env=env | {"STRIPE_SECRET_KEY": "sk_test_ada", "STRIPE_WEBHOOK_SECRET": "whsec_ada"})
    assert (given.SANDBOX_PORT, given.STRIPE_API_BASE, given.STRIPE_SECRET_KEY) == (0, "", "sk_test_ada")
