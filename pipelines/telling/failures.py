"""A failure in words (故障): one Chinese sentence for the person who ran the command. It says what broke and
what to do.

Everything that a pass writes is complete or not there at all. So the advice always ends in the same way:
correct the cause, run again. Of a step that failed, Dagster hands on only the words of its exceptions. So a
failure is recognised by those words.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol

from schemas.privacy import mask_text
from schemas.texts.faults import place_of
from warehouse.database.database import BUSY_SECONDS

AGAIN = "后重新运行即可，没有丢失任何文件"
KNOWN = {
    r"\[Errno (27|28|122)\]|database or disk is full|DiskFull|No space left on device": f"磁盘已满，请清出空间{AGAIN}",
    r"\[Errno (1|13|30)\]|readonly database|unable to open database file|InsufficientPrivilege|permission denied": (
        f"没有权限读写，请检查文件夹、文件和数据库的权限{AGAIN}"
    ),
    r"\[Errno (5|116)\]|disk I/O error": "磁盘读写出错，请检查磁盘是否完好，必要时从备份恢复，再重新运行",
    r"database (table )?is locked|LockNotAvailable|lock timeout": (
        f"数据库被另一个程序占用，等了 {BUSY_SECONDS} 秒仍未释放，请关闭占用它的程序{AGAIN}"
    ),
    # These must come before the words that every refused connection contains.
    r"password authentication failed|no password supplied|no pg_hba\.conf entry|Peer authentication failed|FATAL: +role ": (
        f"数据库不让登录，请检查数据库账号、密码（PGPASSFILE 里的文件）和 pg_hba.conf，改好{AGAIN}"
    ),
    r"FATAL: +database .* does not exist": f"没有这个数据库，请检查数据库地址；数据库丢失的，从备份恢复{AGAIN}",
    r"failed to resolve host|could not translate host name": f"找不到数据库服务器，请检查数据库地址里的主机名和网络{AGAIN}",
    r"AdminShutdown|CrashShutdown|CannotConnectNow|server closed the connection|connection (is closed|failed|to server|is lost|timeout)": (
        f"与数据库的连接断了，请检查数据库服务{AGAIN}"
    ),
    r"no such (table|column)|UndefinedTable|UndefinedColumn": (
        "数据库还没有准备好，或是旧版本的，请先运行 kaohe database prepare，再重新运行"
    ),
    r"disk image is malformed|file is not a database|DataCorrupted|IndexCorrupted": "数据库文件已损坏，请从备份恢复后重新运行",
}
"""What an exception says (a pattern), and what it means. The numbers are those of ``errno``."""

_FILE = re.compile(r"^(\w+): \[Errno \d+\] .*: ['\"](?P<path>.+)['\"]$")
_WRAPPED = re.compile(r"(?<=: )\([\w.]+\) |^\([\w.]+\) ")
"""How a message of SQLAlchemy begins: with the kind of the driver's exception."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class KeptError(Protocol):
    """What Dagster keeps of an exception (its ``SerializableErrorInfo``)."""

    @property
    def message(self) -> str:
        """The kind and the words of the exception."""

    @property
    def cause(self) -> "KeptError | None":
        """The exception that led to this one (``raise … from``)."""

    @property
    def context(self) -> "KeptError | None":
        """The exception that was being handled when this one was raised."""


def failure_sentence(error: BaseException) -> str:
    """What broke and what to do, without the full stop at the end. The exception's own words are not quoted,
    because they may hold a cell of a report.
    """
    return _sentence(_said(error)) or f"程序出错（{place_of(error)}），请把这一行告诉维护人员"


def step_failure_sentence(error: KeptError | None) -> str:
    """The same sentence for a step that failed, from what Dagster keeps of its exception."""
    return _sentence(_kept(error)) or "运行没有完成，请把运行页上的错误告诉维护人员"


def _sentence(said: Iterable[str]) -> str | None:
    lines = list(said)
    for line in lines:
        _, _, words = line.partition(": ")
        if _CHINESE.search(words) and not _FILE.match(line):  # Our own exceptions say what to do.
            return words.removesuffix("。")
    found = (sentence for line in lines for pattern, sentence in KNOWN.items() if re.search(pattern, line))
    files = (match["path"] for line in lines if (match := _FILE.match(line)))
    return next(found, None) or next(
        (f"“{mask_text(path)}”不能读写，请检查这个文件或文件夹{AGAIN}" for path in files), None
    )


def _said(error: BaseException) -> Iterator[str]:
    """The kind and the first line of an exception, then of the exception that led to it, and so on."""
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield f"{type(following).__name__}: {_first_line(str(following))}"
        following = following.__cause__ or following.__context__


def _kept(error: KeptError | None) -> Iterator[str]:
    while error is not None:
        kind, _, words = _first_line(error.message).partition(": ")
        yield f"{kind.rpartition('.')[2]}: {words}"
        error = error.cause or error.context


def _first_line(text: str) -> str:
    return _WRAPPED.sub("", (text.strip().splitlines() or [""])[0])
