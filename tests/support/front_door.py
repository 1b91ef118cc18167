"""The one door of a deployment for tests: the real nginx with our configuration before a desk."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.desk import Desk

CONFIGURATION = Path(__file__).parents[2] / "deployment" / "nginx" / "kaohe.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
HOST = "kaohe.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(desk: Desk) -> Iterator[int]:
    from desk.server import serving

    port = free_port()
    server = serving(desk.small.office, port)
    threading.Thread(target=server.run, daemon=True).start()
    yield port
    server.close()


@contextmanager
def nginx(folder: Path, desk: int, full: int, read_only: int) -> Iterator[int]:
    """nginx with our configuration, its files and ports put elsewhere. Gives its port."""
    key = [
        "-nodes",
        "-days",
        "2",
        "-subj",
        f"/CN={HOST}",
        "-keyout",
        folder / "kaohe.key",
        "-out",
        folder / "kaohe.crt",
    ]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", *key], check=True, capture_output=True)
    port = free_port()
    site = CONFIGURATION.read_text(encoding="utf-8").replace("/etc/nginx/", f"{folder}/")
    places = {
        "listen 443": f"listen 127.0.0.1:{port}",
        ":8100": f":{desk}",
        ":3000": f":{full}",
        ":3001": f":{read_only}",
    }
    for ours, here in places.items():
        assert ours in site
        site = site.replace(ours, here)
    (folder / "site.conf").write_text(site)
    paths = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; master_process off; events {{}}"
        f" http {{ access_log off; {paths} include {folder}/site.conf; }}"
    )
    process = subprocess.Popen([NGINX, "-c", folder / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            threading.Event().wait(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
