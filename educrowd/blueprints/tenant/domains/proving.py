"""Who may change a domain's records says so with one of them; name servers are asked, nobody is believed."""

from __future__ import annotations

from enum import StrEnum

import dns.exception
import dns.nameserver
import dns.resolver
from flask import current_app

SECONDS = 4


class Proof(StrEnum):
    """What the name servers say; UNKNOWN when they do not answer, which proves and disproves nothing."""

    THERE = "there"
    MISSING = "missing"
    OTHER = "other"
    UNKNOWN = "unknown"


def look_for(record: tuple[str, str]) -> Proof:
    """Whether this TXT record (name, value) is there."""
    name, value = record
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Proof.MISSING
    except dns.exception.DNSException:
        return Proof.UNKNOWN
    said = {b"".join(row.strings).decode("utf-8", "replace").strip() for row in answer}
    return Proof.THERE if value in said else Proof.OTHER


def leads_to(host: str, other: str) -> bool:
    """Whether both names lead to an address in common, as far as the name servers answer."""
    return bool(_addresses(host) & _addresses(other))


def _addresses(host: str) -> set[str]:
    try:
        return set(_resolver().resolve_name(host, lifetime=SECONDS, search=False).addresses())
    except dns.exception.DNSException:
        return set()


def _resolver() -> dns.resolver.Resolver:
    """The machine's own, or those of the setting DNS_SERVERS."""
    servers = current_app.config["DNS_SERVERS"]
    resolver = dns.resolver.Resolver(configure=not servers)
    if servers:
        resolver.nameservers = [dns.nameserver.Do53Nameserver(address, port) for address, port in servers]
    return resolver
