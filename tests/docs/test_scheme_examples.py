"""Every example of docs/schemes.md is a scheme that loads, or part of one, and the wrong one says what the
page says.
"""

import re
from pathlib import Path

import pytest
import yaml

from schemas.assessment.measures import Span
from schemas.documents import DocumentError
from schemas.office.catalogue import BUILT_IN
from schemas.office.scheme_files import load_scheme
from schemas.office.site import load_site
from schemas.scoring.methods import METHODS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "schemes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\S+)( wrong)?\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EXAMPLES = [text for language, wrong, text in BLOCKS if language == "yaml" and not wrong]
WRONG = next(text for _, wrong, text in BLOCKS if wrong)
SENTENCES = next(text for language, _, text in BLOCKS if language == "text").splitlines()


MEASURES = {
    name: measure for text in EXAMPLES for name, measure in yaml.safe_load(text).get("measures", {}).items()
}
COMPLETE = yaml.safe_load(EXAMPLES[0])


@pytest.fixture(scope="module")
def registry():
    return load_site(ROOT / "sites" / "sucheng").registry


def whole_scheme(part: dict) -> dict:
    """The page's complete scheme with a part of it replaced, the measures of the whole page, and weights that
    add up.
    """
    scheme = {**COMPLETE, **part, "measures": {**MEASURES, **part.get("measures", {})}}
    if "groups" in part:
        del scheme["group_by"]
    if part.get("full_score") == 0:
        del scheme["missing"]
        return scheme
    formula = {"kind": "total", "measures": ["elderly"]}
    other = {
        "name": "其他",
        "unit_of_measure": "人",
        "formula": formula,
        "weight": 1,
        "score": {"method": "排名赋分", "step": 1},
    }
    scheme["indicators"] = {**scheme["indicators"], "other": other}
    for_a_township = [
        indicator
        for indicator in scheme["indicators"].values()
        if indicator.get("assesses") in (None, "township")
    ]
    scheme["full_score"] = sum(indicator.get("weight", 0) for indicator in for_a_township)
    return scheme


def load(scheme: dict | str, path: Path, registry):
    text = scheme if isinstance(scheme, str) else yaml.safe_dump(scheme, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return load_scheme(path, BUILT_IN, registry)


def test_the_first_example_is_a_whole_scheme(tmp_path, registry):
    scheme = load(EXAMPLES[0], tmp_path / "scheme.yaml", registry)
    assert sum(indicator.weight for indicator in scheme.indicators.values()) == 100


@pytest.mark.parametrize("text", EXAMPLES[1:], ids=range(2, len(EXAMPLES) + 1))
def test_every_other_example_is_part_of_one(text, tmp_path, registry):
    part = yaml.safe_load(text)
    loaded = load(whole_scheme(part), tmp_path / "scheme.yaml", registry)
    assert set(part.get("indicators", {})) <= set(loaded.indicators)


def test_the_wrong_example_says_what_the_page_says(tmp_path, registry):
    with pytest.raises(DocumentError) as refused:
        load(whole_scheme(yaml.safe_load(WRONG)), tmp_path / "scheme.yaml", registry)
    said = [problem.sentence for problem in refused.value.problems]
    assert len(said) == len(SENTENCES)
    for sentence in SENTENCES:
        assert any(one.startswith(sentence) for one in said), (sentence, said)


def test_the_page_shows_every_method_span_formula_and_light():
    for word in METHODS:
        assert f"method: {word}" in PAGE
    for word in Span:
        assert f"span: {word}" in PAGE
    for word in (
        "total",
        "ratio",
        "completion",
        "difference",
        "growth",
        "weighted",
        "number",
        "last_year",
        "issued",
    ):
        assert f"kind: {word}" in PAGE
    for word in ("three-colour by points", "growth", "blue-yellow-red by deadline", "blue is good"):
        assert f"preset: {word}" in PAGE
    for word in ("is", "in", "starts_with", "contains", "filled", "at_least", "award_at_least"):
        assert re.search(rf"\{{column: \w+, {word}: ", PAGE), word
