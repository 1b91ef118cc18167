"""Mail against real servers: what units send reaches the inbox once, whatever breaks in between, and what
the office has to say reaches the unit and nobody else.
"""

import csv
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.support.desk import Desk, text_of
from tests.support.offices import BEIJING, SmallOffice
from tests.support.workbooks import FAULTY, township_workbook

pytest.importorskip("aiosmtpd", reason="aiosmtpd is in the extra services: make .venv/services")
pytest.importorskip("pymap", reason="pymap is in the extra services: make .venv/services")
from tests.support.mail_servers import PASSWORD, MailServers, mail_servers

pytestmark = pytest.mark.services

ADDRESSES = {"耿车镇": "gengche@example.gov.cn", "埠子镇": "buzi@example.gov.cn"}
OWN_SERVER = "mx.example.gov.cn"


class Killed(BaseException):
    """As if the process had been killed there."""


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServers]:
    with mail_servers(tmp_path) as servers:
        monkeypatch.setenv("SSL_CERT_FILE", str(servers.certificate))
        yield servers


@pytest.fixture
def desk(servers: MailServers, tmp_path: Path, prepared_home: Path) -> Desk:
    return office_with_mail(servers, tmp_path, prepared_home)


def office_with_mail(servers: MailServers, folder: Path, prepared_home: Path, **more: str) -> Desk:
    small = SmallOffice(folder, prepared_home=prepared_home)
    given = {**servers.settings, "authenticated_by": OWN_SERVER, **more}
    settings = "".join(f"  {key}: {value}\n" for key, value in given.items() if value)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as file:
        file.write(f"mail:\n{settings}")
    path = small.site_folder / "units.csv"
    with path.open(encoding="utf-8", newline="") as source:
        lines = [{**line, "mail": ADDRESSES.get(line["name"], "")} for line in csv.DictReader(source)]
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return Desk(small)


def letter(
    sender: str,
    *files: tuple[str, bytes],
    message_id: str = "<1@example.gov.cn>",
    results: str | None = f"{OWN_SERVER}; dmarc=pass header.from=example.gov.cn",
    **headers: str,
) -> bytes:
    """A message as the mail server delivers it. ``results``: whether it has found the sender genuine."""
    message = EmailMessage()
    if results:
        message["Authentication-Results"] = results
    message["From"], message["To"], message["Subject"] = sender, "kaohe@example.gov.cn", "11月报表"
    message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("见附件")
    for name, content in files:
        message.add_attachment(content, "application", "octet-stream", filename=name)
    return message.as_bytes()


def deliver(servers: MailServers, message: bytes, at: str = "2023-12-04 17:30") -> None:
    servers.deliver(message, datetime.fromisoformat(at).replace(tzinfo=BEIJING))


def go(desk: Desk, remind: bool = False):
    from desk.mail.round import go_round

    return go_round(desk.small.office, desk.small.office.site.mail, PASSWORD, remind)


def in_inbox(desk: Desk) -> list[Path]:
    return [path for path in desk.small.inbox.rglob("*") if path.is_file()]


def workbook(unit: str = "耿车镇", **changes: object) -> bytes:
    return township_workbook(unit, "2023-11", **changes)


def test_a_workbook_is_answered_with_the_receipt_and_what_goes_back(servers: MailServers, desk: Desk) -> None:
    deliver(servers, letter("耿车镇职社办 <GENGCHE@example.gov.cn>", ("报表.xlsx", workbook(**FAULTY))))
    assert go(desk).taken == 1
    (receipt,) = servers.sent
    assert receipt["X-To"] == ADDRESSES["耿车镇"]
    assert receipt["In-Reply-To"] == "<1@example.gov.cn>"
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert "报送时间 2023-12-04 17:30" in receipt.get_content()
    number = re.search(r"回执号 (20231204-\d+)：报表.xlsx", receipt.get_content())[1]
    assert any(b"\\Seen" in each for each in servers.flags())

    desk.take_in()
    go(desk)
    told = servers.sent[-1]
    assert (told["X-To"], "审核结果" in told["Subject"]) == (ADDRESSES["耿车镇"], True)
    (returned,) = told.iter_attachments()
    book = openpyxl.load_workbook(BytesIO(returned.get_content()))
    assert book.sheetnames[0].startswith("审核意见")
    assert number in told.get_body().get_content()

    assert go(desk).sent == 0
    assert len(servers.sent) == 2
    assert number in text_of(desk.unit().get("/unit"))

    deliver(servers, letter(ADDRESSES["耿车镇"], ("改.xlsx", workbook()), message_id="<2@example.gov.cn>"))
    go(desk)
    desk.take_in()
    go(desk)
    assert "审核结果：已通过" in servers.sent[-1]["Subject"]
    assert desk.small.status_of("Z03")[0] == "accepted"


def test_the_servers_time_of_receipt_decides_punctuality(servers: MailServers, desk: Desk) -> None:
    """What a sender writes as the date counts for nothing."""
    lying = format_datetime(datetime(2023, 12, 1, 8, tzinfo=BEIJING))
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook()), Date=lying), "2023-12-06 08:00")
    deliver(
        servers,
        letter(ADDRESSES["埠子镇"], ("报表.xlsx", workbook("埠子镇")), message_id="<2@a>"),
        "2023-12-05 23:50",
    )
    go(desk)
    desk.take_in()
    rows = desk.small.view("bi_report_status", form="Z03").set_index("unit_name")
    assert rows["late"].astype(bool).to_dict() == {"耿车镇": True, "埠子镇": False}
    assert str(rows.loc["埠子镇", "received_at"])[:16] == "2023-12-05 23:50"


def test_a_stranger_is_kept_and_told_to_the_steward_and_gets_no_answer(
    servers: MailServers, desk: Desk
) -> None:
    deliver(servers, letter("somebody@elsewhere.example", ("报表.xlsx", workbook())))
    deliver(servers, letter("spam@elsewhere.example", ("广告.zip", b"PK"), message_id="<2@a>"))
    assert go(desk).kept == 2
    assert (servers.sent, in_inbox(desk)) == ([], [])
    steward = desk.client(desk.account("科长", "steward"))
    assert "陌生来信 2 封待处理" in text_of(steward.get("/steward"))
    page = steward.get("/steward/mail")
    assert "somebody@elsewhere.example" in text_of(page)
    numbers = re.findall(r"/steward/mail/(\d+)\.eml", page.content.decode())
    assert b"somebody@elsewhere.example" in steward.get(f"/steward/mail/{numbers[1]}.eml").content

    unit = desk.small.office.site.registry.named("耿车镇").code
    done = steward.post(
        "/steward/mail/act", {"number": numbers[1], "unit": unit, "what": "file"}, follow=True
    )
    assert "已收下 1 个文件" in text_of(done)
    steward.post("/steward/mail/act", {"number": numbers[0], "what": "dismiss"})
    assert "没有。" in text_of(steward.get("/steward/mail"))
    assert steward.get(f"/steward/mail/{numbers[0]}.eml").status_code == 404
    assert not list((desk.small.home / "desk" / "mail").iterdir())
    desk.take_in()
    assert desk.small.status_of("Z03")[0] == "accepted"
    go(desk)
    assert {each["X-To"] for each in servers.sent} == {ADDRESSES["耿车镇"]}


@pytest.mark.parametrize(
    ("results", "is_taken"),
    [
        (f"{OWN_SERVER}; dmarc=pass (p=none) header.from=example.gov.cn", True),
        (f"{OWN_SERVER}; spf=fail smtp.mailfrom=gengche@example.gov.cn; dkim=none", False),
        ("mx.elsewhere.example; dmarc=pass header.from=example.gov.cn", False),
        (None, False),
    ],
)
def test_a_forged_sender_is_a_stranger(
    servers: MailServers, tmp_path: Path, prepared_home: Path, results: str | None, is_taken: bool
) -> None:
    desk = office_with_mail(servers, tmp_path, prepared_home)
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook()), results=results))
    go(desk)
    assert (len(in_inbox(desk)), len(servers.sent)) == ((1, 1) if is_taken else (0, 0))
    steward = desk.client(desk.account("科长", "steward"))
    assert ("邮件服务器没有验明" in text_of(steward.get("/steward/mail"))) is not is_taken


def test_without_a_server_that_vouches_every_letter_waits_for_the_steward(
    servers: MailServers, tmp_path: Path, prepared_home: Path
) -> None:
    """Anybody may write the address of a unit. The steward sees whose it claims to be, and one click takes it."""
    desk = office_with_mail(servers, tmp_path, prepared_home, authenticated_by="")
    deliver(servers, letter(ADDRESSES["埠子镇"], ("报表.xlsx", workbook("埠子镇"))))
    go(desk)
    assert (in_inbox(desk), servers.sent) == ([], [])
    steward = desk.client(desk.account("科长", "steward"))
    page = steward.get("/steward/mail")
    assert "没有写 authenticated_by" in text_of(page)
    (unit,) = re.findall(r'<option value="(\w+)" selected>埠子镇', page.content.decode())
    steward.post("/steward/mail/act", {"number": "1", "unit": unit, "what": "file"})
    assert len(in_inbox(desk)) == 1


STEPS = {
    "before it lies on disk": ("desk.mail.taking.write_private", "before"),
    "before its line": ("desk.mail.taking._enter", "before"),
    "after its line": ("desk.mail.taking._enter", "after"),
    "after the line of a workbook": ("desk.mail.taking._filing", "after"),
    "before the inbox": ("desk.mail.taking.into_inbox", "before"),
    "after the inbox": ("desk.mail.taking.into_inbox", "after"),
    "within the last transaction": ("desk.mail.taking.tell_receipt", "after"),
    "before the mark": ("desk.mail.mailbox.Mailbox.mark", "before"),
    "before the letter": ("desk.mail.sending._sent", "before"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_message_is_taken_once_whatever_breaks(
    servers: MailServers, desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    from importlib import import_module

    target, moment = STEPS[step]
    holder, _, name = target.rpartition(".")
    try:
        place = import_module(holder)
    except ModuleNotFoundError:
        module, _, kind = holder.rpartition(".")
        place = getattr(import_module(module), kind)
    whole = getattr(place, name)

    def broken(*given: object, **named: object) -> None:
        if moment == "after":
            whole(*given, **named)
        raise Killed

    deliver(
        servers, letter(ADDRESSES["耿车镇"], ("一.xlsx", workbook()), ("二.xlsx", workbook(activities=9)))
    )
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(place, name, broken)
        go(desk)
    go(desk)
    go(desk)
    assert len(in_inbox(desk)) == 2
    (receipt,) = servers.sent
    assert receipt.get_content().count("回执号") == 2
    times = {datetime.fromtimestamp(path.stat().st_mtime, BEIJING) for path in in_inbox(desk)}
    assert times == {datetime(2023, 12, 4, 17, 30, tzinfo=BEIJING)}
    desk.take_in()
    go(desk)
    assert len(desk.small.view("bi_submission")) == 2


def test_a_letter_that_was_sent_just_before_a_crash_comes_again_under_the_same_number(
    servers: MailServers, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.mail import sending

    sent = sending._sent

    def then_killed(*given: object) -> None:
        sent(*given)
        raise Killed

    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook())))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(sending, "_sent", then_killed)
        go(desk)
    go(desk)
    first, second = servers.sent
    assert first["Message-ID"] == second["Message-ID"]


def test_a_message_that_is_delivered_twice_counts_once(servers: MailServers, desk: Desk) -> None:
    message = letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook()))
    deliver(servers, message)
    go(desk)
    deliver(servers, b"Received: from a relay\r\n" + message, "2023-12-04 18:00")
    go(desk)
    assert (len(in_inbox(desk)), len(servers.sent)) == (1, 1)


def test_a_message_that_was_settled_leaves_nothing_behind_when_it_comes_again(
    servers: MailServers, desk: Desk
) -> None:
    message = letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook()))
    stranger = letter("somebody@elsewhere.example", ("报表.xlsx", workbook()), message_id="<2@a>")
    for each in (message, stranger, message, stranger):
        deliver(servers, each)
    go(desk)
    (kept,) = (desk.small.home / "desk" / "mail").iterdir()
    assert b"somebody@elsewhere.example" in kept.read_bytes(), "it waits for the steward"


def test_a_kept_letter_that_is_past_its_time_is_told_so(servers: MailServers, desk: Desk) -> None:
    deliver(servers, letter("somebody@elsewhere.example", ("报表.xlsx", workbook())))
    go(desk)
    (kept,) = (desk.small.home / "desk" / "mail").iterdir()
    kept.unlink()
    steward = desk.client(desk.account("科长", "steward"))
    unit = desk.small.office.site.registry.named("耿车镇").code
    saved = steward.get("/steward/mail/1.eml")
    filed = steward.post("/steward/mail/act", {"number": "1", "unit": unit, "what": "file"})
    assert [(each.status_code, "超过保存期限" in text_of(each)) for each in (saved, filed)] == [
        (410, True)
    ] * 2
    steward.post("/steward/mail/act", {"number": "1", "what": "dismiss"})
    assert "没有。" in text_of(steward.get("/steward/mail"))


def test_a_letter_whose_copy_was_lost_halfway_holds_nothing_up(
    servers: MailServers, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_given: object) -> None:
        raise Killed

    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook())))
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr("desk.mail.taking.into_inbox", killed)
        go(desk)
    (kept,) = (desk.small.home / "desk" / "mail").iterdir()
    kept.unlink()
    assert go(desk).kept == 1
    steward = desk.client(desk.account("科长", "steward"))
    assert "请单位重新发来" in text_of(steward.get("/steward/mail"))


def test_what_is_no_workbook_is_named_in_the_answer(servers: MailServers, desk: Desk) -> None:
    files = [("报表.xlsx", workbook()), ("说明.exe", b"MZ"), ("空.xlsx", b"")]
    deliver(servers, letter(ADDRESSES["耿车镇"], *files))
    deliver(servers, letter(ADDRESSES["埠子镇"], message_id="<2@a>"))
    out_of_office = {"message_id": "<3@a>", "Auto_Submitted": "auto-replied"}
    deliver(servers, letter(ADDRESSES["埠子镇"], **out_of_office))
    go(desk)
    with_files, without = servers.sent
    assert "- 说明.exe" in with_files.get_content()
    assert "- 空.xlsx" in with_files.get_content()
    assert without["X-To"] == ADDRESSES["埠子镇"]
    assert "没有收下任何文件" in without.get_content()
    assert len(in_inbox(desk)) == 1


def test_a_message_that_is_too_large_is_not_fetched_and_the_steward_learns_of_it(
    servers: MailServers, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.mail.taking.LARGEST_MESSAGE", 2_000)
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook())))
    go(desk)
    (kept,) = (desk.small.home / "desk" / "mail").iterdir()
    assert kept.stat().st_size < 2_000
    steward = desk.client(desk.account("科长", "steward"))
    assert "邮件太大" in text_of(steward.get("/steward/mail"))
    assert in_inbox(desk) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.xlsx", "..\\..\\a.xlsx", "a\r\nBcc: x@y.z.xlsx", "x" * 400 + ".xlsx"]
)
def test_a_name_is_never_a_path_or_a_header(servers: MailServers, desk: Desk, name: str) -> None:
    raw = letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook()))
    told = name.encode("unicode_escape").decode().replace("\\r\\n", "%0D%0A").replace("\\\\", "%5C")
    raw = re.sub(rb"filename\*=[^\r\n]+(\r?\n[ \t][^\r\n]+)*", f"filename*=utf-8''{told}".encode(), raw)
    deliver(servers, raw)
    go(desk)
    (path,) = in_inbox(desk)
    assert path.parent == desk.small.inbox / "邮件"
    assert path.name.startswith("耿车镇-20231204-")
    (receipt,) = servers.sent
    assert (receipt["Bcc"], receipt["X-To"]) == (None, ADDRESSES["耿车镇"])


def test_every_unit_is_reminded_of_its_own_reports_once_a_day(servers: MailServers, desk: Desk) -> None:
    desk.take_in()
    go(desk, remind=True)
    go(desk, remind=True)
    assert sorted(each["X-To"] for each in servers.sent) == sorted(ADDRESSES.values())
    for each in servers.sent:
        (unit,) = (name for name, address in ADDRESSES.items() if address == each["X-To"])
        assert unit in each.get_content()
        assert not any(other in each.get_content() for other in set(ADDRESSES) - {unit})
        assert "请尽快报送" in each.get_content()


def test_a_refused_letter_is_told_to_the_steward_and_holds_nothing_up(
    servers: MailServers, desk: Desk
) -> None:
    servers.refusing.add(ADDRESSES["耿车镇"])
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook())))
    deliver(servers, letter(ADDRESSES["埠子镇"], ("报表.xlsx", workbook("埠子镇")), message_id="<2@a>"))
    go(desk)
    assert [each["X-To"] for each in servers.sent] == [ADDRESSES["埠子镇"]]
    steward = desk.client(desk.account("科长", "steward"))
    assert "1 封信没有发出去" in text_of(steward.get("/steward"))
    assert f"{ADDRESSES['耿车镇']} 拒收" in text_of(steward.get("/steward/mail"))
    assert len(in_inbox(desk)) == 2


def test_what_is_another_units_goes_back_to_nobody_by_mail(servers: MailServers, desk: Desk) -> None:
    """A steward finds the workbook that came from one unit to be another's."""
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook("埠子镇", **FAULTY))))
    go(desk)
    desk.take_in()
    from assets.decisions.recording import Grounds, assign

    (path,) = in_inbox(desk)
    assign(desk.small.office, f"邮件/{path.name}", "埠子镇", "2023-11", Grounds("科长", "电话核实", None))
    desk.take_in()
    assert len(desk.small.view("bi_report_status", form="Z03", unit_name="埠子镇", version=1)) == 1
    go(desk)
    assert [list(each.iter_attachments()) for each in servers.sent] == [[], []]


@pytest.mark.parametrize(
    ("password", "imap_is_up", "says"),
    [
        ("wrong", True, "请检查账号、密码"),
        (PASSWORD, False, "连不上收件服务器"),
        (None, True, "KAOHE_MAIL_PASSWORD"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    kaohe, servers: MailServers, desk: Desk, password: str | None, imap_is_up: bool, says: str
) -> None:
    settings = desk.small.site_folder / "site.yaml"
    if not imap_is_up:
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace(f":{servers.imap_port}", ":1"), encoding="utf-8")
    environment = {"KAOHE_MAIL_PASSWORD": password} if password else {}
    done = kaohe("mail", site=desk.small.site_folder, home=desk.small.home, **environment)
    assert done.returncode in (1, 2)
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_command_goes_one_round(kaohe, servers: MailServers, desk: Desk) -> None:
    deliver(servers, letter(ADDRESSES["耿车镇"], ("报表.xlsx", workbook())))
    where = {"site": desk.small.site_folder, "home": desk.small.home}
    done = kaohe("mail", **where, KAOHE_MAIL_PASSWORD=PASSWORD)
    assert (done.returncode, done.stdout) == (0, "新邮件 1 封，发出 1 封。\n")
