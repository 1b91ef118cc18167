"""An office carried into a new year: schemes copied with the year changed, periods moved, the rest told."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.commands.year import year as command
from schemas.documents import DocumentError, read_document
from schemas.office.check import office_problems
from schemas.office.new_year import NoNewYear, carry_over
from schemas.office.site import load_site
from schemas.scheme import Scheme

SUCHENG = Path(__file__).parents[2] / "sites" / "sucheng"


@pytest.fixture
def office(tmp_path):
    """The settings of the sample office, without what was reported to it."""
    folder = tmp_path / "office"
    shutil.copytree(SUCHENG, folder, ignore=shutil.ignore_patterns("submissions", "sample", "*.py"))
    (folder / "submissions").mkdir()
    return folder


def test_every_scheme_has_a_successor_that_loads(office):
    done = carry_over(office, 2024)
    assert {path.name for path in done.schemes} == {
        path.name.replace("2023", "2024") for path in (SUCHENG / "schemes").glob("*.yaml")
    }
    assert not office_problems(office)
    for path in done.schemes:
        new = read_document(path, Scheme).content
        old = read_document(SUCHENG / "schemes" / path.name.replace("2024", "2023"), Scheme).content
        assert (new.year, new.id, new.title) == (
            2024,
            old.id.replace("2023", "2024"),
            old.title.replace("2023", "2024"),
        )
        assert new.indicators == {
            code: each.model_copy(update={"stated": None}) for code, each in old.indicators.items()
        }
        assert new.measures == old.measures


def test_the_periods_go_on_and_comments_stay(office):
    before = (office / "site.yaml").read_text(encoding="utf-8")
    assert carry_over(office, 2024).last == "2024-12"
    assert (office / "site.yaml").read_text(encoding="utf-8") == before.replace(
        "last: 2023-12", "last: 2024-12"
    )
    assert load_site(office).periods.last == "2024-12"


def test_doing_it_again_changes_nothing(office):
    carry_over(office, 2024)
    before = {path: path.read_bytes() for path in office.rglob("*.yaml")}
    done = carry_over(office, 2024)
    assert (done.schemes, done.last) == ((), None)
    assert {path: path.read_bytes() for path in office.rglob("*.yaml")} == before


def test_what_is_to_be_looked_at_is_told_of_the_new_scheme_until_it_is_done(office):
    title = "区对镇街社会教育考核（2024年）"
    told = [each for each in carry_over(office, 2024).to_check if each.startswith(title)]
    assert f"{title}：考核依据（authority）写的是 2023 年的文件，请改成新的" in told
    path = office / "schemes" / "township-2024.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^authority:.*$", "authority: 区考〔2024〕1号", text), encoding="utf-8")
    again = [each for each in carry_over(office, 2024).to_check if each.startswith(title)]
    assert again == [each for each in told if "authority" not in each]


def test_a_scheme_that_follows_follows_its_own_last_year(office):
    path = office / "schemes" / "township-2023.yaml"
    text = path.read_text(encoding="utf-8").replace("year: 2023", "year: 2023\nfollows: township-2022", 1)
    path.write_text(text, encoding="utf-8")
    carry_over(office, 2024)
    assert read_document(office / "schemes" / "township-2024.yaml", Scheme).content.follows == "township-2023"


def test_a_faulty_office_stays_as_it_is(office):
    (office / "schemes" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    before = sorted(office.rglob("*"))
    with pytest.raises(DocumentError):
        carry_over(office, 2024)
    assert sorted(office.rglob("*")) == before


def test_without_an_older_scheme_there_is_nothing_to_carry(office):
    with pytest.raises(NoNewYear):
        carry_over(office, 2023)


def test_what_is_still_missing_is_listed(office, tmp_path):
    result = CliRunner().invoke(
        command, ["2024", "--site", str(office), "--home", str(tmp_path / "home")], standalone_mode=False
    )
    assert result.exception is None, result.exception
    assert "还缺 2024 年的目标任务下达表（J03）：" in result.output
    assert "还缺 2024 年的镇街人口基数表（J05）：" in result.output
    assert "A3-2" in result.output
