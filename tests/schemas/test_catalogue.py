"""The catalogue of forms: one place gives an office's forms, whatever was imported before."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.findings import KINDS
from schemas.office.catalogue import BUILT_IN, Catalogue
from schemas.settings.rule_settings import RuleSetting

ROOT = Path(__file__).parents[2]
PRODUCT = [
    path
    for folder in ("schemas", "warehouse", "assets", "pipelines")
    for path in (ROOT / folder).rglob("*.py")
]
MODULES = ("bureau", "city", "college", "schools", "society", "townships")


@pytest.mark.parametrize("first", MODULES)
def test_the_order_of_imports_changes_nothing(first):
    program = f"import schemas.forms.{first}; from schemas.office.catalogue import BUILT_IN; print(*BUILT_IN)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == list(BUILT_IN)


def test_every_sentence_says_what_to_do():
    """To check and to correct is no advice: whoever wrote it believes that it is right."""
    rules = [rule for form in BUILT_IN.values() for rule in (*form.rules, *form.cross_rules)]
    says = [each.says for each in (*KINDS.values(), *rules)]
    empty = re.compile(r"请(?:核对|补填|补齐)?(?:后|或)?(?:改正|说明|重新报送)?(?:或说明)?。")
    assert [each.wrong for each in says if empty.fullmatch(each.advice)] == ["{header}为必填项。"]


def test_nothing_else_gives_forms():
    """Only the catalogue reads ``schemas.forms``; only what is of no office begins with the built-in forms: the
    dictionary of the product, and drafts, which name columns as the product does.
    """
    readers = {
        (
            path.relative_to(ROOT).as_posix(),
            alias.name if node.module == "schemas.office.catalogue" else node.module,
        )
        for path in PRODUCT
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if (node.module or "").startswith("schemas.forms")
        or (node.module, alias.name) == ("schemas.office.catalogue", "BUILT_IN")
    }
    assert readers == {
        ("schemas/office/catalogue.py", "schemas.forms"),
        ("warehouse/database/dictionary.py", "BUILT_IN"),
        ("assets/drafts/folder.py", "BUILT_IN"),
    }


def test_an_office_changes_rules_in_its_own_catalogue_only():
    own = BUILT_IN.with_settings({"X05-3": RuleSetting(most=50)})
    assert own["X05"].rules_of("X05-3")[0].parameters == {"most": 50}
    assert BUILT_IN["X05"].rules_of("X05-3")[0].parameters == {"most": 200}
    assert all(own[code] is BUILT_IN[code] for code in BUILT_IN if code != "X05")


def test_codes_and_slugs_are_unique():
    with pytest.raises(ValueError, match="share a code or a slug"):
        Catalogue([BUILT_IN["X05"], BUILT_IN["X05"]])


def test_a_form_that_is_no_longer_collected_keeps_its_code_as_a_name():
    assert BUILT_IN.name("Z03") == f"Z03 {BUILT_IN['Z03'].title}"
    assert (BUILT_IN.name("K01"), BUILT_IN.title("K01"), BUILT_IN.name(None)) == ("K01", "K01", "")
