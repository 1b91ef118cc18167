"""The submissions in Dagster: the inbox as a whole, and each unit's submission of each period (报送).

``inbox`` takes in everything new in one batch, and reports accepted submissions as materialised partitions of
``submission``. If a partition of ``submission`` is run by itself, it takes in only what its unit has sent for
its period. It fails as long as anything in it is returned, and says why in Chinese. So the steward sees red
until the unit has corrected it.
"""

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import dagster as dg

from assets.submissions.inbox.receipt import receipt_times
from assets.submissions.intake import Intake, take_in
from assets.submissions.steward.overview import (
    ReportRow,
    fates_table,
    faulty_lines_table,
    files_table,
    findings_table,
    matrix_picture,
    outcome_list,
    worst_findings,
)
from schemas.office.partition_names import partition_names
from schemas.office.site import Site
from warehouse import desk_pages
from warehouse.database.frames import chunks
from warehouse.ledger import reports_in_force
from warehouse.ledger.candidates import files_set_aside
from warehouse.ledger.returns import FOLDER
from warehouse.office import Office
from warehouse.processes.turns import PARTITIONS, in_turn
from warehouse.results import assessments
from warehouse.standing.outcomes import Answer, SubmissionOutcome, answers_given, submission_outcome

GROUP = "submissions"
OWNERS = ["team:assessment-office"]
INBOX_KEY = dg.AssetKey("inbox")
SUBMISSION_KEY = dg.AssetKey("submission")

RETURNED_TAG = "kaohe/returned_by"
"""A run tag with the run that has just returned the submission.

A run with this tag only shows the result. It does not go through the inbox again.
"""

Record = Callable[[dg.AssetExecutionContext, Sequence[dg.AssetMaterialization]], None]
"""A function that logs many materialisations at once."""


@dataclass(frozen=True)
class Partitions:
    """The partitions of one site. Only what has come or is overdue has a partition, so grey means overdue.

    Keys are 'YYYY-MM' for periods and 'YYYY-MM unit name' for submissions. ``location``: the site's name, if
    several sites share an instance. The instance tells partitions apart only by the name of their definition.
    """

    site: Site
    location: str = ""

    @cached_property
    def periods(self) -> dg.DynamicPartitionsDefinition:
        """One partition for each month that has something to assess."""
        return dg.DynamicPartitionsDefinition(name=self._named("periods"))

    @cached_property
    def submissions(self) -> dg.DynamicPartitionsDefinition:
        """One partition for each unit and month. A steward sees a dot for each and can run one of them again.

        They are not a product of months and units. In a product, a unit that owes nothing in a month would
        have a dot that nothing could turn green.
        """
        return dg.DynamicPartitionsDefinition(name=self._named("submissions"))

    def _named(self, name: str) -> str:
        return f"{self.location}_{name}" if self.location else name

    def show(self, instance: dg.DagsterInstance, office: Office, also: Collection[str] = ()) -> None:
        """Give Dagster exactly the partitions that exist today by the ledger.

        ``also``: further periods that somebody asks for.
        """
        with in_turn(office.home, PARTITIONS):
            with office.engine.connect() as connection:
                periods = assessments.assessable(connection, self.site, office.as_of)
                submissions = reports_in_force.sent_or_overdue(connection, self.site.id, office.as_of)
            keys = [self.key(period, unit) for period, unit in submissions if unit in self.units]
            _replace(instance, self.periods, [*periods, *sorted({*also} - {*periods})])
            _replace(instance, self.submissions, keys)

    def check(self, name: str, asset: dg.AssetKey, description: str) -> dg.AssetCheckSpec:
        """A check of an asset, partitioned by period.

        Each period keeps its own result. So a new run for October does not replace November's result.
        """
        with warnings.catch_warnings():  # a preview feature; there is no other way to partition a check
            warnings.simplefilter("ignore", dg.PreviewWarning)
            return dg.AssetCheckSpec(name, asset=asset, description=description, partitions_def=self.periods)

    @cached_property
    def units(self) -> dict[str, str]:
        """The key of each reporting unit by its code."""
        return partition_names(self.site)

    def key(self, period: str, unit_code: str) -> str:
        """The partition of one unit's submission for one period."""
        return f"{period} {self.units[unit_code]}"

    def submission_of(self, key: str) -> tuple[str, str]:
        """The period and the unit's code of a submission's partition."""
        period, _, name = key.partition(" ")
        return period, next(code for code, unit in self.units.items() if unit == name)


def _replace(
    instance: dg.DagsterInstance, partitions: dg.DynamicPartitionsDefinition, wanted: Sequence[str]
) -> None:
    there = set(instance.get_dynamic_partitions(partitions.name))
    for portion in chunks([key for key in wanted if key not in there]):
        instance.add_dynamic_partitions(partitions.name, portion)
    for key in sorted(there - {*wanted}):
        instance.delete_dynamic_partition(partitions.name, key)


def key_beside(context: dg.AssetExecutionContext, key: dg.AssetKey) -> dg.AssetKey:
    """The key of another asset of the same site.

    If several sites share an instance, all keys of a site begin with its name. ``key`` comes without it, and
    the running asset's own key must have a single part besides it.
    """
    return dg.AssetKey([*context.asset_key.path[:-1], *key.path])


def batches_of(run: dg.DagsterRun) -> list[str]:
    """The batches that a run has to report: its own, and those of the runs that it repeats.

    The process of a repeated run may have died before it reported its batch.
    """
    return [run.run_id, *sorted({run.get_parent_run_id(), run.get_root_run_id()} - {None})]


def build(
    partitions: Partitions, record: Record, before: Sequence[dg.AssetsDefinition] = ()
) -> list[dg.AssetsDefinition]:
    """The assets of this stage. ``before``: assets that are made before anything is taken in."""

    def report_passed(context: dg.AssetExecutionContext, office: Office, intake: Intake) -> None:
        reports, site = intake.by_submission(), office.site.id
        with office.engine.connect() as connection:
            touched = {
                each
                for batch in batches_of(context.run)
                for each in reports_in_force.submissions_of_batch(connection, site, batch)
            }
            answers = answers_given(
                connection, site, sorted((unit, period) for period, unit, returned in touched if not returned)
            )
            for unit, period in answers.keys() - reports.keys():
                reports[unit, period] = list(
                    submission_outcome(connection, office.site, unit, period).reports.itertuples()
                )
        asset = key_beside(context, SUBMISSION_KEY)
        record(
            context,
            [
                _passed(asset, office, partitions, key, reports.get(key, []), answer)
                for key, answer in answers.items()
            ],
        )

    @dg.asset(
        key=INBOX_KEY,
        group_name=GROUP,
        deps=[*before],
        kinds={"excel", "pandera"},
        owners=OWNERS,
        description="收件箱：把收到的每个文件先存档，再识别、读取、审核，通过的入库，不通过的退回；一个文件有问题不影响其他文件。",
        check_specs=[
            dg.AssetCheckSpec(
                "rows_accounted_for",
                asset=INBOX_KEY,
                description="每一行都有去向：读到的行数 = 接收 + 留置 + 跳过（合计、空行、重复表头、注释）。",
            )
        ],
    )
    def inbox(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        intake = take_in(office, batch=context.run_id)
        partitions.show(context.instance, office)
        report_passed(context, office, intake)
        with office.engine.connect() as connection:
            status = reports_in_force.report_status(connection, office.site.id)
            aside = files_set_aside(connection, office.site.id)
        newest = status["period"].max() if len(status) else ""
        return dg.MaterializeResult(
            metadata={
                **_links(desk_pages.today(office)),
                "报表数": len(intake.reports),
                "退回报表数": int((intake.reports["status"] == "returned").sum()),
                "无法处理的文件数": len(intake.rejected),
                "待认定的文件数": len(aside),
                "待认定": dg.MetadataValue.md(files_table(aside)),
                "收文时间表": dg.MetadataValue.md(faulty_lines_table(receipt_times(office))),
                "审核意见": dg.MetadataValue.md(findings_table(intake.findings, office.forms)),
                "退回件": dg.MetadataValue.path(str(office.home / FOLDER)),
                "栏目、区块和工作表的去向": dg.MetadataValue.md(fates_table(intake.fates)),
                "报送情况": dg.MetadataValue.md(matrix_picture(status[status["period"] == newest], newest)),
            },
            check_results=[_rows_accounted_for(intake)],
        )

    # It names nothing that it rests on: the inbox is made anew each night, and after that Dagster would call
    # the submissions of all months out of date.
    @dg.asset(
        key=SUBMISSION_KEY,
        group_name=GROUP,
        partitions_def=partitions.submissions,
        kinds={"excel", "pandera"},
        owners=OWNERS,
        output_required=False,
        description="报送：一个单位一个月交来的报表。绿色=已通过；红色=有报表被退回，本页和运行页都写明原因，单位改好重报后在此重新运行即可；灰色=还没有报。",
    )
    def submission(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> Iterator[dg.MaterializeResult]:
        key = context.partition_key
        period, unit_code = partitions.submission_of(key)
        if not _only_shows(context.run):
            take_in(office, batch=context.run_id, only=(period, unit_code))
        with office.engine.connect() as connection:
            outcome = submission_outcome(connection, office.site, unit_code, period)
        metadata = _outcome_metadata(office, outcome)
        if outcome.reason:
            # The page of the partition shows what was observed since its last materialization.
            context.log_event(
                dg.AssetObservation(
                    context.asset_key, description=outcome.reason, partition=key, metadata=metadata
                )
            )
        if outcome.reason and outcome.has_come:
            raise dg.Failure(
                description="\n".join(_told(office, outcome)), metadata=metadata, allow_retries=False
            )
        if not outcome.reason:
            yield dg.MaterializeResult(
                metadata={**metadata, "dagster/row_count": int(outcome.reports["rows_accepted"].sum())}
            )

    return [inbox, submission]


def _only_shows(run: dg.DagsterRun) -> bool:
    """Whether a run only shows a result.

    If a steward starts such a run again, the new run has the same tags, but it takes in what has come since.
    """
    return RETURNED_TAG in run.tags and run.get_parent_run_id() is None


def _passed(
    asset: dg.AssetKey,
    office: Office,
    partitions: Partitions,
    key: tuple[str, str],
    reports: Sequence[ReportRow],
    answer: Answer,
) -> dg.AssetMaterialization:
    unit_code, period = key
    return dg.AssetMaterialization(
        asset,
        description="本期报送已审核通过",
        partition=partitions.key(period, unit_code),
        metadata={
            "报表": dg.MetadataValue.md(outcome_list(reports, office.forms)),
            **_answer(office, answer),
            "dagster/row_count": sum(int(each.rows_accepted) for each in reports),
        },
    )


def _answer(office: Office, answer: Answer) -> dict[str, dg.MetadataValue]:
    """The workbooks that the unit gets back, and what has changed since its last version, if anything."""
    workbooks = [dg.MetadataValue.path(str(office.home / path)) for path in answer.workbooks]
    named = {
        f"退回件{number}" if len(workbooks) > 1 else "退回件": path
        for number, path in enumerate(workbooks, start=1)
    }
    changed = {"与上次相比": dg.MetadataValue.text(answer.change)} if answer.change else {}
    return {**_links(desk_pages.files(office, answer.files)), **named, **changed}


def _links(pages: Mapping[str, str]) -> dict[str, dg.MetadataValue]:
    return {word: dg.MetadataValue.url(page) for word, page in pages.items()}


def _told(office: Office, outcome: SubmissionOutcome) -> list[str]:
    """Why something goes back, the worst findings, what has changed since the last version, and where the
    returned workbooks lie: a sentence each.
    """
    worst = worst_findings(outcome.findings, office.forms)
    workbooks = (f"退回件：{office.home / path}" for path in outcome.answer.workbooks)
    return list(filter(None, [f"{outcome.reason}{worst}", outcome.answer.change, *workbooks]))


def _outcome_metadata(office: Office, outcome: SubmissionOutcome) -> dict[str, dg.MetadataValue]:
    """How a unit's submission stands, for its page. The reason comes first if something goes back."""
    reason = {"原因": dg.MetadataValue.text(outcome.reason)} if outcome.reason else {}
    return {
        **reason,
        # What was not taken is looked at there and assigned to its unit. What goes back has its own links.
        **({} if outcome.answer.files else _links(desk_pages.files(office, outcome.not_taken))),
        "审核意见": dg.MetadataValue.md(findings_table(outcome.findings, office.forms)),
        "报表": dg.MetadataValue.md(outcome_list(outcome.reports.itertuples(), office.forms)),
        **_answer(office, outcome.answer),
    }


def returned(
    office: Office, partitions: Partitions, asset: dg.AssetKey, period: str, unit_code: str
) -> dg.AssetMaterialization:
    """How a unit's submission stands of which something goes back, to be reported before the run that makes
    it red.

    Dagster shows nothing about a partition that was never materialized, even if a run says why it failed.
    """
    with office.engine.connect() as connection:
        outcome = submission_outcome(connection, office.site, unit_code, period)
    return dg.AssetMaterialization(
        asset,
        description=f"退回：{outcome.reason}",
        partition=partitions.key(period, unit_code),
        metadata=_outcome_metadata(office, outcome),
    )


def _rows_accounted_for(intake: Intake) -> dg.AssetCheckResult:
    counts = intake.reports[["rows_read", "rows_accepted", "rows_held", "rows_skipped"]].sum().astype(int)
    return dg.AssetCheckResult(
        passed=bool(
            counts["rows_read"] == counts["rows_accepted"] + counts["rows_held"] + counts["rows_skipped"]
        ),
        metadata={
            "读到": int(counts["rows_read"]),
            "接收": int(counts["rows_accepted"]),
            "留置": int(counts["rows_held"]),
            "跳过": int(counts["rows_skipped"]),
        },
    )
