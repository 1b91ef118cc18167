"""A steward's way: the morning page, a file that is set aside, a decision, what it changes."""

import re
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from assets.reviews.stage import DATA_DOCS
from desk.project import assets_address, dagster_address, open_desk
from schemas.settings.desk import DeskSettings
from tests.support.desk import Desk, file_workbook, text_of
from tests.support.offices import SmallOffice
from tests.support.workbooks import FAULTY, township_workbook
from warehouse import desk_pages
from warehouse.office import open_office
from warehouse.standing.outcomes import submission_outcome

if TYPE_CHECKING:
    from django.test import Client

GROUNDS = {"by": "职社科科长", "reason": "已与单位电话核实", "basis": "12号"}
PAGES = ("/steward", "/steward/decisions", "/steward/remind", "/steward/reports", "/steward/lights",
         "/steward/bulletins", "/steward/objections", "/steward/out", "/steward/entries", "/steward/evidence", "/steward/reviews")  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


def test_every_page_opens_before_the_first_pass(desk: Desk) -> None:
    client = desk.client(desk.account("科长", "steward"))
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_file_that_is_set_aside_is_assigned_and_counts_at_the_next_pass(desk: Desk) -> None:
    desk.small.send("埠子镇11月.xlsx", township_workbook("耿车镇", "2023-11"))
    desk.take_in()
    client = desk.client(desk.account("科长", "steward"))
    morning = client.get("/steward").content.decode()
    address = morning.split('href="/steward/files/')[1].split('"')[0]
    page = client.get(f"/steward/files/{address}")
    assert "埠子镇" in text_of(page)
    assert "耿车镇" in text_of(page)
    content = page.content.decode().split('name="file" value="')[1].split('"')[0]
    given = {"kind": "assign", "file": content, "unit": "耿车镇", "period": "2023-11", **GROUNDS}
    done = client.post("/steward/decide", given, follow=True)
    assert "已记下第1号认定（认定归属）" in text_of(done)
    desk.take_in()
    assert desk.small.status_of("Z03")[0] == "accepted"
    assert "待认定的文件" not in text_of(client.get("/steward"))


def test_a_returned_report_is_accepted_and_the_decision_revoked(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    desk.take_in()
    client = desk.client(desk.account("科长", "steward"))
    report = {"unit": "耿车镇", "form": "Z03", "period": "2023-11"}
    accepted = client.post("/steward/decide", {"kind": "accept", **report, **GROUNDS}, follow=True)
    assert "已记下第1号认定（特批）" in text_of(accepted)
    desk.take_in()
    assert desk.small.status_of("Z03")[0] == "accepted_by_decision"
    client.post("/steward/decide", {"kind": "revoke", "number": "1", **GROUNDS})
    desk.take_in()
    assert desk.small.status_of("Z03")[0] == "returned"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"kind": "accept", "unit": "没有的镇", "form": "Z03", "period": "2023-11"}, "没有的镇"),
        (
            {"kind": "extend", "unit": "耿车镇", "form": "Z03", "period": "2023-11", "until": "月底"},
            "2023-12-31",
        ),
        ({"kind": "extend", "unit": "耿车镇", "form": "Z03", "period": "2023-11"}, "延到哪一天"),
        ({"kind": "nothing"}, "重新操作"),
    ],
)
def test_what_cannot_be_decided_is_told_in_one_sentence(desk: Desk, given: dict[str, str], says: str) -> None:
    client = desk.client(desk.account("科长", "steward"))
    page = client.post("/steward/decide", {**GROUNDS, **given})
    assert page.status_code == 400
    assert says in text_of(page)
    assert len(desk.small.view("bi_decision")) == 0


def test_an_original_is_opened_under_the_accounts_name(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11"))
    desk.take_in()
    (file,) = desk.small.view("bi_submission").itertuples()
    client = desk.client(desk.account("科长", "steward"))
    opened = client.get(f"/steward/files/{file.submission_id}/original")
    assert sha256(opened.content).hexdigest() == file.sha256
    log = (desk.small.home / "evidence" / "access.log").read_text()
    assert '"who": "科长"' in log


def test_scores_are_entered_for_all_units_on_one_page(tmp_path: Path, prepared_home: Path) -> None:
    small = SmallOffice(tmp_path, prepared_home=prepared_home)
    scheme = small.site_folder / "schemes" / "township-2023.yaml"
    entry = "entries:\n  satisfaction: {title: 群众满意度, unit_of_measure: 分, least: 0, most: 100}\n"
    scheme.write_text(f"{scheme.read_text(encoding='utf-8')}\n{entry}", encoding="utf-8")
    desk = Desk(small)
    client = desk.client(desk.account("科长", "steward"))
    page = client.get("/steward/entries").content.decode()
    fields = re.findall(r'name="(satisfaction/[^"]+)" value=""', page)
    assert len(fields) == 2
    given = {"scheme": "township-2023", "period": "2023-11", **GROUNDS}
    done = client.post("/steward/enter", {**given, fields[0]: "96.12345678"}, follow=True)
    assert "已录入 1 个值" in text_of(done)
    assert 'value="96.12345678"' in done.content.decode()
    refused = client.post("/steward/enter", {**given, fields[0]: "96.12345678", fields[1]: "101"})
    assert (refused.status_code, "不大于100" in text_of(refused)) == (400, True)
    assert [row.value for row in small.view("bi_decision").itertuples()] == ["96.12345678"], (
        "what stays is not entered again"
    )


def test_the_cells_of_a_file_are_looked_at_with_what_was_found(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11", attendances="八十"))
    desk.take_in()
    (file,) = desk.small.view("bi_submission").itertuples()
    client = desk.client(desk.account("科长", "steward"))
    page = text_of(client.get(f"/steward/files/{file.submission_id}/cells?sheet=老年教育机构月报表"))
    assert re.search(r"八十 ✘ [^ ]*数", page)
    assert '"for": "desk cells"' in (desk.small.home / "evidence" / "access.log").read_text()


def test_an_assessed_month_is_looked_at_announced_and_taken_out(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11"))
    desk.small.run()
    client = desk.client(desk.account("科长", "steward"))
    assert {page: client.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
    _squares_lead_to_explanations(client)
    _a_viewer_sees_figures_alone(desk)
    _records_of_the_reviews_open(client)
    _bulletin_is_put_on_notice(client)
    assert client.get("/steward/out/collected?form=Z03&period=2023-11").content[:2] == b"PK"
    assert client.get("/steward/out/exported?period=2023-11").content[:2] == b"PK"
    assert client.get("/steward/out/collected?form=Z99&period=2023-11").status_code == 400


def _squares_lead_to_explanations(client: "Client") -> None:
    page = client.get("/steward/lights").content.decode()
    addresses = {
        each.split('"')[0] for each in page.split('href="')[1:] if each.startswith("/steward/explain")
    }
    assert addresses
    assert "绿　1个" in page
    assert re.search(r"<th scope=\"row\">耿车镇</th><td>\d+\.\d\d</td><td>镇组第[12]名", page)
    assert {client.get(each).status_code for each in sorted(addresses)[:3]} == {200}


def _a_viewer_sees_figures_alone(desk: Desk) -> None:
    viewer, steward = desk.client(desk.account("局长", "viewer")), desk.client("科长")
    addresses = set(
        re.findall(
            r"/steward/explain/[^\"]*/321302101/2023-11", viewer.get("/steward/lights").content.decode()
        )
    )
    seen, all_of_it = (
        " ".join(text_of(each.get(address)) for address in addresses) for each in (viewer, steward)
    )
    assert "耿车镇11月.xlsx" in all_of_it
    assert "耿车镇11月.xlsx" not in seen
    for page in ("/steward", "/steward/reports", "/steward/lights", "/steward/bulletins"):
        assert "耿车镇11月.xlsx" not in text_of(viewer.get(page))


def _records_of_the_reviews_open(client: "Client") -> None:
    (address,) = set(
        re.findall(r"/steward/reviews/2023-11/[^\"]+", client.get("/steward/reviews").content.decode())
    )
    page = client.get(address)
    assert "表间与跨期审核" in text_of(page)
    assert re.search(r"style-src 'sha256-[^']+'", page["Content-Security-Policy"])
    assert "unsafe" not in page["Content-Security-Policy"]
    (rule, *_) = re.findall(r'href="([^"]+\.html)"', page.content.decode())
    assert client.get(f"{address.rpartition('/')[0]}/{rule}").status_code == 200
    for made_up in (
        "2023-11/../../../warehouse.db",
        "2023-11/%2e%2e/%2e%2e/person.key",
        "2023-12/index.html",
    ):
        assert client.get(f"/steward/reviews/{made_up}").status_code == 404


def _bulletin_is_put_on_notice(client: "Client") -> None:
    act = {"scheme": "township-2023", "period": "2023-11", "by": "职社科科长"}
    page = client.post("/steward/bulletins/act", {**act, "what": "notice"}, follow=True)
    assert "公示：" in text_of(page)
    address = (
        page.content.decode().split('href="/steward/bulletins/file')[1].split('"')[0].replace("&amp;", "&")
    )
    assert client.get(f"/steward/bulletins/file{address}").status_code == 200
    too_early = client.post("/steward/bulletins/act", {**act, "what": "issue"})
    assert too_early.status_code == 400
    assert "没有办理" in text_of(too_early)


def test_a_filed_workbook_is_among_what_came(desk: Desk) -> None:
    file_workbook(desk.unit(), township_workbook("耿车镇", "2023-11"))
    desk.take_in()
    steward = desk.client(desk.account("陈科长", "steward"))
    assert re.search(r"12-10 \d\d:\d\d 报送平台/耿车镇-", text_of(steward.get("/steward")))
    (file,) = desk.small.view("bi_submission").itertuples()
    client = desk.client(desk.account("科长", "steward"))
    assert client.get(f"/steward/files/{file.submission_id}").status_code == 200


def test_dagsters_links_lead_to_pages_of_the_desk(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    desk.take_in()
    office = replace(desk.small.office, desk_address="https://kaohe.example")
    with office.engine.connect() as connection:
        outcome = submission_outcome(connection, office.site, "321302101", "2023-11")
    links = [
        desk_pages.today(office),
        desk_pages.files(office, outcome.answer.files),
        desk_pages.reports(office, "2023-11"),
        desk_pages.lights(office, "township-2023", "2023-11"),
        desk_pages.bulletins(office),
        desk_pages.decisions(office),
        desk_pages.reviews(office, "2023-11"),
    ]
    record = office.home / DATA_DOCS / "2023-11" / "index.html"
    record.parent.mkdir(parents=True)
    record.write_text("<p>核对记录</p>", encoding="utf-8")
    assert [list(each) for each in links] == [[desk_pages.WORD]] * len(links)
    client = desk.client(desk.account("科长", "steward"))
    pages = [address.removeprefix("https://kaohe.example") for (address,) in map(dict.values, links)]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert "本月活动次数为0" in text_of(client.get(pages[1]))


def test_every_open_report_leads_to_what_can_be_done_about_it(desk: Desk) -> None:
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11", sheets=["Z03"], **FAULTY))
    desk.take_in()
    (file,) = desk.small.view("bi_submission")["submission_id"]
    steward = desk.client(desk.account("科长", "steward"))
    page = steward.get("/steward").content.decode()
    assert f'<a href="/steward/files/{file}">看文件和意见' in page
    (extend, *_) = re.findall(r'<a href="([^"]+kind=extend[^"]+)#extend">延期', page)
    form = steward.get(extend.replace("&amp;", "&")).content.decode()
    assert re.search(r"<details[^>]* open[^>]*>\s*<summary>延期", form)


def test_the_desk_leads_back_to_dagster(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_DAGSTER", "https://kaohe.example/dagster/")
    open_desk(desk.small.office)
    desk.small.send("耿车镇11月.xlsx", township_workbook("耿车镇", "2023-11", **FAULTY))
    desk.take_in()
    (file,) = desk.small.view("bi_submission").itertuples()
    steward, viewer = (desk.client(desk.account(*each)) for each in (("科长", "steward"), ("局长", "viewer")))
    page = steward.get(f"/steward/files/{file.submission_id}").content.decode()
    partition = quote("2023-11 耿车镇")
    assert (
        f'href="https://kaohe.example/dagster/assets/submission?view=partitions&amp;partition={partition}"'
        in page
    )
    assert 'href="https://kaohe.example/dagster">' in viewer.get("/steward").content.decode()
    assert "dagster" not in desk.unit().get("/unit").content.decode()


def test_without_an_address_of_dagster_the_desk_has_no_links_to_it(desk: Desk) -> None:
    assert "dagster" not in desk.client(desk.account("科长", "steward")).get("/steward").content.decode()


@pytest.mark.parametrize(
    ("hosts", "named", "address"),
    [
        ((), None, ""),
        (("kaohe.example",), None, "/dagster"),
        ((), "http://127.0.0.1:3000", "http://127.0.0.1:3000"),
    ],
)
def test_behind_nginx_dagster_is_reached_under_the_name_of_the_desk(
    hosts: tuple[str, ...], named: str | None, address: str
) -> None:
    assert dagster_address(DeskSettings(hosts=hosts), {"KAOHE_DAGSTER": named} if named else {}) == address


@pytest.mark.parametrize(
    ("environment", "address"),
    [
        ({}, ""),
        ({"KAOHE_DAGSTER_LOCATION": "sucheng"}, ""),
        ({"KAOHE_DAGSTER": "/dagster"}, "/dagster/assets"),
        ({"KAOHE_DAGSTER": "/dagster", "KAOHE_DAGSTER_LOCATION": "sucheng"}, "/dagster/assets/sucheng"),
    ],
)
def test_of_several_offices_on_one_dagster_each_has_its_assets(
    environment: dict[str, str], address: str
) -> None:
    assert assets_address(DeskSettings(), environment) == address


def test_without_an_address_of_the_desk_there_are_no_links(desk: Desk) -> None:
    office = replace(desk.small.office, desk_address=None)
    assert [desk_pages.today(office), desk_pages.files(office, ["a" * 64])] == [{}, {}]


def test_the_desk_is_reached_under_its_first_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DeskSettings(hosts=("kaohe.example", "kaohe2.example")).address == "https://kaohe.example"
    assert DeskSettings().address is None
    monkeypatch.setenv("KAOHE_DESK", "http://127.0.0.1:8100")
    assert open_office().desk_address == "http://127.0.0.1:8100"
