"""The queue of all sites' runs: a site has one run at a time, so that its periods follow each other and none
holds all workers.
"""

import dagster as dg

SITE_TAG = "kaohe/site"
"""Run tag: the site. The instance's settings limit the runs that have the same value."""


class SiteQueue(dg.QueuedRunCoordinator):
    """Dagster's queue, in which every run bears its site, whoever started it: sensors, schedules, stewards,
    the command line.
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
