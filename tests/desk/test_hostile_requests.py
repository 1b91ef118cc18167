"""Requests as no browser sends them, to the server that serves the desk: slow, broken off, too large, with
headers that were made up, and a disk that is full.
"""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from desk import server as desk_server
from desk.limits import FORM_AROUND, LARGEST_FILE
from tests.support.desk import Desk, file_workbook, text_of, upload
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


@pytest.fixture
def port(desk: Desk) -> Iterator[int]:
    server = desk_server.serving(desk.small.office, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def ask(port: int, *pieces: bytes, until_closed: bool = True, patience: float = 20) -> bytes:
    """Send the pieces one after the other; the whole answer, or what came of it when the connection went."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        for piece in pieces:
            connection.sendall(piece)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except TimeoutError:
            assert not until_closed
        return answer


def request(path: str, *headers: str, method: str = "GET", host: str = "localhost") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def logged_in(desk: Desk) -> tuple[str, str]:
    """(cookie header, token of forms) of a unit's session."""
    client = desk.unit()
    client.get("/unit")
    cookies = "; ".join(f"{name}={each.value}" for name, each in client.cookies.items())
    return f"Cookie: {cookies}", client.cookies["csrftoken"].value


def nothing_is_left(desk: Desk) -> None:
    from desk.filing.models import Filing

    assert not Filing.objects.exists()
    assert [path for path in desk.small.inbox.rglob("*") if path.is_file()] == []
    assert list((desk.small.home / "desk" / "quarantine").iterdir()) == []


def test_slow_uploads_hold_nobody_up(desk: Desk, port: int) -> None:
    """More connections than the server has threads, each with half a request: a page answers all the same."""
    cookie, _ = logged_in(desk)
    begun = request(
        "/unit/files",
        cookie,
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 1000000",
        method="POST",
    )
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(3 * desk_server.THREADS)]
    try:
        for number, each in enumerate(slow):
            each.sendall(begun[: len(begun) if number % 2 else 20])
            each.sendall(b"-" if number % 2 else b"")
        started = time.monotonic()
        assert ask(port, request("/login")).startswith(b"HTTP/1.1 200")
        assert time.monotonic() - started < 5
    finally:
        for each in slow:
            each.close()
    nothing_is_left(desk)


def test_a_silent_connection_is_closed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_server, "SLOWEST_SECONDS", 1)
    server = desk_server.serving(desk.small.office, 0)
    server.adj.cleanup_interval = 1
    threading.Thread(target=server.run, daemon=True).start()
    assert ask(server.effective_port, b"POST /login HTTP/1.1\r\n") == b""
    server.close()


def test_an_upload_that_breaks_off_leaves_nothing_behind(desk: Desk, port: int) -> None:
    cookie, token = logged_in(desk)
    content = township_workbook("耿车镇", "2023-11")
    head = (
        f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    ).encode()
    whole = head + content + b"\r\n--x--\r\n"
    headers = (cookie, "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(whole)}")
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request("/unit/files", *headers, method="POST") + whole[: len(whole) // 2])
    assert ask(port, request("/login")).startswith(b"HTTP/1.1 200")  # the server goes on
    nothing_is_left(desk)
    assert b" 302 " in ask(port, request("/unit/files", *headers, method="POST"), whole).split(b"\r\n")[0]
    assert len([path for path in desk.small.inbox.rglob("*.xlsx") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("headers", "method"),
    [
        ((f"Content-Length: {LARGEST_FILE + FORM_AROUND + 1}",), "POST"),
        ((f"Content-Length: {3 * LARGEST_FILE}",), "POST"),
    ],
)
def test_what_says_to_be_too_large_is_not_waited_for(
    desk: Desk, port: int, headers: tuple[str, ...], method: str
) -> None:
    cookie, _ = logged_in(desk)
    answer = ask(
        port, request("/unit/files", cookie, *headers, method=method), until_closed=False, patience=3
    )
    assert answer == b"" or b" 413 " in answer.split(b"\r\n")[0]
    nothing_is_left(desk)


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "10, 20", "9" * 40])
def test_a_length_that_is_made_up_is_refused(desk: Desk, port: int, length: str) -> None:
    answer = ask(
        port, request("/login", f"Content-Length: {length}", method="POST"), until_closed=False, patience=3
    )
    assert answer.split(b" ")[1:2] in ([], [b"400"], [b"413"])
    nothing_is_left(desk)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", ""])
def test_another_host_is_refused(desk: Desk, port: int, host: str) -> None:
    answer = ask(port, request("/login", host=host))
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"evil" not in answer


@pytest.mark.parametrize(
    "header", ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example"]
)
def test_forwarded_names_are_believed_of_no_stranger(desk: Desk, port: int, header: str) -> None:
    answer = ask(port, request("/unit", header))
    assert b"evil" not in answer.split(b"\r\n\r\n")[0]


@pytest.mark.parametrize(
    "path", ["/login?next=/%0d%0aSet-Cookie:%20a=b", "/%0d%0aX-Evil:1", "/unit?%0d%0aX-Evil:1"]
)
def test_no_header_is_made_of_an_address(desk: Desk, port: int, path: str) -> None:
    head = ask(port, request(path)).split(b"\r\n\r\n")[0]
    assert b"X-Evil:" not in head.replace(b"%0D%0AX-Evil", b"")
    assert b"a=b" not in b"".join(
        line for line in head.split(b"\r\n") if line.lower().startswith(b"set-cookie")
    )


def test_a_name_of_a_file_makes_no_header(desk: Desk) -> None:
    client = desk.unit()
    name = 'a\r\nX-Evil: 1"; filename="b.xlsx'
    page = client.post(
        "/unit/check", {"file": upload(township_workbook("耿车镇", "2023-11", attendances="八十"), name)}
    )
    token = page.content.decode().split("/unit/check/")[1].split(".xlsx")[0]
    answer = client.get(f"/unit/check/{token}.xlsx")
    assert "X-Evil" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]


def test_a_page_that_was_sent_cannot_be_sent_by_another_session(desk: Desk) -> None:
    """A token of forms serves the session that it was made for; after logging in it is another one."""
    client = desk.client(enforce_csrf_checks=True)
    client.get("/login")
    before = client.cookies["csrftoken"].value
    desk.account("耿车镇", "unit", "耿车镇")
    from tests.support.desk import PASSWORD

    given = {"username": "耿车镇", "password": PASSWORD, "csrfmiddlewaretoken": before}
    assert client.post("/login", given).status_code == 302
    again = {"file": upload(b"x"), "request": str(uuid4()), "csrfmiddlewaretoken": before}
    assert client.post("/unit/files", again).status_code == 403
    nothing_is_left(desk)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example"])
def test_a_form_of_another_site_is_refused(desk: Desk, origin: str) -> None:
    client = desk.client(enforce_csrf_checks=True)
    page = client.get("/login").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    given = {"username": "x", "password": "y", "csrfmiddlewaretoken": token}
    assert client.post("/login", given, headers={"origin": origin}).status_code == 403
    assert client.post("/login", given).status_code == 200


def test_a_session_that_was_logged_out_cannot_be_used_again(desk: Desk) -> None:
    client = desk.unit()
    stolen = client.cookies["kaohe_session"].value
    client.post("/logout")
    other = desk.client()
    other.cookies["kaohe_session"] = stolen
    assert other.get("/unit")["Location"].startswith("/login")


@pytest.mark.parametrize("place", ["inbox", "quarantine"])
def test_a_full_disk_says_that_nothing_was_filed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Wherever it is full: while the upload comes, or when the file goes into the inbox."""
    from django.core.files.uploadedfile import TemporaryUploadedFile

    from desk.filing import storing

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    client, content = desk.unit(), township_workbook("耿车镇", "2023-11")
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        if place == "inbox":
            patch.setattr(storing.os, "fsync", full)
        else:
            patch.setattr(TemporaryUploadedFile, "write", full, raising=False)
        page = file_workbook(client, content)
    assert page.status_code == 507
    assert "没有收下" in text_of(page)
    nothing_is_left(desk)
    assert file_workbook(client, content).status_code == 200
