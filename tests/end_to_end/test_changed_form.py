"""An office changes a form of its own after units have reported: a column is added, another retired."""

import pandas as pd

from assets.submissions.blank.prefill import Prefill
from assets.submissions.blank.workbook import write_blank
from pipelines.sites.new_office import make_office
from schemas.office.site import load_site
from schemas.periods import add_months
from tests.support.offices import SampleRun, open_office

RETIRED = """  worst:    {header: 最高等级, type: choice, values: [一般, 较大, 重大]}
"""
ITS_RULE = """  - code: K01-2
    level: hard
    when: found > 0
    that: worst is filled
    says: 发现了隐患，没有填写最高等级。
    advice: 请补填最高等级。
"""
ADDED = """  budget:   {header: 整改经费, type: amount, unit_of_measure: 万元}
"""


def facts(run: SampleRun) -> pd.DataFrame:
    with run.office.engine.connect() as connection:
        return pd.read_sql("SELECT * FROM fact_safety_checks ORDER BY unit_code, place", connection)


def test_months_before_keep_the_retired_column_and_the_next_has_the_new_one(kaohe, tmp_path):
    folder, home = tmp_path / "office", tmp_path / "home"
    make_office(folder, "甲县教育局", pd.Timestamp.now().date())
    assert kaohe("run", site=folder, home=home).returncode == 0
    before = facts(SampleRun(home, "", open_office(folder, home)))
    assert sorted(before["worst"]) == ["一般", "一般", "较大", "较大"]

    form = folder / "forms" / "K01.yaml"
    written = form.read_text(encoding="utf-8")
    assert RETIRED in written and ITS_RULE in written
    form.write_text(written.replace(RETIRED, ADDED).replace(ITS_RULE, ""), encoding="utf-8")
    site = load_site(folder)
    unit, following = site.registry.get("990001101"), add_months(before["period"].iloc[0], 1)
    rows = pd.DataFrame({"place": ["示例镇中心小学"], "found": [10], "repaired": [6], "budget": [1.5]})
    report = folder / "submissions" / "示例镇下月.xlsx"
    write_blank(
        report, [site.forms["K01"]], unit, following, Prefill({"K01": rows.convert_dtypes()}), site.name
    )
    done = kaohe("run", site=folder, home=home)
    assert done.returncode == 0, done.stderr

    after = facts(SampleRun(home, done.stdout, open_office(folder, home)))
    earlier = after[after["period"] != following]
    assert sorted(earlier["worst"]) == sorted(before["worst"])
    assert earlier["budget"].isna().all(), "nobody had been asked for it"
    later = after[after["period"] == following]
    assert [float(each) for each in later["budget"]] == [1.5]
    assert later["worst"].isna().all()
