"""From the fact store to the values of measures (度量): which reports count, and what their rows come to.

Formulas, targets and lights of an indicator do not belong in this folder.
"""
