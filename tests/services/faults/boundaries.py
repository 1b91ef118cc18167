"""The moments of a run at which what is on disk changes: each can be stopped at, to break something or to
kill the run right there.

To be used in the process of the run itself, which ``disturb`` changes for good.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

WRITING = os.O_WRONLY | os.O_RDWR
PASSING = ("-wal", "-shm", "-journal", ".lock", ".writable")
"""Files that SQLite and locks need for themselves."""


def disturb(home: Path, at: Callable[[str], None], with_paths: bool = False) -> None:
    """Call ``at`` before every change below the home folder and before every commit, with what it is.

    What it is: ``rename archive``, ``flush facts``, ``remove returned``, ``open reviews`` (for writing),
    ``folder accepted``, ``commit warehouse.db``: the step and the folder of the home it is in, a commit with
    the database. ``with_paths`` names the whole path instead, of a renamed file both.
    """
    home = home.resolve()

    def place(path: Any) -> str | None:
        name = os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
        if name == str(home):
            return "home"
        if not name.startswith(f"{home}/") or name.endswith(PASSING):
            return None
        return name.removeprefix(f"{home}/").split("/")[0]

    def changed(step: str, path: Any, source: Any = None) -> None:
        if where := place(path):
            named = f"{source} -> {path}" if source else path
            at(f"{step} {named if with_paths else where}")

    def on_event(name: str, arguments: tuple) -> None:
        if name == "os.rename":
            changed("rename", arguments[1], arguments[0])
        elif name == "os.link":
            changed("link", arguments[1])
        elif name == "os.remove":
            changed("remove", arguments[0])
        elif name == "os.mkdir":
            changed("folder", arguments[0])
        elif name == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            changed("open", arguments[0])

    flush = os.fsync

    def flushed(descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        changed("flush", Path(f"/proc/self/fd/{number}").readlink())
        flush(descriptor)

    os.fsync = flushed
    sys.addaudithook(on_event)
    event.listen(
        Engine, "commit", lambda connection: at(f"commit {Path(connection.engine.url.database or '').name}")
    )
