"""The tree of evidence: score, indicator, measure, row, cell."""
