"""The views that BI reads, with their columns in order (对外约定): written out, so that a change of the code
does not change it too.
"""

CONTRACT = {
    "bi_report_status": """
        site unit_code unit_name form period due_on received_at version status late rows_accepted rows_held
        errors queries file_name period_start
    """,
    "bi_finding": """
        site unit_code unit_name form period version level code sheet cell header message value row_count state
        period_start
    """,
    "bi_indicator": """
        scheme indicator indicator_name unit_code unit_name period numerator denominator value unit_of_measure
        last_year change growth target completion due_so_far light note is_lower_bound absence remarks
        office_section site period_start light_order
    """,
    "bi_base_comparison": """
        scheme indicator indicator_name unit_code unit_name period value unit_of_measure base_year base_value
        change percentage_points site period_start
    """,
    "bi_score": """
        scheme unit_code unit_name group_name period score full_score rank previous_rank rank_change
        last_year_rank site period_start
    """,
    "bi_score_section": "scheme section unit_code period score full_score rank site unit_name period_start",
    "bi_grade": "scheme unit_code unit_name group_name period grade reason site period_start",
    "bi_score_item": """
        scheme indicator unit_code period score full_score method reason self_score site unit_name
        indicator_name period_start
    """,
    "bi_conclusion": "scheme unit_code unit_name period conclusion passed failed missing gaps site period_start",
    "bi_conclusion_item": """
        scheme indicator indicator_name unit_code unit_name period value required shortfall unit_of_measure
        conclusion says site period_start
    """,
    "bi_indicator_status": "scheme indicator unit_code period status site unit_name indicator_name period_start",
    "bi_funnel": "scheme unit_code unit_name period step stage count share site period_start",
    "bi_gap": """
        scheme indicator indicator_name unit_code unit_name period goal goal_value needed unit_of_measure points
        says office_section site period_start
    """,
    "bi_monitoring": """
        scheme indicator indicator_name unit_code unit_name period value target completion due_so_far light
        previous_value month_change months_behind talk_list lacks rectification unit_of_measure office_section
        site period_start light_order
    """,
    "bi_supervision": """
        scheme unit_code unit_name period indicator indicator_name status value target unit_of_measure needed
        lacks months_behind talk_list office_section site period_start
    """,
    "bi_bulletin": """
        scheme number period issued_on notice_from notice_to without_notice figures revisions figures_sha256
        site period_start
    """,
    "bi_bulletin_figure": "scheme number period figure item unit_code unit_name value shown site period_start",
    "bi_bulletin_revision": """
        scheme number revised_number period figure item unit_code unit_name old_value old_shown new_value
        new_shown reason site period_start
    """,
    "bi_objection": """
        scheme period objection unit_code unit_name indicator raised_on text state closed_on outcome
        closing_reason due_on review_of site indicator_name period_start
    """,
    "bi_candidate": """
        site submission_id file_name received_at status number source sheet form unit_code unit_name unit_text
        period month period_start
    """,
    "bi_decision": """
        site number kind made_at made_by unit_code unit_name form period scheme indicator file_name cell value
        reason basis revoked_by period_start
    """,
    "bi_submission": """
        site submission_id file_name sha256 received_at unit_code period status reason unit_name period_start
    """,
    "bi_office": "site title",
    "bi_unit": "site unit_code unit_name kind parent_code parent_name group_name valid_from valid_to successor_code",
    "bi_form": "site form title submitters months is_own fact_table",
    "bi_period": "site period period_start period_end year quarter month due_on is_due is_closed computed_at",
    "bi_scheme": "site scheme title year authority full_score follows",
    "bi_scheme_indicator": """
        site scheme indicator number indicator_name section unit_of_measure direction weight method
        office_section
    """,
}


def same_in_every_run(name: str) -> str:
    """The columns of a view or fact table in which two runs over the same files agree: all but the time at which an
    assessment was made.
    """
    columns = CONTRACT.get(name, "*").split()
    return ", ".join(column for column in columns if column != "computed_at")
