"""Great Expectations (审核期望与核对记录): all that knows the library, which takes seconds to load.

``suites`` judges the comparisons: a suite for each rule, whose validation results are the findings. ``pages``
makes of the results what a steward reads, ``site`` has the library build its Data Docs with that. What is
compared is the business of the modules above; they ask through ``assets/reviews/judging.py``.
"""

import os

from warehouse.processes.imports import importing

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # nothing is told to anybody outside the office

NOT_REACHED = ("scipy.stats", "altair")
"""What the library imports for expectations on distributions and for their charts: a third of the time that
it takes.
"""
with importing(*NOT_REACHED):
    import great_expectations.expectations  # noqa: F401
