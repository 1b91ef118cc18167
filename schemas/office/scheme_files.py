"""Schemes as an office keeps them: YAML files. A faulty one is refused with file, line and a sentence."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from schemas.assessment.indicators import IssuedTarget
from schemas.assessment.measures import FormMeasure
from schemas.documents import Document, DocumentError, Finding, read_document
from schemas.form import Form
from schemas.office.units import UnitRegistry
from schemas.scheme import TARGETS_FORM, Scheme


def load_scheme(
    path: Path,
    forms: Mapping[str, Form],
    registry: UnitRegistry | None = None,
    collects: Callable[[str], bool] | None = None,
    years: tuple[int, int | None] | None = None,
) -> Scheme:
    """The scheme in a YAML file over the forms of an office; raises DocumentError with all problems.

    Unit codes are checked if the unit registry is given, forms against those that the office collects if
    ``collects`` tells of a code, the scheme's year against the first and the last (None: no end) in which the
    office is owed reports.
    """
    document = read_document(path, Scheme)
    scheme = sound_scheme(document, forms, registry)
    found = [*_uncollected(scheme, collects), *_outside(scheme, years)]
    if problems := [document.problem(place, said) for place, said in found]:
        raise DocumentError.listing(problems)
    return scheme


def _uncollected(scheme: Scheme, collects: Callable[[str], bool] | None) -> Iterator[Finding]:
    """What the scheme reads and nobody would be asked for."""
    for name, measure in scheme.measures.items():
        if collects and isinstance(measure, FormMeasure) and not collects(measure.form):
            yield (
                ("measures", name, "form"),
                f"本办公室不收 {measure.form}，请在 site.yaml 的 forms 里补上，或删去这个度量",
            )
    for code, indicator in scheme.indicators.items():
        if collects and isinstance(indicator.target, IssuedTarget) and not collects(TARGETS_FORM):
            yield (
                ("indicators", code, "target"),
                f"目标值由 {TARGETS_FORM} 下达，本办公室不收，请在 site.yaml 的 forms 里补上",
            )


def _outside(scheme: Scheme, years: tuple[int, int | None] | None) -> Iterator[Finding]:
    """A year in which nobody owes reports: nothing of it would ever be assessed."""
    first, last = years or (scheme.year, None)
    if scheme.year < first or (last is not None and scheme.year > last):
        to = "起" if last is None else f"至{last}年"
        yield (
            ("year",),
            f"考核年度 {scheme.year} 不在本办公室的报送期间（{first}年{to}）内，请改正 year 或 site.yaml 的 periods",
        )


def sound_scheme(
    document: Document[Scheme], forms: Mapping[str, Form], registry: UnitRegistry | None
) -> Scheme:
    """The scheme of a document that passed the model, if nothing else is wrong with it; raises DocumentError
    with all problems.
    """
    problems = [
        document.problem(location, sentence)
        for location, sentence in document.content.findings(forms, registry)
    ]
    if problems:
        raise DocumentError.listing(problems)
    return document.content
