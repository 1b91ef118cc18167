"""The one door of a deployment: the real nginx with our configuration asks the real desk about every request to
Dagster's pages. What stands for those pages tells what came through to it.
"""

import json
import re
import shutil
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tests.support.desk import PASSWORD, Desk
from tests.support.front_door import HOST, NGINX, nginx, served
from tests.support.offices import SmallOffice

pytestmark = [
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore::urllib3.exceptions.InsecureRequestWarning"),
]


@contextmanager
def pages(name: str) -> Iterator[int]:
    """A server that tells its name and what it was asked, and takes web sockets. Gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.headers.get("Upgrade"):
                self.send_response(101)
                self.send_header("Upgrade", self.headers["Upgrade"])
                self.send_header("Connection", "Upgrade")
                self.end_headers()
                return
            told = json.dumps({"name": name, "path": self.path, "headers": dict(self.headers)}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Browser:
    """A browser that reaches the office by its name."""

    def __init__(self, port: int, **headers: str) -> None:
        self.port, self.session = port, requests.Session()
        self.session.verify, self.session.trust_env = False, False
        self.session.headers.update({"Host": HOST, "Origin": f"https://{HOST}", **headers})

    def get(self, path: str) -> requests.Response:
        return self.session.get(f"https://127.0.0.1:{self.port}{path}", allow_redirects=False, timeout=30)

    def login(self, name: str) -> "Browser":
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login").text).group(1)
        given = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        address = f"https://127.0.0.1:{self.port}/login"
        assert self.session.post(address, given, allow_redirects=False, timeout=30).status_code == 302
        return self

    def web_socket(self, path: str) -> str:
        """The status of the answer to the request for a web socket."""
        cookies = "; ".join(f"{each.name}={each.value}" for each in self.session.cookies)
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {HOST}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Cookie: {cookies}",
        ]
        context = ssl._create_unverified_context()
        with context.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 30)) as connection:
            connection.sendall("\r\n".join([*lines, "", ""]).encode())
            return connection.recv(4096).split()[1].decode()


@pytest.fixture
def door(tmp_path: Path, prepared_home: Path) -> Iterator[tuple[Desk, int]]:
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not installed")
    small = SmallOffice(tmp_path / "office", prepared_home=prepared_home)
    settings = small.site_folder / "site.yaml"
    settings.write_text(
        f"{settings.read_text(encoding='utf-8')}desk: {{hosts: [{HOST}]}}\n", encoding="utf-8"
    )
    desk = Desk(small)
    with ExitStack() as stack:
        ports = [stack.enter_context(each) for each in (served(desk), pages("full"), pages("read-only"))]
        yield desk, stack.enter_context(nginx(tmp_path, *ports))


def test_dagster_is_behind_the_login_of_the_desk(door: tuple[Desk, int]) -> None:
    from desk.accounts.models import Account

    desk, port = door
    desk.account("科长", "steward")
    desk.account("局长", "viewer")
    desk.account("耿车镇", "unit", "耿车镇")
    nobody = Browser(port)
    refused = nobody.get("/dagster/runs")
    assert (refused.status_code, refused.headers["Location"]) == (
        302,
        "/login?next=/dagster/runs",
    )
    assert nobody.web_socket("/dagster/graphql") == "302"
    assert nobody.get("/auth/dagster").status_code == 404, "only nginx itself may ask"

    steward, viewer, unit = (Browser(port).login(name) for name in ("科长", "局长", "耿车镇"))
    through = steward.get("/dagster/runs?a=1").json()
    assert (through["name"], through["path"]) == ("full", "/dagster/runs?a=1")
    assert "Cookie" not in through["headers"]
    assert viewer.get("/dagster/runs").json()["name"] == "read-only"
    assert unit.get("/dagster/runs").status_code == 403
    assert [each.web_socket("/dagster/graphql") for each in (steward, viewer, unit)] == ["101", "101", "403"]

    assert steward.session.cookies.get_dict().keys() >= {"kaohe_session"}
    assert all(each.secure for each in steward.session.cookies)
    Account.objects.get(name="局长").end_sessions()
    assert viewer.get("/dagster/runs").status_code == 302


def test_a_header_of_the_browser_is_not_passed_on(door: tuple[Desk, int]) -> None:
    desk, port = door
    desk.account("科长", "steward")
    forged = Browser(
        port, **{"X-Remote-User": "科长".encode().decode("latin-1"), "X-Forwarded-Proto": "http"}
    )
    assert forged.get("/dagster/").status_code == 302
    assert forged.get("/steward").headers["Location"].startswith("/login")
