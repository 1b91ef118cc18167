"""Files as answers: to be saved under a name, and kept in no cache, because they may hold personal data."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

ANY_BYTES = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(content: bytes, name: str, content_type: str = ANY_BYTES) -> HttpResponse:
    """An answer that a browser saves under this name."""
    return as_download(HttpResponse(content, content_type=content_type), name)


def as_download(response: HttpResponse, name: str) -> HttpResponse:
    """The same answer, to be saved under this name."""
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response
