"""How much a request may bring: a file by the limits of intake, streamed to the quarantine folder."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse

from assets.submissions.workbook import Limits
from desk.pages import told

LARGEST_FILE = Limits().file_bytes
FORM_AROUND = 200_000
"""What the other fields of a form may take."""

NO_ROOM = "服务器磁盘写不进去，这个文件没有收下，请稍后再报，仍不行请告诉主管部门。"
TOO_LARGE = f"文件超过 {LARGEST_FILE // 1_000_000} MB，没有收下，请删去图片等多余内容后重新上传。"


class SizeLimit:
    """Refuses a request that says itself that it is too large, before anything of it is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) <= LARGEST_FILE + FORM_AROUND:
            return self.get_response(request)
        return told(request, TOO_LARGE, status=413)


class IntoQuarantine(TemporaryFileUploadHandler):
    """Streams each file to the quarantine folder. It stops one that grows beyond the limit, or for which the
    disk has no room; the page then says that nothing was taken.
    """

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Begin a file."""
        self.received = 0
        try:
            super().new_file(*arguments, **named)
        except OSError:
            self._stop_for_the_disk()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece of it."""
        self.received += len(raw_data)
        if self.received > LARGEST_FILE:
            self.request.upload_is_too_large = True
            raise StopUpload(connection_reset=False)
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            self._stop_for_the_disk()

    def _stop_for_the_disk(self) -> None:
        self.request.upload_found_no_room = True
        raise StopUpload(connection_reset=False) from None
