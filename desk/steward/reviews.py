"""The records of the reviews across reports (核对记录, Data Docs), behind the login of the desk."""

import hashlib
import re
from base64 import b64encode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assets.reviews.stage import DATA_DOCS
from desk.accounts.permissions import only
from desk.project import the_office
from desk.steward.morning import OFFICE

FIRST_PAGE = "index.html"
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)


@require_GET
@only(*OFFICE)
def reviews(request: HttpRequest) -> HttpResponse:
    """The periods that have records."""
    folder = the_office().home / DATA_DOCS
    periods = sorted((path.parent.name for path in folder.glob(f"*/{FIRST_PAGE}")), reverse=True)
    return render(request, "reviews.html", {"periods": periods})


@require_GET
@only(*OFFICE)
def page(request: HttpRequest, period: str, name: str) -> HttpResponse:
    """One page of a period's records. It has one style of its own, which is the only one that it may use."""
    folder = the_office().home / DATA_DOCS
    known = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/**/*.html")}
    path = known.get(f"{period}/{name}")
    if path is None:
        raise Http404
    content = path.read_bytes()
    response = HttpResponse(content, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    style = _STYLE.search(content)
    digest = b64encode(hashlib.sha256(style[1] if style else b"").digest()).decode()
    response._csp_replace = {"style-src": [f"'sha256-{digest}'"]}  # django-csp looks there
    return response
