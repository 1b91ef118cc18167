"""Logging in and out, and the first page of each role."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from desk.accounts.permissions import must_change_password, only
from desk.accounts.roles import FULL_DAGSTER, Role
from desk.pages import told

LOCKED = "密码错了太多次，这个账号已暂停登录 15 分钟，请稍后再试，或请主管部门重置密码。"
NOT_KNOWN = "您没有通过统一身份认证登录，或者您的账号没有在本平台登记，请重新登录，仍不行请联系主管部门登记。"
ANYBODY = (Role.UNIT, Role.STEWARD, Role.VIEWER, Role.ADMIN)


class LoginForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": "账号或密码不对，请核对后重新输入。",
        "inactive": "这个账号已停用，请联系主管部门。",
    }


class Login(LoginView):
    """The login. Django checks that the page to open afterwards is one of ours."""

    template_name = "login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        way = settings.KAOHE_OFFICE.site.desk.login
        if way == "password" or request.user.is_authenticated:
            return super().dispatch(request, *arguments, **named)
        if way == "header" or request.method != "GET":
            return told(request, NOT_KNOWN, 403)
        return render(request, "login_elsewhere.html", {"next": self.get_redirect_url()})


def not_known(request: HttpRequest) -> HttpResponse:
    """What one sees who logged in elsewhere and has no account here."""
    return told(request, NOT_KNOWN, status=403)


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """What one sees who failed too often."""
    return told(request, LOCKED, status=429)


def start(request: HttpRequest) -> HttpResponse:
    """Lead everybody to the first page of their role."""
    if not request.user.is_authenticated:
        return redirect("login")
    return redirect("unit" if request.user.role == Role.UNIT else "steward")


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    logout(request)
    return redirect("login")


@require_POST
@only(*ANYBODY)
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of the account."""
    request.user.end_sessions()
    logout(request)
    return redirect("login")


class NewPassword(SetPasswordForm):
    """The new password, twice."""

    error_messages = {"password_mismatch": "两次输入的密码不一样，请重新输入。"}


@method_decorator(only(*ANYBODY), name="dispatch")
class ChangePassword(FormView):
    """Change one's own password. Every other session of the account ends."""

    template_name = "password.html"
    form_class = NewPassword
    success_url = reverse_lazy("start")

    def dispatch(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if settings.KAOHE_OFFICE.site.desk.login != "password":
            raise Http404
        return super().dispatch(request, *arguments, **named)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form needs the account."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_valid(self, form: NewPassword) -> HttpResponse:
        """Keep the new password."""
        account = form.save(commit=False)
        account.must_change_password = False
        account.save()
        update_session_auth_hash(self.request, account)
        return super().form_valid(form)


def may_open_dagster(request: HttpRequest) -> HttpResponse:
    """Whether a request to Dagster may pass: a proxy asks it for every one (204, 401 or 403).

    The header ``X-Kaohe-Dagster`` says which of the two Dagster pages: ``full`` or ``read-only``.
    """
    account = request.user
    if not account.is_authenticated or must_change_password(account):
        return HttpResponse(status=401)
    if account.role in FULL_DAGSTER:
        return HttpResponse(status=204, headers={"X-Kaohe-Dagster": "full", "X-Kaohe-Account": account.name})
    if account.role == Role.VIEWER:
        return HttpResponse(
            status=204, headers={"X-Kaohe-Dagster": "read-only", "X-Kaohe-Account": account.name}
        )
    return HttpResponse(status=403)
