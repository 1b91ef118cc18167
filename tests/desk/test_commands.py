"""The commands of the desk: accounts, and the sample with its two accounts."""

import re
from pathlib import Path

import pytest

from desk.commands.sample import demonstration_accounts, is_sample, own_inbox
from tests.conftest import Kaohe
from tests.support.desk import Desk
from tests.support.offices import SmallOffice
from warehouse.office import DEFAULT_SITE, open_office


def test_accounts_are_added_listed_reset_and_locked(
    kaohe: Kaohe, tmp_path: Path, prepared_home: Path
) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    where = {"site": small.site_folder, "home": small.home}
    added = kaohe("account", "add", "耿车镇", "--role", "unit", "--unit", "耿车镇", **where)
    password = re.search(r"密码：(\S+)", added.stdout).group(1)
    assert "未改初始密码" in kaohe("account", "list", **where).stdout
    desk = Desk(small)
    assert desk.client("耿车镇", password).get("/unit")["Location"] == "/password"
    reset = kaohe("account", "reset", "耿车镇", **where)
    desk = Desk(small)
    assert desk.client("耿车镇", password).get("/unit")["Location"].startswith("/login")
    assert (
        desk.client("耿车镇", re.search(r"密码：(\S+)", reset.stdout).group(1)).get("/unit")["Location"]
        == "/password"
    )
    assert "已停用" in kaohe("account", "lock", "耿车镇", **where).stdout
    assert "停用" in kaohe("account", "list", **where).stdout


@pytest.mark.parametrize(
    ("login", "says"),
    [
        ("login: oidc, oidc: {provider: https://sso.example, client: kaohe}", "统一身份认证"),
        ("login: header", "X-Remote-User"),
    ],
)
def test_who_logs_in_elsewhere_gets_no_password(
    kaohe: Kaohe, tmp_path: Path, prepared_home: Path, login: str, says: str
) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(f"desk: {{{login}}}\n")
    where = {"site": small.site_folder, "home": small.home}
    added = kaohe("account", "add", "科长", "--role", "steward", **where).stdout
    assert (says in added, "密码：" in added) == (True, False)
    assert "初始密码" not in kaohe("account", "list", **where).stdout
    assert "密码：" not in kaohe("account", "reset", "科长", **where).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "甲", "--role", "unit"), "--unit"),
        (("add", "甲", "--role", "steward", "--unit", "耿车镇"), "其他账号不写"),
        (("add", "甲", "--role", "unit", "--unit", "没有的镇"), "没有的镇"),
        (("reset", "没有"), "没有账号“没有”"),
    ],
)
def test_wrong_usage_is_one_sentence(
    kaohe: Kaohe, tmp_path: Path, prepared_home: Path, arguments: tuple[str, ...], says: str
) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    done = kaohe("account", *arguments, site=small.site_folder, home=small.home)
    assert done.returncode == 2
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_only_the_sample_has_accounts_to_try(kaohe: Kaohe, tmp_path: Path, prepared_home: Path) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    refused = kaohe("desk", "--sample", site=small.site_folder, home=small.home)
    assert (refused.returncode, "只用于样例" in refused.stderr) == (2, True)
    assert is_sample(open_office(DEFAULT_SITE, tmp_path / "sample"))
    desk = Desk(small)
    first, second = dict(demonstration_accounts(small.office)), dict(demonstration_accounts(small.office))
    assert first.keys() == second.keys() == {"演示单位", "演示管理员"}
    assert desk.client("演示单位", second["演示单位"]).get("/unit").status_code == 200
    assert desk.client("演示单位", first["演示单位"]).get("/unit").status_code == 302


def test_what_is_filed_does_not_change_the_sample(tmp_path: Path) -> None:
    inbox = own_inbox(tmp_path)
    (inbox / "再报.xlsx").write_bytes(b"x")
    assert not (DEFAULT_SITE / "submissions" / "再报.xlsx").exists()
    assert own_inbox(tmp_path) == inbox
    assert (inbox / "再报.xlsx").exists()


@pytest.mark.parametrize(("named", "hints"), [("", 1), (", authenticated_by: mx.example", 0)])
def test_check_tells_that_nobody_vouches_for_senders_of_mail(
    kaohe: Kaohe, tmp_path: Path, prepared_home: Path, named: str, hints: int
) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    with (small.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(
            f"mail: {{imap: 'imaps://a@b.example', smtp: 'smtps://a@b.example', address: a@b.example{named}}}\n"
        )
    checked = kaohe("check", site=small.site_folder)
    assert (checked.returncode, checked.stdout.count("请写上本单位邮件服务器的名称")) == (0, hints)
