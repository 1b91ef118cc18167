"""Great Expectations: one suite a rule over its reconciliation table, and Data Docs (核对记录) for the
steward.

The verdicts that settle reports are computed in ``settlement``, many times over. Here the final tables of a
period are judged once more by Great Expectations, for the record; that both agree is made sure of. The
library takes seconds to import, so it is kept out of the process of the pass (see ``stage``).
"""

import os
import re
import shutil
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from assets.reviews.comparisons import SUMMARY_HEADERS, named_table, summary_rows, title
from assets.reviews.settlement import Verdict
from schemas.units import UnitRegistry
from warehouse.files.durable_files import replacing_folder
from warehouse.processes.imports import importing

SHOWN_WITH_A_FAULT = ["line", "unit", "sheet", "row", "item", "left", "right"]
_DROPPED = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>|url\(['\"]?https?:[^)]*\)|\bonclick=\"[^\"]*\"",
    re.IGNORECASE | re.DOTALL,
)
"""What the library's pages would fetch from elsewhere, and the buttons that do nothing without it."""
_NOT_REACHED = ("scipy.stats", "altair")
"""What the library imports for expectations on distributions and for their charts: a third of the time that
it takes.
"""
_STYLE = """<style>
body { font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 2em; }
td, th { padding: .3em .8em; border-bottom: 1px solid #ccc; text-align: left; vertical-align: top; }
.navbar-brand, .btn-group, .card-header, .card-text { display: none; }
.fa-check-circle::before { content: "✓"; color: #2e7d32; }
.fa-times::before { content: "✗"; color: #c62828; }
</style>"""


class VerdictsDiffer(RuntimeError):
    """Great Expectations finds other rows at fault than the settlement did: a fault of the program, never of
    a unit.
    """


def load_library() -> None:
    """Import what ``record_verdicts`` needs, which takes longer than what it does."""
    with importing(*_NOT_REACHED):
        import great_expectations
        import great_expectations.expectations  # noqa: F401


def record_verdicts(verdicts: Sequence[Verdict], period: str, registry: UnitRegistry, folder: Path) -> Path:
    """Judge the tables with Great Expectations and build Data Docs in ``folder/<period>``; returns their
    first page.

    The tables hold figures of reports only, nothing personal. Raises VerdictsDiffer if the library comes to
    another result.
    """
    with replacing_folder(folder / period) as pages:
        context = _context(pages)
        source = context.data_sources.add_pandas("reconciliations")
        for verdict in verdicts:
            _judge(context, source, verdict, registry)
        context.build_data_docs()
        _keep_to_itself(pages)
        (pages / "index.html").write_text(_first_page(verdicts, period, pages), encoding="utf-8")
    return folder / period / "index.html"


def _context(folder: Path) -> Any:
    """A context that keeps nothing but the pages and reports nothing to anybody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    load_library()
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    pages = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    config = DataContextConfig(
        analytics_enabled=False,
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites={"data_docs": pages},
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _judge(context: Any, source: Any, verdict: Verdict, registry: UnitRegistry) -> None:
    import great_expectations as gx
    import great_expectations.expectations as gxe

    name, column = verdict.rule.code, verdict.reconciliation.column
    low, high = verdict.bounds
    expectation = gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, notes=verdict.rule.says
    )
    suite = context.suites.add(
        gx.ExpectationSuite(name=name, expectations=[expectation], notes=title(verdict))
    )
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("period")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=batch, suite=suite)
    )
    result = definition.run(
        batch_parameters={"dataframe": named_table(verdict, registry)},
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": SHOWN_WITH_A_FAULT},
    )
    details = result.results[0].result
    at_fault = sorted(int(row["line"]) for row in details.get("unexpected_index_list") or [])
    expected = sorted(
        verdict.table.reset_index(drop=True).index[~verdict.table["passed"].to_numpy(dtype=bool)]
    )
    if at_fault != expected or result.results[0].exception_info.get("raised_exception"):
        raise VerdictsDiffer(
            f"{name}: rows {expected[:5]} were at fault, Great Expectations says {at_fault[:5]}"
        )


def _keep_to_itself(folder: Path) -> None:
    """Take everything out of the pages that a browser would fetch from elsewhere: they must work, and tell
    nobody, inside an office.
    """
    for page in folder.rglob("*.html"):
        page.write_text(
            _DROPPED.sub("", page.read_text(encoding="utf-8")).replace("</head>", f"{_STYLE}</head>"),
            encoding="utf-8",
        )
    shutil.rmtree(folder / "static", ignore_errors=True)


def _first_page(verdicts: Sequence[Verdict], period: str, folder: Path) -> str:
    """What was compared, in Chinese, with a link to the library's page of each rule."""
    lines = []
    for verdict, counts in zip(verdicts, summary_rows(verdicts), strict=True):
        page = next(folder.glob(f"validations/{verdict.rule.code}/**/*.html")).relative_to(folder).as_posix()
        named, *numbers = (escape(str(value)) for value in counts)
        cells = [f'<a href="{escape(page)}">{named}</a>', *numbers]
        lines.append("".join(f"<td>{cell}</td>" for cell in cells))
    headers = "".join(f"<th>{header}</th>" for header in SUMMARY_HEADERS)
    heading = f"{period} 表间与跨期审核"
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{heading}</title>{_STYLE}</head>'
        f"<body><h1>{heading}</h1><table><tr>{headers}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></body></html>"
    )
