"""Everything that Dagster knows of one office: assets, jobs, schedules, sensors. ``build_definitions`` builds
it; Dagster loads ``defs``.

The variables KAOHE_SITE, KAOHE_HOME, KAOHE_INBOX, KAOHE_WAREHOUSE and KAOHE_AS_OF say which office it is, as
for the ``kaohe`` command.
"""

import dagster as dg

from assets.assessment import assets as assessment
from assets.bulletins import assets as bulletins
from assets.decisions import assets as decisions
from assets.facts import assets as facts
from assets.indicators import assets as indicators
from assets.monitoring import assets as monitoring
from assets.reviews import assets as reviews
from assets.scores import assets as scores
from assets.scores.reassessment import office_scores
from assets.submissions import assets as submissions
from assets.submissions.assets import Partitions
from pipelines.internals.events import record_materializations
from pipelines.orchestration.deciding import decide_job
from pipelines.orchestration.jobs import assess_job, nightly_job, submission_job, today_job
from pipelines.orchestration.namespaces import Namespace
from pipelines.orchestration.office_resource import office_resource
from pipelines.orchestration.retention import retention_job
from pipelines.orchestration.schedules import build_schedules
from pipelines.orchestration.sensors import build_sensors
from pipelines.telling.freshness import expected_daily
from pipelines.telling.reminders import reminders_job
from pipelines.telling.watching import build_watching
from warehouse.office import Office, open_office


def _taken_in(office: Office) -> indicators.TakenIn:
    """How indicators get the scores that they take in. A later stage makes those scores."""
    schemes = {scheme.id: scheme for scheme in office.schemes}
    return indicators.TakenIn(
        lambda scheme: [scores.score_key(schemes[name]) for name in scheme.built_on], office_scores
    )


def build_definitions(office: Office, location: str = "") -> dg.Definitions:
    """The definitions of one office's pipeline. ``location`` is the name of its code location if several
    offices share an instance.
    """
    partitions, namespace = Partitions(office.site, location), Namespace(location)
    nightly, submission, assess, today = (
        nightly_job(namespace),
        submission_job(namespace),
        assess_job(),
        today_job(namespace),
    )
    jobs = [nightly, submission, assess, today, reminders_job, retention_job, decide_job]
    decided = decisions.build()
    assets = [
        *decided,
        *submissions.build(partitions, record_materializations, decided),
        *facts.build(partitions),
        *reviews.build(partitions),
        *indicators.build(partitions, office.schemes, _taken_in(office)),
        *scores.build(partitions, office.schemes),
        *monitoring.build(partitions, office.schemes),
        *bulletins.build(partitions, office.schemes),
        *assessment.build(partitions, office.schemes, record_materializations),
    ]
    return dg.Definitions(
        assets=expected_daily(namespace.assets(assets), namespace, office.site),
        jobs=jobs,
        schedules=build_schedules(office.site, nightly, today, reminders_job, retention_job),
        sensors=[
            *build_sensors(partitions, namespace, nightly, submission, assess),
            *build_watching(namespace, [*jobs]),
        ],
        resources={"office": office_resource(office)},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of the office that the environment names. They are built when Dagster loads them, not
    on import.
    """
    return build_definitions(open_office())
