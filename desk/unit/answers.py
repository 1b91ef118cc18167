"""A unit's answers to queries (核实说明). Given here they have the same effect as in the workbook's column,
because they are written into that column and the workbook is filed.
"""

from dataclasses import dataclass
from uuid import uuid4

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from assets.submissions.returned.answering import (
    Question,
    Questioned,
    answered_workbook,
    questioned_files,
    refusal,
)
from desk.accounts.permissions import only
from desk.accounts.roles import Role
from desk.downloads import XLSX
from desk.filing.checking import reading_alone
from desk.filing.models import Filing
from desk.filing.names import shown_name
from desk.filing.storing import NotStored, store
from desk.pages import NOT_UNDERSTOOD, told
from desk.project import the_office
from desk.uploads import Refused, request_number

NOTHING_WRITTEN = "还没有写说明，没有提交。"


@dataclass(frozen=True)
class Field:
    """A question with what was written to it, and why that would not be accepted."""

    question: Question
    written: str = ""
    fault: str | None = None


def _page(
    request: HttpRequest, questioned: list[Questioned], fields: dict[str, list[Field]], status: int = 200
) -> HttpResponse:
    office = the_office()
    files = [
        (
            each.file.submission_id,
            shown_name(each.file.file_name),
            fields.get(each.file.submission_id) or [Field(question) for question in each.questions],
        )
        for each in questioned
    ]
    titles = {form.code: form.title for form in office.forms.values()}
    page = {"files": files, "titles": titles, "request_id": uuid4()}
    return render(request, "answers.html", page, status=status)


@require_GET
@only(Role.UNIT)
def answers(request: HttpRequest) -> HttpResponse:
    """Every query that waits for an answer."""
    return _page(request, questioned_files(the_office(), request.user.unit_code), {})


@require_POST
@only(Role.UNIT)
def give(request: HttpRequest, submission_id: str) -> HttpResponse:
    """Answer queries of one file: all that were written, or none if one of them explains nothing."""
    office = the_office()
    questioned = questioned_files(office, request.user.unit_code)
    mine = next((each for each in questioned if each.file.submission_id == submission_id), None)
    try:
        number = request_number(request)
    except Refused as error:
        return told(request, str(error), error.status)
    if known := Filing.objects.filter(request=number).first():
        is_own = known.account == request.user
        return redirect("unit-filed", known.pk) if is_own else told(request, NOT_UNDERSTOOD, 400)
    if mine is None:
        raise Http404
    fields = [_field(request, question) for question in mine.questions]
    given = {each.question.number: each.written for each in fields if each.written}
    if not given:
        return told(request, NOTHING_WRITTEN, 400)
    if any(each.fault for each in fields):
        return _page(request, questioned, {submission_id: fields}, 400)
    with reading_alone:
        content = answered_workbook(office, mine, given)
    try:
        filing = store(office, request.user, _as_upload(content), number, mine.period, submission_id)
    except NotStored as error:
        return told(request, str(error), 507)
    return redirect("unit-filed", filing.pk)


def _field(request: HttpRequest, question: Question) -> Field:
    written = " ".join(request.POST.get(f"answer-{question.number}", "").split())
    return Field(question, written, refusal(written) if written else None)


def _as_upload(content: bytes) -> TemporaryUploadedFile:
    """A workbook made here, in the quarantine folder like one that was uploaded."""
    upload = TemporaryUploadedFile("在平台上写的核实说明.xlsx", XLSX, len(content), None)
    upload.write(content)
    upload.flush()
    upload.seek(0)
    return upload
