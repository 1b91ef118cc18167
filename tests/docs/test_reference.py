"""The reference pages and JSON Schemas of an office's files: they are what the models say, and say all of it."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from schemas.reference.pages import PAGES, _models, json_schema, meaning, reference_page, write_reference

ROOT = Path(__file__).parents[2]
BY_NAME = {page.name: page for page in PAGES}


def test_the_committed_reference_is_the_current_one(tmp_path):
    """``python -m schemas.reference docs/reference`` writes it."""
    write_reference(tmp_path)
    for path in tmp_path.iterdir():
        assert (ROOT / "docs" / "reference" / path.name).read_text("utf-8") == path.read_text("utf-8"), (
            path.name
        )


@pytest.mark.parametrize("name", BY_NAME)
def test_every_key_has_a_meaning_and_stands_on_the_page(name):
    page = BY_NAME[name]
    text = reference_page(page)
    keys = [(model, key) for model, part in _models(json_schema(page), page) for key in part["properties"]]
    assert [place for place in keys if not meaning(*place)] == []
    assert [place for place in keys if f"| `{place[1]}` |" not in text] == []


FILES = [
    *(("site", path) for path in sorted(ROOT.glob("sites/*/site.yaml"))),
    *(("schemes", path) for path in sorted(ROOT.glob("sites/*/schemes/*.yaml"))),
    *(("forms", path) for path in sorted(ROOT.glob("sites/*/forms/*.yaml"))),
]


class Plain(yaml.SafeLoader):
    """Dates and months as they are written, as an editor has them."""


Plain.yaml_implicit_resolvers = {
    first: [each for each in resolvers if each[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(
    ("name", "path"), FILES, ids=[f"{path.parent.name}-{path.stem}" for _, path in FILES]
)
def test_an_editor_accepts_what_the_product_accepts(name, path):
    validator = Draft202012Validator(json_schema(BY_NAME[name]))
    document = json.loads(json.dumps(yaml.load(path.read_text(encoding="utf-8"), Plain)))
    assert [error.message for error in validator.iter_errors(document)] == []
