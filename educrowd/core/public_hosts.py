"""Which addresses that people give may be called: public web servers, never our own machines or their neighbors.

Whoever connects takes one of the addresses answered here, and never asks for the name again: a name that leads
elsewhere a moment later gains nothing.
"""

from __future__ import annotations

import queue
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from flask import current_app
from werkzeug.urls import iri_to_uri

from .addresses import parts_of
from .errors import Invalid

LONGEST = 2_000
LOOK_SECONDS = 3
PORTS = {"https": 443, "http": 80}
UNICAST = ip_network("2000::/3")
NAT64 = ip_network("64:ff9b::/96")
# What Python's table of special networks lacks, or has only since some patch level; the last is a cloud's own.
SPECIAL = tuple(
    ip_network(network)
    for network in (
        "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "168.63.129.16/32",
    )
)  # fmt: skip


class Blocked(Invalid):
    """An address that we do not call."""

    def __init__(self, message: str):
        super().__init__("url", message)


class Unreachable(Exception):
    """Nobody answered, or not as a web server does; the message says what happened."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, *, may_be_plain: bool = False) -> Target:
    """The parts of an address that may be called, as far as its words tell; Blocked otherwise."""
    try:
        parts = parts_of(iri_to_uri(url))
        scheme, host, port = parts.scheme.lower(), (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise Blocked("This is no address of a web server.") from error
    if not host or len(url) > LONGEST:
        raise Blocked("This is no address of a web server.")
    if scheme != "https" and not (scheme == "http" and (may_be_plain or is_loopback_allowed())):
        raise Blocked("The address must begin with https://.")
    if parts.username is not None or parts.password is not None:
        raise Blocked("The address may not hold a user name or a password.")
    port = PORTS[scheme] if port is None else port
    is_usual = port in current_app.config["OUTBOUND_PORTS"] or (scheme, port) == ("http", PORTS["http"])
    if not is_usual and not is_loopback_allowed():
        raise Blocked(f"Port {port} is not one that is called from here.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, host, port, path)


def require_public(url: str) -> None:
    """Refuse an address that leads to no public host; one whose name is not known yet may get one."""
    try:
        addresses_of(target_of(url), seconds=LOOK_SECONDS)
    except Unreachable:
        return


def addresses_of(target: Target, *, seconds: float) -> list[str]:
    """Where its name leads now; Blocked when any of it is not public, Unreachable when it leads nowhere."""
    found = _resolved(target, seconds)
    if not found:
        raise Unreachable("The name of this host is not known.")
    if not all(_may_be_called(address) for address in found):
        raise Blocked("This host is not on the public internet.")
    return found


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is some public host's; of an IPv4 address inside an IPv6 one, whether that is."""
    if isinstance(address, IPv6Address):
        inner = _embedded(address)
        if inner is not None:
            return is_public(inner)
        if address not in UNICAST:
            return False
    is_special = any(address in network for network in SPECIAL if network.version == address.version)
    return address.is_global and not address.is_multicast and not is_special


def is_loopback_allowed() -> bool:
    """For development and tests: this very machine, by plain http and on any port."""
    return current_app.config["OUTBOUND_LOOPBACK"]


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


def _may_be_called(address: str) -> bool:
    ip = ip_address(address.partition("%")[0])
    return is_public(ip) or (ip.is_loopback and is_loopback_allowed())


def _resolved(target: Target, seconds: float) -> list[str]:
    # The resolver knows no deadline, so it is asked from a thread that nobody has to wait for.
    answers: queue.SimpleQueue[list[str]] = queue.SimpleQueue()
    threading.Thread(target=lambda: answers.put(_ask_resolver(target)), daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        raise Unreachable("The name of this host was not resolved in time.") from None


def _ask_resolver(target: Target) -> list[str]:
    try:
        found: list[Any] = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))
