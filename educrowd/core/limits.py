"""Rate limits, counted in Redis per site and per account or address.

When Redis is away reading stays open, while log-in and whatever else guesses could be made at stays closed.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from flask import Flask, current_app, g, request
from flask_limiter import Limiter
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


limiter = Limiter(key_func=caller, headers_enabled=True, swallow_errors=True)


@limiter.request_filter
def _is_exempt() -> bool:
    return not current_app.config["THROTTLING"] or not request.path.startswith("/api/")


def init_app(app: Flask) -> None:
    """Count calls of the API; to be mounted after the hooks that find the site and the person."""
    app.config.setdefault("RATELIMIT_APPLICATION", "600 per minute")
    app.config.setdefault("RATELIMIT_HEADER_LIMIT", "RateLimit-Limit")
    app.config.setdefault("RATELIMIT_HEADER_REMAINING", "RateLimit-Remaining")
    app.config.setdefault("RATELIMIT_HEADER_RESET", "RateLimit-Reset")
    limiter.init_app(app)


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
        raise TooMany(retry_after=limit.get_expiry())
