"""The files of an office for a new year: last year's schemes copied with the year changed, and
``periods.last`` moved.

Files are copied as text, so their comments stay.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.assessment.indicators import IssuedTarget, NumberTarget
from schemas.documents import Document, DocumentError, read_document
from schemas.form import Form
from schemas.office.check import office_problems
from schemas.office.site import SETTINGS, Site, load_site
from schemas.scheme import Scheme

_LAST = re.compile(r"(\blast:\s*[\"']?)(\d{4}-\d{2})")
FIRST_MONTH_ONLY = (1,)
"""The due months of forms that hold what a whole year rests on: targets handed down (J03), population
(J05).
"""


class NoNewYear(ValueError):
    """The office cannot be carried into that year. The message says in Chinese why, without the full stop."""


@dataclass(frozen=True)
class NewYear:
    """What was done: the schemes that were written, the new month of ``periods.last`` (None: it stays), and
    in Chinese what the steward should look at.
    """

    schemes: tuple[Path, ...]
    last: str | None
    to_check: tuple[str, ...]


def carry_over(directory: Path, year: int) -> NewYear:
    """Carry the folder of an office into a year: copy every scheme of the newest earlier year that has no
    successor yet. Doing it again changes nothing.

    DocumentError if the folder is faulty before, or would be faulty after it; then nothing is changed.
    NoNewYear if there is no earlier scheme.
    """
    if problems := office_problems(directory):
        raise DocumentError.listing(problems)
    site = load_site(directory)
    schemes = [read_document(path, Scheme) for path in site.scheme_paths]
    before = max((each.content.year for each in schemes if each.content.year < year), default=None)
    if before is None:
        raise NoNewYear(f"没有 {year} 年以前的方案可以照着写，请先在 schemes 里写好一个")
    written = _schemes(schemes, before, year)
    settings, last = _settings(site, year)
    _write_all_or_nothing(directory, {**written, **settings})
    copied = {
        _in_year(each.content.id, before, year): each.content
        for each in schemes
        if each.content.year == before
    }
    now = [read_document(path, Scheme).content for path in load_site(directory).scheme_paths]
    pairs = [(copied[scheme.id], scheme) for scheme in now if scheme.id in copied]
    return NewYear(tuple(written), last, tuple(_to_check(site, pairs, before)))


def standing_forms(directory: Path, year: int) -> tuple[Form, ...]:
    """The forms that the schemes of a year rest on and that are due only in its first month."""
    site = load_site(directory)
    schemes = [read_document(path, Scheme).content for path in site.scheme_paths]
    read = sorted({code for scheme in schemes if scheme.year == year for code in scheme.forms})
    return tuple(site.forms[code] for code in read if site.forms[code].due == FIRST_MONTH_ONLY)


# ---------------------------------------------------------------- the texts


def _schemes(schemes: list[Document[Scheme]], before: int, year: int) -> dict[Path, str]:
    """The texts of the new schemes by their paths."""
    names = {each.content.id for each in schemes}
    new_ids = {
        each.content.id: _in_year(each.content.id, before, year)
        for each in schemes
        if each.content.year == before
    }
    return {
        each.path.with_name(f"{_in_year(each.path.stem, before, year)}.yaml"): _scheme(
            each, new_ids, before, year
        )
        for each in schemes
        if each.content.id in new_ids and new_ids[each.content.id] not in names
    }


def _in_year(name: str, before: int, year: int) -> str:
    return name.replace(str(before), str(year)) if str(before) in name else f"{name}-{year}"


def _scheme(document: Document[Scheme], new_ids: Mapping[str, str], before: int, year: int) -> str:
    """A scheme's text in the new year. Ids of schemes, the title, the months and what its first comments say
    of the year change.
    """
    in_head = True
    lines = []
    for line in _without_stated(document.path.read_text(encoding="utf-8-sig").splitlines()):
        in_head = in_head and line.startswith("#")
        if line.startswith("follows:"):
            line = f"follows: {document.content.id}"
        else:
            for old, new in new_ids.items():
                line = re.sub(rf"(?<![\w-]){old}(?![\w-])", new, line)
        if in_head or re.match("(?:year|title):", line):
            line = line.replace(str(before), str(year))
        lines.append(re.sub(rf"\b{before}-(?=\d\d\b)", f"{year}-", line))
    return "\n".join(lines) + "\n"


def _without_stated(lines: list[str]) -> Iterator[str]:
    """The lines without figures that a document states for the year before (``stated``)."""
    within: int | None = None
    for line in lines:
        depth = len(line) - len(line.lstrip())
        if within is not None and line.strip() and depth <= within:
            within = None
        if re.match(r"\s+stated:", line):
            within = depth
        if within is None:
            yield line


def _settings(site: Site, year: int) -> tuple[dict[Path, str], str | None]:
    """site.yaml with its last period moved to the end of the year, and that month. Nothing if it has no last
    period or a later one.
    """
    last = f"{year}-12"
    if site.periods.last is None or site.periods.last >= last:
        return {}, None
    path = site.directory / SETTINGS
    text = path.read_text(encoding="utf-8-sig")
    return {path: _LAST.sub(rf"\g<1>{last}", text, count=1)}, last


def _write_all_or_nothing(directory: Path, texts: Mapping[Path, str]) -> None:
    """Write the files. If the folder would be faulty with them, restore the files as they were."""
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    if problems := office_problems(directory):
        for path, content in before.items():
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
        raise DocumentError.listing(problems)


# ---------------------------------------------------------------- what the steward is to look at


def _to_check(site: Site, schemes: list[tuple[Scheme, Scheme]], before: int) -> Iterator[str]:
    """``schemes``: each scheme of the year before with its copy, in which things may have been changed by
    now.
    """
    for old, scheme in schemes:
        numbers = [
            code
            for code, each in scheme.indicators.items()
            if isinstance(each.target, NumberTarget)
            and code in old.indicators
            and each.target == old.indicators[code].target
        ]
        issued = [code for code, each in scheme.indicators.items() if isinstance(each.target, IssuedTarget)]
        if scheme.authority == old.authority:
            yield f"{scheme.title}：考核依据（authority）写的是 {before} 年的文件，请改成新的"
        if numbers:
            yield f"{scheme.title}：{'、'.join(numbers)}的目标值沿用 {before} 年的数，请核对"
        if issued:
            yield f"{scheme.title}：{'、'.join(issued)}的目标值要由新一年的目标任务下达表（J03）下达"
        if scheme.revisions:
            yield f"{scheme.title}：年内修订（revisions）的月份已照搬到新的一年，请核对或删去"
    if site.as_of:
        yield f"site.yaml 的 as_of 定在 {site.as_of}，留空才会以当天为准"
