"""From a rule across reports to a table of what it compares: both sides, row by row or as sums."""
