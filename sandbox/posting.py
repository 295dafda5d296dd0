"""Posting to a webhook address over a connection that is kept open, one a thread and address."""

import http.client
import threading
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 20
_local = threading.local()


def post(url: str, payload: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; `OSError` or `HTTPException` when there is none."""
    address = urlsplit(url)
    connection = _connection(address.scheme, address.netloc)
    path = f"{address.path or '/'}?{address.query}".removesuffix("?")
    was_open = connection.sock is not None
    try:
        return _exchange(connection, path, payload, headers)
    except (OSError, http.client.HTTPException):
        connection.close()
        if not was_open:
            raise
        return _exchange(connection, path, payload, headers)  # the listener had closed it in the meantime


def _exchange(connection: http.client.HTTPConnection, path: str, payload: bytes, headers: dict[str, str]) -> int:
    connection.request("POST", path, payload, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _connection(scheme: str, netloc: str) -> http.client.HTTPConnection:
    kept: dict = _local.__dict__.setdefault("connections", {})
    if (scheme, netloc) not in kept:
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        kept[scheme, netloc] = kind(netloc, timeout=TIMEOUT_SECONDS)
    return kept[scheme, netloc]
