"""The queue of all sites' runs. A site has one run at a time, so its periods follow each other and no site
takes all workers.
"""

import dagster as dg

SITE_TAG = "kaohe/site"
"""The tag that says which site a run is of. The instance's settings limit how many runs with the same value
may run at once.
"""


class SiteQueue(dg.QueuedRunCoordinator):
    """Dagster's queue, which tags every run with its site. It does not matter who starts the run: a sensor, a
    schedule, a steward or the command line.
    """

    def submit_run(self, context: dg.SubmitRunContext) -> dg.DagsterRun:
        """Tag the run, then put it into the queue."""
        origin = context.dagster_run.remote_job_origin
        if origin:
            self._instance.add_run_tags(
                context.dagster_run.run_id,
                {SITE_TAG: origin.repository_origin.code_location_origin.location_name},
            )
        return super().submit_run(context)
