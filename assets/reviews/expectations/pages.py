"""The content of the pages: renderers and views for the site builder of Great Expectations.

A renderer gives the content of a page. A view writes it with one of our own templates, because the library's
pages are in English and fetch styles and scripts from elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from great_expectations.core import ExpectationSuiteValidationResult
from great_expectations.data_context import AbstractDataContext
from jinja2 import Environment, PackageLoader

from schemas.privacy import as_text

LEVELS = {"hard": "强制性错误", "query": "核实性问题"}
COLUMNS = {"unit": "单位", "sheet": "工作表", "row": "行", "item": "项目"}


@dataclass(frozen=True)
class Failed:
    """The comparisons that do not meet an expectation: how many there are, how many of each level, and the
    first of them (``suites.MOST_KEPT``).
    """

    count: int
    levels: Mapping[str, int]
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Comparisons:
    """A validation result of a rule in one round, in the form that the pages show.

    ``about``: the words of the rule, its period and round (``suites.suite_of``). ``total``: how many
    comparisons there are. ``unchecked``: those that could not be made. ``faults``: those that give a finding.
    """

    about: Mapping[str, Any]
    total: int
    unchecked: Failed
    faults: Failed

    @classmethod
    def of(cls, validation: ExpectationSuiteValidationResult) -> "Comparisons":
        """The comparisons of a validation result."""
        compared, agrees = validation.results
        failed = [
            Failed(each.result["unexpected_count"], each.result["levels"], each.result["rows"])
            for each in (compared, agrees)
        ]
        return cls(agrees.expectation_config.meta, compared.result["element_count"], *failed)

    @property
    def counts(self) -> dict[str, int]:
        """How many comparisons there are by outcome: 已核对, 相符, each level of findings, 未能核对."""
        compared = self.total - self.unchecked.count
        return {
            "已核对": compared,
            "相符": compared - self.faults.count,
            **{word: self.faults.levels.get(level, 0) for level, word in LEVELS.items()},
            "未能核对": self.unchecked.count,
        }


class RulePageRenderer:
    """The page of a rule in one round: what is compared, for which unit, both values, and how far they are
    apart.
    """

    def __init__(self, data_context: AbstractDataContext) -> None:
        """The site builder passes the context; it is not needed here."""

    def render(self, validation: ExpectationSuiteValidationResult) -> dict[str, Any]:
        """The content of the page, for its template."""
        comparisons = Comparisons.of(validation)
        return {
            "about": comparisons.about,
            "counts": comparisons.counts,
            "faults": _table(comparisons.faults, comparisons.about, concluded=True),
            "unchecked": _table(comparisons.unchecked, comparisons.about),
        }


class FirstPageRenderer:
    """The first page: each rule with its results, and links to its pages."""

    def __init__(self, data_context: AbstractDataContext) -> None:
        """The site builder passes the context, which has the results."""
        self.results = data_context.validation_results_store

    def render(self, links: Mapping[str, Any]) -> dict[str, Any]:
        """The content of the page. The site builder passes the ``links`` that it has gathered."""
        lines = []
        for link in links["validations_links"]:
            about = Comparisons.of(self._result_of(link))
            lines.append({"href": link["filepath"], "about": about.about, "counts": about.counts})
        lines.sort(key=lambda line: (line["about"]["title"], line["about"]["round"]))
        rounds = max(line["about"]["round"] for line in lines)
        return {"lines": lines, "rounds": rounds, "period": lines[0]["about"]["period"]}

    def _result_of(self, link: Mapping[str, Any]) -> ExpectationSuiteValidationResult:
        keys: Iterable[Any] = self.results.list_keys()
        key = next(
            key
            for key in keys
            if (key.expectation_suite_identifier.name, key.run_id)
            == (link["expectation_suite_name"], link["run_id"])
        )
        return self.results.get(key)


def _table(failed: Failed, about: Mapping[str, Any], concluded: bool = False) -> dict[str, Any]:
    """A table of comparisons, without columns that would say nothing: its headers, its lines, and how many
    lines are left out.
    """
    rows = failed.rows
    headers = COLUMNS | {"left": about["left"], "right": about["right"]}
    if not any(isinstance(row["left"], str) for row in rows):
        headers |= {"difference": "相差", "change": "变化"}
    shown = [name for name in headers if any(row[name] is not None for row in rows)]
    lines = [[_text(name, row[name]) for name in shown] for row in rows]
    if concluded:
        lines = [[*line, LEVELS[row["level"]]] for line, row in zip(lines, rows, strict=True)]
    return {
        "headers": [*(headers[name] for name in shown), *(["结论"] if concluded else [])],
        "lines": lines,
        "more": failed.count - len(rows),
    }


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in ("difference", "change"):
        return f"{value:+.1%}" if name == "change" else f"{'+' if value > 0 else ''}{as_text(value)}"
    return as_text(value)


class TemplateView:
    """Writes the content of a page with one of our own templates."""

    template: str

    def __init__(self, custom_styles_directory: str | None = None, custom_views_directory: str | None = None):
        """The site builder passes the arguments; styles and views are our own."""

    def render(self, content: Mapping[str, Any], **_: Any) -> str:
        """The page as HTML."""
        return _templates().get_template(self.template).render(content)


@cache
def _templates() -> Environment:
    """Our templates. Each is compiled once."""
    return Environment(loader=PackageLoader("assets.reviews.expectations"), autoescape=True)


class RulePageView(TemplateView):
    """Writes the page of a rule in one round."""

    template = "rule.html"


class FirstPageView(TemplateView):
    """Writes the first page."""

    template = "first_page.html"
