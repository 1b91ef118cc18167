"""What is read from a message, however it is written, and when a sender counts as genuine."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.mail.authenticity import is_genuine
from desk.mail.reading import MOST_FILES, read_message

OWN, SENDER = "mx.example.gov.cn", "gengche@example.gov.cn"


@given(st.binary(max_size=2_000))
def test_whatever_comes_is_read(content: bytes) -> None:
    read = read_message(content)
    assert read.identity(content) == read_message(content).identity(content)


@given(st.text(max_size=60), st.sampled_from(["From", "Subject", "Message-ID", "Auto-Submitted"]))
def test_whatever_a_header_says_is_one_line(text: str, name: str) -> None:
    read = read_message(f"{name}: {text}\r\n\r\n".encode("utf-8", "replace"))
    assert all("\n" not in each and "\r" not in each for each in (read.message_id, read.sender, read.subject))


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        ("From: 耿车镇 <Gengche@Example.gov.cn>", SENDER),
        ("From: gengche@example.gov.cn, buzi@example.gov.cn", ""),
        ("From: gengche@example.gov.cn\r\nFrom: buzi@example.gov.cn", ""),
        ('From: "gengche@example.gov.cn" <evil@elsewhere.example>', "evil@elsewhere.example"),
        ("Sender: gengche@example.gov.cn", ""),
    ],
)
def test_a_sender_is_the_one_address_in_from(headers: str, sender: str) -> None:
    assert read_message(f"{headers}\r\n\r\n".encode()).sender == sender


def test_files_in_files_are_not_opened() -> None:
    """An archive goes in as it is, and is refused by intake; a message in a message is looked through."""
    inner = EmailMessage()
    inner.add_attachment(b"PK", "application", "zip", filename="一.xlsx")
    outer = EmailMessage()
    outer.set_content("转发")
    outer.add_attachment(inner)
    outer.add_attachment(b"PK\x03\x04PK\x03\x04", "application", "zip", filename="二.zip")
    assert [each.name for each in read_message(outer.as_bytes()).workbooks] == ["一.xlsx", "二.zip"]


def test_only_so_many_files_are_taken() -> None:
    message = EmailMessage()
    for number in range(MOST_FILES + 3):
        message.add_attachment(b"x", "application", "octet-stream", filename=f"{number}.xlsx")
    read = read_message(message.as_bytes())
    assert (len(read.workbooks), len(read.left_out)) == (MOST_FILES, 3)


@pytest.mark.parametrize(
    ("header", "genuine"),
    [
        (f"{OWN}; dmarc=pass header.from=example.gov.cn", True),
        (f"{OWN} 1; spf=pass smtp.mailfrom={SENDER}", True),
        (f"{OWN}; dkim=pass header.d=example.gov.cn", True),
        (f"{OWN}; auth=pass smtp.auth={SENDER}", True),
        (f"{OWN}; none", False),
        (f"{OWN}; dmarc=fail header.from=example.gov.cn", False),
        (f"{OWN}; spf=pass smtp.mailfrom=evil@elsewhere.example", False),
        (f"{OWN}; dkim=pass header.d=elsewhere.example", False),
        (f"{OWN}; spf=none (dmarc=pass; dkim=pass header.d=example.gov.cn)", False),
        ("mx.elsewhere.example; dmarc=pass", False),
        (f"mx.elsewhere.example ({OWN}); dmarc=pass", False),
    ],
)
def test_a_sender_is_genuine_if_the_own_server_says_so(header: str, genuine: bool) -> None:
    assert is_genuine([header], OWN, SENDER) is genuine


def test_only_the_uppermost_word_of_the_own_server_counts() -> None:
    forged = f"{OWN}; dmarc=pass header.from=example.gov.cn"
    assert not is_genuine([f"{OWN}; dmarc=fail", forged], OWN, SENDER)
