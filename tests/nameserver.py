"""A name server of the tests: it answers over UDP what a test has put there."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import pytest


class NameServer:
    """`names.txt("_educrowd.example.org", "…")`; a name without records does not exist."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.records: dict[tuple[str, str], list[str]] = {}
        self.is_silent = False

    @classmethod
    def started(cls) -> Self:
        """One that answers until its socket is closed."""
        server = cls()
        threading.Thread(target=server.serve, daemon=True).start()
        return server

    @property
    def address(self) -> tuple[str, int]:
        return self.socket.getsockname()

    def txt(self, name: str, *values: str) -> None:
        self.records[name, "TXT"] = [f'"{value}"' for value in values]

    def a(self, name: str, address: str) -> None:
        self.records[name, "A"] = [address]

    def forget(self, name: str) -> None:
        self.records = {key: values for key, values in self.records.items() if key[0] != name}

    def serve(self) -> None:
        while True:
            try:
                packet, asker = self.socket.recvfrom(4096)
            except OSError:
                return
            if not self.is_silent:
                self.socket.sendto(self.answer_to(dns.message.from_wire(packet)).to_wire(), asker)

    def answer_to(self, question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA | dns.flags.AA
        asked = question.question[0]
        name, kind = asked.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(asked.rdtype)
        if values := self.records.get((name, kind)):
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *values))
        elif not any(key[0] == name for key in self.records):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


@pytest.fixture
def names(app) -> Iterator[NameServer]:
    """The name server that proves domains in this test."""
    server = NameServer.started()
    before, app.config["DNS_SERVERS"] = app.config["DNS_SERVERS"], (server.address,)
    yield server
    app.config["DNS_SERVERS"] = before
    server.socket.close()
