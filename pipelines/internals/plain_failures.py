"""What Dagster keeps of a run that refused on purpose (``dagster.Failure``): the reason alone.

Dagster adds where in the program the reason was raised. To a steward who wants to know why a unit is red,
that looks like a fault of the program.
"""

import dagster as dg
from dagster._core.events import DagsterEvent, JobFailureData, StepFailureData
from dagster_shared.error import SerializableErrorInfo

WORD = "退回"


def without_stack(entry: dg.EventLogEntry) -> dg.EventLogEntry:
    """The entry, with only the reason of a refusal in it. Other entries stay as they are."""
    event = entry.dagster_event
    plain = _plain(event) if event else event
    return entry if plain is event else entry._replace(dagster_event=plain)


def _plain(event: DagsterEvent) -> DagsterEvent:
    data = event.event_specific_data
    if isinstance(data, StepFailureData) and data.error and data.user_failure_data:
        reason = _reason(data.error, data.user_failure_data.description)
        return event._replace(event_specific_data=data._replace(error=reason))
    first = data.first_step_failure_event if isinstance(data, JobFailureData) else None
    if isinstance(data, JobFailureData) and first and (plain := _plain(first)) is not first:
        told = data._replace(error=plain.step_failure_data.error, first_step_failure_event=plain)
        return event._replace(event_specific_data=told)
    return event


def _reason(error: SerializableErrorInfo, description: str | None) -> SerializableErrorInfo:
    return error._replace(message=f"{WORD}: {description}\n", stack=[], cause=None, context=None)
