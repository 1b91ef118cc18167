"""The views of what the figures are about (维度), for BI to join: offices, units, forms, periods, schemes and
their indicators.
"""

DIMENSION_VIEWS = {
    "bi_office": """
        SELECT site, title FROM office
    """,
    "bi_unit": """
        SELECT
            unit.site, unit.code AS unit_code, unit.name AS unit_name, unit.kind, unit.parent AS parent_code,
            parent.name AS parent_name, unit.group_name, unit.valid_from, unit.valid_to, unit.successor AS successor_code
        FROM unit
        LEFT JOIN unit AS parent ON parent.site = unit.site AND parent.code = unit.parent
    """,
    "bi_form": """
        SELECT
            site, form, title, submitters, months, CASE WHEN is_own THEN 1 ELSE 0 END AS is_own, fact_table
        FROM office_form
    """,
    "bi_period": """
        SELECT
            office_period.site,
            office_period.period,
            office_period.starts_on AS period_start,
            office_period.ends_on AS period_end,
            CAST(SUBSTR(office_period.period, 1, 4) AS INTEGER) AS year,
            (CAST(SUBSTR(office_period.period, 6, 2) AS INTEGER) + 2) / 3 AS quarter,
            CAST(SUBSTR(office_period.period, 6, 2) AS INTEGER) AS month,
            owed.due_on,
            CASE WHEN owed.due_on <= office_period.as_of THEN 1 ELSE 0 END AS is_due,
            CASE WHEN office_period.ends_on < office_period.as_of THEN 1 ELSE 0 END AS is_closed,
            assessment.computed_at
        FROM office_period
        LEFT JOIN (
            SELECT site, period, MAX(due_on) AS due_on FROM obligation GROUP BY site, period
        ) AS owed ON owed.site = office_period.site AND owed.period = office_period.period
        LEFT JOIN assessment ON assessment.site = office_period.site AND assessment.period = office_period.period
    """,
    "bi_scheme": """
        SELECT site, scheme, title, year, authority, full_score, follows FROM scheme
    """,
    "bi_scheme_indicator": """
        SELECT
            site, scheme, indicator, number, indicator_name, section, unit_of_measure, direction, weight, method,
            office_section
        FROM scheme_indicator
    """,
}
"""The views by name, with their queries."""
