"""What an office decides about its desk (报送平台)."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from schemas.documents import Strict


def _host(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", name):
        raise ValueError(f"“{name}”不是域名，请写成 kaohe.example.gov.cn 的样式，不带 https:// 和端口")
    return name.lower()


def _provider(address: str) -> str:
    parts = urlsplit(address)
    is_ours = parts.hostname in ("127.0.0.1", "localhost")
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and is_ours)):
        raise ValueError(f"统一身份认证的地址“{address}”不对，请写完整，以 https:// 开头")
    return address


def _header(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", name):
        raise ValueError(f"“{name}”不是请求头的名称，请写成 X-Remote-User 的样式")
    return name


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError(f"“{text}”不是 IP 地址，请写成 127.0.0.1 的样式") from None


class OidcSettings(Strict):
    """The settings ``desk.oidc`` of ``site.yaml``: the provider's address, as whom the desk is known to it,
    and which claim is the name of the account. The secret comes from the environment.
    """

    provider: Annotated[str, AfterValidator(_provider)]
    client: Annotated[str, Field(min_length=1)]
    account: Annotated[str, Field(min_length=1)] = "preferred_username"


class DeskSettings(Strict):
    """The settings ``desk`` of ``site.yaml``.

    ``scores``: from when on a unit sees its own scores: never, once the bulletin is on notice (公示), or once
    it is issued (印发). ``hosts``: the names under which a proxy with TLS serves the desk. Without names it
    is reached on its own machine only. ``attachment_megabytes``: how large a file of evidence (佐证材料) may
    be; no file at the desk may be larger than 50 MB.

    ``login``: by a password of the desk, at a provider (``oidc``), or at a proxy that names the account in
    ``header``. Such a header counts only from the addresses ``proxies``.
    """

    scores: Literal["never", "notice", "issued"] = "never"
    hosts: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    attachment_megabytes: Annotated[int, Field(ge=1, le=50)] = 20
    login: Literal["password", "oidc", "header"] = "password"
    oidc: OidcSettings | None = None
    header: Annotated[str, AfterValidator(_header)] = "X-Remote-User"
    proxies: tuple[Annotated[str, AfterValidator(_address)], ...] = ("127.0.0.1",)

    @model_validator(mode="after")
    def _is_complete(self) -> "DeskSettings":
        if self.login == "oidc" and self.oidc is None:
            raise ValueError("login: oidc 要写明 oidc: {provider: 地址, client: 客户端编号}")
        return self

    @property
    def address(self) -> str | None:
        """The address for people: the first of its names. None if it has no name."""
        return f"https://{self.hosts[0]}" if self.hosts else None
