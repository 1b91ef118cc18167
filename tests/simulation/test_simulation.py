"""kaohe simulate: who moves under another scheme, with nothing stored and no file changed."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assets.simulation.changes import parse_change
from assets.simulation.simulation import simulate
from assets.simulation.trial import UnsoundTrial, trial_of
from schemas.figures import exact
from warehouse.office import DEFAULT_SITE

SCHEME, PERIOD = "township-2023", "2023-12"
FILE = DEFAULT_SITE / "schemes" / f"{SCHEME}.yaml"


@pytest.fixture(scope="module")
def stored(sample):
    return next(scheme for scheme in sample.office.schemes if scheme.id == SCHEME)


def trial(sample, stored, *settings, **options):
    return trial_of(sample.office, stored, [parse_change(each) for each in settings], **options)


def moved(sample, stored, *settings):
    return {
        each.unit_name: each
        for each in simulate(sample.office, stored, trial(sample, stored, *settings).scheme, PERIOD)
    }


def test_without_changes_nobody_moves_and_the_scores_are_the_stored_ones(sample, stored):
    found = moved(sample, stored)
    scores = sample.view("bi_score", scheme=SCHEME, period=PERIOD)
    assert {name: (each.before.score, each.before.rank) for name, each in found.items()} == {
        row.unit_name: (exact(row.score), row.rank) for row in scores.itertuples()
    }
    assert all(each.before == each.after and not each.items for each in found.values())


def test_a_weight_moves_scores_by_its_item_and_ranks_within_the_group(sample, stored):
    found = moved(sample, stored, "A3-1.weight=30", "A3-2.weight=10", "A3-2.score.satisfactory=0.4")
    one = found["耿车镇"]
    assert [(item.indicator, item.before, item.after) for item in one.items] == [
        ("A3-1", exact(27.5), 33),
        ("A3-2", 15, exact(9.38)),
    ]
    assert one.score_change == sum(item.after - item.before for item in one.items)
    assert found["蔡集镇"].places_won == -2
    for group in ("街道", "镇"):
        members = sorted(
            (each.after for each in found.values() if each.after.group == group), key=lambda each: each.rank
        )
        assert [each.score for each in members] == sorted((each.score for each in members), reverse=True)


def test_a_target_a_method_and_its_parameters_can_change(sample, stored):
    found = moved(
        sample,
        stored,
        "A3-3.score.method=目标达成",
        "A3-3.target.value=0.20",
        "A3-3.score.below=zero",
        "A3-4.target.value=2",
    )
    assert {item.indicator: item.after for item in found["屠园镇"].items} == {"A3-3": 0, "A3-4": 0}
    assert "目标20%" in next(item for item in found["屠园镇"].items if item.indicator == "A3-3").reason_after


def test_another_file_is_tried_as_it_stands(sample, stored, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(FILE.read_text(encoding="utf-8").replace("each: 0.5", "each: 5"), encoding="utf-8")
    tried = trial(sample, stored, file=other)
    assert [(each.name, each.before, each.after) for each in tried.differences] == [
        ("A3-7.score.each", 0.5, 5)
    ]
    found = {each.unit_name: each for each in simulate(sample.office, stored, tried.scheme, PERIOD)}
    assert [item.indicator for item in found["屠园镇"].items] == ["A3-7"]


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (("A3-1.weight=30",), "各指标权重之和为 105，与满分 100 不符"),
        (("A3-3.score.step=-1",), "“step”应大于 0，现为 -1"),
        (("A3-3.score.method=排名",), "“method”不能是“排名”，是否想写“排名赋分”"),
        (("A3-2.target.vlue=3",), "不认识“vlue”，是否想写“value”"),
        (("A3-1.formula.measures=[lerners]",), "measures 里没有“lerners”，是否想写“learners”"),
    ],
)
def test_a_trial_is_checked_as_a_scheme_file_is(sample, stored, settings, told):
    with pytest.raises(UnsoundTrial) as refusal:
        trial(sample, stored, *settings)
    assert str(refusal.value).startswith("这样改动以后方案不能用：")
    assert told in str(refusal.value)


def test_rescaled_weights_make_a_sound_scheme(sample, stored):
    tried = trial(sample, stored, "A3-1.weight=30", rescaled=True)
    assert sum(each.weight or 0 for each in tried.scheme.indicators.values()) == 100
    assert float(tried.scheme.indicators["A3-1"].weight) == pytest.approx(30 * 100 / 105, abs=0.02)


def test_the_command_leaves_database_facts_and_site_as_they_were(kaohe, sample, sample_site, tmp_path):
    home = tmp_path / "home"
    shutil.copytree(sample.home, home, ignore=shutil.ignore_patterns("dagster", "evidence"))
    with closing(sqlite3.connect(home / "warehouse.db")) as database:
        database.execute(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # the sample's last writings may lie beside the file
    before = contents(home, sample_site)
    done = kaohe("simulate", SCHEME, "--set", "A3-1.weight=30", "--set", "A3-7.weight=5", "--json", home=home)
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["period"] == PERIOD
    assert [(each["name"], each["before"], each["after"]) for each in data["changes"]] == [
        ("A3-1.weight", 25, 30),
        ("A3-7.weight", 10, 5),
    ]
    assert len(data["units"]) == 15
    assert data["illustrative"]
    assert contents(home, sample_site) == before


def contents(*folders: Path) -> dict[Path, str]:
    """SHA-256 of every file but those that SQLite keeps beside the database while it is open."""
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    kept = [
        path for path in files if path.suffix not in (".db-wal", ".db-shm") and "dagster" not in path.parts
    ]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept}


def test_the_table_tells_who_moves(kaohe, sample):
    done = kaohe("simulate", SCHEME, "--set", "A3-1.weight=30", "--set", "A3-2.weight=10", home=sample.home)
    assert done.returncode == 0, done.stderr
    for told in (
        "改动 A3-1.weight：25 → 30",
        "耿车镇：A3-1 学历技能双提升完成率 27.5 → 33",
        "没有改动任何数据",
        "示例性规定",
    ):
        assert told in done.stdout


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ((SCHEME, "--set", "A3-1.weight=30"), "各指标权重之和为 105"),
        ((SCHEME, "--set", "A3-1"), "“A3-1”无法识别"),
        ((SCHEME, "--file", "没有.yaml"), "找不到这个文件"),
        ((SCHEME, "--period", "2024-03"), "不考核 2024-03"),
        (("township",), "没有方案“township”，是否想写“township-2023”"),
    ],
)
def test_a_wrong_question_is_one_sentence(kaohe, sample, asked, told):
    done = kaohe("simulate", *asked, home=sample.home)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
