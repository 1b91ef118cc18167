"""The office as a resource of Dagster. While a run uses it, its person key does not change and no other run
assesses it.
"""

from collections.abc import Iterator
from contextlib import nullcontext

import dagster as dg

from warehouse.office import Office
from warehouse.persons.key_rotation import key_in_use
from warehouse.processes.turns import ASSESSMENT, in_turn

ASSESSING_NOTHING = ("nightly", "unit_submission", "morning", "reminders", "retention", "decide")
"""The jobs that do not assess, so a period may be assessed beside them. Any other run may be one that a
steward has put together from any assets.
"""


def office_resource(office: Office) -> dg.ResourceDefinition:
    """Gives a run the prepared office. Until the run is over, nobody can change the key and no other run can
    assess.
    """

    @dg.resource(description="主管部门：设置、台账、入库明细。")
    def resource(context: dg.InitResourceContext) -> Iterator[Office]:
        assesses = context.dagster_run and context.dagster_run.job_name not in ASSESSING_NOTHING
        office.prepare()
        with key_in_use(office), in_turn(office.home, ASSESSMENT) if assesses else nullcontext():
            yield office

    return resource
