"""Logging in at a provider (OIDC) or at a proxy: only accounts of the desk, and nobody by a header of their own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desk import PASSWORD, Desk, text_of
from tests.support.offices import SmallOffice

NOT_KNOWN = "没有在本平台登记"


def desk_with(folder: Path, home: Path, **settings: object) -> Desk:
    small = SmallOffice(folder, prepared_home=home)
    path = small.site_folder / "site.yaml"
    lines = "".join(f"  {name}: {value}\n" for name, value in settings.items())
    path.write_text(f"{path.read_text(encoding='utf-8')}desk:\n{lines}", encoding="utf-8")
    return Desk(small)


@pytest.fixture
def behind_proxy(tmp_path: Path, prepared_home: Path) -> Desk:
    return desk_with(tmp_path, prepared_home, login="header", header="X-Account", proxies="[10.1.2.3]")


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_OIDC_SECRET", "of-the-client")


def named(name: str, **more: str) -> dict:
    """What a request brings that names an account in the header, as a server hands it on."""
    return {"HTTP_X_ACCOUNT": name.encode().decode("latin-1"), **more}


def test_a_trusted_proxy_names_the_account(behind_proxy: Desk) -> None:
    from desk.accounts.models import Account
    from desk.accounts.roles import Role

    Account.objects.add("科长", Role.STEWARD, PASSWORD)
    behind_proxy.account("耿车镇", "unit", "耿车镇")
    client = behind_proxy.client()
    proxy = {"REMOTE_ADDR": "10.1.2.3"}
    assert client.get("/steward", **named("科长", **proxy)).status_code == 200, "no first password to change"
    first = client.cookies["kaohe_session"].value
    assert client.get("/steward", **named("耿车镇", **proxy)).status_code == 403
    assert client.get("/unit", **named("耿车镇", **proxy)).status_code == 200
    assert client.cookies["kaohe_session"].value != first
    assert client.get("/unit", **proxy)["Location"].startswith("/login"), (
        "without the header the session ends"
    )
    page = client.get("/login", **named("外人", **proxy))
    assert (page.status_code, NOT_KNOWN in text_of(page)) == (403, True)


def test_the_header_counts_from_nowhere_else(behind_proxy: Desk) -> None:
    behind_proxy.account("科长", "steward")
    client = behind_proxy.client()
    for address in ("127.0.0.1", "10.1.2.4"):
        more = {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": "10.1.2.3"}
        assert client.get("/steward", **named("科长", **more))["Location"].startswith("/login")
    client.get("/steward", **named("科长", REMOTE_ADDR="10.1.2.3"))
    assert client.get("/steward", **named("科长"))["Location"].startswith("/login"), (
        "a cookie alone opens nothing"
    )


@pytest.mark.parametrize("way", ["header", "oidc"])
def test_there_is_no_second_way_in(tmp_path: Path, prepared_home: Path, way: str) -> None:
    desk = desk_with(
        tmp_path, prepared_home, login=way, oidc="{provider: 'https://sso.example', client: kaohe}"
    )
    client = desk.client(desk.account("科长", "steward"))
    assert client.get("/steward").status_code == 302
    assert client.post("/login", {"username": "科长", "password": PASSWORD}).status_code == 403
    assert client.get("/login/oidc/callback").status_code == (404 if way == "header" else 302)


@pytest.fixture
def provider() -> Iterator[str]:
    mock = pytest.importorskip(
        "oidc_provider_mock", reason="oidc-provider-mock is not installed (make .venv/services)"
    )
    with mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.mark.services
def test_a_real_provider_vouches_for_an_account(tmp_path: Path, prepared_home: Path, provider: str) -> None:
    from desk.accounts.provider import open_login

    desk = desk_with(tmp_path, prepared_home, login="oidc", oidc=f"{{provider: '{provider}', client: kaohe}}")
    open_login(desk.small.office)
    desk.account("chen", "steward")
    client = desk.client()
    login = client.get("/steward", follow=True)
    assert "用统一身份认证登录" in text_of(login)
    address = re.search(r'href="(/login/oidc\?next=[^"]*)"', login.content.decode()).group(1)
    there = client.get(address)["Location"]
    assert "code_challenge=" in there
    back = at_provider(provider, there, "chen")
    before = client.cookies["kaohe_session"].value
    assert client.get(back)["Location"] == "/steward"
    assert client.get("/steward").status_code == 200
    assert client.cookies["kaohe_session"].value != before
    assert client.get(back).status_code == 400, "what was answered once cannot be answered again"
    assert desk.client().get(back)["Location"] == "/login/unknown", "nor by another browser"


@pytest.mark.services
def test_who_has_no_account_is_told_so_and_gets_none(
    tmp_path: Path, prepared_home: Path, provider: str
) -> None:
    from desk.accounts.models import Account
    from desk.accounts.provider import open_login

    desk = desk_with(tmp_path, prepared_home, login="oidc", oidc=f"{{provider: '{provider}', client: kaohe}}")
    open_login(desk.small.office)
    client = desk.client()
    page = client.get(at_provider(provider, client.get("/login/oidc")["Location"], "stranger"), follow=True)
    assert (page.status_code, NOT_KNOWN in text_of(page)) == (403, True)
    assert not Account.objects.exists()


def at_provider(provider: str, address: str, name: str) -> str:
    """Log in at the provider, and return the address to which it leads back."""
    import httpx

    httpx.put(f"{provider}/users/{name}", json={"preferred_username": name}).raise_for_status()
    return httpx.post(address, data={"sub": name}).headers["location"]


@pytest.mark.services
def test_a_provider_that_fails_in_between_is_told(tmp_path: Path, prepared_home: Path, provider: str) -> None:
    from django.conf import settings

    from desk.accounts.provider import open_login

    desk = desk_with(tmp_path, prepared_home, login="oidc", oidc=f"{{provider: '{provider}', client: kaohe}}")
    open_login(desk.small.office)
    desk.account("chen", "steward")
    client = desk.client()
    back = at_provider(provider, client.get("/login/oidc")["Location"], "chen")
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"
    page = client.get(back)
    assert (page.status_code, "没有登录" in text_of(page)) == (502, True)


def test_a_provider_that_does_not_answer_is_told(tmp_path: Path, prepared_home: Path) -> None:
    from desk.accounts.provider import NoProvider, open_login

    desk = desk_with(
        tmp_path, prepared_home, login="oidc", oidc="{provider: 'http://127.0.0.1:9', client: kaohe}"
    )
    with pytest.raises(NoProvider, match="打不开"):
        open_login(desk.small.office)
