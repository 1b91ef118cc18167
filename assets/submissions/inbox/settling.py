"""Which files of the inbox are complete, and which are still being written to."""

import time
from collections.abc import Sequence
from pathlib import Path


def settled(paths: Sequence[Path], seconds: int) -> tuple[list[Path], list[Path]]:
    """The files that are complete as far as one can see, and those that are still being written to.

    Those changed within the last seconds are looked at once more when these have passed since; all of them
    together, so that a pass waits once.
    """
    before = {path: state for path in paths if (state := _state(path))}
    now = time.time()
    ages = {path: now - modified / 1e9 for path, (_, modified, _) in before.items()}
    young = [path for path, age in ages.items() if abs(age) < seconds]
    if young:
        time.sleep(seconds - max(0, min(ages[path] for path in young)))
    after = {path: _state(path) for path in young}
    changing = [path for path, state in after.items() if state and state != before[path]]
    return [path for path in before if after.get(path, before[path]) == before[path]], changing


def _state(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is written to or replaced; None if it is gone."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino
