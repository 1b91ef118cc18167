"""Who may open which page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from desk.accounts.roles import Role
from warehouse.keeping.access_log import acting_for

View = Callable[..., HttpResponse]
OPEN_BEFORE = ("/login", "/logout", "/password", "/static/", "/auth/")
"""What an account may open whose first password was not changed yet."""


def must_change_password(account: Any) -> bool:
    """Whether an account still has its first password. Without passwords of the desk nobody has one."""
    return account.must_change_password and settings.KAOHE_OFFICE.site.desk.login == "password"


def only(*roles: Role) -> Callable[[View], View]:
    """Opens a page to accounts of these roles. Others get status 403; who is not logged in, the login."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
            if request.user.role not in roles:
                raise PermissionDenied
            return view(request, *arguments, **named)

        return guarded

    return guard


class FirstPasswordMustChange:
    """Leads an account with its first password to the page on which it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        if (
            account.is_authenticated
            and must_change_password(account)
            and not request.path.startswith(OPEN_BEFORE)
        ):
            return redirect("password")
        return self.get_response(request)


class AccessIsLogged:
    """Whatever original is opened for a request is logged with the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with acting_for(request.user.name):
            return self.get_response(request)
