"""How KAOHE_MEASURES names the engines that compute measures.

``duckdb`` is DuckDB; settings follow as in ``duckdb://?memory_limit=8GB&threads=4``. The master of a Spark
cluster is ``spark://host:7077`` or ``local[2]``; settings follow as in
``spark://host:7077?spark.executor.memory=4g``. Do not put secrets here: Spark has files for them.
"""

import re
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import parse_qsl

DUCKDB = "duckdb"
"""The name of the default engine."""

_SPARK_MASTER = re.compile(r"spark://[^\s@]+|local(\[(\*|[0-9]+)(,[0-9]+)?\])?|yarn")


class EngineNameError(ValueError):
    """No engine has this name, or it is not installed. The message says in Chinese what to write."""


class EngineName(NamedTuple):
    """An engine: the master of a Spark cluster, or None for DuckDB, and the settings that override ours."""

    spark_master: str | None
    settings: dict[str, str]


def engine_name(text: str) -> EngineName:
    """The engine that a name describes. EngineNameError if there is none."""
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
