"""The assessment in Dagster. ``today`` shows what is new since the day before. ``reports`` shows for each
period who has reported what. ``assessment`` says that a period has been assessed and on what basis.
"""

import dagster as dg
import pandas as pd
from sqlalchemy import Connection

from assets.assessment import today as morning
from assets.bulletins.assets import BULLETINS_KEY
from assets.bulletins.places import FOLDER as DRAFTS
from assets.facts.assets import fact_key, forms_of
from assets.facts.facts import forms_with_facts
from assets.indicators.assets import indicator_key
from assets.indicators.office_indicators import is_assessed
from assets.monitoring.assets import MONITORING_KEY
from assets.outgoing.receipts import FOLDER as RECEIPTS
from assets.outgoing.receipts import write_receipts
from assets.reviews.assets import REVIEWS_KEY
from assets.scores.assets import score_key
from assets.scores.markdown_tables import conclusion_table, score_table
from assets.submissions.assets import OWNERS, Partitions, Record, key_beside
from assets.submissions.steward.overview import files_table, matrix_picture, status_table
from assets.submissions.steward.reporting_rates import FORMS as BY_FORM
from assets.submissions.steward.reporting_rates import UNITS as BY_UNIT
from assets.submissions.steward.reporting_rates import rates_table
from schemas.scheme import Scheme
from warehouse import desk_pages
from warehouse.ledger import reports_in_force
from warehouse.ledger.returns import FOLDER as RETURNED
from warehouse.office import Office
from warehouse.results import assessments, results, scheme_bases
from warehouse.results.schemes import register_schemes
from warehouse.standing.progress import report_progress

GROUP = "assessment"
TODAY_KEY = dg.AssetKey("today")
REPORTS_KEY = dg.AssetKey("reports")
ASSESSMENT_KEY = dg.AssetKey("assessment")
BASIS_TAG = "kaohe/basis"
"""Run tag with the basis (see ``warehouse.results.assessments``) on which the run shall assess its period."""


NOT_OWED = "本月没有单位应报这张报表，也没有收到，没有明细行。"
NONE_RECEIVED = "本月应报的这张报表一份也没有收到，没有明细行。"
NOT_ASSESSED = "本方案不考核本月，或本月还没有结束，没有指标和得分。"
NOT_DRAFTED = "本月还没有起草通报；需要时在本页运行这个月，或执行 kaohe bulletin。"


def build(partitions: Partitions, schemes: tuple[Scheme, ...], record: Record) -> list[dg.AssetsDefinition]:
    """The assets ``today``, ``reports`` and ``assessment``."""
    return [_today(schemes), _reports(partitions), _assessment(partitions, schemes, record)]


def _today(schemes: tuple[Scheme, ...]) -> dg.AssetsDefinition:
    # It rests on everything, at the moment at which it is made. If it named what it rests on, Dagster would
    # call it out of date after every intake.
    @dg.asset(
        key=TODAY_KEY,
        group_name=str(TODAY_KEY.path[-1]),
        kinds={"sql"},
        owners=OWNERS,
        description="今日：昨天以来收到了哪些文件、退回了哪些报表、哪些文件待认定或无法处理、得分和亮灯的变化。每天六点和每次 kaohe run 之后更新。",
    )
    def today(office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        found = morning.today_of(office, schemes)
        morning.keep(office.home, found.as_of, found.results)
        lists = {
            "新收的文件": morning.file_list(found.arrived),
            "退回的报表": morning.returned_list(found.returned, office.forms),
            "待认定的文件": files_table(found.set_aside),
            "无法处理的文件": files_table(found.rejected),
            "得分和亮灯的变化": morning.change_list(found.changes),
        }
        return dg.MaterializeResult(
            metadata={
                **{word: dg.MetadataValue.url(page) for word, page in desk_pages.today(office).items()},
                "截至": f"{found.as_of:%Y年%-m月%-d日}",
                **{word: dg.MetadataValue.md(listed) for word, listed in lists.items()},
                "退回件": dg.MetadataValue.path(str(office.home / RETURNED)),
                "通报": dg.MetadataValue.path(str(office.home / DRAFTS)),
            }
        )

    return today


def _reports(partitions: Partitions) -> dg.AssetsDefinition:
    @dg.asset(
        key=REPORTS_KEY,
        # Who has reported what is known only after the reports have been compared with each other.
        deps=[*(fact_key(form) for form in forms_of(partitions)), REVIEWS_KEY],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"sql"},
        owners=OWNERS,
        description="报送情况：本期应报报表谁已报、谁迟报、谁被退回、谁缺报。",
        check_specs=[
            partitions.check(
                "all_reported",
                REPORTS_KEY,
                "应报的报表都有可用的一版（缺报、退回只提醒，不影响其他单位）。",
            ),
            partitions.check(
                "rows_match_ledger",
                REPORTS_KEY,
                "入库行数与台账中有效报表的接收行数逐表一致，没有不明丢行。",
            ),
        ],
    )
    def reports(context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]) -> dg.MaterializeResult:
        period = context.partition_key
        with office.engine.connect() as connection:
            status = reports_in_force.report_status(connection, office.site.id, period)
            in_force = reports_in_force.in_force_reports(connection, office.site.id, periods=[period])
            progress = report_progress(connection, office.site.id)
        write_receipts(office, period)
        return dg.MaterializeResult(
            metadata={
                **{
                    word: dg.MetadataValue.url(page)
                    for word, page in desk_pages.reports(office, period).items()
                },
                "报送情况": dg.MetadataValue.md(matrix_picture(status, period)),
                "退回与缺报": dg.MetadataValue.md(
                    status_table(status[status["status"].isin(["missing", "returned"])], office.forms)
                ),
                "有效报表数": len(in_force),
                "回执": dg.MetadataValue.path(str(office.home / RECEIPTS / period)),
                "各单位报送率": dg.MetadataValue.md(
                    rates_table(progress, period, office.as_of, BY_UNIT, office.forms)
                ),
                "各报表报送率": dg.MetadataValue.md(
                    rates_table(progress, period, office.as_of, BY_FORM, office.forms)
                ),
            },
            check_results=[_all_reported(status), _rows_match_ledger(office, in_force, period)],
        )

    return reports


def _assessment(partitions: Partitions, schemes: tuple[Scheme, ...], record: Record) -> dg.AssetsDefinition:
    # A period counts as assessed only when every part of it has been made.
    @dg.asset(
        key=ASSESSMENT_KEY,
        deps=[REPORTS_KEY, MONITORING_KEY, BULLETINS_KEY, *(score_key(scheme) for scheme in schemes)],
        partitions_def=partitions.periods,
        group_name=GROUP,
        kinds={"sql"},
        owners=OWNERS,
        description="考核完成：本期各方案的得分、达标结论一览；登记本期是依据哪些报表考核的，依据有变化才会重新考核。",
    )
    def assessment(
        context: dg.AssetExecutionContext, office: dg.ResourceParam[Office]
    ) -> dg.MaterializeResult:
        period = context.partition_key
        with office.engine.begin() as connection:
            # This comes first because it takes the lock. SQLite refuses to let a transaction write if it has
            # already read something that another one has changed since.
            if basis := context.run.tags.get(BASIS_TAG):
                assessments.record_unless_done(connection, office, period, basis)
                scheme_bases.record_schemes(
                    connection,
                    assessments.Bases.now(connection, office),
                    period,
                    basis,
                    scheme_bases.forms_of_schemes(schemes, office.forms),
                )
            register_schemes(connection, office.site.id, schemes)
            tables = {
                scheme.title: _result_table(connection, office.site.id, scheme, period) for scheme in schemes
            }
        for key, reason in _without_anything(context, office, partitions, schemes).items():
            record(context, [_nothing(key, period, reason)])
        return dg.MaterializeResult(
            metadata={title: dg.MetadataValue.md(table) for title, table in tables.items()}
        )

    return assessment


def _without_anything(
    context: dg.AssetExecutionContext, office: Office, partitions: Partitions, schemes: tuple[Scheme, ...]
) -> dict[dg.AssetKey, str]:
    """The assets that have nothing to show for the period, each with the reason."""
    period = context.partition_key
    with office.engine.connect() as connection:
        status = reports_in_force.expected_reports(connection, office.site.id, period)
    owed = set(status.loc[status["due_on"].notna(), "form"])
    there = {form.code for form in forms_with_facts(office, period)}
    reasons = {
        fact_key(form): NONE_RECEIVED if form.code in owed else NOT_OWED
        for form in forms_of(partitions)
        if form.code not in there
    }
    for scheme in schemes:
        if not is_assessed(office, scheme, period):
            reasons |= dict.fromkeys((indicator_key(scheme), score_key(scheme)), NOT_ASSESSED)
    drafted = context.instance.get_materialized_partitions(key_beside(context, BULLETINS_KEY))
    if period not in drafted:
        reasons[BULLETINS_KEY] = NOT_DRAFTED
    return {key_beside(context, key): reason for key, reason in reasons.items()}


def _nothing(key: dg.AssetKey, period: str, reason: str) -> dg.AssetMaterialization:
    """Record that an asset has no rows, and why. Nothing is missing, so the period must not look
    unfinished.
    """
    return dg.AssetMaterialization(
        key, description=reason, partition=period, metadata={"dagster/row_count": 0, "情况": reason}
    )


def _all_reported(status: pd.DataFrame) -> dg.AssetCheckResult:
    lacking = status[status["status"].isin(["missing", "returned"])]
    return dg.AssetCheckResult(
        check_name="all_reported",
        passed=lacking.empty,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"应报": len(status), "缺报或退回": len(lacking)},
    )


def _rows_match_ledger(office: Office, in_force: pd.DataFrame, period: str) -> dg.AssetCheckResult:
    accepted = in_force.groupby("form")["rows_accepted"].sum()
    stored = {
        code: office.store.read(office.forms[code], office.site.id, period).num_rows
        for code in accepted.index
    }
    differing = [
        f"{code}（台账 {rows} 行，入库 {stored[code]} 行）"
        for code, rows in accepted.items()
        if rows != stored[code]
    ]
    return dg.AssetCheckResult(
        check_name="rows_match_ledger",
        passed=not differing,
        metadata={"不一致": "、".join(differing) or "无", "行数": int(accepted.sum())},
    )


def _result_table(connection: Connection, site: str, scheme: Scheme, period: str) -> str:
    if scheme.gives_points:
        return score_table(results.scores(connection, site, scheme.id, period), scheme.decimals)
    return conclusion_table(results.conclusions(connection, site, scheme.id, period))
