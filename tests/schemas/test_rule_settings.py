"""What an office sets of a rule: its level and parameters, in its own forms only, and what it may not say."""

import pytest

from schemas.documents import DocumentError
from schemas.findings import Level
from schemas.office.catalogue import BUILT_IN
from schemas.office.site import load_site
from schemas.settings.rule_settings import RuleSetting, with_settings

SITE = """id: here
name: 样例教育局
periods: {history: 2022-01, first: 2023-10}
rules:
"""
UNITS = (
    "code,name,kind,parent,group,short_names,valid_from,valid_to,successor\n321302,宿城区,district,,,,,,\n"
)


def load(folder, rules):
    (folder / "site.yaml").write_text(SITE + rules, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    return load_site(folder)


def test_a_site_sets_levels_and_parameters(tmp_path):
    forms = load(tmp_path, "  Z03-4: {level: query, most: 0.3}\n  X05-3: {most: 50}\n").forms
    ((_, of_z03),) = forms.rules_by_code("Z03-4")
    assert (of_z03.level, of_z03.parameters) == (Level.QUERY, {"most": 0.3})
    ((_, of_x05),) = forms.rules_by_code("X05-3")
    assert (of_x05.level, of_x05.parameters) == (Level.QUERY, {"most": 50})


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ("  Z03-9: {level: query}\n", "site.yaml:5：没有编号为“Z03-9”的审核规则，请核对编号，例如 Z03-4"),
        ("  X01-5: {}\n  Z03-4: {least: 1}\n", "site.yaml:6：规则 Z03-4 没有参数“least”，可用的参数：most"),
        ("  Z03-3: {most: 1}\n", "site.yaml:5：规则 Z03-3 没有参数“most”，这条规则没有参数"),
        ("  Z03-4: {most: viel}\n", "site.yaml:5：“most”应为数字，现为“viel”"),
        ("  Z03-4: {level: soft}\n", "site.yaml:5：“level”不能是“soft”，应为 hard、query 之一"),
    ],
)
def test_what_no_rule_has_is_refused_with_its_line(tmp_path, rules, sentence):
    with pytest.raises(DocumentError) as refused:
        load(tmp_path, rules)
    assert str(refused.value).endswith(sentence)


def test_only_the_forms_with_that_rule_change():
    changed = {
        code: with_settings(form, {"X05-3": RuleSetting(level="hard", most=3)})
        for code, form in BUILT_IN.items()
    }
    assert [code for code in BUILT_IN if changed[code] is not BUILT_IN[code]] == ["X05"]
    (rule,) = changed["X05"].rules_of("X05-3")
    assert (rule.level, rule.parameters) == (Level.HARD, {"most": 3})
    (as_it_was,) = BUILT_IN["X05"].rules_of("X05-3")
    assert (as_it_was.level, as_it_was.parameters) == (Level.QUERY, {"most": 200})
    assert changed["X05"].columns == BUILT_IN["X05"].columns


def test_a_setting_may_be_set_again():
    once = with_settings(BUILT_IN["X05"], {"X05-3": RuleSetting(level="hard")})
    (rule,) = with_settings(once, {"X05-3": RuleSetting(most=9)}).rules_of("X05-3")
    assert (rule.level, rule.parameters) == (Level.HARD, {"most": 9})
