"""What every form with a file has: the file, and the number that was made with its page."""

from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from desk.limits import NO_ROOM, TOO_LARGE
from desk.pages import NOT_UNDERSTOOD

NO_FILE = "没有选文件，请先选好文件再上传。"
EMPTY_FILE = "这个文件是空的（0 字节），没有收下，请重新保存后上传。"


class Refused(Exception):
    """A request that is not carried out. The message is one Chinese sentence; ``status`` is the answer's."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.status = status


def uploaded(request: HttpRequest) -> UploadedFile:
    """The file of a request, which is in the quarantine folder. Raises Refused."""
    upload = request.FILES.get("file")
    if getattr(request, "upload_is_too_large", False):
        raise Refused(TOO_LARGE, 413)
    if getattr(request, "upload_found_no_room", False):
        raise Refused(NO_ROOM, 507)
    if upload is None:
        raise Refused(NO_FILE)
    if not upload.size:
        raise Refused(EMPTY_FILE)
    return upload


def request_number(request: HttpRequest) -> UUID:
    """The number that was made with the page; a new one if the form has none. Raises Refused."""
    try:
        return UUID(request.POST["request"]) if request.POST.get("request") else uuid4()
    except ValueError:
        raise Refused(NOT_UNDERSTOOD) from None
