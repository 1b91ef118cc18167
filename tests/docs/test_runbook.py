"""The runbook has a section for every alert, and the alerts ask for metrics that there are."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from pipelines.telling.metrics import HELP
from schemas.settings.alerts import AlertSettings
from schemas.settings.retention import RetentionSettings

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deployment" / "prometheus" / "kaohe.rules.yml"
RUNBOOK = (ROOT / "docs" / "handbook" / "runbook.md").read_text(encoding="utf-8")
ALERTS = [
    rule for group in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]
]


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_every_alert_has_its_section_in_the_runbook(rule):
    assert f"\n## {rule['alert']}\n" in RUNBOOK
    assert rule["annotations"]["runbook"] == f"docs/handbook/runbook.md#{rule['alert'].lower()}"
    section = RUNBOOK.split(f"\n## {rule['alert']}\n")[1].split("\n## ")[0]
    for part in ("- 看：", "- 怎么办", "- 好了："):
        assert part in section


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_every_alert_asks_for_metrics_that_there_are(rule):
    named = re.findall(r"kaohe_\w+", rule["expr"])
    assert named
    assert set(named) <= {f"kaohe_{name}" for name in HELP}


def test_the_runbook_names_only_metrics_that_there_are():
    assert set(re.findall(r"kaohe_(\w+)", RUNBOOK)) <= set(HELP)


def test_the_settings_shown_in_the_runbook_can_be_written():
    settings = {}
    for block in re.findall(r"```yaml\n(.*?)```", RUNBOOK, re.DOTALL):
        settings |= yaml.safe_load(block)
    assert AlertSettings(**settings["alerts"]).stale_after_hours == 26
    retention = RetentionSettings(**settings["retention"])
    assert all(getattr(retention, name) for name in RetentionSettings.model_fields)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool (Debian: prometheus) is not installed")
def test_prometheus_takes_the_rules():
    done = subprocess.run(
        ["promtool", "check", "rules", str(RULES)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
