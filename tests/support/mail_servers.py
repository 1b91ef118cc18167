"""Real servers of mail on this machine: pymap for IMAP, aiosmtpd for SMTP, both over TLS with a certificate
that is made for them. pymap itself knows only STARTTLS: what comes over TLS is handed on to it.
"""

import asyncio
import datetime
import imaplib
import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "kaohe", "mail-password"
HOST = "127.0.0.1"


@dataclass
class MailServers:
    """Both servers. ``sent``: what was handed to SMTP; ``refusing``: addresses that it refuses."""

    imap_port: int
    smtp_port: int
    certificate: Path
    sent: list[EmailMessage] = field(default_factory=list)
    refusing: set[str] = field(default_factory=set)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "imap": f"imaps://{USER}@{HOST}:{self.imap_port}",
            "smtp": f"smtps://{USER}@{HOST}:{self.smtp_port}",
            "address": "kaohe@example.gov.cn",
        }

    @contextmanager
    def mailbox(self) -> Iterator[imaplib.IMAP4]:
        """The mailbox, as a mail program opens it."""
        secure = ssl.create_default_context(cafile=str(self.certificate))
        connection = imaplib.IMAP4_SSL(HOST, self.imap_port, ssl_context=secure, timeout=20)
        connection.login(USER, PASSWORD)
        yield connection
        connection.logout()

    def deliver(self, message: bytes, at: datetime.datetime) -> None:
        """Put a message into the mailbox, as received at that time."""
        with self.mailbox() as box:
            status, told = box.append("INBOX", None, imaplib.Time2Internaldate(at), message)
            assert status == "OK", told

    def flags(self) -> list[bytes]:
        """The flags of all messages."""
        with self.mailbox() as box:
            box.select("INBOX", readonly=True)
            return [each for each in box.fetch("1:*", "(FLAGS)")[1] if each]


def certificate(folder: Path) -> tuple[Path, Path]:
    """(certificate, key) for this machine."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "mail.crt", folder / "mail.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def mail_servers(folder: Path) -> Iterator[MailServers]:
    """Both servers, as long as the block runs."""
    crt, key = certificate(folder)
    servers = MailServers(_free_port(), _free_port(), crt)
    plain_port = _free_port()
    command = [Path(sys.executable).with_name("pymap"), "--host", HOST, "--port", str(plain_port), "--no-tls"]
    backend = ["dict", "--demo-data"]
    account = ["--demo-user", USER, "--demo-password", PASSWORD]
    with (folder / "pymap.log").open("wb") as log:
        imap = subprocess.Popen([*command, *backend, *account], stdout=log, stderr=subprocess.STDOUT)
    smtp = _smtp(servers, crt, key)
    smtp.start()
    try:
        _wait_for(plain_port, imap, folder / "pymap.log")
        with _over_tls(servers.imap_port, plain_port, crt, key):
            yield servers
    finally:
        smtp.stop()
        imap.terminate()
        imap.wait(20)


@contextmanager
def _over_tls(port: int, plain_port: int, crt: Path, key: Path) -> Iterator[None]:
    """Hands on what comes over TLS to a port of this machine."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(crt, key)

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
        target.close()

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(HOST, plain_port)
        await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer), return_exceptions=True)

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(hand_on, HOST, port, ssl=secure))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    for _ in range(100):
        assert server.poll() is None, log.read_text()
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def _smtp(servers: MailServers, crt: Path, key: Path):
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    class Handler:
        async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - its name
            if address in servers.refusing:
                return "550 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, server, session, envelope):  # noqa: N802 - its name
            message = message_from_bytes(envelope.content, policy=policy.default)
            message["X-To"] = ",".join(envelope.rcpt_tos)
            servers.sent.append(message)
            return "250 OK"

    def authenticate(server, session, envelope, mechanism, given):
        return AuthResult(success=(given.login, given.password) == (USER.encode(), PASSWORD.encode()))

    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(crt, key)
    return Controller(
        Handler(),
        hostname=HOST,
        port=servers.smtp_port,
        ssl_context=secure,
        authenticator=authenticate,
        auth_required=True,
        auth_require_tls=False,  # the connection is TLS from its first byte
    )
