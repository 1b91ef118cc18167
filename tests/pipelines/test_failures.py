"""Whatever breaks under a pass is told in one Chinese sentence that says what to do."""

import errno
import sqlite3
import sys

import psycopg
import pytest
from dagster._utils.error import serializable_error_info_from_exc_info
from sqlalchemy.exc import OperationalError

from assets.submissions.inbox.receipt import InboxUnusable
from pipelines.telling.failures import failure_sentence, step_failure_sentence


def refused(reason: str) -> psycopg.OperationalError:
    return psycopg.OperationalError(
        f'connection failed: connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed: FATAL:  {reason}'
    )


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满，请清出空间"),
        (OSError(errno.EFBIG, "File too large"), "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied", "/home/facts"), "没有权限读写"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/home/存档"), "“/home/存档”不能读写"),
        (sqlite3.OperationalError("database or disk is full"), "磁盘已满"),
        (sqlite3.OperationalError("database is locked"), "数据库被另一个程序占用，等了 30 秒仍未释放"),
        (sqlite3.OperationalError("disk I/O error"), "磁盘读写出错"),
        (
            sqlite3.OperationalError("no such table: bi_score"),
            "数据库还没有准备好，或是旧版本的，请先运行 kaohe",
        ),
        (
            psycopg.errors.UndefinedTable('relation "bi_score" does not exist'),
            "数据库还没有准备好，或是旧版本的，请先运行 kaohe",
        ),
        (sqlite3.DatabaseError("file is not a database"), "数据库文件已损坏，请从备份恢复"),
        (
            psycopg.errors.AdminShutdown("terminating connection due to administrator command"),
            "与数据库的连接断了，请检查数据库服务",
        ),
        (psycopg.OperationalError("server closed the connection unexpectedly"), "与数据库的连接断了"),
        (
            refused('password authentication failed for user "kaohe_writer"'),
            "数据库不让登录，请检查数据库账号、密码",
        ),
        (refused('role "kaohe_writer" does not exist'), "数据库不让登录"),
        (
            psycopg.OperationalError(
                "failed to resolve host 'db.invalid': [Errno -2] Name or service not known"
            ),
            "找不到数据库服务器，请检查数据库地址里的主机名和网络",
        ),
        (psycopg.errors.ConnectionTimeout("connection timeout expired"), "与数据库的连接断了"),
        (refused('database "kaohe" does not exist'), "没有这个数据库，请检查数据库地址"),
        (
            psycopg.OperationalError(
                'connection failed: connection to server on socket "/run/x": No such file'
            ),
            "与数据库的连接断了",
        ),
        (
            psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"),
            "数据库被另一个程序占用",
        ),
        (InboxUnusable("收件箱文件夹不存在，请检查"), "收件箱文件夹不存在，请检查"),
        (KeyError("first line\nand more"), "程序出错（KeyError"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_it_is_told_also_where_it_was_wrapped(error, says):
    try:
        raise OperationalError("SELECT 1", {}, error) from error
    except OperationalError as outer:
        kept = step_failure_sentence(serializable_error_info_from_exc_info(sys.exc_info()))
        told = [
            failure_sentence(error),
            *([] if isinstance(error, KeyError) else [failure_sentence(outer), kept]),
        ]
    for sentence in told:
        assert sentence.startswith(says)
        assert "\n" not in sentence
        assert not sentence.endswith("。")


def test_numbers_of_persons_are_not_told():
    number = "321399" + "19900101" + "1234"
    assert number not in failure_sentence(ValueError(f"cannot read {number}"))
    assert number not in failure_sentence(
        FileNotFoundError(errno.ENOENT, "No such file", f"/inbox/{number}.xlsx")
    )
