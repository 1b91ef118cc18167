"""Dagster's storage on SQLite: events logged together are the events Dagster would have logged one by one."""

import threading

import dagster as dg
import pytest

from pipelines.internals.events import record_materializations
from pipelines.internals.sqlite_storage import SqliteStorage

KEYS = [dg.MultiPartitionKey({"period": "2023-11", "unit": unit}) for unit in ("耿车镇", "埠子镇", "洋河镇")]
PARTITIONS = dg.MultiPartitionsDefinition(
    {
        "period": dg.MonthlyPartitionsDefinition("2023-11", fmt="%Y-%m"),
        "unit": dg.StaticPartitionsDefinition(["耿车镇", "埠子镇", "洋河镇"]),
    }
)


@pytest.fixture
def instance(tmp_path):
    with dg.DagsterInstance.local_temp(
        str(tmp_path),
        overrides={
            "storage": {
                "custom": {
                    "module": SqliteStorage.__module__,
                    "class": "SqliteStorage",
                    "config": {"base_dir": str(tmp_path)},
                }
            }
        },
    ) as instance:
        yield instance


def logged(instance: dg.DagsterInstance, log_all) -> list[dict]:
    """The materialisations a run logs, as the storage gives them back."""

    @dg.asset(partitions_def=PARTITIONS)
    def submission() -> None: ...

    @dg.asset
    def inbox(context: dg.AssetExecutionContext) -> None:
        log_all(
            context,
            [
                dg.AssetMaterialization("submission", description="通过", partition=key, metadata={"行数": 3})
                for key in KEYS
            ],
        )

    assert dg.materialize([inbox], instance=instance).success
    records = instance.fetch_materializations(dg.AssetKey("submission"), limit=10).records
    assert instance.get_materialized_partitions(dg.AssetKey("submission")) == set(KEYS)
    facts = [
        (
            each.partition_key,
            each.asset_materialization,
            each.event_log_entry.step_key,
            each.event_log_entry.user_message,
        )
        for each in records
    ]
    instance.wipe_assets([dg.AssetKey("submission")])
    return facts


def test_events_logged_together_are_those_logged_one_by_one(instance):
    def one_by_one(context, materializations):
        for each in materializations:
            context.log_event(each)

    together = logged(instance, record_materializations)
    assert len(together) == 3
    assert sorted(together, key=str) == sorted(logged(instance, one_by_one), key=str)


def test_a_watcher_hears_of_events_at_once(instance):
    """The UI follows a run by watching: events must not wait until SQLite moves them into the database's own
    file.
    """
    run = instance.create_run_for_job(dg.GraphDefinition("empty").to_job())
    heard = threading.Event()
    instance.watch_event_logs(run.run_id, None, lambda entry, cursor: heard.set())
    instance.report_engine_event("开始", run)
    assert heard.wait(10)
    instance.dispose()
