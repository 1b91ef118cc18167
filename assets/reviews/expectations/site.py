"""Building the pages of a period from the validation results of its review."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import great_expectations as gx
from great_expectations.core import ExpectationSuiteValidationResultSchema, RunIdentifier
from great_expectations.data_context import AbstractDataContext
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.data_context.types.resource_identifiers import (
    ExpectationSuiteIdentifier,
    ValidationResultIdentifier,
)

from assets.reviews.expectations.pages import (
    FirstPageRenderer,
    FirstPageView,
    RulePageRenderer,
    RulePageView,
)
from warehouse.files.durable_files import replacing_folder

NO_PAGES = "None"
"""The value that tells the library to leave out a section of the pages."""


class PagesMissing(RuntimeError):
    """The library has built fewer pages than there are results. This is a fault of the program."""


def build_data_docs(results: Sequence[str], period: str, folder: Path) -> Path:
    """Build ``folder/<period>`` from validation results (JSON, ``questions.Validation``); return its first
    page.

    The results hold figures of reports and names of units, but nothing personal.
    """
    with replacing_folder(folder / period) as pages:
        context = _context(pages)
        for result in results:
            _keep(context, json.loads(result), period)
        context.build_data_docs()
        shutil.rmtree(pages / "static")  # styles and scripts of the library's own pages
        # The library only logs it if a page cannot be written.
        if len(list(pages.rglob("*.html"))) != len(results) + 1:
            raise PagesMissing(period)
    return folder / period / "index.html"


def _context(folder: Path) -> AbstractDataContext:
    """A context that keeps only the pages and sends nothing to anybody."""
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_section_builders": {
            "expectations": NO_PAGES,
            "profiling": NO_PAGES,
            "validations": _named(RulePageRenderer, RulePageView),
        },
        "site_index_builder": {
            "class_name": "DefaultSiteIndexBuilder",
            **_named(FirstPageRenderer, FirstPageView),
        },
    }
    config = DataContextConfig(
        analytics_enabled=False,
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites={"data_docs": site},
        progress_bars=ProgressBarsConfig(globally=False),
    )
    return gx.get_context(mode="ephemeral", project_config=config)


def _named(renderer: type, view: type) -> dict[str, dict[str, str]]:
    """The renderer and the view, named in the way that the library expects."""
    return {
        role: {"module_name": kind.__module__, "class_name": kind.__name__}
        for role, kind in (("renderer", renderer), ("view", view))
    }


def _keep(context: AbstractDataContext, result: dict[str, Any], period: str) -> None:
    """Put a validation result where the library finds it for its pages. Its name has the rule and the round
    but no time, so that the same review gives the same pages.
    """
    validation = ExpectationSuiteValidationResultSchema().load(result)
    number = validation.results[0].expectation_config.meta["round"]
    begun = datetime(int(period[:4]), int(period[5:]), 1, tzinfo=UTC)
    key = ValidationResultIdentifier(
        ExpectationSuiteIdentifier(validation.suite_name),
        RunIdentifier(run_name=f"round-{number}", run_time=begun),
        period,
    )
    context.validation_results_store.store_validation_results(validation, key)
