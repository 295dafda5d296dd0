"""Events: what happened to an object, kept and sent to whoever listens."""

from fnmatch import fnmatchcase

from sandbox import clock, current, faults, objects, store
from sandbox.settings import API_VERSION, PLATFORM, settings


def emit(type: str, obj: dict, previous: dict | None = None) -> None:
    """Record that something happened to an object of the current account, and queue its deliveries."""
    call = current.call()
    data = {"object": obj} | ({"previous_attributes": previous} if previous else {})
    event = objects.shape(
        "event",
        id=objects.new_id("evt"),
        type=type,
        api_version=API_VERSION,
        data=data,
        request={"id": call.id, "idempotency_key": call.idempotency_key},
    )
    if not current.on_platform():
        event["account"] = current.account()
    objects.insert(event)
    queue(event)


def queue(event: dict) -> None:
    """Queue an event for each endpoint that wants it, with the faults asked for."""
    for url, secret in _listeners(event["type"]):
        if faults.struck("drop_webhooks", event["type"]):
            continue
        copies = 2 if faults.struck("duplicate_webhooks", event["type"]) else 1
        for _ in range(copies):
            shuffle = faults.struck("shuffle_webhooks", event["type"])
            wait = faults.spread(shuffle.seconds) if shuffle else 0
            store.execute(
                "INSERT INTO deliveries (account, event, url, secret, due) VALUES (?, ?, ?, ?, ?)",
                current.account(),
                event["id"],
                url,
                secret,
                clock.precise_now() + wait,
            )


def _listeners(type: str) -> list[tuple[str, str]]:
    found = [
        (endpoint["url"], endpoint.hidden["secret"])
        for endpoint in _endpoints()
        if _wants(endpoint["enabled_events"], type)
    ]
    if settings.webhook_url and _wants(settings.webhook_events, type):
        found.append((settings.webhook_url, settings.webhook_secret))
    return found


def _endpoints() -> list[objects.Object]:
    connect = not current.on_platform()
    with current.acting_as(PLATFORM):
        endpoints = objects.select("webhook_endpoint", status="enabled")
    return [endpoint for endpoint in endpoints if endpoint.hidden["connect"] == connect]


def _wants(patterns, type: str) -> bool:
    return any(fnmatchcase(type, pattern) for pattern in patterns)
