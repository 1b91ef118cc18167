"""An inbox that cannot be taken in as it is stops the pass with one sentence; nothing is taken for a quiet month."""

import re
import shutil
from datetime import datetime

import pytest

from assets.submissions.receipt import InboxUnusable, receive
from pipelines.execution import PassFailed
from tests.support.workbooks import township_workbook


def write_receipts(office, content: bytes) -> None:
    office.inbox.mkdir(exist_ok=True)
    (office.inbox / "received.csv").write_bytes(content)


def test_an_inbox_that_is_not_there_fails_the_nightly_run(small_office):
    shutil.rmtree(small_office.inbox)
    with pytest.raises(PassFailed, match=r"收件箱文件夹“.*inbox”不存在，请检查它是否已连接"):
        small_office.run()


def test_the_list_of_receipts_says_when_a_file_came(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    write_receipts(small_office, "file_name,received_at\r\n耿车镇.xlsx,2023-12-09 16:20\r\n".encode())
    receive(small_office.office)
    (received,) = small_office.view("bi_submission")["received_at"]
    assert datetime.fromisoformat(str(received)) == datetime(2023, 12, 9, 16, 20)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("文件,时间\r\n甲.xlsx,2023-12-05 09:30\r\n", "第 2 行缺少 file_name（文件名）或 received_at（收到时间）"),
        ("file_name,received_at\r\n甲.xlsx\r\n", "第 2 行缺少"),
        (
            "file_name,received_at\r\n甲.xlsx,2023-12-05\r\n乙.xlsx,12月5日\r\n",
            "第 3 行的收到时间“12月5日”无法识别，请写成 2023-12-05 09:30",
        ),
        ("file_name,received_at\r\n耿车镇.xlsx,2023-12-05\r\n".encode("gb18030"), "不是 UTF-8 编码的 CSV 文件"),
    ],
)
def test_a_list_of_receipts_that_cannot_be_read_is_told(small_office, content, sentence):
    write_receipts(small_office, content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InboxUnusable, match=re.escape(sentence)):
        receive(small_office.office)
