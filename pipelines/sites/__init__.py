"""Many sites on one Dagster instance. Their runs go to Celery workers on any number of machines
(docs/scale.md).
"""
