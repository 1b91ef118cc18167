"""Great Expectations (审核期望与核对记录): everything that uses the library, which takes seconds to load.

``suites`` judges the comparisons. It has a suite for each rule, and the validation results are the findings.
``pages`` turns the results into what a steward reads. ``site`` lets the library build its Data Docs from
that. The other modules of the stage decide what is compared. They ask through ``assets/reviews/judging.py``.
"""

import os

from warehouse.processes.imports import importing

os.environ["GX_ANALYTICS_ENABLED"] = "False"  # the library must tell nothing to anybody outside the office

NOT_REACHED = ("scipy.stats", "altair")
"""What the library imports for expectations on distributions and for their charts. It is not needed here, and
would take a third of the loading time.
"""
with importing(*NOT_REACHED):
    import great_expectations.expectations  # noqa: F401
