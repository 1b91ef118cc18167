"""What is wrong with the folder of an office (``kaohe check``): every mistake in every file. It runs
nothing.
"""

from pathlib import Path

from schemas.documents import DocumentError, Problem, read_document
from schemas.office.idle_settings import idle_problems
from schemas.office.printed_texts import code_findings
from schemas.office.scheme_files import load_scheme, scores_problems, written_id
from schemas.office.site import load_site
from schemas.scheme import Scheme


def office_problems(directory: Path) -> list[Problem]:
    """All mistakes of a folder, sorted by file and line, everything that loads but has no effect, and codes
    in texts that bulletins print. None if all is well.
    """
    directory = Path(directory).absolute()
    try:
        site = load_site(directory)
    except DocumentError as error:
        return _sorted([*error.problems, *_malformed_schemes(directory)])
    problems: list[Problem] = []
    schemes: dict[Path, Scheme] = {}
    for path in site.scheme_paths:
        try:
            schemes[path] = load_scheme(path, site.forms, site.registry, site.collects, site.periods.years)
        except DocumentError as error:
            problems += error.problems
    faulty = [written_id(path) for path in site.scheme_paths if path not in schemes]
    problems += _doubled(schemes) + scores_problems(schemes, faulty)
    for path, scheme in schemes.items():
        written = read_document(path, Scheme)
        problems += [written.problem(place, said) for place, said in code_findings(scheme, site.forms)]
    return _sorted([*problems, *idle_problems(site, schemes)])


def _malformed_schemes(directory: Path) -> list[Problem]:
    """What can be said about schemes while the files that they build on are faulty."""
    problems: list[Problem] = []
    for path in sorted((directory / "schemes").glob("*.yaml")):
        try:
            read_document(path, Scheme)
        except DocumentError as error:
            problems += error.problems
    return problems


def _doubled(schemes: dict[Path, Scheme]) -> list[Problem]:
    seen: dict[str, Path] = {}
    problems = []
    for path, scheme in schemes.items():
        if scheme.id in seen:
            said = f"方案编号“{scheme.id}”在 {seen[scheme.id].name} 里已经用了，请改得不同"
            problems.append(read_document(path, Scheme).problem(("id",), said))
        seen.setdefault(scheme.id, path)
    return problems


def _sorted(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.path, problem.line, problem.sentence))
