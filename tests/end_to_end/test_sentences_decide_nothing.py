"""Sentences are only shown: with each of them replaced by a placeholder, everything that is counted, judged,
listed or withheld is the same.
"""

import subprocess
import sys

from tests.support.placeholders import PLACEHOLDER, found


def test_no_figure_status_score_light_or_suppression_hangs_on_a_sentence(sample):
    where, database = (sample.office.site.directory, sample.home), sample.office.warehouse_url
    plain = found("figures", *where, warehouse=database)
    replaced = found("figures", *where, "--placeholders", warehouse=database)
    states = {figure["state"] for name, each in plain.items() if "printed" in name for _, figure in each}
    assert {"plain", "missing", "withheld"} <= states, "there is something to lose"
    assert list(plain) == list(replaced)
    assert [name for name in plain if plain[name] != replaced[name]] == []


def test_placeholders_are_put_in(sample):
    """The test of the test: what is told with placeholders is told with nothing else."""
    code = (
        "from tests.support.placeholders import install; install();"
        "from assets.indicators.lights import RED;"
        "from assets.scores.methods import bonus;"
        "print(RED, bonus(2, 1, 5).reason)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["红", PLACEHOLDER]
