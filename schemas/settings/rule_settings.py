"""What an office decides about a rule: whether it returns reports or only asks, and from which value on.

``site.yaml`` says so by the code of the rule: ``rules: {Z03-4: {level: query, most: 0.3}}``. A new rule
starts as a query and is replayed on past periods (``kaohe replay``). When the office knows what it would
return, the rule becomes hard.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandera.pandas as pa
from pydantic import BaseModel, ConfigDict

from schemas.cross_rules import CrossRule
from schemas.findings import Level
from schemas.form import Form, Rule
from schemas.form_models import rule


class RuleSetting(BaseModel):
    """The level and the parameters that replace those of a rule. What is left out stays as the form says."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, float]

    level: Level | None = None

    @property
    def parameters(self) -> dict[str, float]:
        """The parameters by name. Whole numbers are integers, because sentences show them."""
        return {
            name: int(value) if value.is_integer() else value
            for name, value in (self.__pydantic_extra__ or {}).items()
        }


def check_parameters(code: str, declared: Iterable[Rule | CrossRule], parameters: Mapping[str, Any]) -> None:
    """ValueError with a Chinese sentence if no part of the rule has such a parameter."""
    known = sorted({name for each in declared for name in each.parameters})
    if unknown := sorted(set(parameters) - set(known)):
        choice = f"可用的参数：{'、'.join(known)}" if known else "这条规则没有参数"
        raise ValueError(f"规则 {code} 没有参数“{'、'.join(unknown)}”，{choice}")


def with_settings(form: Form, settings: Mapping[str, RuleSetting]) -> Form:
    """The form with its rules set like this. If no setting is about it, the same form."""
    if not {declared.code for declared in form.every_rule} & set(settings):
        return form
    rules, crossing, magnitudes = (
        tuple(_set(declared, settings) for declared in of_form)
        for of_form in (form.rules, form.cross_rules, form.magnitudes)
    )
    return replace(
        form,
        model=_model_with(form.model, rules),
        rules=rules,
        cross_rules=crossing,
        magnitudes=magnitudes,
    )


def _set(declared: Any, settings: Mapping[str, RuleSetting]) -> Any:
    setting = settings.get(declared.code)
    if setting is None:
        return declared
    # A code may have several parts, each with parameters of its own. Every part takes its own.
    parameters = {name: value for name, value in setting.parameters.items() if name in declared.parameters}
    return replace(
        declared, level=setting.level or declared.level, parameters={**declared.parameters, **parameters}
    )


def _model_with(model: type[pa.DataFrameModel], rules: tuple[Rule, ...]) -> type[pa.DataFrameModel]:
    """The model with its rules declared anew. It inherits the columns."""
    members = {one.name: _declared_anew(model, one) for one in rules}
    return type(
        model.__name__, (model,), {"__module__": model.__module__, "__doc__": model.__doc__, **members}
    )


def _declared_anew(model: type[pa.DataFrameModel], one: Rule) -> classmethod:
    function = vars(model)[one.name].__func__

    def judge(cls: type, frame: Any, **parameters: Any) -> Any:
        return function(cls, frame, **parameters)

    judge.__name__ = one.name
    return rule(
        one.code,
        one.level,
        on=one.columns,
        says=one.says,
        of_report=one.of_report,
        beside=one.beside,
        over_report=one.over_report,
        **one.parameters,
    )(judge)
