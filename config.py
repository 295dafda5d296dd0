"""Every setting, one line each, read from the environment."""

import base64
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

WEAK = {"", "dev", "secret", "changeme", "change-me", "password", "development", "testing"}
SHORTEST_SECRET = 32
LAST_PORT = 65_535


class ConfigError(SystemExit):
    """A setting that does not allow to start: ends the process with one line."""

    def __init__(self, reason: str):
        super().__init__(f"EduCrowd does not start: {reason}")


class Base:
    """What all environments have in common."""

    ENVIRONMENT = ""
    DEBUG = False
    TESTING = False

    def __init__(self, env: Mapping[str, str]):
        self.env = env
        # where it runs
        self.HOST = self.text("HOST", "127.0.0.1")
        self.PORT = self.port("PORT", 8000)
        self.PUBLIC_PORT = self.port("PUBLIC_PORT", self.PORT)
        self.EDUCROWD_HOME = str(Path(self.text("EDUCROWD_HOME", "var")).absolute())
        self.BASE_DOMAIN = self.text("BASE_DOMAIN", "localhost").lower()
        self.PREFERRED_URL_SCHEME = self.text("URL_SCHEME", "http")
        self.TRUSTED_PROXIES = self.number("TRUSTED_PROXIES", 0)
        self.DEMO = self.flag("DEMO", False)
        self.LOG_LEVEL = self.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
        # secrets
        self.SECRET_KEY = self.text("SECRET_KEY")
        self.FIELD_KEYS = self.text("FIELD_KEYS")
        self.OPERATORS_SECOND_FACTOR = self.flag("OPERATORS_SECOND_FACTOR", False)
        # database and queue
        self.DATABASE_URL = database_url(self.text("DATABASE_URL"))
        self.DATABASE_OWNER_URL = database_url(self.text("DATABASE_OWNER_URL"))
        self.DATABASE_OPS_URL = database_url(self.text("DATABASE_OPS_URL"))
        self.REDIS_URL = self.text("REDIS_URL")
        self.STATEMENT_TIMEOUT_MS = self.number("STATEMENT_TIMEOUT_MS", 5_000)
        self.JOB_STATEMENT_TIMEOUT_MS = self.number("JOB_STATEMENT_TIMEOUT_MS", 60_000)
        self.LOCK_TIMEOUT_MS = self.number("LOCK_TIMEOUT_MS", 1_000)
        # how long a transaction may wait for our own code
        self.IDLE_TIMEOUT_MS = self.number("IDLE_TIMEOUT_MS", 30_000)
        self.SQLALCHEMY_POOL_SIZE = self.number("POOL_SIZE", 5)
        # money
        self.STRIPE_SECRET_KEY = self.text("STRIPE_SECRET_KEY")
        self.STRIPE_WEBHOOK_SECRET = self.text("STRIPE_WEBHOOK_SECRET")
        self.STRIPE_API_BASE = self.text("STRIPE_API_BASE")
        self.SANDBOX_PORT = 0
        self.PROJECT_MIN_SECONDS = self.number("PROJECT_MIN_SECONDS", 86_400)
        self.PLATFORM_FEE_BPS = self.number("PLATFORM_FEE_BPS", 500)
        # plans: what a new site may use and for how long, and how long an unpaid one goes on
        self.TRIAL_PLAN = self.text("TRIAL_PLAN", "academy")
        self.TRIAL_DAYS = self.number("TRIAL_DAYS", 30)
        self.GRACE_DAYS = self.number("GRACE_DAYS", 14)
        # who writes invoices for fees; lines of the address are separated by semicolons
        self.PLATFORM_NAME = self.text("PLATFORM_NAME", "EduCrowd")
        self.PLATFORM_ADDRESS = self.text("PLATFORM_ADDRESS")
        self.PLATFORM_TAX_ID = self.text("PLATFORM_TAX_ID")
        self.FEE_TAX_BPS = self.number("FEE_TAX_BPS", 0)
        self.INVOICE_NOTE = self.text("INVOICE_NOTE")
        self.GATEWAY_CALLS_PER_SECOND = self.number("GATEWAY_CALLS_PER_SECOND", 80)
        # mail
        self.MAIL_URL = self.text("MAIL_URL")
        self.MAIL_FROM = self.text("MAIL_FROM", f"EduCrowd <no-reply@{self.BASE_DOMAIN}>")
        self.MAIL_OWN_DOMAINS = tuple(self.text("MAIL_OWN_DOMAINS").lower().replace(",", " ").split())
        self.MAIL_BOUNCES_TO = self.text("MAIL_BOUNCES_TO")
        self.MAIL_WEBHOOK_SECRET = self.text("MAIL_WEBHOOK_SECRET")
        # addresses that people give
        self.OUTBOUND_PORTS = self.ports("OUTBOUND_PORTS", "443,8443")
        self.OUTBOUND_LOOPBACK = self.flag("OUTBOUND_LOOPBACK", False)
        # name servers that prove domains, as address:port with commas between; the machine's own where it is empty
        self.DNS_SERVERS = self.servers("DNS_SERVERS")
        # limits
        self.THROTTLING = self.flag("THROTTLING", True)
        self.MAX_CONTENT_LENGTH = self.number("MAX_CONTENT_LENGTH", 16 * 1024 * 1024)
        self.complete()
        self.derive()

    def complete(self) -> None:
        """Fill in what the environment left open, or refuse to start."""

    def derive(self) -> None:
        """Settings of the libraries, which follow from ours."""
        self.SQLALCHEMY_DATABASE_URI = self.DATABASE_URL
        self.SQLALCHEMY_ENGINE_OPTIONS = {
            "pool_size": self.SQLALCHEMY_POOL_SIZE,
            "pool_timeout": 5,
            "pool_pre_ping": True,
            # Many rows of one shape in one round trip.
            "executemany_mode": "values_plus_batch",
            "connect_args": {"connect_timeout": 5},
        }
        self.RATELIMIT_STORAGE_URI = self.REDIS_URL.replace("unix://", "redis+unix://")
        self.SESSION_COOKIE_SECURE = self.PREFERRED_URL_SCHEME == "https"

    def text(self, name: str, default: str = "") -> str:
        """A setting as text; an empty one counts as missing."""
        return self.env.get(name, "").strip() or default

    def number(self, name: str, default: int) -> int:
        """A setting as a whole number."""
        given = self.text(name, str(default))
        if not given.isascii() or not given.isdigit():
            raise ConfigError(f"{name} must be a whole number, not {given!r}")
        return int(given)

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """A setting as one of some words, in capitals."""
        given = self.text(name, default).upper()
        if given not in choices:
            raise ConfigError(f"{name} must be one of {', '.join(choices)}, not {given!r}")
        return given

    def port(self, name: str, default: int) -> int:
        """A setting as the number of a port."""
        given = self.number(name, default)
        if given > LAST_PORT:
            raise ConfigError(f"{name} must be at most {LAST_PORT}, not {given}")
        return given

    def ports(self, name: str, default: str) -> frozenset[int]:
        """A setting as the numbers of ports, with commas between."""
        given = self.text(name, default).replace(" ", "").split(",")
        if not all(port.isascii() and port.isdigit() and 0 < int(port) <= LAST_PORT for port in given):
            raise ConfigError(f"{name} must be numbers of ports with commas between, not {','.join(given)!r}")
        return frozenset(map(int, given))

    def servers(self, name: str) -> tuple[tuple[str, int], ...]:
        """A setting as addresses of machines, each with its port, commas between: `192.0.2.1:53,[2001:db8::1]:53`."""
        given = [server for server in self.text(name).replace(" ", "").split(",") if server]
        found = [re.fullmatch(r"\[?([0-9a-fA-F.:]+?)\]?:(\d{1,5})", server) for server in given]
        if not all(found):
            raise ConfigError(f"{name} must be like 192.0.2.1:53, with commas between, not {','.join(given)!r}")
        return tuple((match[1], int(match[2])) for match in found if match)

    def flag(self, name: str, default: bool) -> bool:
        """A setting as yes or no."""
        given = self.text(name, "1" if default else "0").lower()
        if given not in {"0", "1", "true", "false", "yes", "no"}:
            raise ConfigError(f"{name} must be 1 or 0, not {given!r}")
        return given in {"1", "true", "yes"}


class Development(Base):
    """Runs with nothing set: keeps its own servers, secrets and mailbox in EDUCROWD_HOME."""

    ENVIRONMENT = "development"

    def complete(self) -> None:
        """Stand in for what is missing."""
        home = Path(self.EDUCROWD_HOME)
        self.DEMO = self.flag("DEMO", True)
        self.PROJECT_MIN_SECONDS = self.number("PROJECT_MIN_SECONDS", 1)
        if not self.DATABASE_URL or not self.REDIS_URL:
            self.embed(home)
        home.mkdir(parents=True, exist_ok=True)
        if not self.STRIPE_SECRET_KEY:
            self.play_stripe(home)
        self.MAIL_URL = self.MAIL_URL or f"folder://{home}/mail"
        self.MAIL_BOUNCES_TO = self.MAIL_BOUNCES_TO or f"bounces@{self.BASE_DOMAIN}"
        self.SECRET_KEY = self.SECRET_KEY or kept(home / "secret_key", lambda: secrets.token_urlsafe(48))
        self.FIELD_KEYS = self.FIELD_KEYS or kept(home / "field_keys", new_field_key)

    def embed(self, home: Path) -> None:
        """Use the embedded servers for the URLs that nobody gave."""
        from educrowd.core import local

        try:
            services = local.ensure(home)
        except local.Unavailable as error:
            raise ConfigError(str(error)) from None
        self.REDIS_URL = self.REDIS_URL or services.redis_url
        if not self.DATABASE_URL:
            self.DATABASE_URL = services.database_url("app")
            self.DATABASE_OWNER_URL = services.database_url("owner")
            self.DATABASE_OPS_URL = services.database_url("ops")

    def play_stripe(self, home: Path) -> None:
        """Pay through the Stripe sandbox, which `flask up` runs."""
        self.SANDBOX_PORT = self.port("SANDBOX_PORT", self.PORT + 1)
        self.STRIPE_SECRET_KEY = "sk_test_sandbox"
        self.GATEWAY_CALLS_PER_SECOND = self.number("GATEWAY_CALLS_PER_SECOND", 0)
        self.STRIPE_API_BASE = self.STRIPE_API_BASE or f"http://localhost:{self.SANDBOX_PORT}"
        self.STRIPE_WEBHOOK_SECRET = kept(home / "webhook_secret", lambda: f"whsec_{secrets.token_hex(16)}")


class Testing(Base):
    """Runs on the servers of the test session, which gives their URLs."""

    ENVIRONMENT = "testing"
    TESTING = True

    def complete(self) -> None:
        """Use known secrets and the cheapest waiting."""
        # A test's own session waits while a browser walks through pages.
        self.IDLE_TIMEOUT_MS = self.number("IDLE_TIMEOUT_MS", 600_000)
        self.THROTTLING = self.flag("THROTTLING", False)
        self.GATEWAY_CALLS_PER_SECOND = self.number("GATEWAY_CALLS_PER_SECOND", 0)
        self.PROJECT_MIN_SECONDS = self.number("PROJECT_MIN_SECONDS", 1)
        self.SECRET_KEY = self.SECRET_KEY or "a-secret-for-tests-that-is-long-enough"
        self.FIELD_KEYS = self.FIELD_KEYS or "dGVzdHMtb25seS1rZXktb2YtMzItYnl0ZXMtbG9uZyE="
        self.MAIL_URL = self.MAIL_URL or f"folder://{self.EDUCROWD_HOME}/mail"
        self.MAIL_BOUNCES_TO = self.MAIL_BOUNCES_TO or f"bounces@{self.BASE_DOMAIN}"


class Production(Base):
    """Runs with nothing assumed."""

    ENVIRONMENT = "production"

    def complete(self) -> None:
        """Refuse to start when something is missing or unsafe."""
        self.PREFERRED_URL_SCHEME = self.text("URL_SCHEME", "https")
        self.PUBLIC_PORT = self.port("PUBLIC_PORT", 443)
        self.OPERATORS_SECOND_FACTOR = self.flag("OPERATORS_SECOND_FACTOR", True)
        for name in ("DATABASE_URL", "REDIS_URL", "MAIL_URL", "BASE_DOMAIN"):
            if not self.text(name):
                raise ConfigError(f"{name} is not set")
        refuse_weak_secret(self.SECRET_KEY)
        refuse_bad_field_keys(self.FIELD_KEYS)
        if self.flag("FLASK_DEBUG", False):
            raise ConfigError("debug is on; unset FLASK_DEBUG")
        if self.DEMO:
            raise ConfigError("DEMO is on, and everybody knows its passwords; unset it")
        if self.OUTBOUND_LOOPBACK:
            raise ConfigError("OUTBOUND_LOOPBACK is on, so webhooks could reach this machine; unset it")
        if self.STRIPE_SECRET_KEY and not self.STRIPE_WEBHOOK_SECRET:
            raise ConfigError("STRIPE_WEBHOOK_SECRET is not set, so payment events could be forged")


ENVIRONMENTS = {"development": Development, "testing": Testing, "production": Production}


def load(name: str | None = None, env: Mapping[str, str] = os.environ) -> Base:
    """The settings of an environment: `name`, else EDUCROWD_ENV, else development."""
    name = name or env.get("EDUCROWD_ENV") or "development"
    if name not in ENVIRONMENTS:
        raise ConfigError(f"EDUCROWD_ENV must be one of {', '.join(ENVIRONMENTS)}, not {name!r}")
    return ENVIRONMENTS[name](env)


def database_url(url: str) -> str:
    """A PostgreSQL address with its driver; SQLAlchemy would read the short forms otherwise."""
    scheme, separator, rest = url.partition("://")
    if not url or scheme == "postgresql+psycopg2":
        return url
    if scheme not in {"postgres", "postgresql"} or not separator:
        raise ConfigError(f"a database URL must begin with postgresql://, not {scheme}://")
    return f"postgresql+psycopg2://{rest}"


def refuse_weak_secret(secret: str) -> None:
    """Refuse a secret that could be guessed."""
    advice = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(48))'"
    if not secret:
        raise ConfigError(f"SECRET_KEY is not set; {advice}")
    if secret.lower() in WEAK or len(secret) < SHORTEST_SECRET or len(set(secret)) < 10:
        raise ConfigError(f"SECRET_KEY is too weak; {advice}")


def refuse_bad_field_keys(keys: str) -> None:
    """Refuse keys that cannot encrypt personal fields."""
    from cryptography.fernet import Fernet

    advice = "make one with: python -c 'import config; print(config.new_field_key())'"
    if not keys:
        raise ConfigError(f"FIELD_KEYS is not set; {advice}")
    try:
        for key in keys.split(","):
            Fernet(key.strip())
    except ValueError:
        raise ConfigError(f"FIELD_KEYS holds something that is no key; {advice}") from None


def new_field_key() -> str:
    """A fresh key for the encryption of personal fields."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`, made on first use, readable by its owner alone."""
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(make())
            file.flush()
            # A link appears complete and never replaces what another process has just made.
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
