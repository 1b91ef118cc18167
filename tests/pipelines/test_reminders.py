"""Reminders on their way to a group: what a bot is sent, and what the steward reads when that fails."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from assets.submissions.steward.reminders import Reminder, UnitReminder, reminders
from pipelines.definitions import build_definitions
from pipelines.orchestration.schedules import build_schedules
from pipelines.telling.group_bots import (
    KINDS,
    Bot,
    PostFailed,
    configured_bot,
    messages,
    post,
    post_reminders,
)
from schemas.office.catalogue import BUILT_IN
from schemas.office.site import Webhook
from tests.submissions.report_progress import progress, row
from tests.support.offices import SmallOffice

KEY = "key-nobody-may-see"
ACCEPTED = {"errcode": 0, "errmsg": "ok"}
AT_ONCE = (0.0, 0.0, 0.0)


class Server:
    """A bot's server on this machine. It answers with the next of ``answers``, then with the last again and
    again.

    An answer is (HTTP status, body); a body that is a number of seconds is a silence of that length.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = [(200, ACCEPTED)]
        self.bodies: list[dict] = []
        self.paths: list[str] = []
        self.headers: dict[str, str] = {}
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                owner.paths.append(self.path)
                owner.headers = dict(self.headers)
                owner.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])).decode()))
                status, answer = owner.answers.pop(0) if len(owner.answers) > 1 else owner.answers[0]
                if isinstance(answer, float):
                    time.sleep(answer)
                    return
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(
                    answer.encode()
                    if isinstance(answer, str)
                    else json.dumps(answer, ensure_ascii=False).encode()
                )

            do_GET = do_POST  # noqa: N815 — the name is the server's

            def log_message(self, *arguments: object) -> None:
                """Tests stay quiet."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}/cgi-bin/webhook/send?key={KEY}"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    started = Server()
    thread = threading.Thread(target=started.http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield started
    started.http.shutdown()
    started.http.server_close()


@pytest.fixture
def bot(server: Server) -> Bot:
    return Bot(KINDS["wecom"], server.address)


def reminder(*units: UnitReminder) -> Reminder:
    return Reminder(
        "2023-12", "【催报】2023年12月报表", "各单位：请抓紧办理。", units, "教育局\n2024年1月10日"
    )


def unit(name: str, reports: int = 1) -> UnitReminder:
    return UnitReminder(
        name,
        name,
        tuple(
            f"Z{number:02} 月报表：尚未报送，应于1月5日前报送，请尽快报送。"
            for number in range(1, reports + 1)
        ),
    )


# ---------------------------------------------------------------- messages


def test_wecom_is_sent_markdown(server, bot):
    assert post_reminders(bot, [reminder(unit("耿车镇"))]) == 1
    text = (
        "**【催报】2023年12月报表**\n\n各单位：请抓紧办理。\n\n"
        "**耿车镇**\n1. Z01 月报表：尚未报送，应于1月5日前报送，请尽快报送。\n\n"
        "教育局\n2024年1月10日"
    )
    assert server.bodies == [{"msgtype": "markdown", "markdown": {"content": text}}]
    assert server.headers["Content-Type"].startswith("application/json")
    assert server.paths == [f"/cgi-bin/webhook/send?key={KEY}"]


def test_dingtalk_is_sent_markdown_with_a_title_and_lines_that_stay_lines(server):
    post_reminders(Bot(KINDS["dingtalk"], server.address), [reminder(unit("耿车镇"))])
    (body,) = server.bodies
    assert (body["msgtype"], body["markdown"]["title"]) == ("markdown", "【催报】2023年12月报表")
    assert "**耿车镇**  \n1. Z01 月报表" in body["markdown"]["text"]


def test_a_long_reminder_is_parted_between_units():
    units = [unit(f"第{number}镇", reports=3) for number in range(60)]
    parts = messages(reminder(*units), KINDS["wecom"])
    assert len(parts) > 2
    assert max(len(part.encode()) for part in parts) <= 4096
    assert parts[1].startswith(f"**【催报】2023年12月报表**（第 2 条，共 {len(parts)} 条）\n\n**第")
    for each in units:
        (holding,) = [part for part in parts if f"**{each.unit_name}**" in part]
        assert each.text.removeprefix(each.unit_name) in holding
    assert sum("各单位：" in part for part in parts) == sum("教育局" in part for part in parts) == 1


def test_a_unit_that_fills_more_than_a_message_is_parted_between_reports():
    parts = messages(reminder(unit("甲镇", reports=99)), KINDS["wecom"])
    assert max(len(part.encode()) for part in parts) <= 4096
    assert "**甲镇**（续）\n" in parts[-1]
    together = "\n".join(parts)
    assert [together.count(f"{number}. Z{number:02} ") for number in range(1, 100)] == [1] * 99


def test_nothing_is_sent_when_nothing_is_open(server, bot):
    complete = reminders(progress(row("accepted")), date(2024, 1, 10), "教育局", BUILT_IN, "2023-12")
    assert post_reminders(bot, complete) == 0
    assert server.bodies == []


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize(
    "answer",
    [(500, "error"), (429, "slow down"), (200, {"errcode": -1, "errmsg": "system busy"}), (200, 0.3)],
)
def test_a_server_that_fails_once_is_asked_again(server, bot, answer):
    server.answers = [answer, (200, ACCEPTED)]
    post(bot, "标题", "内容", timeout=0.1, waits=AT_ONCE)
    assert len(server.bodies) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((500, "error"), "对方服务器返回 HTTP 500，已试 4 次"),
        ((200, 0.3), "0.1 秒内没有回应，已试 4 次"),
        ((200, {"errcode": -1}), "对方服务器繁忙"),
    ],
)
def test_a_server_that_keeps_failing_is_given_up(server, bot, answer, said):
    server.answers = [answer]
    with pytest.raises(PostFailed, match=said) as failure:
        post(bot, "标题", "内容", timeout=0.1, waits=AT_ONCE)
    assert len(server.bodies) == 4
    assert "http://127.0.0.1/****" in str(failure.value)
    assert KEY not in str(failure.value)


def test_a_server_that_cannot_be_reached_is_given_up(server, bot):
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(PostFailed, match="催报没有发到企业微信群：连接不上对方服务器，已试 4 次"):
        post(bot, "标题", "内容", waits=AT_ONCE)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            (200, {"errcode": 93000, "errmsg": f"invalid webhook url, key={KEY}"}),
            "地址无效.*错误代码 93000：invalid webhook url",
        ),
        ((200, {"errcode": 310000, "errmsg": "keywords not in content"}), "自定义关键词设为“催报”"),
        ((200, {"errcode": 40035, "errmsg": "invalid parameter"}), "没有接受这条消息.*错误代码 40035"),
        ((404, "not found"), "对方返回 HTTP 404"),
        ((302, ""), "对方返回 HTTP 302"),
        ((200, "<html>请先登录</html>"), "不是群机器人的格式"),
        ((200, "[]"), "不是群机器人的格式"),
    ],
)
def test_what_the_bot_refuses_is_said_at_once_and_without_its_address(server, bot, answer, said):
    server.answers = [answer]
    with pytest.raises(PostFailed, match=said) as failure:
        post(bot, "标题", "内容", waits=AT_ONCE)
    assert len(server.bodies) == 1
    assert KEY not in str(failure.value)
    assert failure.value.__suppress_context__ or failure.value.__context__ is None, (
        "a trace would show what it hides"
    )


def test_how_many_messages_went_out_before_the_failure_is_said(server, bot):
    server.answers = [(200, ACCEPTED), (200, {"errcode": 45009, "errmsg": "api freq out of limit"})]
    with pytest.raises(PostFailed, match=r"前 1 条已发出，第 2 条没有：.*发得太频繁"):
        post_reminders(bot, [reminder(unit("甲镇")), reminder(unit("乙镇"))], waits=AT_ONCE)


# ---------------------------------------------------------------- settings


def with_bot(small: SmallOffice, address: str | None, kind: str = "wecom") -> None:
    """Name the bot in the settings of the small office."""
    path = small.site_folder / "site.yaml"
    line = f"webhook:\n  kind: {kind}\n" + (f"  url: {address}\n" if address else "")
    path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")


def test_the_address_comes_from_the_settings_or_the_environment(small_office, monkeypatch):
    site = small_office.office.site
    assert configured_bot(site) is None
    named = replace(
        site, webhook=Webhook(kind="dingtalk", url="https://oapi.dingtalk.com/robot/send?access_token=a")
    )
    assert configured_bot(named).address == "https://oapi.dingtalk.com/robot/send?access_token=a"
    assert configured_bot(replace(site, webhook=Webhook(kind="wecom"))) is None
    monkeypatch.setenv("KAOHE_WEBHOOK", f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}")
    found = configured_bot(named)
    assert (found.kind.name, found.masked_address) == ("钉钉", "https://qyapi.weixin.qq.com/****")
    assert KEY not in repr(found)
    with pytest.raises(PostFailed, match="不知道是哪种群机器人"):
        configured_bot(site)
    monkeypatch.setenv("KAOHE_WEBHOOK", KEY)
    with pytest.raises(PostFailed, match="KAOHE_WEBHOOK：群机器人的地址不对") as failure:
        configured_bot(named)
    assert KEY not in str(failure.value)


# ---------------------------------------------------------------- the command and Dagster


def test_the_command_prints_and_posts_the_list(small_office, server, kaohe):
    with_bot(small_office, None)
    settings = {"site": small_office.site_folder, "home": small_office.home}
    printed = kaohe("remind", **settings)
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout.startswith(
        "【催报】2023年11月报表\n各单位：2023年11月报表应报 6 份，截至2023年12月10日已报 0 份。以下 2 个单位"
    )
    assert "应于12月5日前报送，已逾期 5 天，请尽快报送。" in printed.stdout
    refused = kaohe("remind", "--post", **settings)
    assert (refused.returncode, "还没有配置群机器人" in refused.stderr) == (1, True)
    done = kaohe("remind", "--post", "--json", KAOHE_WEBHOOK=server.address, **settings)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    (november,) = said["periods"]
    assert (said["posted"], november["period"], len(november["reports"])) == (1, "2023-11", 6)
    assert {report["days_overdue"] for report in november["reports"]} == {5}
    assert len(server.bodies) == 1
    server.answers = [(200, {"errcode": 93000, "errmsg": "invalid webhook url"})]
    failed = kaohe("remind", "--post", KAOHE_WEBHOOK=server.address, **settings)
    assert (failed.returncode, failed.stdout) == (1, printed.stdout)
    assert failed.stderr.startswith("催报没有发到企业微信群：群机器人的地址无效")
    assert KEY not in "".join(part for each in (printed, done, failed) for part in (each.stdout, each.stderr))


@pytest.fixture
def remind(small_office: SmallOffice) -> Iterator[Callable[[], tuple[dg.ExecuteInProcessResult, str]]]:
    """Runs the job; the result, and everything its log holds."""
    with dg.DagsterInstance.ephemeral() as instance:

        def run() -> tuple[dg.ExecuteInProcessResult, str]:
            job = build_definitions(small_office.office).resolve_job_def("reminders")
            result = job.execute_in_process(instance=instance, raise_on_error=False)
            return result, "\n".join(str(entry) for entry in instance.all_logs(result.run_id))

        yield run


def test_the_job_posts_and_shows_the_list(small_office, server, remind):
    with_bot(small_office, server.address)
    result, log = remind()
    assert result.success
    assert len(server.bodies) == 1
    assert "耿车镇" in server.bodies[0]["markdown"]["content"]
    assert "企业微信群（http://127.0.0.1/****）" in log
    assert KEY not in log


def test_the_job_shows_the_list_where_there_is_no_bot(remind):
    result, log = remind()
    assert result.success
    assert "没有配置群机器人，未发送" in log
    assert "【催报】2023年11月报表" in log


def test_the_job_fails_with_the_reason_in_words_and_without_the_address(small_office, server, remind):
    server.answers = [(200, {"errcode": 93000, "errmsg": f"invalid key {KEY}"})]
    with_bot(small_office, server.address)
    result, log = remind()
    assert not result.success
    assert "群机器人的地址无效，可能已从群里删除或地址抄错" in log
    assert KEY not in log


def reminders_schedule(office) -> dg.ScheduleDefinition:
    job = build_definitions(office).resolve_job_def("reminders")
    (schedule,) = [
        each for each in build_schedules(office.site, job, job, job, job) if each.name == "reminders_at_nine"
    ]
    return schedule


@pytest.mark.parametrize(
    ("day", "runs"),
    [("2024-01-05", True), ("2024-01-06", False), ("2024-02-12", False), ("2024-02-04", True)],
    ids=["Friday", "Saturday", "Spring Festival", "Sunday worked in exchange"],
)
def test_reminders_go_out_at_nine_on_working_days(small_office, day, runs):
    schedule = reminders_schedule(small_office.office)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 9 * * *", "Asia/Shanghai")
    moment = (
        datetime.fromisoformat(f"{day} 09:00")
        .replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        .astimezone(ZoneInfo("UTC"))
    )
    tick = schedule.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=moment))
    assert len(tick.run_requests) == runs
    assert runs or tick.skip_message == f"{day} 不是工作日，不催报。"


def test_reminders_start_by_themselves_only_where_there_is_a_bot(small_office):
    assert reminders_schedule(small_office.office).default_status == dg.DefaultScheduleStatus.STOPPED
    site = replace(
        small_office.office.site,
        webhook=Webhook(kind="wecom", url=f"https://qyapi.weixin.qq.com/send?key={KEY}"),
    )
    assert (
        reminders_schedule(replace(small_office.office, site=site)).default_status
        == dg.DefaultScheduleStatus.RUNNING
    )
