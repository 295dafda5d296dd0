"""Names that a site may claim."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import current_app

from educrowd.core.errors import Invalid

from ..resolving import normalize

LONGEST = 253
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
# Names that no name server of the internet answers for (RFC 6761 and its kin).
NOT_PUBLIC = frozenset(
    ["localhost", "local", "internal", "test", "example", "invalid", "onion", "alt", "arpa", "home", "lan", "corp"]
)
FIELD = "host"


def parse_host(said: str) -> str:
    """The host in what somebody typed or pasted, as browsers send it: `https://Bücher.org/` → `xn--bcher-kva.org`.

    Raises Invalid for what is no public domain, and for those of the platform itself.
    """
    host = normalize(_without_address(said))
    labels = host.split(".")
    if len(host) > LONGEST or len(labels) < 2 or not all(LABEL.match(label) for label in labels):
        raise Invalid(FIELD, "This is no domain. Write it like www.example.org.")
    if _is_number(host) or labels[-1].isdigit():
        raise Invalid(FIELD, "This is an address of a machine. A site needs a name, like www.example.org.")
    if labels[-1] in NOT_PUBLIC:
        raise Invalid(FIELD, f"Names under .{labels[-1]} are not on the public internet.")
    base = current_app.config["BASE_DOMAIN"]
    if host == base or host.endswith(f".{base}"):
        raise Invalid(FIELD, f"Addresses under {base} belong to the platform; your site has one of them already.")
    return host


def _without_address(said: str) -> str:
    said = said.strip()
    try:
        return urlsplit(said if "://" in said else f"//{said}").netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _is_number(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False
