"""An office that can issue bulletins."""

from pathlib import Path

import pytest

from tests.bulletins.issuing_office import IssuingOffice


@pytest.fixture
def issuing(tmp_path: Path, prepared_home: Path) -> IssuingOffice:
    """An office of two townships with two months assessed."""
    return IssuingOffice(tmp_path, prepared_home)
