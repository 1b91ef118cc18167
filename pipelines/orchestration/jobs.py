"""What runs together. All steps of a job run in one process: a process of its own would cost each step
seconds, while a step in the same process takes less than a tenth of one.
"""

from typing import Any

import dagster as dg

from assets.assessment.assets import ASSESSMENT_KEY, REPORTS_KEY, TODAY_KEY
from assets.bulletins.assets import BULLETINS_KEY
from assets.bulletins.places import drafts
from assets.decisions.assets import DECISIONS_KEY
from assets.facts.assets import fact_key
from assets.facts.facts import forms_with_facts
from assets.indicators.assets import indicator_key
from assets.indicators.office_indicators import is_assessed
from assets.monitoring.assets import MONITORING_KEY
from assets.reviews.assets import REVIEWS_KEY
from assets.scores.assets import score_key
from assets.submissions.assets import INBOX_KEY, SUBMISSION_KEY
from pipelines.orchestration.namespaces import Namespace
from warehouse.office import Office
from warehouse.results import assessments, scheme_bases

Job = Any
"""What ``dg.define_asset_job`` returns. Dagster exports no name for it."""


def nightly_job(namespace: Namespace) -> Job:
    """The job that records what the office has decided and takes in everything new in the inbox."""
    return dg.define_asset_job(
        "nightly",
        selection=[namespace.key(DECISIONS_KEY), namespace.key(INBOX_KEY)],
        description="收件：先记录认定表里的认定，再存档、识别、审核收件箱里的全部新文件。",
    )


def submission_job(namespace: Namespace) -> Job:
    """The job that handles one unit's submission for one period."""
    return dg.define_asset_job(
        "unit_submission",
        selection=[namespace.key(SUBMISSION_KEY)],
        description="报送：单独处理一个单位一个月份的报表。",
    )


def today_job(namespace: Namespace) -> Job:
    """The job that shows what is new since the day before."""
    return dg.define_asset_job(
        "morning",  # A job may not have the name of an asset.
        selection=[namespace.key(TODAY_KEY)],
        description="今日：昨天以来收到、退回、待认定的，和得分、亮灯的变化。",
    )


def assess_job() -> Job:
    """The job that computes a period, from facts to scores, monitoring and bulletins."""
    return dg.define_asset_job(
        "assess",
        selection=dg.AssetSelection.groups(
            "facts", "reviews", "indicators", "scores", "monitoring", "bulletins", "assessment"
        ),
        description="考核：按月汇总入库数据，做表间、跨期审核，计算指标、得分、亮灯和差额，做动态监测，写通报草稿。",
    )


def assess_selection(office: Office, period: str, every_scheme: bool = False) -> list[dg.AssetKey]:
    """The assets of a period in which ``assess`` has something to do.

    The others are left out: a step of Dagster costs more than finding nothing to compute. For them the asset
    ``assessment`` records why there is nothing. Schemes whose basis has not changed keep their figures,
    unless ``every_scheme`` is asked for. Bulletins are drafted when somebody asks; from then on their drafts
    follow the figures.
    """
    schemes = [scheme for scheme in office.schemes if is_assessed(office, scheme, period)]
    if not every_scheme:
        changed = _changed_schemes(office, period)
        schemes = [scheme for scheme in schemes if scheme.id in changed]
    return [
        *(fact_key(form) for form in forms_with_facts(office, period)),
        REVIEWS_KEY,
        REPORTS_KEY,
        *(key(scheme) for scheme in schemes for key in (indicator_key, score_key)),
        MONITORING_KEY,
        ASSESSMENT_KEY,
        *([BULLETINS_KEY] if drafts(office.home, period) else []),
    ]


def _changed_schemes(office: Office, period: str) -> list[str]:
    """The schemes that have to be assessed in a period because what they stand on has changed."""
    with office.engine.connect() as connection:
        bases = assessments.Bases.now(connection, office)
        forms = scheme_bases.forms_of_schemes(office.schemes, office.forms)
        return scheme_bases.due_schemes(connection, bases, period, forms)
