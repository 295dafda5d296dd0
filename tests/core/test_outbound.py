"""Requests to addresses that people give reach public hosts alone, and never take longer than they may."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import pytest

import config
from educrowd.core import outbound
from educrowd.core.outbound import Blocked, Unreachable
from educrowd.core.public_hosts import is_public, require_public
from tests.certificates import certificate_for
from tests.receiver import Receiver

PUBLIC = "93.184.216.34"
HOOK = "https://hooks.example.org/in"


@pytest.fixture
def names(monkeypatch) -> Callable[..., list[str]]:
    """`names(("93.184.216.34",), ("127.0.0.1",))`: what the resolver answers, each time something else."""

    def resolve_to(*answers: tuple[str, ...]) -> list[str]:
        waiting, asked = list(answers), []

        def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
            asked.append(host)
            found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            return [(0, 0, 0, "", (address, port)) for address in found]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return resolve_to


@pytest.fixture
def dialed(monkeypatch) -> list[Any]:
    """Where connections were tried; nobody picks up."""
    tried: list[Any] = []

    class Deaf(socket.socket):
        def connect(self, address: Any) -> None:
            tried.append(address)
            raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "socket", Deaf)
    return tried


def post(url: str, **changes: Any) -> outbound.Answer:
    return outbound.request("POST", url, **{"body": b"{}", "headers": {}, "seconds": 5, "most_bytes": 1024} | changes)


# ---- which addresses are public ------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7",
        "203.0.113.5", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1",
        "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_what_is_not_on_the_public_internet_is_not_called(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2606:4700:4700::1111", "2a00:1450::1"]
)
def test_public_hosts_are_called_by_either_protocol(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/", "ftp://hooks.example.org/", "file:///etc/passwd", "gopher://hooks.example.org:70/",
        "https://hooks.example.org:22/", "https://hooks.example.org:6379/", "https://user:word@hooks.example.org/",
        "https://@hooks.example.org/", "https://", "https:///path", "hooks.example.org", "", "https://[::1", "https://a:b/",
        "https://hooks.example.org:99999/", "https://" + "a" * 2000 + ".org/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_an_address_that_says_itself_that_it_is_none_is_refused(context, dialed, url):
    with pytest.raises(Blocked):
        post(url)
    assert dialed == []


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "[::1]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "[::ffff:127.0.0.1]",
        "LOCALHOST.",
    ],
)
def test_this_machine_is_not_reached_by_any_spelling(context, dialed, host):
    with pytest.raises((Blocked, Unreachable)):
        post(f"https://{host}/")
    assert dialed == []


def test_a_name_that_leads_inside_is_refused(context, names, dialed):
    names(("10.0.0.7",))
    with pytest.raises(Blocked, match="not on the public internet"):
        post(HOOK)
    assert dialed == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(context, names, dialed):
    names((PUBLIC, "169.254.169.254"))
    with pytest.raises(Blocked):
        post(HOOK)
    assert dialed == []


def test_the_connection_goes_to_the_checked_address_whatever_the_name_says_next(context, names, dialed):
    """DNS rebinding: public when it is checked, this machine when it is asked for again."""
    asked = names((PUBLIC,), ("127.0.0.1",))
    with pytest.raises(Unreachable):
        post(HOOK)
    assert asked == ["hooks.example.org"]
    assert dialed == [(PUBLIC, 443)]


def test_a_name_that_leads_nowhere_yet_may_be_written_down(context, monkeypatch):
    def nobody(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    require_public(HOOK)
    with pytest.raises(Unreachable, match="not known"):
        post(HOOK)


def test_production_does_not_start_where_this_machine_may_be_called():
    with pytest.raises(config.ConfigError, match="OUTBOUND_LOOPBACK"):
        config.load(
            "production",
            {
                "OUTBOUND_LOOPBACK": "1",
                "DATABASE_URL": "postgresql://db/educrowd",
                "REDIS_URL": "redis://cache",
                "MAIL_URL": "smtp://mail",
                "BASE_DOMAIN": "example.org",
                "SECRET_KEY": "an unguessable secret of 42 characters, ok",
                "FIELD_KEYS": config.new_field_key(),
            },
        )


# ---- what comes back -----------------------------------------------------------------------------


def test_a_request_arrives_and_its_answer_is_read(receiver):
    answer = post(receiver.url, body=b'{"a": 1}', headers={"Content-Type": "application/json"})
    assert (answer.status, answer.body) == (200, b"thank you")
    request = receiver.received[0]
    assert (request.path, request.body) == ("/hook?key=k", b'{"a": 1}')
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"


def test_a_redirect_is_not_followed(receiver):
    with Receiver() as inside:
        receiver.answer, receiver.headers = 302, {"Location": inside.url}
        assert post(receiver.url).status == 302
        assert inside.received == []


def test_no_proxy_comes_in_between(receiver, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert post(receiver.url).status == 200


def test_of_a_huge_answer_only_the_beginning_is_read(receiver):
    def flood(wire: Any) -> None:
        wire.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500000000\r\n\r\n")
        for _ in range(500):
            wire.write(b"x" * 1_000_000)

    receiver.answer = flood
    began = time.monotonic()
    assert post(receiver.url).body == b"x" * 1024
    assert time.monotonic() - began < 2


def test_headers_without_end_are_no_answer(receiver):
    def babble(wire: Any) -> None:
        wire.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100_000):
            wire.write(b"X-%d: %b\r\n" % (number, b"y" * 1000))

    receiver.answer = babble
    with pytest.raises(Unreachable, match="not HTTP"):
        post(receiver.url)


@pytest.mark.parametrize("said", [b"SSH-2.0-OpenSSH_9.6\r\n", b"+PONG\r\n", b"", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_speaks_another_protocol_is_unreachable(receiver, said):
    receiver.answer = lambda wire: wire.write(said)
    with pytest.raises(Unreachable):
        post(receiver.url)


def _drip(wire: Any) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        wire.write(b"x")
        wire.flush()
        time.sleep(0.05)


def _drip_headers(wire: Any) -> None:
    wire.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(1000):
        wire.write(b"x")
        wire.flush()
        time.sleep(0.05)


@pytest.mark.parametrize("answer", [_drip, _drip_headers, lambda _: time.sleep(3)], ids=["body", "headers", "silence"])
def test_one_deadline_holds_for_everything_however_slowly_it_drips(receiver, answer):
    receiver.answer = answer
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"No answer within 0\.6 seconds"):
        post(receiver.url, seconds=0.6)
    assert time.monotonic() - began < 1.5


def test_a_resolver_that_sleeps_does_not_hold_anybody_up(context, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3) or [])
    began = time.monotonic()
    with pytest.raises(Unreachable, match="not resolved in time"):
        post(HOOK, seconds=0.3)
    assert time.monotonic() - began < 1


def test_a_port_where_nobody_listens_is_said_so(loopback):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(Unreachable, match="No connection: Connection refused"):
        post(f"http://127.0.0.1:{port}/")


# ---- encryption ----------------------------------------------------------------------------------


@pytest.fixture
def encrypted(loopback, tmp_path, monkeypatch, names) -> Iterator[Receiver]:
    """A receiver with a certificate for hooks.example.org, from somebody we trust here; every name leads to it."""
    chain, key = certificate_for("hooks.example.org", tmp_path)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(chain))
    server.load_cert_chain(chain, key)
    monkeypatch.setattr(outbound, "tls", lambda: client)
    names(("127.0.0.1",))
    with Receiver(tls=server) as listening:
        yield listening


def test_the_certificate_is_checked_against_the_name_although_the_address_is_called(encrypted):
    assert post(f"https://hooks.example.org:{encrypted.port}/in").status == 200
    assert encrypted.received[0].headers["host"] == f"hooks.example.org:{encrypted.port}"


def test_a_certificate_of_another_name_is_no_good(encrypted):
    with pytest.raises(Unreachable, match="certificate is not good"):
        post(f"https://other.example.org:{encrypted.port}/in")
    assert encrypted.received == []


def test_a_certificate_of_nobody_we_know_is_no_good(encrypted, monkeypatch):
    monkeypatch.setattr(outbound, "tls", ssl.create_default_context)
    with pytest.raises(Unreachable, match="certificate is not good"):
        post(f"https://hooks.example.org:{encrypted.port}/in")


def test_plain_words_on_an_encrypted_port_fail(receiver, names):
    names(("127.0.0.1",))
    with pytest.raises(Unreachable, match="encrypted connection failed"), suppress(OSError):
        post(f"https://hooks.example.org:{receiver.port}/in")
