"""Schemes as an office keeps them: YAML files. A faulty one is refused with its file, its line and a
sentence.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from schemas.assessment.indicators import IssuedTarget
from schemas.assessment.measures import FormMeasure
from schemas.documents import (
    Document,
    DocumentError,
    Finding,
    Problem,
    parse_document,
    read_document,
    suggestion,
)
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
    """The scheme in a YAML file, checked against the forms of an office. Raises DocumentError with all
    problems.

    If ``registry`` is given, unit codes are checked. If ``collects`` is given, it tells whether the office
    collects a form, and forms are checked. ``years`` are the first and the last year (None: no end) in which
    the office is owed reports; the scheme's year must be among them.
    """
    document = read_document(path, Scheme)
    scheme = sound_scheme(document, forms, registry)
    found = [*_uncollected(scheme, collects), *_outside(scheme, years)]
    if problems := [document.problem(place, said) for place, said in found]:
        raise DocumentError.listing(problems)
    return scheme


def _uncollected(scheme: Scheme, collects: Callable[[str], bool] | None) -> Iterator[Finding]:
    """What the scheme reads although nobody would be asked for it."""
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
    """A year in which nobody owes reports. Nothing of the scheme would ever be assessed."""
    first, last = years or (scheme.year, None)
    if scheme.year < first or (last is not None and scheme.year > last):
        to = "起" if last is None else f"至{last}年"
        yield (
            ("year",),
            f"考核年度 {scheme.year} 不在本办公室的报送期间（{first}年{to}）内，请改正 year 或 site.yaml 的 periods",
        )


def scores_problems(schemes: Mapping[Path, Scheme], faulty: Collection[str] = ()) -> list[Problem]:
    """Schemes of an office that take in scores of schemes that do not exist, or of each other in a circle.

    ``faulty`` are the ids of schemes that exist but cannot be loaded; their own mistakes are told elsewhere.
    """
    ids = {scheme.id: scheme for scheme in schemes.values()}
    problems = []
    for path, scheme in schemes.items():
        unknown = [name for name in scheme.built_on if name not in ids and name not in faulty]
        for name in unknown:
            said = f"没有方案“{name}”，不能汇总它的得分" + suggestion(name, ids, "请先写好那个方案")
            problems.append(read_document(path, Scheme).problem(("indicators",), said))
        if scheme.id in _below(scheme, ids):
            said = f"方案 {scheme.id} 汇总的得分又要用它自己的得分，绕成了圈，请改正"
            problems.append(read_document(path, Scheme).problem(("indicators",), said))
    return problems


def written_id(path: Path) -> str:
    """The id that a faulty file of a scheme gives; empty if none can be read."""
    try:
        written, _ = parse_document(path)
    except DocumentError:
        return ""
    return str(written.get("id", ""))


def _below(scheme: Scheme, ids: Mapping[str, Scheme]) -> set[str]:
    """The ids of all schemes whose scores go into this one's, directly or through others."""
    found: set[str] = set()
    waiting = list(scheme.built_on)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += ids[name].built_on if name in ids else ()
    return found


def sound_scheme(
    document: Document[Scheme], forms: Mapping[str, Form], registry: UnitRegistry | None
) -> Scheme:
    """The scheme of a document that has passed the model, if nothing else is wrong with it. Raises
    DocumentError with all problems.
    """
    problems = [
        document.problem(location, sentence)
        for location, sentence in document.content.findings(forms, registry)
    ]
    if problems:
        raise DocumentError.listing(problems)
    return document.content
