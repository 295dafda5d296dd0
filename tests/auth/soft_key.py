"""A device with a passkey, made of software, that can also be made to lie."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(words: str) -> bytes:
    return base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))


class SoftKey:
    """One key for one account on one host."""

    def __init__(self, origin: str, host: str):
        self.origin, self.host, self.count = origin, host, 0
        self.id, self.private, self.handle = secrets.token_bytes(16), ec.generate_private_key(ec.SECP256R1()), b""
        self.flags = PRESENT | VERIFIED

    def create(self, options: dict[str, Any]) -> str:
        """What a browser answers to the options of a registration."""
        self.handle = raw(options["user"]["id"])
        public = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": text(client), "attestationObject": text(attestation)})

    def get(self, options: dict[str, Any]) -> str:
        """What a browser answers to the options of a log-in."""
        self.count += 1
        data, client = self._data(), self._client("webauthn.get", options["challenge"])
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signature),
                "userHandle": text(self.handle),
            }
        )

    def _data(self, more: int = 0) -> bytes:
        flags = (self.flags | more).to_bytes(1, "big")
        return hashlib.sha256(self.host.encode()).digest() + flags + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _answer(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})
