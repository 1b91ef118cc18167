"""What a message says: who sent it, and the files that came with it. A message is hostile until proven
otherwise; reading one never fails, and nothing in it is used as a path or as a header.
"""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from email.utils import getaddresses

from assets.submissions.workbook import Limits, printable
from desk.filing.names import ENDINGS, shown_name
from schemas.privacy import mask_text

LARGEST_FILE = Limits().file_bytes
MOST_PARTS, MOST_FILES = 200, 20
LONGEST_SUBJECT = 150
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,240}>")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message: its name as it may be shown, the ending of that name (with its dot),
    its bytes.
    """

    name: str
    ending: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Of its content, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class ReadMessage:
    """A message. ``sender``: the one address in From; empty if there is none, or more than one. ``results``:
    its headers Authentication-Results, the uppermost first. ``is_automatic``: no person wrote it, so that it
    gets no answer. ``left_out``: names of files that are no workbooks, or too large or too many.
    """

    message_id: str
    sender: str
    subject: str
    results: tuple[str, ...]
    is_automatic: bool
    workbooks: tuple[Attachment, ...]
    left_out: tuple[str, ...]

    def identity(self, content: bytes) -> str:
        """Tells a message that is delivered a second time from another one."""
        parts = [each.sha256 for each in self.workbooks] or [hashlib.sha256(content).hexdigest()]
        told = "\n".join([self.message_id or hashlib.sha256(content).hexdigest(), self.sender, *parts])
        return hashlib.sha256(told.encode()).hexdigest()


def read_message(content: bytes) -> ReadMessage:
    """Read a message, whatever it is."""
    message = message_from_bytes(content, policy=policy.compat32)
    workbooks, left_out = _files(message)
    return ReadMessage(
        _message_id(message),
        _sender(message),
        mask_text(printable(_decoded(message.get("Subject"))))[:LONGEST_SUBJECT],
        tuple(str(each) for each in message.get_all("Authentication-Results", [])),
        _is_automatic(message),
        workbooks,
        left_out,
    )


def _message_id(message: Message) -> str:
    found = _MESSAGE_ID.fullmatch(str(message.get("Message-ID", "")).strip())
    return found.group() if found else ""


def _sender(message: Message) -> str:
    written = [str(each) for each in message.get_all("From", [])]
    addresses = [address for _, address in getaddresses(written)]
    return addresses[0].lower() if len(written) == len(addresses) == 1 else ""


def _is_automatic(message: Message) -> bool:
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower() != "no"
    return automatic or str(message.get("Precedence", "")).strip().lower() in ("bulk", "list", "junk")


def _decoded(header: object) -> str:
    """A header in words. What cannot be decoded stays as it is written."""
    from email.header import decode_header, make_header

    try:
        return str(make_header(decode_header(str(header or ""))))
    except (MessageError, LookupError, ValueError):
        return str(header)


def _files(message: Message) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The workbooks among the files of a message, and the names of the others."""
    workbooks: list[Attachment] = []
    left_out: list[str] = []
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            left_out.append("其余附件")
            break
        given = _decoded(part.get_filename() or "") if not part.is_multipart() else ""
        if not given:
            continue
        name = shown_name(given)
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        ending = f".{given.lower().rpartition('.')[2]}"
        is_workbook = ending in ENDINGS
        if is_workbook and 0 < len(content) <= LARGEST_FILE and len(workbooks) < MOST_FILES:
            workbooks.append(Attachment(name, ending, content))
        elif is_workbook or part.get_content_disposition() == "attachment":
            left_out.append(name)
    return tuple(workbooks), tuple(left_out)
