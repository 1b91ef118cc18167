"""Many sites on one Dagster instance: what belongs to which site, and how the instance is set up for
workers.
"""

from pathlib import Path
from types import SimpleNamespace

import dagster as dg
import pytest
from click.testing import CliRunner

from assets.submissions.intake import take_in
from pipelines.commands.keeping import sites as commands
from pipelines.commands.keeping.sites import sites as sites_command
from pipelines.internals.queue import SITE_TAG, SiteQueue
from pipelines.orchestration.execution import QUIET
from pipelines.sites import locations
from pipelines.sites.folders import SitesError, open_site, site_names, sites_folder
from pipelines.sites.instance import instance_settings, workspace
from pipelines.sites.preparation import prepare_sites
from tests.support.offices import send, write_site
from tests.support.workbooks import township_workbook


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sites, alpha and beta, as a deployment's environment names them."""
    folder = tmp_path / "sites"
    for name in ("alpha", "beta"):
        settings = write_site(folder / name, ("耿车镇",)) / "site.yaml"
        settings.write_text(
            settings.read_text(encoding="utf-8").replace("id: small", f"id: {name}"), encoding="utf-8"
        )
    monkeypatch.setenv("KAOHE_SITES", str(folder))
    monkeypatch.setenv("KAOHE_HOME", str(tmp_path / "home"))
    return folder


def test_a_folder_with_settings_is_a_site_and_nothing_else(sites: Path) -> None:
    (sites / "notes").mkdir()
    (sites / "readme.txt").touch()
    assert site_names(sites) == ("alpha", "beta")


@pytest.mark.parametrize("name", ["宿城", "Alpha", "a-b", "1st", "a" * 41])
def test_a_name_that_cannot_be_a_key_or_a_database_is_refused(sites: Path, name: str) -> None:
    (sites / name).mkdir()
    (sites / name / "site.yaml").touch()
    with pytest.raises(SitesError, match=name):
        site_names(sites)


def test_an_empty_folder_is_no_deployment(tmp_path: Path) -> None:
    with pytest.raises(SitesError, match="没有单位"):
        site_names(tmp_path)


@pytest.mark.parametrize("setting", ["KAOHE_SITE", "KAOHE_INBOX"])
def test_settings_that_name_one_office_are_refused(
    sites: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(setting, str(sites / "alpha"))
    with pytest.raises(SitesError, match=setting):
        sites_folder()


def test_each_site_has_its_own_home_inbox_and_database(
    sites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOHE_WAREHOUSE", "postgresql://writer@db/kaohe_{site}")
    alpha, beta = open_site("alpha"), open_site("beta")
    assert [alpha.home, beta.home] == [tmp_path / "home" / "sites" / name for name in ("alpha", "beta")]
    assert [alpha.inbox, beta.inbox] == [sites / name / "inbox" for name in ("alpha", "beta")]
    assert [alpha.warehouse_url, beta.warehouse_url] == [
        f"postgresql://writer@db/kaohe_{name}" for name in ("alpha", "beta")
    ]


@pytest.mark.parametrize("name", ["gamma", "../sites/alpha", ""])
def test_what_is_no_site_cannot_be_opened(sites: Path, name: str) -> None:
    with pytest.raises(SitesError, match="没有单位"):
        open_site(name)


def test_the_locations_of_two_sites_have_no_key_in_common(sites: Path) -> None:
    alpha, beta = (getattr(locations, name).get_repository_def().asset_graph for name in ("alpha", "beta"))
    keys = {key.to_user_string() for key in alpha.get_all_asset_keys()}
    assert {
        "alpha/inbox",
        "alpha/submission",
        "alpha/reviews",
        "alpha/facts/elderly_education",
        "alpha/scores/township_2023",
    } <= keys
    assert not alpha.get_all_asset_keys() & beta.get_all_asset_keys()
    assert not set(alpha.asset_check_keys) & set(beta.asset_check_keys)
    facts = alpha.get(dg.AssetKey(["alpha", "facts", "elderly_education"]))
    assert {key.path[0] for key in facts.parent_keys} == {"alpha"}


def test_a_location_of_no_site_says_so(sites: Path) -> None:
    assert not hasattr(locations, "__path__")
    with pytest.raises(SitesError, match="gamma"):
        getattr(locations, "gamma")  # noqa: B009 — a name as Dagster asks for it


def test_an_intake_of_a_location_reports_its_own_submission(sites: Path) -> None:
    send(sites / "alpha" / "inbox", "耿车镇.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    with dg.DagsterInstance.ephemeral() as instance:
        assert (
            locations.alpha.resolve_job_def("nightly")
            .execute_in_process(instance=instance, run_config=QUIET)
            .success
        )
        assert instance.get_materialized_partitions(dg.AssetKey(["alpha", "submission"])) == {
            "2023-11 耿车镇"
        }
        assert not instance.get_materialized_partitions(dg.AssetKey("submission"))


def test_a_repeated_intake_tells_of_what_the_lost_one_had_recorded(sites: Path) -> None:
    send(sites / "alpha" / "inbox", "耿车镇.xlsx", township_workbook("耿车镇", "2023-11"), "2023-12-01 09:00")
    lost = "11111111-1111-4111-8111-111111111111"
    take_in(open_site("alpha"), batch=lost)  # Its process ended here, before it could tell Dagster.
    tags = {"dagster/parent_run_id": lost, "dagster/root_run_id": lost}
    with dg.DagsterInstance.ephemeral() as instance:
        job = locations.alpha.resolve_job_def("nightly")
        assert job.execute_in_process(instance=instance, run_config=QUIET, tags=tags).success
        (told,) = instance.fetch_materializations(dg.AssetKey(["alpha", "submission"]), limit=2).records
    assert told.partition_key == "2023-11 耿车镇"
    assert told.asset_materialization.metadata["dagster/row_count"].value == 6


def test_one_faulty_site_holds_up_no_other(sites: Path) -> None:
    (sites / "beta" / "site.yaml").write_text("id: [", encoding="utf-8")
    alpha, beta = prepare_sites(("alpha", "beta"))
    assert (alpha.problem, beta.problem[:5]) == ("", "设置有误：")


def test_two_sites_with_one_id_are_told(sites: Path) -> None:
    settings = sites / "beta" / "site.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("id: beta", "id: alpha"), encoding="utf-8"
    )
    assert all("alpha" in each.problem for each in prepare_sites(("alpha", "beta")))


def test_the_instance_holds_no_address_and_leaves_no_more_runs_to_celery_than_it_can_start() -> None:
    settings = instance_settings(slots=7)
    assert settings["run_launcher"]["config"] == {
        "broker": {"env": "KAOHE_BROKER"},
        "backend": {"env": "KAOHE_BROKER"},
    }
    assert settings["storage"]["custom"]["config"] == {"url": {"env": "KAOHE_DAGSTER_STORAGE"}}
    assert settings["concurrency"]["runs"] == {
        "max_concurrent_runs": 7,
        "tag_concurrency_limits": [
            {"key": SITE_TAG, "value": {"applyLimitPerUniqueValue": True}, "limit": 1}
        ],
    }
    assert settings["run_retries"]["retry_on_asset_or_op_failure"] is False
    assert settings["telemetry"] == {"enabled": False}


def test_the_workspace_has_a_location_a_site() -> None:
    modules = [each["python_module"] for each in workspace(("alpha", "beta"))["load_from"]]
    assert [(each["attribute"], each["location_name"]) for each in modules] == [
        ("alpha", "alpha"),
        ("beta", "beta"),
    ]


def test_every_run_in_the_queue_bears_its_site(monkeypatch: pytest.MonkeyPatch) -> None:
    tagged = {}
    instance = SimpleNamespace(add_run_tags=lambda run_id, tags: tagged.update({run_id: tags}))
    origin = SimpleNamespace(
        repository_origin=SimpleNamespace(code_location_origin=SimpleNamespace(location_name="alpha"))
    )
    context = SimpleNamespace(dagster_run=SimpleNamespace(run_id="one", remote_job_origin=origin))
    monkeypatch.setattr(
        "dagster._core.run_coordinator.QueuedRunCoordinator.submit_run",
        lambda self, context: context.dagster_run,
    )
    monkeypatch.setattr(SiteQueue, "_instance", instance, raising=False)
    assert SiteQueue().submit_run(context).run_id == "one"
    assert tagged == {"one": {SITE_TAG: "alpha"}}


def usage_error_of(*arguments: str) -> str:
    done = CliRunner().invoke(sites_command, arguments)
    assert done.exit_code == 2
    return done.output


def test_a_deployment_without_addresses_is_told_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PACKAGES", ())
    monkeypatch.setenv("KAOHE_BROKER", "redis://127.0.0.1/0")
    told = usage_error_of("prepare", "--slots", "2")
    assert "KAOHE_DAGSTER_STORAGE" in told
    assert "KAOHE_BROKER" not in told


def test_a_worker_does_not_start_before_the_deployment_is_prepared(
    sites: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "PACKAGES", ())
    monkeypatch.setenv("KAOHE_BROKER", "redis://127.0.0.1/0")
    monkeypatch.setenv("KAOHE_DAGSTER_STORAGE", "postgresql:///dagster")
    assert "kaohe sites prepare" in usage_error_of("worker", "--slots", "2")


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "PACKAGES", ("no_such_package",))
    assert "kaohe[celery,postgresql]" in usage_error_of("worker", "--slots", "2")
