"""The office as a resource of Dagster: while a run uses it, its person key stays what it is."""

from collections.abc import Iterator

import dagster as dg

from warehouse.key_rotation import key_in_use
from warehouse.office import Office


def office_resource(office: Office) -> dg.ResourceDefinition:
    """Gives a run the office, and holds off a change of the key until the run is over."""

    @dg.resource(description="主管部门：设置、台账、入库明细。")
    def resource(_context: dg.InitResourceContext) -> Iterator[Office]:
        with key_in_use(office):
            yield office

    return resource
