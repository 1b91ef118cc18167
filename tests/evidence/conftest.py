"""Every site's office after one run, and its explanations."""

from collections.abc import Callable
from functools import cache

import pytest

from tests.sites.conftest import run_of  # noqa: F401 - the runs that the tests of the sites read too


@pytest.fixture(scope="session")
def office_of(request, run_of) -> Callable:  # noqa: F811
    """The office of a site's id after one run."""
    return lambda site: (request.getfixturevalue("sample") if site == "sucheng" else run_of(site)).office


@pytest.fixture(scope="module")
def explanation(sample) -> Callable:
    """The tree that answers a question about 宿城区's sample."""
    from assets.evidence.tree.explain import explain_score

    return cache(lambda *question: explain_score(sample.office, *question).tree)
