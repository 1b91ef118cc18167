"""Blank workbooks (空白表), which units fill in. They are made from the forms themselves, so that a filled
workbook can pass the review.
"""

from assets.submissions.blank.prefill import Prefill, carried_over, named_units
from assets.submissions.blank.versions import (
    OutdatedTemplate,
    outdated_templates,
    read_template_versions,
    template_version,
    template_versions,
)
from assets.submissions.blank.workbook import blank_workbook, write_blank

__all__ = [
    "OutdatedTemplate",
    "Prefill",
    "blank_workbook",
    "carried_over",
    "named_units",
    "outdated_templates",
    "read_template_versions",
    "template_version",
    "template_versions",
    "write_blank",
]
