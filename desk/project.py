"""The Django project of the desk: its settings are made from an office, there is no settings file.

A process serves one office. The desk's own tables (accounts, sessions, filed files) lie in a database of
their own, ``<home>/desk/desk.db``, because accounts must not end up in the warehouse that BI reads.
"""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from schemas.settings.desk import DeskSettings
from warehouse.files.private_files import make_private, write_private
from warehouse.office import Office

FOLDER = "desk"
DATABASE = "desk.db"
SECRET = "secret.key"  # noqa: S105 - the name of a file
QUARANTINE = "quarantine"
OIDC_SECRET = "KAOHE_OIDC_SECRET"  # noqa: S105 - the name of a variable of the environment
DAGSTER, LOCATION = "KAOHE_DAGSTER", "KAOHE_DAGSTER_LOCATION"
SESSION_SECONDS = 8 * 3600
"""A working day. After it, everybody logs in again."""

HERE = Path(__file__).parent
OUR_OWN_MACHINE = ["127.0.0.1", "localhost", "[::1]"]


def desk_folder(office: Office) -> Path:
    """Where the desk keeps what is its own."""
    return office.home / FOLDER


def open_desk(office: Office) -> None:
    """Make Django ready to serve an office: settings, tables, static files. A second call changes the office.

    Nobody but the owner may read the folder of the desk.
    """
    folder = desk_folder(office)
    make_private(folder / QUARANTINE)
    (folder / DATABASE).touch(0o600)  # SQLite gives the files beside it the same mode
    if not settings.configured:
        settings.configure(**_settings(office))
        django.setup()
    else:
        _serve_another(office)
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def dagster_address(desk: DeskSettings, environment: Mapping[str, str]) -> str:
    """Where Dagster's pages are: what the environment says, else behind the same proxy as the desk; empty if
    nobody knows.
    """
    return environment.get(DAGSTER, "/dagster" if desk.hosts else "").rstrip("/")


def assets_address(desk: DeskSettings, environment: Mapping[str, str]) -> str:
    """Where Dagster's pages of the office's assets are; empty if nobody knows. Where several offices share an
    instance, the environment says which of its code locations is this one.
    """
    dagster, location = dagster_address(desk, environment), environment.get(LOCATION, "")
    return "/".join(filter(None, (dagster, "assets", location))) if dagster else ""


def _serve_another(office: Office) -> None:
    from django.db import connections

    connections.close_all()
    for name, value in _settings(office).items():
        setattr(settings, name, value)
    connections.databases["default"]["NAME"] = settings.DATABASES["default"]["NAME"]
    connections["default"].settings_dict["NAME"] = settings.DATABASES["default"]["NAME"]


def _secret(folder: Path) -> str:
    """The key with which sessions and forms are signed. It is made once for each home."""
    path = folder / SECRET
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48).encode())
    return path.read_text(encoding="ascii")


def _settings(office: Office) -> dict[str, Any]:
    folder = desk_folder(office)
    hosts = list(office.site.desk.hosts)
    return {
        "KAOHE_OFFICE": office,
        "KAOHE_DAGSTER": dagster_address(office.site.desk, os.environ),
        "KAOHE_DAGSTER_ASSETS": assets_address(office.site.desk, os.environ),
        "SECRET_KEY": _secret(folder),
        "DEBUG": False,
        "ALLOWED_HOSTS": [*OUR_OWN_MACHINE, *hosts],
        "ROOT_URLCONF": "desk.addresses",
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
            "axes",
            "csp",
            "desk.accounts",
            "desk.filing",
            "desk.mail",
            "desk.attachments",
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "csp.middleware.CSPMiddleware",
            "desk.limits.SizeLimit",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            *(["desk.accounts.elsewhere.ProxyLogin"] if office.site.desk.login == "header" else []),
            "django.contrib.messages.middleware.MessageMiddleware",
            "desk.accounts.permissions.FirstPasswordMustChange",
            "desk.accounts.permissions.AccessIsLogged",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "axes.middleware.AxesMiddleware",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [HERE / "templates"],
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "desk.pages.of_every_page",
                    ]
                },
            }
        ],
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / DATABASE,
                # A second writer waits for the first instead of failing in the middle of its transaction.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                },
            }
        },
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "LANGUAGE_CODE": "zh-hans",
        "TIME_ZONE": office.site.time_zone,
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [HERE / "static"],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "LOGGING_CONFIG": None,
        **_safety(hosts),
        **_accounts(),
        **_login(office.site.desk),
        **_uploads(folder),
    }


def _safety(hosts: list[str]) -> dict[str, Any]:
    """With names of its own the desk stands behind a proxy that speaks TLS; without, on one's own machine."""
    is_behind_tls = bool(hosts)
    only_ours = ["'self'"]
    return {
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": ["'none'"],
                "style-src": only_ours,
                "img-src": only_ours,
                "form-action": only_ours,
                "frame-ancestors": ["'none'"],
                "base-uri": ["'none'"],
            }
        },
        "X_FRAME_OPTIONS": "DENY",
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SESSION_COOKIE_AGE": SESSION_SECONDS,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "kaohe_session",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "desk.pages.forged",
        "SESSION_COOKIE_SECURE": is_behind_tls,
        "CSRF_COOKIE_SECURE": is_behind_tls,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600 if is_behind_tls else 0,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if is_behind_tls else None,
        "CSRF_TRUSTED_ORIGINS": [f"https://{host}" for host in hosts],
    }


def _accounts() -> dict[str, Any]:
    rules = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "accounts.Account",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{rules}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
            {"NAME": f"{rules}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ["name"]}},
            {"NAME": f"{rules}.CommonPasswordValidator"},
            {"NAME": f"{rules}.NumericPasswordValidator"},
        ],
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "start",
        "LOGOUT_REDIRECT_URL": "login",
        # An account is locked, not an address: one who guesses may have many addresses.
        "AXES_FAILURE_LIMIT": 5,
        "AXES_COOLOFF_TIME": 0.25,
        "AXES_LOCKOUT_PARAMETERS": ["username"],
        "AXES_RESET_ON_SUCCESS": True,
        "AXES_LOCKOUT_CALLABLE": "desk.accounts.views.locked_out",
        "AXES_USERNAME_FORM_FIELD": "username",
        "AXES_ENABLE_ACCESS_FAILURE_LOG": False,
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_VERBOSE": False,
        "SILENCED_SYSTEM_CHECKS": ["axes.W003"],
    }


LOGIN_BY = {
    "password": ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"],
    "oidc": ["desk.accounts.elsewhere.OidcBackend"],
    "header": ["desk.accounts.elsewhere.ProxyBackend"],
}


PUBLISHED = {
    "KAOHE_OIDC_ISSUER": "issuer",
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
"""The settings that a provider publishes, and how it calls them."""


def _login(desk: DeskSettings) -> dict[str, Any]:
    """Only one way is open. What the provider publishes about itself is added when the desk is served."""
    oidc = desk.oidc
    return {
        "AUTHENTICATION_BACKENDS": LOGIN_BY[desk.login],
        "AXES_ENABLED": desk.login == "password",
        "OIDC_RP_CLIENT_ID": oidc.client if oidc else None,
        "OIDC_RP_CLIENT_SECRET": os.environ.get(OIDC_SECRET, ""),
        "OIDC_RP_SIGN_ALGO": "RS256",
        "OIDC_RP_SCOPES": "openid profile",
        "OIDC_USE_PKCE": True,
        "OIDC_CREATE_USER": False,
        "OIDC_TIMEOUT": 10,
        **dict.fromkeys(PUBLISHED, ""),
        "KAOHE_OIDC_ACCOUNT": oidc.account if oidc else None,
        "LOGIN_REDIRECT_URL_FAILURE": "/login/unknown",
    }


def _uploads(folder: Path) -> dict[str, Any]:
    """Files are streamed to the quarantine folder, whatever their size; nothing large is held in memory."""
    return {
        "FILE_UPLOAD_HANDLERS": ["desk.limits.IntoQuarantine"],
        "FILE_UPLOAD_TEMP_DIR": str(folder / QUARANTINE),
        "FILE_UPLOAD_PERMISSIONS": 0o600,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 1,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 200,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
    }


def the_office() -> Office:
    """The office that this process serves, prepared for today."""
    office: Office = settings.KAOHE_OFFICE
    office.prepare()
    return office
