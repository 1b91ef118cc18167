"""Logging in elsewhere: at an OIDC provider (统一身份认证), or at a proxy that names the account in a header.

Whoever is known there is mapped to an account of the desk by its name. No account is ever made for anybody.
"""

from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import RemoteUserBackend
from django.contrib.auth.middleware import RemoteUserMiddleware
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from desk.accounts.models import Account
from desk.pages import told

SECONDS = 10
PROVIDER_FAILS = "统一身份认证没有正常应答，没有登录，请稍后再试，仍不行请告诉主管部门。"


class OidcBackend(OIDCAuthenticationBackend):
    """Finds the account that a provider has vouched for."""

    def verify_token(self, token: str, **named: Any) -> dict[str, Any]:
        """The claims of a token that was made by our provider for us."""
        claims = super().verify_token(token, **named)
        meant = claims.get("aud")
        if claims.get("iss") != settings.KAOHE_OIDC_ISSUER or self.OIDC_RP_CLIENT_ID not in (
            meant if isinstance(meant, list) else [meant]
        ):
            raise SuspiciousOperation("The token was made by another provider or for another client.")
        return claims

    def retrieve_matching_jwk(self, token: str) -> Any:
        """The key of a token. One that does not name its key is allowed if the provider has only one."""
        if "kid" in jwt.get_unverified_header(token):
            return super().retrieve_matching_jwk(token)
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=SECONDS)
        answer.raise_for_status()
        keys = answer.json()["keys"]
        if len(keys) != 1:
            raise SuspiciousOperation("The token does not say which of several keys it was signed with.")
        return jwt.PyJWK(keys[0])

    def verify_claims(self, claims: dict[str, Any]) -> bool:
        return isinstance(claims.get(settings.KAOHE_OIDC_ACCOUNT), str)

    def filter_users_by_claims(self, claims: dict[str, Any]) -> Any:
        return Account.objects.filter(name=claims[settings.KAOHE_OIDC_ACCOUNT], is_active=True)


class _OnlyWithOidc:
    """A view that is there only if the office logs in at a provider."""

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if settings.KAOHE_OFFICE.site.desk.login != "oidc":
            raise Http404
        return super().dispatch(request, *arguments, **named)  # type: ignore[misc] # of the view beside it


class ToProvider(_OnlyWithOidc, OIDCAuthenticationRequestView):
    """Leads to the provider."""


class FromProvider(_OnlyWithOidc, OIDCAuthenticationCallbackView):
    """Where the provider leads back."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            return super().get(request)
        except (requests.RequestException, jwt.PyJWTError):
            return told(request, PROVIDER_FAILS, 502)


class ProxyBackend(RemoteUserBackend):
    """Finds the account that a proxy has named."""

    create_unknown_user = False

    def clean_username(self, username: str) -> str:
        """The name as it was sent: headers come as Latin-1, names are UTF-8."""
        try:
            return username.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return ""


class ProxyLogin(RemoteUserMiddleware):
    """Logs in whom a trusted proxy names in its header. From any other address the header counts nothing."""

    @property
    def header(self) -> str:
        """The key of the header among those of a request."""
        return "HTTP_" + settings.KAOHE_OFFICE.site.desk.header.upper().replace("-", "_")

    def process_request(self, request: HttpRequest) -> None:
        if request.META.get("REMOTE_ADDR") not in settings.KAOHE_OFFICE.site.desk.proxies:
            request.META.pop(self.header, None)
        super().process_request(request)
