"""What an office has written that loads but has no effect: a form that nobody owes, a unit that nothing
reaches.

``kaohe check`` tells it like a mistake, because whoever wrote it wanted it to have an effect.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from schemas.assessment.assessed import assessed_units
from schemas.documents import Document, Finding, Location, Problem, read_document
from schemas.form import Form
from schemas.office.catalogue import own_forms
from schemas.office.site import SETTINGS, UNITS, Site, SiteSettings
from schemas.office.unit import Unit
from schemas.office.unit_files import unit_lines
from schemas.own_forms.documents import FormDocument
from schemas.periods import periods_between
from schemas.scheme import Scheme
from schemas.scoring.events import DowngradeMethod, NoBestGradeMethod

READ_FROM = {"forms": ".yaml", "schemes": ".yaml", "reports": ".xlsx"}
"""The folders of an office, and the ending of the files that are read there."""


def idle_problems(site: Site, schemes: Mapping[Path, Scheme]) -> list[Problem]:
    """Everything in the folder of a site that has no effect. ``schemes`` are the sound schemes, by file."""
    settings = read_document(site.directory / SETTINGS, SiteSettings)
    own = own_forms(site.directory, site.registry.kinds).documents
    found = [settings.problem(place, said) for place, said in _idle_settings(site, settings.content, schemes)]
    for document in own.values():
        found += [document.problem(place, said) for place, said in _idle_form(site, document)]
    lines = unit_lines(site.directory / UNITS)
    found += [Problem(site.directory / UNITS, lines[unit.code], said) for unit, said in _idle_units(site)]
    for path, scheme in schemes.items():
        written = read_document(path, Scheme)
        found += [written.problem(place, said) for place, said in _idle_scheme(site, scheme)]
    return [*found, *_unread_files(site.directory)]


# ---------------------------------------------------------------- forms and settings


def _idle_form(site: Site, document: Document[FormDocument]) -> Iterator[Finding]:
    form = site.forms[document.content.code]
    yield from ((("submitters",), said) for said in _not_owed(site, form))
    yield from ((("due",), said) for said in _never_due(site, form))


def _idle_settings(site: Site, settings: SiteSettings, schemes: Mapping[Path, Scheme]) -> Iterator[Finding]:
    if not site.inbox.is_dir():
        yield ("inbox",), f"收件箱文件夹“{settings.inbox}”不存在，请新建它，或改正 inbox"
    for index, code in enumerate(settings.forms or ()):
        form = site.forms[code]
        if not form.is_own:
            yield from (
                (("forms", index), said) for said in (*_not_owed(site, form), *_never_due(site, form))
            )
    named: list[tuple[Location, str]] = [(("extend", code), code) for code in settings.extend]
    named += [(("due_days", code), code) for code in settings.due_days]
    named += [
        (("due_dates", period, code), code) for period, dates in settings.due_dates.items() for code in dates
    ]
    named += [
        (("rules", rule), form.code) for rule in settings.rules for form, _ in site.forms.rules_by_code(rule)
    ]
    for place, code in dict.fromkeys(named):
        if not site.collects(code):
            yield place, f"本办公室不收 {code}，这一项不起作用，请在 forms 里补上 {code}，或删去这一项"
    used = {unit.kind for unit in site.registry}
    for kind, word in settings.kinds.items():
        if kind not in used:
            yield ("kinds", kind), f"{UNITS} 里没有{word}（{kind}），请补上单位，或删去这个类别"


def _not_owed(site: Site, form: Form) -> Iterator[str]:
    if not any(unit.kind in form.submitters for unit in site.registry if unit.valid_to is None):
        words = "、".join(site.registry.kinds[kind] for kind in form.submitters)
        yield f"没有单位应报 {form.code} {form.title}：{UNITS} 里没有{words}，请补上单位，或改由别的单位填报"


def _never_due(site: Site, form: Form) -> Iterator[str]:
    periods = site.periods
    if periods.last and not any(
        int(period[5:]) in form.due for period in periods_between(periods.history, periods.last)
    ):
        months = "、".join(f"{month}月" for month in form.due)
        yield (
            f"{form.code} {form.title}的应报月份（{months}）不在 {periods.history} 到 {periods.last} 之内，"
            "没有人需要报，请改正 due，或改 site.yaml 的 periods"
        )


# ---------------------------------------------------------------- units


def _idle_units(site: Site) -> Iterator[tuple[Unit, str]]:
    """Units without a parent in a register in which others have one: nothing adds them up."""
    parents = {unit.parent for unit in site.registry if unit.parent}
    for unit in site.registry:
        if unit.parent or unit.code in parents or not _belongs_somewhere(site, unit):
            continue
        word = site.registry.kinds[unit.kind]
        yield unit, f"{word}“{unit.name}”没有上级单位（parent），各方案考核不到它，请填上级单位的代码"


def _belongs_somewhere(site: Site, unit: Unit) -> bool:
    """Whether a unit of that kind should lie below another: a township always, others if another unit of
    their kind does.
    """
    return unit.kind == "township" or any(
        other.parent for other in site.registry if other.kind == unit.kind and other.code != unit.code
    )


# ---------------------------------------------------------------- schemes


def _idle_scheme(site: Site, scheme: Scheme) -> Iterator[Finding]:
    periods = periods_between(f"{scheme.year}-01", f"{scheme.year}-12")
    units = {unit.code: unit for period in periods for unit in assessed_units(scheme, site.registry, period)}
    if not units:
        yield ("assessed",), "没有单位被考核：单位表里没有符合 kind、under、only 的单位，请改正"
        return
    kinds = {unit.kind for unit in units.values()}
    for code, indicator in scheme.indicators.items():
        if indicator.assesses is not None and indicator.assesses not in kinds:
            word = site.registry.kinds[indicator.assesses]
            yield (
                ("indicators", code, "assesses"),
                f"指标 {code} 没有考核到任何单位：被考核单位里没有{word}，请改正 assesses 或 assessed",
            )
    for place, code in _named_units(scheme):
        if code not in units:
            yield place, f"单位 {code} 不在被考核单位之内，写在这里不起作用，请删去或改正 assessed"
    yield from _idle_measures(scheme)
    yield from _idle_grading(scheme)


def _idle_grading(scheme: Scheme) -> Iterator[Finding]:
    """Rules about grades in a scheme that gives none."""
    for code, indicator in scheme.indicators.items():
        if scheme.grades is None and isinstance(indicator.score, DowngradeMethod | NoBestGradeMethod):
            yield (
                ("indicators", code, "score"),
                f"方案没有 grades（等次），“{indicator.score.method}”不起作用，请补上 grades，或删去这一项",
            )


def _named_units(scheme: Scheme) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for index, code in enumerate(scheme.assessed.only or ()):
        yield ("assessed", "only", index), code
    for group, codes in (scheme.groups or {}).items():
        for index, code in enumerate(codes):
            yield ("groups", group, index), code


def _idle_measures(scheme: Scheme) -> Iterator[Finding]:
    used = set(_texts(scheme.model_dump(include={"indicators", "funnel", "revisions"})))
    for name in scheme.measures:
        if name not in used:
            yield ("measures", name), f"度量“{name}”没有指标用到，请用上它，或删去"


def _texts(written: object) -> Iterator[str]:
    """Every text of a document, however deep."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, dict):
        for value in written.values():
            yield from _texts(value)
    elif isinstance(written, list | tuple):
        for value in written:
            yield from _texts(value)


# ---------------------------------------------------------------- files


def _unread_files(directory: Path) -> Iterator[Problem]:
    for folder, ending in READ_FROM.items():
        for path in sorted((directory / folder).glob("*")):
            if path.is_file() and path.suffix != ending and not path.name.startswith((".", "~$")):
                yield Problem(
                    path,
                    1,
                    f"{folder} 里只读 {ending} 文件，这个文件不起作用，请改名为 {path.stem}{ending}，或移走",
                )
