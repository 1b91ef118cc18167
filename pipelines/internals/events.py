"""Many asset events at once, in one transaction of Dagster's storage. Dagster itself makes one for each
event.
"""

import logging
import os
import time
from collections.abc import Sequence

import dagster as dg
from dagster._core.events import StepMaterializationData


def record_materializations(
    context: dg.AssetExecutionContext, materializations: Sequence[dg.AssetMaterialization]
) -> None:
    """Log the materializations as ``context.log_event`` would: as events of the step that runs. All must be
    of one asset.
    """
    if materializations:
        step = context.get_step_execution_context()
        context.instance.event_log_storage.store_event_batch(
            [_entry(step, each) for each in materializations]
        )


def _entry(step: dg.StepExecutionContext, materialization: dg.AssetMaterialization) -> dg.EventLogEntry:
    event = dg.DagsterEvent(
        event_type_value=dg.DagsterEventType.ASSET_MATERIALIZATION.value,
        job_name=step.job_name,
        step_handle=step.step.handle,
        node_handle=step.step.node_handle,
        step_kind_value=step.step.kind.value,
        logging_tags=step.event_tags,
        event_specific_data=StepMaterializationData(materialization),
        message=materialization.description or "",
        pid=os.getpid(),
    )
    return dg.EventLogEntry(
        error_info=None,
        level=logging.DEBUG,
        user_message=materialization.description or "",
        run_id=step.run_id,
        timestamp=time.time(),
        step_key=event.step_key,
        job_name=event.job_name,
        dagster_event=event,
    )
