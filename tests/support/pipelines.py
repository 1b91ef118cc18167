"""An office in Dagster, with an instance of its own in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from assets.submissions.assets import Partitions
from pipelines.definitions import build_definitions
from pipelines.orchestration.execution import QUIET
from tests.support.offices import SmallOffice
from warehouse.office import Office


@dataclass(frozen=True)
class Pipeline:
    """The definitions of an office and an instance to run their jobs on."""

    office: Office
    definitions: dg.Definitions
    instance: dg.DagsterInstance

    @property
    def partitions(self) -> Partitions:
        return Partitions(self.office.site)

    def run(
        self, job: str, partition: str | None = None, tags: dict | None = None, only: list | None = None
    ) -> dg.ExecuteInProcessResult:
        """Run a job to its end, whatever that is; ``only`` names the assets. The partition is there, whether
        anything is due or not.
        """
        if partition:
            of_job = self.partitions.periods if job == "assess" else self.partitions.submissions
            self.instance.add_dynamic_partitions(of_job.name, [partition])
        return self.definitions.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            partition_key=partition,
            tags=tags,
            asset_selection=only,
            run_config=QUIET,
            raise_on_error=False,
        )

    def run_unit(self, period: str, unit: str) -> dg.ExecuteInProcessResult:
        """Run one unit's submission, as a steward does with a dot of the partition's page."""
        return self.run("unit_submission", self.partitions.key(period, unit))

    def assess_what_is_due(self) -> None:
        """Run what the assessment's sensor asks for."""
        name = "assessment_sensor"
        context = dg.build_sensor_context(
            instance=self.instance,
            definitions=self.definitions,
            sensor_name=name,
            resources={"office": self.office},
        )
        asked = self.definitions.resolve_sensor_def(name).evaluate_tick(context)
        for request in asked.run_requests:
            job = self.definitions.resolve_job_def("assess")
            done = job.execute_in_process(
                instance=self.instance,
                partition_key=request.partition_key,
                tags=request.tags,
                asset_selection=list(request.asset_selection),
                run_config=QUIET,
            )
            assert done.success

    def shown(self, partitions: str) -> set[str]:
        """The partitions that Dagster shows of the definition of that name."""
        return set(self.instance.get_dynamic_partitions(partitions))

    def passed(self) -> set[str]:
        """The partitions of ``submission`` that are green."""
        return dots(self.instance, dg.AssetKey("submission"))[0]


def dots(instance: dg.DagsterInstance, asset: dg.AssetKey) -> tuple[set[str], set[str]]:
    """The partitions of an asset with a green dot in the UI, and those with a red one. A partition is red if
    the last run that was to make it has failed, whatever was reported of it before.
    """
    attempts = instance.event_log_storage.get_latest_asset_partition_materialization_attempts_without_materializations(
        asset
    )
    red = {
        partition
        for partition, (run_id, _) in attempts.items()
        if instance.get_run_by_id(run_id).status is dg.DagsterRunStatus.FAILURE
    }
    return set(instance.get_materialized_partitions(asset)) - red, red


@contextmanager
def pipeline_of(office: SmallOffice) -> Iterator[Pipeline]:
    """The pipeline of an office."""
    # An instance in memory is not found by what resolves a sensor's requests: it is named here.
    with (
        dg.DagsterInstance.ephemeral() as instance,
        dg.partition_loading_context(dynamic_partitions_store=instance),
    ):
        yield Pipeline(office.office, build_definitions(office.office), instance)
