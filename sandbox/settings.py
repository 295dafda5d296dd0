"""What the environment decides."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

API_VERSION = "2026-10-28.endive"
PLATFORM = "acct_1SandboxPlatform"
APPLICATION = "ca_sandbox"


@dataclass(frozen=True)
class Settings:
    """The settings of one sandbox process."""

    port: int = 8420
    database: str = field(default_factory=lambda: str(Path(tempfile.gettempdir()) / "stripe-sandbox.db"))
    webhook_url: str | None = None
    webhook_secret: str = "whsec_sandbox"
    webhook_events: tuple[str, ...] = ("*",)
    verify_accounts: bool = False
    settlement_days: int = 0
    later_seconds: int = 2

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read SANDBOX_PORT, SANDBOX_DB, SANDBOX_WEBHOOK_URL and the others."""
        readers = {
            "port": ("SANDBOX_PORT", int),
            "database": ("SANDBOX_DB", str),
            "webhook_url": ("SANDBOX_WEBHOOK_URL", str),
            "webhook_secret": ("SANDBOX_WEBHOOK_SECRET", str),
            "webhook_events": ("SANDBOX_WEBHOOK_EVENTS", lambda text: tuple(text.split(","))),
            "verify_accounts": ("SANDBOX_VERIFY_ACCOUNTS", lambda text: text == "1"),
            "settlement_days": ("SANDBOX_SETTLEMENT_DAYS", int),
            "later_seconds": ("SANDBOX_LATER_SECONDS", int),
        }
        given = {name: read(os.environ[key]) for name, (key, read) in readers.items() if os.environ.get(key)}
        return cls(**given)

    @property
    def origin(self) -> str:
        """Where the hosted pages live."""
        return f"http://localhost:{self.port}"


settings = Settings.from_environment()
