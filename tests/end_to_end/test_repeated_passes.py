"""Doing it again: nothing changes, nothing is done twice, and whatever order things came in, the result is
the same.
"""

import random
from pathlib import Path

from pipelines.orchestration.execution import run_pass
from tests.support.contents import database_contents, file_hashes
from tests.support.databases import copy_home
from tests.support.offices import copy_of_sample_site, read_view, received_in_sample, send
from tests.support.permutations import permuted
from tests.support.workbooks import township_workbook
from warehouse.office import open_office


def test_a_second_run_of_the_sample_changes_nothing(sample, sample_site, tmp_path):
    home = copy_home(sample.home, tmp_path / "home")
    database, files = database_contents(home), everything_but_storage(home)
    done = run_pass(open_office(sample_site, home))
    assert done.periods == (), "no period has to be assessed again"
    assert database_contents(home) == database
    assert everything_but_storage(home) == files


def everything_but_storage(home: Path) -> dict[str, str]:
    """Digests of all files but those of the database, whose contents are compared instead, and of Dagster."""
    return {
        path: digest
        for path, digest in file_hashes(home).items()
        if not path.startswith(("dagster/", "warehouse.db"))
    }


def test_a_period_that_is_asked_for_is_assessed_again_and_comes_out_the_same(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    before = database_contents(small_office.home)
    assert small_office.run(period="2023-11").periods == ("2023-11",)
    assert database_contents(small_office.home) == before


def test_a_changed_scheme_has_its_year_assessed_again(small_office):
    small_office.send("耿车镇.xlsx", township_workbook("耿车镇", "2023-11"))
    small_office.run()
    assert small_office.view("bi_indicator", indicator="A3-4")["target"].unique() == [1]
    scheme = small_office.site_folder / "schemes" / "township-2023.yaml"
    changed = scheme.read_text(encoding="utf-8").replace("value: 1}", "value: 2}")
    scheme.write_text(changed, encoding="utf-8")
    del small_office.office
    assert small_office.run().periods == ("2023-11",)
    assert small_office.view("bi_indicator", indicator="A3-4")["target"].unique() == [2]


PART = (
    "202312耿车镇.xlsx",
    "龙河镇-月报表-2023.12.xlsx",
    "龙河镇-老年教育（更正）-2023.12.xlsx",
    "2023年12月报表（埠子镇）.xlsx",
    "宿城区教育局2023年1月目标任务分解.xlsx",
    "宿城区教育局2023年1月人口基数.xlsx",
)
"""Two versions of a report, a roster with a row held back, and the tables that give targets and
denominators.
"""


def test_the_order_of_files_sheets_rows_and_columns_changes_no_result(sample, tmp_path):
    shuffled = random.Random(7)
    results = []
    for place in ("as sent", "permuted"):
        site = copy_of_sample_site(tmp_path / place / "site", first="2023-12")
        for number, name in enumerate(sorted(PART, reverse=place == "permuted")):
            content = (sample.office.inbox / name).read_bytes()
            if place == "permuted":
                content, name = permuted(content, name, shuffled), f"{number}/{name}"
            send(site / "submissions", name, content, received_in_sample(Path(name).name))
        office = open_office(site, tmp_path / place / "home")
        run_pass(office)
        views = {view: read_view(office, view) for view in ("bi_indicator", "bi_score", "bi_score_item")}
        results.append(
            {name: set(view.astype(str).itertuples(index=False, name=None)) for name, view in views.items()}
        )
        december = (
            views["bi_indicator"]
            .query("period == '2023-12' and unit_name == '龙河镇'")
            .set_index("indicator")
        )
        assert december["value"].loc[["A3-1", "A3-2", "A3-3", "A3-4", "A3-6"]].notna().all(), (
            "it is something that is compared"
        )
    as_sent, after = results
    assert after == as_sent
