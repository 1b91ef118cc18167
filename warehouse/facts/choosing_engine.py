"""From a setting to the engine that computes measures: DuckDB, or a Spark cluster."""

from warehouse.facts.engine_names import engine_name
from warehouse.facts.measure_engines import DuckDBEngine, MeasureEngine


def engine_named(text: str) -> MeasureEngine:
    """The engine with that name (``engine_names``). EngineNameError if there is none."""
    name = engine_name(text)
    if name.spark_master is None:
        return DuckDBEngine(**name.settings)
    # An office that computes with DuckDB need not have Spark.
    from warehouse.facts.spark_engine import SparkEngine

    return SparkEngine(name.spark_master, name.settings)
