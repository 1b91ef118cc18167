"""Revisions within a year: from their month on, and never before."""

import pytest

from schemas.documents import DocumentError
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme
from tests.schemas.test_scheme import PRESET, REGISTRY, SCHEME

REVISIONS = f"""{PRESET}
revisions:
  - {{from: 2023-07, says: 区考〔2023〕12号, set: {{T-1.weight: 70, T-2.weight: 30}}}}
  - {{from: 2023-10, says: 区考〔2023〕15号, set: {{T-2.score.each: 0.2, decimals: 1}}}}"""


def load(tmp_path, text: str):
    path = tmp_path / "scheme.yaml"
    path.write_text(text, encoding="utf-8")
    return load_scheme(path, BUILT_IN, REGISTRY)


def test_months_before_keep_their_rules(tmp_path):
    scheme = load(tmp_path, SCHEME.replace(PRESET, REVISIONS))
    months = ["2023-06", "2023-07", "2023-09", "2023-10", "2023-12"]
    found = [scheme.in_month(month) for month in months]
    assert [each.indicators["T-1"].weight for each in found] == [60, 70, 70, 70, 70]
    assert [str(each.indicators["T-2"].score.each) for each in found] == ["0.5", "0.5", "0.5", "0.2", "0.2"]
    assert [each.decimals for each in found] == [2, 2, 2, 1, 1]
    assert found[0] is scheme
    assert found[-1].authority == "示例（2023-07起按区考〔2023〕12号；2023-10起按区考〔2023〕15号）"
    assert scheme.in_month("2023-12") is found[-1], "made once"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("T-2.weight: 30", "T-2.weight: 20", 11, "2023-07起：各指标权重之和为 90，与满分 100 不符"),
        ("2023-07", "2022-07", 11, "修订的月份应在 2023 年内"),
        ("2023-07", "2023-11", 11, "从早到晚"),
        ("T-1.weight: 70", "T-9.weight: 70", 11, "2023-07起：方案里没有“T-9”"),
        ("decimals: 1", "decimals: 9", 12, "2023-10起：修订后的方案不合写法"),
        ("decimals: 1", "year: 2024", 12, "年内修订不能改 year"),
    ],
)
def test_a_wrong_revision_is_told_with_its_line(tmp_path, right, wrong, line, says):
    with pytest.raises(DocumentError) as raised:
        load(tmp_path, SCHEME.replace(PRESET, REVISIONS).replace(right, wrong, 1))
    told = [(problem.line, problem.sentence) for problem in raised.value.problems]
    assert any(found == line and says in sentence for found, sentence in told), told
