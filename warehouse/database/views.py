"""The views that BI reads. Their names, columns and order are a contract (列名是对外约定), so a change here
affects other people.

They are written in SQL that SQLite and PostgreSQL share. Periods are 'YYYY-MM'; yes and no are 1 and 0.
"""

from sqlalchemy import Connection, text

from warehouse.database.dimension_views import DIMENSION_VIEWS
from warehouse.database.view_columns import VIEW_COLUMNS

EXPECTED_REPORTS = """
        WITH expected AS (
            SELECT site, unit_code, form, period FROM obligation
            UNION
            SELECT site, unit_code, form, period FROM report
        ),
        first_received AS (
            SELECT site, unit_code, form, period, MIN(received_on) AS received_on
            FROM report
            GROUP BY site, unit_code, form, period
        )
        SELECT
            expected.site,
            expected.unit_code,
            unit.name AS unit_name,
            expected.form,
            expected.period,
            obligation.due_on,
            report.received_at,
            report.version,
            COALESCE(report.status, 'missing') AS status,
            CASE
                WHEN first_received.received_on > obligation.due_on THEN 1
                WHEN report.report_id IS NULL AND obligation.as_of > obligation.due_on THEN 1
                ELSE 0
            END AS late,
            report.rows_accepted,
            report.rows_held,
            report.errors,
            report.queries,
            submission.file_name
        FROM expected
        LEFT JOIN obligation ON obligation.site = expected.site AND obligation.unit_code = expected.unit_code
            AND obligation.form = expected.form AND obligation.period = expected.period
        LEFT JOIN report ON report.site = expected.site AND report.unit_code = expected.unit_code
            AND report.form = expected.form AND report.period = expected.period
            AND NOT EXISTS (
                SELECT 1 FROM report AS newer
                WHERE newer.site = report.site AND newer.unit_code = report.unit_code
                    AND newer.form = report.form AND newer.period = report.period AND newer.version > report.version
            )
        LEFT JOIN first_received ON first_received.site = expected.site AND first_received.unit_code = expected.unit_code
            AND first_received.form = expected.form AND first_received.period = expected.period
        LEFT JOIN submission ON submission.site = report.site AND submission.submission_id = report.submission_id
        LEFT JOIN unit ON unit.site = expected.site AND unit.code = expected.unit_code
"""
"""What is owed or reported, by its newest version, with the columns of ``bi_report_status``. That view leaves
out what has not been reported and is not yet due.
"""

VIEWS = {
    "bi_report_status": f"""
        {EXPECTED_REPORTS}
        WHERE report.report_id IS NOT NULL OR obligation.due_on <= obligation.as_of
    """,
    "bi_finding": """
        SELECT
            finding.site,
            finding.unit_code,
            unit.name AS unit_name,
            finding.form,
            finding.period,
            report.version,
            finding.level,
            finding.code,
            finding.sheet,
            finding.cell,
            finding.header,
            finding.message,
            finding.value,
            finding.row_count,
            finding.state
        FROM finding
        JOIN report ON report.site = finding.site AND report.report_id = finding.report_id
        LEFT JOIN unit ON unit.site = finding.site AND unit.code = finding.unit_code
    """,
    "bi_indicator": """
        SELECT
            scheme, indicator, indicator_name, unit_code, unit_name, period, numerator, denominator, value, unit_of_measure,
            last_year, change, growth, target, completion, due_so_far, light, note,
            CASE WHEN is_lower_bound THEN 1 ELSE 0 END AS is_lower_bound, absence, remarks, office_section, site
        FROM indicator_value
    """,
    "bi_base_comparison": """
        SELECT
            scheme, indicator, indicator_name, unit_code, unit_name, period, value, unit_of_measure, base_year, base_value,
            base_change AS change,
            CASE WHEN unit_of_measure = '%' THEN base_change * 100 END AS percentage_points,
            site
        FROM indicator_value
        WHERE base_year IS NOT NULL
    """,
    "bi_score": """
        SELECT
            this.scheme, this.unit_code, this.unit_name, this.group_name, this.period, this.score, this.full_score, this.rank,
            earlier.rank AS previous_rank,
            earlier.rank - this.rank AS rank_change,
            last_year.rank AS last_year_rank,
            this.site
        FROM score AS this
        LEFT JOIN score AS earlier ON earlier.site = this.site AND earlier.scheme = this.scheme
            AND earlier.unit_code = this.unit_code AND SUBSTR(earlier.period, 1, 4) = SUBSTR(this.period, 1, 4)
            AND CAST(SUBSTR(earlier.period, 6, 2) AS INTEGER) = CAST(SUBSTR(this.period, 6, 2) AS INTEGER) - 1
        LEFT JOIN score AS last_year ON last_year.site = this.site AND last_year.scheme = this.follows
            AND last_year.unit_code = this.unit_code AND SUBSTR(last_year.period, 6, 2) = SUBSTR(this.period, 6, 2)
            AND CAST(SUBSTR(last_year.period, 1, 4) AS INTEGER) = CAST(SUBSTR(this.period, 1, 4) AS INTEGER) - 1
    """,
    "bi_score_section": """
        SELECT
            score_section.scheme, score_section.section, score_section.unit_code, score_section.period, score_section.score,
            score_section.full_score, score_section.rank, score_section.site, unit.name AS unit_name
        FROM score_section
        LEFT JOIN unit ON unit.site = score_section.site AND unit.code = score_section.unit_code
    """,
    "bi_grade": """
        SELECT scheme, unit_code, unit_name, group_name, period, grade, reason, site FROM grade
    """,
    "bi_score_item": """
        SELECT
            score_item.scheme, score_item.indicator, score_item.unit_code, score_item.period, score_item.score,
            score_item.full_score, score_item.method, score_item.reason, score_item.self_score, score_item.site,
            unit.name AS unit_name, scheme_indicator.indicator_name
        FROM score_item
        LEFT JOIN unit ON unit.site = score_item.site AND unit.code = score_item.unit_code
        LEFT JOIN scheme_indicator ON scheme_indicator.site = score_item.site AND scheme_indicator.scheme = score_item.scheme
            AND scheme_indicator.indicator = score_item.indicator
    """,
    "bi_conclusion": """
        SELECT scheme, unit_code, unit_name, period, conclusion, passed, failed, missing, gaps, site FROM conclusion
    """,
    "bi_conclusion_item": """
        SELECT
            scheme, indicator, indicator_name, unit_code, unit_name, period, value, required, shortfall, unit_of_measure, conclusion, says,
            site
        FROM conclusion_item
    """,
    "bi_indicator_status": """
        SELECT
            indicator_status.scheme, indicator_status.indicator, indicator_status.unit_code, indicator_status.period,
            indicator_status.status, indicator_status.site, unit.name AS unit_name, scheme_indicator.indicator_name
        FROM indicator_status
        LEFT JOIN unit ON unit.site = indicator_status.site AND unit.code = indicator_status.unit_code
        LEFT JOIN scheme_indicator ON scheme_indicator.site = indicator_status.site
            AND scheme_indicator.scheme = indicator_status.scheme AND scheme_indicator.indicator = indicator_status.indicator
    """,
    "bi_funnel": """
        SELECT scheme, unit_code, unit_name, period, step, stage, count, share, site FROM funnel_stage
    """,
    "bi_gap": """
        SELECT
            gap.scheme, gap.indicator, gap.indicator_name, gap.unit_code, gap.unit_name, gap.period, gap.goal, gap.goal_value,
            gap.needed, gap.unit_of_measure, gap.points, gap.says, indicator_value.office_section, gap.site
        FROM gap
        LEFT JOIN indicator_value ON indicator_value.site = gap.site AND indicator_value.scheme = gap.scheme
            AND indicator_value.indicator = gap.indicator AND indicator_value.unit_code = gap.unit_code
            AND indicator_value.period = gap.period
    """,
    "bi_monitoring": """
        SELECT
            scheme, indicator, indicator_name, unit_code, unit_name, period, value, target, completion, due_so_far, light,
            previous_value, month_change, months_behind, talk_list, lacks, rectification, unit_of_measure, office_section, site
        FROM monitoring
    """,
    "bi_supervision": """
        SELECT
            indicator_status.scheme,
            indicator_status.unit_code,
            indicator_value.unit_name,
            indicator_status.period,
            indicator_status.indicator,
            indicator_value.indicator_name,
            indicator_status.status,
            indicator_value.value,
            indicator_value.target,
            indicator_value.unit_of_measure,
            gap.needed,
            gap.says AS lacks,
            monitoring.months_behind,
            monitoring.talk_list,
            indicator_value.office_section,
            indicator_status.site
        FROM indicator_status
        JOIN indicator_value ON indicator_value.site = indicator_status.site AND indicator_value.scheme = indicator_status.scheme
            AND indicator_value.indicator = indicator_status.indicator AND indicator_value.unit_code = indicator_status.unit_code
            AND indicator_value.period = indicator_status.period
        LEFT JOIN gap ON gap.site = indicator_status.site AND gap.scheme = indicator_status.scheme
            AND gap.indicator = indicator_status.indicator AND gap.unit_code = indicator_status.unit_code
            AND gap.period = indicator_status.period AND gap.goal = '目标'
        LEFT JOIN monitoring ON monitoring.site = indicator_status.site AND monitoring.scheme = indicator_status.scheme
            AND monitoring.indicator = indicator_status.indicator AND monitoring.unit_code = indicator_status.unit_code
            AND monitoring.period = indicator_status.period
        WHERE indicator_status.status IN ('未达标', '未启动')
    """,
    "bi_bulletin": """
        SELECT
            bulletin.scheme,
            bulletin.number,
            bulletin.period,
            bulletin.issued_on,
            bulletin_notice.started_on AS notice_from,
            bulletin_notice.ends_on AS notice_to,
            bulletin.without_notice,
            (
                SELECT COUNT(*) FROM bulletin_figure
                WHERE bulletin_figure.site = bulletin.site AND bulletin_figure.scheme = bulletin.scheme
                    AND bulletin_figure.number = bulletin.number
            ) AS figures,
            (
                SELECT COUNT(*) FROM bulletin_revision
                WHERE bulletin_revision.site = bulletin.site AND bulletin_revision.scheme = bulletin.scheme
                    AND bulletin_revision.number = bulletin.number
            ) AS revisions,
            bulletin.figures_sha256,
            bulletin.site
        FROM bulletin
        LEFT JOIN bulletin_notice ON bulletin_notice.site = bulletin.site AND bulletin_notice.scheme = bulletin.scheme
            AND bulletin_notice.period = bulletin.period
    """,
    "bi_bulletin_figure": """
        SELECT
            bulletin_figure.scheme,
            bulletin_figure.number,
            bulletin.period,
            bulletin_figure.figure,
            bulletin_figure.item,
            bulletin_figure.unit_code,
            unit.name AS unit_name,
            bulletin_figure.value,
            bulletin_figure.shown,
            bulletin_figure.site
        FROM bulletin_figure
        JOIN bulletin ON bulletin.site = bulletin_figure.site AND bulletin.scheme = bulletin_figure.scheme
            AND bulletin.number = bulletin_figure.number
        LEFT JOIN unit ON unit.site = bulletin_figure.site AND unit.code = bulletin_figure.unit_code
    """,
    "bi_bulletin_revision": """
        SELECT
            bulletin_revision.scheme,
            bulletin_revision.number,
            bulletin_revision.revised_number,
            bulletin.period,
            bulletin_revision.figure,
            bulletin_revision.item,
            bulletin_revision.unit_code,
            unit.name AS unit_name,
            bulletin_revision.old_value,
            bulletin_revision.old_shown,
            bulletin_revision.new_value,
            bulletin_revision.new_shown,
            bulletin_revision.reason,
            bulletin_revision.site
        FROM bulletin_revision
        JOIN bulletin ON bulletin.site = bulletin_revision.site AND bulletin.scheme = bulletin_revision.scheme
            AND bulletin.number = bulletin_revision.revised_number
        LEFT JOIN unit ON unit.site = bulletin_revision.site AND unit.code = bulletin_revision.unit_code
    """,
    "bi_objection": """
        SELECT
            objection.scheme,
            objection.period,
            objection.objection,
            objection.unit_code,
            unit.name AS unit_name,
            objection.indicator,
            objection.raised_on,
            objection.text,
            CASE WHEN objection.closed_on IS NULL THEN 'open' ELSE 'closed' END AS state,
            objection.closed_on,
            objection.outcome,
            objection.closing_reason,
            objection.due_on,
            objection.review_of,
            objection.site,
            scheme_indicator.indicator_name
        FROM objection
        LEFT JOIN unit ON unit.site = objection.site AND unit.code = objection.unit_code
        LEFT JOIN scheme_indicator ON scheme_indicator.site = objection.site AND scheme_indicator.scheme = objection.scheme
            AND scheme_indicator.indicator = objection.indicator
    """,
    "bi_candidate": """
        SELECT
            candidate.site,
            candidate.submission_id,
            submission.file_name,
            submission.received_at,
            submission.status,
            candidate.number,
            candidate.source,
            candidate.sheet,
            candidate.form,
            candidate.unit_code,
            unit.name AS unit_name,
            candidate.unit_text,
            candidate.period,
            candidate.month
        FROM candidate
        JOIN submission ON submission.site = candidate.site AND submission.submission_id = candidate.submission_id
        LEFT JOIN unit ON unit.site = candidate.site AND unit.code = candidate.unit_code
        WHERE submission.status IN ('set_aside', 'rejected')
    """,
    "bi_decision": """
        SELECT
            decision.site,
            decision.number,
            decision.kind,
            decision.made_at,
            decision.made_by,
            decision.unit_code,
            unit.name AS unit_name,
            decision.form,
            decision.period,
            decision.scheme,
            decision.indicator,
            decision.file_name,
            decision.cell,
            decision.value,
            decision.reason,
            decision.basis,
            decision.revoked_by
        FROM decision
        LEFT JOIN unit ON unit.site = decision.site AND unit.code = decision.unit_code
    """,
    "bi_submission": """
        SELECT
            submission.site, submission.submission_id, submission.file_name, submission.sha256, submission.received_at,
            submission.unit_code, submission.period, submission.status, submission.reason, unit.name AS unit_name
        FROM submission
        LEFT JOIN unit ON unit.site = submission.site AND unit.code = submission.unit_code
    """,
    **DIMENSION_VIEWS,
}
"""The views by name.

Whether a report is late depends on the day on which its first version was received, even if that version was
returned. A correction does not make it late. A report of which no version has come is late once it is
overdue.
"""


DERIVED = {
    "period_start": "date(period || '-01')",
    "light_order": "CASE light WHEN '绿' THEN 1 WHEN '蓝' THEN 2 WHEN '黄' THEN 3 WHEN '红' THEN 4 END",
}
"""Columns that are made of others in the same way wherever they stand: the first day of the period, and the
place of a light from the best to the worst.
"""


def complete(name: str, query: str) -> str:
    """A query of a view with the derived columns that the view has besides, at its end."""
    described = VIEW_COLUMNS[name].columns
    derived = [f"{made} AS {column}" for column, made in DERIVED.items() if column in described]
    if name in DIMENSION_VIEWS or not derived:
        return query
    return f"SELECT wanted.*, {', '.join(derived)} FROM ({query}) AS wanted"  # noqa: S608, our own texts


def replace_views(connection: Connection) -> None:
    """Make the views as they are here, in place of any older ones. PostgreSQL also keeps what they and their
    columns mean.
    """
    drop_views(connection)
    for name, query in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {complete(name, query)}"))
    if connection.dialect.name == "postgresql":
        for name, view in VIEW_COLUMNS.items():
            _comment(connection, f"VIEW {name}", f"{view.title}：每行{view.row}")
            for column, about in view.columns.items():
                _comment(connection, f"COLUMN {name}.{column}", f"{about.title}：{about.meaning}")


def _comment(connection: Connection, on: str, says: str) -> None:
    quoted = says.replace("'", "''")
    connection.exec_driver_sql(f"COMMENT ON {on} IS '{quoted}'".replace("%", "%%"))


def drop_views(connection: Connection) -> None:
    """Drop the views, so that the tables below them can change."""
    for name in VIEWS:
        connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
