"""What an indicator reads: its measures and the forms they are taken from."""

from collections.abc import Iterator

from schemas.forms import FORMS
from schemas.indicators import Indicator, IssuedTarget
from schemas.measures import FormMeasure, ReportCount
from schemas.scheme import TARGETS_FORM, Scheme


def measures_of(indicator: Indicator) -> set[str]:
    """The names of the measures in an indicator's formula, of whatever kind the formula is."""
    return set(_names(indicator.formula.model_dump(exclude={"kind", "scale", "denominator_note"})))


def _names(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for each in part.values():
            yield from _names(each)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from _names(each)


def forms_of(scheme: Scheme, indicator: str) -> set[str]:
    """The codes of the forms an indicator of a scheme is computed from, that of its issued targets included."""
    forms: set[str] = set()
    for name in measures_of(scheme.indicators[indicator]):
        measure = scheme.measures[name]
        if isinstance(measure, FormMeasure):
            forms.add(measure.form)
        elif isinstance(measure, ReportCount):
            forms.update(measure.forms or FORMS)
    if isinstance(scheme.indicators[indicator].target, IssuedTarget):
        forms.add(TARGETS_FORM)
    return forms


def forms_of_scheme(scheme: Scheme) -> set[str]:
    """The codes of all forms that some indicator of a scheme is computed from."""
    return {form for indicator in scheme.indicators for form in forms_of(scheme, indicator)}
