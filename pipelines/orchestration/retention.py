"""Deletes what is past its time (到期清理): files, as ``warehouse.keeping.retention`` decides, and the
records of old runs in Dagster.
"""

from datetime import UTC, datetime

import dagster as dg

from schemas.settings.retention import KINDS
from warehouse.keeping.retention import Expired, delete_expired, expired_files, record_deletions
from warehouse.office import Office

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
MOST_RUNS = 1000
"""How many runs are deleted at a time. The rest goes the next night."""


def expired(office: Office, instance: dg.DagsterInstance) -> list[Expired]:
    """Everything that is past its time."""
    return [*expired_files(office), *_expired_runs(office, instance)]


def delete(office: Office, instance: dg.DagsterInstance, found: list[Expired]) -> list[Expired]:
    """Delete what is still past its time, and return it. The ledger records it before it is deleted."""
    runs = [each for each in found if each.kind == "dagster_runs"]
    files = delete_expired(office, [each for each in found if each.kind != "dagster_runs"])
    with office.engine.begin() as connection:
        record_deletions(connection, office, runs)
    for each in runs:
        instance.delete_run(each.path)
    return [*files, *runs]


def told(found: list[Expired]) -> str:
    """What is past its time, in words: how much of each kind, and which files and runs."""
    lines = []
    for kind, word in KINDS.items():
        of_kind = [each for each in found if each.kind == kind]
        if of_kind:
            lines.append(f"{word} {len(of_kind)} 个：")
            lines += [f"  {each.since} {each.file_name}" for each in of_kind]
    return "\n".join(lines) or "没有超过保存期限的文件。"


def _expired_runs(office: Office, instance: dg.DagsterInstance) -> list[Expired]:
    span = office.site.retention.dagster_runs
    if span is None:
        return []
    before = datetime.combine(span.before(office.as_of), datetime.min.time(), UTC)
    records = instance.get_run_records(
        dg.RunsFilter(statuses=ENDED, created_before=before), limit=MOST_RUNS, ascending=True
    )
    return [
        Expired(
            "dagster_runs", each.dagster_run.run_id, each.dagster_run.job_name, each.create_timestamp.date()
        )
        for each in records
    ]


@dg.op(
    name="retain",
    out=dg.Out(dg.Nothing),
    description="按 retention 删除超过保存期限的文件；台账保留文件名、校验值和原因。",
)
def _retain(context: dg.OpExecutionContext, office: dg.ResourceParam[Office]) -> dg.Output[None]:
    gone = delete(office, context.instance, expired(office, context.instance))
    return dg.Output(
        None, metadata={"已删除": dg.MetadataValue.md(told(gone).replace("\n", "  \n")), "个数": len(gone)}
    )


@dg.job(
    name="retention", description="到期清理：删除超过保存期限的原始文件、退回件、证据包、日志和运行记录。"
)
def retention_job() -> None:
    """Delete what is past its time."""
    _retain()
