"""A new office: from an empty folder to a first score, with commands alone."""

import pandas as pd
import pytest

from schemas.periods import add_months, period_of
from tests.support.offices import SampleRun, open_office


@pytest.fixture(scope="module")
def office(tmp_path_factory, kaohe):
    """A folder that ``init`` made."""
    folder = tmp_path_factory.mktemp("new") / "jiaxian"
    made = kaohe("init", folder, "--name", "甲县教育局")
    assert made.returncode == 0, made.stderr
    assert kaohe("check", site=folder).returncode == 0
    return folder


def test_it_runs_as_it_is(office, kaohe, tmp_path):
    done = kaohe("run", site=office, home=tmp_path)
    assert done.returncode == 0, done.stderr
    opened = open_office(office, tmp_path)
    assert (opened.site.id, opened.site.name) == ("jiaxian", "甲县教育局")
    run = SampleRun(tmp_path, done.stdout, opened)
    last_month = add_months(period_of(opened.as_of), -1)
    reports = run.view("bi_report_status", period=last_month)
    assert dict(zip(reports["unit_name"], reports["status"], strict=True)) == {
        "示例镇": "accepted",
        "示例县职业教育中心": "accepted",
    }
    assert not reports["late"].any(), "the first reports have days of grace"
    scores = run.view("bi_score", period=last_month).set_index("unit_name")["score"]
    assert scores.round(2).to_dict() == {"示例镇": 100, "示例县职业教育中心": 83.33}
    with opened.engine.connect() as connection:
        facts = pd.read_sql("SELECT * FROM fact_safety_checks", connection)
    assert facts["found"].sum() == 18
    assert "checker" not in facts, "names are not stored"


def test_a_folder_in_use_is_left_alone(office, kaohe):
    before = (office / "site.yaml").read_text(encoding="utf-8")
    again = kaohe("init", office)
    assert (again.returncode, "里已有内容，不会覆盖" in again.stderr) == (2, True)
    assert (office / "site.yaml").read_text(encoding="utf-8") == before


def test_an_office_is_made_like_another(office, kaohe, tmp_path):
    made = kaohe("init", tmp_path / "乙县", "--from", office, "--name", "乙县：教育局")
    assert made.returncode == 0, made.stderr
    checked = kaohe("check", site=tmp_path / "乙县")
    assert (checked.returncode, "乙县：教育局" in checked.stdout) == (0, True)
    assert list((tmp_path / "乙县" / "submissions").iterdir()) == [], (
        "reports of another office are not copied"
    )


def test_check_ends_with_2_where_something_is_wrong(office, kaohe, tmp_path):
    kaohe("init", tmp_path / "faulty", "--from", office)
    receipts = tmp_path / "faulty" / "submissions" / "received.csv"
    receipts.write_text("file_name,received_at\n甲.xlsx,12月5日\n", encoding="utf-8")
    checked = kaohe("check", site=tmp_path / "faulty")
    assert checked.returncode == 2
    assert "submissions/received.csv:2：这一行的收到时间“12月5日”无法识别，请写成" in checked.stdout
    form = tmp_path / "faulty" / "forms" / "K01.yaml"
    form.write_text(form.read_text(encoding="utf-8").replace("type: text", "type: txt"), encoding="utf-8")
    checked = kaohe("check", site=tmp_path / "faulty")
    assert checked.returncode == 2
    assert "forms/K01.yaml:13：没有“txt”这种类型，是否想写“text”" in checked.stdout
