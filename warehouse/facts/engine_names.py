"""How engines for measures are named, as KAOHE_MEASURES holds it.

``duckdb``, with settings of DuckDB ``duckdb://?memory_limit=8GB&threads=4``; or the master of a Spark
cluster, ``spark://host:7077`` or ``local[2]``, with settings of Spark
``spark://host:7077?spark.executor.memory=4g``. Secrets have no place here: Spark has files for them.
"""

import re
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import parse_qsl

DUCKDB = "duckdb"
"""The name of the engine that is used where none is named."""

_SPARK_MASTER = re.compile(r"spark://[^\s@]+|local(\[(\*|[0-9]+)(,[0-9]+)?\])?|yarn")


class EngineNameError(ValueError):
    """A name of no engine, or of one that is not installed; the message says in Chinese what to write."""


class EngineName(NamedTuple):
    """An engine: the master of a Spark cluster, None for DuckDB; and the settings that go before ours."""

    spark_master: str | None
    settings: dict[str, str]


def engine_name(text: str) -> EngineName:
    """What a name says. EngineNameError if there is no such engine."""
    place, _, query = text.partition("?")
    settings = dict(parse_qsl(query, keep_blank_values=True))
    if place in (DUCKDB, f"{DUCKDB}://"):
        return EngineName(None, settings)
    if not _SPARK_MASTER.fullmatch(place):
        raise EngineNameError(
            "计算引擎（KAOHE_MEASURES）无法识别，请写 duckdb，或 Spark 集群的地址，例如 spark://主机:7077"
        )
    if find_spec("pyspark") is None:
        raise EngineNameError("在 Spark 上计算要先安装 kaohe[spark]，请联系运维人员")
    return EngineName(place, settings)
