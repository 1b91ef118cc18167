"""A simulation tries the very scheme that editing the file would give, whatever is set."""

from decimal import Decimal

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assets.simulation.changes import parse_change
from assets.simulation.trial import trial_of
from schemas.office.scheme_files import load_scheme
from warehouse.office import DEFAULT_SITE, open_office

FILE = DEFAULT_SITE / "schemes" / "township-2023.yaml"
GRADES = {"best_first": [{"name": "优秀", "quota": 0.2}, {"name": "合格"}], "per": "all"}
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "decimals": st.integers(0, 4),
        "missing.share": st.sampled_from([0, 0.3, 1]),
        "ties": st.sampled_from([["A3-1"], ["A3-2", "A3-1"]]),
        "grades": st.just(GRADES),
        "not_applicable": st.sampled_from(["redistribute", "full_marks"]),
        "coefficients": st.just({"321302107": 1.05}),
        "may_exceed_weight": st.booleans(),
        "indicators.A3-1.may_exceed_weight": st.booleans(),
        "indicators.A3-2.missing": st.just({"share": 0.5, "says": "得一半"}),
        "indicators.A3-2.office_section": st.just("职成教科"),
        "escalation.months_behind": st.integers(1, 12),
    },
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    return open_office(DEFAULT_SITE, tmp_path_factory.mktemp("home"))


def edited(values: dict, changes: dict) -> dict:
    """The document with other values, as somebody would write them into the file."""
    for name, value in changes.items():
        *way, last = name.split(".")
        place = values
        for step in way:
            place = place.setdefault(step, {})
        place[last] = value
    return values


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OTHERS, st.integers(-4, 4))
def test_whatever_is_set(office, tmp_path, changes, moved):
    """``moved`` points go from the weight of the first indicator to the last of the weighted."""
    values = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    weighted = [code for code, each in values["indicators"].items() if each.get("weight")]
    first, last = weighted[0], weighted[1]
    weights = {code: Decimal(str(values["indicators"][code]["weight"])) for code in (first, last)}
    changes = changes | {
        f"indicators.{first}.weight": float(weights[first] - moved),
        f"indicators.{last}.weight": float(weights[last] + moved),
    }
    path = tmp_path / FILE.name
    path.write_text(yaml.safe_dump(edited(values, changes), allow_unicode=True, sort_keys=False), "utf-8")
    by_file = load_scheme(path, office.forms, office.site.registry)
    stored = next(scheme for scheme in office.schemes if scheme.id == by_file.id)
    told = [
        parse_change(f"{name}={yaml.safe_dump(value, allow_unicode=True, default_flow_style=True)}")
        for name, value in changes.items()
    ]
    assert trial_of(office, stored, told).scheme == by_file
