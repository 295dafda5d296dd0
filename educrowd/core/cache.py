"""Redis as a cache that can be emptied at any moment: the keys of a tenant begin with it, `t:42:…`."""

from __future__ import annotations

from flask import Flask, current_app
from redis import Redis


def redis() -> Redis:
    return current_app.extensions["redis"]


def init_app(app: Flask) -> None:
    app.extensions["redis"] = Redis.from_url(
        app.config["REDIS_URL"], socket_timeout=1, socket_connect_timeout=1, health_check_interval=30
    )
