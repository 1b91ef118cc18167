"""What a site costs besides its workbooks if many share a Dagster instance: ``python -m benchmarks.site_costs
SITE``.

SITE is one of the sites of a deployment that ``kaohe sites prepare`` has prepared. The operator's settings
must be in the environment, and no daemon may run. Three things are measured. A code location, as the daemon
and the webserver load it. Runs, as a worker forks them: an intake that finds nothing new, and the assessment
of the newest month. And the daemon at rest, with all code locations of the workspace.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import FOLDER, machine
from pipelines.sites.preloading import load_once

SETTLED_AFTER, WATCHED_FOR = 90, 120
"""Seconds until all code locations are loaded and the first round of sensors is over, and seconds for which
the daemon is then watched.
"""


def in_child(work: Callable[[], None]) -> dict[str, float]:
    """What some work costs in a forked process: seconds of processor time, and MB of memory that are its
    own.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        work()
        os.write(writer, json.dumps(_own_memory("self")).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        memory = json.loads(answer.read())
    _, _, usage = os.wait4(child, 0)
    return {"processor": usage.ru_utime + usage.ru_stime, "memory": memory}


def _own_memory(process: int | str) -> float:
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1e3


def load(site: str) -> Callable[[], None]:
    """Load a code location."""

    def work() -> None:
        import pipelines.sites.locations as locations

        getattr(locations, site).get_repository_def()

    return work


def take_in_nothing(site: str) -> Callable[[], None]:
    """Run an intake as a worker does."""

    def work() -> None:
        import dagster as dg

        import pipelines.sites.locations as locations

        job = getattr(locations, site).resolve_job_def("nightly")
        with dg.DagsterInstance.get() as instance:
            assert job.execute_in_process(instance=instance).success  # noqa: S101

    return work


def assess(site: str) -> Callable[[], None]:
    """Assess the newest month as a worker does."""

    def work() -> None:
        import dagster as dg

        import pipelines.sites.locations as locations
        from pipelines.orchestration.jobs import assess_selection
        from pipelines.orchestration.namespaces import Namespace
        from pipelines.sites.folders import open_site

        office = open_site(site)
        selection = [Namespace(site).key(key) for key in assess_selection(office, office.newest_period)]
        job = getattr(locations, site).resolve_job_def("assess")
        with dg.DagsterInstance.get() as instance:
            run = job.execute_in_process(
                instance=instance, partition_key=office.newest_period, asset_selection=selection
            )
        assert run.success  # noqa: S101

    return work


def at_rest() -> dict[str, float]:
    """How many cores the daemon and its code servers keep busy while nothing arrives, and how many MB are
    their own, for each code location.
    """
    workspace = Path(os.environ["DAGSTER_HOME"]) / "workspace.yaml"
    sites = workspace.read_text(encoding="utf-8").count("location_name")
    command = [Path(sys.executable).with_name("dagster-daemon"), "run", "-w", workspace]
    daemon = subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        time.sleep(SETTLED_AFTER)
        before = sum(map(_processor, _family(daemon.pid)))
        time.sleep(WATCHED_FOR)
        after = sum(map(_processor, _family(daemon.pid)))
        memory = sum(map(_own_memory, _family(daemon.pid)))
    finally:
        os.killpg(daemon.pid, signal.SIGTERM)
        daemon.wait()
    return {"sites": sites, "cores": (after - before) / WATCHED_FOR / sites, "memory": memory / sites}


def _family(process: int) -> list[int]:
    children = [
        int(child)
        for thread in Path(f"/proc/{process}/task").iterdir()
        for child in (thread / "children").read_text().split()
    ]
    return [process, *(each for child in children for each in _family(child))]


def _processor(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(site: str) -> None:
    """Measure and keep the results."""
    location = in_child(load(site))
    load_once()

    found = {
        "location": location,
        "run": in_child(take_in_nothing(site)),
        "assessment": in_child(assess(site)),
        "at_rest": at_rest(),
    }
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "site_costs.json").write_text(
        json.dumps({"machine": machine(), **found}, indent=1), encoding="utf-8"
    )
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main(sys.argv[1])
