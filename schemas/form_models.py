"""How a form is declared as a pandera model: its columns, its rules, and what follows from them."""

import re
from collections.abc import Callable, Iterator
from typing import Any, cast

import pandas as pd
import pandera.pandas as pa

from schemas.columns import ColumnType, pandera_checks
from schemas.cross_rules import CrossRule, magnitude_rules
from schemas.findings import Level, Sentence
from schemas.form import CONTEXT_COLUMNS, NUMBERS, SUM_OF_PARTS, Column, Form, OnError, Rule
from schemas.units_of_measure import unit_in_header, unit_of_measure


def required(
    header: str,
    values: tuple[str, ...] = (),
    personal: bool = False,
    additive: bool = True,
    unit: str = "",
    lists: bool = False,
) -> Any:
    """A column whose cells must all be filled. ``additive=False``: a number that must not be added up.
    ``unit``: the unit of its numbers, if the header does not say it. ``lists``: a cell may hold several
    names.
    """
    return _field(header, True, values, personal, additive, unit, lists)


def optional(
    header: str,
    values: tuple[str, ...] = (),
    personal: bool = False,
    additive: bool = True,
    unit: str = "",
    lists: bool = False,
) -> Any:
    """A column that may be left empty."""
    return _field(header, False, values, personal, additive, unit, lists)


def _field(
    header: str,
    is_required: bool,
    values: tuple[str, ...],
    personal: bool,
    additive: bool,
    unit: str,
    lists: bool,
) -> Any:
    if unit and unit_of_measure(unit) is None:
        raise ValueError(f"{header}: {unit} is no unit of measure")
    metadata = {
        "header": header,
        "required": is_required,
        "values": values,
        "personal": personal,
        "additive": additive,
        "unit": unit,
        "lists": lists,
    }
    return pa.Field(nullable=True, metadata=metadata)


def rule(
    code: str,
    level: Level,
    *,
    on: tuple[str, ...],
    says: Sentence,
    of_report: bool = False,
    beside: tuple[str, ...] = (),
    over_report: tuple[str, ...] = (),
    **parameters: Any,
) -> Callable:
    """Declare an in-form check. The function gets the frame (and the parameters by name) and returns a
    boolean Series.

    A row passes if the result is True or missing: whether a cell may be empty is a matter of ``required``. A
    comparison with a missing date gives False, not missing. So a rule on dates says what must not be:
    ``~(ended < started)``.
    """

    def decorate(function: Any) -> classmethod:
        # The rule is a class attribute without an annotation. So pandera does not take it for a column.
        function.kaohe_rule = Rule(
            code, level, on, says, parameters, function.__name__, of_report, beside, over_report
        )
        return classmethod(function)

    return decorate


class FormModel(pa.DataFrameModel):
    """The base of all forms. To a pandera model it adds the checks of the column types, the required cells
    and the rules.
    """

    @classmethod
    def to_schema(cls) -> pa.DataFrameSchema:
        """The pandera schema. The name of a check is the code of its finding; the title of a rule is the name
        of the rule.
        """
        schema = super().to_schema()
        if "completed" in (schema.metadata or {}):
            return schema
        for column in schema.columns.values():
            column.checks = [*_cell_checks(column), *pandera_checks(column.dtype)]
        schema.checks = [_frame_check(cls, declared) for declared in _declared_rules(cls)]
        for check in (
            *schema.checks,
            *(check for column in schema.columns.values() for check in column.checks),
        ):
            # Findings come from the boolean masks of the checks. Collecting every failure case as well would
            # take most of the time.
            check.n_failure_cases = 1
        schema.metadata = {**(schema.metadata or {}), "completed": True}
        return schema


def _cell_checks(column: pa.Column) -> Iterator[pa.Check]:
    if column.metadata["required"]:
        yield pa.Check(lambda values: values.notna(), name="required", ignore_na=False)
    values, kind = column.metadata["values"], cast("ColumnType", column.dtype)
    if kind.name == "enum":
        yield pa.Check(lambda cells: cells.isin(values), name="choice", ignore_na=True)
    if kind.name == "set":
        one = "|".join(map(re.escape, values))
        yield pa.Check(
            lambda cells: cells.str.fullmatch(f"(({one})(、({one}))*)?"), name="choice", ignore_na=True
        )


def _frame_check(model: type[pa.DataFrameModel], declared: Rule) -> pa.Check:
    function = getattr(model, declared.name)

    def judge(frame: pd.DataFrame) -> pd.Series:
        return function(frame, **declared.parameters).fillna(True).astype(bool)

    return pa.Check(judge, name=declared.code, title=declared.name, ignore_na=False)


def _declared_rules(model: type) -> list[Rule]:
    """The rules sorted by code. Those with the same code stay in the order in which they are declared."""
    functions = [member.__func__ for member in vars(model).values() if isinstance(member, classmethod)]
    declared = [function.kaohe_rule for function in functions if hasattr(function, "kaohe_rule")]
    return sorted(declared, key=lambda one: one.code)


def form(
    *,
    code: str,
    slug: str,
    title: str,
    submitters: tuple[str, ...],
    due: tuple[int, ...],
    grain: str,
    key: tuple[str, ...],
    on_error: OnError,
    nil: bool = False,
    vertical: bool = False,
    subject: str | None = None,
    subject_kinds: tuple[str, ...] = (),
    amends: bool = False,
    cross_rules: tuple[CrossRule, ...] = (),
) -> Callable[[type[pa.DataFrameModel]], Form]:
    """Make a form from a model. ValueError if the description contradicts itself."""

    def describe(model: type[pa.DataFrameModel]) -> Form:
        columns = tuple(_column(name, column) for name, column in model.to_schema().columns.items())
        figures = [column.name for column in columns if column.type.name in NUMBERS]
        described = Form(
            code=code,
            slug=slug,
            title=title,
            submitters=submitters,
            due=due,
            grain=grain,
            key=key,
            on_error=on_error,
            model=model,
            columns=columns,
            rules=tuple(_declared_rules(model)),
            cross_rules=cross_rules,
            magnitudes=magnitude_rules(code, figures),
            nil=nil,
            vertical=vertical,
            subject=subject,
            subject_kinds=subject_kinds,
            amends=amends,
        )
        _require_consistent(described)
        return described

    return describe


def _column(name: str, column: pa.Column) -> Column:
    header, unit = column.metadata["header"], column.metadata["unit"]
    kind = cast("ColumnType", column.dtype)
    is_number = kind.name in NUMBERS
    return Column(
        name=name,
        header=header,
        type=kind,
        required=column.metadata["required"],
        values=tuple(column.metadata["values"]),
        personal=column.metadata["personal"] or kind.personal,
        additive=column.metadata["additive"] and is_number,
        unit=(unit_of_measure(unit) if unit else unit_in_header(header)) if is_number else None,
        lists=column.metadata["lists"],
    )


def _require_consistent(described: Form) -> None:
    """Check that the columns exist which the key, the subject or a rule names, and that no sentence can show
    a personal value.
    """
    names = {column.name for column in described.columns}
    personal = {column.name for column in described.columns if column.personal}
    reserved = names & {*CONTEXT_COLUMNS, SUM_OF_PARTS}
    if reserved:
        raise ValueError(f"{described.code}: {sorted(reserved)} are names of the review's own columns")
    if not names.issuperset({*described.key, *([described.subject] if described.subject else [])}):
        raise ValueError(f"{described.code}: the key or the subject names a column that the form has not")
    for declared in described.rules:
        placeholders = set(declared.says.placeholders)
        known = names | {*declared.parameters, SUM_OF_PARTS}
        if not names.issuperset(declared.columns) or not known.issuperset(placeholders):
            raise ValueError(f"{declared.code}: a column or placeholder is unknown")
        if placeholders & personal:
            raise ValueError(
                f"{declared.code}: its sentence would show {sorted(placeholders & personal)}, which is personal"
            )
