"""What leaves the sample office: the 汇总表, a filled report, the views as files."""

import io
import shutil

import openpyxl
import pandas as pd
import pytest

from warehouse.database.views import VIEWS


def rows_of(path) -> list[tuple]:
    return list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))


def test_a_collected_table_holds_every_row_in_force_and_their_sums(kaohe, sample, tmp_path):
    told = kaohe("collect", "Z03", "2023-11", "-o", str(tmp_path), home=sample.home)
    assert told.returncode == 0, told.stderr
    assert "缺报1个：屠园镇" in told.stdout
    assert "退回未改1个：埠子镇" in told.stdout
    rows = rows_of(tmp_path / "老年教育机构月报表-2023-11-汇总表.xlsx")
    facts = sample.view("fact_elderly_education", period="2023-11")
    records = [row for row in rows[3:] if isinstance(row[0], int)]
    assert len(records) == len(facts)
    (total,) = (row for row in rows if row[0] == "合计")
    header = rows[2]
    assert total[header.index("本月参与人次")] == facts["attendances"].sum()
    assert any(str(row[0]).startswith("缺报（1个）：屠园镇") for row in rows)


def test_a_table_of_persons_has_their_names_lies_in_evidence_and_is_logged(kaohe, sample):
    told = kaohe("collect", "Z02", "2023-12", "--unit", "耿车镇", home=sample.home)
    assert told.returncode == 0, told.stderr
    path = sample.home / "evidence" / "学历技能双提升学员名册-2023-12-汇总表.xlsx"
    rows = rows_of(path)
    names = [row[rows[2].index("姓名")] for row in rows[3:] if isinstance(row[0], int)]
    assert names
    assert all(names)
    assert path.stat().st_mode & 0o777 == 0o600
    assert "collect Z02 2023-12" in (sample.home / "evidence" / "access.log").read_text(encoding="utf-8")
    assert not any(name in told.stdout for name in names)


def test_what_cannot_be_collected_is_said(kaohe, sample):
    told = kaohe("collect", "Z99", "2023-12", home=sample.home)
    assert (told.returncode, "没有报表“Z99”" in told.stderr) == (2, True)
    told = kaohe("collect", "Z03", "2023-12", "--unit", "无此镇", home=sample.home)
    assert (told.returncode, "不在单位名录中" in told.stderr) == (2, True)


@pytest.fixture
def site(tmp_path, sample_site):
    """The sample's settings with a folder of reports."""
    folder = tmp_path / "sucheng"
    shutil.copytree(sample_site, folder, ignore=shutil.ignore_patterns("submissions"))
    (folder / "submissions").mkdir()
    (folder / "reports").mkdir()
    return folder


def report(site, name: str, *rows: list) -> None:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    stream = io.BytesIO()
    workbook.save(stream)
    (site / "reports" / f"{name}.xlsx").write_bytes(stream.getvalue())


def test_a_report_is_filled_with_the_figures_of_the_views(kaohe, sample, site, tmp_path):
    report(
        site,
        "上报表",
        ["全区{{ sum Z03.regular_learners }}人"],
        ["{{ each township }}{{ unit }}", "{{ township-2023:A3-1 }}", "{{ A3-1.score }}"],
        ["合计", "=SUM(B2:B2)"],
        ["耿车镇", "{{ A3-1.numerator @ 耿车镇 }}"],
    )
    told = kaohe("fill", "上报表", "2023-12", "-o", str(tmp_path), home=sample.home, site=site)
    assert told.returncode == 0, told.stderr
    rows = rows_of(tmp_path / "上报表-2023-12.xlsx")
    learners = sample.view("fact_elderly_education", period="2023-12")["regular_learners"].sum()
    assert rows[0][0] == f"全区{learners}人"
    values = sample.view("bi_indicator", scheme="township-2023", indicator="A3-1", period="2023-12")
    scores = sample.view("bi_score_item", scheme="township-2023", indicator="A3-1", period="2023-12")
    filled = {row[0]: row[1:3] for row in rows[1:-2]}
    score_of = dict(zip(scores["unit_code"], scores["score"], strict=True))
    assert filled == {
        row.unit_name: pytest.approx((row.value, score_of[row.unit_code])) for row in values.itertuples()
    }
    assert rows[-2][:2] == ("合计", f"=SUM(B2:B{len(filled) + 1})")
    (one,) = values[values["unit_name"] == "耿车镇"].itertuples()
    assert rows[-1][1] == one.numerator


def test_every_cell_that_cannot_be_filled_is_told(kaohe, sample, site):
    report(
        site,
        "错表",
        ["{{ Q9-9 }}", "{{ A3-1 }}"],
        ["{{ sum Z03.org_name }}", "{{ A3-1 @ 无此镇 }}"],
        ["{{ unit }}"],
    )
    told = kaohe("fill", "错表", "2023-12", home=sample.home, site=site)
    assert told.returncode == 2
    for place, said in (
        ("A1", "没有指标“Q9-9”"),
        ("B1", "请写成"),
        ("A2", "没有可以相加的栏"),
        ("B2", "不在单位名录中"),
        ("A3", "each"),
    ):
        assert any(f"的{place}：" in line and said in line for line in told.stderr.splitlines()), (
            place,
            told.stderr,
        )
    told = kaohe("fill", "没有的表", "2023-12", home=sample.home, site=site)
    assert "没有上报表“没有的表”，可填的有：错表" in told.stderr


def test_every_view_is_exported_twice_with_the_dictionary(kaohe, sample, tmp_path):
    told = kaohe("export", "2023-12", "-o", str(tmp_path), home=sample.home)
    assert told.returncode == 0, told.stderr
    assert {path.name for path in tmp_path.iterdir()} >= {
        "数据字典.md",
        *(f"{name}.{kind}" for name in VIEWS for kind in ("csv", "parquet")),
    }
    for name in ("bi_score", "bi_report_status"):
        view = sample.view(name, period="2023-12")
        csv = pd.read_csv(tmp_path / f"{name}.csv", encoding="utf-8-sig", dtype={"unit_code": "string"})
        assert len(csv) == len(pd.read_parquet(tmp_path / f"{name}.parquet")) == len(view)
        assert sorted(csv["unit_code"]) == sorted(view["unit_code"])
    assert (tmp_path / "bi_score.csv").read_bytes().startswith(b"\xef\xbb\xbf")
