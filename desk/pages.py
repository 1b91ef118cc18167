"""What every page has, and the pages that say in one Chinese sentence why a request was not carried out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from desk.accounts.roles import MAY_OPEN_DAGSTER
from desk.navigation import places

NOT_UNDERSTOOD = "请求不完整或写法不对，请返回上一页重新操作。"
NOT_ALLOWED = "您的账号不能看这一页，请用有权限的账号登录。"
NOT_FOUND = "没有这一页，或者它不属于您的单位，请从首页重新进入。"
FAULTY = "系统出错，这次操作没有完成，请稍后再试；仍不行请告诉主管部门。"
FORGED = "页面已过期或不是从本平台打开的，没有做任何改动，请返回首页重新操作。"


def of_every_page(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page names."""
    site = settings.KAOHE_OFFICE.site
    page = {"office_name": site.name, "has_passwords": site.desk.login == "password"}
    account = getattr(request, "user", None)
    if account is None or not account.is_authenticated:
        return page
    name = request.resolver_match.url_name if request.resolver_match else None
    page["places"] = places(account.role, request.path, name)
    if account.role in MAY_OPEN_DAGSTER:
        page |= {"dagster": settings.KAOHE_DAGSTER, "dagster_assets": settings.KAOHE_DAGSTER_ASSETS}
    return page


def told(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """A page with one sentence."""
    return render(request, "told.html", {"sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for status 400."""
    return told(request, NOT_UNDERSTOOD, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for status 403."""
    return told(request, NOT_ALLOWED, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for status 404. Things of other units get it too: nobody learns that they exist."""
    return told(request, NOT_FOUND, 404)


def faulty(request: HttpRequest) -> HttpResponse:
    """The page for status 500."""
    return told(request, FAULTY, 500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that does not come from a page of this session."""
    return told(request, FORGED, 403)
