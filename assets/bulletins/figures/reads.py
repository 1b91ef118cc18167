"""What an indicator's figures depend on: the forms it is computed from, and the forms whose reports it
counts.
"""

from collections.abc import Collection

from schemas.assessment.measures import ReportCount
from schemas.scheme import Scheme


def forms_of(scheme: Scheme, indicator: str, catalogue: Collection[str]) -> set[str]:
    """The codes of the forms from which an indicator is computed, or whose reports it counts.

    ``catalogue`` are the codes of all forms of the office.
    """
    codes = set(scheme.forms_of(scheme.indicators[indicator]))
    for name in scheme.indicators[indicator].measure_names:
        measure = scheme.measures[name]
        if isinstance(measure, ReportCount):
            codes.update(measure.forms or catalogue)
    return codes


def forms_of_scheme(scheme: Scheme, catalogue: Collection[str]) -> set[str]:
    """The codes of all forms from which any indicator of a scheme is computed."""
    return {form for indicator in scheme.indicators for form in forms_of(scheme, indicator, catalogue)}
