import pytest

from tests.support.offices import SmallOffice
from tests.support.pipelines import pipeline_of


@pytest.fixture
def pipeline(small_office: SmallOffice):
    """The pipeline of 耿车镇 and 埠子镇."""
    with pipeline_of(small_office) as pipeline:
        yield pipeline
