"""Two runs of one office side by side: what the slower one has read before the other took in a file must not
stand in the end.
"""

import shutil
from pathlib import Path

import pytest

from tests.services.faults.results import result
from tests.services.faults.runs import Run, Stop
from tests.support.workbooks import township_workbook

pytestmark = pytest.mark.services

MEANWHILE = 8
"""Seconds that the other run is given: it ends well within them, unless it waits for the first."""


def test_a_run_that_is_held_up_does_not_put_back_older_figures(
    own_office, home: Path, prepared_home: Path, tmp_path: Path
):
    """It was told to assess a period once more, and has read the reports when the next version of one
    arrives.
    """
    site = own_office.site_folder
    assert Run(home, ["run", "--site", site]).ended().code == 0
    slow = Run(home, ["run", "--site", site, "--period", "2023-11"], Stop("rename facts", halt=True))
    slow.wait_until_halted()
    own_office.send(
        "耿车镇再更正.xlsx",
        township_workbook("耿车镇", "2023-11", first_learner=400, learners=40),
        "2023-12-06 09:00",
    )
    other = Run(home, ["run", "--site", site], notes=tmp_path / "other")
    other.process.join(MEANWHILE)
    slow.go_on()
    assert [run.ended().code for run in (slow, other)] == [0, 0]

    alone = shutil.copytree(prepared_home, tmp_path / "alone")
    assert Run(alone, ["run", "--site", site]).ended().code == 0
    assert result(home) == result(alone)
