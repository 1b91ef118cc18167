from datetime import date

import pytest

from schemas.documents import DocumentError
from schemas.office.site import load_site
from schemas.settings.mail import mail_server

SETTINGS = """\
id: sample
name: 样例教育局
periods:
  history: 2022-01
  first: 2023-10
  last: 2023-12
as_of: 2024-01-10
"""
UNITS = """\
code,name,kind,parent,group,short_names,valid_from,valid_to,successor
321302,宿城区,district,,,,,,
321302112,屠园镇,township,321302,镇,,2021-08-01,,
321302203,屠园乡,township,321302,镇,,,2021-07-31,321302112
"""


@pytest.fixture
def load(tmp_path):
    def load_text(settings=SETTINGS, units=UNITS):
        (tmp_path / "site.yaml").write_text(settings, encoding="utf-8")
        (tmp_path / "units.csv").write_text(units, encoding="utf-8")
        return load_site(tmp_path)

    return load_text


def test_a_site_is_read_from_its_folder(load, tmp_path):
    (tmp_path / "schemes").mkdir()
    for name in ("b.yaml", "a.yaml", "notes.txt"):
        (tmp_path / "schemes" / name).touch()
    site = load()
    assert (site.id, site.name, site.as_of, site.due_day, site.time_zone) == (
        "sample",
        "样例教育局",
        date(2024, 1, 10),
        5,
        "Asia/Shanghai",
    )
    assert site.inbox == tmp_path / "submissions"
    assert [path.name for path in site.scheme_paths] == ["a.yaml", "b.yaml"]
    assert site.registry.get("321302112").name == "屠园镇"


def test_reports_are_due_for_the_periods_that_have_ended(load):
    site = load()
    assert site.due_periods(date(2023, 10, 30)) == []
    assert site.due_periods(date(2023, 10, 31)) == ["2023-10"]
    assert site.due_periods(date(2023, 12, 30)) == ["2023-10", "2023-11"]
    assert site.due_periods(date(2025, 1, 1)) == ["2023-10", "2023-11", "2023-12"]
    endless = load(SETTINGS.replace("last: 2023-12", "last: null"))
    assert endless.due_periods(date(2024, 2, 1))[-1] == "2024-01"


def test_a_unit_closed_before_the_history_does_not_report(load):
    assert [unit.code for unit in load().reporting_units()] == ["321302112"]
    longer = load(SETTINGS.replace("history: 2022-01", "history: 2021-07"))
    assert [unit.code for unit in longer.reporting_units()] == ["321302112", "321302203"]


@pytest.mark.parametrize(
    ("settings", "line", "sentence"),
    [
        (SETTINGS.replace("first: 2023-10", "first: 2023-13"), 5, "不是月份"),
        (SETTINGS.replace("first: 2023-10", "first: 2021-10"), 3, "不能晚于"),
        (SETTINGS.replace("last: 2023-12", "last: 2023-09"), 3, "不能早于"),
        (SETTINGS + "due_day: 31\n", 8, "due_day"),
        (SETTINGS + "time_zone: Beijing\n", 8, "不认识时区"),
        (SETTINGS + "dueday: 5\n", 8, "due_day"),
        (SETTINGS.replace("id: sample", "id: 样例"), 1, "id"),
        (SETTINGS + "due_days:\n  X02: 15\n  X20: 15\n", 10, "没有报表“X20”"),
        (SETTINGS + "due_days: {X02: 31}\n", 8, "应不大于 28"),
        (SETTINGS + "due_dates:\n  2023-12: {Z2: 2024-01-08}\n", 9, "没有报表“Z2”，是否想写“Z02”"),
        (SETTINGS + "due_dates:\n  2023-13: {Z02: 2024-01-08}\n", 9, "不是月份"),
        (
            SETTINGS + "due_dates:\n  2023-12: {X01: 2024-01-08}\n",
            9,
            "2023-12 不是 X01 的报告期（应报月份：10月）",
        ),
        (SETTINGS + "due_dates:\n  2023-12: {Z02: 2023-12-31}\n", 9, "该月还没有结束"),
        (SETTINGS + "forms: [Z01, Z20]\n", 8, "没有报表“Z20”"),
        (SETTINGS + "forms: []\n", 8, "forms"),
        (SETTINGS + "webhook: {kind: feishu}\n", 8, "应为 wecom、dingtalk 之一"),
    ],
)
def test_faulty_settings_are_refused_with_line_and_sentence(load, settings, line, sentence):
    with pytest.raises(DocumentError, match=sentence) as caught:
        load(settings)
    assert caught.value.line == line


def test_a_folder_that_is_no_site_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="找不到"):
        load_site(tmp_path)


def test_a_form_may_be_due_on_a_day_of_its_own_and_one_report_on_a_date_of_its_own(load):
    site = load(SETTINGS + "due_days: {X04: 14}\ndue_dates:\n  2023-12: {Z02: 2024-01-13, X04: 2024-01-09}\n")
    assert site.due_on("Z03", "2023-12") == date(2024, 1, 5)
    assert site.due_on("X04", "2023-11") == date(2023, 12, 14)
    assert site.due_on("X04", "2023-12") == date(2024, 1, 9), "the date goes before the day"
    assert site.due_on("Z02", "2023-12") == date(2024, 1, 13), "a stated date stands, though a Saturday"
    assert load(SETTINGS + "due_days: {X04: 13}\n").due_on("X04", "2023-12") == date(2024, 1, 15), (
        "a day moves from a Saturday"
    )


def test_an_office_may_collect_some_forms_only(load):
    assert load().collects("Z03")
    site = load(SETTINGS + "forms: [Z01, Z02]\n")
    assert (site.collects("Z02"), site.collects("Z03")) == (True, False)


SECRET = "key-nobody-may-see"


def test_the_address_of_the_bot_is_not_shown(load):
    site = load(
        SETTINGS
        + f"webhook: {{kind: wecom, url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={SECRET}'}}\n"
    )
    assert site.webhook.url.get_secret_value().endswith(SECRET)
    assert SECRET not in repr(site)


@pytest.mark.parametrize(
    "address",
    [
        f"qyapi.weixin.qq.com/{SECRET}",
        f"file:///{SECRET}",
        f"https://[{SECRET}",
        f"'https://a b/{SECRET}'",
        f"[{SECRET}]",
    ],
)
def test_a_wrong_address_of_the_bot_is_refused_without_repeating_it(load, address):
    with pytest.raises(DocumentError, match="群机器人的地址不对") as caught:
        load(SETTINGS + f"webhook:\n  kind: wecom\n  url: {address}\n")
    assert caught.value.line == 10
    assert SECRET not in str(caught.value)


KINDS = "kinds: {central_school: 中心校, kindergarten: 幼儿园}\n"
SCHOOLS = f"{UNITS}3213021120,屠园中心校,central_school,321302112,,,,,\n"


def test_an_office_has_kinds_of_units_of_its_own(load):
    site = load(SETTINGS + KINDS, SCHOOLS)
    assert site.registry.kinds["central_school"] == "中心校"
    assert [unit.name for unit in site.registry.of_kind("central_school")] == ["屠园中心校"]


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ("kinds: {township: 乡镇}\n", "“township”（镇街）是已有的单位类别，请换一个英文代码"),
        ("kinds: {village: 镇街}\n", "“镇街”已是“township”这类单位的名称"),
        ("kinds: {中心校: 中心校}\n", "单位类别“中心校”的写法不对，请写成 英文代码: 名称"),
        ("kinds: [中心校]\n", "“kinds”应为“键: 值”的形式"),
    ],
)
def test_faulty_kinds_are_told(load, kinds, said):
    with pytest.raises(DocumentError, match=said) as told:
        load(SETTINGS + kinds)
    assert told.value.line == 8


def test_mistakes_of_all_files_are_told_at_once(load):
    with pytest.raises(DocumentError) as told:
        load(SETTINGS + KINDS + "due_day: 40\n", f"{SCHOOLS}1,,city,,,,,,\n")
    assert [(each.path.name, each.line) for each in told.value.problems] == [
        ("site.yaml", 9),
        ("units.csv", 6),
    ]


MAIL = "mail: {{imap: '{imap}', smtp: '{smtp}'}}\n"
IMAP, SMTP = "imaps://kaohe@imap.example.gov.cn", "smtps://kaohe%40example.gov.cn@smtp.example.gov.cn"


def test_a_mailbox_is_named_by_addresses_alone(load):
    mail = load(SETTINGS + MAIL.format(imap=f"{IMAP}:1993/Reports", smtp=SMTP)).mail
    server = mail_server(mail.imap)
    assert (server.host, server.port, server.user, server.folder) == (
        "imap.example.gov.cn",
        1993,
        "kaohe",
        "Reports",
    )
    assert (mail.sender, mail_server(mail.smtp).port) == ("kaohe@example.gov.cn", 465)
    assert load().mail is None


@pytest.mark.parametrize(
    ("imap", "smtp", "sentence"),
    [
        ("imap://kaohe@imap.example.gov.cn", SMTP, "imaps://账号@服务器"),
        ("imaps://imap.example.gov.cn", SMTP, "imaps://账号@服务器"),
        (f"imaps://kaohe:{SECRET}@imap.example.gov.cn", SMTP, "密码写在环境变量里"),
        (IMAP, "http://kaohe@smtp.example.gov.cn", "smtps://账号@服务器"),
        (IMAP, "smtps://kaohe@smtp.example.gov.cn", "请在 mail 里写 address"),
    ],
)
def test_mail_servers_are_reached_over_tls_alone(load, imap, smtp, sentence):
    with pytest.raises(DocumentError, match=sentence) as caught:
        load(SETTINGS + MAIL.format(imap=imap, smtp=smtp))
    assert SECRET not in str(caught.value)
