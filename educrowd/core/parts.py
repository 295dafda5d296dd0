"""What `flask up` runs: the platform and, unless a Stripe key is set, the sandbox."""

import os
import sys
from pathlib import Path

from flask import Config

from .processes import Child

NOT_FOR_CHILDREN = {"DATABASE_OWNER_URL", "DATABASE_OPS_URL"}


def children_of(config: Config) -> list[Child]:
    """What runs: only the application's own role goes along, not the owner's or that of operations."""
    env = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN} | {
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": config["DATABASE_URL"],
        "REDIS_URL": config["REDIS_URL"],
    }
    serve = [sys.executable, "-m", "flask", "serve", "--host", config["HOST"], "--port", str(config["PORT"])]
    children = [Child("platform", serve, env, "green")]
    if config["SANDBOX_PORT"]:
        sandbox = [sys.executable, "-m", "sandbox"]
        children.append(Child("sandbox", sandbox, env | sandbox_settings(config), "yellow"))
    return children


def sandbox_settings(config: Config) -> dict[str, str]:
    """The environment of the Stripe sandbox."""
    return {
        "SANDBOX_PORT": str(config["SANDBOX_PORT"]),
        "SANDBOX_DB": str(Path(config["EDUCROWD_HOME"]) / "sandbox.db"),
        "SANDBOX_WEBHOOK_URL": f"http://localhost:{config['PORT']}/webhooks/stripe",
        "SANDBOX_WEBHOOK_SECRET": config["STRIPE_WEBHOOK_SECRET"],
        "SANDBOX_VERIFY_ACCOUNTS": "1",
    }
