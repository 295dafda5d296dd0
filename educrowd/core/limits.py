"""Rate limits, counted in Redis per site and per account or address.

When Redis is away reading stays open, while log-in and whatever else guesses could be made at stays closed.
"""

from __future__ import annotations

import time
from ipaddress import ip_address, ip_network

from flask import Flask, Response, current_app, g, request
from flask_limiter import ApplicationLimit, Limiter
from limits import parse
from limits.errors import StorageError
from redis import RedisError

from .current import current
from .errors import Refused, Unavailable


class TooMany(Refused):
    code = "rate_limited"
    status = 429

    def __init__(self, *, retry_after: int):
        super().__init__("Too many tries. Wait a little and try again.")
        self.headers = {"Retry-After": str(retry_after)}


def address() -> str:
    """The client's address; an IPv6 network of one customer counts as one."""
    ip = ip_address(request.remote_addr or "0.0.0.0")
    return str(ip if ip.version == 4 else ip_network(f"{ip}/64", strict=False))


def caller() -> str:
    """Who is counted: the API key, else the account within its site, else the address."""
    account = f"user:{current.user.id}" if current.user.is_authenticated else address()
    return f"t:{current.tenant_id or 0}:{g.get('counted_as') or account}"


def network() -> str:
    """Where calls come from, whoever makes them: many accounts behind one address share a wider limit."""
    return f"t:{current.tenant_id or 0}:from:{address()}"


limiter = Limiter(
    key_func=caller,
    application_limits=[
        ApplicationLimit(lambda: current_app.config["API_CALLS_OF_ONE"], key_function=caller),
        ApplicationLimit(lambda: current_app.config["API_CALLS_FROM_ONE_ADDRESS"], key_function=network),
    ],
    headers_enabled=True,
    swallow_errors=True,
)


@limiter.request_filter
def _is_exempt() -> bool:
    return not current_app.config["THROTTLING"] or not request.path.startswith("/api/")


def init_app(app: Flask) -> None:
    """Count calls of the API; to be mounted after the hooks that find the site and the person."""
    app.config.setdefault("API_CALLS_OF_ONE", "600 per minute")
    app.config.setdefault("API_CALLS_FROM_ONE_ADDRESS", "3000 per minute")
    app.config.setdefault("RATELIMIT_HEADER_LIMIT", "RateLimit-Limit")
    app.config.setdefault("RATELIMIT_HEADER_REMAINING", "RateLimit-Remaining")
    app.config.setdefault("RATELIMIT_HEADER_RESET", "RateLimit-Reset")
    app.after_request(_tell_seconds_left)
    limiter.init_app(app)


def _tell_seconds_left(response: Response) -> Response:
    """The limiter says when it counts anew as a time; the header's standard says how many seconds are left."""
    if reset_at := response.headers.get("RateLimit-Reset"):
        response.headers["RateLimit-Reset"] = str(max(0, int(int(reset_at) - time.time())))
    return response


def throttle(rate: str, purpose: str, who: str) -> None:
    """Count one try: `throttle("10 per minute", "log-in", address())`.

    Accounts and addresses are counted over all sites together, as accounts are good on all of them.
    TooMany past the rate; Unavailable without Redis.
    """
    if not current_app.config["THROTTLING"]:
        return
    limit = parse(rate)
    try:
        is_within = limiter.limiter.hit(limit, "throttle", purpose, who)
    except (RedisError, StorageError) as error:
        raise Unavailable("This is not possible at the moment. Try again soon.") from error
    if not is_within:
        counted = limiter.limiter.get_window_stats(limit, "throttle", purpose, who)
        raise TooMany(retry_after=max(1, round(counted.reset_time - time.time())))
