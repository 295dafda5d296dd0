"""One line of JSON an event in production, one readable line in development; the tenant and request ride along."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask

SECRET = re.compile(r"(sk_(?:test|live)_|whsec_|Bearer |edu_|eyJ)[\w.\-]+", re.IGNORECASE)
SECRET_NAMES = frozenset({"password", "token", "authorization", "secret", "cookie", "otp", "card"})


def hide_secrets(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep keys, tokens and passwords out of every log line."""
    for name, value in event.items():
        if name.lower() in SECRET_NAMES:
            event[name] = "[hidden]"
        elif isinstance(value, str):
            event[name] = SECRET.sub(r"\1[hidden]", value)
    return event


def init_app(app: Flask) -> None:
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    last = structlog.processors.JSONRenderer() if _for_machines(app) else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    root.handlers = [known for known in root.handlers if not getattr(known, "of_educrowd", False)] + [handler]
    handler.of_educrowd = True  # pyright: ignore
    for chatty in ("alembic", "fontTools"):
        logging.getLogger(chatty).setLevel("WARNING")
    root.setLevel(app.config["LOG_LEVEL"])


def _for_machines(app: Flask) -> bool:
    return not app.debug and not app.testing and not sys.stderr.isatty()
