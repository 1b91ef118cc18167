"""Structured logs (运行日志): one JSON object on each line of ``<home>/logs/kaohe-<day>.jsonl``, for people
with jq and for log shippers.

An event is a phrase that says what happened, with figures as fields. It never holds the value of a cell.
Texts are masked, and of an exception only its kind and place are logged, because its words may quote a cell.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from schemas.privacy import mask_text
from schemas.texts.faults import place_of
from warehouse.files.private_files import make_private
from warehouse.office import Office

FOLDER = "logs"
PACKAGES = ("pipelines", "assets", "warehouse", "schemas")
"""The packages whose loggers are written to the file."""


class JsonLines(logging.Handler):
    """Appends each record to the file of its day. Every line holds the ``context``."""

    def __init__(self, folder: Path, time_zone: str, context: dict[str, Any]) -> None:
        """No file is opened before the first record."""
        super().__init__(logging.INFO)
        self._folder, self._zone, self._context = folder, ZoneInfo(time_zone), context

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line in one call, so that lines of several processes do not mix."""
        try:
            at = datetime.fromtimestamp(record.created, self._zone)
            line = json.dumps(self._entry(record, at), ensure_ascii=False, default=str) + "\n"
            make_private(self._folder)
            descriptor = os.open(
                self._folder / f"kaohe-{at:%Y-%m-%d}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
            )
            try:
                os.write(descriptor, line.encode())
            finally:
                os.close(descriptor)
        except OSError:
            self.handleError(record)

    def _entry(self, record: logging.LogRecord, at: datetime) -> dict[str, Any]:
        entry = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": mask_text(record.getMessage()),
        }
        fault = {"fault": place_of(record.exc_info[1])} if record.exc_info and record.exc_info[1] else {}
        return {**entry, **self._context, **getattr(record, "fields", {}), **fault}


@contextmanager
def logged(office: Office, **context: Any) -> Iterator[None]:
    """Log what the program reports while the block runs. Each line has the site and the ``context``."""
    handler = JsonLines(office.home / FOLDER, office.site.time_zone, {"site": office.site.id, **context})
    loggers = [logging.getLogger(name) for name in PACKAGES]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(min(logger.level or logging.INFO, logging.INFO))
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)
