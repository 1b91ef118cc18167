"""What the desk promises about safety: roles, other units' things, forged and replayed forms, guessing, sessions."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.desk import PASSWORD, Desk, file_workbook, text_of, upload
from tests.support.offices import SmallOffice
from tests.support.workbooks import township_workbook

OPEN_TO_ALL = ("login", "start", "oidc_authentication_init", "oidc_authentication_callback")
ROLES = ("unit", "steward", "viewer", "admin")
VIEWED = (
    "steward",
    "steward-reports",
    "steward-lights",
    "steward-explain",
    "steward-bulletins",
    "steward-bulletin-file",
)
OF_ANYBODY = ("password", "logout", "logout-everywhere")


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


def addresses() -> Iterator[tuple[str, str]]:
    """(name, path) of every address of the desk, its parameters filled in."""
    from django.urls import URLPattern, get_resolver

    def walk(patterns: list, before: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLPattern):
                yield str(each.name), "/" + re.sub(r"<int:\w+>", "1", re.sub(r"<(str|path):\w+>", "x", route))
            else:
                yield from walk(each.url_patterns, route)

    yield from walk(get_resolver().url_patterns, "")


def allowed(role: str, name: str) -> bool:
    if name in (*OPEN_TO_ALL, *OF_ANYBODY):
        return True
    if name.startswith("unit"):
        return role == "unit"
    return role in ("steward", "admin") or (role == "viewer" and name in VIEWED)


def test_every_address_is_closed_to_nobody_and_to_every_other_role(desk: Desk) -> None:
    nobody = desk.client()
    clients = {
        role: desk.client(desk.account(role, role, "耿车镇" if role == "unit" else "")) for role in ROLES
    }
    for name, path in addresses():
        if name in ("logout", "logout-everywhere", "auth-dagster", "login-unknown"):
            continue
        for method in ("get", "post"):
            if name not in OPEN_TO_ALL:
                refused = getattr(nobody, method)(path)
                assert (refused.status_code, refused.get("Location", "")[:6]) in (
                    (302, "/login"),
                    (405, ""),
                ), path
            for role, client in clients.items():
                status = getattr(client, method)(path).status_code
                assert (status != 403) is (allowed(role, name) or status == 405), (role, method, path, status)


def test_a_proxy_learns_who_may_open_dagster(desk: Desk) -> None:
    clients = {
        role: desk.client(desk.account(role, role, "耿车镇" if role == "unit" else "")) for role in ROLES
    }
    answers = {role: client.get("/auth/dagster") for role, client in clients.items()} | {
        "": desk.client().get("/auth/dagster")
    }
    assert {role: (answer.status_code, answer.get("X-Kaohe-Dagster")) for role, answer in answers.items()} == {
        "": (401, None), "unit": (403, None), "viewer": (204, "read-only"), "steward": (204, "full"), "admin": (204, "full"),
    }  # fmt: skip


def test_a_unit_never_gets_another_units_things(desk: Desk) -> None:
    mine, theirs = desk.unit("耿车镇"), desk.unit("埠子镇")
    receipt = file_workbook(theirs, township_workbook("埠子镇", "2023-11", attendances="八十"))
    desk.take_in()
    checked = theirs.post(
        "/unit/check", {"file": upload(township_workbook("埠子镇", "2023-11", attendances="八十"))}
    )
    pages = [
        receipt.redirect_chain[-1][0],
        re.search(r"/unit/returned/\w+\.xlsx", theirs.get("/unit").content.decode()).group(),
        re.search(r"/unit/check/[\w-]+\.xlsx", checked.content.decode()).group(),
    ]
    assert [theirs.get(page).status_code for page in pages] == [200, 200, 200]
    assert [mine.get(page).status_code for page in pages] == [404, 404, 404]
    assert "埠子镇" not in text_of(mine.get("/unit"))


def test_a_request_of_another_account_cannot_be_sent_again(desk: Desk) -> None:
    mine, theirs = desk.unit("耿车镇"), desk.unit("埠子镇")
    request = str(uuid4())
    theirs.post("/unit/files", {"file": upload(township_workbook("埠子镇", "2023-11")), "request": request})
    again = mine.post(
        "/unit/files", {"file": upload(township_workbook("耿车镇", "2023-11")), "request": request}
    )
    assert again.status_code == 400
    assert len(list(desk.small.inbox.rglob("*.xlsx"))) == 1


def test_a_forged_form_changes_nothing(desk: Desk) -> None:
    client = desk.client(enforce_csrf_checks=True)
    page = client.get("/login").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    desk.account("耿车镇", "unit", "耿车镇")
    given = {"username": "耿车镇", "password": PASSWORD}
    assert client.post("/login", given).status_code == 403
    assert client.post("/login", {**given, "csrfmiddlewaretoken": token}).status_code == 302
    forged = client.post("/unit/files", {"file": upload(b"x"), "request": str(uuid4())})
    assert forged.status_code == 403
    assert "没有做任何改动" in text_of(forged)
    assert list(desk.small.inbox.iterdir()) == []


def test_who_guesses_is_locked_out_and_the_owner_too_until_time_has_passed(desk: Desk) -> None:
    desk.account("耿车镇", "unit", "耿车镇")
    desk.account("埠子镇", "unit", "埠子镇")
    guesser = desk.client()
    answers = [guesser.post("/login", {"username": "耿车镇", "password": f"guess{n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers][-1] == 429
    assert "暂停登录 15 分钟" in text_of(answers[-1])
    assert desk.client().post("/login", {"username": "耿车镇", "password": PASSWORD}).status_code == 429
    assert desk.client().post("/login", {"username": "埠子镇", "password": PASSWORD}).status_code == 302


def test_wrong_names_and_wrong_passwords_are_told_alike(desk: Desk) -> None:
    desk.account("耿车镇", "unit", "耿车镇")
    answers = [
        text_of(desk.client().post("/login", {"username": name, "password": "wrong"}))
        for name in ("耿车镇", "没有")
    ]
    assert answers[0] == answers[1]
    assert "账号或密码不对" in answers[0]


def test_the_first_password_must_be_changed(desk: Desk) -> None:
    from desk.accounts.models import Account
    from desk.accounts.roles import Role

    Account.objects.add("考核科的管理员", Role.STEWARD, "first-password")
    client = desk.client("考核科的管理员", "first-password")
    assert client.get("/steward")["Location"] == "/password"
    assert client.get("/auth/dagster").status_code == 401
    for weak in ("short", "1234567890123", "考核科的管理员的密"):
        assert client.post("/password", {"new_password1": weak, "new_password2": weak}).status_code == 200
    good = "本科室自己的一句长话"
    assert client.post("/password", {"new_password1": good, "new_password2": good}).status_code == 302
    assert client.get("/steward").status_code == 200
    assert desk.client("考核科的管理员", good).get("/steward").status_code == 200


def test_logging_in_begins_a_new_session(desk: Desk) -> None:
    desk.account("科长", "steward")
    client = desk.client()
    client.get("/login")
    client.cookies["kaohe_session"] = "planted"
    client.post("/login", {"username": "科长", "password": PASSWORD})
    assert client.cookies["kaohe_session"].value != "planted"
    cookie = client.cookies["kaohe_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_session_ends_by_itself_after_a_working_day(desk: Desk) -> None:
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    client = desk.client(desk.account("科长", "steward"))
    assert client.cookies["kaohe_session"]["max-age"] == 8 * 3600
    assert client.get("/steward").status_code == 200
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/steward").status_code == 302


@pytest.mark.parametrize("way", ["everywhere", "password", "locked"])
def test_other_sessions_end(desk: Desk, way: str) -> None:
    desk.account("科长", "steward")
    here, there = desk.client("科长"), desk.client("科长")
    if way == "everywhere":
        here.post("/logout/everywhere")
    elif way == "password":
        new = "本科室自己的一句长话"
        here.post("/password", {"new_password1": new, "new_password2": new})
        assert here.get("/steward").status_code == 200
    else:
        from desk.accounts.models import Account

        account = Account.objects.get(name="科长")
        account.is_active = False
        account.save()
    assert there.get("/steward").status_code == 302


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_the_login_leads_nowhere_else(desk: Desk, target: str) -> None:
    desk.account("科长", "steward")
    answer = desk.client().post("/login", {"username": "科长", "password": PASSWORD, "next": target})
    assert answer["Location"] == "/"


def test_what_cells_and_names_say_is_only_text(desk: Desk) -> None:
    attack = "<script>alert(1)</script>"
    client = desk.unit()
    given = township_workbook("耿车镇", "2023-11", attendances=attack)
    checked = client.post("/unit/check", {"file": upload(given, f"{attack}.xlsx")}).content.decode()
    assert attack not in checked
    assert attack in unescape(checked)
    receipt = file_workbook(client, given, f"x{attack}.xlsx")
    desk.take_in()
    steward = desk.client(desk.account("科长", "steward"))
    (file,) = desk.small.view("bi_submission").itertuples()
    for page in (
        receipt,
        client.get("/unit"),
        steward.get("/steward"),
        steward.get(f"/steward/files/{file.submission_id}"),
    ):
        assert attack not in page.content.decode()


def test_every_page_forbids_scripts_and_frames(desk: Desk) -> None:
    for page in (desk.client().get("/login"), desk.unit().get("/unit"), desk.client().get("/nothing")):
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert page["X-Content-Type-Options"] == "nosniff"
        assert "<script" not in page.content.decode()
        assert "style=" not in page.content.decode()


def test_a_host_that_is_not_ours_is_refused(desk: Desk) -> None:
    assert desk.client().get("/login", headers={"host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused_before_it_is_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from desk import limits

    client = desk.unit()
    monkeypatch.setattr(limits, "LARGEST_FILE", 10_000)
    for content, around in ((b"x" * 20_000, 200_000), (b"x" * 20_000, 0)):
        monkeypatch.setattr(limits, "FORM_AROUND", around)
        page = file_workbook(client, content)
        assert page.status_code == 413
        assert "没有收下" in text_of(page)
    assert list(desk.small.inbox.iterdir()) == []
    assert list((desk.small.home / "desk" / "quarantine").iterdir()) == []


@pytest.mark.parametrize(
    "path",
    ["/unit/blank/Z03/2023-13.xlsx", "/unit/blank/Z99/2023-11.xlsx", "/unit/blank/..%2f..%2fetc/2023-11.xlsx",
     "/unit/check/..%2fdesk.xlsx", "/unit/returned/%00.xlsx", "/unit/receipt/2023-11%0d%0aX:1", "/unit/files/99",
     "/static/../project.py", "/static/%2e%2e/project.py"],
)  # fmt: skip
def test_paths_that_are_made_up_are_not_found(desk: Desk, path: str) -> None:
    page = desk.unit().get(path)
    assert page.status_code == 404
    assert "没有这一页" in text_of(page)


def test_what_the_desk_keeps_is_the_owners_alone(desk: Desk) -> None:
    desk.unit().post(
        "/unit/check", {"file": upload(township_workbook("耿车镇", "2023-11", attendances="八十"))}
    )
    for path in (desk.small.home / "desk").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_passwords_are_hashed_with_argon2(desk: Desk) -> None:
    from desk.accounts.models import Account

    desk.account("科长", "steward")
    assert Account.objects.get(name="科长").password.startswith("argon2")
