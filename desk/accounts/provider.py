"""What an OIDC provider (统一身份认证) publishes about itself; the desk asks for it when it starts."""

import requests
from django.conf import settings

from desk.project import OIDC_SECRET, PUBLISHED
from schemas.settings.desk import OidcSettings
from warehouse.office import Office

DISCOVERY = "/.well-known/openid-configuration"
SECONDS = 10


class NoProvider(Exception):
    """The provider does not answer as an OIDC provider does. The message is one Chinese sentence."""


def open_login(office: Office) -> None:
    """Ask the provider, if there is one, how one logs in there. Raises NoProvider."""
    desk = office.site.desk
    if desk.login == "oidc" and desk.oidc:
        if not settings.OIDC_RP_CLIENT_SECRET:
            raise NoProvider(f"没有设置环境变量 {OIDC_SECRET}，请把统一身份认证发的客户端密钥放在里面")
        for name, value in discover(desk.oidc).items():
            setattr(settings, name, value)


def discover(oidc: OidcSettings) -> dict[str, str]:
    """The settings of the login that the provider itself publishes. Raises NoProvider."""
    address = oidc.provider.rstrip("/") + DISCOVERY
    try:
        answer = requests.get(address, timeout=SECONDS)
        answer.raise_for_status()
        published = answer.json()
        return {name: published[key] for name, key in PUBLISHED.items()}
    except (requests.RequestException, ValueError, KeyError, TypeError):
        raise NoProvider(
            f"统一身份认证（{address}）打不开，或者不是 OIDC 的写法，请核对 site.yaml 的 desk.oidc.provider"
        ) from None
