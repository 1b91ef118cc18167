"""Keeping attachments: first the content in an archive by its SHA-256, flushed to disk, then its line. Only
after that is the unit told that it came. A crash in between leaves a content that nobody refers to.

The line stays when the content is deleted at the end of its time of retention.
"""

import os
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from assets.submissions.inbox.archive import (
    DamagedArchive,
    archive,
    archived_path,
    flush_archived,
    read_archived,
)
from assets.submissions.workbook import Limits
from desk.accounts.models import Account
from desk.attachments.kinds import kind_of
from desk.attachments.models import Attachment
from desk.filing.names import shown_name
from desk.uploads import Refused
from warehouse.keeping.access_log import log_access
from warehouse.keeping.retention import ATTACHMENTS, deleted_paths
from warehouse.office import Office
from warehouse.processes.turns import ATTACHING, in_turn

MEGABYTE = 1_000_000
WRONG_KIND = (
    "只收 PDF、图片（PNG、JPG）和不带宏的 Word 文件，这个文件的内容不是，没有收下，请另存为 PDF 后重新上传。"
)
NOT_WRITTEN = "服务器磁盘写不进去，这个文件没有收下，请稍后再传，仍不行请告诉主管部门。"
GONE = "这份材料已经替换或撤回，没有做任何改动，请刷新页面。"
NO_LONGER_KEPT = "这份材料已超过保存期限，按规定删除了，只留下名称。"
DAMAGED = "这份材料在服务器上已损坏，不能下载，请考核管理员从备份恢复，或请单位重新上传。"


@dataclass(frozen=True)
class Subject:
    """What an attachment is about; see ``Attachment``."""

    period: str = ""
    scheme: str = ""
    indicator: str = ""
    form: str = ""
    row: int | None = None
    objection: int | None = None


def attach(
    office: Office,
    account: Account,
    upload: UploadedFile,
    request: UUID,
    subject: Subject,
    replaces: Attachment | None = None,
) -> Attachment:
    """Keep a file and return its line. A request that was carried out before gives the line made then.
    ``replaces``: what it takes the place of. Raises Refused.
    """
    if known := Attachment.objects.filter(request=request, account=account).first():
        return known
    kind = _checked(office, upload)
    given = PurePath(shown_name(upload.name or ""))
    sha256 = _archived(office, Path(upload.temporary_file_path()))
    with transaction.atomic():
        made = Attachment.objects.create(
            account=account,
            unit_code=account.unit_code,
            shown_name=f"{given.stem}.{kind}",
            kind=kind,
            size=upload.size or 0,
            sha256=sha256,
            request=request,
            **asdict(subject),
        )
        if replaces and not Attachment.in_force(pk=replaces.pk).update(replaced_by=made):
            raise Refused(GONE, 409)
    return made


def withdraw(attachment: Attachment) -> None:
    """Withdraw an attachment. Raises Refused if it was replaced or withdrawn before."""
    if not Attachment.in_force(pk=attachment.pk).update(withdrawn_at=timezone.now()):
        raise Refused(GONE, 409)


def content_of(office: Office, attachment: Attachment) -> bytes:
    """The content of an attachment. That somebody takes it is logged before. Raises Refused if it is there no
    more.
    """
    place = office.home / ATTACHMENTS
    if not archived_path(place, attachment.sha256).exists():
        raise Refused(NO_LONGER_KEPT if _was_deleted(office, attachment) else DAMAGED, 410)
    log_access(office, attachment.sha256, attachment.shown_name, f"desk attachment {attachment.pk}")
    try:
        return read_archived(place, attachment.sha256)
    except DamagedArchive as error:
        raise Refused(DAMAGED, 410) from error


def _was_deleted(office: Office, attachment: Attachment) -> bool:
    path = archived_path(Path(ATTACHMENTS), attachment.sha256)
    with office.engine.connect() as connection:
        return path.as_posix() in deleted_paths(connection, office.site.id, "attachments")


def _checked(office: Office, upload: UploadedFile) -> str:
    """The kind of an uploaded file that may be attached."""
    most = office.site.desk.attachment_megabytes
    if (upload.size or 0) > most * MEGABYTE:
        raise Refused(f"文件超过 {most} MB，没有收下，请压缩图片或分成几个文件后重新上传。", 413)
    with Path(upload.temporary_file_path()).open("rb") as file:
        kind = kind_of(file)
    if kind is None:
        raise Refused(WRONG_KIND, 415)
    return kind


def _archived(office: Office, path: Path) -> str:
    place = office.home / ATTACHMENTS
    try:
        with in_turn(office.home, ATTACHING):
            kept = archive(path, place, Limits(file_bytes=office.site.desk.attachment_megabytes * MEGABYTE))
            os.utime(kept.path)  # its age counts from the last time that it was attached
        flush_archived(place, [kept])
    except OSError as error:
        raise Refused(NOT_WRITTEN, 507) from error
    return kept.sha256
