"""How the product is laid out: what may import what is said in pyproject.toml; here is the rest."""

import ast
import re
from collections import Counter

import pytest

from tests.architecture.modules import ROOT, circles, files, imports, private_names


def test_a_circle_is_found_wherever_it_closes():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"e2"}, "e2": {"e"}}
    assert circles(graph) == [["a", "b", "c"], ["e", "e2"]]


def test_no_modules_import_each_other_in_a_circle():
    assert circles(imports()) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from dagster._core.events import Event", ["dagster._core.events.Event"]),
        ("def late():\n    import atexit\n    atexit._run_exitfuncs()", ["atexit._run_exitfuncs"]),
        ("import os\nfrom __future__ import annotations\nos.environ", []),
    ],
)
def test_a_private_name_is_found(tmp_path, text, found):
    module = tmp_path / "module.py"
    module.write_text(text)
    assert list(private_names(module)) == found


PUBLIC = {"os._exit", "etree._Element"}
"""Names that are meant for everybody, whatever they begin with: how Python and lxml call them."""


def test_private_names_of_other_libraries_are_used_in_one_folder():
    others = [path for path in files() if ROOT / "pipelines" / "internals" not in path.parents]
    used = {str(path.relative_to(ROOT)): set(private_names(path)) - PUBLIC for path in others}
    assert {path: names for path, names in used.items() if names} == {}


def test_the_walks_of_contributing_lead_to_what_they_name():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    walks = re.findall(r"^- \*\*Where .*?(?=^- |^$)", text, re.M | re.S)
    ends = [re.findall(r"`([\w/]+\.py)`, `(\w+)`", walk)[-1] for walk in walks]
    assert len(ends) == 3
    for path, name in ends:
        tree = ast.parse((ROOT / path).read_text())
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, path


def test_no_file_is_longer_than_400_lines():
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in files()}
    assert {path: count for path, count in lines.items() if count > 400} == {}


def test_no_folder_has_more_than_14_modules():
    """Migrations stay for ever, one beside the other."""
    modules = Counter(path.parent for path in files() if path.name != "__init__.py")
    crowded = {str(folder.relative_to(ROOT)): count for folder, count in modules.items() if count > 14}
    assert set(crowded) <= {"warehouse/database/migrations/versions"}, crowded


def test_every_folder_says_what_belongs_there():
    folders = {path.parent for path in files() if "versions" not in path.parts}
    silent = [folder for folder in folders if not ast.get_docstring(ast.parse(_said_of(folder)))]
    assert silent == []


def _said_of(folder):
    module = folder / "__init__.py"
    return module.read_text() if module.exists() else ""


def test_migrations_follow_one_another_by_number():
    found = sorted((ROOT / "warehouse/database/migrations/versions").glob("0*.py"))
    texts = [path.read_text(encoding="utf-8") for path in found]
    numbers = [f"{number:04}" for number in range(1, len(found) + 1)]
    assert [path.name[:4] for path in found] == numbers
    assert [re.search(r'^revision = "(\d+)"', text, re.MULTILINE)[1] for text in texts] == numbers
    before = [re.search(r'^down_revision\b.*= (?:"(\d+)"|None)', text, re.MULTILINE)[1] for text in texts]
    assert before == [None, *numbers[:-1]]
