"""Requests to addresses that people give: pinned to a checked address, without redirects, proxies and cookies.

One deadline holds from the resolver to the last byte that is kept, however slowly the bytes drip.
"""

from __future__ import annotations

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

from .public_hosts import Blocked, Target, Unreachable, addresses_of, target_of

__all__ = ["Answer", "Blocked", "Unreachable", "request"]

CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is its beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request(
    method: str,
    url: str,
    *,
    body: bytes | None,
    headers: Mapping[str, str],
    seconds: float,
    most_bytes: int,
    may_be_plain: bool = False,
) -> Answer:
    """Send one request; Blocked where the address is not public, Unreachable where nothing good came back in time.

    `may_be_plain` lets it go over http as well: for what is public anyway.
    """
    target, until = target_of(url, may_be_plain=may_be_plain), time.monotonic() + seconds
    try:
        with _connect(target, until) as connection:
            _send(connection, target, method, body, headers)
            return _receive(connection, method, until, most_bytes)
    except (OSError, HTTPException) as error:
        raise Unreachable(_in_words(error, seconds)) from error


def _connect(target: Target, until: float) -> socket.socket:
    """A connection to the first checked address that takes one."""
    failure = OSError()
    for address in addresses_of(target, seconds=_left(until)):
        try:
            return _connect_to(address, target, until)
        except OSError as error:
            failure = error
    raise failure


def _connect_to(address: str, target: Target, until: float) -> socket.socket:
    plain = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        plain.settimeout(min(CONNECT_SECONDS, _left(until)))
        plain.connect((address, target.port))
        plain.settimeout(_left(until))
        return tls().wrap_socket(plain, server_hostname=target.host) if target.scheme == "https" else plain
    except OSError:
        plain.close()
        raise


@cache
def tls() -> ssl.SSLContext:
    """Certificates are checked against the name, not the address."""
    return ssl.create_default_context()


def _send(
    connection: socket.socket, target: Target, method: str, body: bytes | None, headers: Mapping[str, str]
) -> None:
    client = HTTPConnection(target.host)
    client.sock = connection
    client.request(method, target.path, body, {**headers, "Host": target.authority, "Connection": "close"})


def _receive(connection: socket.socket, method: str, until: float, most_bytes: int) -> Answer:
    response = HTTPResponse(cast("socket.socket", _Hurried(connection, until)), method=method)
    response.begin()
    # A header that came several times is one list.
    headers = {name.lower(): ", ".join(response.headers.get_all(name, ())) for name in response.headers}
    return Answer(response.status, headers, response.read(most_bytes))


class _Hurried(io.RawIOBase):
    """Reads a socket until a moment."""

    def __init__(self, connection: socket.socket, until: float):
        self.connection, self.until = connection, until

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.connection.settimeout(_left(self.until))
        return self.connection.recv_into(buffer)


def _left(until: float) -> float:
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _in_words(error: Exception, seconds: float) -> str:
    if isinstance(error, TimeoutError):
        return f"No answer within {seconds:g} seconds."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate is not good: {error.verify_message}."
    if isinstance(error, ssl.SSLError):
        return "The encrypted connection failed."
    if isinstance(error, HTTPException):
        return "What came back was not HTTP."
    return f"No connection: {getattr(error, 'strerror', None) or 'it was cut'}."
