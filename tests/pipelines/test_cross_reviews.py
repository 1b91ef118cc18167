"""Reviews across reports in an office at work: what they return, hold, ask, and take back, and that nothing
personal comes to light.
"""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import dagster as dg
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from assets.decisions.recording import Grounds, assign, revoke
from assets.reviews import stage
from assets.reviews.replay import replay
from assets.reviews.stage import review_period
from assets.submissions.intake import take_in
from assets.submissions.returned import owed as returning
from desk.command_line import main_group
from pipelines.orchestration.execution import open_instance
from schemas.office.catalogue import BUILT_IN
from tests.support.contents import database_contents
from tests.support.form_examples import VALID
from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of
from tests.support.review_examples import resident_id
from tests.support.submitted_files import xlsx
from tests.support.workbooks import elderly_education, sheet, township_workbook

GENGCHE, BUZI = "321302101", "321302102"


@pytest.fixture
def office(tmp_path, prepared_home):
    """耿车镇 and 埠子镇, of which October and November are due."""
    return SmallOffice(tmp_path, prepared_home=prepared_home, first="2023-10")


def send(office, unit, period, at, *, name=None, sheets=("Z03",), **content):
    workbook = township_workbook(unit, period, sheets=sheets, **content)
    office.send(name or f"{unit}{period}.xlsx", workbook, at)


def findings(office, **conditions):
    rows = office.view("bi_finding", **conditions)
    return [(row.code, row.level, row.cell, row.message, row.state) for row in rows.itertuples()]


def status(office, form, period, unit="耿车镇"):
    (row,) = office.view("bi_report_status", form=form, period=period, unit_name=unit).itertuples()
    return row.status, row.rows_accepted, row.rows_held, row.errors, row.queries


def stored(office, form, period):
    return office.office.store.read(BUILT_IN[form], "small", period).num_rows


def test_a_hard_finding_returns_the_report_until_the_other_side_is_corrected(office):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", credit_accounts=50)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", credit_accounts=40)
    office.run()
    assert status(office, "Z03", "2023-10") == ("accepted", 1, 0, 0, 0)
    assert status(office, "Z03", "2023-11") == ("returned", 0, 1, 1, 0)
    sentence = "学分银行开户数（40）少于上期（50），年内应只增不减，请把学分银行开户数改为不少于50的数；上期填错的，请先更正上期报表。"
    assert findings(office, period="2023-11") == [("Z03-3", "hard", "I4", sentence, "open")]
    assert (stored(office, "Z03", "2023-10"), stored(office, "Z03", "2023-11")) == (1, 0)
    (file,) = office.view("bi_submission", period="2023-11").itertuples()
    assert file.status == "returned"
    assert "退回件：" in file.reason
    assert len(list((office.home / "returned" / "2023-11").glob("*.xlsx"))) == 1

    send(office, "耿车镇", "2023-10", "2023-12-04 09:00", name="更正.xlsx", credit_accounts=30)
    office.run()
    assert status(office, "Z03", "2023-11") == ("accepted", 1, 0, 0, 0)
    assert findings(office, period="2023-11") == []
    assert stored(office, "Z03", "2023-11") == 1
    assert office.view("bi_submission", period="2023-11")["status"].tolist() == ["accepted"]
    assert not list((office.home / "returned").rglob("*.xlsx")), "nothing is left to be corrected"


def test_the_version_before_stays_in_force(office):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", credit_accounts=50)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", credit_accounts=60)
    send(office, "耿车镇", "2023-11", "2023-12-02 09:00", name="改错.xlsx", credit_accounts=6)
    office.run()
    assert status(office, "Z03", "2023-11")[0] == "returned"
    assert office.view("fact_elderly_education", period="2023-11")["credit_accounts"].tolist() == [60]
    (in_force,) = office.view("report", form="Z03", period="2023-11", in_force=True).itertuples()
    assert in_force.version == 1


def test_a_query_keeps_the_report_and_asks(office):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", regular_learners=100)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", regular_learners=150)
    office.run()
    assert status(office, "Z03", "2023-11") == ("accepted_with_queries", 1, 0, 0, 1)
    sentence = "经常性参与人数（150）与上月（100）相比变化+50.0%，超过±20%，请核对有没有漏报或重复计人；属实的请写明原因。"
    assert findings(office, period="2023-11") == [("Z03-4", "query", "H4", sentence, "open")]


def test_a_person_on_two_rosters_counts_with_the_first_received(office):
    send(office, "埠子镇", "2023-11", "2023-12-02 09:00", sheets=("Z02",), learners=3, first_learner=3)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", sheets=("Z02",), learners=3, first_learner=1)
    office.run()
    assert status(office, "Z02", "2023-11", "耿车镇") == ("accepted", 3, 0, 0, 0)
    assert status(office, "Z02", "2023-11", "埠子镇") == ("partly_accepted", 2, 1, 1, 0)
    sentence = "该学员已在耿车镇的名册中，一人只能列入一个镇街的名册，请与耿车镇核实由谁上报，不由本镇街上报的请删去本行。"
    assert findings(office, form="Z02") == [("Z02-4", "hard", "B4", sentence, "open")]
    assert stored(office, "Z02", "2023-11") == 5
    seen = json.dumps(office.view("finding").astype(str).to_dict("records"), ensure_ascii=False)
    pages = "".join(page.read_text(encoding="utf-8") for page in (office.home / "reviews").rglob("*.html"))
    people = office.office.store.read(BUILT_IN["Z02"], "small", "2023-11")["person"].to_pylist()
    for secret in [resident_id(number=2 * 3), "张三", "13912345678", *people]:
        assert secret not in seen
        assert secret not in pages


def test_the_order_of_processing_does_not_matter(tmp_path, prepared_home):
    later = ("埠子镇", "2023-11", "2023-12-02 09:00")
    earlier = ("耿车镇", "2023-11", "2023-12-01 09:00")
    outcomes = []
    for name, passes in (("later first", [(later,), (earlier,)]), ("in order", [(earlier,), (later,)])):
        office = SmallOffice(tmp_path / name, prepared_home=prepared_home)
        for arrivals in passes:
            for unit, period, at in arrivals:
                send(
                    office,
                    unit,
                    period,
                    at,
                    sheets=("Z02", "Z03"),
                    first_learner=1 if unit == "耿车镇" else 3,
                    credit_accounts=5,
                )
            office.run()
        columns = [
            "unit_code",
            "form",
            "period",
            "status",
            "rows_accepted",
            "rows_held",
            "errors",
            "queries",
            "version",
        ]
        outcomes.append(
            (
                office.view("bi_report_status")[columns].astype(str).values.tolist(),
                findings(office),
                stored(office, "Z02", "2023-11"),
            )
        )
    assert outcomes[0] == outcomes[1]


def test_reviewing_again_changes_nothing(office):
    send(
        office,
        "耿车镇",
        "2023-10",
        "2023-11-01 09:00",
        sheets=("Z02", "Z03"),
        credit_accounts=50,
        regular_learners=10,
    )
    send(
        office,
        "耿车镇",
        "2023-11",
        "2023-12-01 09:00",
        sheets=("Z02", "Z03"),
        credit_accounts=40,
        regular_learners=50,
        first_learner=3,
    )
    send(office, "埠子镇", "2023-11", "2023-12-02 09:00", sheets=("Z02",), first_learner=4)
    office.run()
    before = database_contents(office.home)
    changes = review_period(office.office, "2023-11", "again").changes
    assert (changes.forms, changes.submissions, changes.returned, changes.restored) == ((), (), (), ())
    assert database_contents(office.home) == before
    assert office.run().periods == ()


def test_the_data_docs_ask_nothing_of_other_computers(office):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00")
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", regular_learners=9999)
    office.run()
    folder = office.home / "reviews" / "data_docs" / "2023-11"
    first = (folder / "index.html").read_text(encoding="utf-8")
    assert "Z03-4 老年教育机构月报表（跨期）" in first
    pages = list(folder.rglob("*.html"))
    assert len(pages) > 2
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "src=" not in text
        assert "http" not in text.replace('http-equiv="', "")
        assert "<script" not in text


def test_the_site_decides_what_is_hard(office):
    with (office.site_folder / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write(
            "rules:\n  Z03-4: {level: hard, most: 0.6}\n  Z03-3: {level: query}\n  Z03-2: {level: query}\n"
        )
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", regular_learners=100, credit_accounts=50)
    send(office, "埠子镇", "2023-10", "2023-11-01 09:00", regular_learners=100, activities=0)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", regular_learners=150, credit_accounts=40)
    send(office, "埠子镇", "2023-11", "2023-12-01 09:00", regular_learners=170)
    office.run()
    assert status(office, "Z03", "2023-11", "耿车镇") == ("accepted_with_queries", 1, 0, 0, 1)
    assert status(office, "Z03", "2023-11", "埠子镇") == ("returned", 0, 1, 1, 0)
    assert status(office, "Z03", "2023-10", "埠子镇") == ("accepted_with_queries", 1, 0, 0, 1)


def test_the_dot_of_a_unit_turns_red_and_green_with_the_other_side(office):
    with pipeline_of(office) as pipeline:
        send(office, "耿车镇", "2023-10", "2023-11-01 09:00", credit_accounts=50)
        send(office, "耿车镇", "2023-11", "2023-12-01 09:00", credit_accounts=40)
        pipeline.run("nightly")
        for period in ("2023-10", "2023-11"):
            assessed = pipeline.run("assess", period)
            assert assessed.success
        checks = {
            each.check_name: each
            for each in assessed.get_asset_check_evaluations()
            if each.asset_key == dg.AssetKey("reviews")
        }
        assert not checks["between_periods"].passed
        assert checks["between_periods"].severity is dg.AssetCheckSeverity.ERROR
        assert checks["between_forms"].passed
        red = pipeline.run_unit("2023-11", GENGCHE)
        assert not red.success
        send(office, "耿车镇", "2023-10", "2023-12-04 09:00", name="更正.xlsx", credit_accounts=30)
        pipeline.run("nightly")
        pipeline.run("assess", "2023-10")
        again = pipeline.run("assess", "2023-11")
        events = [event for event in again.all_events if event.event_type_value == "ASSET_MATERIALIZATION"]
        assert [event.partition for event in events if event.asset_key == dg.AssetKey("submission")] == [
            "2023-11 耿车镇"
        ]


def test_a_pass_marks_what_the_review_returns(office):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", credit_accounts=50)
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", credit_accounts=40)
    office.run()
    with open_instance(office.home, office.office.site.id, office.office.warehouse_url) as instance:
        failed = instance.get_runs(
            dg.RunsFilter(job_name="unit_submission", statuses=[dg.DagsterRunStatus.FAILURE])
        )
    assert [run.tags["dagster/partition"] for run in failed] == ["2023-11 耿车镇"]


# ---------------------------------------------------------------- replay


def test_a_replay_says_what_a_rule_would_return_and_touches_nothing(office):
    for unit, learners in (("耿车镇", 150), ("埠子镇", 110)):
        send(office, unit, "2023-10", "2023-11-01 09:00", regular_learners=100)
        send(office, unit, "2023-11", "2023-12-01 09:00", regular_learners=learners, activities=7)
    office.run()
    before = database_contents(office.home)

    def returned(code, periods, **parameters):
        rows = replay(office.office, code, periods, parameters)
        return list(rows[["period", "unit_code", "outcome"]].itertuples(index=False, name=None))

    assert returned("Z03-4", ["2023-10", "2023-11"]) == [("2023-11", GENGCHE, "returned")]
    assert returned("Z03-4", ["2023-11"], most=0.05) == [
        ("2023-11", GENGCHE, "returned"),
        ("2023-11", BUZI, "returned"),
    ]
    assert returned("Z03-4", ["2023-11"], most=0.5) == []
    assert database_contents(office.home) == before
    options = [
        "replay",
        "Z03-4",
        "--period",
        "2023-11",
        "--site",
        str(office.site_folder),
        "--home",
        str(office.home),
    ]
    done = CliRunner().invoke(main_group, [*options, "--set", "most=0.05"])
    assert "规则 Z03-4 若定为强制性错误，2023-11 将新退回 2 份报表。" in done.output
    as_data = json.loads(CliRunner().invoke(main_group, [*options, "--json"]).output)
    assert [(row["unit_code"], row["findings"]) for row in as_data] == [(GENGCHE, 1)]


@pytest.mark.parametrize("code", ["Z02-5", "Z02-7", "Z03-4", "Z03-91", "Z03-92"])
def test_a_replay_where_nothing_counts_or_stands_out_returns_nothing(office, code):
    assert replay(office.office, code, ["2023-10", "2023-11"], {}).empty
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", sheets=("Z02", "Z03"))
    office.run()
    assert replay(office.office, code, ["2023-10", "2023-11"], {}).empty


def test_a_replay_follows_the_decision_whose_a_file_is(office):
    """A file that was set aside, assigned, taken back and assigned again."""
    grounds = Grounds("教育局职社科科长", "经电话核实，是耿车镇的数据", "宿区教〔2023〕12号")
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", regular_learners=100)
    wrong = {"name": "埠子镇11月.xlsx", "sheets": ("Z02", "Z03"), "learners": 12, "regular_learners": 150}
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", **wrong)

    def replayed():
        office.run()
        within = replay(office.office, "Z02-5", ["2023-11"], {"most": 11})
        across = replay(office.office, "Z03-4", ["2023-11"], {"most": 0.4})
        rows = [*within.itertuples(), *across.itertuples()]
        return office.figure("A3-2"), [(row.form, row.unit_code, row.outcome, row.message) for row in rows]

    figure, rows = replayed()
    assert (figure, rows) == (100, [])
    number = assign(office.office, "埠子镇11月.xlsx", "耿车镇", "2023-11", grounds)
    figure, rows = replayed()
    assert (figure, [row[:3] for row in rows]) == (
        150,
        [("Z02", GENGCHE, "returned"), ("Z03", GENGCHE, "returned")],
    )
    revoke(office.office, number, grounds)
    assert replayed() == (100, [])
    assign(office.office, "埠子镇11月.xlsx", "耿车镇", "2023-11", grounds)
    assert replayed() == (150, rows)


def test_a_rule_inside_a_form_is_replayed_from_the_archive(office):
    send(office, "耿车镇", "2023-11", "2023-12-01 09:00", sheets=("Z02",), learners=12)
    office.run()
    rows = replay(office.office, "Z02-5", ["2023-11"], {"most": 11})
    (row,) = rows.itertuples()
    assert (row.unit_code, row.outcome, row.findings) == (GENGCHE, "returned", 12)
    assert replay(office.office, "Z02-5", ["2023-11"], {}).empty


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["Q1", "--period", "2023-11"], "没有编号为“Q1”的审核规则，请核对编号，例如 Z03-4"),
        (
            ["Z03-4", "--period", "2023-11", "--set", "least=1"],
            "规则 Z03-4 没有参数“least”，可用的参数：most",
        ),
        (
            ["Z03-4", "--period", "2023-11", "--set", "most"],
            "参数“most”无法识别，请写成 名称=数值，例如 most=0.3",
        ),
    ],
)
def test_a_replay_of_what_there_is_not_is_refused(office, options, sentence):
    done = CliRunner().invoke(
        main_group, ["replay", *options, "--site", str(office.site_folder), "--home", str(office.home)]
    )
    assert done.exit_code == 2
    assert sentence in done.output


def test_a_workbook_that_intake_is_still_writing_tells_what_the_review_across_reports_has_found_meanwhile(
    office, monkeypatch
):
    send(office, "耿车镇", "2023-10", "2023-11-01 09:00", credit_accounts=50)
    reports = {
        "Z03": elderly_education(credit_accounts=40),
        "Z04": VALID["Z04"] | {"attendances": 5, "elderly_attendances": 6},
    }
    workbook = xlsx(
        {BUILT_IN[code].title: sheet(code, "耿车镇", "2023-11", [row]) for code, row in reports.items()}
    )
    office.send("耿车镇.xlsx", workbook, "2023-12-01 09:00")
    first, reviewed = threading.Event(), threading.Event()
    write, record = returning._write, stage.record_cross_review

    def write_slowly(*arguments):
        if not first.is_set():
            first.set()
            assert reviewed.wait(60)
            time.sleep(1)
        write(*arguments)

    def record_and_tell(*arguments):
        changes = record(*arguments)
        reviewed.set()
        return changes

    monkeypatch.setattr(returning, "_write", write_slowly)
    monkeypatch.setattr(stage, "record_cross_review", record_and_tell)
    with ThreadPoolExecutor(2) as runs:
        intake = runs.submit(take_in, office.office, "intake")
        assert first.wait(60)
        runs.submit(review_period, office.office, "2023-11", "review").result()
        intake.result()

    (path,) = (office.home / "returned" / "2023-11").glob("*.xlsx")
    cells = [
        str(cell)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
    ]
    assert [sum(words in cell for cell in cells) > 0 for words in ("60岁以上", "少于上期")] == [True, True]
